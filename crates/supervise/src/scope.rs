//! A control group (cgroup v2) around a job, where one may be made: below our own, or beside it where the folder above is
//! delegated to us. The kernel then bounds memory and threads of the whole job, and ends all of it in one step.
//!
//! Tool and keeper hold a lock on it, as on the job's folder (`folder`). A group that nobody has locked is ended and
//! removed at the tool's next start: so whoever killed both of them is found there, if it has not left the group. A
//! process of the same user may, where it may write to the folder above.

use crate::{folder, job::Limits, run::Reached};
use nix::{
    sys::signal::{self, Signal},
    unistd::{AccessFlags, Pid, access},
};
use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::Once,
    time::{Duration, Instant},
};

/// How its name begins.
const PREFIX: &str = "exit-path-job-";
/// How long the kernel may take to end what it was told to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ended and removed when this is dropped, if it is still there.
pub(crate) struct Scope {
    pub(crate) path: PathBuf,
    pub(crate) lock: File,
}

impl Scope {
    /// A new one where this process may make one. `None` where it may not.
    pub(crate) fn create(mark: &str, limits: &Limits) -> Option<Scope> {
        let place = ScopeParent::here()?;
        static SWEPT: Once = Once::new();
        SWEPT.call_once(|| folder::sweep(&place.dir, PREFIX, &end));
        place.scope(mark, limits)
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        end(&self.path);
    }
}

/// Where control groups for jobs can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScopeParent {
    dir: PathBuf,
    /// Whether groups below it bound memory and threads. Otherwise they only end their processes.
    pub(crate) bounds: bool,
}

impl ScopeParent {
    /// The best one for this process.
    pub(crate) fn here() -> Option<ScopeParent> {
        let read = |file| fs::read_to_string(file).ok();
        let own = own_group(&read("/proc/self/mountinfo")?, &read("/proc/self/cgroup")?)?;
        ScopeParent::among(&own.0, &own.1, &|dir| access(dir, AccessFlags::W_OK).is_ok())
    }

    /// From `own` up to `root`: the nearest that hands on both controllers; else our own, for the end alone.
    fn among(root: &Path, own: &Path, may_write: &dyn Fn(&Path) -> bool) -> Option<ScopeParent> {
        let up = own.ancestors().take_while(|dir| dir.starts_with(root));
        for dir in up {
            let controllers = fs::read_to_string(dir.join("cgroup.subtree_control")).unwrap_or_default();
            let hands_on = |name| controllers.split_whitespace().any(|it| it == name);
            // To start a process in a group below, one must be allowed to move it there.
            if hands_on("memory") && hands_on("pids") && may_write(dir) && may_write(&dir.join("cgroup.procs")) {
                return Some(ScopeParent { dir: dir.to_owned(), bounds: true });
            }
            // A job within a job stays within: above would be out of its bounds.
            if dir.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX)) {
                break;
            }
        }
        may_write(own).then(|| ScopeParent { dir: own.to_owned(), bounds: false })
    }

    fn scope(&self, mark: &str, limits: &Limits) -> Option<Scope> {
        let (path, lock) = folder::locked(&self.dir, PREFIX, mark).ok()?;
        let scope = Scope { path, lock };
        if self.bounds {
            let bounds = [
                ("memory.max", limits.in_all.memory),
                // What does not fit is not moved to a disk: it would be over its bound there as well.
                ("memory.swap.max", limits.in_all.memory.map(|_| 0)),
                // One process that the kernel ends for memory takes the others along.
                ("memory.oom.group", limits.in_all.memory.map(|_| 1)),
                ("pids.max", limits.in_all.threads),
            ];
            for (file, value) in bounds.into_iter().filter_map(|(file, value)| Some((file, value?))) {
                // Some kernels have no swap to bound. What is not bounded here is summed up by the keeper.
                let _ = fs::write(scope.path.join(file), value.to_string());
            }
        }
        Some(scope)
    }
}

/// The mount of the version-2 hierarchy, and our own group below it.
fn own_group(mountinfo: &str, cgroup: &str) -> Option<(PathBuf, PathBuf)> {
    let own = cgroup.lines().find_map(|line| line.strip_prefix("0::"))?;
    let (root, at) = mountinfo.lines().find_map(|line| {
        let (front, back) = line.split_once(" - ")?;
        let mut fields = front.split(' ').skip(3);
        back.starts_with("cgroup2 ").then_some((fields.next()?, fields.next()?))
    })?;
    // A mount may show a part of the hierarchy alone, as in a container.
    let below = Path::new(own).strip_prefix(root).ok()?;
    Some((PathBuf::from(at), Path::new(at).join(below)))
}

/// The bound that the kernel has held a group to, if it has.
pub(crate) fn reached(group: &Path) -> Option<Reached> {
    let count = |file: &str, key: &str| {
        let text = fs::read_to_string(group.join(file)).unwrap_or_default();
        text.lines().filter_map(|line| line.split_once(' ')).any(|(it, count)| it == key && count != "0")
    };
    if count("memory.events", "oom_kill") {
        Some(Reached::MemoryInAll)
    } else if count("pids.events", "max") {
        Some(Reached::Threads)
    } else {
        None
    }
}

/// Sends SIGKILL to everybody in a group and below it, at once: nobody can fork in between. Before Linux 5.14 one by one.
pub(crate) fn kill(group: &Path) {
    if fs::File::options().write(true).open(group.join("cgroup.kill")).and_then(|mut it| it.write_all(b"1")).is_err() {
        let pids = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
        for pid in pids.lines().filter_map(|line| line.parse().ok()).filter(|pid| *pid > 1) {
            let _ = signal::kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
    }
}

/// Ends a group, and removes it with the groups that its processes have made.
pub(crate) fn end(group: &Path) {
    let start = Instant::now();
    while group.exists() {
        kill(group);
        remove(group);
        if start.elapsed() > PATIENCE {
            return;
        }
        std::thread::yield_now();
    }
}

/// From the deepest up: what has neither processes nor groups goes. Its files are the kernel's.
fn remove(group: &Path) {
    for entry in fs::read_dir(group).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            remove(&entry.path());
        }
    }
    let _ = fs::remove_dir(group);
}

#[cfg(test)]
mod tests {
    use super::{Reached, ScopeParent, own_group, reached};
    use crate::job::{InAll, Limits};
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    /// Folders and files that look like a hierarchy with controllers; it is gone when this is dropped.
    struct Fake(PathBuf);

    impl Fake {
        fn new(name: &str, groups: &[(&str, &str)]) -> Fake {
            let fake = Fake(std::env::temp_dir().join(format!("exit-path-cgroup-{name}-{}", std::process::id())));
            for (group, controllers) in groups {
                let dir = fake.0.join(group);
                fs::create_dir_all(&dir).expect("a folder");
                fs::write(dir.join("cgroup.subtree_control"), controllers).expect("a file");
                fs::write(dir.join("cgroup.kill"), "").expect("a file");
            }
            fake
        }

        fn place(&self, own: &str, may_write: &[&str]) -> Option<ScopeParent> {
            let may = |dir: &Path| {
                let group = if dir.ends_with("cgroup.procs") { dir.parent().unwrap_or(dir) } else { dir };
                may_write.iter().any(|it| group == self.0.join(it))
            };
            ScopeParent::among(&self.0, &self.0.join(own), &may)
        }

        fn at(&self, dir: &str, bounds: bool) -> Option<ScopeParent> {
            Some(ScopeParent { dir: self.0.join(dir), bounds })
        }
    }

    impl Drop for Fake {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_own_group_is_found_below_its_mount() {
        let mounts = "30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
        let own = own_group(mounts, "0::/user.slice/app.scope\n");
        assert_eq!(own, Some(("/sys/fs/cgroup".into(), "/sys/fs/cgroup/user.slice/app.scope".into())));
        // A container that sees its own part alone, and the group by its whole name.
        let mounts = "30 25 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw\n";
        assert_eq!(own_group(mounts, "0::/docker/abc\n").map(|it| it.1), Some("/sys/fs/cgroup/".into()));
        assert_eq!(own_group(mounts, "0::/elsewhere\n"), None);
        assert_eq!(own_group("", "4:memory:/\n0::/\n"), None);
    }

    #[test]
    fn a_place_is_the_nearest_that_is_ours_and_hands_on_both_controllers() {
        let both = "cpu memory pids";
        let fake = Fake::new("place", &[("", both), ("slice", both), ("slice/half", "memory"), ("slice/half/own", "")]);
        let own = "slice/half/own";
        assert_eq!(fake.place(own, &["slice", own]), fake.at("slice", true));
        assert_eq!(fake.place(own, &[own]), fake.at(own, false));
        assert_eq!(fake.place(own, &[]), None);
    }

    #[test]
    fn a_job_within_a_job_stays_within() {
        let fake = Fake::new("within", &[("", "memory pids"), ("exit-path-job-1-0", "")]);
        assert_eq!(fake.place("exit-path-job-1-0", &["", "exit-path-job-1-0"]), fake.at("exit-path-job-1-0", false));
    }

    #[test]
    fn the_bounds_are_written_and_what_was_reached_is_read() {
        let fake = Fake::new("bounds", &[("", "memory pids")]);
        let in_all = InAll { memory: Some(512 << 20), threads: Some(1024), disk: None };
        let limits = Limits { in_all, ..Limits::default() };
        let scope = fake.at("", true).and_then(|place| place.scope("7-0", &limits)).expect("a group");
        let read = |file: &str| fs::read_to_string(scope.path.join(file)).unwrap_or_default();
        assert_eq!((read("memory.max"), read("memory.oom.group")), ("536870912".to_owned(), "1".to_owned()));
        assert_eq!((read("pids.max"), read("memory.swap.max")), ("1024".to_owned(), "0".to_owned()));
        let events = |file: &str, text: &str| {
            fs::write(scope.path.join(file), text).expect("a file");
            reached(&scope.path)
        };
        assert_eq!(events("memory.events", "max 9\noom 1\noom_kill 0\n"), None);
        assert_eq!(events("pids.events", "max 3\n"), Some(Reached::Threads));
        assert_eq!(events("memory.events", "max 9\noom 1\noom_kill 4\n"), Some(Reached::MemoryInAll));
        // A folder of ordinary files is no group, and the kernel does not empty it.
        fs::remove_dir_all(&scope.path).expect("ours");
    }
}
