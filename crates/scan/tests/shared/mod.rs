//! `cases.toml`: for each rule what it finds, and what only looks like it. Read by the tests of the rules and by the page.

use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    rule: Vec<Case>,
}

/// One rule.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) says: String,
    pub(crate) blind: String,
    pub(crate) go: Option<String>,
    pub(crate) rust: Option<String>,
    pub(crate) tempts: Vec<Tempting>,
}

/// Code that the rule must not name.
#[derive(Deserialize)]
pub(crate) struct Tempting {
    pub(crate) ok: String,
    pub(crate) go: Option<String>,
    pub(crate) rust: Option<String>,
}

/// All of them, in the order of the file.
pub(crate) fn cases() -> Vec<Case> {
    toml::from_str::<Cases>(include_str!("../../cases.toml")).expect("cases.toml").rule
}
