//! What people write: taken, and acknowledged when it is on disk.

use super::{
    News, Refusal, Room,
    answer::{read, text},
};
use crate::{
    sheet,
    stage::Kept,
    store::drafts::{Held, Posted},
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use records::sheet::Stage as Of;
use serde::{Deserialize, Serialize};
use serde_json::{json, value::RawValue};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Post {
    /// The person that the page was drawn for. Another one may have joined in this browser since.
    person: i64,
    /// The version that the page has changed.
    base: i64,
    draft: Box<RawValue>,
}

/// What is held, for a page.
#[derive(Serialize)]
pub(super) struct Shown {
    version: i64,
    kept: Kept,
    /// As it was sent, byte by byte: a page compares it with what it has.
    draft: Option<Box<RawValue>>,
}

impl Shown {
    fn of(held: Held) -> Result<Shown, Refusal> {
        let draft = held.body.map(RawValue::from_string).transpose()?;
        Ok(Shown { version: held.version, kept: held.kept, draft })
    }
}

/// What the room has of whoever asks.
pub(super) async fn draft(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Json<Shown>, Refusal> {
    let (person, _) = room.writer(&headers).await?;
    Ok(Json(Shown::of(room.store.draft(&room.code, person).await?)?))
}

/// Takes a draft.
pub(super) async fn post(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let (person, name) = room.writer(request.headers()).await?;
    if !room.limits.draft(person, room.clock.gone()) {
        return Err(Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "This browser writes faster than anybody types. It goes on in a second.",
        ));
    }
    let body = text(request).await?;
    let post: Post = read(&body)?;
    if post.person != person.0 {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "Another person has joined in this browser. Load the page again.",
        ));
    }
    let draft = post.draft.get();
    let review = sheet::read(draft, &room.about, name.as_deref(), Of::Solo);
    let review = review.map_err(|error| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    Ok(match room.store.post(&room.code, person, post.base, draft, &review).await? {
        Posted::Taken(version, kept) => {
            room.tell(News::Draft(person, version));
            room.tell(News::Counts);
            if kept == Kept::Pair {
                room.tell_pair(person).await?;
            }
            Json(json!({ "version": version, "kept": kept })).into_response()
        }
        Posted::Older(held) => (StatusCode::CONFLICT, Json(Shown::of(held)?)).into_response(),
        Posted::NotYet => Refusal::new(StatusCode::FORBIDDEN, "The silent review has not begun.").into_response(),
    })
}
