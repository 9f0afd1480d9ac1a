//! What a whole job holds at one moment, as `/proc` tells it. Where there is no `/proc`, it holds nothing.
//!
//! Seen are its processes, and what they have open. Not seen: pages that only a kernel buffer holds (pipes, sockets,
//! files in transit between processes), and named files in memory outside of the job's folder, such as `/dev/shm`.
//! A process that hides its descriptors (`PR_SET_DUMPABLE`, unless we are root) hides files without a name as well.
//! A control group has no such gaps (`scope`).

use super::tree::Process;
use crate::{job::InAll, run::Reached};
use nix::unistd::Pid;
use std::{
    collections::HashMap,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// Sums of all processes of a job.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holdings {
    threads: u64,
    /// Bytes of memory that belong to them, and not to a file on a disk.
    memory: u64,
    disk: u64,
    /// Processor time of all of them, and of those they have waited for.
    pub(super) cpu: Duration,
}

impl Holdings {
    /// Of these processes. What no bound asks for is not looked at, and is 0.
    pub(super) fn of(processes: &[Process], bounds: &InAll, folder: Option<&Path>) -> Holdings {
        let mut all = Holdings::default();
        let mut nameless: HashMap<(u64, u64), Nameless> = HashMap::new();
        let (mut resident, mut written) = (Vec::new(), reaped::written());
        for process in processes {
            let dir = PathBuf::from(format!("/proc/{}", process.pid));
            all.threads += process.threads;
            all.cpu += process.cpu;
            if bounds.memory.is_some() {
                resident.push((process.pid, memory_of(&dir.join("status"), ["RssAnon:", "RssShmem:"])));
            }
            if bounds.disk.is_some() {
                written += written_by(&dir);
            }
            if bounds.memory.is_some() || bounds.disk.is_some() {
                nameless.extend(nameless_files(&dir));
            }
        }
        all.cpu += reaped::cpu();
        let held = |what| nameless.values().filter(|it| it.memory == what).map(|it| it.bytes).sum::<u64>();
        all.memory = resident.iter().map(|(_, bytes)| bytes).sum::<u64>() + held(true);
        if bounds.memory.is_some_and(|most| all.memory > most) {
            // Exact, and slow: a page that a fork shares with its parent counts once.
            all.memory =
                resident.iter().map(|(pid, bytes)| shared_out(*pid).unwrap_or(*bytes)).sum::<u64>() + held(true);
        }
        if let Some(most) = bounds.disk {
            // A folder in memory has nothing written to a disk; files elsewhere do not lie in the folder.
            all.disk = written.max(folder.map_or(0, |it| size_of(it, most)) + held(false));
        }
        all
    }

    /// The bound that they are over.
    pub(super) fn over(&self, bounds: &InAll) -> Option<Reached> {
        let pairs = [
            (self.threads, bounds.threads, Reached::Threads),
            (self.memory, bounds.memory, Reached::MemoryInAll),
            (self.disk, bounds.disk, Reached::Disk),
        ];
        pairs.into_iter().find(|(has, most, _)| most.is_some_and(|most| *has > most)).map(|(.., reached)| reached)
    }
}

/// A file that no folder names: it was deleted, or it is one of `memfd_create`.
struct Nameless {
    bytes: u64,
    memory: bool,
}

fn nameless_files(dir: &Path) -> Vec<((u64, u64), Nameless)> {
    let Ok(open) = fs::read_dir(dir.join("fd")) else { return Vec::new() };
    let of = |path: PathBuf| {
        let target = fs::read_link(&path).ok()?;
        let name = target.to_string_lossy();
        // Most are pipes and sockets, and are not asked for their size.
        let gone = name.starts_with('/') && name.ends_with(" (deleted)");
        let file = if gone { fs::metadata(&path).ok()? } else { return None };
        let nameless = Nameless { bytes: file.blocks() * 512, memory: name.starts_with("/memfd:") };
        (file.is_file() && file.nlink() == 0).then_some(((file.dev(), file.ino()), nameless))
    };
    open.flatten().filter_map(|entry| of(entry.path())).collect()
}

/// The sum of some lines of a file of `/proc`, which shows them in KiB.
fn memory_of(file: &Path, keys: [&str; 2]) -> u64 {
    sum_of(&fs::read_to_string(file).unwrap_or_default(), keys) << 10
}

fn sum_of(text: &str, keys: [&str; 2]) -> u64 {
    let value = |line: &str| {
        let (key, rest) = line.split_once(char::is_whitespace)?;
        if keys.contains(&key) { rest.split_whitespace().next()?.parse::<u64>().ok() } else { None }
    };
    text.lines().filter_map(value).sum()
}

/// Its share of each page. `None` where the kernel does not say.
fn shared_out(pid: Pid) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    Some(sum_of(&text, ["Pss_Anon:", "Pss_Shmem:"]) << 10)
}

/// What it and those it waited for have given to a disk.
fn written_by(dir: &Path) -> u64 {
    let text = fs::read_to_string(dir.join("io")).unwrap_or_default();
    let of = |key| sum_of(&text, [key, ""]);
    of("write_bytes:").saturating_sub(of("cancelled_write_bytes:"))
}

/// What lies in a folder; no more of it is counted than a little beyond `enough`. A name counts as a block: a million
/// empty files are not nothing.
fn size_of(folder: &Path, enough: u64) -> u64 {
    const NAME: u64 = 4096;
    let (mut size, mut next) = (0, vec![folder.to_owned()]);
    while let Some(dir) = next.pop().filter(|_| size <= enough) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            // Of the entry itself: a link is not followed.
            let Ok(file) = entry.metadata() else { continue };
            size += NAME.max(file.blocks() * 512);
            if file.is_dir() {
                next.push(entry.path());
            }
        }
    }
    size
}

/// Of processes that this one has waited for, whatever they had waited for included.
mod reaped {
    use nix::sys::{
        resource::{Usage, UsageWho, getrusage},
        time::TimeValLike,
    };
    use std::time::Duration;

    fn usage() -> Option<Usage> {
        getrusage(UsageWho::RUSAGE_CHILDREN).ok()
    }

    pub(super) fn cpu() -> Duration {
        let time = usage().map_or(0, |it| (it.user_time() + it.system_time()).num_milliseconds());
        Duration::from_millis(time.try_into().unwrap_or(0))
    }

    /// The kernel counts in blocks of 512 bytes, whatever the file system does.
    pub(super) fn written() -> u64 {
        let blocks = usage().map_or(0, |it| it.block_writes());
        u64::try_from(blocks).unwrap_or(0) * 512
    }
}

#[cfg(test)]
mod tests {
    use super::{Holdings, InAll, Reached, size_of, sum_of};

    #[test]
    fn the_lines_of_proc_are_summed() {
        let status = "Name:\tx\nRssAnon:\t     12 kB\nRssFile:\t  900 kB\nRssShmem:\t       3 kB\n";
        assert_eq!(sum_of(status, ["RssAnon:", "RssShmem:"]), 15);
        assert_eq!(sum_of("write_bytes: 7\ncancelled_write_bytes: 2\n", ["write_bytes:", ""]), 7);
    }

    #[test]
    fn a_bound_is_passed_and_not_only_met() {
        let bounds = InAll { memory: Some(10), threads: Some(3), disk: None };
        let has = |memory, threads| Holdings { memory, threads, disk: 99, ..Holdings::default() }.over(&bounds);
        assert_eq!((has(10, 3), has(11, 3), has(0, 4)), (None, Some(Reached::MemoryInAll), Some(Reached::Threads)));
    }

    #[test]
    fn empty_files_have_a_size() {
        let dir = std::env::temp_dir().join(format!("exit-path-size-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("deep")).expect("a folder");
        std::fs::write(dir.join("deep/empty"), "").expect("a file");
        let sizes = [u64::MAX, 4096].map(|enough| size_of(&dir, enough));
        std::fs::remove_dir_all(&dir).expect("ours");
        assert_eq!(sizes, [2 * 4096, 2 * 4096]);
    }
}
