//! The loop: what is waited for. What is done about it is in `deeds`.

use super::{
    eye::Eye,
    screen::{Screen, ScreenText},
    stop,
    terminal::Terminal,
    work::{What, Work},
};
use crate::{cli::Watch, exit::Exit, layout::Layout, process::signals};
use nix::{
    errno::Errno,
    poll::{PollFd, PollFlags, PollTimeout, poll},
};
use records::{Course, Exercise};
use std::{
    io::stdin,
    os::fd::AsFd,
    time::{Duration, Instant},
};
use supervise::Interrupted;

/// How often the last line is written while something is done.
const TICK: Duration = Duration::from_millis(100);
/// A window that is dragged has many sizes. It is drawn when it had one for so long.
const DRAGGED: Duration = Duration::from_millis(60);

/// One `watch`. The order of the fields is that of their ends: work first, the terminal last.
pub(super) struct Session {
    pub(super) work: Option<Work>,
    /// What begins when the work that was given up has ended.
    pub(super) wanted: Option<What>,
    pub(super) screen: Screen,
    pub(super) terminal: Option<Terminal>,
    pub(super) page: ScreenText,
    /// Whether the screen shows what somebody else wrote to it.
    pub(super) foreign: bool,
    pub(super) layout: Layout,
    pub(super) course: Course,
    pub(super) exercise: Exercise,
    pub(super) args: Watch,
    pub(super) eye: Eye,
    resized: Option<Instant>,
}

impl Session {
    /// Takes the terminal.
    pub(super) fn new(layout: Layout, course: Course, exercise: Exercise, args: Watch) -> anyhow::Result<Session> {
        Ok(Session {
            work: None,
            wanted: None,
            screen: Screen::new(),
            terminal: Some(Terminal::take()?),
            page: ScreenText::default(),
            foreign: false,
            eye: Eye::on(&exercise, args.poll),
            layout,
            course,
            exercise,
            args,
            resized: None,
        })
    }

    /// Until `q`, or until somebody asks us to end.
    pub(super) fn watch(mut self) -> anyhow::Result<Exit> {
        self.begin(What::Check)?;
        loop {
            if signals::caught() {
                return Err(Interrupted.into());
            }
            if stop::is_asked_for() {
                self.stop()?;
            }
            if stop::is_over() {
                self.terminal.as_ref().map_or(Ok(()), Terminal::set)?;
                self.resized = Some(Instant::now());
            }
            if stop::has_resized() {
                self.resized = Some(Instant::now());
            }
            let heard = self.wait()?;
            if heard.key {
                for key in keys()? {
                    match key {
                        b'h' => self.hint()?,
                        b'n' => self.next()?,
                        b'r' => self.begin(What::Run)?,
                        b'c' | b'\n' | b'\r' | b' ' => self.begin(What::Check)?,
                        // 4: Ctrl-D.
                        b'q' | 4 => return Ok(Exit::Good),
                        _ => {}
                    }
                }
            }
            if self.eye.sees_a_save(Instant::now()) {
                self.begin(What::Check)?;
            }
            if heard.end {
                self.end()?;
            }
            self.tick()?;
        }
    }

    /// Waits for a key, a change event, the end of the work, a signal, or the next thing that is due.
    fn wait(&self) -> anyhow::Result<Heard> {
        let now = Instant::now();
        let tick = self.work.as_ref().map(|_| now + TICK);
        let resize = self.resized.map(|since| since + DRAGGED);
        let until = [tick, resize].into_iter().flatten().fold(self.eye.next(), Instant::min);
        let stdin = stdin();
        let all = [Some(stdin.as_fd()), self.work.as_ref().map(Work::end), self.eye.fd()];
        let mut fds: Vec<PollFd> = all.iter().flatten().map(|fd| PollFd::new(*fd, PollFlags::POLLIN)).collect();
        // One millisecond more: the last wait before a moment must not end before it, again and again.
        let timeout = until.saturating_duration_since(now) + Duration::from_millis(1);
        match poll(&mut fds, PollTimeout::try_from(timeout)?) {
            Ok(_) => {}
            Err(Errno::EINTR) => return Ok(Heard::default()),
            Err(error) => return Err(error.into()),
        }
        let is_ready = |at: usize| fds.get(at).and_then(PollFd::any).unwrap_or(false);
        Ok(Heard { key: is_ready(0), end: self.work.is_some() && is_ready(1) })
    }

    /// What changes with time alone.
    fn tick(&mut self) -> anyhow::Result<()> {
        if self.resized.is_some_and(|since| since.elapsed() >= DRAGGED) {
            self.resized = None;
            self.screen.measure();
            if !self.foreign {
                self.draw()?;
            }
        }
        self.say_what_is_done()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // First nobody writes to the screen any more, and then the keys go from it.
        drop(self.work.take());
        let _ = self.screen.leave();
    }
}

/// What was heard of in one wait.
#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    key: bool,
    end: bool,
}

/// The keys that were pressed. What begins with Escape is an arrow or the like, and none of ours.
fn keys() -> anyhow::Result<Vec<u8>> {
    let mut buffer = [0; 64];
    match nix::unistd::read(stdin(), &mut buffer) {
        // The terminal is gone.
        Ok(0) | Err(Errno::EIO) => Err(Interrupted.into()),
        Ok(n) if buffer[0] != 0x1b => Ok(buffer[..n].to_ascii_lowercase()),
        Ok(_) | Err(Errno::EINTR) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
