//! A terminal without a window: a program on one side, a screen that can be looked at on the other.

use nix::{
    libc,
    pty::{Winsize, openpty},
    sys::{
        signal::{Signal, kill},
        termios::{ControlFlags, InputFlags, LocalFlags, OutputFlags, tcgetattr},
    },
    unistd::{Pid, setsid},
};
use std::{
    fs::File,
    io::{Read, Write},
    os::{
        fd::{AsFd, AsRawFd, OwnedFd},
        unix::process::CommandExt,
    },
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

nix::ioctl_write_ptr_bad!(set_size, libc::TIOCSWINSZ, Winsize);
nix::ioctl_write_int_bad!(take_terminal, libc::TIOCSCTTY);

/// Longer than anything here takes, the build of the lab included.
const PATIENCE: Duration = Duration::from_secs(300);

/// A terminal's settings, as far as programs set them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings(InputFlags, OutputFlags, ControlFlags, LocalFlags, Vec<u8>);

impl Settings {
    fn of(terminal: impl AsFd) -> Settings {
        let now = tcgetattr(terminal).expect("settings");
        Settings(now.input_flags, now.output_flags, now.control_flags, now.local_flags, now.control_chars.to_vec())
    }
}

/// A terminal, with a program in it.
pub struct Pty {
    master: File,
    /// Held open: the settings can be read after the program has gone.
    _slave: OwnedFd,
    pub child: Child,
    /// The settings before the program.
    pub then: Settings,
    screen: Arc<Mutex<Screen>>,
}

/// What came out of the program: as it is to be seen, and every byte.
struct Screen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Pty {
    /// Starts `command` in a terminal of this size, as the leader of its session.
    pub fn start(mut command: Command, size: (u16, u16)) -> Pty {
        command.env_remove("NO_COLOR");
        Pty::start_as(command, size, "xterm-256color")
    }

    /// The same, in a terminal of another kind.
    pub fn start_as(mut command: Command, (rows, columns): (u16, u16), kind: &str) -> Pty {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pair = openpty(Some(&size), None).expect("a terminal");
        let slave = || Stdio::from(pair.slave.try_clone().expect("a descriptor"));
        command.stdin(slave()).stdout(slave()).stderr(slave()).env("TERM", kind);
        // SAFETY: between fork and exec only setsid(2) and ioctl(2) are called. Both are async-signal-safe.
        unsafe {
            command.pre_exec(|| {
                setsid()?;
                take_terminal(0, 0)?;
                Ok(())
            });
        }
        let then = Settings::of(&pair.slave);
        let child = command.spawn().expect("the program starts");
        let master = File::from(pair.master);
        let screen = Screen { parser: vt100::Parser::new(rows, columns, 1000), bytes: Vec::new() };
        let screen = Arc::new(Mutex::new(screen));
        let (mut reader, theirs) = (master.try_clone().expect("a descriptor"), Arc::clone(&screen));
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                let mut screen = theirs.lock().unwrap_or_else(PoisonError::into_inner);
                screen.parser.process(&buffer[..n]);
                screen.bytes.extend_from_slice(&buffer[..n]);
            }
        });
        Pty { master, _slave: pair.slave, child, then, screen }
    }

    /// Types.
    pub fn types(&mut self, keys: &str) {
        self.master.write_all(keys.as_bytes()).expect("the terminal takes it");
    }

    /// What is to be seen.
    pub fn shows(&self) -> String {
        self.screen().parser.screen().contents()
    }

    /// Every byte that came out of the program.
    pub fn bytes(&self) -> Vec<u8> {
        self.screen().bytes.clone()
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the cursor is: row and column, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen().parser.screen().cursor_position()
    }

    /// Whether the program has left the terminal's modes alone: the cursor is shown, the screen is the ordinary one.
    pub fn is_ordinary(&self) -> bool {
        let screen = self.screen();
        !(screen.parser.screen().hide_cursor() || screen.parser.screen().alternate_screen())
    }

    /// Drags the window to another size.
    pub fn resize(&self, rows: u16, columns: u16) {
        self.screen().parser.screen_mut().set_size(rows, columns);
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: the descriptor is a terminal's, and `size` lives until the call returns.
        unsafe { set_size(self.master.as_raw_fd(), &raw const size) }.expect("another size");
    }

    /// The settings of now.
    pub fn settings(&self) -> Settings {
        Settings::of(&self.master)
    }

    /// Waits until all of this is to be seen, whatever the line breaks.
    #[track_caller]
    pub fn until_it_shows(&mut self, words: &[&str]) -> String {
        self.until(&format!("it shows {words:?}"), |it| {
            let shown = it.shows();
            let joined = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_there = |words: &&str| shown.contains(words) || joined.contains(words);
            words.iter().all(is_there).then_some(shown)
        })
    }

    /// Waits until something is so.
    #[track_caller]
    pub fn until<T>(&mut self, what: &str, mut is_so: impl FnMut(&mut Pty) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(it) = is_so(self) {
                return it;
            }
            assert!(start.elapsed() < PATIENCE, "never: {what}; the screen:\n{}", self.shows());
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).expect("it runs");
    }

    /// Waits for the program's end.
    #[track_caller]
    pub fn until_it_ends(&mut self) -> ExitStatus {
        self.until("it ends", |it| it.child.try_wait().ok().flatten())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
