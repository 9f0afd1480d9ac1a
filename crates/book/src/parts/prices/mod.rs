//! What the right fixes were measured to cost: for each question of the record a small chart, and the same as a table.
//! The figures come from `prices.jsonl` beside the variants, and from nowhere else.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, prose, scroll_box};
use crate::problem::{Fault, problem};
use records::Exercise;
use records::markdown::Directive;
use records::prices::{self, Design, Measured, Point, compared, figure};
use records::record::{Price, Role, Unchecked, Unit};
use std::fmt::Write as _;
use std::path::Path;

mod chart;
mod panel;
mod series;

/// One row of a question: a design, and what was measured of it.
struct DesignPrices<'m> {
    name: &'m str,
    points: &'m [Point],
    /// The point of the fix that each of them is compared with.
    fixed: &'m [Point],
    /// The moments of one run, of which none is the one to compare.
    series: Option<Unit>,
}

impl DesignPrices<'_> {
    /// How it compares with the fix at the largest load. The fix itself is the measure.
    fn said(&self) -> String {
        if let Some(unit) = self.series {
            return format!("at most {}", figure(prices::at_most(self.points), unit));
        }
        match (self.name, self.points.last(), self.fixed.last()) {
            ("fixed", ..) => "the measure".into(),
            (_, Some(point), Some(fixed)) => compared(point.against(fixed)),
            _ => String::new(),
        }
    }

    fn differs(&self) -> bool {
        let differs = |(point, fixed): (&Point, &Point)| point.against(fixed).is_some();
        let mut pairs = self.points.iter().zip(self.fixed);
        let differs = match self.series {
            Some(_) => pairs.any(differs),
            None => pairs.next_back().is_some_and(differs),
        };
        self.name != "fixed" && differs
    }
}

/// `{{#prices}}`: a figure for each question, and on what it was measured.
pub(crate) fn figures(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let again = format!("measure it: cargo xtask bench {}", exercise.short());
    let file = Path::new("solutions").join(&exercise.slug).join(prices::FILE);
    let data =
        prices::read(exercise).map_err(|error| Fault::Elsewhere(problem(&file, None, format!("{error:#}"), &again)))?;
    let Some(measured) = &data else {
        return Err(Fault::here("nothing was measured for this exercise", again));
    };
    let mut html = unchecked(exercise);
    for price in &exercise.record.price {
        let rows = rows(exercise, price, measured);
        if rows.iter().any(|row| row.points.len() != price.loads.len() || row.fixed.len() != price.loads.len()) {
            let what = format!("`{}` was not measured for every design and load", price.id);
            return Err(Fault::here(what, again));
        }
        html.push_str(&question(price, &rows));
    }
    html.push_str(&provenance(&exercise.short(), measured));
    Ok(block(&format!("<div class=\"ep-prices\">{html}</div>")))
}

/// The designs of a question: those that only serve to compare stand last.
fn rows<'m>(exercise: &'m Exercise, price: &Price, measured: &'m Measured) -> Vec<DesignPrices<'m>> {
    let points = |design: &'m Design| design.prices.get(&price.id).map_or(&[][..], Vec::as_slice);
    let find = |name: &str| measured.designs.iter().find(|it| it.name == name).map_or(&[][..], points);
    let names = prices::designs(exercise, price);
    let series = price.series.then_some(price.unit);
    let mut rows: Vec<DesignPrices<'m>> =
        names.into_iter().map(|name| DesignPrices { name, points: find(name), fixed: find("fixed"), series }).collect();
    let place = |row: &DesignPrices<'_>| match exercise.variant(row.name).map(|it| it.role) {
        Some(Role::Fixed) => 0,
        Some(Role::Right) => 1,
        Some(Role::Costly) => 2,
        // Only measured.
        None => 3,
        _ => 4,
    };
    rows.sort_by_key(place);
    rows
}

fn question(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    let mut html = format!("<figure class=\"ep-price\"><figcaption><strong>{}</strong> ", prose(&price.question));
    let _ = write!(html, "{}</figcaption>{}", prose(&price.setup), chart(price, rows));
    html.push_str(&fold("ep-fold", "The figures", &scroll_box("ep-price-table", &price.question, &table(price, rows))));
    html.push_str("</figure>");
    html
}

fn chart(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    if price.series { series::svg(price, rows) } else { chart::svg(price, rows) }
}

/// The designs that no verdict stands for.
fn unchecked(exercise: &Exercise) -> String {
    let entry = |it: &Unchecked| {
        let (name, summary, why) = (escape(&it.name), prose(&it.summary), prose(&it.why));
        format!("<li><p><code>{name}</code>: {summary}. {why}</p></li>")
    };
    let entries: String = exercise.record.measured.iter().map(entry).collect();
    match entries.is_empty() {
        true => entries,
        false => format!("<p>Not among the fixes, and measured beside them:</p><ul>{entries}</ul>"),
    }
}

fn table(price: &Price, rows: &[DesignPrices<'_>]) -> String {
    let loads = price.loads.iter();
    let loads: String = loads.map(|it| format!("<th scope=\"col\">{}</th>", figure(*it as f64, Unit::Count))).collect();
    let span = price.loads.len();
    let mut html = format!("<table><thead><tr><td></td><th colspan=\"{span}\" scope=\"colgroup\">");
    let _ = write!(html, "{}</th><td></td></tr><tr><th scope=\"col\">Design</th>{loads}", escape(&price.load));
    let last = if price.series { "Of these" } else { "Against <code>fixed</code>" };
    let _ = write!(html, "<th scope=\"col\">{last}</th></tr></thead><tbody>");
    for row in rows {
        let _ = write!(html, "<tr><th scope=\"row\"><code>{}</code></th>", escape(row.name));
        for point in row.points {
            let [median, low, high] = [point.median, point.low, point.high].map(|it| figure(it, price.unit));
            let _ = match point.exact() || low == high {
                true => write!(html, "<td class=\"n\">{median}</td>"),
                false => write!(html, "<td class=\"n\">{median}<br><small>{low} to {high}</small></td>"),
            };
        }
        let _ = write!(html, "<td>{}</td></tr>", row.said());
    }
    html.push_str("</tbody></table>");
    html
}

/// The sentence that no figure may stand without.
fn provenance(exercise: &str, measured: &Measured) -> String {
    let versions: Vec<String> = measured.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let mut html = String::from("<p class=\"ep-provenance\">Ratios travel, absolute times do not: expect other ");
    html.push_str("figures on your machine, and nearly the same comparisons. ");
    let _ =
        write!(html, "Measured on {} ({}) with {}. ", measured.date, escape(&measured.machine), versions.join(", "));
    let _ = write!(html, "Each figure is the median of {} rounds, in which all designs took turns; ", measured.rounds);
    html.push_str(
        "the range is that of the rounds. Where two ranges meet, or the medians differ by less than a tenth, ",
    );
    let _ = write!(html, "it says “no difference”. <code>cargo xtask bench {}</code> measures again.</p>", exercise);
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::Course;

    /// The course's own data: whatever page shows it shows every figure of it.
    #[test]
    fn every_figure_of_the_data_is_on_its_page() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let course = Course::load(&root).expect("a course");
        for exercise in &course.exercises {
            let measured = &prices::read(exercise).expect("the data").expect("it was measured");
            for price in &exercise.record.price {
                let html = question(price, &rows(exercise, price, measured));
                for design in &measured.designs {
                    for point in design.prices.get(&price.id).into_iter().flatten() {
                        let wanted = format!("<td class=\"n\">{}<", figure(point.median, price.unit));
                        assert!(html.contains(&wanted), "{}: {wanted}", design.name);
                    }
                }
            }
        }
    }

    #[test]
    fn a_difference_within_the_noise_is_said_to_be_none() {
        let (fixed, close, far) = ([at(10.0, 9.0, 11.0)], [at(12.0, 10.5, 14.0)], [at(40.0, 39.0, 41.0)]);
        let said = |name, points: &[Point]| DesignPrices { name, points, fixed: &fixed, series: None }.said();
        assert_eq!(said("fixed", &fixed), "the measure");
        assert_eq!(said("right_a", &close), "no difference");
        assert_eq!(said("costly_a", &far), "4 times");
    }

    fn at(median: f64, low: f64, high: f64) -> Point {
        Point { load: 1, median, low, high }
    }
}
