//! `select!`. Which branch is looked at first is a choice of the search, made at each poll; `biased;` takes it away.
//!
//! The macro gives each branch a name, an index and a variant of a small enum, then hands a tuple of closures to
//! [`poll_select`]. Futures live in an inner block, so that handlers can use what they borrowed.

mod quiet;

use lab::tasks::dropped::{self, Progress};
pub(crate) use quiet::is_quiet;
use std::panic::Location;
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

/// The branches of one `select!`: the type of each, how it reads in the source, and how far it came.
#[derive(Debug)]
pub struct Watched<const N: usize> {
    names: [&'static str; N],
    source: [&'static str; N],
    came: [Progress; N],
}

impl<const N: usize> Watched<N> {
    /// None of them was polled yet.
    pub fn new(names: [&'static str; N], source: [&'static str; N]) -> Watched<N> {
        Watched { names, source, came: [const { Progress::new() }; N] }
    }

    /// One branch is taken: what becomes of the others. Those that do nothing while they are pending lose nothing.
    fn told(&self, taken: usize, enabled: &[bool], at: &'static Location<'static>) {
        for i in (0..N).filter(|&i| i != taken && enabled[i] && !is_quiet(self.names[i])) {
            dropped::told("select!", self.source[i], self.names[i], &self.came[i], at);
        }
    }
}

/// One poll of a `select!`. `Ready(None)`: no branch is left.
#[track_caller]
pub fn poll_select<O, const N: usize>(
    biased: bool,
    enabled: &mut [bool; N],
    watched: &mut Watched<N>,
    branches: &mut impl Branches<O>,
    cx: &mut Context<'_>,
) -> Poll<Option<O>> {
    let at = Location::caller();
    let names = watched.names;
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
        match watched.came[live[k]].poll(|| branches.poll(live[k], cx)) {
            Poll::Pending => {}
            Poll::Ready(Some(value)) => {
                watched.told(live[k], enabled, at);
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
        // (Where one has let another go on that was looked at before it, this task is awake, and looks again.)
        let mut noisy = (0..live.len()).filter(|&k| !is_quiet(names[live[k]]));
        start.same_before(match (noisy.next(), noisy.next()) {
            (Some(first), Some(_)) => first + 1,
            _ => live.len(),
        });
    }
    if enabled.iter().any(|on| *on) { Poll::Pending } else { Poll::Ready(None) }
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
            let mut watched = $crate::__lab::Watched::new(names, [$(::core::stringify!($f)),+]);
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
            ::core::future::poll_fn(|cx| $crate::__lab::poll_select($biased, &mut enabled, &mut watched, &mut branches, cx)).await
        };
        #[allow(unreachable_patterns, reason = "a pattern may always fit")]
        match out {
            $(::core::option::Option::Some(__LabSelected::$variant($p)) => $h,)+
            ::core::option::Option::None => $else,
            _ => unreachable!("the pattern was tried"),
        }
    }};
}
