//! The rules. Each is a module; each says in its table entry what it looks for. What the rules share is in `package`.

mod blocking;
mod close;
mod context;
mod lock_held;
mod release;
mod relock;
mod sender;
mod small;

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
    /// Looks at a package; `None` where the entry above finds it too.
    pub(crate) run: Option<fn(&Package, &mut Report)>,
}

/// All rules, in the order of their worth. Rules that one module finds together stand behind the one that runs them.
pub const RULES: &[Entry] = &[
    Entry {
        id: "skipped-cleanup/lock-held",
        line: "a function returns with a lock that its other ways out release",
        run: Some(lock_held::run),
    },
    Entry {
        id: "skipped-cleanup/not-released",
        line: "a way out neither releases nor hands on what a sibling way releases",
        run: Some(release::run),
    },
    Entry {
        id: "skipped-cleanup/deferred-in-loop",
        line: "a release is deferred in a loop, so all rounds hold what they opened",
        run: None,
    },
    Entry {
        id: "skipped-cleanup/deferred-early",
        line: "a deferred release keeps the first value of a name that gets another",
        run: None,
    },
    Entry {
        id: "skipped-cleanup/cut-short",
        line: "a cleanup returns on a failed step, and skips later steps that cannot fail",
        run: None,
    },
    Entry {
        id: "double-lock/relock",
        line: "a lock is taken where it is held, here or within two calls",
        run: Some(relock::run),
    },
    Entry { id: "read-lock-reentry/relock", line: "a read lock is taken where it is held for reading", run: None },
    Entry {
        id: "sender-leak/abandoned-sender",
        line: "a send without room, and the receiver can leave first",
        run: Some(sender::run),
    },
    Entry {
        id: "cancelled-context/after-done",
        line: "a call gets a context that is done on this way",
        run: Some(context::run),
    },
    Entry {
        id: "cancelled-context/deferred-cleanup",
        line: "a deferred error path undoes something with the call's own context",
        run: None,
    },
    Entry { id: "cancelled-context/deferred-in-loop", line: "a cancel is deferred in a loop", run: None },
    Entry {
        id: "cancelled-context/cancel-dropped",
        line: "the cancel function of a context is thrown away",
        run: None,
    },
    Entry {
        id: "cancelled-context/longer-inside",
        line: "a longer limit inside a shorter one; harmless, and misleading",
        run: None,
    },
    Entry { id: "cancelled-context/steps-add-up", line: "limits of steps that add up beyond the caller's", run: None },
    Entry { id: "double-close/twice", line: "a channel is closed twice on one way", run: Some(close::run) },
    Entry {
        id: "double-close/closed-again",
        line: "a field's channel is closed before a step that can fail and be tried again",
        run: None,
    },
    Entry { id: "double-close/left-in-list", line: "channels of a list are closed and stay in it", run: None },
    Entry {
        id: "double-close/sender-closes",
        line: "a method closes a channel on which other callers send",
        run: None,
    },
    Entry { id: "double-close/two-owners", line: "a descriptor gets a second owner (Rust)", run: None },
    Entry {
        id: "channel-under-lock/under-lock",
        line: "a channel operation waits with a lock held, and the other end takes it too",
        run: Some(blocking::run),
    },
    Entry { id: "lock-across-io/under-lock", line: "a sleep or a command with a lock held", run: None },
    Entry {
        id: "guard-across-await/long-wait",
        line: "a guard is alive over an await that may never end (Rust)",
        run: None,
    },
    Entry { id: "temporary-guard/statement", line: "a guard is dropped on the line that makes it (Rust)", run: None },
    Entry {
        id: "lost-wakeup/registered-late",
        line: "a signal is registered after the child may have ended",
        run: Some(small::late),
    },
    Entry {
        id: "lost-wakeup/one-wait-per-signal",
        line: "one wait for each SIGCHLD, although one signal may stand for several children",
        run: Some(small::one_wait),
    },
    Entry {
        id: "stolen-status/wait-any",
        line: "a wait for any child beside a wait for one",
        run: Some(small::children),
    },
    Entry {
        id: "unbounded-wait/command-without-context",
        line: "a command is made without the context that the function has",
        run: Some(small::command),
    },
    Entry {
        id: "swallowed-error/shadowed",
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

/// A step of a path.
pub(crate) fn step(line: u32, what: impl Into<String>) -> Step {
    Step { file: None, line, what: what.into() }
}
