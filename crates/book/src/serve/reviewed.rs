//! A review that was submitted in a browser: what it found and missed is remembered, so that what comes next follows from it here
//! and in the terminal. Its words stay in the browser.

use super::{Site, learner};
use anyhow::Context;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use httpd::guard::names_its_origin;
use progress::{Reviewed, Store};
use records::Course;
use serde::Deserialize;
use std::path::Path;

/// What the page says: hazards by id, and no words. Anything else is refused, which a flattened [`Reviewed`] could not do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// The whole name of what was reviewed.
    exercise: String,
    found: Vec<String>,
    missed: Vec<String>,
    alarms: f64,
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
    let Ok(said) = serde_json::from_slice::<Said>(&body) else {
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
fn remember(root: &Path, said: Said) -> anyhow::Result<bool> {
    let course = Course::load(root)?;
    let Some(exercise) = course.find_reviewed(&said.exercise).ok().filter(|it| it.slug == said.exercise) else {
        return Ok(false);
    };
    let key = exercise.review()?;
    let Said { found, missed, alarms, right, .. } = said;
    let marks = Reviewed { found, missed, alarms, right }.marks(|id| key.finding.iter().any(|it| it.hazard == id));
    let store = Store::of_course(root);
    store.update(|progress| progress.reviewed(&exercise.key(), marks)).context("the progress cannot be written")?;
    Ok(true)
}
