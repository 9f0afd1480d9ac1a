//! A second device of one person: a link that opens the same review on a phone. It works once and not for long, and a new one
//! takes the place of an older one. It is kept in memory alone: a server that starts again has none.

use super::{
    Refusal, Room,
    answer::json,
    caller::{PERSON, cookie},
    now_ms,
};
use crate::{
    ids::{Person, Token},
    said,
    store::people::MOST_DEVICES,
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

/// How long a link works.
const WORKS: Duration = Duration::from_secs(10 * 60);

/// The links that were made and not used.
#[derive(Default)]
pub(super) struct Links(HashMap<Person, (Token, Instant)>);

impl Links {
    fn make(&mut self, person: Person, now: Instant) -> Token {
        let token = Token::fresh();
        self.0.insert(person, (token.clone(), now + WORKS));
        token
    }

    fn of(&self, person: Person, now: Instant) -> Option<&Token> {
        self.0.get(&person).filter(|it| now < it.1).map(|it| &it.0)
    }

    /// Whose link this is. It is none any more after that.
    fn spend(&mut self, sent: &str, now: Instant) -> Option<Person> {
        let sent = Token::read(sent)?.hash();
        self.0.retain(|_, it| now < it.1);
        // Compared by hash: the time that it takes says nothing of the token.
        let person = self.0.iter().find(|(_, it)| it.0.hash() == sent).map(|it| *it.0)?;
        self.0.remove(&person);
        Some(person)
    }
}

impl Room {
    fn links<T>(&self, with: impl FnOnce(&mut Links, Instant) -> T) -> T {
        with(&mut self.links.lock().unwrap_or_else(PoisonError::into_inner), Instant::now())
    }

    fn link(&self, token: &Token) -> String {
        let root = self.address.split('#').next().unwrap_or(&self.address);
        format!("{root}#device-{}", token.reveal())
    }
}

/// Makes a link for the person who asks.
pub(super) async fn make(State(room): State<Arc<Room>>, request: Request) -> Result<Json<Value>, Refusal> {
    let (person, _) = room.writer(request.headers()).await?;
    let _nothing: Value = json(request).await?;
    let token = room.links(|links, now| links.make(person, now));
    Ok(Json(json!({ "address": room.link(&token), "minutes": WORKS.as_secs() / 60 })))
}

/// The link of the person who asks as a picture, for the camera of a phone.
pub(super) async fn squares(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let (person, _) = room.writer(&headers).await?;
    let address = room.links(|links, now| links.of(person, now).map(|it| room.link(it)));
    let none = || Refusal::new(StatusCode::NOT_FOUND, "There is no link now. Make one.");
    let picture = said::picture(&address.ok_or_else(none)?)?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
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
    let Some(person) = room.links(|links, now| links.spend(&asked.secret, now)) else {
        let why = "This link was used already, or is too old. Make another one on the device where you write.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, why));
    };
    if known.is_some_and(|it| it.0 == person) {
        return Ok(Json(json!({})).into_response());
    }
    let token = Token::fresh();
    if !room.store.add_device(person, &token, now_ms()).await? {
        let why = format!("One person has at most {MOST_DEVICES} devices more, and these are all in use.");
        return Err(Refusal::new(StatusCode::CONFLICT, why));
    }
    Ok(([(header::SET_COOKIE, cookie(PERSON, &token))], Json(json!({}))).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_once_and_not_for_long_and_the_newest_one_alone() {
        let (mut links, now) = (Links::default(), Instant::now());
        let (ada, bo) = (Person(1), Person(2));
        let old = links.make(ada, now);
        let (new, other) = (links.make(ada, now), links.make(bo, now));
        assert_eq!(links.spend(old.reveal(), now), None);
        assert_eq!((links.spend(new.reveal(), now), links.spend(new.reveal(), now)), (Some(ada), None));
        assert!(links.of(ada, now).is_none() && links.of(bo, now).is_some_and(|it| *it == other));
        assert_eq!((links.spend(&other.hash(), now), links.spend("", now)), (None, None));
        let (just, over) = (now + WORKS - Duration::from_millis(1), now + WORKS);
        assert!(links.of(bo, just).is_some() && links.of(bo, over).is_none());
        assert_eq!(links.spend(other.reveal(), over), None);
    }
}
