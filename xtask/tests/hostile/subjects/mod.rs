//! The subjects: small programs that do one bad thing each, where a contract is expected.

mod ending;
mod forging;
mod holding;
mod leaving;

use protocol::{Coverage, Outcome, PropertyReport, Report};
use std::{
    fs::File,
    hint::black_box,
    io::{Read, Write},
    os::fd::FromRawFd,
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

/// Does what the name says.
pub(crate) fn run(name: &str) {
    // Without the hash of this program's file.
    nix::sys::prctl::set_name(c"hostile").expect("a short name");
    match name {
        "honest" => tell_the_truth(),
        "lock-taken-twice" => lock_taken_twice(),
        "two-locks-inverted" => two_locks_inverted(),
        "lost-wake-up" => lost_wake_up(),
        "one-of-two-woken" => wake_one_of_two(),
        "spins" => spin(),
        "sleeps-for-ever" => sleep(),
        "exits-early" => std::process::exit(0),
        "aborts" => std::process::abort(),
        "overflows-its-stack" => drop(black_box(deeper(&[0; 512]))),
        "allocates-without-end" => allocate(),
        "prints-without-end" => print(),
        "writes-a-large-file" => write_a_large_file(),
        "opens-many-files" => open_many_files(),
        "child-holds-stdout" => leaving::child_holds_stdout(),
        "twenty-detached" => leaving::twenty_detached(),
        "daemon" => leaving::daemon(false),
        "daemon-without-environment" => leaving::daemon(true),
        "family" => leaving::family(),
        "forks-without-end" => leaving::fork_without_end(),
        "stops-itself" => leaving::stop(nix::unistd::getpid()),
        "kills-its-keeper" => leaving::kill_the_keeper(),
        "stops-its-keeper" => leaving::stop_the_keeper(),
        "closes-descriptors" => forging::close_descriptors(),
        "catches-everything" => catch_everything(),
        "leaves-a-thread" => leave_a_thread(),
        "forges-a-report" => forging::forge(),
        "writes-into-the-pipe" => forging::write_into_the_pipe(),
        "deletes-its-folder" => delete_its_folder(),
        "changes-its-surroundings" => leaving::change_surroundings(),
        "panics-at-length" => panic!("{}", "long ".repeat(2 << 20)),
        "prints-no-text" => print_no_text(),
        "answers-quit" => answer_quit(),
        "waits-for-a-signal" => wait_for_a_signal(),
        "memory-of-children" => holding::memory_of_children(),
        "shared-memory-of-children" => holding::shared_memory_of_children(),
        "many-files" => holding::many_files(),
        "many-deleted-files" => holding::many_deleted_files(),
        "files-in-memory" => holding::files_in_memory(),
        "many-names" => holding::many_names(),
        "many-threads" => holding::threads(),
        "reserves-addresses" => holding::reserve(),
        "sparse-file" => holding::sparse(),
        "raises-its-limits" => holding::raise_limits(),
        "kills-tool-and-keeper" => ending::kill_the_tool_and_the_keeper(),
        "hops" => ending::hop(),
        "orphans-without-end" => ending::orphans_without_end(),
        "many-zombies" => ending::zombies(),
        "ignores-every-signal" => ending::ignore_every_signal(),
        "vfork-stuck" => ending::vfork_stuck(),
        "stops-its-group" => ending::stop_the_group(),
        "ignores-the-end-of-its-time" => ending::ignore_the_end_of_its_time(),
        "floods-instead-of-stacks" => ending::flood_instead_of_stacks(),
        "forges-a-line" => ending::forge_a_line(),
        other => panic!("no subject is called {other}"),
    }
}

/// What the lab's harness does: takes the order, and reports that the one property holds.
fn tell_the_truth() {
    let mut order = String::new();
    std::io::stdin().read_to_string(&mut order).expect("an order");
    let order: serde_json::Value = serde_json::from_str(&order).expect("JSON");
    let report = all_holds(order["nonce"].as_str().expect("a nonce"));
    let text = serde_json::to_string(&protocol::ReportLine::Report(report)).expect("a report");
    let fd = std::env::var(protocol::marks::REPORT_FD).expect("a pipe").parse().expect("a number");
    // SAFETY: the tool opened this descriptor for the report, and nothing else here uses it.
    let mut pipe = unsafe { File::from_raw_fd(fd) };
    writeln!(pipe, "{text}").expect("somebody reads");
}

/// A report that would be solved.
fn all_holds(nonce: &str) -> Report {
    let coverage = Coverage {
        executions: 1,
        representatives: 1,
        exhausted: true,
        cost_bound: None,
        polls_limited_to: None,
        atomics: false,
        spurious_wakeups: None,
        runtime: protocol::Runtime::default(),
    };
    let property =
        PropertyReport { id: "p".to_owned(), outcome: Outcome::Holds, coverage, counterexample: None, odds: None };
    Report {
        nonce: nonce.to_owned(),
        key: String::new(),
        properties: vec![property],
        asked: protocol::Asked::default(),
    }
}

fn lock_taken_twice() {
    let lock = Mutex::new(0);
    let first = lock.lock();
    drop(lock.lock());
    drop(first);
}

fn two_locks_inverted() {
    dump::on_quit();
    let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
    let both = Arc::new(std::sync::Barrier::new(2));
    let (theirs, meet) = (Arc::clone(&locks), Arc::clone(&both));
    let other = thread::Builder::new().name("second".to_owned()).spawn(move || {
        let one = theirs.1.lock();
        meet.wait();
        drop(theirs.0.lock());
        drop(one);
    });
    let one = locks.0.lock();
    both.wait();
    drop(locks.1.lock());
    drop(one);
    drop(other);
}

/// Says where its threads are, as often as asked; and ends when its input does.
fn answer_quit() {
    dump::on_quit();
    let lock = Arc::new(Mutex::new(0));
    let ours = Arc::clone(&lock);
    let held = Arc::new(std::sync::Barrier::new(2));
    let hold = Arc::clone(&held);
    let named = |name: &str| thread::Builder::new().name(name.to_owned());
    let holder = named("holder").spawn(move || {
        let guard = ours.lock();
        hold.wait();
        thread::sleep(Duration::from_secs(600));
        drop(guard);
    });
    held.wait();
    let waiter = named("waiter").spawn(move || drop(lock.lock()));
    others_wait(3);
    drop((holder, waiter));
    eprintln!("ready");
    let _ = std::io::stdin().read_to_string(&mut String::new());
}

/// A process of one thread, as it thinks, blocks a signal and waits for it. A second thread that does not block it
/// would be given it, and the process would end.
fn wait_for_a_signal() {
    use nix::sys::signal::{SigSet, Signal, kill};
    dump::on_quit();
    others_wait(1);
    let term = SigSet::from(Signal::SIGTERM);
    term.thread_block().expect("a mask");
    kill(nix::unistd::Pid::this(), Signal::SIGTERM).expect("one may send oneself a signal");
    assert_eq!(term.wait(), Ok(Signal::SIGTERM));
}

/// Waits until all `count` threads beside the calling main thread wait in the kernel.
fn others_wait(count: usize) {
    // Not main: a thread that reads its own file is in a call, too.
    let main = std::process::id().to_string();
    crate::row::until("all others wait", || {
        let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let others = tasks.filter(|task| *task.file_name() != *main);
        let calls = others.filter_map(|task| std::fs::read_to_string(task.path().join("syscall")).ok());
        calls.filter(|call| !call.starts_with("running")).count() == count
    })
    .unwrap_or_else(|_| std::process::exit(9));
}

fn lost_wake_up() {
    let (lock, condvar) = (Mutex::new(()), Condvar::new());
    condvar.notify_all();
    drop(condvar.wait(lock.lock().expect("not poisoned")));
}

/// Two wait, and one is woken. The signal that asks for stacks makes the other one look again.
fn wake_one_of_two() {
    dump::on_quit();
    let both = Arc::new((Mutex::new(false), Condvar::new()));
    let waiters = [(); 2].map(|()| {
        let both = Arc::clone(&both);
        thread::spawn(move || drop(both.1.wait_while(both.0.lock().expect("not poisoned"), |done| !*done)))
    });
    // And the thread that answers to QUIT.
    others_wait(3);
    *both.0.lock().expect("not poisoned") = true;
    both.1.notify_one();
    waiters.into_iter().for_each(|waiter| waiter.join().expect("no panic"));
}

#[expect(clippy::infinite_loop, reason = "that is the subject")]
fn spin() {
    loop {
        black_box(0);
    }
}

#[expect(clippy::infinite_loop, reason = "that is the subject")]
fn sleep() {
    // Longer than the limit: one that wakes up when the limit comes is seen running.
    loop {
        thread::sleep(Duration::from_secs(20));
    }
}

#[expect(unconditional_recursion, reason = "that is the subject")]
fn deeper(below: &[u8; 512]) -> u8 {
    let mut mine = *black_box(below);
    mine[0] = mine[0].wrapping_add(1);
    deeper(&mine) + mine[1]
}

#[expect(clippy::infinite_loop, reason = "that is the subject")]
fn allocate() {
    let mut all = Vec::new();
    loop {
        all.push(black_box(vec![1_u8; 1 << 20]));
    }
}

#[expect(clippy::infinite_loop, reason = "that is the subject")]
fn print() {
    loop {
        println!("a line, and another one, and there is no end to it");
    }
}

fn write_a_large_file() {
    let mut file = tempfile::tempfile().expect("a file");
    let block = vec![0; 1 << 20];
    for _ in 0..100 {
        file.write_all(&block).expect("room");
    }
    tell_the_truth();
}

fn open_many_files() {
    let files: Vec<_> = (0..300).map_while(|_| File::open("/dev/null").ok()).collect();
    if files.len() < 300 {
        std::process::exit(7);
    }
    tell_the_truth();
}

#[expect(clippy::infinite_loop, reason = "that is the subject")]
fn catch_everything() {
    std::panic::set_hook(Box::new(|_| {}));
    loop {
        let _ = std::panic::catch_unwind(|| panic!("caught"));
    }
}

/// Right for the tool: whatever this thread does after the report, it ends with the program.
fn leave_a_thread() {
    thread::spawn(spin);
    tell_the_truth();
}

fn delete_its_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    std::env::set_current_dir(dir.path()).expect("it is there");
    std::fs::remove_dir_all(dir.path()).expect("it is ours");
    std::process::exit(0);
}

fn print_no_text() {
    let mut out = std::io::stdout();
    out.write_all(b"\xff\xfe\0\x1b[31m\xc3\x28\n").expect("somebody reads");
    tell_the_truth();
}
