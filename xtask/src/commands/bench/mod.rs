//! `bench`: measures what the right fixes cost, and writes the file beside the variants that the pages draw. Each point is a run of
//! its own, and all points come in turn, round after round: what disturbs the machine disturbs all designs alike.

use crate::{
    cli::Bench,
    exit::Exit,
    layout::{Layout, write_if_changed},
    out, render,
    style::{BOLD, DIM, NEXT, paint},
    term,
};
use checker::harness;
use records::{
    Course, Exercise,
    prices::{self, Design, Measured, Point},
    record::Price,
};
use std::collections::BTreeMap;

mod machine;
mod program;

/// Measures, tries or checks.
pub fn run(layout: &Layout, args: Bench) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let chosen = chosen(&course, &args)?;
    if args.check {
        return check(&course);
    }
    if args.quick {
        return program::quick(layout, &chosen);
    }
    let program = program::build(layout)?;
    for exercise in chosen {
        let measured = measure(layout, exercise, &program, usize::from(args.rounds))?;
        print(exercise, &measured)?;
        write_if_changed(&exercise.prices(), &prices::written(&measured))?;
        out::line(&format!("written to {}", layout.shown(&exercise.prices())))?;
    }
    out::line(&format!("see it with {}", paint(NEXT, "cargo xtask serve")))?;
    Ok(Exit::Good)
}

/// The exercises that ask something, on this system.
fn chosen<'c>(course: &'c Course, args: &Bench) -> anyhow::Result<Vec<&'c Exercise>> {
    let one = match &args.named.exercise {
        Some(_) => Some(super::named(course, &args.named)?.slug.as_str()),
        None => None,
    };
    let asked = course.exercises.iter().filter(|it| one.is_none_or(|one| one == it.slug));
    let here = asked.filter(|it| !it.record.price.is_empty() && harness::missing_here(it).is_none());
    Ok(here.collect())
}

fn check(course: &Course) -> anyhow::Result<Exit> {
    let found = prices::problems(course)?;
    for problem in &found {
        out::tell(&render::labelled("error", &problem.to_string()));
    }
    Ok(Exit::from_good(found.is_empty()))
}

/// What one run of the program measures: one load of a design, or all moments of a series.
struct Run<'e> {
    price: &'e Price,
    design: &'e str,
    loads: &'e [u64],
    /// For each load, what every round gave.
    seen: Vec<Vec<f64>>,
}

/// Designs are neighbours: what is compared is measured next to each other.
fn runs<'e>(exercise: &'e Exercise) -> Vec<Run<'e>> {
    let mut runs = Vec::new();
    for price in &exercise.record.price {
        let at_once = if price.series { price.loads.len() } else { 1 };
        for loads in price.loads.chunks(at_once.max(1)) {
            for design in prices::designs(exercise, price) {
                runs.push(Run { price, design, loads, seen: vec![Vec::new(); loads.len()] });
            }
        }
    }
    runs
}

/// Every point of an exercise, in rounds.
fn measure(
    layout: &Layout,
    exercise: &Exercise,
    program: &program::Program,
    rounds: usize,
) -> anyhow::Result<Measured> {
    let mut runs = runs(exercise);
    let bar = term::bar(runs.len() * rounds);
    for _ in 0..rounds {
        for run in &mut runs {
            let id = format!("{}/{}/{}", exercise.short(), run.price.id, run.design);
            bar.set_message(id.clone());
            for (median, seen) in program.medians(layout, &id, run.loads)?.into_iter().zip(&mut run.seen) {
                seen.push(median);
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let mut designs: Vec<Design> = Vec::new();
    for name in prices::measurable(exercise) {
        let mut prices: BTreeMap<String, Vec<Point>> = BTreeMap::new();
        for run in runs.iter().filter(|it| it.design == name) {
            let points = run.loads.iter().zip(&run.seen).map(|(load, seen)| Point::of(*load, seen));
            prices.entry(run.price.id.clone()).or_default().extend(points);
        }
        if !prices.is_empty() {
            designs.push(Design { name: name.to_owned(), code: prices::code(exercise, name), prices });
        }
    }
    let (machine, date, versions) = (machine::words(), machine::date()?, machine::versions(layout)?);
    Ok(Measured { machine, date, versions, rounds, designs })
}

/// What the largest load says, for each question.
fn print(exercise: &Exercise, measured: &Measured) -> anyhow::Result<()> {
    for price in &exercise.record.price {
        out::line(&paint(BOLD, &price.question))?;
        let largest = price.loads.last().copied().unwrap_or_default();
        out::line(&paint(DIM, &format!("  {}: {largest}", price.load)))?;
        for line in lines(price, measured) {
            out::line(&format!("  {line}"))?;
        }
    }
    Ok(())
}

fn lines(price: &Price, measured: &Measured) -> Vec<String> {
    let last = |design: &Design| design.prices.get(&price.id).and_then(|points| points.last().copied());
    let fixed = measured.designs.iter().find(|it| it.name == "fixed").and_then(last);
    let row = |design: &Design| {
        let (point, fixed) = (last(design)?, fixed?);
        let said = match design.name.as_str() {
            // Its moments go up and down, and the last one is none to compare.
            _ if price.series => {
                let points = &design.prices[&price.id];
                format!("at most {}", prices::figure(prices::at_most(points), price.unit))
            }
            "fixed" => String::new(),
            _ => prices::compared(point.against(&fixed)),
        };
        let [median, low, high] = [point.median, point.low, point.high].map(|it| prices::figure(it, price.unit));
        let range = if point.exact() { String::new() } else { format!("({low} to {high})") };
        Some(format!("{:<26}{median:>9}  {range:<24}{said}", design.name).trim_end().into())
    };
    measured.designs.iter().filter_map(row).collect()
}
