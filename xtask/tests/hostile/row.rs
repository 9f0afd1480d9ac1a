//! How one row is run, and what is demanded of all of them.

use libtest_mimic::Failed;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        RwLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// The argument that makes this program a subject.
pub(crate) const SUBJECT: &str = "--subject";
/// The variable that marks every process of a row.
const MARK: &str = "EXIT_PATH_HOSTILE_ROW";
/// What the tool may take beyond a limit: to ask for stacks, and to end the tree. It takes a tenth of a second on an idle machine,
/// and what it ends would live for 20 s and more: the bound tells the two apart, at any load.
const GRACE: Duration = Duration::from_secs(10);

/// A row that burdens the whole machine holds this alone, or its neighbours would be late.
static MACHINE: RwLock<()> = RwLock::new(());

/// A mark that no other row has, of this run or any other.
pub(crate) fn mark() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed))
}

/// The tool, with a mark.
pub(crate) fn tool(mark: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.env(MARK, mark).env("RUST_BACKTRACE", "0").stdin(Stdio::null());
    command
}

/// The tool at one of the subjects of this program.
pub(crate) fn judge(mark: &str, limits: &[&str], subject: &str) -> Command {
    let mut command = tool(mark);
    let me = std::env::current_exe().expect("this program has a file");
    command
        .env("TMPDIR", scratch(mark))
        .current_dir(scratch(mark))
        .arg("judge")
        .args(limits)
        .arg("--")
        .arg(me)
        .args([SUBJECT, subject]);
    command
}

/// Where the tool of a row makes the folders of its jobs. It is empty when the row is over.
pub(crate) fn scratch(mark: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{mark}"));
    fs::create_dir_all(&dir).expect("a folder");
    dir
}

/// What a row must come to.
pub(crate) struct Demand {
    pub(crate) verdict: &'static str,
    /// Seconds after which the tool ends it, at the latest.
    pub(crate) limit: f64,
    /// Words of the answer.
    pub(crate) says: &'static [&'static str],
    /// Whether no other row may run beside it.
    pub(crate) alone: bool,
}

impl Demand {
    /// Runs the command, and compares.
    pub(crate) fn holds_for(&self, mark: &str, mut command: Command) -> Result<(), Failed> {
        let shared = (!self.alone).then(|| MACHINE.read());
        let alone = self.alone.then(|| MACHINE.write());
        let start = Instant::now();
        let output = command.output()?;
        let took = start.elapsed();
        self.is_met_by(&output)?;
        nothing_left(mark)?;
        nothing_lies_about(mark)?;
        drop((shared, alone));
        let most = Duration::from_secs_f64(self.limit) + GRACE;
        demand(took <= most, || format!("it took {took:?}, and may take {most:?}"))
    }

    fn is_met_by(&self, output: &Output) -> Result<(), Failed> {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let all = || format!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
        let json: serde_json::Value = serde_json::from_str(&said).map_err(|error| format!("{error}: {}", all()))?;
        demand(json["verdict"] == self.verdict, || format!("not {}: {}", self.verdict, all()))?;
        let code = i32::from(self.verdict != "solved");
        demand(output.status.code() == Some(code), || format!("exit code {:?}: {}", output.status.code(), all()))?;
        for words in self.says {
            demand(said.contains(words), || format!("it does not say {words:?}: {}", all()))?;
        }
        Ok(())
    }
}

/// No process carries the mark. Whoever was sent SIGKILL has no environment any more, dead or dying.
pub(crate) fn nothing_left(mark: &str) -> Result<(), Failed> {
    let left = marked(mark);
    for (pid, _) in &left {
        // So that one row's failure does not burden the machine.
        let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(*pid), nix::sys::signal::Signal::SIGKILL);
    }
    demand(left.is_empty(), || format!("left behind: {left:?}"))
}

/// No file lies in the scratch folder of the row.
pub(crate) fn nothing_lies_about(mark: &str) -> Result<(), Failed> {
    let dir = scratch(mark);
    let names: Vec<_> = fs::read_dir(&dir)?.flatten().map(|it| it.file_name()).collect();
    let removed = fs::remove_dir_all(&dir);
    demand(names.is_empty(), || format!("lies about: {names:?}"))?;
    Ok(removed?)
}

/// The processes that carry a mark: in their environment, or, where they have thrown that away, as an argument.
pub(crate) fn marked(mark: &str) -> Vec<(i32, String)> {
    let in_environment = format!("{MARK}={mark}");
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("a machine with /proc").flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else { continue };
        let has = |file: &str, word: &str| {
            let bytes = fs::read(entry.path().join(file)).unwrap_or_default();
            bytes.split(|byte| *byte == 0).any(|it| it == word.as_bytes())
        };
        if has("environ", &in_environment) || has("cmdline", &in_environment) {
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            found.push((pid, name.trim().to_owned()));
        }
    }
    found
}

/// The mark of the row that this process belongs to, as an argument.
pub(crate) fn mark_as_argument() -> String {
    format!("{MARK}={}", std::env::var(MARK).unwrap_or_default())
}

/// Waits until something is so. For what happens in another process and cannot be waited for otherwise.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Result<(), Failed> {
    let start = Instant::now();
    while !is_so() {
        demand(start.elapsed() < Duration::from_secs(20), || format!("never: {what}"))?;
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// Waits until a child has ended.
pub(crate) fn end_of(child: &mut Child) -> Result<std::process::ExitStatus, Failed> {
    let mut status = None;
    until("the tool ends", || {
        status = child.try_wait().ok().flatten();
        status.is_some()
    })?;
    status.ok_or_else(|| "no status".into())
}

pub(crate) fn demand(holds: bool, why: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(why().into()) }
}
