//! What tool and keeper say to each other: single bytes down, lines up. Plain text: a keeper starts for every run,
//! and its start is part of each verdict's time.

use crate::run::Reached;

/// Tool to keeper: say where the program is, and ask it for its stacks if it has a handler for SIGQUIT.
pub const ASK: u8 = b'q';
/// Tool to keeper: end the tree.
pub const END: u8 = b'e';

/// The bounds that a keeper looks at, and how it calls them.
const OVER: [(Reached, &str); 5] = [
    (Reached::Cpu, "cpu"),
    (Reached::Processes, "processes"),
    (Reached::Threads, "threads"),
    (Reached::MemoryInAll, "memory"),
    (Reached::Disk, "disk"),
];

/// Keeper to tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeeperLine {
    /// It could not be started, and why.
    Failed(String),
    /// It runs, under this number.
    Leader(i32),
    /// One of its threads, and what it was doing.
    Thread(String),
    /// All threads were told. Whether the program was asked for its stacks, and may answer.
    Asked(bool),
    /// The job is over one of the bounds that a keeper looks at. The tree is being ended.
    Over(Reached),
    /// Processor time of the whole job so far, in milliseconds.
    Work(u64),
    /// The tree is being ended, and is not gone yet: on a busy machine that takes time.
    Ending,
    /// Alive when the program had gone, or had to go.
    Left(String),
    /// The tree is gone, and this is the program's wait status. The last line.
    Status(i32),
}

impl KeeperLine {
    /// One line, with its end.
    pub fn written(&self) -> String {
        let (key, value) = match self {
            KeeperLine::Failed(why) => ("failed", why.clone()),
            KeeperLine::Leader(pid) => ("leader", pid.to_string()),
            KeeperLine::Thread(what) => ("thread", what.clone()),
            KeeperLine::Asked(answers) => ("asked", answers.to_string()),
            KeeperLine::Over(bound) => {
                ("over", OVER.iter().find(|(it, _)| it == bound).map_or("", |it| it.1).to_owned())
            }
            KeeperLine::Work(milliseconds) => ("work", milliseconds.to_string()),
            KeeperLine::Ending => ("ending", String::new()),
            KeeperLine::Left(what) => ("left", what.clone()),
            KeeperLine::Status(raw) => ("status", raw.to_string()),
        };
        format!("{key} {}\n", value.replace('\n', " "))
    }

    /// The reverse of [`KeeperLine::written`], without the line's end.
    pub fn read(line: &str) -> Option<KeeperLine> {
        let (key, value) = line.split_once(' ')?;
        Some(match key {
            "failed" => KeeperLine::Failed(value.to_owned()),
            "leader" => KeeperLine::Leader(value.parse().ok()?),
            "thread" => KeeperLine::Thread(value.to_owned()),
            "asked" => KeeperLine::Asked(value.parse().ok()?),
            "over" => KeeperLine::Over(OVER.iter().find(|(_, name)| *name == value)?.0),
            "work" => KeeperLine::Work(value.parse().ok()?),
            "ending" => KeeperLine::Ending,
            "left" => KeeperLine::Left(value.to_owned()),
            "status" => KeeperLine::Status(value.parse().ok()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{KeeperLine, Reached};

    #[test]
    fn what_is_written_can_be_read() {
        let over = [Reached::Cpu, Reached::Processes, Reached::Threads, Reached::MemoryInAll, Reached::Disk]
            .map(KeeperLine::Over);
        let others = [
            KeeperLine::Leader(7),
            KeeperLine::Work(1200),
            KeeperLine::Asked(true),
            KeeperLine::Ending,
            KeeperLine::Left("a (pid 3)".into()),
        ];
        for line in over.into_iter().chain(others) {
            assert_eq!(KeeperLine::read(line.written().trim_end_matches('\n')), Some(line));
        }
    }
}
