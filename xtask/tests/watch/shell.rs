//! Under a shell with job control: Ctrl-Z, `fg`, and a kill. The shell is bash, which CI and most machines have.

use crate::{desk::Desk, pty::Pty};
use std::{fs, process::Command};

/// A shell, and where it notes the terminal's settings.
struct Shell {
    desk: Desk,
    pty: Pty,
    notes: usize,
}

impl Shell {
    fn new() -> Shell {
        let desk = Desk::new();
        let watch = desk.command(&[]);
        let mut command = Command::new("bash");
        command.args(["--norc", "--noprofile", "-i"]).env("PS1", "ready> ").env("HISTFILE", "/dev/null");
        let words = [watch.get_program()].into_iter().chain(watch.get_args()).map(|it| it.to_string_lossy());
        let words: Vec<String> = words.map(|it| format!("'{it}'")).collect();
        command.env("WATCH", words.join(" "));
        for (key, value) in watch.get_envs().filter_map(|(key, value)| Some((key, value?))) {
            command.env(key, value);
        }
        let mut pty = Pty::start(command, (30, 100));
        pty.until_it_shows(&["ready> "]);
        Shell { desk, pty, notes: 0 }
    }

    /// The settings that a command of this shell finds.
    fn settings(&mut self) -> String {
        self.notes += 1;
        let file = self.desk.course.join(format!("stty-{}", self.notes));
        // The shell itself writes the last line: stty has ended then, and no other program is there.
        self.pty.types(&format!("stty -a > '{0}'; echo whole >> '{0}'\r", file.display()));
        self.pty.until("stty is done", |_| fs::read_to_string(&file).ok().filter(|it| it.ends_with("whole\n")))
    }

    /// The process of `watch`.
    fn watch(&self) -> u32 {
        let children = format!("/proc/{0}/task/{0}/children", self.pty.child.id());
        let children = fs::read_to_string(children).expect("the shell has children");
        children.split_whitespace().next().and_then(|it| it.parse().ok()).expect("one child")
    }
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_checks_again() {
    let mut shell = Shell::new();
    let then = shell.settings();
    shell.pty.types("eval $WATCH\r");
    shell.pty.until_it_shows(&["still broken", "watching"]);
    shell.pty.types("\u{1a}");
    shell.pty.until_it_shows(&["Stopped", "ready> "]);
    assert_eq!(shell.settings(), then);
    shell.desk.save("fixed.rs");
    shell.pty.types("clear; fg\r");
    shell.pty.until_it_shows(&["Lock each account on its own · solved", "watching"]);
    shell.desk.save("buggy.rs");
    shell.pty.until_it_shows(&["still broken", "watching"]);
    shell.pty.types("q");
    shell.pty.until_it_shows(&["ready> "]);
    assert_eq!(shell.settings(), then);
}

#[test]
fn ctrl_z_while_a_check_hangs_leaves_nothing_running() {
    let mut shell = Shell::new();
    shell.desk.save("forever.rs");
    let then = shell.settings();
    shell.pty.types("eval $WATCH --wall 600\r");
    shell.pty.until_it_shows(&["searching the schedules"]);
    let watch = shell.watch();
    shell.pty.types("\u{1a}");
    shell.pty.until_it_shows(&["Stopped", "ready> "]);
    assert_eq!(shell.settings(), then);
    // The shell, and `watch` that is stopped. What was checked has gone, and so has the guard.
    let mut running = shell.desk.running();
    running.sort();
    assert_eq!(running, ["bash", "xtask"]);
    shell.pty.types("kill %1; fg\r");
    shell.pty.until("it has gone", |_| (!fs::exists(format!("/proc/{watch}")).unwrap_or(true)).then_some(()));
    assert_eq!(shell.settings(), then);
}

#[test]
fn after_a_kill_the_shell_has_its_terminal() {
    let mut shell = Shell::new();
    let then = shell.settings();
    shell.pty.types("eval $WATCH\r");
    shell.pty.until_it_shows(&["still broken", "watching"]);
    let watch = shell.watch().cast_signed();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(watch), nix::sys::signal::Signal::SIGKILL).expect("it runs");
    shell.pty.until_it_shows(&["Killed", "ready> "]);
    assert_eq!(shell.settings(), then);
}
