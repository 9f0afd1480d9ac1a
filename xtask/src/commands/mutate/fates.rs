//! What becomes of mutants: all that are asked for share programs, as the variants of a scenario do, and what a compiler
//! refuses is left out.

use super::made::Mutant;
use crate::{layout::Layout, out, render, term};
use checker::{
    Checked, Checker, Event, Options, Subject,
    batch::{IfRefused, Item, News},
    corpus,
};
use protocol::{Outcome, Verdict};
use records::{
    Exercise,
    mutants::{Fate, Judged},
};
use supervise::Cancel;

/// Judges them, each by the contract of its exercise. `program` is what the programs are called that they share.
///
/// # Errors
/// A fault of the course or of the tool.
pub fn of(layout: &Layout, program: &str, mutants: &[(&Exercise, &Mutant)]) -> anyhow::Result<Vec<Judged>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    for &(exercise, it) in mutants {
        let Subject { file, .. } = corpus::written(layout, exercise, "mutants", &it.code, &it.text)?;
        let subject = Subject { name: Some(it.of.clone()), file };
        let options = Options::within(exercise.record.limits, exercise.record.runtime);
        let (program, if_refused) = (format!("{program}-{}", exercise.slug), IfRefused::LeftOut);
        items.push(Item { exercise, subject, options, program, has_lines: false, is_judged: true, if_refused });
    }
    let bar = term::bar(items.len());
    let checked = Checker::new(layout).check_all(&items, &Cancel::default(), &mut |news| match news {
        News::Builds(_, Event::Waits) => {
            bar.suspend(|| out::tell("somebody else judges there; this comes afterwards"));
        }
        News::Builds(..) => {
            bar.set_message("building the mutants");
            bar.tick();
        }
        News::Alone(at, why) => bar.suspend(|| {
            let text = format!("{} has a package of its own: {why}", mutants[at].1.id);
            out::tell(&render::labelled("note", &text));
        }),
        News::LeftOut(_) => bar.inc(1),
        News::Judged(at, _) => {
            bar.inc(1);
            bar.set_message(format!("{}: {}", mutants[at].0.short(), mutants[at].1.id));
        }
    });
    bar.finish_and_clear();
    let judged = mutants.iter().zip(checked?).map(|((_, it), checked)| {
        let (fate, executions) = checked.as_ref().map_or((Fate::DoesNotCompile, 0), fate);
        Judged { of: it.of.clone(), id: it.id.clone(), code: it.code.clone(), fate, executions }
    });
    Ok(judged.collect())
}

/// What a verdict means for a mutant, and how many executions it took. Whatever a learner would not be told as solved kills,
/// but for an end without an answer.
fn fate(checked: &Checked) -> (Fate, u64) {
    let judged = &checked.judged;
    let written: u64 = judged.properties.iter().map(|it| it.coverage.executions).sum();
    let executions = written + judged.asked.executions;
    let failing = judged.properties.iter().find_map(|it| match it.outcome {
        Outcome::Fails { kind, .. } => Some(format!("{} ({})", it.id, kind.words())),
        _ => None,
    });
    let fate = match judged.verdict {
        Verdict::Solved | Verdict::Holds => Fate::Survives,
        Verdict::Undecided => Fate::NoAnswer,
        Verdict::DoesNotCompile | Verdict::NotModelled | Verdict::ApiChanged => Fate::DoesNotCompile,
        Verdict::StillBroken | Verdict::Hangs | Verdict::Crashed | Verdict::OverLimit | Verdict::LeftProcesses => {
            Fate::Killed(failing.unwrap_or_else(|| judged.verdict.words().to_owned()))
        }
    };
    (fate, executions)
}
