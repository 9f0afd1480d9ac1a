//! The tool itself is ended in the middle of a check.

use crate::row::{demand, end_of, judge, mark, marked, nothing_left, until};
use libtest_mimic::{Failed, Trial};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    os::unix::process::ExitStatusExt,
    process::Stdio,
    time::{Duration, Instant},
};

pub(crate) fn trials() -> Vec<Trial> {
    let polite = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].map(|signal| {
        Trial::test(format!("{signal} to the tool"), move || {
            let (took, status) = ended_by(signal)?;
            demand(status.code() == Some(130), || format!("it ended with {status}"))?;
            demand(took < Duration::from_secs(1), || format!("it took {took:?}"))
        })
    });
    let rude = Trial::test("SIGKILL to the tool", || {
        let (_, status) = ended_by(Signal::SIGKILL)?;
        demand(status.signal() == Some(9), || format!("it ended with {status}"))
    });
    polite.into_iter().chain([rude]).collect()
}

/// A subject with a daemon, two children and a spin; the tool gets a signal as soon as all of them run.
fn ended_by(signal: Signal) -> Result<(Duration, std::process::ExitStatus), Failed> {
    let mark = mark();
    let mut command = judge(&mark, &["--wall", "60"], "family");
    let mut tool = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    until("the whole family runs", || marked(&mark).iter().filter(|(_, name)| name == "sleep").count() == 4)?;
    let start = Instant::now();
    kill(Pid::from_raw(tool.id().cast_signed()), signal)?;
    let status = end_of(&mut tool)?;
    let took = start.elapsed();
    if signal == Signal::SIGKILL {
        // Nobody is there to wait for the keeper.
        until("the family is gone", || marked(&mark).is_empty())?;
        demand(start.elapsed() < Duration::from_secs(1), || format!("it took {:?}", start.elapsed()))?;
    }
    nothing_left(&mark)?;
    Ok((took, status))
}
