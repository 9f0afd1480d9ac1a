//! The verdict on a run that a bound has ended.

use super::Judged;
use crate::{limits, stacks};
use protocol::Verdict;
use records::record;
use supervise::{Ended, Reached, Stalled};

/// A run that a bound has ended. Only one that gets no further hangs.
pub(super) fn judge(ended: &Ended, reached: Reached, limits: &record::Limits) -> Judged {
    let mut words = vec![match reached {
        Reached::Stalled(Stalled::Computes) => format!(
            "It computed for {} s (--wall), and gave the lab no turn: a loop there neither locks, waits, sleeps nor \
             touches an atomic.",
            limits.wall_s
        ),
        Reached::Stalled(Stalled::Waits) => {
            format!("It did nothing for {} s (--wall), and no verdict came.", limits.wall_s)
        }
        Reached::Wall | Reached::Quiet => format!("No verdict came within {} s (--wall).", limits.wall_s),
        Reached::Cpu => format!("It used more than {} s of processor time (--cpu).", limits.cpu_s),
        Reached::Memory => {
            format!("It asked for more than {} MiB of memory (--memory).", limits.memory_mib)
        }
        Reached::FileSize => format!("It wrote a file of more than {} MiB (--file-size).", limits.file_mib),
        Reached::Processes => format!("It had more than {} processes at one time (--processes).", limits.processes),
        Reached::Output => {
            format!("It printed more than 64 times {} KiB, of which {0} are kept (--output).", limits.output_kib)
        }
        Reached::MemoryInAll | Reached::Threads | Reached::Disk => {
            limits::reached_in_all(reached, limits).unwrap_or_default() + "."
        }
    }];
    let hangs = matches!(reached, Reached::Wall | Reached::Stalled(_));
    if hangs {
        words.extend(stacks::where_it_was(&ended.stderr.text(), &ended.threads));
    }
    if !ended.left.is_empty() {
        words.push(super::alive(ended));
    }
    Judged::without_report(if hangs { Verdict::Hangs } else { Verdict::OverLimit }, words)
}
