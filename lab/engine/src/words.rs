//! How operations read: one short phrase each, in the present tense, with the type a lock guards.

use crate::naming::TASK_LOCKS;
use crate::op::{CLOCK, KERNEL, NONE, THREADS, What};
use crate::process::{Wait, Who};
use crate::world::{Event, Is, World};

/// `alloc::sync::Arc<subject::Tasks>` reads `Arc<Tasks>`.
pub(crate) fn short_type(full: &str) -> String {
    let mut short = String::new();
    let mut segment = String::new();
    let mut chars = full.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ':' && chars.peek() == Some(&':') {
            chars.next();
            segment.clear();
        } else if c.is_alphanumeric() || c == '_' {
            segment.push(c);
        } else {
            short.push_str(&segment);
            segment.clear();
            short.push(c);
        }
    }
    short.push_str(&segment);
    short
}

/// `SIGTERM`, or the number where the lab has no name for it.
pub(crate) fn signal_name(signal: i32) -> String {
    let known =
        [(1, "HUP"), (2, "INT"), (3, "QUIT"), (9, "KILL"), (10, "USR1"), (12, "USR2"), (15, "TERM"), (17, "CHLD")];
    known.iter().find(|(n, _)| *n == signal).map_or(format!("signal {signal}"), |(_, name)| format!("SIG{name}"))
}

/// The names of a set, lowest number first.
fn signal_names(set: u64) -> String {
    let names: Vec<String> = (1..=64).filter(|n| set >> (n - 1) & 1 == 1).map(signal_name).collect();
    names.join(", ")
}

/// Stands for the object's name in words that are told before it is known.
pub const NAME: &str = "\u{1}";

impl World {
    fn of(&self, object: u16) -> String {
        match object {
            NONE => String::new(),
            _ => self.object_name(object),
        }
    }

    /// What a channel carries.
    fn carried(&self, tail: u16) -> String {
        self.objects.get(tail as usize).map_or(String::new(), |o| short_type(o.of))
    }

    /// ` to Reaper.reports`, where the object has a name.
    fn with_name(&self, preposition: &str, object: u16) -> String {
        self.source_name(object).map_or(String::new(), |name| format!(" {preposition} {name}"))
    }

    /// What happened, in words.
    pub(crate) fn tell(&self, event: &Event) -> String {
        use What as W;
        let (op, answer) = (&event.op, event.answer);
        if let (Some(words), true) = (&event.words, op.object >= TASK_LOCKS && op.object != NONE) {
            // `waits in Mutex::lock`.
            let operation = words.strip_prefix("waits in ").unwrap_or(words);
            let name = self.source_name(op.object);
            return name.map_or_else(|| words.clone(), |name| format!("waits for the lock {name} ({operation})"));
        }
        if let Some(words) = &event.words {
            return words.replacen(NAME, &self.of(op.object), 1);
        }
        let of = self.of(op.object);
        let either = |good: String, bad: String| if answer == 1 { good } else { bad };
        match op.what {
            W::Lock => format!("locks {of}"),
            W::TryLock => either(format!("locks {of} at a try"), format!("finds {of} locked at a try")),
            W::Unlock => format!("unlocks {of}"),
            W::Wait => format!("waits on {}, unlocks {}", self.of(op.object), self.of(op.second)),
            W::Wake if answer == 1 => format!("times out, locks {}", self.of(op.second)),
            W::Wake => format!("wakes up, locks {}", self.of(op.second)),
            W::NotifyOne if answer == 0 => format!("notifies one{}: nobody waits", self.with_name("of", op.object)),
            W::NotifyOne => format!("notifies {}", self.name_of(answer as usize - 1)),
            W::NotifyAll if answer == 0 => format!("notifies all{}: nobody waits", self.with_name("of", op.object)),
            W::NotifyAll => format!("notifies all {answer} waiters{}", self.with_name("of", op.object)),
            W::Load if op.object == CLOCK => "reads the clock".into(),
            W::Load if op.object == KERNEL => "looks at its children".into(),
            W::Load => format!("loads {of}"),
            W::Store => format!("stores {of}"),
            W::Read => format!("read-locks {of}"),
            W::TryRead => either(format!("read-locks {of} at a try"), format!("finds {of} locked at a try")),
            W::ReadUnlock => format!("read-unlocks {of}"),
            W::Write if answer == 0 => format!("queues to write-lock {of}"),
            W::Write | W::WriteQueued => format!("write-locks {of}"),
            W::TryWrite => either(format!("write-locks {of} at a try"), format!("finds {of} locked at a try")),
            W::WriteUnlock => format!("write-unlocks {of}"),
            W::Send | W::TrySend => {
                let (of, to) = (self.carried(op.object), self.with_name("to", op.object));
                match answer {
                    0 if op.what == W::Send => format!("offers {of}{to}"),
                    0 => format!("cannot send {of}{to}: the channel is full"),
                    1 => format!("sends {of}{to}"),
                    _ => format!("cannot send {of}{to}: the receiver is gone"),
                }
            }
            W::Taken => {
                let (of, to) = (self.carried(op.object), self.with_name("to", op.object));
                either(format!("has handed over {of}{to}"), format!("takes back {of}: the receiver is gone"))
            }
            W::Recv | W::TryRecv => {
                let (of, from) = (self.carried(op.object), self.with_name("from", op.object));
                match answer {
                    0 if op.what == W::Recv => format!("times out: no {of}{from}"),
                    0 => format!("finds no {of}{}", self.with_name("in", op.object)),
                    2 => match self.source_name(op.object) {
                        Some(name) => format!("finds {name} closed: its senders are gone"),
                        None => format!("finds the channel of {of} closed"),
                    },
                    _ => format!("receives {of}{from}"),
                }
            }
            W::DropSender => {
                format!("drops a sender of {}", self.source_name(op.object).unwrap_or(self.carried(op.object)))
            }
            W::DropReceiver => {
                format!("drops the receiver of {}", self.source_name(op.object).unwrap_or(self.carried(op.object)))
            }
            W::Arrive => "arrives at a barrier".into(),
            W::Leave => "leaves the barrier".into(),
            W::Park => "parks, or has been unparked".into(),
            W::Unpark => format!("unparks {}", self.owner_of_token(op.object)),
            W::Join => format!("has joined {}", self.name_of(op.second as usize)),
            W::IsFinished => format!(
                "asks whether {} has ended: {}",
                self.name_of(op.object as usize),
                if answer == 1 { "yes" } else { "no" }
            ),
            W::Timer => "starts a timer".into(),
            W::Slept => "has slept".into(),
            W::Fire => format!("the time-out of {} comes", self.name_of(event.process % THREADS)),
            W::Yield => "yields".into(),
            W::Spurious => format!("{} wakes up without a reason", self.name_of(event.process % THREADS)),
            W::Choose => format!("answer {answer}"),
            W::Pause => "takes its time".into(),
            W::Settle => "sees that nobody else can move".into(),
            W::Plain => "uses the contract's state".into(),
            W::End => "ends".into(),
            W::Start => "starts".into(),
            W::Spawn => "starts a process".into(),
            W::WaitFor => "waits for a process".into(),
            W::Kill => "sends a signal".into(),
            W::SigWait => format!("takes {}", signal_name(answer as i32)),
            W::SigMask => "changes which signals it blocks".into(),
            W::Subreaper if op.arg == 2 => "asks whether orphans come to it".into(),
            W::Subreaper => "becomes a subreaper: orphans come to it".into(),
            W::Child => "takes a step".into(),
        }
    }

    fn owner_of_token(&self, token: u16) -> String {
        let owner = self.threads.iter().position(|thread| thread.token == token);
        owner.map_or("a thread".into(), |t| self.name_of(t))
    }

    /// What a thread waits for, and the thread that holds it.
    pub(crate) fn waits_for(&self, t: usize) -> (String, Option<usize>) {
        use What as W;
        let op = &self.threads[t].op;
        let of = self.of(op.object);
        let mutex = |id: u16| match &self.objects[id as usize].is {
            Is::Mutex { owner } if *owner != NONE => Some(*owner as usize),
            _ => None,
        };
        match op.what {
            W::Lock if self.objects[op.object as usize].initialises => {
                (format!("{of} to be initialised"), mutex(op.object))
            }
            W::Lock => (format!("the lock {of}"), mutex(op.object)),
            W::Wake if self.threads[t].notified || self.threads[t].timed_out => {
                (format!("the lock {}", self.of(op.second)), mutex(op.second))
            }
            W::Wake => {
                let of = self.with_name("of", op.object);
                (format!("a notification{of} (its lock is {})", self.of(op.second)), None)
            }
            W::Read | W::WriteQueued => {
                let Is::RwLock { readers, writer, .. } = &self.objects[op.object as usize].is else {
                    return (String::new(), None);
                };
                let holder =
                    if *writer == NONE { readers.first().map(|r| *r as usize) } else { Some(*writer as usize) };
                let what = if op.what == W::Read { "read" } else { "write" };
                (format!("the {what} lock {of}"), holder)
            }
            W::Send => match self.source_name(op.object) {
                Some(name) => (format!("room in the channel {name}"), None),
                None => (format!("room in the channel of {of}"), None),
            },
            W::Taken => {
                (format!("somebody to take {}{}", self.carried(op.object), self.with_name("from", op.object)), None)
            }
            W::Recv => (format!("a message ({}){}", self.carried(op.object), self.with_name("from", op.object)), None),
            W::Leave => ("the others at the barrier".into(), None),
            W::Park => ("an unpark".into(), None),
            W::Join => (format!("the end of {}", self.name_of(op.second as usize)), None),
            W::Slept => ("the end of its sleep".into(), None),
            W::WaitFor => match Wait::unpacked(op.arg).who {
                Who::Any => ("the end of any child".into(), None),
                Who::Pid(pid) => (format!("the end of pid {pid}"), None),
            },
            W::SigWait => (format!("a signal ({})", signal_names(op.arg)), None),
            _ => ("its turn".into(), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::short_type;

    #[test]
    fn paths_go_and_shape_stays() {
        assert_eq!(
            short_type("alloc::collections::BTreeMap<alloc::string::String, subject::Task>"),
            "BTreeMap<String, Task>"
        );
        assert_eq!(short_type("()"), "()");
    }
}
