//! Shows the failure for real: real threads, and a runc that waits until it is told to be done. What
//! it shows once, `cargo xtask check` searches for in many schedules, and says how far it came.

use exercise_6_init_exits_last::{Container, Error, Event, Events, ExitStatus, Pid, Runtime};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

/// Each start takes as long as the other side of this channel likes.
struct Runc {
    asked: Sender<String>,
    done: Mutex<Receiver<Result<Pid, Error>>>,
}

impl Runtime for Runc {
    fn exec(&self, name: &str) -> Result<Pid, Error> {
        let nobody = |_| Error("the program is over".into());
        println!("runc     starts {name}");
        self.asked
            .send(name.into())
            .map_err(|_| Error("no".into()))?;
        let done = self.done.lock().expect("not poisoned").recv();
        done.map_err(nobody)?
    }
}

/// The client, as far as it can be seen from here.
struct Client;

impl Events for Client {
    fn publish(&self, event: Event) {
        println!("event    {event:?}");
    }
}

fn main() {
    dump::on_quit();
    let (asked, requests) = mpsc::channel();
    let (answers, done) = mpsc::channel();
    let done = Mutex::new(done);
    let runc = Runc { asked, done };
    let container = Container::new(Pid(100), Box::new(runc), Box::new(Client));
    let container = Arc::new(container);
    let start = |name: &'static str| {
        let container = container.clone();
        let request = thread::spawn(move || container.exec(name));
        requests.recv().expect("runc was asked");
        request
    };
    let answer = |with| answers.send(with).expect("runc waits");

    println!("== a backup ends while a probe is being started\n");
    let backup = start("backup");
    answer(Ok(Pid(101)));
    println!("request  {:?}", backup.join().expect("no panic"));
    let probe = start("probe");
    println!("reaper   101 (backup) is gone");
    container.handle_exit(Pid(101), ExitStatus(0));
    answer(Ok(Pid(102)));
    println!("request  {:?}", probe.join().expect("no panic"));

    println!("\n== init dies while one more is being started, and that fails\n");
    let late = start("late");
    println!("reaper   102 (probe) is gone, then 100 (init)");
    container.handle_exit(Pid(102), ExitStatus(137));
    container.handle_exit(Pid(100), ExitStatus(137));
    answer(Err(Error("init is dead".into())));
    println!("request  {:?}", late.join().expect("no panic"));

    println!("\nThree processes have exited: backup, probe, init. Count the events that say so.");
}
