//! What users of a task are promised.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("every-waiter", every_waiter),
    Property::new("first-code-counts", first_code_counts),
    Property::crossing(|| crossed::SUITE.crossing()),
];

/// Two wait, and the report may come before, between and after.
fn every_waiter() {
    let task = Arc::new(Task::default());
    let waiters = ["waiter", "second"].map(|name| {
        let task = task.clone();
        let named = thread::Builder::new().name(name.into());
        named.spawn(move || task.wait()).unwrap()
    });
    task.exited(ExitCode(3));
    for waiter in waiters {
        let code = waiter.join().unwrap();
        check(code == ExitCode(3), Kind::WrongValue, || {
            format!("the task ended with 3, and a waiter was told {code:?}")
        });
    }
}

/// A deadline may report the end of a task that the reaper has reported already.
fn first_code_counts() {
    let task = Task::default();
    task.exited(ExitCode(3));
    task.exited(ExitCode(137));
    let code = task.wait();
    check(code == ExitCode(3), Kind::WrongValue, || {
        format!("the first report said 3, and the waiter was told {code:?}")
    });
}

/// What may be seen of a task, as an automaton. What no state allows is a broken promise.
mod model {
    use lab::Kind;
    use lab::client::{Broken, Model, Refused, never};

    /// What is seen from outside. A number in front is the client's.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Seen {
        Reports(u8, u8),
        Reported(u8),
        Waits(u8),
        Told(u8, u8),
    }

    /// How far a call has come.
    #[derive(Clone, Copy, PartialEq)]
    enum Stage {
        Reports(u8),
        Reported,
        Waits,
        Saw(u8),
    }

    #[derive(Clone, PartialEq, Default)]
    pub struct Task {
        code: Option<u8>,
        calls: Vec<(u8, Stage)>,
    }

    impl Task {
        fn set(&self, call: usize, stage: Stage) -> Task {
            let mut next = self.clone();
            next.calls[call].1 = stage;
            next
        }

        fn begins(&self, who: u8, stage: Stage) -> Result<Task, Refused> {
            let mut next = self.clone();
            next.calls.push((who, stage));
            // Two calls that have come equally far are one state, whichever came first.
            next.calls.sort_by_key(|(who, _)| *who);
            Ok(next)
        }

        fn ends(&self, who: u8, stage: Stage) -> Result<Task, Refused> {
            let mut next = self.clone();
            match self.calls.iter().position(|call| *call == (who, stage)) {
                Some(call) => next.calls.remove(call),
                None => return never(),
            };
            Ok(next)
        }
    }

    impl Model for Task {
        type Seen = Seen;

        fn inner(&self) -> Vec<Task> {
            let mut next = Vec::new();
            for (call, (_, stage)) in self.calls.iter().enumerate() {
                match (stage, self.code) {
                    (Stage::Reports(code), first) => {
                        let mut reported = self.set(call, Stage::Reported);
                        reported.code = first.or(Some(*code));
                        next.push(reported);
                    }
                    (Stage::Waits, Some(code)) => next.push(self.set(call, Stage::Saw(code))),
                    _ => {}
                }
            }
            next
        }

        fn see(&self, seen: Seen) -> Result<Task, Refused> {
            match seen {
                Seen::Reports(who, code) => self.begins(who, Stage::Reports(code)),
                Seen::Reported(who) => self.ends(who, Stage::Reported),
                Seen::Waits(who) => self.begins(who, Stage::Waits),
                Seen::Told(who, code) => self.ends(who, Stage::Saw(code)).or_else(|_| {
                    let (promise, is) = match self.code {
                        None => ("every-waiter", "nobody has reported its end".to_owned()),
                        Some(first) => (
                            "first-code-counts",
                            format!("the first report says {first}"),
                        ),
                    };
                    let says =
                        format!("a waiter is told that the task ended with {code}, and {is}");
                    Err(Some(Broken {
                        promise,
                        kind: Kind::WrongValue,
                        says,
                    }))
                }),
            }
        }
    }
}

/// Each call beside each other one.
mod crossed {
    use super::model::{self, Seen};
    use super::{ExitCode, Task};
    use lab::client::{Act, Monitor, Scene, Suite, called};
    use std::sync::Arc;
    use std::thread;

    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        Exited(u8),
        Wait,
    }

    pub const SUITE: Suite<Does> = Suite {
        acts: &[Does::Exited(3), Does::Exited(137), Does::Wait],
        histories: &[&[], &[Does::Exited(3)]],
        more: &[(&[], &[Does::Wait, Does::Wait, Does::Exited(3)])],
        otherwise: "every-waiter",
        not_asked: &["four calls at once"],
        play,
    };

    impl Act for Does {
        fn alone(self, before: &[Does]) -> Option<u8> {
            // It waits, or it is told at once.
            Some(u8::from(!before.is_empty()))
        }

        fn words(self) -> String {
            match self {
                Does::Exited(code) => format!("exited({code})"),
                Does::Wait => "wait()".into(),
            }
        }
    }

    fn act(task: &Task, monitor: &Monitor<model::Task>, who: u8, does: Does) {
        match does {
            Does::Exited(code) => {
                monitor.see(Seen::Reports(who, code));
                called(
                    "every-waiter",
                    || does.words(),
                    || task.exited(ExitCode(code)),
                    |()| None,
                );
                monitor.see(Seen::Reported(who));
            }
            Does::Wait => {
                monitor.see(Seen::Waits(who));
                let answer = |code: &ExitCode| Some(format!("{code:?}"));
                let ExitCode(code) =
                    called("every-waiter", || does.words(), || task.wait(), answer);
                monitor.see(Seen::Told(who, code));
            }
        }
    }

    fn play(scene: &Scene<Does>) {
        let (task, monitor) = (Arc::new(Task::default()), Arc::new(Monitor::default()));
        scene
            .before
            .iter()
            .for_each(|does| act(&task, &monitor, 0, *does));
        let clients = (1_u8..).zip(&scene.beside).map(|(who, &does)| {
            let (task, monitor) = (task.clone(), monitor.clone());
            let named = thread::Builder::new().name(format!("client {who}"));
            named
                .spawn(move || act(&task, &monitor, who, does))
                .unwrap()
        });
        let clients: Vec<_> = clients.collect();
        // Every task ends at some time: a wait without another report ends with this one.
        act(&task, &monitor, 0, Does::Exited(5));
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
    }
}
