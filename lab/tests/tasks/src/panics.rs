//! Panics in tasks and in the contract.

use crate::ask::{expect, expect_ends, failure, tell, verdict, walk};
use protocol::Outcome;
use tokio::spawn;
use tokio::task::yield_now;

#[test]
fn a_panic_of_a_task_is_a_failure() {
    let said = failure(|| {
        lab::tasks::run(async {
            lab::tasks::name_me("boss");
            let _ = spawn(async {
                lab::tasks::name_me("worker");
                panic!("oh");
            })
            .await;
        });
    });
    assert!(said.starts_with("panic: worker panicked: oh at panics.rs:"), "{said}");
}

#[test]
fn a_panic_of_the_contract_is_a_failure() {
    let said = failure(|| lab::tasks::run(async { panic!("oh") }));
    assert!(said.starts_with("panic: contract panicked: oh at panics.rs:"), "{said}");
}

#[test]
fn an_expected_panic_comes_out_of_the_join() {
    let outcome = verdict(|| {
        lab::tasks::run(async {
            lab::expect_panics();
            let error = spawn(async { panic!("oh") }).await.unwrap_err();
            assert!(error.is_panic() && !error.is_cancelled());
            assert!(error.to_string().ends_with("panicked with message \"oh\""), "{error}");
            assert_eq!(error.into_panic().downcast_ref::<&str>(), Some(&"oh"));
        });
    });
    assert_eq!(outcome.outcome, Outcome::Holds);
}

#[test]
fn an_expected_panic_that_nobody_joins_is_no_failure() {
    let outcome = verdict(|| {
        lab::tasks::run(async {
            lab::expect_panics();
            spawn(async { panic!("oh") });
        });
    });
    assert_eq!(outcome.outcome, Outcome::Holds);
}

#[test]
fn a_panic_of_the_contract_is_a_failure_even_where_panics_are_expected() {
    let said = failure(|| {
        lab::tasks::run(async {
            lab::expect_panics();
            yield_now().await;
            panic!("oh");
        });
    });
    assert!(said.starts_with("panic: contract panicked: oh"), "{said}");
}

struct PanicsAtDrop;

impl Drop for PanicsAtDrop {
    fn drop(&mut self) {
        panic!("in drop");
    }
}

#[test]
fn a_panic_in_a_destructor_of_the_contract_is_one_of_the_contract() {
    let said = failure(|| {
        let guard = PanicsAtDrop;
        lab::tasks::run(async move {
            lab::expect_panics();
            let _guard = &guard;
            yield_now().await;
        });
    });
    assert!(said.starts_with("panic: contract panicked: in drop"), "{said}");
}

#[test]
fn a_panic_in_a_destructor_of_a_future_that_is_kept_is_one_of_the_contract() {
    struct Kept(PanicsAtDrop);
    impl std::future::Future for Kept {
        type Output = ();

        fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<()> {
            lab::expect_panics();
            std::task::Poll::Ready(())
        }
    }
    let said = failure(|| lab::tasks::run(Kept(PanicsAtDrop)));
    assert!(said.starts_with("panic: contract panicked: in drop"), "{said}");
}

#[test]
fn a_panic_in_the_destructor_of_an_aborted_task_is_kept_in_it() {
    let body = || async {
        lab::expect_panics();
        let task = spawn(async {
            let _guard = PanicsAtDrop;
            std::future::pending::<()>().await;
        });
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        task.abort();
        tell(task.await.is_err());
    };
    let seen = walk(body).set;
    assert!(seen.iter().all(|end| end.starts_with("Complete: 0[true]")), "{seen:?}");
}

#[test]
fn a_value_that_panics_when_dropped_ends_no_other_task() {
    let outcome = verdict(|| {
        lab::tasks::run(async {
            lab::expect_panics();
            drop(spawn(async { PanicsAtDrop }));
            spawn(async {});
        });
    });
    assert_eq!(outcome.outcome, Outcome::Holds);
}

#[test]
fn who_waits_for_a_task_that_panics_is_told() {
    let body = || async {
        lab::expect_panics();
        let (send, receive) = tokio::sync::oneshot::channel::<()>();
        spawn(async move {
            let _send = send;
            panic!("oh");
        });
        tell(receive.await.is_err());
    };
    let seen = walk(body).set;
    assert!(seen.iter().all(|end| end.starts_with("Complete: 0[true] panic(0: oh at ")), "{seen:?}");
}

#[test]
fn a_std_mutex_is_poisoned_by_a_task_that_panics() {
    let body = || async {
        lab::expect_panics();
        let lock = std::sync::Arc::new(std::sync::Mutex::new(()));
        let of_task = lock.clone();
        let task = spawn(async move {
            let _held = of_task.lock();
            panic!("oh");
        });
        assert!(task.await.unwrap_err().is_panic());
        tell(lock.is_poisoned());
    };
    let seen = walk(body).set;
    assert!(seen.iter().all(|end| end.starts_with("Complete: 0[true]")), "{seen:?}");
}

#[test]
fn what_the_subject_catches_itself_is_nobodys_failure() {
    expect(
        || async {
            tell(std::panic::catch_unwind(|| panic!("caught")).is_err());
        },
        &["true"],
    );
}

#[test]
fn a_check_fails_with_its_kind_wherever_it_stands() {
    let said = failure(|| {
        lab::tasks::run(async {
            lab::expect_panics();
            spawn(async { lab::check(false, lab::Kind::WrongValue, || "two is not one".into()) });
        });
    });
    assert_eq!(said, "wrong value: two is not one");
}

struct Checks;

impl Drop for Checks {
    fn drop(&mut self) {
        lab::check(false, lab::Kind::LostValue, || "lost".into());
    }
}

#[test]
fn a_check_that_fails_while_a_panic_unwinds_that_the_subject_catches() {
    let said = failure(|| {
        lab::tasks::run(async {
            let _ = std::panic::catch_unwind(|| {
                let _checks = Checks;
                panic!("oh");
            });
        });
    });
    assert_eq!(said, "lost value: lost");
}

#[test]
fn a_check_that_fails_while_a_panic_unwinds_is_the_failure() {
    let property = || {
        lab::tasks::run(async {
            lab::expect_panics();
            let task = spawn(async {
                let _checks = Checks;
                yield_now().await;
                panic!("oh");
            });
            let other = spawn(async {});
            let _ = task.await;
            let _ = other.await;
        });
    };
    assert_eq!(failure(property), "lost value: lost");
    // And nothing of it is left behind for the next walk.
    expect_ends(
        || async {
            spawn(async { tell("a") });
            spawn(async { tell("b") });
        },
        &["Complete: 0[a b]", "Complete: 0[b a]"],
    );
}
