//! The bounds of a run: the record's, unless the command line names others.

use clap::Args;
use course::record;
use std::time::Duration;
use supervise::Limits;

/// Bounds on the command line. All of them are whole numbers from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Limits (instead of the record's)")]
pub struct Bounds {
    /// Executions of the search: all properties together, and a long one counts as several.
    #[arg(long, value_name = "COUNT", value_parser = executions, allow_negative_numbers = true)]
    pub executions: Option<u64>,
    /// How long a check may get no further, in processor time or doing nothing; how long `run` may take.
    #[arg(long, value_name = "SECONDS", value_parser = number, allow_negative_numbers = true)]
    pub wall: Option<u32>,
    /// Processor time of each compiler of a build.
    #[arg(long, value_name = "SECONDS", value_parser = number, allow_negative_numbers = true)]
    pub build: Option<u32>,
    /// Processor time of each process.
    #[arg(long, value_name = "SECONDS", value_parser = number, allow_negative_numbers = true)]
    pub cpu: Option<u32>,
    /// Address space of each process.
    #[arg(long, value_name = "MIB", value_parser = number, allow_negative_numbers = true)]
    pub memory: Option<u32>,
    /// Size of one file.
    #[arg(long, value_name = "MIB", value_parser = number, allow_negative_numbers = true)]
    pub file_size: Option<u32>,
    /// Open files of each process.
    #[arg(long, value_name = "COUNT", value_parser = number, allow_negative_numbers = true)]
    pub open_files: Option<u32>,
    /// Processes at one time.
    #[arg(long, value_name = "COUNT", value_parser = number, allow_negative_numbers = true)]
    pub processes: Option<u32>,
    /// What is kept of each output; a program that prints 64 times as much is ended.
    #[arg(long, value_name = "KIB", value_parser = number, allow_negative_numbers = true)]
    pub output: Option<u32>,
}

/// How much may be printed, as a multiple of what is kept. What is beyond is counted, and thrown away.
const PRINTED_TO_KEPT: u64 = 64;
/// A compiler needs room: rustc maps about one GiB for an ordinary crate.
const MEMORY_OF_A_COMPILER: u64 = 6 << 30;

fn executions(typed: &str) -> Result<u64, String> {
    match typed.parse::<u64>() {
        Ok(number @ 1..=1_000_000_000_000) => Ok(number),
        _ => Err("give a whole number from 1, such as 4000000".to_owned()),
    }
}

fn number(typed: &str) -> Result<u32, String> {
    match typed.parse::<u32>() {
        Ok(number @ 1..=1_000_000) => Ok(number),
        _ => Err("give a whole number from 1 to 1000000, such as 20".to_owned()),
    }
}

impl Bounds {
    /// What is left open here is as the record has it.
    pub fn over(&self, record: &record::Limits) -> record::Limits {
        let mut limits = *record;
        limits.executions = self.executions.unwrap_or(limits.executions);
        let pairs = [
            (self.wall, &mut limits.wall_s),
            (self.build, &mut limits.build_s),
            (self.cpu, &mut limits.cpu_s),
            (self.memory, &mut limits.memory_mib),
            (self.file_size, &mut limits.file_mib),
            (self.open_files, &mut limits.open_files),
            (self.processes, &mut limits.processes),
            (self.output, &mut limits.output_kib),
        ];
        for (given, limit) in pairs {
            *limit = given.unwrap_or(*limit);
        }
        limits
    }
}

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
    }
}

/// How many bytes of each output are kept.
pub fn kept(limits: &record::Limits) -> usize {
    limits.output_kib as usize * 1024
}

/// A build that finishes no crate may be waiting for another build, or for a busy machine.
const PATIENCE: Duration = Duration::from_secs(600);

/// The bounds of a build. A compiler that computes without end is ended by its processor time. Real time is the bound
/// for what sleeps: cargo names a crate on its standard output when it has finished it.
pub fn of_a_build(seconds: u32) -> Limits {
    Limits {
        quiet: Some(PATIENCE.max(Duration::from_secs(seconds.into()))),
        cpu_s: Some(seconds.into()),
        memory: Some(MEMORY_OF_A_COMPILER),
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounds, executions, number, of_a_subject};
    use course::record::Limits;

    #[test]
    fn a_bound_is_a_whole_number_from_one() {
        assert_eq!(number("20"), Ok(20));
        for bad in ["0", "-1", "ten", "", "1.5", "1s", "99999999999"] {
            assert!(number(bad).is_err_and(|words| words.contains("a whole number from 1")), "{bad}");
        }
    }

    #[test]
    fn executions_may_be_many_and_are_some() {
        assert_eq!(executions("40000000"), Ok(40_000_000));
        assert!(["0", "-1", "1e6", ""].iter().all(|bad| executions(bad).is_err()));
    }

    #[test]
    fn the_command_line_comes_before_the_record() {
        let record = Limits { wall_s: 7, memory_mib: 100, ..Limits::default() };
        let limits = Bounds { memory: Some(50), ..Bounds::default() }.over(&record);
        assert_eq!((limits.wall_s, limits.memory_mib), (7, 50));
        assert_eq!(of_a_subject(&limits).memory, Some(50 << 20));
    }
}
