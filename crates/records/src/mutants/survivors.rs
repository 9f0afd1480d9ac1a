//! What a person knows of the survivors: `mutants.toml`.

use super::SURVIVORS;
use crate::{Exercise, Problem, exercise};
use edge::file::RECORD;
use serde::Deserialize;
use std::path::Path;

/// Why a contract may let a mutant pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// No call, answer or event differs, whatever the schedule: it does the same.
    Equivalent,
    /// It does something else, and no promise of the record speaks of that.
    NotPromised,
    /// It would show if the world around did what it does not do here: a call that never fails fails.
    Environment,
    /// A promise is broken, and the contract does not see it yet.
    Gap,
}

impl Class {
    /// As the file and the pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Class::Equivalent => "equivalent",
            Class::NotPromised => "not promised",
            Class::Environment => "environment",
            Class::Gap => "gap",
        }
    }

    /// All of them, in the order of the table.
    pub const ALL: [Class; 4] = [Class::Equivalent, Class::NotPromised, Class::Environment, Class::Gap];
}

/// One entry: a survivor of one or more variants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The mutant's name, as `cargo xtask mutate` prints it.
    pub id: String,
    /// The variants whose mutants of that name survive.
    pub of: Vec<String>,
    /// Why that is no fault of the contract; or that it is one.
    pub class: Class,
    /// One sentence that can be checked against the code.
    pub why: String,
    /// What a reader learns from it. Those that teach stand in the chapter.
    pub teaches: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    survivor: Vec<Known>,
}

/// The entries of a scenario. Without the file there are none.
///
/// # Errors
/// A file that is no such list.
pub fn read(exercise: &Exercise) -> Result<Vec<Known>, Problem> {
    let shown = Path::new("solutions").join(&exercise.slug).join(SURVIVORS);
    let text = match edge::file::text(exercise.solutions_dir.join(SURVIVORS), RECORD) {
        Ok(text) => text,
        Err(error) if error.is_missing() => return Ok(Vec::new()),
        Err(error) => return Err(Problem::new(shown, format!("cannot be read: {}", error.fault))),
    };
    let file: File = toml::from_str(&text).map_err(|error| {
        let mend = "the keys are listed in crates/records/src/mutants/survivors.rs";
        exercise::from_toml(&shown, &text, &error).mend(mend)
    })?;
    Ok(file.survivor)
}
