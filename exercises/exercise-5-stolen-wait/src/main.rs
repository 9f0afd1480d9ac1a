//! Shows the failures for real: real children, the real kernel, no root. What it shows once,
//! `cargo xtask check` searches for in many schedules, and says how far it came. It finds as well what no
//! program can force.

use exercise_5_stolen_wait::{Supervisor, Task};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;
use std::process::Command;
use std::time::{Duration, Instant};

const LOOK: WaitPidFlag = WaitPidFlag::WEXITED.union(WaitPidFlag::WNOWAIT);

fn main() {
    dump::on_quit();
    let supervisor = Supervisor::start().expect("the agent may become a subreaper");
    println!("agent    pid {}, a subreaper and not pid 1", Pid::this());

    println!("\nrequest  mounts a volume; the helper fails with 3");
    let mut mount = spawn(&supervisor, "exit 3");
    gone(&mount);
    println!(
        "request  asks for the end of {}: {:?}",
        mount.pid(),
        mount.wait()
    );

    println!("\nrequest  runs a probe that leaves a sleep behind, and SIGTERM comes");
    let mut probe = spawn(&supervisor, "sleep 0.3 & exit 0");
    kill(Pid::this(), Signal::SIGTERM).expect("one may send oneself a signal");
    let _ = probe.wait();
    let left = left_after(Duration::from_secs(1));
    println!("ps       a second later: {left}");
    supervisor.stop();
    println!(
        "\n(the first answer is Ok(ExitCode(3)), and no zombie is left, when src/lib.rs is mended)"
    );
}

fn spawn(supervisor: &Supervisor, text: &str) -> Task {
    let mut sh = Command::new("sh");
    supervisor
        .spawn(sh.args(["-c", text]))
        .expect("there is a shell")
}

/// Waits until the task has ended, without taking its status, and gives a reaper a second to do so.
fn gone(task: &Task) {
    let pid = Pid::from_raw(task.pid() as i32);
    let ended = Instant::now();
    while waitid(Id::Pid(pid), LOOK) != Err(Errno::ECHILD)
        && ended.elapsed() < Duration::from_secs(1)
    {
        std::thread::yield_now();
    }
}

/// What `ps` would show below the agent: the first zombie, if there is one.
fn left_after(time: Duration) -> String {
    let until = Instant::now() + time;
    loop {
        match waitid(Id::All, LOOK | WaitPidFlag::WNOHANG) {
            Err(Errno::ECHILD) => return "no process is left".into(),
            Ok(WaitStatus::Exited(pid, _)) if Instant::now() > until => {
                return format!("{pid} ?  Z  [sleep] <defunct>");
            }
            _ if Instant::now() > until => return "a process still runs".into(),
            _ => std::thread::yield_now(),
        }
    }
}
