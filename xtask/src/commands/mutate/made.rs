//! The mutants of today: of the fix and of each right variant. The program `mutants` makes them; it is built when it is first
//! needed, and a learner never needs it.

use crate::{
    commands::book::{build_tool, tool},
    layout::Layout,
    process::{self, Job},
};
use anyhow::{Context, bail};
use checker::build_guard::succeeded;
use records::{
    Exercise,
    hash::hash_of,
    mutants::{self, Today},
    record::Role,
};

/// More than the mutants of one scenario are.
const OUTPUT: usize = 256 << 20;
const PROGRAM: &str = "mutants";

/// One mutant, to be judged.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The variant that it was made of.
    pub of: String,
    /// Operator, function and what is done.
    pub id: String,
    /// Where the change begins, counted from 1.
    pub line: usize,
    /// A hash of its text.
    pub code: String,
    /// The whole text, changed.
    pub text: String,
}

/// All of one exercise, in the order of its record and of the places in a file.
///
/// # Errors
/// A program that cannot be built, and a variant that is not Rust.
pub fn all(layout: &Layout, exercise: &Exercise) -> anyhow::Result<Vec<Mutant>> {
    build_tool(layout, PROGRAM)?;
    let right = exercise.record.variant.iter().filter(|it| matches!(it.role, Role::Fixed | Role::Right));
    let names: Vec<&str> = right.map(|it| it.name.as_str()).collect();
    let mut command = tool(layout, PROGRAM);
    command.args(names.iter().map(|it| exercise.variant_file(it)));
    let ended = process::run(Job { capture: Some(OUTPUT), ..Job::tool(command) }, &mut |_| {})?;
    if !succeeded(&ended) {
        bail!("the mutants of {} cannot be made\n{}", exercise.short(), ended.stderr.text());
    }
    let printed = ended.stdout.text();
    let made = printed.lines().map(|line| {
        let mutants::Made { file, id, line, text } =
            serde_json::from_str(line).context("a line of the program `mutants`")?;
        let of = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Mutant { of, id, line, code: hash_of(text.as_bytes()), text })
    });
    made.collect()
}

/// What a record of judged mutants is compared with.
pub fn today(exercise: &Exercise, made: &[Mutant]) -> Today {
    let mutants = made.iter().map(|it| ((it.of.clone(), it.id.clone()), it.code.clone())).collect();
    Today { contract: mutants::contract_key(exercise), mutants }
}
