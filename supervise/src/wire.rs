//! What tool and keeper say to each other: single bytes down, lines up. Plain text: a keeper starts for every run,
//! and its start is part of each verdict's time.

/// Tool to keeper: say where the program is, and ask it for its stacks if it has a handler for SIGQUIT.
pub const ASK: u8 = b'q';
/// Tool to keeper: end the tree.
pub const END: u8 = b'e';

/// Keeper to tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// It could not be started, and why.
    Failed(String),
    /// It runs, under this number.
    Leader(i32),
    /// One of its threads, and what it was doing.
    Thread(String),
    /// All threads were told. Whether the program was asked for its stacks, and may answer.
    Asked(bool),
    /// More processes than allowed. The tree is being ended.
    Crowd,
    /// The tree is being ended, and is not gone yet: on a busy machine that takes time.
    Ending,
    /// Alive when the program had gone, or had to go.
    Left(String),
    /// The tree is gone, and this is the program's wait status. The last line.
    Status(i32),
}

impl Line {
    /// One line, with its end.
    pub fn written(&self) -> String {
        let (key, value) = match self {
            Line::Failed(why) => ("failed", why.clone()),
            Line::Leader(pid) => ("leader", pid.to_string()),
            Line::Thread(what) => ("thread", what.clone()),
            Line::Asked(answers) => ("asked", answers.to_string()),
            Line::Crowd => ("crowd", String::new()),
            Line::Ending => ("ending", String::new()),
            Line::Left(what) => ("left", what.clone()),
            Line::Status(raw) => ("status", raw.to_string()),
        };
        format!("{key} {}\n", value.replace('\n', " "))
    }

    /// The reverse of [`Line::written`], without the line's end.
    pub fn read(line: &str) -> Option<Line> {
        let (key, value) = line.split_once(' ')?;
        Some(match key {
            "failed" => Line::Failed(value.to_owned()),
            "leader" => Line::Leader(value.parse().ok()?),
            "thread" => Line::Thread(value.to_owned()),
            "asked" => Line::Asked(value.parse().ok()?),
            "crowd" => Line::Crowd,
            "ending" => Line::Ending,
            "left" => Line::Left(value.to_owned()),
            "status" => Line::Status(value.parse().ok()?),
            _ => return None,
        })
    }
}
