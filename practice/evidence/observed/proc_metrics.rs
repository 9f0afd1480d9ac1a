//! Needs: /proc/pressure/cpu
//! Numbers of a process that `/proc` has, each made to move: zombies, orphans, threads, descriptors, and the pressure on
//! processors.

use nix::{
    sys::{
        prctl::set_child_subreaper,
        signal::{Signal, kill},
        wait::waitpid,
    },
    unistd::Pid,
};
use std::{
    fs,
    process::{Child, Command},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

/// The fields of a line of `/proc/<pid>/stat` after the name, which may hold blanks: the state, the parent, …
fn stat(pid: &str) -> Option<(char, u32)> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = line.rsplit(')').next()?.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// Our children that have ended, and for whose status nobody has waited.
fn zombies() -> usize {
    children().iter().filter(|it| it.1 == 'Z').count()
}

/// Every child that we have, with its state: also one that we did not start.
fn children() -> Vec<(String, char)> {
    let names = fs::read_dir("/proc").unwrap().flatten().map(|it| it.file_name().to_string_lossy().into_owned());
    let all = names.filter_map(|pid| stat(&pid).map(|it| (pid, it)));
    all.filter(|it| it.1.1 == std::process::id()).map(|(pid, (state, _))| (pid, state)).collect()
}

fn entries(folder: &str) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// For how long some thread of this machine was ready, and had no processor: microseconds since boot.
fn pressure() -> u64 {
    let text = fs::read_to_string("/proc/pressure/cpu").unwrap();
    let some = text.lines().next().unwrap();
    some.rsplit("total=").next().unwrap().parse().unwrap()
}

pub fn main() {
    println!("zombies, at first:               {}", zombies());
    let mut three: Vec<Child> = (0..3).map(|_| Command::new("true").spawn().unwrap()).collect();
    while zombies() < 3 {
        thread::yield_now();
    }
    println!("zombies, three have ended:       {}", zombies());
    for child in &mut three {
        child.wait().unwrap();
    }
    println!("zombies, waited for:             {}", zombies());

    // This process takes the orphans of its descendants, as pid 1 and a shim do.
    set_child_subreaper(true).unwrap();
    println!("orphans, at first:               {}", children().len());
    let shell = Command::new("sh").args(["-c", "sleep 1000 >/dev/null 2>&1 & echo $!"]).output().unwrap();
    println!("orphans, their parent has ended: {}", children().len());
    let orphan = Pid::from_raw(String::from_utf8_lossy(&shell.stdout).trim().parse().unwrap());
    kill(orphan, Signal::SIGKILL).unwrap();
    waitpid(orphan, None).unwrap();
    println!("orphans, ended and waited for:   {}", children().len());

    let (threads, files) = (entries("/proc/self/task"), entries("/proc/self/fd"));
    let (stop, stopped) = mpsc::channel::<()>();
    let waits = thread::spawn(move || stopped.recv().unwrap_err());
    let pipe = std::io::pipe().unwrap();
    println!("threads, one more waits:         {}", entries("/proc/self/task") - threads);
    println!("descriptors, one pipe is open:   {}", entries("/proc/self/fd") - files);
    drop((stop, pipe));
    waits.join().unwrap();
    println!("descriptors, it is closed:       {}", entries("/proc/self/fd") - files);

    let before = pressure();
    let over = Arc::new(AtomicBool::new(false));
    let many = 4 * thread::available_parallelism().unwrap().get();
    let busy: Vec<_> = (0..many)
        .map(|_| {
            let over = over.clone();
            thread::spawn(move || while !over.load(Relaxed) {})
        })
        .collect();
    while pressure() == before {
        thread::yield_now();
    }
    over.store(true, Relaxed);
    busy.into_iter().for_each(|it| it.join().unwrap());
    println!("pressure: threads were ready and had no processor: {}", pressure() > before);
}
