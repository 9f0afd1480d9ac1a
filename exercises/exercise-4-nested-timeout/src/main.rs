//! Shows the failure for real: the real tokio, with its clock paused. The clock jumps from timer to
//! timer, so the seconds below are exact and take no time. The node is a few sleeps.

use exercise_4_nested_timeout::{Daemon, Error, Limits, Node, Pid};
use std::collections::BTreeSet;
use std::future::pending;
use std::sync::{Arc, Mutex};
use tokio::time::{Duration, Instant, sleep};

/// A node with two containers: `api` is well, and `web` has a slow shim that falls silent.
struct Machine {
    began: Instant,
    left: Arc<Mutex<BTreeSet<String>>>,
}

impl Machine {
    async fn takes(&self, millis: u64) {
        sleep(Duration::from_millis(millis)).await;
    }

    fn say(&self, what: &str) {
        println!("{:>6.1} s  {what}", self.began.elapsed().as_secs_f64());
    }
}

impl Node for Machine {
    async fn connect(&self, id: &str) -> Result<(), Error> {
        self.takes(if id == "web" { 3900 } else { 100 }).await;
        self.say(&format!("{id}: connected"));
        Ok(())
    }

    async fn state(&self, id: &str) -> Result<Pid, Error> {
        self.takes(if id == "web" { 3900 } else { 100 }).await;
        self.say(&format!("{id}: says its state"));
        Ok(Pid(4242))
    }

    async fn watch(&self, id: &str, _: Pid) -> Result<(), Error> {
        if id == "web" {
            pending::<()>().await;
        }
        self.takes(100).await;
        self.say(&format!("{id}: will report the exit"));
        Ok(())
    }

    async fn kill(&self, id: &str) -> Result<(), Error> {
        self.say(&format!(
            "{id}: the removal begins with a kill, which takes 0.4 s"
        ));
        self.takes(400).await;
        self.say(&format!("{id}: the process is gone"));
        self.left
            .lock()
            .unwrap()
            .remove(&format!("the process of {id}"));
        Ok(())
    }

    async fn delete_bundle(&self, id: &str) -> Result<(), Error> {
        self.takes(400).await;
        self.say(&format!("{id}: the bundle is gone"));
        self.left
            .lock()
            .unwrap()
            .remove(&format!("the bundle of {id}"));
        Ok(())
    }
}

async fn run(request: Duration) {
    let limits = Limits {
        start: Duration::from_secs(10),
        request,
        cleanup: Duration::from_secs(1),
    };
    println!("{limits:?}");
    let all = ["api", "web"].map(|id| {
        [
            format!("the process of {id}"),
            format!("the bundle of {id}"),
        ]
    });
    let left = Arc::new(Mutex::new(BTreeSet::from_iter(all.into_iter().flatten())));
    let began = Instant::now();
    let daemon = Daemon::new(
        Machine {
            began,
            left: left.clone(),
        },
        limits,
    );
    daemon.start(&["web", "api"]).await;
    let took = began.elapsed().as_secs_f64();
    println!("{took:>6.1} s  the daemon listens");
    for id in ["api", "web"] {
        let taken = daemon.init(id);
        println!("          {id}: taken back as {taken:?}");
    }
    // Whatever goes on behind the start has a minute to end.
    sleep(Duration::from_secs(60)).await;
    let left: Vec<_> = left.lock().unwrap().iter().cloned().collect();
    println!(
        "          on the node a minute later: {}\n",
        left.join(", ")
    );
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    dump::on_quit();
    println!("== a slow shim that falls silent: is 10 s the end, and is web gone?\n");
    run(Duration::from_secs(4)).await;
    println!("== the same node with `request = 0`, which is documented as \"no limit\"\n");
    run(Duration::ZERO).await;
}
