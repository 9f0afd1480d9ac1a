//! What to use in place of something the lab does not model. A missing entry costs a hint, never a verdict.

use records::record::World;

/// Item, or module with everything in it, and what does the same in the lab.
const INSTEAD: &[(&str, &str)] = &[
    ("core::sync::atomic", "`std::sync::atomic`"),
    ("std::arch", "portable code"),
    ("std::backtrace", "nothing: the lab names the line of a failure itself"),
    ("std::env", "a value passed in"),
    ("std::fs", "a value passed in"),
    ("std::io::stdin", "a value passed in"),
    ("std::net", "`std::sync::mpsc` in the place of a connection"),
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

/// The same, in an exercise whose contract stands for the world outside.
const WITH_FAKES: &[(&str, &str)] = &[
    ("std::fs", "a value passed in, or the exercise's own fakes"),
    ("std::os", "the exercise's own fakes"),
    ("std::process", "the exercise's own fakes: they stand for processes"),
];

/// Crates that people reach for, and what does the same in the lab. `*` is any world of the lab.
const CRATES: &[(&str, &str, &str)] = &[
    ("anyhow", "*", "an error type of your own"),
    ("arc_swap", "*", "an `RwLock` around an `Arc`"),
    ("async_channel", "tasks", "`tokio::sync::mpsc`"),
    ("async_trait", "*", "`async fn` in the trait, or a boxed future"),
    ("crossbeam", "*", "`std::sync::mpsc`, and `std::thread::scope`"),
    ("crossbeam_channel", "tasks", "`tokio::sync::mpsc`"),
    ("crossbeam_channel", "*", "`std::sync::mpsc`"),
    ("dashmap", "*", "a `HashMap` in a `Mutex`"),
    ("flume", "tasks", "`tokio::sync::mpsc`"),
    ("flume", "*", "`std::sync::mpsc`"),
    ("futures", "tasks", "`tokio::select!`, `tokio::join!` and `JoinSet`"),
    ("futures", "*", "threads"),
    ("futures_util", "tasks", "`tokio::select!`, `tokio::join!` and `JoinSet`"),
    ("futures_util", "*", "threads"),
    ("lazy_static", "*", "`std::sync::LazyLock`"),
    ("libc", "processes", "`nix`"),
    ("libc", "*", "what the exercise passes in"),
    ("log", "*", "nothing: a counterexample has every step"),
    ("nix", "*", "what the exercise passes in"),
    ("once_cell", "*", "`std::sync::OnceLock` and `std::sync::LazyLock`"),
    ("parking_lot", "*", "the locks of `std::sync`"),
    ("rayon", "*", "`std::thread::scope`"),
    ("rustix", "processes", "`nix`"),
    ("rustix", "*", "what the exercise passes in"),
    ("signal_hook", "processes", "`nix::sys::signal`"),
    ("signal_hook", "*", "a flag, or a channel"),
    ("thiserror", "*", "an error type of your own"),
    ("tokio", "*", "threads"),
    ("tokio_stream", "tasks", "`recv` in a loop"),
    ("tracing", "*", "nothing: a counterexample has every step"),
];

/// What to use instead of `item`.
pub(super) fn of(item: &str, fakes: bool) -> Option<&'static str> {
    let item = item.trim_start_matches("::");
    let covers = |entry: &str| item.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    let with_fakes = WITH_FAKES.iter().filter(|_| fakes);
    with_fakes.chain(INSTEAD).find(|(entry, _)| covers(entry)).map(|(_, other)| *other)
}

/// What to use instead of a crate, where people are known to reach for it.
pub(super) fn of_crate(name: &str, world: World) -> Option<&'static str> {
    let world = match world {
        World::Threads => "threads",
        World::Tasks => "tasks",
        World::Processes => "processes",
    };
    CRATES.iter().find(|(of, within, _)| *of == name && [world, "*"].contains(within)).map(|(.., other)| *other)
}
