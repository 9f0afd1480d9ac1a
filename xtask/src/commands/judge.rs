//! `judge`: any program in the place of a contract, as the tests of hostile subjects need it. What runs, what bounds
//! it and what is made of it are those of a check; only nothing is generated or built.

use crate::{
    cli::{Judge, Without},
    exit::{Exit, Usage},
    out,
    term::Progress,
};
use checker::Options;
use protocol::Runtime;
use records::record::{Limits, Property};
use std::{env, process::Command};
use supervise::Means;

/// Runs it, and prints one line of JSON.
pub fn run(args: Judge) -> anyhow::Result<Exit> {
    let Some((program, words)) = args.words.split_first() else {
        return Err(Usage("name a program".to_owned()).into());
    };
    let mut command = Command::new(program);
    command.args(words);
    let property = Property { id: "p".to_owned(), statement: "it holds".to_owned() };
    let limits = args.bounds.over(&Limits::default());
    let has = |means| !args.without.contains(&means);
    let means = Means { fence: has(Without::Fence), scope: has(Without::Scope) };
    let options = Options { means, ..Options::within(limits, Runtime::default()) };
    let (judged, printed) =
        checker::run(command, &[property], None, &options, &env::temp_dir(), &mut Progress::new().listener())?;
    let verdict = judged.verdict;
    let line = serde_json::json!({
        "verdict": verdict, "words": judged.words, "kept": printed.text.len(), "more": printed.more,
    });
    out::json(&line)?;
    Ok(Exit::from_good(verdict.is_good()))
}
