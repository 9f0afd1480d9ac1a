//! The budget: who gets how much, whose fault it is when nothing is left, and what the books say.

use safe_cancel::{CancelChain, Cause, Limit, Outcome, Plan, RpcTimeout, Shortfall, Source, TimeoutGuard, Units};
use std::{
    future::{Future, pending, poll_fn, ready},
    pin::pin,
    task::Poll,
    time::Duration,
};
use tokio::{
    task::yield_now,
    time::{Instant, advance, sleep, timeout},
};

fn deadline(layer: &'static str, limit: Duration) -> Cause {
    Cause::Deadline { layer, limit }
}

fn shortfall(error: Cause) -> Shortfall {
    match error {
        Cause::NothingLeft(shortfall) => *shortfall,
        other => panic!("{other:?}"),
    }
}

/// Such work leaves its task no budget, and a timer that is polled without one says nothing.
#[tokio::test(start_paused = true)]
async fn work_that_uses_up_its_tasks_budget_is_stopped_all_the_same() {
    // Each turn uses all of it. It ends by itself at last, so that a time-out that never comes is a failure and no hang.
    let greedy = || async {
        for _ in 0..100_000 {
            tokio::task::coop::consume_budget().await;
        }
    };
    tokio::spawn(advance(2.secs()));
    let stopped = TimeoutGuard::new("alone", 1.secs()).run(greedy()).await;
    assert_eq!(stopped, Outcome::Stopped(deadline("alone", 1.secs())));
    let chain = CancelChain::new();
    chain.deadline("chain", 1.secs());
    tokio::spawn(advance(2.secs()));
    assert_eq!(chain.run(greedy()).await, Outcome::Stopped(deadline("chain", 1.secs())));
    let chain = CancelChain::new();
    tokio::spawn({
        let chain = chain.clone();
        async move { chain.cancel("stop") }
    });
    assert_eq!(chain.run(greedy()).await, Outcome::Stopped("stop".into()));
}

#[tokio::test(start_paused = true)]
async fn a_layer_has_the_smaller_of_its_limit_and_what_is_left() {
    let began = Instant::now();
    let start = Plan::new("start", 10.secs()).reserve(2.secs()).begin();
    assert_eq!(start.left(), Limit::After(8.secs()));
    let stopped = start.layer("connect", 3.secs()).unwrap().run(pending::<()>()).await;
    assert_eq!((stopped.value().unwrap_err(), began.elapsed()), (deadline("connect", 3.secs()), 3.secs()));
    // Its own limit and the end of all work come at one instant: the outer one is named.
    let stopped = start.layer("state", 5.secs()).unwrap().run(pending::<()>()).await;
    assert_eq!((stopped.value().unwrap_err(), began.elapsed()), (deadline("start", 10.secs()), 8.secs()));
    // Eight seconds are over, and two are kept.
    let late = shortfall(start.layer("watch", 4.secs()).unwrap_err());
    assert_eq!((late.layer, late.used_up, late.limit, late.reserve), ("watch", "start", 10.secs(), 2.secs()));
    assert_eq!(late.most, Some(("state", 5.secs())));
    let said = "nothing is left for watch: the limit of start, 10s, is used up but for the 2s that are kept for its cleanup; \
                state spent 5s";
    assert_eq!(Cause::NothingLeft(Box::new(late)).to_string(), said);
}

#[tokio::test(start_paused = true)]
async fn what_cuts_a_layer_is_named_even_if_it_is_far_outside() {
    let request = TimeoutGuard::new("request", 3.secs());
    let db = request.layer("db", 5.secs()).unwrap();
    let query = db.layer("query", Limit::None).unwrap();
    assert_eq!(query.run(pending::<()>()).await.value(), Err(deadline("request", 3.secs())));
    let own = shortfall(TimeoutGuard::new("all", Limit::None).layer("zero", 0.ms()).unwrap_err());
    assert_eq!((own.layer, own.used_up, own.reserve, own.most), ("zero", "zero", Duration::ZERO, None));
}

#[tokio::test(start_paused = true)]
async fn without_any_limit_work_takes_what_it_takes() {
    let all = TimeoutGuard::new("all", Limit::zero_is_none(Duration::ZERO));
    let layer = all.layer("layer", Limit::None).unwrap();
    assert_eq!((layer.left(), layer.to_rpc()), (Limit::None, None));
    assert_eq!(layer.run(sleep(Duration::from_secs(86_400))).await, Outcome::Done(()));
    let far = TimeoutGuard::new("far", Duration::MAX);
    assert_eq!(far.layer("x", Duration::MAX).unwrap().run(ready(1)).await, Outcome::Done(1));
    let kept = Plan::new("far", Duration::MAX).reserve(Duration::MAX).begin();
    assert_eq!(kept.left(), Limit::None);
}

#[tokio::test(start_paused = true)]
async fn a_cleanup_has_its_reserve_whatever_is_over() {
    let stop = CancelChain::new();
    let start = Plan::new("start", 3.secs()).reserve(1.secs()).begin().on(&stop);
    let began = Instant::now();
    assert!(start.layer("work", 9.secs()).unwrap().run(pending::<()>()).await.value().is_err());
    assert_eq!(began.elapsed(), 2.secs());
    // Work that blocked for a while: even the whole is over.
    advance(5.secs()).await;
    stop.cancel("stop");
    assert_eq!(start.layer("more", 1.secs()).unwrap_err(), Cause::Cancelled(Source("stop")));
    let cleanup = start.cleanup("removal").unwrap();
    assert_eq!(cleanup.left(), Limit::After(1.secs()));
    let kill = cleanup.layer("kill", 400.ms()).unwrap().run(pending::<()>()).await;
    assert_eq!(kill.value(), Err(deadline("kill", 400.ms())));
    let delete = cleanup.layer("delete", 9.secs()).unwrap().run(pending::<()>()).await;
    assert_eq!(delete.value(), Err(deadline("removal", 1.secs())));
    assert_eq!(began.elapsed(), 8.secs());
    let rows: Vec<_> = cleanup.report().into_iter().map(|row| (row.within, row.layer, row.time)).collect();
    let (start, removal) = ("start", "removal");
    assert_eq!(rows, [(start, "work", 2.secs()), (removal, "kill", 400.ms()), (removal, "delete", 600.ms())]);
}

#[tokio::test(start_paused = true)]
async fn a_cleanup_has_a_chain_of_its_own_for_the_second_ctrl_c() {
    let force = CancelChain::new();
    let cleanup = Plan::new("agent", Limit::None).reserve(9.secs()).begin().cleanup("drain").unwrap().on(&force);
    force.cancel("second ctrl-c");
    assert_eq!(cleanup.run(pending::<()>()).await, Outcome::Stopped(Cause::Cancelled(Source("second ctrl-c"))));
    let none = TimeoutGuard::new("agent", 9.secs()).cleanup("drain").unwrap_err();
    assert_eq!(none.to_string(), "agent keeps nothing for a cleanup");
}

#[tokio::test(start_paused = true)]
async fn a_reserve_inside_is_kept_from_what_the_outside_leaves() {
    let start = Plan::new("start", 10.secs()).reserve(2.secs()).begin();
    let load = start.layer("load", Limit::None).unwrap().reserving(3.secs()).unwrap();
    assert_eq!(load.left(), Limit::After(5.secs()));
    let ask = load.layer("ask", Limit::None).unwrap().run(pending::<()>()).await;
    assert_eq!(ask.value(), Err(deadline("start", 10.secs())));
    let none = shortfall(start.layer("load", 1.secs()).unwrap().reserving(1.secs()).unwrap_err());
    assert_eq!((none.layer, none.used_up, none.reserve), ("load", "load", 1.secs()));
    let owned = load.owned();
    let removal = tokio::spawn(async move { owned.cleanup("removal").unwrap().run(pending::<()>()).await.value() });
    assert_eq!(removal.await.unwrap(), Err(deadline("removal", 3.secs())));
}

#[test]
fn steps_that_do_not_fit_are_an_error_or_a_warning() {
    let plan = Plan::new("start", 10.secs()).reserve(2.secs()).step("connect", 4.secs());
    assert!(plan.clone().step("state", 4.secs()).checked().is_ok());
    let warning = plan.clone().step("state", 4001.ms()).overcommitted().unwrap();
    assert_eq!((warning.name, warning.whole, warning.reserve, warning.sum), ("start", 10.secs(), 2.secs(), 8001.ms()));
    // Side by side, only the longest counts; a step without a limit takes what is left.
    let both = plan.clone().side_by_side([("state", 4.secs()), ("watch", 3.secs())]);
    assert_eq!(both.clone().step("rest", Limit::None).overcommitted(), None);
    assert!(plan.clone().step("for ever", Duration::MAX).step("more", 1.secs()).checked().is_err());
    assert!(Plan::new("start", Limit::None).step("for ever", Duration::MAX).checked().is_ok());
    // A reserve that leaves nothing is no plan, even without a step.
    let all = Plan::new("start", 2.secs()).reserve(2.secs()).checked().unwrap_err();
    assert_eq!(
        all.to_string(),
        "the steps of start add up to 0ns, and 0ns are there for them: 2s, less 2s for its cleanup"
    );
}

#[tokio::test(start_paused = true)]
async fn both_is_said_and_the_work_is_polled_first() {
    let stop = CancelChain::new();
    let all = TimeoutGuard::new("all", 1.secs()).on(&stop);
    // Blocks past its end, after a wait.
    let blocks = all.run(async {
        sleep(500.ms()).await;
        // The first poll moves the clock; the wait that would follow is left out.
        let mut jump = pin!(advance(2.secs()));
        poll_fn(|cx| Poll::Ready(jump.as_mut().poll(cx))).await.is_pending().into()
    });
    assert_eq!(blocks.await, Outcome::Both(1_u8, deadline("all", 1.secs())));
    assert_eq!(all.run(async { 2 }).await, Outcome::Done(2), "as tokio's time-out, it asks the work first");
    stop.cancel("stop");
    let stopped = Outcome::<()>::Stopped(Cause::Cancelled(Source("stop")));
    let never = all.run(async { unreachable!("it is polled") });
    assert_eq!(never.await, stopped);
}

#[tokio::test(start_paused = true)]
async fn the_books_count_what_is_dropped_and_nothing_twice() {
    let all = TimeoutGuard::new("all", Limit::None);
    let layer = all.layer("twice", Limit::None).unwrap();
    tokio::join!(layer.run(sleep(2.secs())), layer.run(sleep(3.secs()))).0.value().unwrap();
    assert!(timeout(4.secs(), all.layer("dropped", Limit::None).unwrap().run(pending::<()>())).await.is_err());
    all.layer("quick", Limit::None).unwrap().run(ready(())).await.value().unwrap();
    let rows: Vec<_> = all.report().into_iter().map(|row| (row.layer, row.time)).collect();
    assert_eq!(rows, [("twice", 3.secs()), ("dropped", 4.secs())]);
}

#[tokio::test(start_paused = true)]
async fn time_travels_with_a_request() {
    let request = TimeoutGuard::new("request", 10.secs());
    advance(9_999_999.ms() - 9_990_000.ms()).await;
    let header = request.to_rpc().unwrap().minus(500.us()).to_string();
    assert_eq!(header, "500000n");
    let served = Plan::of_rpc("served", Some(header.parse().unwrap())).begin();
    assert_eq!(served.run(pending::<()>()).await.value(), Err(deadline("served", 500.us())));
    advance(10.secs()).await;
    assert_eq!(request.to_rpc().unwrap().to_string(), "0n");
    assert!(Plan::of_rpc("served", Some("0n".parse().unwrap())).begin().layer("x", Limit::None).is_err());
    assert_eq!(Plan::of_rpc("served", None).begin().left(), Limit::None);
    let wrong = ["", "5", "S", "-5S", "+5S", "5s", "123456789S", " 5S", "5 S", "٥S", "5é"];
    assert!(wrong.iter().all(|text| text.parse::<RpcTimeout>().is_err()), "{wrong:?}");
}

trait Micros {
    fn us(self) -> Duration;
}

impl Micros for u64 {
    fn us(self) -> Duration {
        Duration::from_micros(self)
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_lets_its_timer_go() {
    let all = TimeoutGuard::new("all", 3600.secs());
    {
        let mut run = std::pin::pin!(all.run(pending::<()>()));
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(run.as_mut().poll(cx))).await.is_pending());
    }
    let began = Instant::now();
    sleep(1.ms()).await;
    yield_now().await;
    assert!(began.elapsed() < 1.secs());
}
