//! What a person sees of the others in the same pair: their comments, as they write them. It is asked for in that stage alone.

use super::{News, Refusal, Room};
use crate::{ids::Person, sheet, stage::Stage};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use records::sheet::Stage as Of;
use serde_json::{Value, json};
use std::sync::Arc;

impl Room {
    /// Tells the others of a pair that one of them wrote.
    pub(super) async fn tell_pair(&self, person: Person) -> anyhow::Result<()> {
        if let Some((_, others)) = self.store.pair(&self.code, person).await? {
            others.iter().for_each(|it| self.tell(News::Pair(it.person)));
        }
        Ok(())
    }

    /// A person joined or wrote: for the facilitator, and in that stage for the partners.
    pub(super) async fn counted(&self, person: Person) -> Result<(), Refusal> {
        self.tell(News::Counts);
        if self.stage().await? == Stage::Pairs {
            self.tell_pair(person).await?;
        }
        Ok(())
    }
}

/// The pair of the person who asks.
pub(super) async fn pair(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let (person, _) = room.writer(&headers).await?;
    if room.stage().await? != Stage::Pairs {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Nobody is in pairs now."));
    }
    let (number, others) = room.store.pair(&room.code, person).await?.unwrap_or_default();
    let mut partners = Vec::new();
    for it in others {
        let review = it.body.map(|body| sheet::read(&body, &room.about, None, Of::Pair)).transpose()?;
        let decision = review.as_ref().filter(|it| it.decided).map(|it| it.sheet.decision);
        let comments = review.map(|it| it.sheet.comments).unwrap_or_default();
        partners.push(json!({ "name": it.name, "decision": decision, "comments": comments }));
    }
    Ok(Json(json!({ "pair": number, "partners": partners })))
}
