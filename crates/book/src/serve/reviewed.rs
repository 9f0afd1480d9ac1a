//! A review that was submitted in a browser: what it found and missed is remembered, so that what comes next follows from it here
//! and in the terminal. Its words stay in the browser.

use super::{Site, learner};
use anyhow::Context;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use httpd::guard::names_its_origin;
use progress::{Marks, Store};
use records::{Course, Exercise};
use serde::Deserialize;
use std::path::Path;

/// What the page says: hazards by id, and no words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewed {
    /// The whole name of what was reviewed.
    exercise: String,
    found: Vec<String>,
    missed: Vec<String>,
    /// In part, where a comment is partly so.
    alarms: f64,
    /// Whether the decision was right.
    right: bool,
}

/// Remembers it, and tells the open pages.
pub(super) async fn answer(site: &'static Site, headers: HeaderMap, body: Bytes) -> Response {
    if !names_its_origin(&headers) {
        return (StatusCode::FORBIDDEN, "Only a page of this book may say that.\n").into_response();
    }
    if headers.get(header::CONTENT_TYPE).is_none_or(|it| it != "application/json") {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "It takes application/json.\n").into_response();
    }
    let Ok(said) = serde_json::from_slice::<Reviewed>(&body) else {
        return (StatusCode::BAD_REQUEST, "It is no review.\n").into_response();
    };
    let kept = tokio::task::spawn_blocking(move || remember(&site.root, said)).await;
    match kept {
        Ok(Ok(true)) => {
            site.learner.send_replace(learner::state(&site.root));
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(Ok(false)) => (StatusCode::NOT_FOUND, "This course has no such exercise.\n").into_response(),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "It could not be written down.\n").into_response(),
    }
}

/// Writes it down. `false` where the course has no such exercise.
fn remember(root: &Path, said: Reviewed) -> anyhow::Result<bool> {
    let course = Course::load(root)?;
    let Some(exercise) = course.find_reviewed(&said.exercise).ok().filter(|it| it.slug == said.exercise) else {
        return Ok(false);
    };
    let marks = marks(exercise, said)?;
    let store = Store::of_course(root);
    store.update(|progress| progress.reviewed(&exercise.key(), marks)).context("the progress cannot be written")?;
    Ok(true)
}

/// Only hazards of the key count: a page has no say in what there is to find.
fn marks(exercise: &Exercise, said: Reviewed) -> anyhow::Result<Marks> {
    let key = exercise.review()?;
    let of_key = |ids: Vec<String>| -> Vec<String> {
        ids.into_iter().filter(|id| key.finding.iter().any(|it| it.hazard == *id)).collect()
    };
    Ok(Marks {
        seen: of_key(said.found),
        unseen: of_key(said.missed),
        alarms: said.alarms.ceil() as usize,
        decision: said.right,
    })
}

#[cfg(test)]
mod tests {
    use super::{Reviewed, marks};
    use records::Course;

    #[test]
    fn a_page_has_no_say_in_what_there_is_to_find() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
        let exercise = course.find("exercise-2").unwrap();
        let hazard = exercise.review().unwrap().finding[0].hazard.clone();
        let of = |ids: &[&str]| ids.iter().map(ToString::to_string).collect();
        let said = Reviewed {
            exercise: exercise.slug.clone(),
            found: of(&[&hazard, "no-such-hazard"]),
            missed: of(&["pid-reuse", "../x"]),
            alarms: 0.5,
            right: true,
        };
        let marks = marks(exercise, said).unwrap();
        assert_eq!((marks.seen, marks.unseen.len(), marks.alarms), (vec![hazard], 0, 1));
    }
}
