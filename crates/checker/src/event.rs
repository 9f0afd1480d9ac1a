//! What a check is at, while somebody waits for it. How that is said is the listener's business.

/// One piece of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Another check of the same file is running; this one comes after it.
    Waits,
    /// The crates that the lab needs come down, once.
    Downloads,
    /// The lab is built, once for each of its worlds; so many crates are done.
    BuildsLab {
        /// Crates that are built by now.
        crates: usize,
    },
    /// The lab was built before. What is left is the subject.
    BuildsSubject,
    /// The program runs, and searches the schedules.
    Searches,
}

/// Hears the news, many times a second.
pub type Listener<'l> = &'l mut dyn FnMut(Event);
