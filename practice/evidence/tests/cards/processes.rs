//! Frames for the cards about processes.

use nix::libc::ECHILD;
use std::io;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(5);
const POLL: Duration = PAUSE;

fn wait_twice(mut child: Child) -> io::Result<ExitStatus> {
    fn log(_: ExitStatus) {}
    // Card wait-twice
    let status = child.wait()?;
    log(status);
    child.wait()
    // End
}

fn retry_wait(mut child: Child) -> Result<ExitStatus, Box<dyn std::error::Error>> {
    // Card retry-wait
    let status = loop {
        match child.wait() {
            Ok(status) => break status,
            Err(error) if error.raw_os_error() == Some(ECHILD) => thread::sleep(PAUSE),
            Err(error) => return Err(error.into()),
        }
    };
    // End
    Ok(status)
}

fn echild_can_be_ignored(mut child: Child) -> io::Result<i32> {
    fn code(status: ExitStatus) -> i32 {
        status.code().unwrap_or(137)
    }
    // Card echild-can-be-ignored
    match child.wait() {
        Err(error) if error.raw_os_error() == Some(ECHILD) => Ok(0),
        other => other.map(code),
    }
    // End
}

mod one_child_per_signal {
    use nix::sys::wait::{WaitPidFlag, waitpid};

    /// signal-hook's iterator has this call.
    struct Signals;

    impl Signals {
        fn forever(&mut self) -> impl Iterator<Item = i32> {
            std::iter::empty()
        }
    }

    fn reap(mut signals: Signals) -> nix::Result<()> {
        // Card one-child-per-signal
        for _ in signals.forever() { // SIGCHLD
            waitpid(None, Some(WaitPidFlag::WNOHANG))?;
        }
        // End
        Ok(())
    }
}

fn kill_zero_means_alive(pid: nix::unistd::Pid) {
    use nix::sys::signal::kill;
    // Card kill-zero-means-alive
    while kill(pid, None).is_ok() {
        thread::sleep(POLL);
    }
    // End
}

struct Exit {
    exit_code: i32,
}

fn code_or_zero(status: ExitStatus) -> Exit {
    Exit {
        // Card code-or-zero
        exit_code: status.code().unwrap_or(0),
        // End
    }
}

mod status_from_a_code {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    // Card status-from-a-code
    fn to_status(exit_code: i32) -> ExitStatus {
        ExitStatus::from_raw(exit_code)
    }
    // End
}
