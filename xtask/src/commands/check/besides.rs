//! What a verdict is told besides: how many faults of several are fixed, and what those taught; that a card had nothing to fix, or
//! that its pull request is gone. A check and the watch say the same.

use crate::{
    layout::Layout,
    render::{
        Places,
        line::{Line, paragraph},
    },
    state::State,
    style::{GOOD, NEXT},
};
use checker::Checked;
use edge::{file::RECORD, visible};
use protocol::{Outcome, PropertyReport, Verdict};
use records::{Exercise, Sort, review::Words, stages::Stages};

/// Below the verdict on the learner's file, of the whole contract.
pub fn text(layout: &Layout, exercise: &Exercise, checked: &Checked) -> String {
    match checked.judged.verdict {
        Verdict::StillBroken => stages(exercise, checked),
        Verdict::Solved if exercise.sort == Sort::Card => card(layout, exercise).unwrap_or_default(),
        _ => String::new(),
    }
}

/// One line that an editor's problem matcher reads; nothing where the file is right.
pub fn problem(places: &Places, exercise: &Exercise, checked: &Checked) -> String {
    let judged = &checked.judged;
    if judged.verdict.is_good() {
        return String::new();
    }
    let failed = judged.properties.iter().find_map(|it| match &it.outcome {
        Outcome::Fails { message, .. } => Some((it, message)),
        _ => None,
    });
    let place = failed.and_then(|(it, _)| it.counterexample.as_ref()).and_then(|it| places.of(it));
    let place = place.unwrap_or_else(|| format!("{}:1", places.subject));
    let promise = |id: &str| exercise.record.property.iter().find(|it| it.id == id).map(|it| it.statement.clone());
    let words = match failed {
        Some((it, message)) => format!("{} ({message})", promise(&it.id).unwrap_or_else(|| it.id.clone())),
        None => String::new(),
    };
    let line = format!("problem: {place}: {}: {words}", judged.verdict.words());
    format!("{}\n", visible::line(line.trim_end_matches([' ', ':'])))
}

/// `1 of 3 faults fixed`, and what each of those was. Nothing while none is: how many there are is the reader's to find.
fn stages(exercise: &Exercise, checked: &Checked) -> String {
    let Ok(key) = exercise.review() else { return String::new() };
    let stages = Stages::of(exercise, &key);
    let properties = &checked.judged.properties;
    // A promise may break in the scene of another one.
    let breaks =
        |it: &PropertyReport, id: &str| it.counterexample.as_ref().is_some_and(|it| it.breaks.as_deref() == Some(id));
    let holds = |id: &str| {
        let own = properties.iter().find(|it| it.id == id);
        own.is_some_and(|it| it.outcome == Outcome::Holds) && !properties.iter().any(|it| breaks(it, id))
    };
    let fixed = stages.fixed(holds);
    if fixed.is_empty() || stages.all() < 2 {
        return String::new();
    }
    let sum = format!("{} of {} faults fixed", fixed.len(), stages.all());
    let mut text = Line::new("  ").styled(GOOD, &sum).end();
    for fault in fixed {
        text += &paragraph("    ✓ ", &format!("{}.", fault.title));
        if let Some(why) = first(&fault.mechanism) {
            text += &paragraph("      ", &format!("{why}."));
        }
    }
    text
}

fn first(words: &Words) -> Option<&str> {
    words.all().first().map(|it| it.trim().trim_end_matches('.'))
}

fn card(layout: &Layout, exercise: &Exercise) -> Option<String> {
    let reviewed = State::read_or_empty(layout).of(&exercise.key()).marks.is_some();
    let row = |words: &str| {
        let review = format!("cargo xtask card {}", exercise.record.id);
        paragraph("  ", words) + &Line::new("  the review: ").fitting(NEXT, &review, 4).end()
    };
    let bytes = |path| edge::file::bytes(path, RECORD).ok();
    let yours = bytes(exercise.subject());
    if exercise.is_clean() {
        let is_untouched = yours == bytes(exercise.variant_file(exercise.head()));
        return (is_untouched && !reviewed).then(|| {
            row("The pull request keeps its promises as it is, so there is nothing to fix. The exercise is its review, which is open.")
        });
    }
    if yours == bytes(exercise.variant_file("before")) {
        let words =
            "This is the code before the pull request. It keeps the promises, and what the author wanted is gone.";
        return Some(paragraph("  ", words));
    }
    (!reviewed).then(|| row("It is fixed. Its review is open."))
}
