//! A second device of one person: a link that opens the same review on a phone. It works once and not for long, and a new one
//! takes the place of an older one. Only its hash is kept, so its picture comes with it, and not again.

use super::{Refusal, Room, answer::json, caller::PERSON};
use crate::{ids::Token, said, store::devices::MOST_DEVICES};
use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How long a link works.
const WORKS_MINUTES: i64 = 10;

/// Makes a link for the person who asks, as an address and as a picture for the camera of a phone.
pub(super) async fn make(State(room): State<Arc<Room>>, request: Request) -> Result<Json<Value>, Refusal> {
    let (person, _) = room.writer(request.headers()).await?;
    let _nothing: Value = json(request).await?;
    let token = Token::fresh();
    room.store.add_link(person, &token, room.clock.now_ms() + WORKS_MINUTES * 60_000).await?;
    let root = room.address.split('#').next().unwrap_or(&room.address);
    let address = format!("{root}#device-{}", token.reveal());
    let picture = said::picture(&address)?;
    Ok(Json(json!({ "address": address, "picture": picture, "minutes": WORKS_MINUTES })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    secret: String,
}

/// Makes this browser a device of the person whose link it is.
pub(super) async fn claim(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let known = room.caller(request.headers()).await?.person;
    let asked: Claims = json(request).await?;
    let now_ms = room.clock.now_ms();
    let person = match Token::read(&asked.secret) {
        Some(link) => room.store.spend_link(&room.code, &link, now_ms).await?,
        None => None,
    };
    let Some(person) = person else {
        let why = "This link was used already, or is too old. Make another one on the device where you write.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, why));
    };
    if known.is_some_and(|it| it.0 == person) {
        return Ok(Json(json!({})).into_response());
    }
    let token = Token::fresh();
    if !room.store.add_device(&room.code, person, &token, now_ms).await? {
        let why = format!("One person has at most {MOST_DEVICES} devices more, and these are all in use.");
        return Err(Refusal::new(StatusCode::CONFLICT, why));
    }
    Ok(([(header::SET_COOKIE, room.cookie(PERSON, &token))], Json(json!({}))).into_response())
}
