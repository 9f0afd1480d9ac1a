//! Places as a reader knows them: the subject is `src/lib.rs` whatever file it was compiled from.

use crate::op::Loc;
use protocol::Place;
use std::cell::RefCell;

/// A file as the compiler knows it, and as the reader does.
pub type Named = (&'static str, &'static str);

/// A file as the compiler knows it, and its text.
pub type Source = (&'static str, &'static str);

thread_local! {
    static FILES: RefCell<Vec<Named>> = const { RefCell::new(Vec::new()) };
    static SOURCES: RefCell<Vec<Source>> = const { RefCell::new(Vec::new()) };
}

/// Objects are called what these texts call them.
pub(crate) fn know_sources(sources: &[Source]) {
    SOURCES.set(sources.to_vec());
}

/// The text of a file, if it is known.
pub(crate) fn source_of(file: &str) -> Option<&'static str> {
    SOURCES.with_borrow(|sources| sources.iter().find(|(of, _)| *of == file).map(|(_, text)| *text))
}

/// These files have names of their own in what the lab says.
pub(crate) fn name_files(files: &[Named]) {
    FILES.set(files.to_vec());
}

/// The reader's name for a file, if it has one.
pub(crate) fn named(file: &str) -> Option<String> {
    FILES.with_borrow(|files| files.iter().find(|(from, _)| *from == file).map(|(_, to)| (*to).to_string()))
}

pub(crate) fn place(file: &str, line: u32) -> Place {
    let short = || file.rsplit('/').next().unwrap_or(file).to_string();
    Place { file: named(file).unwrap_or_else(short), line }
}

pub(crate) fn of(at: Loc) -> Place {
    place(at.file(), at.line())
}

/// Is it one of the named files?
pub(crate) fn is_named(at: &std::panic::Location<'_>) -> bool {
    FILES.with_borrow(|files| files.iter().any(|(from, _)| *from == at.file()))
}
