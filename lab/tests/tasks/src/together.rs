//! join!, try_join!, pin!, `#[tokio::main]`, `#[tokio::test]`.

use crate::ask::{expect, tell, walk};
use tokio::sync::{Barrier, oneshot};
use tokio::task::yield_now;
use tokio::time::{Duration, Instant, sleep};

#[test]
fn join_waits_for_all_of_them_at_once() {
    let body = || async {
        let start = Instant::now();
        let nap = |ms| async move {
            sleep(Duration::from_millis(ms)).await;
            ms
        };
        let (a, b, c) = tokio::join!(nap(1), nap(3), nap(2));
        tell(format!("{a}{b}{c} after {}", start.elapsed().as_millis()));
    };
    expect(body, &["132 after 3"]);
}

#[test]
fn join_runs_its_futures_in_one_task() {
    let body = || async {
        let (send, receive) = oneshot::channel();
        let one = async { receive.await.unwrap() };
        let two = async {
            yield_now().await;
            send.send("from two").unwrap();
        };
        tell(tokio::join!(one, two).0);
    };
    expect(body, &["from two"]);
}

#[test]
fn try_join_ends_at_the_first_error() {
    let body = || async {
        let start = Instant::now();
        let good = async {
            sleep(Duration::from_millis(9)).await;
            Ok::<u32, &str>(1)
        };
        let bad = async {
            sleep(Duration::from_millis(2)).await;
            Err::<u32, &str>("bad")
        };
        tell(format!("{:?} after {}", tokio::try_join!(good, bad), start.elapsed().as_millis()));
        tell(format!("{:?}", tokio::try_join!(async { Ok::<_, ()>(1) }, async { Ok::<_, ()>(2) })));
    };
    expect(body, &["Err(\"bad\") after 2 Ok((1, 2))"]);
}

#[test]
fn pin_makes_a_future_pollable_by_reference() {
    let body = || async {
        let nap = sleep(Duration::from_millis(1));
        tokio::pin!(nap);
        (&mut nap).await;
        tell(nap.is_elapsed());
    };
    expect(body, &["true"]);
}

#[test]
fn a_barrier_inside_of_join() {
    let body = || async {
        let barrier = Barrier::new(2);
        let (a, b) = tokio::join!(barrier.wait(), barrier.wait());
        tell(a.is_leader() != b.is_leader());
    };
    expect(body, &["true"]);
}

#[tokio::main]
async fn main_like() -> Result<u32, String> {
    let start = Instant::now();
    let task = tokio::spawn(async {
        sleep(Duration::from_secs(3600)).await;
        7
    });
    let value = task.await.map_err(|error| error.to_string())?;
    Ok(value + u32::try_from(start.elapsed().as_secs()).unwrap())
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn paused_main() -> u128 {
    sleep(Duration::from_millis(5)).await;
    Instant::now().elapsed().as_millis()
}

#[test]
fn tokio_main_runs_on_the_virtual_clock() {
    assert_eq!(main_like(), Ok(3607));
    assert_eq!(paused_main(), 0);
}

#[tokio::test]
async fn tokio_test_expands_and_runs() {
    let task = tokio::spawn(async { 1 });
    assert_eq!(task.await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokio_test_with_workers() -> Result<(), tokio::task::JoinError> {
    tokio::spawn(async {}).await
}

#[test]
fn a_run_that_hangs_says_so() {
    let hung = std::panic::catch_unwind(|| {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(std::future::pending::<()>())
    });
    let said = hung.unwrap_err().downcast_ref::<String>().unwrap().clone();
    assert!(said.contains("nothing can run and no timer is set"), "{said}");
}

#[test]
fn block_on_borrows_from_its_caller() {
    let words = String::from("borrowed");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    assert_eq!(runtime.block_on(async { words.as_str() }), "borrowed");
}

#[test]
fn a_runtime_inside_of_a_task_panics_in_tokios_words() {
    let seen = walk(|| async {
        tokio::runtime::Runtime::new().unwrap().block_on(async {});
    });
    let words = "Cannot start a runtime from within a runtime";
    assert!(seen.set.iter().all(|end| end.contains(words)), "{:?}", seen.set);
}
