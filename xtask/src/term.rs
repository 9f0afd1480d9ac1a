//! What depends on the terminal: the spinner. Colours are decided by `anstream`, at the place of printing.

use crate::out;
use checker::Event;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Anything shorter needs no spinner.
const PATIENCE: Duration = Duration::from_secs(1);

/// A spinner on standard error that shows itself after a second, and only on a terminal.
pub struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
    enabled: bool,
    told: Option<Arc<Mutex<String>>>,
}

impl Progress {
    /// Starts to count.
    pub fn new() -> Progress {
        let enabled = std::io::IsTerminal::is_terminal(&std::io::stderr());
        Progress { start: Instant::now(), bar: None, enabled, told: None }
    }

    /// Shows nothing, and puts its words there: somebody else has the terminal.
    pub fn told(to: Arc<Mutex<String>>) -> Progress {
        Progress { start: Instant::now(), bar: None, enabled: false, told: Some(to) }
    }

    /// Says what a check is at, until the listener is dropped.
    pub fn listener(mut self) -> impl FnMut(Event) {
        move |event| self.hear(event)
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Waits => self.note("another check of this file is running; this one comes after it"),
            Event::Downloads => self.note("downloading the crates that the lab needs, once"),
            Event::BuildsLab { crates } => self.tick(&format!("building the lab, once: {crates} crates")),
            Event::BuildsSubject => self.tick("building your file"),
            Event::Searches => self.tick("searching the schedules"),
        }
    }

    /// Time has passed, and this is what it was spent on.
    pub fn tick(&mut self, what: &str) {
        self.tell(what);
        if self.enabled && self.start.elapsed() > PATIENCE {
            let bar = self.bar.get_or_insert_with(spinner);
            bar.set_message(what.to_owned());
            bar.tick();
        }
    }

    /// A line that stays, whatever is spinning.
    pub fn note(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| out::tell(line)),
            None if self.told.is_some() => self.tell(line),
            None => out::tell(line),
        }
    }

    fn tell(&self, what: &str) {
        if let Some(told) = &self.told {
            what.clone_into(&mut told.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Removes the spinner.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// A bar on standard error for work of a known length; hidden where that is no terminal.
pub fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:20} {pos}/{len} {wide_msg} {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn spinner() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::new_spinner().with_style(style)
}
