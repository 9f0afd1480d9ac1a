//! `Command`: the few programs that the lab runs are listed in `lab::process`.

use super::Child;
use crate::refused::ModelsPipes;
use ::std::ffi::OsStr;
use ::std::io;
use ::std::panic::Location;
use ::std::path::Path;
use ::std::process::ExitStatus;
use lab::process;
use lab::rt::Loc;

/// As `std::process::Stdio`, without pipes.
#[derive(Debug)]
pub struct Stdio(());

impl Stdio {
    /// As the real one.
    #[must_use]
    pub fn null() -> Stdio {
        Stdio(())
    }

    /// As the real one.
    #[must_use]
    pub fn inherit() -> Stdio {
        Stdio(())
    }

    /// Refused.
    #[must_use]
    pub fn piped() -> Stdio
    where
        for<'a> crate::refused::Never<'a>: ModelsPipes,
    {
        unreachable!()
    }
}

/// As `std::process::Command`. What the process reads and writes is not modelled, and neither is its environment.
#[derive(Debug)]
pub struct Command {
    argv: Vec<String>,
    group: Option<i32>,
}

impl Command {
    /// As the real one.
    pub fn new<S: AsRef<OsStr>>(program: S) -> Command {
        Command { argv: vec![program.as_ref().to_string_lossy().into_owned()], group: None }
    }

    /// As the real one.
    pub fn arg<S: AsRef<OsStr>>(&mut self, arg: S) -> &mut Command {
        self.argv.push(arg.as_ref().to_string_lossy().into_owned());
        self
    }

    /// As the real one.
    pub fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&mut self, args: I) -> &mut Command {
        for arg in args {
            self.arg(arg);
        }
        self
    }

    /// Nothing that the lab runs looks at its environment.
    pub fn env<K: AsRef<OsStr>, V: AsRef<OsStr>>(&mut self, _: K, _: V) -> &mut Command {
        self
    }

    /// Nothing that the lab runs looks at its environment.
    pub fn env_clear(&mut self) -> &mut Command {
        self
    }

    /// Nothing that the lab runs looks at its folder.
    pub fn current_dir<P: AsRef<Path>>(&mut self, _: P) -> &mut Command {
        self
    }

    /// Nothing that the lab runs reads.
    pub fn stdin(&mut self, _: Stdio) -> &mut Command {
        self
    }

    /// Nothing that the lab runs writes.
    pub fn stdout(&mut self, _: Stdio) -> &mut Command {
        self
    }

    /// Nothing that the lab runs writes.
    pub fn stderr(&mut self, _: Stdio) -> &mut Command {
        self
    }

    /// As the real one. The child may have ended, and somebody else may have waited for it, when this returns.
    ///
    /// # Errors
    ///
    /// If there is no such program: in the lab that is one whose path begins with `/nonexistent`. If it may not move to its
    /// process group.
    #[track_caller]
    pub fn spawn(&mut self) -> io::Result<Child> {
        self.start(Location::caller())
    }

    /// As the real one: spawn, then wait.
    ///
    /// # Errors
    ///
    /// As those two.
    #[track_caller]
    pub fn status(&mut self) -> io::Result<ExitStatus> {
        self.start(Location::caller())?.wait()
    }

    fn start(&self, at: Loc) -> io::Result<Child> {
        process::spawn(&self.argv, self.group, at).map(Child::new).map_err(io::Error::from_raw_os_error)
    }

    /// Refused.
    ///
    /// # Errors
    ///
    /// Never: it does not compile.
    pub fn output(&mut self) -> io::Result<()>
    where
        for<'a> crate::refused::Never<'a>: ModelsPipes,
    {
        unreachable!()
    }
}

/// What the lab has of `std::os::unix::process::CommandExt`.
pub trait CommandExt {
    /// As the real one: the child moves to this process group before its program runs. 0 is one of its own.
    fn process_group(&mut self, pgroup: i32) -> &mut Command;
}

impl CommandExt for Command {
    fn process_group(&mut self, pgroup: i32) -> &mut Command {
        self.group = Some(pgroup);
        self
    }
}
