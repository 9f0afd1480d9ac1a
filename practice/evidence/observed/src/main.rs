//! Runs the programs of the pages on traces and metrics, and compares what they print with the `.out` file beside each.
//!
//! `cargo run -p observed` compares, `--bless` writes, `run NAME` runs one. They are apart from `practice/evidence/rust`,
//! because exporters bring many crates: no command and no page waits for those.

#![expect(unreachable_pub, reason = "each program's `main` is public to its neighbours, and no one else")]

mod rules;
#[path = "../../src/said.rs"]
mod said;

use anyhow::Context as _;
use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode},
};

macro_rules! programs {
    ($($name:ident = $file:literal,)*) => {
        $(#[path = $file] mod $name;)*
        const ALL: &[(&str, fn())] = &[$((stringify!($name), $name::main),)*];
    };
}

programs! {
    proc_metrics = "../proc_metrics.rs",
    request_id = "../request_id.rs",
    rest_of_the_time = "../rest_of_the_time.rs",
    stuck_after_cancel = "../stuck_after_cancel.rs",
    tokio_metrics = "../tokio_metrics.rs",
    trace_of_a_hang = "../trace_of_a_hang.rs",
    traceparent = "../traceparent.rs",
}

fn main() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = env::args().skip(1).collect();
    if let [verb, name, ..] = &words[..]
        && verb == "run"
    {
        let (_, main) = ALL.iter().find(|(it, _)| it == name).context("no such program")?;
        main();
        return Ok(ExitCode::SUCCESS);
    }
    let bless = words.iter().any(|it| it == "--bless");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut wrong, mut skipped) = (0, 0);
    for (name, _) in ALL {
        // The first line may say what the program reads, and not every kernel has.
        let text = fs::read_to_string(dir.join(name).with_extension("rs"))?;
        let needs = text.lines().next().and_then(|line| line.strip_prefix("//! Needs: "));
        if let Some(needs) = needs.filter(|it| !Path::new(it).exists()) {
            println!("skipped {name}: there is no {needs}");
            skipped += 1;
            continue;
        }
        let output = Command::new(env::current_exe()?).args(["run", name]).output()?;
        let said = said::by(&output);
        let file = dir.join(name).with_extension("out");
        let wanted = fs::read_to_string(&file).unwrap_or_default();
        if said != wanted && bless {
            fs::write(&file, said)?;
            println!("written {name}.out");
        } else if said != wanted {
            wrong += 1;
            println!("{name} does not say what its .out says:");
            print!("{}", similar::TextDiff::from_lines(&wanted, &said).unified_diff());
        }
    }
    println!("{} say what is written beside them, {wrong} do not, {skipped} skipped", ALL.len() - wrong - skipped);
    wrong += usize::from(!rules::hold(dir)?);
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
