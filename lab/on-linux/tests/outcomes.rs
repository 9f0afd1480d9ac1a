//! What a process reports. Each property here has one stated outcome, most of them a failure. This program is the
//! test, and when it is started with a property's id it is that property's process.

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: real children need Linux");
}

#[cfg(target_os = "linux")]
fn main() {
    if std::env::args().len() > 1 {
        lab::main(linux::PROPERTIES);
    }
    linux::test();
}

#[cfg(target_os = "linux")]
mod linux {
    #![expect(clippy::zombie_processes, reason = "zombies are what is looked at")]

    use lab::{Kind, Property, Said, check, children, choose, settle};
    use nix::sys::signal::{SigSet, Signal, raise};
    use nix::sys::wait::{Id, WaitPidFlag, waitid};
    use nix::unistd::Pid;
    use protocol::Outcome;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, ExitStatus, Stdio};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};
    use std::thread;
    use std::time::Duration;

    pub(crate) const PROPERTIES: &[Property] = &[
        Property::new("holds", || {}),
        Property::new("answers", answers),
        Property::new("fails", || check(false, Kind::LostValue, || "nothing came".into())),
        Property::new("panics", || thread::spawn(|| panic!("oh")).join().unwrap()),
        Property::new("waits-for-ever", waits_for_ever),
        Property::new("waits-for-a-child-that-stays", || drop(shell("exec sleep infinity").wait())),
        Property::new("signals-no-thread-takes", signals_no_thread_takes),
        Property::new("settles-with-zombies", settles_with_zombies),
        Property::new("settles-after-a-timer", settles_after_a_timer),
        Property::new("settles-after-a-busy-child", settles_after_a_busy_child),
        Property::new("settles-after-a-long-talk", settles_after_a_long_talk),
        Property::new("waits-for-a-busy-child", || drop(shell(BUSY).wait())),
        Property::new("adopts", adopts),
        Property::new("terminated", || raise(Signal::SIGTERM).unwrap()),
    ];

    const HOLD: [&str; 6] = [
        "settles-with-zombies",
        "settles-after-a-timer",
        "settles-after-a-busy-child",
        "settles-after-a-long-talk",
        "waits-for-a-busy-child",
        "adopts",
    ];
    /// Longer than some looks of the watchman.
    const BUSY: &str = "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done";

    fn shell(text: &str) -> std::process::Child {
        Command::new("sh").args(["-c", text]).spawn().unwrap()
    }

    fn answers() {
        let said = (choose("a", &["x", "y"]), choose("b", &["only"]), choose("c", &["x", "y", "z"]));
        check(said == (1, 0, 0), Kind::WrongValue, || format!("{said:?}"));
    }

    fn waits_for_ever() {
        let lock = Mutex::new(());
        let _held = lock.lock().unwrap();
        thread::scope(|scope| drop(scope.spawn(|| drop(lock.lock()))));
    }

    /// A signal that is blocked and pending does not keep anybody awake.
    fn signals_no_thread_takes() {
        SigSet::from_iter([Signal::SIGCHLD, Signal::SIGTERM]).thread_block().unwrap();
        let _zombie = shell("exit 0");
        nix::sys::signal::kill(Pid::this(), Signal::SIGTERM).unwrap();
        settle();
        waits_for_ever();
    }

    fn settles_with_zombies() {
        let (gone, stays) = (shell("exit 3"), shell("exec sleep infinity"));
        settle();
        let seen = children();
        let zombie = |pid| seen.iter().find(|child| child.pid == pid).map(|child| child.zombie);
        let as_it_is = seen.len() == 2 && zombie(gone.id()) == Some(true) && zombie(stays.id()) == Some(false);
        check(as_it_is, Kind::WrongValue, || format!("{seen:?}"));
    }

    /// A thread that will wake by itself is no rest, whatever it does then.
    fn settles_after_a_timer() {
        let woke = Arc::new(AtomicBool::new(false));
        let theirs = woke.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            theirs.store(true, SeqCst);
        });
        settle();
        check(woke.load(SeqCst), Kind::LostValue, || "the timer was still set".into());
    }

    fn settles_after_a_busy_child() {
        let _busy = shell(BUSY);
        settle();
        check(children().iter().all(|child| child.zombie), Kind::LostValue, || "it was still busy".into());
    }

    /// Two threads that wake each other: at each moment one of them may be asleep, and they are never both at rest.
    fn settles_after_a_long_talk() {
        const WORDS: usize = 60_000;
        let (ask, asked) = channel();
        let (answer, answered) = channel();
        let said = Arc::new(AtomicUsize::new(0));
        let theirs = said.clone();
        thread::spawn(move || asked.iter().for_each(|()| answer.send(()).unwrap()));
        thread::spawn(move || {
            for _ in 0..WORDS {
                ask.send(()).unwrap();
                answered.recv().unwrap();
                theirs.fetch_add(1, SeqCst);
            }
        });
        settle();
        let said = said.load(SeqCst);
        check(said == WORDS, Kind::LostValue, || format!("{said} words of {WORDS}"));
    }

    /// An orphan comes to a subreaper, and is among its children. A gate takes nothing.
    fn adopts() {
        nix::sys::prctl::set_child_subreaper(true).unwrap();
        let task = shell("true & exit 3");
        let pid = Pid::from_raw(task.id().cast_signed());
        waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
        settle();
        let zombies = children().iter().filter(|child| child.zombie).count();
        check(zombies == 2, Kind::Leak, || format!("{zombies} zombies of 2"));
    }

    pub(crate) fn test() {
        let fails = |kind, message: &str| Outcome::Fails { kind, message: message.into() };
        assert_eq!(run(&["holds"]), (Vec::new(), Some(Outcome::Holds), 0));
        let chosen = vec![("a: y".into(), 1, 2), ("c: x".into(), 0, 3)];
        assert_eq!(run(&["answers", "1"]), (chosen, Some(Outcome::Holds), 0));
        let chosen = vec![("a: x".into(), 0, 2), ("c: z".into(), 2, 3)];
        assert_eq!(run(&["answers", "0", "2"]), (chosen, Some(fails(Kind::WrongValue, "(0, 0, 2)")), 0));
        assert_eq!(run(&["fails"]).1, Some(fails(Kind::LostValue, "nothing came")));
        let Some(Outcome::Fails { kind: Kind::Panic, message }) = run(&["panics"]).1 else { panic!("no panic") };
        assert!(message.starts_with("oh (outcomes.rs:"), "{message}");
        for stuck in ["waits-for-ever", "signals-no-thread-takes"] {
            let Some(Outcome::Fails { kind: Kind::Deadlock, message }) = run(&[stuck]).1 else { panic!("{stuck}") };
            assert!(message.contains("contract waits for a lock"), "{stuck}: {message}");
        }
        let stuck = fails(Kind::Deadlock, "nobody can move: contract waits for a child");
        assert_eq!(run(&["waits-for-a-child-that-stays"]).1, Some(stuck));
        for holds in HOLD {
            assert_eq!(run(&[holds]), (Vec::new(), Some(Outcome::Holds), 0), "{holds}");
        }
        assert_eq!(run(&["terminated"]), (Vec::new(), None, 15));
        assert_eq!(run(&["no-such-property"]), (Vec::new(), None, 2 << 8));
        println!("every outcome is the stated one");
    }

    /// Answers, outcome and wait status. The process group is ended: some of these leave a `sleep infinity`.
    fn run(words: &[&str]) -> (Vec<(String, usize, usize)>, Option<Outcome>, i32) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(words).env("EXIT_PATH_REPORT_FD", "1").stdout(Stdio::piped()).stderr(Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().unwrap();
        let group = Pid::from_raw(child.id().cast_signed());
        let mut text = String::new();
        std::io::Read::read_to_string(child.stdout.as_mut().unwrap(), &mut text).unwrap();
        // A zombie keeps the group's number, so nobody else has it.
        waitid(Id::Pid(group), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
        nix::sys::signal::killpg(group, Signal::SIGKILL).unwrap();
        let status: ExitStatus = child.wait().unwrap();
        let (mut chosen, mut outcome) = (Vec::new(), None);
        for line in text.lines() {
            match serde_json::from_str(line).unwrap() {
                Said::Chose { words, answer, of } => chosen.push((words, answer, of)),
                Said::Noted { .. } => {}
                Said::Ended { outcome: last } => outcome = Some(last),
            }
        }
        (chosen, outcome, status.into_raw())
    }
}
