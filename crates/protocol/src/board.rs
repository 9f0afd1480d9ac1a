//! What a board asks of a lab process, and what that answers. A reader decides who moves; the tape so far is the question,
//! and a [`View`] is the answer: who stands where, what is held, what may come next and why the rest may not.
//!
//! The process is kept, and asked again and again; nothing is remembered between two questions, so a process that died is
//! started anew and nobody loses a place. How a view looks is the business of terminal and page.

use crate::{Outcome, Place, PropertyReport, Step, Stuck};
use serde::{Deserialize, Serialize};

/// One line of JSON to a lab process that stands at a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardOrder {
    /// Handed back with the answer.
    pub number: u64,
    /// The property whose scene is played.
    pub property: String,
    /// What is asked of it.
    pub ask: BoardAsk,
}

/// What can be asked of a scene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum BoardAsk {
    /// How do things stand after this tape?
    Stand(Stand),
    /// Which schedule breaks the property with the least departures? The answer is a [`BoardLine::Searched`].
    Cheapest,
}

/// Where somebody wants to stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stand {
    /// The choices so far: a tape, or the beginning of one.
    pub tape: String,
    /// How far to go on behind it.
    pub go: Go,
    /// Steps on what nobody else touches come with the step before them.
    pub contended_only: bool,
}

/// How far the lab goes on by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Go {
    /// Not at all.
    #[default]
    Stay,
    /// Until more than one move is there.
    Choice,
    /// To the end, in the default order.
    End,
}

/// One line of JSON from a lab process that stands at a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum BoardLine {
    /// It is there. The first line.
    Ready {
        /// What the program was built from: the key that the tool had it compiled with.
        key: String,
        /// The properties with a scene, in the contract's order.
        properties: Vec<String>,
    },
    /// How things stand.
    View(Box<View>),
    /// What a search of the property said.
    Searched {
        /// Of the order.
        number: u64,
        /// What it came to.
        report: Box<PropertyReport>,
    },
    /// The order cannot be followed.
    Refused {
        /// Of the order.
        number: u64,
        /// Why: one sentence without a final dot.
        why: String,
    },
}

/// How things stand after a tape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Of the order.
    pub number: u64,
    /// The choices that led here: the tape of the order, and what came with it. It can be replayed.
    pub tape: String,
    /// How far they depart from the default run.
    pub cost: u32,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Who takes part, in the order in which they came.
    pub actors: Vec<ActorView>,
    /// Each state that was passed, oldest first.
    pub rows: Vec<Row>,
    /// Locks that somebody holds or has used.
    pub locks: Vec<LockView>,
    /// Channels.
    pub queues: Vec<QueueView>,
    /// Milliseconds on the virtual clock.
    pub clock_ms: u64,
    /// What the world outside saw, in order.
    pub log: Vec<String>,
    /// What may come next; the default move first. Empty where the schedule is over.
    pub moves: Vec<Move>,
    /// How it ended, if it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<BoardEnd>,
    /// What stands for this state, whichever order of independent steps led to it.
    pub state: String,
}

/// One that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorView {
    /// Its name; no two have the same.
    pub name: String,
    /// Thread, task, process.
    pub is: ActorKind,
    /// Where it stands.
    pub standing: Standing,
    /// Its line: of what it does next, or waits in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// What it does next, or waits to do: `locks Service.tasks`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// Where it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spawned_at: Option<Place>,
}

/// What somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A thread.
    Thread,
    /// A task.
    Task,
    /// A process below the supervisor.
    Process,
    /// What nobody in the model decides: timers, wake-ups without a reason.
    Environment,
}

/// Where somebody stands, as a scheduler would say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Standing {
    /// It took the last step, and can go on.
    Running,
    /// It could move.
    Ready,
    /// It cannot.
    Waits {
        /// `the lock Service.tasks`, `a message (Exit)`.
        what: String,
        /// Who has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held_by: Option<String>,
        /// Since which line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Place>,
        /// On the virtual clock: when it gives up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until_ms: Option<u64>,
    },
    /// It sleeps until then.
    Sleeps {
        /// On the virtual clock.
        until_ms: u64,
    },
    /// It is parked.
    Parked {
        /// On the virtual clock: when it gives up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until_ms: Option<u64>,
    },
    /// It polls, and has had its rounds: it goes on when another one has changed something.
    HeldBack,
    /// It waits until nobody else can move.
    Settles,
    /// A process that has ended, and nobody has waited for it.
    Zombie,
    /// It is over.
    Ended,
    /// The environment: it is always there.
    Outside,
}

impl Standing {
    /// One letter for a lane.
    #[must_use]
    pub fn letter(&self) -> char {
        match self {
            Standing::Running => 'r',
            Standing::Ready => 'y',
            Standing::Waits { held_by: Some(_), .. } => 'l',
            Standing::Waits { .. } | Standing::HeldBack | Standing::Settles => 'w',
            Standing::Sleeps { .. } => 's',
            Standing::Parked { .. } => 'p',
            Standing::Zombie => 'z',
            Standing::Ended => 'e',
            Standing::Outside => 'o',
        }
    }

    /// `waits for the lock Service.tasks, held by reaper since src/lib.rs:164`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Standing::Running => "running".into(),
            Standing::Ready => "ready".into(),
            Standing::Waits { what, held_by, since, until_ms } => {
                let since = since.as_ref().map_or(String::new(), |at| format!(" since {at}"));
                let (by, itself) = Stuck::hold(what);
                let held = match held_by.as_deref() {
                    Some("itself") => format!(", {itself}{since}"),
                    Some(holder) => format!(", {by} {holder}{since}"),
                    None => String::new(),
                };
                let until = until_ms.map_or(String::new(), |ms| format!(", until {ms} ms"));
                format!("waits for {what}{held}{until}")
            }
            Standing::Sleeps { until_ms } => format!("sleeps until {until_ms} ms"),
            Standing::Parked { until_ms: Some(ms) } => format!("parked until {ms} ms"),
            Standing::Parked { until_ms: None } => "parked".into(),
            Standing::HeldBack => "polls, and goes on when another one has changed something".into(),
            Standing::Settles => "waits until nobody else can move".into(),
            Standing::Zombie => "zombie".into(),
            Standing::Ended => "ended".into(),
            Standing::Outside => "the world around".into(),
        }
    }

    /// Whether it could take a step now.
    #[must_use]
    pub fn can_move(&self) -> bool {
        matches!(self, Standing::Running | Standing::Ready)
    }
}

/// One state that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// How many steps had happened.
    pub steps: u32,
    /// Milliseconds on the virtual clock.
    pub clock_ms: u64,
    /// The [letter](Standing::letter) of each actor that was there, in the order of [`View::actors`].
    pub standing: String,
    /// Which locks were held, by whom: numbers in [`View::locks`] and [`View::actors`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<(u16, u16)>,
}

/// A lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockView {
    /// Its name.
    pub name: String,
    /// Who has it: none where it is free.
    pub holders: Vec<Holder>,
    /// Who waits for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted_by: Vec<String>,
}

/// Who has a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The actor's name.
    pub actor: String,
    /// Since which line.
    pub since: Option<Place>,
    /// Since which step, counted from 1.
    pub since_step: Option<u32>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueView {
    /// Its name, or what it carries.
    pub name: String,
    /// Messages in it.
    pub messages: u32,
    /// How many it holds at most; `None` where it has no bound.
    pub room: Option<u32>,
    /// How many senders are left.
    pub senders: u32,
    /// Whether the receiver is there.
    pub receiver: bool,
}

/// Something that may come next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The word to put behind the tape.
    pub choice: String,
    /// Who moves.
    pub actor: String,
    /// What it does: `locks Service.tasks`.
    pub text: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// Whether it departs from the default order, and so costs one.
    pub departs: bool,
    /// Whether somebody else touches the same.
    pub contended: bool,
}

/// How a schedule ended, in the words of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardEnd {
    /// Whether the property held on this schedule, and how it failed if not.
    pub outcome: Outcome,
    /// Who can never move again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stuck: Vec<Stuck>,
    /// The property whose promise is broken, where that is not the one whose scene it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use crate::Place;

    #[test]
    fn a_wait_says_who_has_it_and_since_where() {
        let since = Some(Place { file: "src/lib.rs".into(), line: 164 });
        let waits = |held_by: Option<&str>| Standing::Waits {
            what: "the lock Service.tasks".into(),
            held_by: held_by.map(Into::into),
            since: since.clone().filter(|_| held_by.is_some()),
            until_ms: None,
        };
        assert_eq!(
            waits(Some("reaper")).words(),
            "waits for the lock Service.tasks, held by reaper since src/lib.rs:164"
        );
        assert_eq!(
            waits(Some("itself")).words(),
            "waits for the lock Service.tasks, which it holds itself since src/lib.rs:164"
        );
        assert_eq!(waits(None).words(), "waits for the lock Service.tasks");
        assert_eq!((waits(None).letter(), waits(Some("reaper")).letter()), ('w', 'l'));
    }
}
