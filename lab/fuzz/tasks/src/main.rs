//! The differential fuzz of the task world: random small programs on `tokio`, walked by plain search, with sleep sets and
//! with the reduction, on a runtime with one worker and on one with several. All walks of one runtime must see the same
//! outcomes, and the outcomes on one worker must be among those on several.
//!
//! `lab-fuzz-tasks --programs N | --seconds N | --seed N [--class NAME]`, as `lab-fuzz`. `--from N` begins at that seed.

mod compare;
mod interpret;
mod program;

use compare::{Tally, compare};
use lab::explore::{arguments, stopwatch};
use program::{CLASSES, Class};
use std::process::ExitCode;

#[derive(Default)]
struct Settings {
    seconds: Option<f64>,
    programs: Option<u64>,
    seed: Option<u64>,
    from: Option<u64>,
    class: Option<String>,
}

fn settings() -> Result<Settings, String> {
    let mut settings = Settings::default();
    let mut words = arguments().into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} takes a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("`{text}` is no number"));
        match word.as_str() {
            "--seconds" => settings.seconds = Some(number(value()?)? as f64),
            "--programs" => settings.programs = Some(number(value()?)?),
            "--seed" => settings.seed = Some(number(value()?)?),
            "--from" => settings.from = Some(number(value()?)?),
            "--class" => settings.class = Some(value()?),
            _ => return Err(format!("unknown word `{word}`; see the top of lab/fuzz/tasks/src/main.rs")),
        }
    }
    if settings.seconds.is_none() && settings.programs.is_none() && settings.seed.is_none() {
        return Err("how many? --programs 2 is what the tests run; 3 of each class leak 2 GiB, so more go in parts, with --from".to_owned());
    }
    Ok(settings)
}

fn main() -> ExitCode {
    let settings = match settings() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("lab-fuzz-tasks: {error}");
            return ExitCode::from(2);
        }
    };
    let wanted = |class: &&Class| settings.class.as_deref().is_none_or(|name| name == class.name);
    let classes: Vec<&Class> = CLASSES.iter().filter(wanted).collect();
    if classes.is_empty() {
        let names: Vec<&str> = CLASSES.iter().map(|class| class.name).collect();
        eprintln!("lab-fuzz-tasks: no such class; there are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let mut tallies: Vec<Tally> = classes.iter().map(|_| Tally::default()).collect();
    let elapsed = stopwatch();
    let from = settings.from.unwrap_or(1);
    let seeds = settings.seed.map_or(from..=settings.programs.unwrap_or(u64::MAX), |seed| seed..=seed);
    'seeds: for seed in seeds {
        for (class, tally) in classes.iter().zip(&mut tallies) {
            if settings.seconds.is_some_and(|seconds| elapsed() > seconds) {
                break 'seeds;
            }
            compare(class, seed, tally);
        }
    }
    let mut all = Tally::default();
    for (class, tally) in classes.iter().zip(&tallies) {
        println!("{:10} {}", class.name, tally.line());
        all.add(tally);
    }
    println!("{} programs compared, {} different, {:.1} s", all.compared(), all.different, elapsed());
    // Nothing compared is no success.
    if all.different == 0 && all.compared() > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
