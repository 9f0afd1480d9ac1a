//! What `safe-cancel` costs beside a bare time-out and a token: entering a layer, cancelling a chain and a fan-out, memory for each
//! link. `cargo bench -p bench --bench safe_cancel`. Criterion compares with its last run; the table after it compares the two
//! designs in one run, in turn, by the processor time of this thread.

use bench::heap::Counting;
use criterion::{BenchmarkId, Criterion};
use nix::time::{ClockId, clock_gettime};
use safe_cancel::{CancelChain, TimeoutGuard, Units};
use std::{
    future::{Future, ready},
    hint::black_box,
    pin::Pin,
    task::{Context, Waker},
    time::Duration,
};
use tokio::{
    runtime::{Builder, Runtime},
    task::yield_now,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// One design: so many times, in processor time.
type Run = Box<dyn Fn(u64) -> Duration>;

/// The same work twice: bare, and with the library.
struct Pair {
    name: String,
    bare: Run,
    ours: Run,
    /// Repetitions of one measurement.
    times: u64,
}

/// Measurements of each, in turn.
const ROUNDS: usize = 41;

fn main() {
    let pairs: Vec<Pair> = entering().into_iter().chain(cancelling()).collect();
    let mut criterion = Criterion::default().configure_from_args();
    for pair in &pairs {
        let mut group = criterion.benchmark_group(&pair.name);
        group.sample_size(20).measurement_time(Duration::from_millis(500)).warm_up_time(Duration::from_millis(100));
        for (design, run) in [("bare", &pair.bare), ("ours", &pair.ours)] {
            group.bench_function(BenchmarkId::from_parameter(design), |b| b.iter_custom(run));
        }
    }
    // `cargo bench … -- --test` runs each measurement once.
    let once = std::env::args().any(|word| word == "--test");
    println!("{:<34} {:>10} {:>10} {:>6}", "", "bare", "ours", "ratio");
    for Pair { name, bare, ours, times } in &pairs {
        let rounds = if once { 1 } else { ROUNDS };
        let both: Vec<_> = (0..rounds).map(|_| (bare(*times), ours(*times))).collect();
        let of = |pick: fn(&(Duration, Duration)) -> Duration| {
            let mut all: Vec<_> = both.iter().map(pick).collect();
            all.sort();
            all[all.len() / 2].as_nanos() as f64 / *times as f64
        };
        let (bare, ours) = (of(|both| both.0), of(|both| both.1));
        println!("{name:<34} {:>7.0} ns {:>7.0} ns {:>6.2}", bare, ours, ours / bare);
    }
    memory();
}

/// The processor time of this thread.
fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map(Duration::from).unwrap_or_default()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

/// To enter a layer, run work in it, and leave it: work that is done at once, and work that waits once.
fn entering() -> Vec<Pair> {
    macro_rules! run {
        ($times:ident => $work:expr) => {
            Box::new(move |$times| {
                let runtime = runtime();
                runtime.block_on(async { $work.await })
            })
        };
    }
    macro_rules! pair {
        ($name:literal, $work:expr) => {
            [
                Pair {
                    name: concat!("layer/", $name).into(),
                    bare: run!(times => async move {
                        let limit = black_box(800.ms());
                        let began = cpu();
                        for _ in 0..times {
                            black_box(timeout(limit, $work).await.is_ok());
                        }
                        cpu() - began
                    }),
                    ours: run!(times => async move {
                        let limit = black_box(800.ms());
                        let budget = TimeoutGuard::new("request", 3600.secs());
                        let began = cpu();
                        for _ in 0..times {
                            let layer = budget.layer("db", limit).expect("an hour is left");
                            black_box(layer.run($work).await.value().is_ok());
                        }
                        cpu() - began
                    }),
                    times: 20_000,
                },
                Pair {
                    name: concat!("layer with a token/", $name).into(),
                    bare: run!(times => async move {
                        let limit = black_box(800.ms());
                        let token = CancellationToken::new();
                        let began = cpu();
                        for _ in 0..times {
                            black_box(timeout(limit, token.run_until_cancelled($work)).await.is_ok());
                        }
                        cpu() - began
                    }),
                    ours: run!(times => async move {
                        let limit = black_box(800.ms());
                        let chain = CancelChain::new();
                        let budget = TimeoutGuard::new("request", 3600.secs()).on(&chain);
                        let began = cpu();
                        for _ in 0..times {
                            let layer = budget.layer("db", limit).expect("an hour is left");
                            black_box(layer.run($work).await.value().is_ok());
                        }
                        cpu() - began
                    }),
                    times: 20_000,
                },
            ]
        };
    }
    pair!("done at once", ready(1)).into_iter().chain(pair!("waits once", yield_now())).collect()
}

type Waits<T> = Pin<Box<dyn Future<Output = T>>>;

/// A tree with its listeners, before the cancel. Each listener is the future that the design has for an owner, with nothing around
/// it: what it holds is freed after the measurement, in both designs.
struct Scene<T> {
    cancel: Box<dyn Fn()>,
    waits: Vec<Waits<T>>,
}

/// From the cancel until every listener has been told. The listeners wait before, and that is not measured.
fn cancelling() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for depth in [1, 10, 100] {
        pairs.push(Pair {
            name: format!("cancel/depth/{depth}"),
            bare: Box::new(move |times| {
                told(times, || {
                    // Every link has an owner: a token without one would be cut out of its tree.
                    let mut links = vec![CancellationToken::new()];
                    (0..depth).for_each(|at| links.push(links[at].child_token()));
                    let waits = vec![waits(links[depth].clone().cancelled_owned())];
                    Scene { cancel: Box::new(move || links[0].cancel()), waits }
                })
            }),
            ours: Box::new(move |times| {
                told(times, || {
                    let mut links = vec![CancelChain::new()];
                    (0..depth).for_each(|at| links.push(links[at].child()));
                    let waits = vec![waits(links[depth].clone().cancelled_owned())];
                    Scene { cancel: Box::new(move || assert!(links[0].cancel("stop"))), waits }
                })
            }),
            times: 200,
        });
    }
    for fan in [1, 100, 10_000] {
        pairs.push(Pair {
            name: format!("cancel/fan-out/{fan}"),
            bare: Box::new(move |times| {
                told(times, || {
                    let root = CancellationToken::new();
                    let waits = (0..fan).map(|_| waits(root.child_token().cancelled_owned())).collect();
                    Scene { cancel: Box::new(move || root.cancel()), waits }
                })
            }),
            ours: Box::new(move |times| {
                told(times, || {
                    let root = CancelChain::new();
                    let waits = (0..fan).map(|_| waits(root.child().cancelled_owned())).collect();
                    Scene { cancel: Box::new(move || assert!(root.cancel("stop"))), waits }
                })
            }),
            times: (20_000 / fan).clamp(1, 200),
        });
    }
    pairs
}

fn waits<T>(wait: impl Future<Output = T> + 'static) -> Waits<T> {
    Box::pin(wait)
}

fn told<T>(times: u64, scene: impl Fn() -> Scene<T>) -> Duration {
    let mut context = Context::from_waker(Waker::noop());
    let mut scenes: Vec<Scene<T>> = (0..times).map(|_| scene()).collect();
    for wait in scenes.iter_mut().flat_map(|scene| &mut scene.waits) {
        assert!(wait.as_mut().poll(&mut context).is_pending());
    }
    // All of them together: a look at the processor's clock costs as much as a small cancel.
    let began = cpu();
    for Scene { cancel, waits } in &mut scenes {
        cancel();
        for wait in waits {
            assert!(wait.as_mut().poll(&mut context).is_ready());
        }
    }
    cpu() - began
}

/// Bytes on the heap for each link, and for each listener of it.
fn memory() {
    const LINKS: usize = 1000;
    let each = |bytes: f64| bytes / LINKS as f64;
    let mut context = Context::from_waker(Waker::noop());
    let (token, chain) = (CancellationToken::new(), CancelChain::new());
    let mut links = Vec::with_capacity(LINKS);
    let count = Counting::start();
    links.extend((0..LINKS).map(|_| token.child_token()));
    let bare = each(count.bytes());
    let mut ours = Vec::with_capacity(LINKS);
    let count = Counting::start();
    ours.extend((0..LINKS).map(|_| chain.child()));
    println!("{:<34} {bare:>8.0} B {:>8.0} B", "memory/link", each(count.bytes()));
    let mut listening = Vec::with_capacity(LINKS);
    let count = Counting::start();
    for link in &links {
        let mut wait = waits(link.clone().cancelled_owned());
        assert!(wait.as_mut().poll(&mut context).is_pending());
        listening.push(wait);
    }
    let bare = each(count.bytes());
    let mut listening = Vec::with_capacity(LINKS);
    let count = Counting::start();
    for link in &ours {
        let mut wait = waits(link.clone().cancelled_owned());
        assert!(wait.as_mut().poll(&mut context).is_pending());
        listening.push(wait);
    }
    println!("{:<34} {bare:>8.0} B {:>8.0} B", "memory/listener", each(count.bytes()));
}
