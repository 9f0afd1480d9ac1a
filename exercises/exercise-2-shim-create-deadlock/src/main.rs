//! Shows the failure for real: real threads, the real `std`, a runc that is only a sleep. What it
//! shows once, `cargo xtask check` searches for in many schedules, and says how far it came.

use exercise_2_shim_create_deadlock::{
    Error, Event, Events, ExitStatus, Pid, Process, Runtime, Service,
};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

/// A runc that forks, and is not back before 300 ms: time enough for the reaper.
struct Runc {
    /// How the kernel tells the reaper of dead children.
    children: Sender<(Pid, ExitStatus)>,
}

impl Runtime for Runc {
    fn create(&self, id: &str) -> Result<Pid, Error> {
        let pid = Pid(if id == "web" { 4242 } else { 4243 });
        println!("runc     forks the init of {id} as {pid:?}");
        if id == "web" {
            println!("kernel   the OOM killer ends {pid:?}, and runc is still at work");
            let told = self.children.send((pid, ExitStatus(137)));
            told.map_err(|_| Error::Runtime("the reaper is gone".into()))?;
        }
        thread::sleep(Duration::from_millis(300));
        println!("runc     is done with {id}");
        Ok(pid)
    }

    fn exec(&self, _: &str, _: &str) -> Result<Pid, Error> {
        Err(Error::Runtime("this program starts no exec".into()))
    }
}

/// containerd, as far as it can be seen from here.
struct Containerd;

impl Events for Containerd {
    fn publish(&self, event: Event) {
        println!("event    {event:?}");
    }
}

fn main() {
    dump::on_quit();
    println!("this program hangs on purpose; Ctrl-C ends it");
    println!("(it ends by itself when src/lib.rs is mended)\n");
    let (children, dead) = mpsc::channel();
    let service = Arc::new(Service::new(
        Box::new(Runc { children }),
        Box::new(Containerd),
    ));

    let reaper = service.clone();
    thread::spawn(move || {
        for (pid, status) in dead {
            println!("reaper   {pid:?} is gone: {status:?}");
            reaper.handle_exit(pid, status);
        }
    });

    println!("request  create sidecar: {:?}", service.create("sidecar"));
    let creator = service.clone();
    let web = thread::spawn(move || println!("request  create web: {:?}", creator.create("web")));

    thread::sleep(Duration::from_secs(2));
    if !web.is_finished() {
        println!("\n2 s later, create web has not returned. Now State of sidecar, which is well:");
    }
    let sidecar = service.state(&Process::Init("sidecar".into()));
    println!("request  state of sidecar: {sidecar:?}");
    web.join().expect("create does not panic");
    let web = service.state(&Process::Init("web".into()));
    println!("request  state of web: {web:?}");
}
