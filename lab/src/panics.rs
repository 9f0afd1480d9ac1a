//! Panics of the subject: said nowhere, kept with their place until the thread's end asks for them.

use crate::{engine, places};
use std::cell::RefCell;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on panics inside of a schedule are kept, not printed. All others are printed as before.
pub(crate) fn keep_quiet() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| if engine::is_running() { keep(info) } else { before(info) }));
    });
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
    LAST.set(Some(said));
}

/// What the last panic said, and where.
pub(crate) fn take() -> String {
    LAST.take().unwrap_or_else(|| "for no reason it said".into())
}
