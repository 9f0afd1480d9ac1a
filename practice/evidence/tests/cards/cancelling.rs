//! Frames for the cards about cancels and time-outs.

mod nested_deadline_rust {
    use std::time::Duration;
    use tokio::time::{error::Elapsed, timeout};

    struct Shim;

    impl Shim {
        async fn start(&self) {}
    }

    async fn start(shim: &Shim) -> Result<Result<(), Elapsed>, Elapsed> {
        let started =
            // Card nested-deadline-rust
            timeout(Duration::from_millis(100), async {
                timeout(Duration::from_secs(10), shim.start()).await
            })
            // End
        ;
        started.await
    }
}

mod rollback_needs_a_counter {
    use std::time::Duration;
    use tokio::time::timeout;
    use tokio_util::sync::CancellationToken;

    const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

    struct Shims;

    impl Shims {
        async fn kill(&self, _: &CancellationToken, _: &str) -> Result<(), ()> {
            Ok(())
        }
    }

    struct Manager {
        shims: Shims,
    }

    impl Manager {
        async fn roll_back(&self, cancel: CancellationToken, id: String) {
            // Card rollback-needs-a-counter
            let _ = timeout(ROLLBACK_LIMIT, self.shims.kill(&cancel, &id)).await;
            // End
        }
    }
}

mod select_order_tokio {
    use tokio::sync::mpsc;
    use tokio_util::sync::CancellationToken;

    struct Cancelled;

    async fn wait(mut exit: mpsc::Receiver<u8>, token: CancellationToken) -> Result<Option<u8>, Cancelled> {
        // Card select-order-tokio
        tokio::select! {
            status = exit.recv() => Ok(status),
            () = token.cancelled() => Err(Cancelled),
        }
        // End
    }
}

mod select_keeps_messages {
    use tokio::sync::mpsc::Receiver;
    use tokio::time::Interval;

    type Pair = (Option<u8>, Option<u8>);

    async fn read_pair(exits: &mut Receiver<u8>) -> Pair {
        (exits.recv().await, exits.recv().await)
    }

    fn handle(_: Pair) {}
    fn report() {}

    async fn forward(mut exits: Receiver<u8>, mut tick: Interval) {
        // Card select-keeps-messages
        loop {
            tokio::select! {
                pair = read_pair(&mut exits) => handle(pair), // receives twice
                _ = tick.tick() => report(),
            }
        }
        // End
    }
}

mod cleanup_in_a_branch {
    use tokio_util::sync::CancellationToken;

    async fn run() {}
    async fn unmount() {}

    async fn work(token: CancellationToken) {
        // Card cleanup-in-a-branch
        tokio::select! {
            () = async { run().await; unmount().await } => {}
            () = token.cancelled() => {}
        }
        // End
    }
}

#[cfg(target_os = "linux")]
mod timeout_bounds_anything {
    use nix::mount::MsFlags;
    use std::time::Duration;
    use tokio::time::{error::Elapsed, timeout};

    const LIMIT: Duration = Duration::from_secs(2);

    type Text = Option<&'static str>;

    async fn mount(src: Text, dst: &str, fs: Text, flags: MsFlags, data: Text) -> Result<nix::Result<()>, Elapsed> {
        // Card timeout-bounds-anything
        timeout(LIMIT, async { nix::mount::mount(src, dst, fs, flags, data) }).await
        // End
    }
}

mod flag_before_notified {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    use tokio::sync::Notify;

    struct Task {
        exited: AtomicBool,
        changed: Notify,
    }

    async fn log(_: &str) {}

    impl Task {
        async fn wait(&self) {
            // Card flag-before-notified
            // The reaper: exited.store(true, SeqCst), then changed.notify_waiters().
            if !self.exited.load(SeqCst) {
                log("still running").await;
                self.changed.notified().await;
            }
            // End
        }
    }
}
