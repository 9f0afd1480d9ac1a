//! One mutant: where its text differs, and what that is called.

use crate::{Operator, walk};
use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

/// One change of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The kind of change.
    pub operator: Operator,
    /// The function, with its type: `Service::exec`. A constant by its name.
    pub function: String,
    /// The line where the change begins, counted from 1.
    pub line: usize,
    /// What is done, in one line that quotes the code: `self.close();` is gone.
    pub what: String,
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// By what.
    pub text: String,
    /// Counts mutants of the same name in one function, from 1.
    pub nth: usize,
}

impl Mutant {
    /// The name that stays while the function and the lines of the change stay: an edit elsewhere does not move it.
    pub fn id(&self) -> String {
        let nth = if self.nth > 1 { format!(" #{}", self.nth) } else { String::new() };
        format!("{} in {}: {}{nth}", self.operator, self.function, self.what)
    }

    /// The whole text, changed.
    pub fn applied(&self, source: &str) -> String {
        format!("{}{}{}", &source[..self.range.start], self.text, &source[self.range.end..])
    }
}

/// All mutants of a source, in the order of their places. Those that read like the source or like an earlier one, but for
/// white space, are left out.
///
/// # Errors
/// A source that is not Rust.
pub fn made_of(source: &str) -> syn::Result<Vec<Mutant>> {
    let file = syn::parse_file(source)?;
    let mut mutants = walk::file(source, &file);
    mutants.sort_by_key(|it| (it.range.start, it.operator));
    let packed = |text: &str| text.split_whitespace().collect::<String>();
    let mut seen = HashSet::from([packed(source)]);
    mutants.retain(|it| seen.insert(packed(&it.applied(source))));
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in &mut mutants {
        let count = names.entry(mutant.id()).or_default();
        *count += 1;
        mutant.nth = *count;
    }
    Ok(mutants)
}
