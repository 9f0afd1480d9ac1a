//! How a run begins: its pipes, its folder and its scope, and the keeper, which is this very program with the job's own
//! program and arguments behind it.

use super::{Ended, Mark, Running};
use crate::{
    MARK, OUTPUT_CAP,
    capped::Capped,
    folder::Folder,
    job::{Cancelled, Interrupted, Job, Tree},
    keeper::{self, FOLDER, KeeperOrder, SCOPE},
    milestones::Milestones,
    scope::Scope,
    signals,
    stall::Stall,
};
use anyhow::Context;
use nix::unistd::setsid;
use protocol::marks::REPORT_FD;
use std::{
    io::{IsTerminal, PipeWriter},
    os::{
        fd::{AsRawFd, BorrowedFd},
        unix::{
            net::UnixStream,
            process::{CommandExt, ExitStatusExt},
        },
    },
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

impl Running {
    pub(super) fn start(mut job: Job) -> anyhow::Result<Running> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        if signals::caught() {
            return Err(Interrupted.into());
        }
        if job.cancel.is_cancelled() {
            return Err(Cancelled.into());
        }
        let program = job.command.get_program().to_string_lossy().into_owned();
        let mark = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let (socket, theirs) = UnixStream::pair()?;
        let (report, writer) = match job.report {
            None => (Capped::none(), None),
            Some(cap) => {
                let (reader, writer) = std::io::pipe()?;
                (Capped::new(reader.into(), cap)?, Some(writer))
            }
        };
        // A job does without where none can be made: the folder for temporary files is missing, or full.
        let folder = job.own_folder.then(|| Folder::create(&std::env::temp_dir(), &mark).ok()).flatten();
        let whole = job.tree == Tree::Whole;
        let scope = (whole && job.means.scope).then(|| Scope::create(&mark, &job.limits)).flatten();
        let places = (folder.as_ref(), scope.as_ref());
        let mut command = keeper_for(&mut job, &mark, &theirs, writer.as_ref(), places);
        let mut keeper = command.spawn().with_context(|| format!("cannot start `{program}`"))?;
        drop((command, theirs, writer));
        socket.set_nonblocking(true)?;
        let cap = job.capture.unwrap_or(OUTPUT_CAP);
        let mut ended = Ended { report, ..Ended::with(ExitStatus::from_raw(0)) };
        ended.stdout = keeper.stdout.take().map_or(Ok(Capped::none()), |pipe| Capped::new(pipe.into(), cap))?;
        ended.stderr = keeper.stderr.take().map_or(Ok(Capped::none()), |pipe| Capped::new(pipe.into(), cap))?;
        if let Some(columns) = job.shown {
            let (out, err) = (std::io::stdout(), std::io::stderr());
            let one_terminal = out.is_terminal() && err.is_terminal();
            let (out, err) = edge::set_off::both(out, err, columns, one_terminal);
            ended.stdout.show(out);
            ended.stderr.show(err);
        }
        let now = Instant::now();
        let stall = job.stall.map(|limit| Stall::new(limit, now));
        Ok(Running {
            stall,
            keeper,
            socket,
            _scope: scope,
            _folder: folder,
            heard: Vec::new(),
            leader: None,
            mark,
            ended,
            started: now,
            milestones: job.milestone.map(Milestones::new),
            got_on: Mark { at: now, count: 0, work: Duration::ZERO },
            work: Duration::ZERO,
            asked: None,
            answered: false,
            why: None,
            status: None,
            failed: None,
            gone: false,
            job,
        })
    }
}

/// This very program, to be started once more. Not by name: a build may have put another file there meanwhile.
pub fn this_program() -> PathBuf {
    if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap_or_default() }
}

/// The keeper's own command: this executable, with the program and its arguments as its own.
fn keeper_for(
    job: &mut Job,
    mark: &str,
    socket: &UnixStream,
    report: Option<&PipeWriter>,
    (folder, scope): (Option<&Folder>, Option<&Scope>),
) -> Command {
    let mut command = Command::new(this_program());
    let program = PathBuf::from(job.command.get_program());
    // Named from here, and started in its own folder.
    let moves = folder.is_some() && job.command.get_current_dir().is_none();
    let named_from_here = moves && program.components().nth(1).is_some();
    command.arg(if named_from_here { std::path::absolute(&program).unwrap_or(program) } else { program });
    command.args(job.command.get_args());
    for (key, value) in job.command.get_envs() {
        match value {
            Some(value) => command.env(key, value),
            None => command.env_remove(key),
        };
    }
    if let Some(folder) = folder {
        command.env("TMPDIR", &folder.path).env(FOLDER, &folder.path).current_dir(&folder.path);
    }
    if let Some(dir) = job.command.get_current_dir() {
        command.current_dir(dir);
    }
    if let Some(scope) = scope {
        command.env(SCOPE, &scope.path);
    }
    command.stdin(job.stdin.take().map_or_else(Stdio::null, Stdio::from));
    if job.capture.is_some() {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }
    let report = report.map(AsRawFd::as_raw_fd);
    let (folder, scope) = (folder.map(|it| it.lock.as_raw_fd()), scope.map(|it| it.lock.as_raw_fd()));
    let fds = [Some(socket.as_raw_fd()), report, folder, scope];
    let fence = job.means.fence && job.tree == Tree::Whole;
    let order =
        KeeperOrder { report, folder, scope, fence, ..KeeperOrder::new(socket.as_raw_fd(), job.tree, &job.limits) };
    command.env(keeper::ORDER, order.written()).env(MARK, mark);
    match order.report {
        Some(fd) => command.env(REPORT_FD, fd.to_string()),
        None => command.env_remove(REPORT_FD),
    };
    // SAFETY: between fork and exec only fcntl(2) and setsid(2) are called. Both are async-signal-safe, and nothing
    // allocates or locks. The descriptors are open in the parent until the keeper has been started.
    unsafe {
        command.pre_exec(move || {
            for fd in fds.into_iter().flatten() {
                let fd = BorrowedFd::borrow_raw(fd);
                nix::fcntl::fcntl(fd, nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty()))?;
            }
            // Ctrl-C is for the tool; the keeper hears of it from there.
            setsid()?;
            Ok(())
        });
    }
    command
}
