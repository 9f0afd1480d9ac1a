//! Which branches of a `select!` do nothing while they are pending: where only such are looked at, another start leads
//! to the same.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// Futures that do nothing while they are pending but to leave their waker, and that no other future can tell from one
/// that was never polled. Not those that queue (`Notified`, a lock, a permit, a send): who queues first is served first.
/// Not the subject's own: they may do anything.
const QUIET: &[&str] = &[
    "core::future::pending::Pending",
    "core::future::ready::Ready",
    "labtokio::task::handle::JoinHandle",
    "labtokio::task::join_set::JoinSet::join_next::{{closure}}",
    "labtokio::time::interval::Interval::tick::{{closure}}",
    "labtokio::time::sleep::Sleep",
    "tokio::sync::broadcast::Receiver::recv::{{closure}}",
    "tokio::sync::mpsc::bounded::Receiver::recv::{{closure}}",
    "tokio::sync::mpsc::bounded::Sender::closed::{{closure}}",
    "tokio::sync::mpsc::unbounded::UnboundedReceiver::recv::{{closure}}",
    "tokio::sync::mpsc::unbounded::UnboundedSender::closed::{{closure}}",
    "labtokio::sync::oneshot::Receiver",
    "tokio::sync::oneshot::Sender::closed::{{closure}}",
    "tokio::sync::watch::Receiver::changed::{{closure}}",
    "labtokio_util::token::WaitForCancellationFuture",
    "labtokio_util::token::WaitForCancellationFutureOwned",
    "labtokio_util::tracker::TaskTrackerWaitFuture",
];

/// Wrappers that do nothing of their own.
const AROUND: &[&str] = &[
    "&mut ",
    "core::pin::Pin<",
    "alloc::boxed::Box<",
    "labtokio::time::timeout::Timeout<",
    "labtokio::sync::step::Stepped<",
];

thread_local! {
    /// By the address of the name.
    static KNOWN: RefCell<BTreeMap<(usize, usize), bool>> = const { RefCell::new(BTreeMap::new()) };
}

/// Is a future of the type `name` quiet?
pub(crate) fn is_quiet(name: &'static str) -> bool {
    KNOWN.with_borrow_mut(|known| {
        *known.entry((name.as_ptr() as usize, name.len())).or_insert_with(|| reads_quiet(name))
    })
}

fn reads_quiet(name: &str) -> bool {
    let mut inner = name;
    while let Some(rest) = AROUND.iter().find_map(|around| inner.strip_prefix(around)) {
        inner = rest.strip_suffix('>').unwrap_or(rest);
    }
    let (mut plain, mut depth) = (String::new(), 0_u32);
    for c in inner.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    QUIET.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::reads_quiet;

    #[test]
    fn wrappers_do_not_matter_and_the_rest_does() {
        assert!(reads_quiet("tokio::sync::mpsc::bounded::Receiver<alloc::vec::Vec<u8>>::recv::{{closure}}"));
        assert!(reads_quiet("&mut core::pin::Pin<&mut labtokio::time::sleep::Sleep>"));
        assert!(reads_quiet("labtokio::time::timeout::Timeout<labtokio::task::handle::JoinHandle<()>>"));
        assert!(!reads_quiet("labtokio::time::timeout::Timeout<tokio::sync::notify::Notified>"));
        assert!(!reads_quiet("subject::watch::{{closure}}"));
        assert!(!reads_quiet("core::pin::Pin<alloc::boxed::Box<dyn core::future::future::Future<Output = ()>>>"));
    }
}
