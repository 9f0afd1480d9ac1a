//! Futures that are dropped before they are done: the branches that a `select!` gives up, what a time-out ends, a task
//! that is aborted. What such a future waited for, and where, is remembered while a schedule is recorded.

use super::say::{self, Site};
use super::{look, recording};
use crate::engine::with;
use crate::op::Loc;
use crate::places;
use std::task::Poll;

/// How far a future came, as far as its own polls told.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    polled: bool,
    waits: Option<Site>,
}

impl Progress {
    /// One that was not polled yet.
    #[must_use]
    pub const fn new() -> Progress {
        Progress { polled: false, waits: None }
    }

    /// Poll it, and remember where it waits.
    pub fn poll<R>(&mut self, poll: impl FnOnce() -> Poll<R>) -> Poll<R> {
        if !recording() {
            return poll();
        }
        let before = exchange(None);
        let answer = poll();
        let now = exchange(None);
        exchange(now.clone().or(before));
        self.polled = true;
        self.waits = now.or(self.waits.take());
        answer
    }

    /// `, which waits at src/lib.rs:21`, seen from `at`.
    fn words(&self, at: Loc) -> String {
        match &self.waits {
            _ if !self.polled => ", which was never polled".into(),
            Some(site) if site.at == places::of(at) => format!(", which still waits{}", site.holds()),
            Some(site) => format!(", which waits at {}{}", site.at, site.holds()),
            None => ", which is not done".into(),
        }
    }
}

impl Site {
    /// What is lost with a future that waits here, where that is certain.
    fn holds(&self) -> &'static str {
        match self.operation.as_str() {
            "Sender::send" => ", with the value that it has to send",
            _ => "",
        }
    }
}

/// The running task waits there, as far as is known; the answer is what was known before.
fn exchange(site: Option<Site>) -> Option<Site> {
    look(|executor| {
        let current = executor.me()?;
        std::mem::replace(&mut executor.tasks[current].waits_at, site)
    })
}

/// A future that only borrows another one drops nothing.
fn borrows(type_name: &str) -> bool {
    ["&mut ", "core::pin::Pin<&mut "].iter().any(|start| type_name.starts_with(start))
}

/// `by` drops a future of the type `type_name`, which reads `future` in the source.
pub fn told(by: &str, future: &str, type_name: &str, progress: &Progress, at: Loc) {
    if recording() && !borrows(type_name) {
        let future = shortened(future);
        say::event(&format!("{by} drops {future}{}", progress.words(at)), Some(at));
    }
}

/// The `n`-th argument (from 0) of the call at this place, as the source has it.
#[must_use]
pub fn argument(at: Loc, n: usize) -> Option<String> {
    let source = places::source_of(at.file()).filter(|_| recording())?;
    crate::receiver::argument_text(source, at.line(), at.column(), n)
}

/// One line of a sensible length: `events.next()`, `store.write(…)`.
fn shortened(code: &str) -> String {
    const MOST: usize = 40;
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    if code.chars().count() <= MOST {
        return code;
    }
    match code.find('(') {
        Some(open) if open > 0 && code[..open].chars().count() <= MOST => format!("{}(…)", &code[..open]),
        _ => code.chars().take(MOST).chain(['…']).collect(),
    }
}

/// A task is aborted: where it was.
pub(super) fn cancelled(id: usize) {
    let (site, polled) = look(|executor| (executor.tasks[id].waits_at.clone(), executor.tasks[id].polled));
    match site {
        Some(site) => {
            let what = if site.operation.is_empty() { String::new() } else { format!(" in {}", site.operation) };
            let words = format!("is cancelled while it waits{what}{}", site.holds());
            with(|engine| engine.world.happened(&words, Some(site.at)));
        }
        None => {
            let words = if polled { "is cancelled" } else { "is cancelled before its first turn" };
            say::of_task(id, words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{borrows, shortened};

    #[test]
    fn a_borrowed_future_lives_on() {
        assert!(borrows("&mut core::pin::Pin<alloc::boxed::Box<dyn Future>>"));
        assert!(borrows("core::pin::Pin<&mut subject::watch::{{closure}}>"));
        assert!(!borrows("core::pin::Pin<alloc::boxed::Box<dyn Future>>"));
    }

    #[test]
    fn a_long_call_keeps_its_name() {
        assert_eq!(shortened("events . next()"), "events . next()");
        assert_eq!(shortened("self.store.write(&record,\n    Duration::from_secs(10), 7)"), "self.store.write(…)");
        assert_eq!(shortened(&"x".repeat(50)), "x".repeat(40) + "…");
    }
}
