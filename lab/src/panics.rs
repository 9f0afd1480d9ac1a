//! Panics of the subject: said nowhere, kept with their place until the thread's end asks for them.

use crate::places;
use std::cell::RefCell;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on panics of this process are kept, not printed.
pub(crate) fn keep_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let said = payload
            .downcast_ref::<&str>()
            .map(|s| (*s).to_string())
            .or_else(|| payload.downcast_ref::<String>().cloned());
        let said = said.unwrap_or_else(|| "a value that is no text".into());
        let at = info.location().map(|at| places::place(at.file(), at.line()));
        let said = match at {
            Some(at) => format!("{said} at {at}"),
            None => said,
        };
        LAST.set(Some(said));
    }));
}

/// What the last panic said, and where.
pub(crate) fn take() -> String {
    LAST.take().unwrap_or_else(|| "for no reason it said".into())
}
