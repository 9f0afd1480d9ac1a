//! Joining, and where the room is.

use super::{Refusal, Room, answer::json, caller::PERSON};
use crate::{
    ids::{Code, Token},
    stage::Stage,
    store::people::MOST,
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use workshop::timetable;

/// Characters of a name.
const LONGEST_NAME: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Joins {
    code: String,
    #[serde(default)]
    name: String,
}

/// Lets a browser in. One that is in already stays who it is: a page that was loaded twice makes no second person.
pub(super) async fn join(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let known = room.caller(request.headers()).await?.person;
    let asked: Joins = json(request).await?;
    if Code::read(&asked.code) != Some(room.code.clone()) {
        return Err(match room.limits.wrong_code(room.clock.gone()) {
            true => Refusal::new(
                StatusCode::NOT_FOUND,
                "No room has this code. It has eight letters and digits, as ABCD-EFGH.",
            ),
            false => Refusal::new(StatusCode::TOO_MANY_REQUESTS, "There were many wrong codes. Try again in a minute."),
        });
    }
    if let Some((person, name)) = known {
        return Ok(Json(json!({ "person": person.0, "name": name })).into_response());
    }
    let name = named(&asked.name)?;
    let token = Token::fresh();
    let Ok(person) = room.store.join(&room.code, name.as_deref(), &token, room.clock.now_ms()).await? else {
        return Err(Refusal::new(StatusCode::CONFLICT, format!("The room is full: it takes {MOST} people.")));
    };
    // One who joins late may have come to a pair.
    room.counted(person).await?;
    let headers = [(header::SET_COOKIE, room.cookie(PERSON, &token))];
    Ok((headers, Json(json!({ "person": person.0, "name": name }))).into_response())
}

/// A name, if somebody gave one.
fn named(typed: &str) -> Result<Option<String>, Refusal> {
    let name: String = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > LONGEST_NAME {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, format!("A name has at most {LONGEST_NAME} characters.")));
    }
    if name.chars().any(|it| !edge::visible::is_visible(it)) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "The name has a character that nobody sees."));
    }
    Ok((!name.is_empty()).then_some(name))
}

/// Which slot of the timetable a stage is led by.
fn slot(stage: Stage, minutes: u32) -> Value {
    let at = match stage {
        Stage::Lobby => 0,
        Stage::Silent => 1,
        Stage::Pairs => 2,
        Stage::Board => 3,
        Stage::Reveal => 4,
        // The hour has no time for a fix, and the longer form has the comment after it.
        Stage::Fix if minutes < 90 => return Value::Null,
        Stage::Fix => 5,
        Stage::Comment => 5 + usize::from(minutes >= 90),
        Stage::Closed => return Value::Null,
    };
    let slots = timetable::slots(minutes).unwrap_or_default();
    slots.get(at).map_or(Value::Null, |it| {
        // The plan's pairs write one review together. Those of a room keep their own, so that no word is lost on the way.
        let what =
            if stage == Stage::Pairs { "In pairs: read each other’s comments, and add to your own" } else { it.what };
        json!({ "minutes": it.to - it.from, "what": what, "lead": it.lead })
    })
}

/// Where the room is, and who asks. Whoever has not joined hears what it is about, and no more.
pub(super) async fn state(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let caller = room.caller(&headers).await?;
    let about = json!({ "exercise": room.about.exercise, "title": room.title, "minutes": room.minutes });
    if caller.person.is_none() && !caller.leads {
        return Ok(Json(json!({ "about": about, "member": false })));
    }
    let now = room.store.room(&room.code).await?;
    let person = caller
        .person
        .map(|(person, name)| json!({ "id": person.0, "name": name, "key": format!("{}-{}", room.code, person.0) }));
    let counts = room.store.counts(&room.code).await?;
    // A server whose clock was set back, and one beside another, may be before the stage that it is in: it has then just begun.
    let mut state = json!({
        "about": about, "member": true, "stage": now.stage, "began_ms": now.stage_began_ms, "now_ms": room.clock.now_ms().max(now.stage_began_ms),
        "slot": slot(now.stage, room.minutes), "person": person, "leads": caller.leads, "joined": counts.joined,
    });
    if caller.leads {
        state["counts"] = json!(counts);
        state["address"] = json!(room.address);
        state["code"] = json!(room.code.to_string());
        state["pairs"] = json!(room.store.pairs(&room.code).await?);
    }
    Ok(Json(state))
}
