//! `repeat`: for maintainers. The same file is judged many times while the machine is busy with something else, and
//! must get the same answer to the byte, apart from how long it took.

use crate::{
    cli::Repeat,
    exit::Exit,
    layout::Layout,
    out,
    render::{self, json::Files},
    style::{BAD, GOOD, paint},
    term::Progress,
};
use checker::{Checked, Checker, Options, Subject};
use records::Exercise;
use std::{
    collections::BTreeMap,
    hint::spin_loop,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::Duration,
};

/// Judges every variant, or the files that were named.
pub fn run(layout: &Layout, args: Repeat) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    let subjects: Vec<Subject> = match args.subject.is_empty() {
        true => exercise.record.variant.iter().map(|it| Subject::variant(exercise, &it.name)).collect(),
        false => args.subject.iter().map(|it| Subject::file(it)).collect::<anyhow::Result<_>>()?,
    };
    let options =
        Options::within(args.bounds.over(&exercise.record.limits), args.bounds.runtime_over(exercise.record.runtime));
    let mut good = true;
    for subject in &subjects {
        let judge = || {
            let listener = &mut Progress::new().listener();
            Checker::new(layout).check_times(exercise, subject, &options, listener, args.times.max(1))
        };
        let files = render::json::Files::of(layout, exercise, subject);
        good &= print(exercise, subject, &files, &beside(args.beside, judge)?)?;
    }
    Ok(Exit::from_good(good))
}

/// What `work` gives, with so many threads of ours that do nothing but use processor time.
fn beside<R>(loops: usize, work: impl FnOnce() -> R) -> R {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..loops {
            scope.spawn(|| {
                while !over.load(Relaxed) {
                    spin_loop();
                }
            });
        }
        // Also where the work panics: otherwise the scope would wait for the loops for ever.
        let end = End(&over);
        let result = work();
        drop(end);
        result
    })
}

struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// One line for the subject, and all answers where there is more than one. Gives whether there is one.
fn print(exercise: &Exercise, subject: &Subject, files: &Files, all: &[Checked]) -> anyhow::Result<bool> {
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for checked in all {
        *answers.entry(render::json::line(exercise, checked, files, Duration::ZERO)?).or_default() += 1;
    }
    let name = subject.name.as_deref().unwrap_or("src/lib.rs");
    let brief = all.first().map_or_else(String::new, render::in_brief);
    let one = answers.len() == 1;
    let mark = if one { paint(GOOD, "ok ") } else { paint(BAD, "bad") };
    out::line(&format!("  {mark} {name:<26} {} times {brief}", all.len()))?;
    if !one {
        for (answer, times) in &answers {
            out::line(&format!("      {times} times: {answer}"))?;
        }
    }
    Ok(one)
}
