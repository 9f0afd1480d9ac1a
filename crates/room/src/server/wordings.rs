//! The rounds after the key: everybody proposes a wording, and votes for one. While a round is open, its votes are shown to those
//! who have voted, so the first vote is nobody's echo.

use super::{News, Refusal, Room, answer::json};
use crate::{
    ids::Person,
    stage::{Round, Stage},
    store::wordings::{Put, Wording},
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Characters of a wording.
const LONGEST_WORDING: usize = 4000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proposes {
    /// The person that the page was drawn for.
    person: i64,
    round: Round,
    /// The version that the page has changed.
    base: i64,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Votes {
    person: i64,
    round: Round,
    key: String,
}

impl Room {
    /// The person who has sent this, if it is the one that the page was drawn for, and not too fast.
    async fn proposer(&self, headers: &HeaderMap, drawn_for: i64) -> Result<Person, Refusal> {
        let (person, _) = self.writer(headers).await?;
        match () {
            () if person.0 != drawn_for => {
                let why = "Another person has joined in this browser. Load the page again.";
                Err(Refusal::new(StatusCode::FORBIDDEN, why))
            }
            () if !self.limits.draft(person, self.clock.gone()) => {
                let why = "This browser sends faster than anybody types. Try again in a second.";
                Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, why))
            }
            () => Ok(person),
        }
    }

    fn put(&self, put: Put) -> Response {
        match put {
            Put::Taken(version) => {
                self.tell(News::Wordings);
                Json(json!({ "version": version })).into_response()
            }
            Put::Older(version, text) => {
                (StatusCode::CONFLICT, Json(json!({ "version": version, "text": text }))).into_response()
            }
            Put::Gone => {
                let why = "This wording was changed or taken out since you read it. Read it again, and choose.";
                Refusal::new(StatusCode::NOT_FOUND, why).into_response()
            }
            Put::NotNow => Refusal::new(StatusCode::FORBIDDEN, "The room is not at this question.").into_response(),
        }
    }
}

/// Takes a wording.
pub(super) async fn propose(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    room.writer(&headers).await?;
    let asked: Proposes = json(request).await?;
    let person = room.proposer(&headers, asked.person).await?;
    let text = asked.text.trim();
    if text.chars().count() > LONGEST_WORDING {
        let why = format!("A wording has at most {LONGEST_WORDING} characters.");
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, why));
    }
    let put = room.store.propose(&room.code, person, asked.round, asked.base, text).await?;
    Ok(room.put(put))
}

/// Takes a vote.
pub(super) async fn vote(State(room): State<Arc<Room>>, request: Request) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    room.writer(&headers).await?;
    let asked: Votes = json(request).await?;
    let person = room.proposer(&headers, asked.person).await?;
    let put = room.store.vote(&room.code, person, asked.round, &asked.key).await?;
    Ok(room.put(put))
}

/// One round, as this person may see it; a facilitator is nobody here.
fn shown(all: &[Wording], open: bool, person: Option<Person>) -> Value {
    let vote = person.and_then(|it| all.iter().find(|one| one.voters.contains(&it)));
    let seen = !open || vote.is_some();
    let wording = |it: &Wording| {
        let mine = Some(it.person) == person;
        json!({ "key": it.key, "text": it.text, "mine": mine, "votes": seen.then_some(it.voters.len()) })
    };
    let voted: usize = all.iter().map(|it| it.voters.len()).sum();
    let mut wordings: Vec<&Wording> = all.iter().collect();
    if !open {
        wordings.sort_by_key(|it| std::cmp::Reverse(it.voters.len()));
    }
    let wordings: Vec<Value> = wordings.into_iter().map(wording).collect();
    json!({ "open": open, "voted": voted, "vote": vote.map(|it| &it.key), "wordings": wordings })
}

/// The rounds that the room has come to.
pub(super) async fn wordings(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let caller = room.member(&headers).await?;
    room.opened().await?;
    let stage = room.stage().await?;
    let person = caller.person.map(|it| it.0);
    let mut rounds = Map::new();
    for round in Round::ALL.into_iter().filter(|it| it.stage() <= stage) {
        let mut one = shown(&room.store.wordings(&room.code, round).await?, stage == round.stage(), person);
        if let Some(person) = person {
            let (version, text) = room.store.proposed(person, round).await?;
            one["own"] = json!({ "version": version, "text": text });
        }
        rounds.insert(round.name().to_owned(), one);
    }
    let joined = room.store.counts(&room.code).await?.joined;
    Ok(Json(json!({ "joined": joined, "longest": LONGEST_WORDING, "rounds": rounds })))
}

/// The wordings as Markdown, with the most votes first and without a name. A round that is open is not in it.
pub(super) async fn markdown(room: &Room) -> Result<String, Refusal> {
    let stage = room.stage().await?;
    let mut out = String::from("# What the team worded\n");
    for round in Round::ALL.into_iter().filter(|it| it.stage() < stage) {
        let mut all = room.store.wordings(&room.code, round).await?;
        all.sort_by_key(|it| std::cmp::Reverse(it.voters.len()));
        out.push_str(&section(round, &all));
    }
    if stage <= Stage::Fix {
        out.push_str("\nThere is nothing yet: a round is in here when it is over.\n");
    }
    Ok(out)
}

fn section(round: Round, all: &[Wording]) -> String {
    let mut out = format!("\n## {}\n", round.title());
    if all.is_empty() {
        out.push_str("\nNobody proposed a wording.\n");
    }
    for it in all {
        let votes = it.voters.len();
        // A fence that is longer than any in the text, so no word of it is markup.
        let longest = it.text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let text = edge::visible::lines(&it.text);
        out += &format!("\n{votes} {}\n\n{fence}text\n{text}\n{fence}\n", if votes == 1 { "vote" } else { "votes" });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(key: &str, person: i64, voters: &[i64]) -> Wording {
        let voters = voters.iter().copied().map(Person).collect();
        Wording { key: key.to_owned(), person: Person(person), text: format!("of {key}"), voters }
    }

    #[test]
    fn the_votes_of_an_open_round_are_for_those_who_voted() {
        let all = [wording("a", 1, &[2]), wording("b", 2, &[1, 3])];
        let votes =
            |it: &Value| it["wordings"].as_array().unwrap().iter().map(|it| it["votes"].clone()).collect::<Vec<_>>();
        let (null, one, two) = (Value::Null, json!(1), json!(2));
        assert_eq!(votes(&shown(&all, true, Some(Person(4)))), [null.clone(), null.clone()]);
        assert_eq!(votes(&shown(&all, true, None)), [null.clone(), null]);
        let voter = shown(&all, true, Some(Person(3)));
        assert_eq!(
            (votes(&voter), &voter["vote"], &voter["voted"]),
            (vec![one.clone(), two.clone()], &json!("b"), &json!(3))
        );
        // Once it is over, everybody sees it, the most votes first.
        assert_eq!(votes(&shown(&all, false, None)), [two, one]);
        assert_eq!(shown(&all, true, Some(Person(2)))["wordings"][1]["mine"], true);
    }

    #[test]
    fn a_text_in_markdown_is_text() {
        let mut it = wording("a", 1, &[2]);
        it.text = "````\n# no heading\n\u{202e}".to_owned();
        let text = section(Round::Comment, &[it]);
        assert!(text.contains("\n1 vote\n\n`````text\n````\n# no heading\n") && text.ends_with("\n`````\n"), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
        assert!(section(Round::Fix, &[]).contains("Nobody proposed"));
    }
}
