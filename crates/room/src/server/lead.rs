//! What the facilitator's page asks for.

use super::{News, Refusal, Room, answer::json, caller::LEAD};
use crate::{ids::Token, said, stage::Stage};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leads {
    secret: String,
}

/// Turns the secret of the terminal into a cookie. It works once: whoever reads the address later has nothing.
pub(super) async fn lead(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let asked: Leads = json(request).await?;
    let token = Token::fresh();
    let leads = match Token::read(&asked.secret) {
        Some(secret) => room.store.add_lead(&room.code, &secret, &token).await?,
        None => false,
    };
    if !leads {
        let why = "This address was used already, or is of an older start. Start the room again, and open the address in its terminal.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, why));
    }
    Ok(([(header::SET_COOKIE, room.cookie(LEAD, &token))], Json(json!({}))).into_response())
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
    match room.store.go(&room.code, asked.seen, asked.to, room.clock.now_ms()).await? {
        Ok(stage) => {
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
