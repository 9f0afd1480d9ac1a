//! `review --show`: what a comment claims of some lines, tried in the lab.

use crate::{
    cli::{MessageFormat, Review},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::{
        line::{Line, paragraph},
        steps,
    },
    style::NEXT,
    term::Progress,
};
use checker::Options;
use protocol::Counterexample;
use records::Exercise;
use review::claim::{self, Claim, NoClaim};

/// Looks, and says what it found or how far it looked.
pub(super) fn run(
    layout: &Layout,
    exercise: &Exercise,
    promise: &str,
    lines: [u32; 2],
    args: &Review,
) -> anyhow::Result<Exit> {
    let claim = Claim { property: promise.to_owned(), lines, actors: args.by.clone() };
    let options = Options::within(exercise.record.limits, exercise.record.runtime);
    let shown = claim::show(layout, exercise, &claim, &options, &mut Progress::new().listener());
    let shown = shown.map_err(|error| match error.downcast::<NoClaim>() {
        Ok(NoClaim(why)) => Usage(why).into(),
        Err(error) => error,
    })?;
    if args.message_format == MessageFormat::Json {
        out::json(&shown)?;
        return Ok(Exit::from_good(shown.found));
    }
    let mut text: String = shown.said.iter().map(|it| paragraph("", it)).collect();
    if let (Some(example), Some(schedule)) = (&shown.counterexample, &shown.schedule) {
        let seen = visible(example);
        text += &paragraph("", &format!("{}, at cost {}:", schedule.message, schedule.cost));
        text += &steps::table(&seen, false);
        text += &steps::stuck(&seen);
    } else {
        let whole = format!("cargo xtask explain {}/{promise}", exercise.short());
        text += &Line::new("  the promise: ").fitting(NEXT, &whole, 4).end();
    }
    out::show(&text)?;
    Ok(Exit::from_good(shown.found))
}

/// With every text of the subject's made visible.
fn visible(example: &Counterexample) -> Counterexample {
    let mut seen = example.clone();
    for step in &mut seen.steps {
        step.actor = edge::visible::line(&step.actor).into_owned();
        step.text = edge::visible::lines(&step.text).into_owned();
    }
    for stuck in &mut seen.stuck {
        stuck.actor = edge::visible::line(&stuck.actor).into_owned();
        stuck.waits_for = edge::visible::lines(&stuck.waits_for).into_owned();
    }
    seen
}
