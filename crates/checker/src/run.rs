//! One run of a program that takes an order and gives a report.

use crate::{
    Event, Listener, Options, Printed, limits, stacks,
    verdict::{self, Asked, Judged},
};
use anyhow::Context;
use inputs::Key;
use protocol::{LabOrder, Verdict, marks::LAST_WORDS};
use records::record;
use std::{
    fs::{self, File},
    hash::{BuildHasher, RandomState},
    io::{Seek, Write},
    path::Path,
    process::Command,
    time::Duration,
};
use supervise::Job;

/// A report with long counterexamples stays far below this, also where each of them has come before as an answer.
const REPORT_CAP: usize = 64 << 20;

/// What a lab process is asked for with these options: a search, under a nonce of its own.
pub(crate) fn order(options: &Options) -> LabOrder {
    let limits = options.limits;
    LabOrder {
        nonce: nonce(),
        executions: limits.executions,
        crossed: limits.crossed,
        steps: limits.steps,
        polls: limits.polls,
        spurious: limits.spurious,
        runtime: options.runtime,
        property: options.property.clone(),
        tape: options.tape.clone(),
        walks: options.walks,
        through: options.through.clone(),
        until: options.until.clone(),
        board: false,
    }
}

/// Runs a program that takes an order and gives a report, and judges it. `key` is that of the bytes it must have been
/// built from, if anybody knows them; `dir` is for a file that is gone at once.
///
/// # Errors
/// [`OtherBytes`](crate::verdict::OtherBytes) where the program was built from others; a fault of the course or of the tool.
pub fn run(
    command: Command,
    properties: &[record::Property],
    key: Option<&Key>,
    options: &Options,
    dir: &Path,
    listener: Listener<'_>,
) -> anyhow::Result<(Judged, Printed)> {
    let limits = options.limits;
    let order = order(options);
    let job = Job {
        stdin: Some(nameless(&order, dir)?),
        // Not the clock: a search that works on a busy machine is as good as any other.
        stall: Some(Duration::from_secs(limits.wall_s.into())),
        limits: limits::of_a_subject(&limits),
        capture: Some(limits::kept(&limits)),
        report: Some(REPORT_CAP),
        cancel: options.cancel.clone(),
        means: options.means,
        ..Job::subject(command)
    };
    let ended = supervise::run(job, &mut |_| listener(Event::Searches))?;
    let (only, until) = (options.property.as_deref(), options.until.as_deref());
    let asked = Asked { nonce: &order.nonce, key, properties, only, until, replay: options.tape.is_some(), limits };
    let printed = Printed {
        text: ended.stdout.text() + &stacks::without(&ended.stderr.text()),
        more: ended.stdout.more() + ended.stderr.more(),
    };
    let mut judged = verdict::judge(&ended, &asked)?;
    if judged.verdict == Verdict::Crashed {
        judged.words.extend(last_words(&ended.stderr.text()));
    }
    Ok((judged, printed))
}

/// What the lab could still say of a panic that ended the process: which property ran, and where.
pub(crate) fn last_words(stderr: &str) -> Option<String> {
    let said = stderr.lines().find_map(|line| line.strip_prefix(LAST_WORDS))?;
    Some(format!("It says of its end: {said}."))
}

/// The order as a file without a name. Not a pipe: a subject that never reads would block us. Nameless: the nonce
/// lies in no folder, and two checks never share one.
#[cfg_attr(
    not(test),
    expect(clippy::disallowed_methods, reason = "a name that nobody else has, which must not be there yet")
)]
fn nameless(order: &LabOrder, dir: &Path) -> anyhow::Result<File> {
    let path = dir.join(format!("order-{}", order.nonce));
    let file = File::options().read(true).write(true).create_new(true).open(&path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    fs::remove_file(&path)?;
    writeln!(file, "{}", serde_json::to_string(order)?)?;
    file.rewind()?;
    Ok(file)
}

/// Tells a report of this run from anything else that may come out of the pipe. Nobody can guess it; a subject that
/// searches its own memory can find it.
pub(crate) fn nonce() -> String {
    let number = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", number(), number())
}
