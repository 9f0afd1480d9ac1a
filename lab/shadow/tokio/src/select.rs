//! `select!`. Which branch is looked at first is a choice of the search, made at each poll; `biased;` takes it away.
//!
//! The macro gives each branch a name, an index and a variant of a small enum, then hands a tuple of closures to
//! [`poll_select`]. Futures live in an inner block, so that handlers can use what they borrowed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A tuple of branches that can be polled by index. `None` says that the value did not fit the pattern.
pub trait Branches<O> {
    /// Poll branch `i`.
    fn poll(&mut self, i: usize, cx: &mut Context<'_>) -> Poll<Option<O>>;
}

macro_rules! tuples {
    ($($name:ident $i:tt),*) => {
        impl<O, $($name: FnMut(&mut Context<'_>) -> Poll<Option<O>>),*> Branches<O> for ($($name,)*) {
            fn poll(&mut self, i: usize, cx: &mut Context<'_>) -> Poll<Option<O>> {
                match i {
                    $($i => (self.$i)(cx),)*
                    _ => Poll::Pending,
                }
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// The type of a branch's future: see [`is_quiet`].
pub fn name_of<F>(_: &Pin<&mut F>) -> &'static str {
    std::any::type_name::<F>()
}

/// One poll of a `select!`. `Ready(None)`: no branch is left.
pub fn poll_select<O>(
    biased: bool,
    enabled: &mut [bool],
    names: &[&'static str],
    branches: &mut impl Branches<O>,
    cx: &mut Context<'_>,
) -> Poll<Option<O>> {
    let live: Vec<usize> = (0..enabled.len()).filter(|&i| enabled[i]).collect();
    if live.is_empty() {
        return Poll::Ready(None);
    }
    let start = (!biased).then(|| lab::tasks::select_start(live.len()));
    let first = start.as_ref().map_or(0, |start| start.first);
    // A branch whose pattern did not fit was consumed: another start would have gone another way.
    let mut left_out = false;
    for k in 0..live.len() {
        let k = (first + k) % live.len();
        match branches.poll(live[k], cx) {
            Poll::Pending => {}
            Poll::Ready(Some(value)) => {
                // A start between the first and the one that was ready looks at less, and takes the same.
                if let Some(start) = start.filter(|_| !left_out) {
                    let noisy = live[..k].iter().position(|&i| !is_quiet(names[i]));
                    start.same_before(noisy.unwrap_or(k) + 1);
                }
                return Poll::Ready(Some(value));
            }
            Poll::Ready(None) => {
                enabled[live[k]] = false;
                left_out = true;
            }
        }
    }
    if let Some(start) = start.filter(|_| !left_out) {
        // Nothing was ready. The order in which branches were looked at is the order in which they did something.
        let mut noisy = (0..live.len()).filter(|&k| !is_quiet(names[live[k]]));
        start.same_before(match (noisy.next(), noisy.next()) {
            (None, _) => live.len(),
            // It may have let one go on that was looked at before it.
            (Some(_), _) if lab::tasks::is_woken() => 1,
            (Some(_), None) => live.len(),
            (Some(first), Some(_)) => first + 1,
        });
    }
    if enabled.iter().any(|on| *on) { Poll::Pending } else { Poll::Ready(None) }
}

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
    "tokio::sync::oneshot::Receiver",
    "tokio::sync::oneshot::Sender::closed::{{closure}}",
    "tokio::sync::watch::Receiver::changed::{{closure}}",
    "tokio_util::sync::cancellation_token::WaitForCancellationFuture",
    "tokio_util::sync::cancellation_token::WaitForCancellationFutureOwned",
    "tokio_util::task::task_tracker::TaskTrackerWaitFuture",
];

/// Wrappers that do nothing of their own.
const AROUND: &[&str] = &["&mut ", "core::pin::Pin<", "alloc::boxed::Box<", "labtokio::time::timeout::Timeout<"];

thread_local! {
    /// By the address of the name.
    static KNOWN: RefCell<BTreeMap<(usize, usize), bool>> = const { RefCell::new(BTreeMap::new()) };
}

/// Is a future of the type `name` quiet?
fn is_quiet(name: &'static str) -> bool {
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

/// As the real one, for up to eight branches.
#[macro_export]
macro_rules! select {
    (biased; $($rest:tt)+) => { $crate::__select!(@ true [] [(f0 A) (f1 B) (f2 C) (f3 D) (f4 E) (f5 F) (f6 G) (f7 H)] $($rest)+) };
    ($($rest:tt)+) => { $crate::__select!(@ false [] [(f0 A) (f1 B) (f2 C) (f3 D) (f4 E) (f5 F) (f6 G) (f7 H)] $($rest)+) };
}

/// One branch after the other: a name and a variant for each.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    (@ $biased:tt $done:tt $names:tt else => $else:expr $(,)?) => { $crate::__select!(= $biased $done ($else)) };
    (@ $biased:tt $done:tt $names:tt) => {
        $crate::__select!(= $biased $done (panic!("all branches are disabled and there is no else branch")))
    };
    (@ $biased:tt [$($done:tt)*] [($name:ident $variant:ident) $($names:tt)*] $p:pat = $f:expr, if $c:expr => $h:block, $($rest:tt)*) => {
        $crate::__select!(@ $biased [$($done)* { $name $variant ($p) ($f) ($c) ($h) }] [$($names)*] $($rest)*)
    };
    (@ $biased:tt [$($done:tt)*] [($name:ident $variant:ident) $($names:tt)*] $p:pat = $f:expr => $h:block, $($rest:tt)*) => {
        $crate::__select!(@ $biased [$($done)* { $name $variant ($p) ($f) (true) ($h) }] [$($names)*] $($rest)*)
    };
    (@ $biased:tt [$($done:tt)*] [($name:ident $variant:ident) $($names:tt)*] $p:pat = $f:expr, if $c:expr => $h:block $($rest:tt)*) => {
        $crate::__select!(@ $biased [$($done)* { $name $variant ($p) ($f) ($c) ($h) }] [$($names)*] $($rest)*)
    };
    (@ $biased:tt [$($done:tt)*] [($name:ident $variant:ident) $($names:tt)*] $p:pat = $f:expr => $h:block $($rest:tt)*) => {
        $crate::__select!(@ $biased [$($done)* { $name $variant ($p) ($f) (true) ($h) }] [$($names)*] $($rest)*)
    };
    (@ $biased:tt [$($done:tt)*] [($name:ident $variant:ident) $($names:tt)*] $p:pat = $f:expr, if $c:expr => $h:expr $(, $($rest:tt)*)?) => {
        $crate::__select!(@ $biased [$($done)* { $name $variant ($p) ($f) ($c) ($h) }] [$($names)*] $($($rest)*)?)
    };
    (@ $biased:tt [$($done:tt)*] [($name:ident $variant:ident) $($names:tt)*] $p:pat = $f:expr => $h:expr $(, $($rest:tt)*)?) => {
        $crate::__select!(@ $biased [$($done)* { $name $variant ($p) ($f) (true) ($h) }] [$($names)*] $($($rest)*)?)
    };
    (= $biased:tt [$({ $name:ident $variant:ident ($p:pat) ($f:expr) ($c:expr) ($h:expr) })+] ($else:expr)) => {{
        enum __LabSelected<$($variant),+> { $($variant($variant)),+ }
        let out = {
            // Conditions first, then all futures, those of disabled branches too, as tokio does.
            let mut enabled = [$($c),+];
            $(let mut $name = ::core::pin::pin!(::core::future::IntoFuture::into_future($f));)+
            let names = [$($crate::__lab::name_of(&$name)),+];
            let mut branches = ($(
                |cx: &mut ::core::task::Context<'_>| match ::core::future::Future::poll($name.as_mut(), cx) {
                    ::core::task::Poll::Pending => ::core::task::Poll::Pending,
                    ::core::task::Poll::Ready(value) => {
                        #[allow(unused_variables, unreachable_patterns, reason = "a pattern may bind, and may always fit")]
                        let fits = match &value {
                            $crate::__lab::clean!($p) => true,
                            _ => false,
                        };
                        ::core::task::Poll::Ready(if fits { ::core::option::Option::Some(__LabSelected::$variant(value)) } else { ::core::option::Option::None })
                    }
                },
            )+);
            ::core::future::poll_fn(|cx| $crate::__lab::poll_select($biased, &mut enabled, &names, &mut branches, cx)).await
        };
        #[allow(unreachable_patterns, reason = "a pattern may always fit")]
        match out {
            $(::core::option::Option::Some(__LabSelected::$variant($p)) => $h,)+
            ::core::option::Option::None => $else,
            _ => unreachable!("the pattern was tried"),
        }
    }};
}
