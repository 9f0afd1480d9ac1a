//! What the team sees together: the board, the key, and what is taken home.

use super::{Refusal, Room, wordings};
use crate::{
    counts::FEWEST,
    stage::{KeyOpen, Stage},
    wall::{self, Report},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

impl Room {
    pub(super) async fn stage(&self) -> Result<Stage, Refusal> {
        Ok(self.store.room(&self.code).await?.stage)
    }

    /// The leave to send the key.
    pub(super) async fn opened(&self) -> Result<KeyOpen, Refusal> {
        let closed = || Refusal::new(StatusCode::FORBIDDEN, "The key is not open yet.");
        self.stage().await?.opened().ok_or_else(closed)
    }

    /// The report, made once for the same reviews. Those who come meanwhile wait for it.
    async fn report(self: &Arc<Room>) -> Result<Arc<Report>, Refusal> {
        let mut held = self.report.lock().await;
        // Asked before they are read: a review that comes between makes a report that is made once more.
        let counted = self.store.counted(&self.code).await?;
        if let Some((of, report)) = &*held
            && *of == counted
        {
            return Ok(report.clone());
        }
        let reviews = self.store.reviews(&self.code, &self.about, false).await?;
        let room = self.clone();
        let made = tokio::task::spawn_blocking(move || Report::of(&room.course, &room.about, &reviews, false));
        let report = Arc::new(made.await??);
        *held = Some((counted, report.clone()));
        Ok(report)
    }
}

/// Who marked which lines, without what it is worth.
pub(super) async fn board(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    room.member(&headers).await?;
    if !room.stage().await?.others_open() {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Everybody still reviews alone."));
    }
    Ok(Json(room.report().await?.board()))
}

/// What the team found, beside the key.
pub(super) async fn key(State(room): State<Arc<Room>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    room.member(&headers).await?;
    let open = room.opened().await?;
    Ok(Json(room.report().await?.key(open).clone()))
}

/// A file to take home. The reviews have the names that people gave; what is counted has none.
pub(super) async fn export(
    State(room): State<Arc<Room>>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    room.leader(&headers).await?;
    let open = room.opened().await?;
    let reviews = || async { room.store.reviews(&room.code, &room.about, true).await };
    let (kind, text) = match name.as_str() {
        "report.md" => ("text/markdown; charset=utf-8", room.report().await?.markdown(open).to_owned()),
        "report.html" => ("text/html; charset=utf-8", room.report().await?.html(open).to_owned()),
        "counts.csv" => match room.report().await?.counts(open) {
            Some(text) => ("text/csv; charset=utf-8", text),
            None => {
                let why = format!("With fewer than {FEWEST} reviews a count says what one person did.");
                return Err(Refusal::new(StatusCode::CONFLICT, why));
            }
        },
        "wordings.md" => ("text/markdown; charset=utf-8", wordings::markdown(&room).await?),
        "reviews" => {
            let names: Vec<String> = wall::files(&reviews().await?)?.into_iter().map(|it| it.name).collect();
            return Ok(Json(json!(names)).into_response());
        }
        one => match wall::files(&reviews().await?)?.into_iter().find(|it| it.name == one) {
            Some(file) => ("application/json", file.text),
            None => return Err(Refusal::new(StatusCode::NOT_FOUND, "There is no such file to take home.")),
        },
    };
    // `name` is one of ours here.
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, text).into_response())
}
