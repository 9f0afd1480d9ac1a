//! Says when a source of the book changed. The learner's own file is none: an edit of an exercise does not
//! rebuild the book.

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// An editor writes a file in several steps; what comes within this time is one change.
const SETTLE: Duration = Duration::from_millis(80);

/// A channel with one path per change; watching has begun when this returns. Where the system cannot watch,
/// it says so, and the channel stays silent: a server that cannot watch still serves.
pub(super) fn start(root: &Path) -> Receiver<PathBuf> {
    let (out, changes) = channel();
    let (raw, events) = channel();
    let watcher = watch(root, raw).inspect_err(|error| {
        eprintln!("cannot watch for changes ({error}); restart the server to see them");
    });
    let root = root.to_owned();
    std::thread::spawn(move || {
        settle(&root, &events, &out);
        // The watcher ends the stream of events when it is dropped, so it is kept to the end.
        drop(watcher);
    });
    changes
}

fn watch(root: &Path, raw: Sender<notify::Result<Event>>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(raw)?;
    for folder in ["book", "exercises", "solutions"] {
        if root.join(folder).is_dir() {
            watcher.watch(&root.join(folder), RecursiveMode::Recursive)?;
        }
    }
    // For book.toml: editors replace a file, and a watch on the file itself would be lost.
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// Turns bursts of events into one change each.
fn settle(root: &Path, events: &Receiver<notify::Result<Event>>, out: &Sender<PathBuf>) {
    while let Ok(event) = events.recv() {
        let Some(path) = event.ok().and_then(|event| source(root, &event)) else { continue };
        while events.recv_timeout(SETTLE).is_ok() {}
        if out.send(path).is_err() {
            break;
        }
    }
}

/// The source that an event is about, if it is about one.
fn source(root: &Path, event: &Event) -> Option<PathBuf> {
    // Reading is an event too: without this each build would start the next.
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()).find(|path| is_source(path)).map(Path::to_owned)
}

fn is_source(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    // Swap and backup files of editors; `4913` is vim's test for a writable folder.
    if name.starts_with('.') || name.ends_with('~') || name == "4913" {
        return false;
    }
    match path.iter().next().and_then(|first| first.to_str()) {
        Some("book" | "solutions") => true,
        Some("exercises") => name == "exercise.toml" || name == "PULL_REQUEST.md",
        _ => path == Path::new("book.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_records_are_sources_and_the_learners_file_is_not() {
        for path in [
            "book/a.md",
            "book.toml",
            "exercises/e/exercise.toml",
            "exercises/e/PULL_REQUEST.md",
            "solutions/e/recorded.jsonl",
        ] {
            assert!(is_source(Path::new(path)), "{path}");
        }
        for path in ["exercises/e/src/lib.rs", "book/.a.md.swp", "book/a.md~", "book/4913", "Cargo.toml", "target"] {
            assert!(!is_source(Path::new(path)), "{path}");
        }
    }
}
