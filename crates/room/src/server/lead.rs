//! What the facilitator's page asks for.

use super::{
    News, Refusal, Room,
    answer::json,
    caller::{LEAD, cookie},
    now_ms,
};
use crate::{ids::Token, said, stage::Stage};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use std::sync::{Arc, PoisonError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leads {
    secret: String,
}

impl Room {
    /// Whether this is the secret of the terminal. It is none any more after that.
    fn spend(&self, sent: &str) -> bool {
        let mut secret = self.secret.lock().unwrap_or_else(PoisonError::into_inner);
        // Compared by hash: the time that it takes says nothing of the secret.
        let same = Token::read(sent).zip(secret.as_ref()).is_some_and(|(sent, secret)| sent.hash() == secret.hash());
        if same {
            *secret = None;
        }
        same
    }
}

/// Turns the secret of the terminal into a cookie. It works once: whoever reads the address later has nothing.
pub(super) async fn lead(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let asked: Leads = json(request).await?;
    if !room.spend(&asked.secret) {
        let why = "This address was used already, or is of an older start. Start the room again, and open the address in its terminal.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, why));
    }
    let token = Token::fresh();
    room.store.add_lead(&room.code, &token).await?;
    Ok(([(header::SET_COOKIE, cookie(LEAD, &token))], Json(json!({}))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Goes {
    /// Where the page believes that the room is.
    seen: Stage,
    to: Stage,
}

/// Goes to another stage.
pub(super) async fn go(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    room.leader(request.headers()).await?;
    let asked: Goes = json(request).await?;
    match room.store.go(&room.code, asked.seen, asked.to, now_ms()).await? {
        Ok(stage) => {
            if !stage.others_open() {
                *room.report.lock().await = None;
            }
            room.tell(News::Stage);
            Ok(Json(json!({ "stage": stage })).into_response())
        }
        Err(why) => Err(Refusal::new(StatusCode::CONFLICT, why.to_string())),
    }
}

/// The address to join as a picture, for the wall.
pub(super) async fn squares(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Response, Refusal> {
    room.leader(&headers).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], said::picture(&room.address)?).into_response())
}
