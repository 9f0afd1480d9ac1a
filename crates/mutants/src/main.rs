//! Prints a line of JSON for each mutant of each of the files that it is given. `cargo xtask mutate` starts it.

use anyhow::Context;
use edge::file::SOURCE;
use records::mutants::Made;
use std::{env, path::PathBuf};

fn main() -> anyhow::Result<()> {
    for file in env::args_os().skip(1).map(PathBuf::from) {
        let source = edge::file::text(&file, SOURCE)?;
        let mutants = mutants::made_of(&source).with_context(|| format!("{} is not Rust", file.display()))?;
        for it in mutants {
            let (id, text) = (it.id(), it.applied(&source));
            println!("{}", serde_json::to_string(&Made { file: file.clone(), id, line: it.line, text })?);
        }
    }
    Ok(())
}
