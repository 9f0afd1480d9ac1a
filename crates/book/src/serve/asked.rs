//! What a page may ask for: to have the suggestions of a review judged, and to be shown what a comment claims. It is what
//! `cargo xtask check --suggestions` and `review --show` do, by the same library and within the limits of a check.

use super::work::{Desk, NoAnswer};
use checker::Options;
use records::sheet::{Sheet, revision};
use records::{Course, Exercise};
use review::claim::{self, Claim, NoClaim};
use review::judge::{self, DoesNotFit, Versions};
use serde::Deserialize;
use serde_json::Value;

/// Judges the suggestions of a review: the request is the sheet.
pub(super) fn judge(text: &str, desk: Desk<'_>) -> Result<Value, NoAnswer> {
    let refused = |why: String| NoAnswer::Refused(vec![why]);
    let sheet: Sheet = serde_json::from_str(text).map_err(|error| refused(format!("It is no review: {error}.")))?;
    sheet.check().map_err(|error| refused(format!("It is no review: {error}.")))?;
    let course = Course::load(&desk.layout.course)?;
    let exercise = reviewed(&course, &sheet.exercise).map_err(refused)?;
    let options = Options { cancel: desk.cancel, ..Options::within(exercise.record.limits, exercise.record.runtime) };
    let judged = judge::judge(desk.layout, exercise, &sheet, &options, desk.hear);
    let judged = judged.map_err(|error| match error.downcast::<DoesNotFit>() {
        Ok(fault) => NoAnswer::Refused(fault.0.iter().map(ToString::to_string).collect()),
        Err(error) => NoAnswer::Failed(error),
    })?;
    Ok(serde_json::to_value(judged.answer(exercise, &Versions::of(exercise)?))?)
}

/// The exercise or the card that a page names, by its whole name.
fn reviewed<'a>(course: &'a Course, slug: &str) -> Result<&'a Exercise, String> {
    let found = course.find_reviewed(slug).ok().filter(|it| it.slug == slug);
    found.ok_or_else(|| "This course has no such exercise.".to_owned())
}

/// A claim, and the pull request that it is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AboutIt {
    exercise: String,
    revision: String,
    claim: Claim,
}

/// Looks for a schedule that shows what a comment claims.
pub(super) fn show(text: &str, desk: Desk<'_>) -> Result<Value, NoAnswer> {
    let refused = |why: String| NoAnswer::Refused(vec![why]);
    let asked: AboutIt = serde_json::from_str(text).map_err(|error| refused(format!("It is no claim: {error}.")))?;
    let course = Course::load(&desk.layout.course)?;
    let exercise = reviewed(&course, &asked.exercise).map_err(refused)?;
    let Versions { before, head } = Versions::of(exercise)?;
    if revision(&before, &head) != asked.revision {
        return Err(refused(
            "The comment is about another version of this pull request: load the page again.".to_owned(),
        ));
    }
    let options = Options { cancel: desk.cancel, ..Options::within(exercise.record.limits, exercise.record.runtime) };
    let shown = claim::show(desk.layout, exercise, &asked.claim, &options, desk.hear);
    let shown = shown.map_err(|error| match error.downcast::<NoClaim>() {
        Ok(NoClaim(why)) => refused(why),
        Err(error) => NoAnswer::Failed(error),
    })?;
    Ok(serde_json::to_value(shown)?)
}
