//! What runs beside the loop: one check, or one run of the exercise. It can be given up at any moment; then its whole
//! tree of processes is ended before the next one starts.

use super::files::Files;
use crate::{
    bounds::Bounds,
    commands::{check::besides, run},
    layout::Layout,
    process::Cancel,
    render::{Places, Seen, View},
    state::BeforeCheck,
    term::Progress,
};
use checker::{Checker, Options, subject};
use protocol::Verdict;
use records::Exercise;
use std::{
    io::{PipeReader, PipeWriter},
    os::fd::{AsFd, BorrowedFd},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Instant,
};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A verdict on the learner's file.
    Check,
    /// The exercise as it is. It writes to the screen by itself.
    Run,
}

/// What came of it.
pub(super) enum Came {
    /// A verdict, as text.
    Verdict {
        /// What `check` prints.
        text: String,
        /// What it is.
        verdict: Verdict,
    },
    /// A verdict on files that are others by now. It is nobody's.
    Stale,
    /// The run is over.
    Ran,
}

/// Something that is being done.
pub(super) struct Work {
    pub(super) what: What,
    pub(super) started: Instant,
    cancel: Cancel,
    /// What it is busy with.
    said: Arc<Mutex<String>>,
    /// At its end when the thread is.
    end: PipeReader,
    thread: Option<JoinHandle<anyhow::Result<Came>>>,
}

/// What it is done with.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) layout: Layout,
    pub(super) exercise: Exercise,
    pub(super) files: Files,
    pub(super) bounds: Bounds,
}

impl Work {
    pub(super) fn start(what: What, on: Subject) -> anyhow::Result<Work> {
        let (end, writer) = std::io::pipe()?;
        let (cancel, said) = (Cancel::default(), Arc::new(Mutex::new(String::new())));
        let (theirs, words) = (cancel.clone(), Arc::clone(&said));
        let job = move || {
            // Dropped with the thread, however it ends.
            let _writer: PipeWriter = writer;
            match what {
                What::Check => check_it(&on, theirs, words),
                What::Run => run::for_real(&on.layout, &on.exercise, &on.bounds, &theirs).map(|_| Came::Ran),
            }
        };
        let thread = Some(thread::Builder::new().name("work".to_owned()).spawn(job)?);
        Ok(Work { what, started: Instant::now(), cancel, said, end, thread })
    }

    /// Asks for its end, and does not wait.
    pub(super) fn give_up(&self) {
        self.cancel.cancel();
    }

    /// Readable at its end.
    pub(super) fn end(&self) -> BorrowedFd<'_> {
        self.end.as_fd()
    }

    /// What it is busy with.
    pub(super) fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for its end, and takes what came of it. A panic goes on here.
    pub(super) fn result(mut self) -> anyhow::Result<Came> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(came)) => came,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => Ok(Came::Stale),
        }
    }
}

impl Drop for Work {
    /// Nothing of it outlives us, and the terminal's settings are put back only after its last job has put back those
    /// that it saw.
    fn drop(&mut self) {
        self.cancel.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn check_it(on: &Subject, cancel: Cancel, said: Arc<Mutex<String>>) -> anyhow::Result<Came> {
    let subject = subject::learner(&on.layout, &on.exercise)?;
    let limits = on.bounds.over(&on.exercise.record.limits);
    let options = Options { cancel, ..Options::within(limits, on.bounds.runtime_over(on.exercise.record.runtime)) };
    let before = BeforeCheck::of(&on.exercise);
    let listener = &mut Progress::told(said).listener();
    let checked = Checker::new(&on.layout).check(&on.exercise, &subject, &options, listener)?;
    if !on.files.are_untouched() {
        return Ok(Came::Stale);
    }
    let verdict = checked.judged.verdict;
    // A module can change while the watched files do not; the verdict says so.
    if !checked.bytes.changed_meanwhile {
        before.remember(&on.layout, &on.exercise, &checked.judged, verdict != Verdict::Holds);
    }
    let besides = besides::text(&on.layout, &on.exercise, &checked);
    let (checked, places) = (&Seen::of(&checked), &Places::of_check(&on.layout, &on.exercise, &subject));
    let text = View { exercise: &on.exercise, subject: None, checked, places, all_steps: false }.human() + &besides;
    Ok(Came::Verdict { text, verdict })
}
