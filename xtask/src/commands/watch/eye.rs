//! How a save is noticed: by change events where they arrive, and else by looking. The choice is made at the start, by
//! the kind of the mount; and once more when a save came without an event.

use super::{
    events::Events,
    files::{Files, Look},
    mounts,
};
use records::Exercise;
use std::{
    os::fd::BorrowedFd,
    time::{Duration, Instant},
};

/// How often the files are looked at where no events arrive.
const POLL: Duration = Duration::from_millis(100);
/// The same where events arrive: a net, for the save that comes without.
const NET: Duration = Duration::from_secs(1);

/// An eye on the files of one exercise.
pub(super) struct Eye {
    kind: Kind,
    files: Files,
    looked: Instant,
    /// When to look again, because a save seems to be under way.
    settles: Option<Instant>,
}

enum Kind {
    Events(Events),
    /// By looking, and why.
    Looks(String),
}

impl Eye {
    /// An eye on an exercise. `poll` rules out events.
    pub(super) fn on(exercise: &Exercise, poll: bool) -> Eye {
        let now = Instant::now();
        let files = Files::of(exercise, now);
        Eye { kind: kind(exercise, &files, poll), files, looked: now, settles: None }
    }

    /// What is checked from now on: only what differs from this is a save.
    pub(super) fn blink(&mut self, exercise: &Exercise) -> Files {
        self.files = Files::of(exercise, Instant::now());
        self.settles = None;
        self.files.clone()
    }

    /// Readable when there is an event.
    pub(super) fn fd(&self) -> Option<BorrowedFd<'_>> {
        match &self.kind {
            Kind::Events(events) => Some(events.fd()),
            Kind::Looks(_) => None,
        }
    }

    /// When to look next.
    pub(super) fn next(&self) -> Instant {
        let regular = self.looked + self.every();
        self.settles.map_or(regular, |it| it.min(regular))
    }

    fn every(&self) -> Duration {
        if matches!(self.kind, Kind::Events(_)) { NET } else { POLL }
    }

    /// Looks, where there is an event or it is time to. Whether a save is whole.
    pub(super) fn sees_a_save(&mut self, now: Instant) -> bool {
        let event = match &self.kind {
            Kind::Events(events) => events.take(),
            Kind::Looks(_) => false,
        };
        if !event && now < self.next() {
            return false;
        }
        (self.looked, self.settles) = (now, None);
        match self.files.look(now, event) {
            Look::Same => false,
            Look::Settling(left) => {
                self.settles = Some(now + left);
                false
            }
            Look::Saved { told } => {
                if !told && matches!(self.kind, Kind::Events(_)) {
                    self.kind = Kind::Looks("a save came without a change event".to_owned());
                }
                true
            }
        }
    }

    /// What the reader should know.
    pub(super) fn note(&self) -> Option<String> {
        match &self.kind {
            Kind::Events(_) => None,
            Kind::Looks(why) => Some(format!("looks at the files 10 times a second: {why}")),
        }
    }
}

fn kind(exercise: &Exercise, files: &Files, poll: bool) -> Kind {
    if poll {
        return Kind::Looks("--poll was given".to_owned());
    }
    if let Some(kind) = mounts::deaf(&exercise.dir) {
        return Kind::Looks(format!("a {kind} mount does not tell of every change"));
    }
    match Events::of(&files.folders()) {
        Ok(events) => Kind::Events(events),
        Err(why) => Kind::Looks(why),
    }
}
