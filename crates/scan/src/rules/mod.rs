//! The rules. Each is a module; each says in its table entry what it looks for. What the rules share is in `package`.

mod blocking;
mod close;
mod context;
mod lock_held;
pub(crate) mod release;
mod relock;
mod sender;
mod small;

use crate::{
    finding::{Finding, Level, Step},
    ir::Function,
    package::Package,
    parse::Language,
};

/// A rule's entry.
pub struct Entry {
    /// `hazard/shape`: the hazard is one of the atlas.
    pub id: &'static str,
    /// The most that it says; where a fact is missing, it says less.
    pub level: Level,
    /// Where it looks.
    pub languages: &'static [Language],
    /// What it looks for, in one line.
    pub line: &'static str,
    /// Looks at a package; `None` where the entry above finds it too.
    pub(crate) run: Option<fn(&Package, &mut Report)>,
}

const GO: &[Language] = &[Language::Go];
const RUST: &[Language] = &[Language::Rust];
const BOTH: &[Language] = &[Language::Go, Language::Rust];

impl Entry {
    /// `Go and Rust`.
    pub fn languages(&self) -> String {
        self.languages.iter().map(|it| it.name()).collect::<Vec<_>>().join(" and ")
    }

    /// The hazard: the id up to the slash.
    pub fn hazard(&self) -> &'static str {
        self.id.split('/').next().unwrap_or(self.id)
    }
}

/// What to say of a name that is no rule's and no hazard's: with the nearest one, where one is near.
pub fn unknown(name: &str) -> String {
    let names = RULES.iter().flat_map(|it| [it.id, it.hazard(), it.id.rsplit('/').next().unwrap_or(it.id)]);
    let near = names.map(|it| (distance(name, it), it)).filter(|it| it.0 * 3 <= name.len()).min();
    let near = near.and_then(|(_, near)| {
        RULES
            .iter()
            .map(|it| it.hazard())
            .find(|it| *it == near)
            .or_else(|| RULES.iter().map(|it| it.id).find(|it| *it == near || it.rsplit('/').next() == Some(near)))
    });
    let hint =
        near.map_or_else(|| "exit-path-scan --rules lists them".to_owned(), |it| format!("did you mean `{it}`?"));
    format!("no rule is called `{name}`: {hint}")
}

/// How many letters differ.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, other) in right.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

/// All rules, in the order of their worth. Rules that one module finds together stand behind the one that runs them.
pub const RULES: &[Entry] = &[
    Entry {
        id: "skipped-cleanup/lock-held",
        level: Level::Defect,
        languages: GO,
        line: "a function returns with a lock that its other ways out release",
        run: Some(lock_held::run),
    },
    Entry {
        id: "skipped-cleanup/not-released",
        level: Level::Defect,
        languages: GO,
        line: "a way out neither releases nor hands on what a sibling way releases",
        run: Some(release::run),
    },
    Entry {
        id: "skipped-cleanup/deferred-in-loop",
        level: Level::Question,
        languages: GO,
        line: "a release is deferred in a loop, so all rounds hold what they opened",
        run: None,
    },
    Entry {
        id: "skipped-cleanup/deferred-early",
        level: Level::Question,
        languages: GO,
        line: "a deferred release keeps the first value of a name that gets another",
        run: None,
    },
    Entry {
        id: "skipped-cleanup/cut-short",
        level: Level::Question,
        languages: BOTH,
        line: "a cleanup returns on a failed step, and skips later steps that cannot fail",
        run: None,
    },
    Entry {
        id: "skipped-cleanup/undone-once",
        level: Level::Question,
        languages: RUST,
        line: "the failure of a first step is undone, and that of a later step is not",
        run: None,
    },
    Entry {
        id: "double-lock/relock",
        level: Level::Defect,
        languages: BOTH,
        line: "a lock is taken where it is held, here or within two calls",
        run: Some(relock::run),
    },
    Entry {
        id: "read-lock-reentry/relock",
        level: Level::Question,
        languages: GO,
        line: "a read lock is taken where it is held for reading",
        run: None,
    },
    Entry {
        id: "sender-leak/abandoned-sender",
        level: Level::Defect,
        languages: GO,
        line: "a send on an unbuffered channel, and the receiver can leave first",
        run: Some(sender::run),
    },
    Entry {
        id: "cancelled-context/after-done",
        level: Level::Question,
        languages: BOTH,
        line: "a call gets a context that is done on this way",
        run: Some(context::run),
    },
    Entry {
        id: "cancelled-context/deferred-cleanup",
        level: Level::Question,
        languages: GO,
        line: "a deferred error path undoes something with the call's own context",
        run: None,
    },
    Entry {
        id: "cancelled-context/deferred-in-loop",
        level: Level::Question,
        languages: GO,
        line: "a cancel is deferred in a loop",
        run: None,
    },
    Entry {
        id: "cancelled-context/cancel-dropped",
        level: Level::Question,
        languages: GO,
        line: "the cancel function of a context is thrown away",
        run: None,
    },
    Entry {
        id: "cancelled-context/longer-inside",
        level: Level::Advice,
        languages: BOTH,
        line: "a longer limit inside a shorter one; harmless, and misleading",
        run: None,
    },
    Entry {
        id: "cancelled-context/steps-add-up",
        level: Level::Advice,
        languages: GO,
        line: "limits of steps that add up beyond the caller's",
        run: None,
    },
    Entry {
        id: "double-close/twice",
        level: Level::Defect,
        languages: GO,
        line: "a channel is closed twice on one way",
        run: Some(close::run),
    },
    Entry {
        id: "double-close/closed-again",
        level: Level::Question,
        languages: GO,
        line: "a field's channel is closed before a step that can fail and be tried again",
        run: None,
    },
    Entry {
        id: "double-close/left-in-list",
        level: Level::Question,
        languages: GO,
        line: "channels of a list are closed and stay in it",
        run: None,
    },
    Entry {
        id: "double-close/sender-closes",
        level: Level::Question,
        languages: GO,
        line: "a method closes a channel on which other callers send",
        run: None,
    },
    Entry {
        id: "double-close/two-owners",
        level: Level::Defect,
        languages: RUST,
        line: "a descriptor gets a second owner",
        run: None,
    },
    Entry {
        id: "channel-under-lock/under-lock",
        level: Level::Question,
        languages: GO,
        line: "a channel operation waits with a lock held, and the other end takes it too",
        run: Some(blocking::run),
    },
    Entry {
        id: "lock-across-io/under-lock",
        level: Level::Question,
        languages: GO,
        line: "a sleep or a command with a lock held",
        run: None,
    },
    Entry {
        id: "guard-across-await/long-wait",
        level: Level::Question,
        languages: RUST,
        line: "a guard is alive over an await that may never end",
        run: None,
    },
    Entry {
        id: "temporary-guard/statement",
        level: Level::Defect,
        languages: RUST,
        line: "a guard is dropped on the line that makes it",
        run: None,
    },
    Entry {
        id: "lost-wakeup/registered-late",
        level: Level::Question,
        languages: GO,
        line: "a signal is registered after the child may have ended",
        run: Some(small::late),
    },
    Entry {
        id: "lost-wakeup/one-wait-per-signal",
        level: Level::Question,
        languages: GO,
        line: "one wait for each SIGCHLD, although one signal may stand for several children",
        run: Some(small::one_wait),
    },
    Entry {
        id: "stolen-status/wait-any",
        level: Level::Question,
        languages: GO,
        line: "a wait for any child beside a wait for one",
        run: Some(small::children),
    },
    Entry {
        id: "unbounded-wait/command-without-context",
        level: Level::Advice,
        languages: GO,
        line: "a command is made without the context that the function has",
        run: Some(small::command),
    },
    Entry {
        id: "swallowed-error/shadowed",
        level: Level::Question,
        languages: GO,
        line: "a deferred cleanup tests another error than the one that is returned",
        run: Some(small::shadowed),
    },
];

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
        let known = self
            .findings
            .iter()
            .any(|(file, it)| *file == function.file && it.rule == rule && it.line == line && it.what == finding.what);
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

/// How loudly a leak is named: what a program's own `main` package, or a package or a file of commands, leaves behind on a way out
/// mostly ends with the process.
pub(crate) fn of_a_leak(package: &Package, function: &Function, level: Level) -> Level {
    if package.declared.package == "main" || package.has_commands(function.file) { Level::Advice } else { level }
}

/// A step of a path.
pub(crate) fn step(line: u32, what: impl Into<String>) -> Step {
    Step { file: None, line, what: what.into() }
}
