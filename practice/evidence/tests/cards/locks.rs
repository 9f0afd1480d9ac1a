//! Frames for the cards about locks.

mod drop_guard_is_enough {
    use std::sync::Mutex;

    struct Half;
    enum State {
        Creating(Half),
        Running,
    }
    struct Service {
        state: Mutex<State>,
    }

    fn start() {}

    impl Service {
        fn create(&self, half: Half) {
            // Card drop-guard-is-enough
            let mut state = self.state.lock().unwrap();
            *state = State::Creating(half);
            drop(state);
            start(); // may call back and lock
            *self.state.lock().unwrap() = State::Running;
            // End
        }
    }
}

mod polls_with_the_lock {
    use std::sync::Mutex;
    use std::thread;
    use std::time::Duration;

    const POLL: Duration = Duration::from_millis(5);

    struct Monitor {
        done: Mutex<bool>,
    }

    impl Monitor {
        #[expect(clippy::while_immutable_condition, reason = "clippy says what the card says")]
        fn wait(&self) {
            // Card polls-with-the-lock
            let done = self.done.lock().unwrap();
            while !*done {
                thread::sleep(POLL);
            }
            // End
        }
    }
}

mod nested_locks_deadlock {
    use std::sync::Mutex;

    struct Service {
        tasks: Mutex<Vec<u32>>,
        exits: Mutex<Vec<u32>>,
    }

    impl Service {
        fn report(&self) {
            // Card nested-locks-deadlock
            let tasks = self.tasks.lock().unwrap();
            let mut exits = self.exits.lock().unwrap();
            // End
            exits.extend(tasks.iter());
        }
    }
}

mod try_lock_never_hangs {
    use std::sync::Mutex;

    struct Exit;
    struct Service {
        exits: Mutex<Vec<Exit>>,
    }

    impl Service {
        // Card try-lock-never-hangs
        fn on_exit(&self, exit: Exit) {
            if let Ok(mut exits) = self.exits.try_lock() {
                exits.push(exit);
            }
        }
        // End
    }
}

mod join_with_the_lock {
    use std::sync::Mutex;
    use std::thread::JoinHandle;

    struct Service {
        tasks: Mutex<Vec<u32>>,
        worker: JoinHandle<()>,
    }

    impl Service {
        fn stop(self) {
            // Card join-with-the-lock
            let guard = self.tasks.lock().unwrap();
            self.worker.join().unwrap();
            drop(guard);
            // End
        }
    }
}

mod if_around_wait {
    use std::sync::{Condvar, Mutex};

    struct Task {
        status: Mutex<Option<u8>>,
        ended: Condvar,
    }

    impl Task {
        fn wait(&self) -> Option<u8> {
            // Card if-around-wait
            let mut status = self.status.lock().unwrap();
            if status.is_none() {
                status = self.ended.wait(status).unwrap();
            }
            *status
            // End
        }
    }
}

mod notify_without_the_lock {
    use std::sync::Condvar;
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

    struct Task {
        exited: AtomicBool,
        ended: Condvar,
    }

    impl Task {
        fn exit(&self) {
            // Card notify-without-the-lock
            self.exited.store(true, SeqCst); // AtomicBool
            self.ended.notify_all();
            // End
        }
    }
}

mod underscore_guard {
    struct Agent {
        gate: tokio::sync::Mutex<()>,
    }

    impl Agent {
        fn spawn_child(&self) -> std::io::Result<()> {
            Ok(())
        }

        fn register(&self) -> std::io::Result<()> {
            Ok(())
        }

        async fn start(&self) -> std::io::Result<()> {
            // Card underscore-guard
            let _ = self.gate.lock().await; // tokio::sync::Mutex
            self.spawn_child()?;
            self.register()?;
            // End
            Ok(())
        }
    }
}

mod guard_in_a_match {
    use std::sync::Mutex;

    struct Task;
    struct Service {
        tasks: Mutex<Vec<Task>>,
    }

    impl Service {
        fn clean_up(&self, _: Task) {
            self.tasks.lock().unwrap().clear();
        }

        #[expect(clippy::single_match, reason = "the head of a match is what the card is about")]
        fn next(&self) {
            // Card guard-in-a-match
            match self.tasks.lock().unwrap().pop() {
                Some(task) => self.clean_up(task), // locks self.tasks
                None => {}
            }
            // End
        }
    }
}

mod wait_through_a_guard {
    use tokio::sync::{RwLock, watch};

    struct Process {
        exit: watch::Receiver<bool>,
    }
    struct Machine {
        process: RwLock<Process>,
    }

    impl Machine {
        // Card wait-through-a-guard
        async fn wait(&self) {
            self.process.read().await.exit.clone().wait_for(|it| *it).await;
        }
        // End
    }
}

mod poison_into_inner {
    use std::sync::{Mutex, PoisonError};

    struct Service {
        tasks: Mutex<Vec<u32>>,
    }

    impl Service {
        fn add(&self) {
            // Card poison-into-inner
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            // End
            tasks.push(1);
        }
    }
}
