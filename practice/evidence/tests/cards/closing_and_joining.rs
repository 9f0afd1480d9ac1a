//! Frames for the cards about closing and about joining.

mod sender_is_dropped {
    use std::sync::mpsc;
    use std::thread::JoinHandle;

    struct Exit;
    struct Bus {
        exits: mpsc::Sender<Exit>,
        forwarder: JoinHandle<()>,
    }

    impl Bus {
        // Card sender-is-dropped
        fn shutdown(self) {
            drop(self.exits); // mpsc::Sender<Exit>
            self.forwarder.join().unwrap();
        }
        // End
    }
}

mod dropped_handle_cancels {
    type Result<T> = std::result::Result<T, ()>;

    #[derive(Clone)]
    struct Shim;

    impl Shim {
        async fn clean_up(self) {}

        // Card dropped-handle-cancels
        async fn delete(&self) -> Result<()> {
            tokio::spawn(self.clone().clean_up());
            Ok(())
        }
        // End
    }
}

mod dropped_join_set_detaches {
    use tokio::task::JoinSet;

    struct Task;

    impl Task {
        async fn clean_up(self) {}
    }

    async fn delete_all(tasks: Vec<Task>) -> Result<(), ()> {
        // Card dropped-join-set-detaches
        let mut cleanups = JoinSet::new();
        for task in tasks {
            cleanups.spawn(task.clean_up());
        }
        Ok(())
        // End
    }
}

mod abort_ends_blocking {
    use std::fs::File;
    use std::path::PathBuf;
    use std::time::Duration;
    use tokio::{task, time::timeout};

    const LIMIT: Duration = Duration::from_secs(2);

    async fn open(fifo: PathBuf) {
        // Card abort-ends-blocking
        let mut open = task::spawn_blocking(move || File::open(fifo));
        if timeout(LIMIT, &mut open).await.is_err() {
            open.abort();
        }
        // End
    }
}

mod stop_twice_at_once {
    use std::sync::Mutex;
    use std::thread::JoinHandle;

    struct Pool {
        worker: Mutex<Option<JoinHandle<()>>>,
    }

    impl Pool {
        fn ask_the_worker_to_end(&self) {}

        // Card stop-twice-at-once
        fn stop(&self) {
            self.ask_the_worker_to_end();
            let worker = self.worker.lock().unwrap().take();
            if let Some(worker) = worker {
                worker.join().unwrap();
            }
        }
        // End
    }
}
