//! The runs of many subjects: some at a time, while the programs of the next world are being built.

use super::{
    Alone, IfRefused, Item, News, Shared,
    module::Id,
    programs,
    rounds::{self, Ready},
    sorted, workspace,
};
use crate::{
    Checked, Checker, Event, Layout, Options, bytes::Bytes, harness::locked, run::run, search, verdict::OtherBytes,
};
use protocol::Verdict;
use records::record::World;
use std::{
    num::NonZero,
    process::Command,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Instant,
};
use supervise::Cancel;

/// A subject that can be run now.
enum Work {
    /// In a program that is built.
    Shared { at: usize, id: Id, bytes: Bytes, program: Arc<Ready> },
    /// In a package of its own.
    Alone { at: usize },
}

/// What a thread has to say.
enum Note {
    Builds(World, Event),
    Alone(usize, String),
    LeftOut(usize),
    Judged(usize, anyhow::Result<Box<Checked>>),
    Failed(anyhow::Error),
}

/// What all threads of one call know.
struct Call<'a> {
    layout: &'a Layout,
    items: &'a [Item<'a>],
    cancel: &'a Cancel,
    /// Something failed: nothing more is begun.
    stop: AtomicBool,
}

/// See [`check_all`](super::check_all).
pub(super) fn all(
    layout: &Layout,
    items: &[Item<'_>],
    cancel: &Cancel,
    listener: &mut dyn FnMut(News<'_>),
) -> anyhow::Result<Vec<Option<Checked>>> {
    let call = &Call { layout, items, cancel, stop: AtomicBool::new(false) };
    let (notes, told) = channel();
    let (ready, work) = channel();
    let work = &Mutex::new(work);
    let mut verdicts: Vec<Option<Checked>> = items.iter().map(|_| None).collect();
    let mut failed = None;
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            let notes = notes.clone();
            scope.spawn(move || call.run_what_comes(work, &notes));
        }
        scope.spawn(move || {
            if let Err(error) = call.build_all(&ready, &notes) {
                let _ = notes.send(Note::Failed(error));
            }
        });
        for note in told {
            match note {
                Note::Builds(world, event) => listener(News::Builds(world, event)),
                Note::Alone(at, why) => listener(News::Alone(at, &why)),
                Note::LeftOut(at) => listener(News::LeftOut(at)),
                Note::Judged(at, Ok(checked)) => listener(News::Judged(at, verdicts[at].insert(*checked))),
                Note::Judged(_, Err(error)) | Note::Failed(error) => {
                    call.stop.store(true, Relaxed);
                    failed.get_or_insert(error);
                }
            }
        }
    });
    failed.map_or(Ok(verdicts), Err)
}

impl Call<'_> {
    /// Builds world by world, and hands on what can be run. Those that stay alone come last: the lab is built then.
    fn build_all(&self, ready: &Sender<Work>, notes: &Sender<Note>) -> anyhow::Result<()> {
        let (shared, mut alone) = sorted(self.items)?;
        for world in [World::Threads, World::Tasks, World::Processes] {
            let here = shared.iter().filter(|it| self.items[it.at].exercise.record.world == world).collect::<Vec<_>>();
            if !here.is_empty() && !self.stop.load(Relaxed) {
                alone.extend(self.build_one(world, &here, ready, notes)?);
            }
        }
        for Alone { at, why, is_refused } in alone.into_iter().filter(|it| self.items[it.at].is_judged) {
            if is_refused && self.items[at].if_refused == IfRefused::LeftOut {
                let _ = notes.send(Note::LeftOut(at));
                continue;
            }
            let _ = notes.send(Note::Alone(at, why));
            let _ = ready.send(Work::Alone { at });
        }
        Ok(())
    }

    /// One world: hands on the subjects that share its programs, and names those that cannot.
    fn build_one(
        &self,
        world: World,
        shared: &[&Shared],
        ready: &Sender<Work>,
        notes: &Sender<Note>,
    ) -> anyhow::Result<Vec<Alone>> {
        let workspace = workspace(self.layout, world, self.items, shared, self.cancel)?;
        let mut tell = |event| _ = notes.send(Note::Builds(world, event));
        let lock = locked(&workspace.dir, self.cancel, &mut tell)?;
        let may_refuse = shared.iter().any(|it| self.items[it.at].if_refused == IfRefused::LeftOut);
        let programs = programs(self.items, world, shared);
        let built = rounds::build(&workspace, programs, may_refuse, Arc::new(lock), &mut tell)?;
        let refused = built.refused;
        let built: Vec<Arc<Ready>> = built.ready.into_iter().map(Arc::new).collect();
        let mut alone = Vec::new();
        for Shared { at, module, bytes } in shared {
            // The same bytes in another program would be as good.
            match built.iter().find(|it| it.modules.contains(&module.id)) {
                Some(_) if !self.items[*at].is_judged => {}
                Some(program) => {
                    let (id, bytes, program) = (module.id.clone(), bytes.clone(), program.clone());
                    let _ = ready.send(Work::Shared { at: *at, id, bytes, program });
                }
                None => {
                    let why = "it does not compile beside the others".to_owned();
                    alone.push(Alone { at: *at, why, is_refused: refused.contains(&module.id) });
                }
            }
        }
        Ok(alone)
    }

    fn run_what_comes(&self, work: &Mutex<Receiver<Work>>, notes: &Sender<Note>) {
        // One at a time waits for work, and the others for their turn.
        let next = || work.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
        while let Some(work) = next() {
            if self.stop.load(Relaxed) {
                continue;
            }
            let (at, checked) = match work {
                Work::Alone { at } => (at, self.alone(at)),
                Work::Shared { at, id, bytes, program } => match self.shared(at, &id, bytes, &program) {
                    // A program that is not the one of these bytes, whatever cargo thinks.
                    Err(error) if error.is::<OtherBytes>() => {
                        let _ = notes.send(Note::Alone(at, error.to_string()));
                        (at, program.distrust().and_then(|()| self.alone(at)))
                    }
                    checked => (at, checked),
                },
            };
            let _ = notes.send(Note::Judged(at, checked.map(Box::new)));
        }
    }

    fn options(&self, at: usize) -> Options {
        Options { cancel: self.cancel.clone(), ..self.items[at].options.clone() }
    }

    fn alone(&self, at: usize) -> anyhow::Result<Checked> {
        let Item { exercise, subject, .. } = &self.items[at];
        Checker::new(self.layout).check(exercise, subject, &self.options(at), &mut |_| {})
    }

    /// Starts the program for this subject, and judges what it says.
    fn shared(&self, at: usize, id: &Id, bytes: Bytes, program: &Ready) -> anyhow::Result<Checked> {
        let start = Instant::now();
        let (Item { exercise, subject, .. }, options) = (&self.items[at], self.options(at));
        let mut command = Command::new(&program.file);
        command.arg(id.to_string()).env("RUST_BACKTRACE", "0");
        let (properties, key) = (&exercise.record.property, super::program::key_of(&program.key, id));
        let (mut judged, printed) = run(command, properties, Some(&key), &options, &program.dir, &mut |_| {})?;
        if judged.verdict == Verdict::Undecided {
            judged.longer = Some(search::longer(exercise, &subject.file, &options));
        }
        Ok(Checked { judged, printed, bytes: bytes.now(), took: start.elapsed() })
    }
}
