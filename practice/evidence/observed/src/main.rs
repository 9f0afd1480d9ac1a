//! Runs the programs of the pages on traces and metrics, and compares what they print with the `.out` file beside each.
//!
//! `cargo run -p observed` compares, `--bless` writes, `run NAME` runs one. They are apart from `practice/evidence/rust`,
//! because exporters bring many crates: no command and no page waits for those.

#![expect(unreachable_pub, reason = "each program's `main` is public to its neighbours, and no one else")]

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
    request_id = "../request_id.rs",
    rest_of_the_time = "../rest_of_the_time.rs",
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
    let mut wrong = 0;
    for (name, _) in ALL {
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
    println!("{} say what is written beside them, {wrong} do not", ALL.len() - wrong);
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
