//! What to use in place of something the lab does not model. A missing entry costs a hint, never a verdict.

/// Item, or module with everything in it, and what does the same in the lab.
const INSTEAD: &[(&str, &str)] = &[
    ("core::sync::atomic", "`std::sync::atomic`"),
    ("std::arch", "portable code"),
    ("std::backtrace", "nothing: the lab names the line of a failure itself"),
    ("std::env", "a value passed in"),
    ("std::fs", "a value passed in, or the exercise's own fakes"),
    ("std::io::stdin", "a value passed in"),
    ("std::net", "`std::sync::mpsc` in the place of a connection"),
    ("std::os", "the exercise's own fakes"),
    ("std::process", "the exercise's own fakes: they stand for processes"),
    ("std::sync::MappedMutexGuard", "the guard itself, in a small scope"),
    ("std::sync::MappedRwLockReadGuard", "the guard itself, in a small scope"),
    ("std::sync::MappedRwLockWriteGuard", "the guard itself, in a small scope"),
    ("std::sync::ReentrantLock", "`Mutex`, and hand the guard to the function that needs it"),
    ("std::sync::mpmc", "`std::sync::mpsc`"),
    ("std::thread::available_parallelism", "a fixed number: the lab runs every order anyway"),
    ("std::time::SystemTime", "`std::time::Instant`"),
    ("std::time::UNIX_EPOCH", "`std::time::Instant`"),
    ("tokio::fs", "what the exercise passes in"),
    ("tokio::io", "what the exercise passes in"),
    ("tokio::net", "`tokio::sync::mpsc` in the place of a connection"),
    ("tokio::process", "what the exercise passes in: it stands for processes"),
    ("tokio::runtime::Handle", "`tokio::spawn`"),
    ("tokio::signal", "a `CancellationToken`, or a channel"),
    ("tokio::time::advance", "nothing: the clock is virtual anyway"),
    ("tokio::time::pause", "nothing: the clock is virtual anyway"),
];

/// What to use instead of `item`.
pub(super) fn of(item: &str) -> Option<&'static str> {
    let item = item.trim_start_matches("::");
    let covers = |entry: &str| item.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    INSTEAD.iter().find(|(entry, _)| covers(entry)).map(|(_, other)| *other)
}
