//! Bounds of a run on the command line: the record's hold, unless one is named here.

use clap::Args;
use protocol::Runtime;
use records::record;

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
    /// Address space of each process, and memory in use of all together.
    #[arg(long, value_name = "MIB", value_parser = number, allow_negative_numbers = true)]
    pub memory: Option<u32>,
    /// Size of one file; 4 times as much may be written in all.
    #[arg(long, value_name = "MIB", value_parser = number, allow_negative_numbers = true)]
    pub file_size: Option<u32>,
    /// Open files of each process.
    #[arg(long, value_name = "COUNT", value_parser = number, allow_negative_numbers = true)]
    pub open_files: Option<u32>,
    /// Processes at one time; they may have 16 times as many threads.
    #[arg(long, value_name = "COUNT", value_parser = number, allow_negative_numbers = true)]
    pub processes: Option<u32>,
    /// What is kept of each output; a program that prints 64 times as much is ended.
    #[arg(long, value_name = "KIB", value_parser = number, allow_negative_numbers = true)]
    pub output: Option<u32>,
    /// Which runtime the tasks of the subject have: current-thread or multi-thread.
    #[arg(long, value_name = "KIND", value_parser = runtime)]
    pub runtime: Option<Runtime>,
}

fn runtime(typed: &str) -> Result<Runtime, String> {
    let known = [Runtime::CurrentThread, Runtime::MultiThread];
    known.into_iter().find(|it| it.word() == typed).ok_or_else(|| "give current-thread or multi-thread".to_owned())
}

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
    /// The record's runtime, unless one is named.
    pub fn runtime_over(&self, record: Runtime) -> Runtime {
        self.runtime.unwrap_or(record)
    }

    /// What is left open here is as the record has it.
    pub fn over(&self, record: &record::Limits) -> record::Limits {
        let mut limits = *record;
        // Asked for by hand, it is one number for all that is searched.
        limits.crossed = self.executions.unwrap_or(limits.crossed);
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

#[cfg(test)]
mod tests {
    use super::{Bounds, executions, number};
    use records::record::Limits;

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
    }
}
