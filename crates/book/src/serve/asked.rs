//! What a page may ask for: to have the suggestions of a review judged. It is what `cargo xtask check --suggestions` does, by the
//! same library and within the limits of a check.

use super::work::{Desk, NoAnswer};
use checker::Options;
use records::Course;
use records::sheet::Sheet;
use review::judge::{self, DoesNotFit, Versions};
use serde_json::Value;

/// Judges the suggestions of a review: the request is the sheet.
pub(super) fn judge(text: &str, desk: Desk<'_>) -> Result<Value, NoAnswer> {
    let refused = |why: String| NoAnswer::Refused(vec![why]);
    let sheet: Sheet = serde_json::from_str(text).map_err(|error| refused(format!("It is no review: {error}.")))?;
    sheet.check().map_err(|error| refused(format!("It is no review: {error}.")))?;
    let course = Course::load(&desk.layout.course)?;
    let exercise = course.exercises.iter().find(|it| it.slug == sheet.exercise);
    let exercise = exercise.ok_or_else(|| refused("This course has no such exercise.".to_owned()))?;
    let options = Options { cancel: desk.cancel, ..Options::within(exercise.record.limits) };
    let judged = judge::judge(desk.layout, exercise, &sheet, &options, desk.hear);
    let judged = judged.map_err(|error| match error.downcast::<DoesNotFit>() {
        Ok(fault) => NoAnswer::Refused(fault.0.iter().map(ToString::to_string).collect()),
        Err(error) => NoAnswer::Failed(error),
    })?;
    Ok(serde_json::to_value(judged.answer(exercise, &Versions::of(exercise)?))?)
}
