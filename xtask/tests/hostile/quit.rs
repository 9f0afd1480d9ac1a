//! `kill -QUIT`: the program says where its threads are, and goes on.

use crate::row::{SUBJECT, demand, end_of, until};
use libtest_mimic::{Failed, Trial};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("kill -QUIT prints every stack, and the program goes on", twice_and_on),
        Trial::test("what answers to QUIT takes no other signal from the program", leaves_signals_alone),
    ]
}

fn leaves_signals_alone() -> Result<(), Failed> {
    let output = Command::new(std::env::current_exe()?).args([SUBJECT, "waits-for-a-signal"]).output()?;
    demand(output.status.success(), || format!("it ended with {output:?}"))
}

fn twice_and_on() -> Result<(), Failed> {
    let mut program = Command::new(std::env::current_exe()?)
        .args([SUBJECT, "answers-quit"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let said = listen(&mut program);
    let times = |words: &str| said.lock().map_or(0, |it| it.matches(words).count());
    until("it is ready", || times("ready") == 1)?;
    for dump in 1..=2 {
        kill(Pid::from_raw(program.id().cast_signed()), Signal::SIGQUIT)?;
        until("the stacks", || times(protocol::marks::END_OF_STACKS) == dump)?;
    }
    // The end of its input lets it go on to its own end.
    drop(program.stdin.take());
    let status = end_of(&mut program)?;
    let said = said.lock().map_or_else(|_| String::new(), |it| it.clone());
    demand(status.success(), || format!("it ended with {status}: {said}"))?;
    for words in ["\"main\" ", "\"holder\" sleeps", "\"waiter\" waits for another thread (futex), in Mutex::lock"] {
        demand(said.matches(words).count() == 2, || format!("not twice {words}: {said}"))?;
    }
    demand(said.contains("tests/hostile/subjects/mod.rs:"), || said.clone())
}

/// Its standard error, as it grows.
fn listen(program: &mut Child) -> Arc<Mutex<String>> {
    let said = Arc::new(Mutex::new(String::new()));
    let (ours, pipe) = (Arc::clone(&said), program.stderr.take());
    thread::spawn(move || {
        let mut pipe = pipe?;
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = pipe.read(&mut buffer) {
            ours.lock().ok()?.push_str(&String::from_utf8_lossy(&buffer[..n]));
        }
        Some(())
    });
    said
}
