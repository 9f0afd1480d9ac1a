//! sleep, timeout, interval and Instant on the virtual clock: exact times, and no time of the machine.

use crate::ask::{expect, failure, tell};
use tokio::spawn;
use tokio::task::yield_now;
use tokio::time::{
    Duration, Instant, MissedTickBehavior, interval, interval_at, sleep, sleep_until, timeout, timeout_at,
};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn a_sleep_takes_exactly_its_time() {
    let body = || async {
        let start = Instant::now();
        sleep(Duration::from_nanos(1_234_567_891)).await;
        tell(start.elapsed().as_nanos());
        sleep_until(start + Duration::from_secs(2)).await;
        tell(start.elapsed().as_nanos());
        sleep(Duration::ZERO).await;
        sleep_until(start).await;
        tell(start.elapsed().as_nanos());
    };
    expect(body, &["1234567891 2000000000 2000000000"]);
}

#[test]
fn no_real_time_passes() {
    let real = lab::explore::stopwatch();
    expect(|| async { sleep(Duration::from_secs(6 * 24 * 3600)).await }, &[""]);
    assert!(real() < 60.0);
}

#[test]
fn a_task_that_asks_for_longer_than_a_schedule_is_not_called_endless() {
    // It yields, it sleeps, and it ends: 36,000 times 100 ms. The limit on steps is before that.
    let asks_for_an_hour = || {
        lab::tasks::run(async {
            let asks = async {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_secs(3600) {
                    sleep(ms(100)).await;
                }
            };
            spawn(asks).await.unwrap();
        });
    };
    let words = failure(asks_for_an_hour);
    for too_wide in ["without yielding", "never", "for ever"] {
        assert!(!words.contains(too_wide), "{words}");
    }
    assert!(words.ends_with("The lab cannot see whether it ends after more"), "{words}");
    assert!(words.contains(" was still at work at time.rs:"), "{words}");
}

#[test]
fn a_time_out_ends_at_its_deadline() {
    let body = || async {
        let start = Instant::now();
        tell(timeout(ms(5), std::future::pending::<()>()).await.unwrap_err());
        tell(start.elapsed().as_millis());
        tell(timeout_at(start + ms(7), sleep(ms(1))).await.is_ok());
        tell(start.elapsed().as_millis());
    };
    expect(body, &["deadline has elapsed 5 true 6"]);
}

#[test]
fn a_time_out_of_zero_still_asks_the_future_first() {
    let body = || async {
        tell(timeout(Duration::ZERO, async { 1 }).await.is_ok());
        tell(timeout(Duration::ZERO, yield_now()).await.is_ok());
    };
    expect(body, &["true false"]);
}

#[test]
fn an_outer_time_out_can_only_shorten() {
    let body = || async {
        let start = Instant::now();
        tell(timeout(ms(5), timeout(ms(9), sleep(ms(99)))).await.is_err());
        tell(start.elapsed().as_millis());
        tell(timeout(ms(9), timeout(ms(5), sleep(ms(99)))).await.unwrap().is_err());
        tell(start.elapsed().as_millis());
    };
    expect(body, &["true 5 true 10"]);
}

#[test]
fn an_interval_ticks_at_once_and_then_each_period() {
    let body = || async {
        let start = Instant::now();
        let mut ticks = interval(ms(10));
        for _ in 0..3 {
            tell((ticks.tick().await - start).as_millis());
        }
        tell(start.elapsed().as_millis());
        let mut later = interval_at(start + ms(50), ms(1));
        tell((later.tick().await - start).as_millis());
    };
    expect(body, &["0 10 20 20 50"]);
}

async fn ticks_after_a_long_wait(behavior: MissedTickBehavior) {
    let start = Instant::now();
    let mut ticks = interval(ms(10));
    ticks.set_missed_tick_behavior(behavior);
    ticks.tick().await;
    sleep(ms(25)).await;
    for _ in 0..4 {
        let tick = ticks.tick().await;
        tell(format!("{}@{}", (tick - start).as_millis(), start.elapsed().as_millis()));
    }
}

#[test]
fn missed_ticks_burst() {
    expect(|| ticks_after_a_long_wait(MissedTickBehavior::Burst), &["10@25 20@25 30@30 40@40"]);
}

#[test]
fn missed_ticks_delay() {
    expect(|| ticks_after_a_long_wait(MissedTickBehavior::Delay), &["10@25 35@35 45@45 55@55"]);
}

#[test]
fn missed_ticks_skip() {
    expect(|| ticks_after_a_long_wait(MissedTickBehavior::Skip), &["10@25 30@30 40@40 50@50"]);
}

#[test]
fn a_sleep_can_be_put_off() {
    let body = || async {
        let start = Instant::now();
        let nap = sleep(ms(5));
        tokio::pin!(nap);
        nap.as_mut().reset(start + ms(20));
        (&mut nap).await;
        tell(start.elapsed().as_millis());
        nap.as_mut().reset(start + ms(30));
        tell(nap.is_elapsed());
        nap.await;
        tell(start.elapsed().as_millis());
    };
    expect(body, &["20 false 30"]);
}

#[test]
fn a_dropped_timer_moves_no_clock() {
    let body = || async {
        let start = Instant::now();
        {
            let long = sleep(Duration::from_secs(3600));
            tokio::pin!(long);
            let _ = timeout(ms(1), &mut long).await;
        }
        sleep(ms(1)).await;
        tell(start.elapsed().as_millis());
    };
    expect(body, &["2"]);
}

#[test]
fn the_clock_moves_only_when_nothing_is_ready() {
    let body = || async {
        let start = Instant::now();
        let busy = spawn(async {
            for _ in 0..20 {
                yield_now().await;
            }
            "busy is done"
        });
        tell(timeout(Duration::from_nanos(1), busy).await.map_or("late", Result::unwrap));
        tell(start.elapsed().as_nanos());
    };
    expect(body, &["busy is done 0"]);
}

#[test]
fn all_clocks_agree() {
    let body = || async {
        let (of_tokio, of_std, of_lab) = (Instant::now(), std::time::Instant::now(), lab::now());
        sleep(ms(5)).await;
        tell(of_tokio.elapsed() == ms(5) && of_std.elapsed() == ms(5) && lab::now() - of_lab == ms(5));
    };
    expect(body, &["true"]);
}

#[test]
fn what_still_runs_after_a_week_is_endless() {
    let message = failure(|| lab::tasks::run(async { sleep(Duration::from_secs(7 * 24 * 3600 + 1)).await }));
    assert_eq!(message, "too many steps: the contract is still at work after 7 days of virtual time");
    expect(|| sleep(Duration::from_secs(7 * 24 * 3600)), &[""]);
}

#[test]
fn the_longest_sleep_is_no_overflow() {
    let body = || async { tell(timeout(ms(1), sleep(Duration::MAX)).await.is_err()) };
    expect(body, &["true"]);
}
