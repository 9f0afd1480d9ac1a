//! `kill -QUIT <pid>` prints every thread's name, what it is doing, and its stack; then the program goes on.
//!
//! The signal's handler only wakes a thread of ours. That one asks each thread, by a signal of its own, to note the
//! addresses on its stack, and does the slow part itself: from addresses to names and lines. Nothing in a handler
//! allocates, locks or prints, so a thread may be caught anywhere.
//!
//! What it does not say: who holds a lock, and where a task waits. A task that waits is on no thread's stack.
//!
//! Works on Linux. Elsewhere [`on_quit`] does nothing, and SIGQUIT does what it did before.

#[cfg(target_os = "linux")]
mod capture;
#[cfg(any(target_os = "linux", test))]
mod frames;
#[cfg(any(target_os = "linux", test))]
mod text;
#[cfg(target_os = "linux")]
mod threads;

/// Prints the stacks on standard error whenever SIGQUIT comes. One line at the beginning of `main`.
pub fn on_quit() {
    on_quit_naming(&[]);
}

/// The same. Each of `files` has a path as the compiler saw it, and a name that readers know it by.
pub fn on_quit_naming(files: &[(&str, &str)]) {
    let names = files.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    // Without stacks the program is as good as before: this must never end it.
    #[cfg(target_os = "linux")]
    let _ = capture::install(names);
    #[cfg(not(target_os = "linux"))]
    let _: Vec<(String, String)> = names;
}
