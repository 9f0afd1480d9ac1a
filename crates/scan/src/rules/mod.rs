//! The rules. Each is a module; each says in its table entry what it looks for. What the rules share is in `package`.

mod lock_held;

use crate::{
    finding::{Finding, Level, Step},
    ir::Function,
    package::Package,
};

/// A rule's entry.
pub struct Entry {
    /// `hazard/shape`: the hazard is one of the atlas.
    pub id: &'static str,
    /// What it looks for, in one line.
    pub line: &'static str,
    /// Looks at a package.
    pub(crate) run: fn(&Package, &mut Report),
}

/// All rules, in the order of their worth.
pub const RULES: &[Entry] = &[Entry {
    id: "skipped-cleanup/lock-held",
    line: "a function returns with a lock that its other ways out release",
    run: lock_held::run,
}];

/// What the rules say.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) findings: Vec<(usize, Finding)>,
    /// Functions that are too long for a rule: file, line, name.
    pub(crate) unread: Vec<(usize, u32, String)>,
}

impl Report {
    /// Adds a finding in this function.
    #[expect(clippy::too_many_arguments, reason = "each is a part of the finding, named where it is given")]
    pub(crate) fn add(
        &mut self,
        function: &Function,
        rule: &'static str,
        level: Level,
        line: u32,
        what: String,
        consequence: &str,
        path: Vec<Step>,
    ) {
        let finding = Finding {
            file: String::new(),
            line,
            rule,
            level,
            function: function.name.clone(),
            what,
            consequence: consequence.to_owned(),
            path,
        };
        let known = self.findings.iter().any(|(file, it)| {
            *file == function.file && it.rule == rule && it.line == line && it.what == finding.what
        });
        if !known {
            self.findings.push((function.file, finding));
        }
    }

    /// A function of which not all ways were seen.
    pub(crate) fn too_long(&mut self, function: &Function) {
        let entry = (function.file, function.lines.0, function.name.clone());
        if !self.unread.contains(&entry) {
            self.unread.push(entry);
        }
    }
}

/// A step of a path.
pub(crate) fn step(line: u32, what: impl Into<String>) -> Step {
    Step { file: None, line, what: what.into() }
}
