//! The bounds of a run and of a build: what a record's limits mean for [`supervise`], and what is said of one that was
//! reached.

use records::record;
use std::{num::NonZero, thread, time::Duration};
use supervise::{InAll, Limits, Reached};

/// How much may be printed, as a multiple of what is kept. What is beyond is counted, and thrown away.
const PRINTED_TO_KEPT: u64 = 64;
/// How many threads a subject may have for each of its processes.
const THREADS_TO_PROCESSES: u64 = 16;
/// How much a subject may write in all, as a multiple of one file.
const DISK_TO_FILE: u64 = 4;
/// A compiler needs room: rustc maps about one GiB for an ordinary crate.
const MEMORY_OF_A_COMPILER: u64 = 6 << 30;

/// The bounds of a subject, beside those on its time.
pub fn of_a_subject(limits: &record::Limits) -> Limits {
    Limits {
        quiet: None,
        cpu_s: Some(limits.cpu_s.into()),
        memory: Some(u64::from(limits.memory_mib) << 20),
        file_size: Some(u64::from(limits.file_mib) << 20),
        open_files: Some(limits.open_files.into()),
        processes: Some(limits.processes.into()),
        output: Some(kept(limits) as u64 * PRINTED_TO_KEPT),
        in_all: InAll {
            memory: Some(u64::from(limits.memory_mib) << 20),
            threads: Some(u64::from(limits.processes) * THREADS_TO_PROCESSES),
            disk: Some((u64::from(limits.file_mib) << 20) * DISK_TO_FILE),
        },
    }
}

/// What is said of a run that has reached one of the bounds of all its processes together.
pub fn reached_in_all(reached: Reached, limits: &record::Limits) -> Option<String> {
    let record::Limits { memory_mib, processes, file_mib, .. } = *limits;
    Some(match reached {
        Reached::MemoryInAll => {
            format!("Its processes held more than {memory_mib} MiB of memory together (--memory)")
        }
        Reached::Threads => {
            let most = u64::from(processes) * THREADS_TO_PROCESSES;
            format!(
                "It had more than {most} threads at one time, {THREADS_TO_PROCESSES} times {processes} (--processes)"
            )
        }
        Reached::Disk => {
            let most = u64::from(file_mib) * DISK_TO_FILE;
            format!("It wrote more than {most} MiB to files, {DISK_TO_FILE} times {file_mib} (--file-size)")
        }
        _ => return None,
    })
}

/// How many bytes of each output are kept.
pub fn kept(limits: &record::Limits) -> usize {
    limits.output_kib as usize * 1024
}

/// A build that finishes no crate may be waiting for another build, or for a busy machine. One that uses the processor
/// meanwhile is given [`supervise::AT_WORK`] times as long: an hour.
const PATIENCE: Duration = Duration::from_secs(600);
/// The same for a build that may have to fetch crates first, over any line.
pub const DOWNLOAD: Duration = Duration::from_secs(3600);
/// The most that a build may say, and what is kept of it. All crates of the lab say a twentieth of one MiB.
pub const MESSAGES: u64 = 64 << 20;
/// How a line of cargo's begins that says that a crate is finished.
pub const CRATE_FINISHED: &[u8] = br#"{"reason":"compiler-artifact""#;

/// The bounds of a build. A compiler that computes without end is ended by its processor time, and one that speaks
/// without end by what it says. Real time is the bound for what sleeps: it counts from the last crate that was
/// finished. In all there are as many compilers as processors, and linkers with as many threads.
pub fn of_a_build(seconds: u32) -> Limits {
    let processors = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    Limits {
        quiet: Some(PATIENCE.max(Duration::from_secs(seconds.into()))),
        cpu_s: Some(seconds.into()),
        memory: Some(MEMORY_OF_A_COMPILER),
        output: Some(MESSAGES),
        processes: Some(64 + 16 * processors),
        in_all: InAll {
            memory: Some(MEMORY_OF_A_COMPILER + (processors << 30)),
            threads: Some(1024 + 256 * processors),
            disk: Some(16 << 30),
        },
        ..Limits::default()
    }
}

/// What is said of a build that reached a bound.
pub fn build_ended(reached: Reached, limits: &record::Limits) -> String {
    let mib = |bytes: Option<u64>| bytes.unwrap_or(0) >> 20;
    let bounds = of_a_build(limits.build_s);
    let why = match reached {
        Reached::Memory => "asked for more memory than a build is given".to_owned(),
        Reached::Cpu => format!("was not done with it after {} s of processor time (--build)", limits.build_s),
        Reached::Output => format!("printed more than {} MiB", mib(bounds.output)),
        Reached::MemoryInAll => {
            format!("held more than {} MiB of memory, with all it had started", mib(bounds.in_all.memory))
        }
        Reached::Disk | Reached::FileSize => format!("wrote more than {} MiB to files", mib(bounds.in_all.disk)),
        Reached::Processes | Reached::Threads => "started more processes or threads than a build is given".to_owned(),
        Reached::Quiet | Reached::Wall | Reached::Stalled(_) => format!(
            "finished no crate for {} s, or for {} times as long while it was at work (--build)",
            bounds.quiet.unwrap_or_default().as_secs(),
            supervise::AT_WORK
        ),
    };
    format!("The compiler {why}, and was ended. A constant, a type or a macro without end does that.")
}

#[cfg(test)]
mod tests {
    use super::of_a_subject;
    use records::record::Limits;

    #[test]
    fn a_bound_of_the_record_is_one_of_the_run() {
        let limits = Limits { memory_mib: 50, ..Limits::default() };
        assert_eq!(of_a_subject(&limits).memory, Some(50 << 20));
    }
}
