//! The conformance suite: small programs run in the lab, which gives every outcome they can have, and then thousands of
//! times on the real std with small delays. What is seen there must be among the lab's. The other direction is the
//! lab's to explain: an outcome that was never seen here may be rare.
//!
//! `lab-conformance --programs N | --seconds N | --seed N [--runs N] [--class NAME] [--loud]`. `--programs` is a number of
//! each class, beside all that are written by hand; the same ones on each machine. `--seconds` goes on for so long.
//! Exit code 0: all seen are the lab's.

#[path = "../shared/hand.rs"]
mod hand;
mod host;
#[expect(dead_code, reason = "calls to the kernel are compared by lab-process-conformance")]
#[path = "../../../fuzz/src/program.rs"]
mod program;
#[path = "../shared/random.rs"]
mod random;
mod real;
mod settings;

use model::Lab;
use real::Seen;
use settings::Settings;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Default)]
struct Tally {
    programs: u64,
    too_large: u64,
    stuck: u64,
    runs: u64,
    lab: u64,
    seen: u64,
    different: u64,
}

impl Tally {
    /// Compare, and say what differs: true if something does.
    fn compare(&mut self, name: &str, lab: &Lab, seen: &Seen, loud: bool) -> bool {
        self.programs += 1;
        self.runs += seen.runs;
        self.lab += lab.outcomes.len() as u64;
        self.seen += seen.outcomes.len() as u64;
        let foreign: Vec<&String> = seen.outcomes.difference(&lab.outcomes).collect();
        if loud {
            let never: Vec<&String> = lab.outcomes.difference(&seen.outcomes).take(4).collect();
            println!("{name}: {} of the lab's {} seen in {} runs", seen.outcomes.len(), lab.outcomes.len(), seen.runs);
            println!("  never seen, for one: {never:#?}");
        }
        if !foreign.is_empty() {
            self.different += 1;
            println!("DIFFERENT: {name}: the real std shows what the lab does not");
            println!("  {foreign:#?}");
            println!("  the lab's: {:#?}", lab.outcomes.iter().take(12).collect::<Vec<_>>());
        }
        !foreign.is_empty()
    }

    fn print(&self, name: &str) {
        let Tally { programs, too_large, stuck, runs, lab, seen, different } = self;
        println!(
            "{name:9} {programs:5} programs ({too_large} too large, {stuck} that can hang left out), {runs:8} real \
             runs; {seen:6} of the lab's {lab:6} outcomes seen; different {different}"
        );
    }
}

/// Can somebody be stuck? Then the first thread does not get to its end, and a real run costs a deadline and threads.
fn can_hang(lab: &Lab) -> bool {
    lab.outcomes.iter().any(|outcome| {
        outcome.split(' ').take_while(|word| !word.starts_with("1[")).all(|word| !word.ends_with("end]"))
    })
}

fn by_hand(settings: &Settings, tally: &mut Tally) -> Result<(), String> {
    for (i, name) in model::hand_names().into_iter().enumerate() {
        let mut lab = model::hand(i)?.ok_or_else(|| format!("`{name}` has too many schedules; make it smaller"))?;
        let (_, run, known) = hand::PROGRAMS[i];
        let hangs = can_hang(&lab);
        // What is known to differ is no surprise; the lab showing it would be one.
        if let Some(known) = known.iter().find(|known| !lab.outcomes.insert((**known).to_string())) {
            return Err(format!("`{name}`: the lab shows `{known}` now; take it from the list in shared/hand.rs"));
        }
        let seen = real::run(if hangs { 200 } else { settings.runs }, &lab, settings.seed.unwrap_or(1), run);
        tally.compare(name, &lab, &seen, settings.loud);
    }
    Ok(())
}

fn at_random(settings: &Settings, class: usize, seed: u64, tally: &mut Tally) {
    let name = random::CLASSES[class].name;
    let lab = match model::random(class, seed) {
        Ok(Some(lab)) => lab,
        Ok(None) => {
            tally.too_large += 1;
            return;
        }
        Err(trouble) => {
            println!("DIFFERENT: {trouble}");
            tally.different += 1;
            return;
        }
    };
    let hangs = can_hang(&lab);
    if hangs && !seed.is_multiple_of(16) {
        tally.stuck += 1;
        return;
    }
    // A program that can hang leaves its threads behind: few runs of few such programs.
    let runs = if hangs { 20 } else { settings.runs };
    let seen = real::run(runs, &lab, seed, move || random::run(class, seed));
    if tally.compare(&format!("class {name} seed {seed}"), &lab, &seen, settings.loud) {
        println!("  program {:?}", program::program(seed, &random::CLASSES[class], 0));
    }
}

fn main() -> ExitCode {
    let settings = match Settings::read() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("lab-conformance: {error}");
            return ExitCode::from(2);
        }
    };
    real::keep_quiet();
    let start = Instant::now();
    let mut tallies: Vec<(&str, Tally)> = vec![("by hand", Tally::default())];
    tallies.extend(random::CLASSES.iter().map(|class| (class.name, Tally::default())));
    if settings.class.is_none()
        && let Err(error) = by_hand(&settings, &mut tallies[0].1)
    {
        eprintln!("lab-conformance: {error}");
        return ExitCode::FAILURE;
    }
    'seeds: for seed in settings.seeds() {
        for class in 0..random::CLASSES.len() {
            if settings.seconds.is_some_and(|seconds| start.elapsed().as_secs_f64() > seconds) {
                break 'seeds;
            }
            if settings.class.as_deref().is_none_or(|name| name == random::CLASSES[class].name) {
                at_random(&settings, class, seed, &mut tallies[class + 1].1);
            }
        }
    }
    let mut all = Tally::default();
    for (name, tally) in &tallies {
        tally.print(name);
        all.programs += tally.programs;
        all.runs += tally.runs;
        all.different += tally.different;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{} programs, {} real runs, {} different, {seconds:.1} s", all.programs, all.runs, all.different);
    // Nothing compared is no success.
    if all.different == 0 && all.runs > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
