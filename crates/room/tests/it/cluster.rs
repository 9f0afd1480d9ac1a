//! A PostgreSQL of a test's own: its files in a folder that goes away, reached by a socket in it, and run by a user without
//! rights. Nothing here asserts what a room does.

use std::{
    io::Write,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

/// Debian keeps the programs apart from `PATH`, by version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// It runs until it is dropped.
pub(crate) struct Cluster {
    dir: tempfile::TempDir,
    bin: PathBuf,
}

/// Says a line on standard error itself: a test that passes keeps its output back.
pub(crate) fn tell(line: &str) {
    std::io::stderr().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}

/// Where the programs are; the newest of them.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|it| it.path().join("bin")).collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::env::split_paths(&path).chain(found);
    all.filter(|it| it.join("initdb").is_file() && it.join("pg_ctl").is_file()).last()
}

impl Cluster {
    /// A new one; `None` where PostgreSQL is not installed, and that is said. In CI it is a failure.
    pub(crate) fn start(what: &str) -> Option<Cluster> {
        let Some(bin) = programs() else {
            let why = format!("skipped {what}: there is no PostgreSQL; apt install postgresql");
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}");
            tell(&why);
            return None;
        };
        let cluster = Cluster { dir: tempfile::tempdir().unwrap(), bin };
        if is_root() {
            chown(cluster.dir.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = cluster.data();
        cluster.run(
            "initdb",
            &["--no-sync", "--auth=trust", "--username=room", "--encoding=UTF8", "--locale=C", "--pgdata", &data],
        );
        cluster.again();
        Some(cluster)
    }

    fn data(&self) -> String {
        self.dir.path().join("data").to_str().unwrap().to_owned()
    }

    fn run(&self, program: &str, args: &[&str]) {
        let mut command = Command::new(self.bin.join(program));
        command.args(args).current_dir(self.dir.path());
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        // Its output goes to a file: a server that is left running would hold a pipe open.
        let said = self.dir.path().join("said");
        let file = std::fs::File::create(&said).unwrap();
        let status = command.stdout(file.try_clone().unwrap()).stderr(file).status().unwrap();
        assert!(status.success(), "{program}: {}", std::fs::read_to_string(said).unwrap());
    }

    /// Starts it, and returns when it answers.
    pub(crate) fn again(&self) {
        let options = format!("-c listen_addresses= -k {}", self.dir.path().to_str().unwrap());
        self.run(
            "pg_ctl",
            &["start", "--wait", "--timeout=600", "--pgdata", &self.data(), "--log", "log", "--options", &options],
        );
    }

    /// Ends it at once, as a crash does: what was not in its log is gone.
    pub(crate) fn crash(&self) {
        self.run("pg_ctl", &["stop", "--wait", "--timeout=600", "--mode=immediate", "--pgdata", &self.data()]);
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("postgres://room@localhost/postgres?host={}", self.dir.path().to_str().unwrap())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        let mut stop = Command::new(self.bin.join("pg_ctl"));
        stop.args(["stop", "--wait", "--mode=immediate", "--silent", "--pgdata", &data]);
        if is_root() {
            stop.uid(NOBODY).gid(NOBODY);
        }
        let _stopped_before = stop.current_dir("/").status();
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|it| it.uid() == 0)
}
