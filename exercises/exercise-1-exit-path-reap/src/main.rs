//! Shows two of the failures for real: real threads, the real `std`, a kernel that is only a print.
//! What it shows once, `cargo xtask check` searches for in many schedules, and says how far it came. It
//! finds the third failure as well: that one needs an exit at the very moment at which a kill runs out of time.

use exercise_1_exit_path_reap::{ExitBus, ExitStatus, Kernel, Pid, Shim};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

const WEB: Pid = Pid(4242);
const SIDECAR: Pid = Pid(4243);

/// A kernel whose processes do not go away: they wait for a disk.
struct Linux;

impl Kernel for Linux {
    fn sigkill(&self, pid: Pid) {
        println!("kernel   SIGKILL to {pid:?}, which waits for a disk");
    }
}

fn main() {
    dump::on_quit();
    println!("this program hangs on purpose; Ctrl-C ends it");
    println!("(it ends by itself when src/lib.rs is mended)\n");
    let bus = Arc::new(ExitBus::default());
    let forwarder = bus.subscribe();
    let (shim, reports) = Shim::new(Box::new(Linux), bus);
    let shim = Arc::new(shim);
    let reaper = request(&shim, |shim| shim.run_reaper(reports));

    println!("request  containerd and a script wait for web");
    shim.add("web", WEB);
    let waiters = ["containerd", "a script"].map(|who| {
        request(&shim, move |shim| {
            println!("request  {who} hears of web: {:?}", shim.wait(WEB));
        })
    });
    thread::sleep(Duration::from_millis(300));
    println!("reaper   web is gone");
    shim.child_gone(WEB, ExitStatus(0));
    thread::sleep(Duration::from_millis(700));
    let waiting = waiters.iter().filter(|it| !it.is_finished()).count();
    println!("         0.7 s later, requests that still wait: {waiting}\n");

    println!("bus      containerd restarts, and its forwarder reads no exits");
    for probe in 0..6 {
        let pid = Pid(5000 + probe);
        shim.add("sidecar", pid);
        shim.child_gone(pid, ExitStatus(0));
    }
    println!("reaper   six probes are gone");
    thread::sleep(Duration::from_millis(300));
    println!("request  kill of sidecar, with a limit of 0.5 s");
    shim.add("sidecar", SIDECAR);
    let killer = request(&shim, |shim| {
        let killed = shim.kill(SIDECAR, Duration::from_millis(500));
        println!("request  kill of sidecar: {killed:?}");
    });
    thread::sleep(Duration::from_millis(1200));
    if !killer.is_finished() {
        println!("         1.2 s later, the kill has not returned");
    }

    for waiter in waiters {
        waiter.join().expect("wait does not panic");
    }
    killer.join().expect("kill does not panic");
    shim.no_more_children();
    reaper.join().expect("the reaper does not panic");
    println!(
        "\nforwarder is back, and the first exit it reads is {:?}",
        forwarder.recv()
    );
}

fn request<T: Send + 'static>(
    shim: &Arc<Shim>,
    body: impl FnOnce(&Shim) -> T + Send + 'static,
) -> JoinHandle<T> {
    let shim = shim.clone();
    thread::spawn(move || body(&shim))
}
