//! Shows the failure for real: real threads, and an agent that opens one of our files until SIGCHLD comes. What it
//! shows once, `cargo xtask check` searches for in many schedules, and says how far it came. It nearly always hangs: that
//! is the incident.

use exercise_7_procfs_agents::{Error, ExitStatus, Kernel, Pid, ProcFs};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, OnceLock};
use std::thread;

static FILES: OnceLock<ProcFs> = OnceLock::new();

/// A kernel with agents that always succeed. The one for `mounts` needs another file.
struct Linux {
    at_work: Sender<()>,
    go_on: Mutex<Receiver<()>>,
}

const MOUNTS: Pid = Pid(101);

impl Kernel for Linux {
    fn spawn(&self, name: &str) -> Result<Pid, Error> {
        Ok(if name == "mounts" { MOUNTS } else { Pid(102) })
    }

    fn answer(&self, agent: Pid) -> String {
        if agent != MOUNTS {
            return "40".into();
        }
        println!("agent    works for mounts, and opens cap_last_cap for each of them");
        self.at_work.send(()).expect("main listens");
        let go_on = self.go_on.lock().expect("not poisoned").recv();
        go_on.expect("main is there");
        for n in 1..=1000 {
            let inner = thread::spawn(|| files().read("cap_last_cap"));
            let _ = inner.join().expect("no panic");
            if n % 200 == 0 {
                println!("agent    has opened it {n} times");
            }
        }
        "1000 mounts".into()
    }

    fn wait(&self, _: Pid) -> Option<ExitStatus> {
        Some(ExitStatus(0))
    }

    fn reap_any(&self) -> Option<Pid> {
        None
    }
}

fn files() -> &'static ProcFs {
    FILES.get().expect("set first")
}

fn main() {
    dump::on_quit();
    let (at_work, working) = mpsc::channel();
    let (tell, go_on) = mpsc::channel();
    let go_on = Mutex::new(go_on);
    let linux = Linux { at_work, go_on };
    FILES.get_or_init(|| ProcFs::new(Box::new(linux)));
    println!("client   reads mounts");
    let reader = thread::spawn(|| files().read("mounts"));
    working.recv().expect("an agent works");
    let signal = thread::spawn(move || {
        println!("signal   SIGCHLD: some child has ended, so sweep");
        tell.send(()).expect("the agent waits");
        files().sweep();
        println!("signal   has swept");
    });
    println!("client   has {:?}", reader.join().expect("no panic"));
    signal.join().expect("no panic");
    println!("\nAll reads were answered.");
}
