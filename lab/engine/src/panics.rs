//! Panics of the subject: said nowhere, kept with their place until the thread's end asks for them. Only a panic that no
//! thread outlives is said at once, on standard error: nobody can ask for it later.

use crate::{engine, places};
use protocol::marks::LAST_WORDS;
use std::cell::{Cell, RefCell};
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Once;

/// What core says where a panic cannot go on: in a destructor that runs because of a panic, and in a function that
/// must not unwind. The process aborts after it.
const ABORTS: &[&str] = &["panic in a destructor during cleanup", "panic in a function that cannot unwind"];

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
    /// The one before, while it may still unwind.
    static BEFORE: RefCell<Option<String>> = const { RefCell::new(None) };
    static PROPERTY: Cell<&'static str> = const { Cell::new("") };
}

/// This property is searched from now on.
pub(crate) fn during(property: &'static str) {
    PROPERTY.set(property);
}

/// From now on panics inside of a schedule are kept, not printed. All others are printed as before.
pub(crate) fn keep_quiet() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| if engine::is_running() { keep(info) } else { before(info) }));
    });
}

/// The property that is searched.
pub(crate) fn property() -> &'static str {
    PROPERTY.get()
}

fn keep(info: &PanicHookInfo<'_>) {
    let payload = info.payload();
    let said =
        payload.downcast_ref::<&str>().map(|s| (*s).to_string()).or_else(|| payload.downcast_ref::<String>().cloned());
    let said = said.unwrap_or_else(|| "a value that is no text".into());
    let at = info.location().map(|at| places::place(at.file(), at.line()));
    let said = match at {
        Some(at) => format!("{said} at {at}"),
        None => said,
    };
    if ABORTS.iter().any(|words| said.starts_with(words)) {
        eprintln!("{LAST_WORDS}{}", last_words(PROPERTY.get(), BEFORE.take().as_deref(), LAST.take().as_deref()));
        return;
    }
    BEFORE.set(LAST.take());
    LAST.set(Some(said));
}

/// Why the process ends.
fn last_words(property: &str, first: Option<&str>, second: Option<&str>) -> String {
    match (first, second) {
        (Some(first), Some(second)) => format!(
            "property {property}: a panic ({first}), and a destructor panicked while it unwound ({second}): that aborts the process"
        ),
        (_, Some(only)) => {
            format!("property {property}: a panic that must not unwind ({only}): that aborts the process")
        }
        (_, None) => format!("property {property}: a panic that must not unwind"),
    }
}

/// What the last panic said, and where.
pub(crate) fn take() -> String {
    BEFORE.set(None);
    LAST.take().unwrap_or_else(|| "for no reason it said".into())
}

#[cfg(test)]
mod tests {
    use super::last_words;

    #[test]
    fn both_panics_are_told() {
        assert_eq!(
            last_words("exits", Some("no task at src/lib.rs:3"), Some("still held at src/lib.rs:9")),
            "property exits: a panic (no task at src/lib.rs:3), and a destructor panicked while it unwound \
             (still held at src/lib.rs:9): that aborts the process"
        );
    }
}
