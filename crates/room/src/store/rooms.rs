//! Rooms: made, found again, moved from stage to stage, and removed when they are old.

use super::{Change, Store, pairs};
use crate::{
    ids::Code,
    sheet::About,
    stage::{NoWay, Stage},
};
use anyhow::Context;
use sqlx::{AnyConnection, Row, any::AnyRow};

/// A room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// What people type to join.
    pub code: Code,
    /// The pull request.
    pub about: About,
    /// The length of the session.
    pub minutes: u32,
    /// Where it is.
    pub stage: Stage,
    /// Since when, in milliseconds of Unix time.
    pub stage_began_ms: i64,
    /// When it was made, likewise.
    pub made_ms: i64,
}

const COLUMNS: &str = "SELECT code, exercise, revision, minutes, stage, stage_began_ms, made_ms FROM room";

fn room(row: &AnyRow) -> anyhow::Result<Room> {
    let stage: String = row.try_get("stage")?;
    Ok(Room {
        code: Code::read(&row.try_get::<String, _>("code")?).context("a room has no code")?,
        about: About { exercise: row.try_get("exercise")?, revision: row.try_get("revision")? },
        minutes: u32::try_from(row.try_get::<i64, _>("minutes")?)?,
        stage: Stage::named(&stage).with_context(|| format!("no stage is called {stage}"))?,
        stage_began_ms: row.try_get("stage_began_ms")?,
        made_ms: row.try_get("made_ms")?,
    })
}

async fn make(to: &mut AnyConnection, about: &About, minutes: u32, now_ms: i64) -> anyhow::Result<Room> {
    let (code, about, stage) = (Code::fresh(), about.clone(), Stage::Lobby);
    let made = Room { code, about, minutes, stage, stage_began_ms: now_ms, made_ms: now_ms };
    sqlx::query("INSERT INTO room (code, exercise, revision, minutes, stage, stage_began_ms, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(made.code.as_str())
        .bind(made.about.exercise.as_str())
        .bind(made.about.revision.as_str())
        .bind(i64::from(minutes))
        .bind(made.stage.name())
        .bind(now_ms)
        .bind(now_ms)
        .execute(to)
        .await?;
    Ok(made)
}

async fn unclosed(from: &mut AnyConnection, about: &About) -> anyhow::Result<Option<Room>> {
    let sql = format!("{COLUMNS} WHERE exercise = $1 AND revision = $2 AND stage <> $3 ORDER BY made_ms DESC LIMIT 1");
    let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(about.exercise.as_str()).bind(about.revision.as_str());
    let found = found.bind(Stage::Closed.name()).fetch_optional(from).await?;
    found.as_ref().map(room).transpose()
}

impl Store {
    /// Makes a room.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn make(&self, about: &About, minutes: u32, now_ms: i64) -> anyhow::Result<Room> {
        make(&mut *self.write.acquire().await?, about, minutes, now_ms).await
    }

    /// The youngest room about this pull request that is not closed; where there is none, a new one. Two servers that begin at
    /// once get the same. The flag says whether it was there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn go_on(&self, about: &About, minutes: u32, now_ms: i64) -> anyhow::Result<(Room, bool)> {
        let mut change = self.change(None).await?;
        if let Some(there) = unclosed(&mut change, about).await? {
            return Ok((there, true));
        }
        let made = make(&mut change, about, minutes, now_ms).await?;
        change.commit().await?;
        Ok((made, false))
    }

    /// A room by its code.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub async fn room(&self, code: &Code) -> anyhow::Result<Room> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE code = $1"));
        room(&sqlx::query(sql).bind(code.as_str()).fetch_one(&self.read).await?)
    }

    /// The youngest room about this pull request that is not closed.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn unclosed(&self, about: &About) -> anyhow::Result<Option<Room>> {
        unclosed(&mut *self.read.acquire().await?, about).await
    }

    /// Goes to another stage, if there is a way. With the pairs it makes them.
    ///
    /// # Errors
    /// If the store fails. That there is no way is an answer.
    pub async fn go(&self, code: &Code, seen: Stage, to: Stage, now_ms: i64) -> anyhow::Result<Result<Stage, NoWay>> {
        let mut change = self.change(Some(code)).await?;
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE code = $1"));
        let at = room(&sqlx::query(sql).bind(code.as_str()).fetch_one(&mut *change).await?)?.stage;
        let to = match at.go(seen, to) {
            Ok(to) => to,
            Err(why) => return Ok(Err(why)),
        };
        sqlx::query("UPDATE room SET stage = $1, stage_began_ms = $2 WHERE code = $3")
            .bind(to.name())
            .bind(now_ms)
            .bind(code.as_str())
            .execute(&mut *change)
            .await?;
        if to == Stage::Pairs {
            pairs::complete(&mut change, code).await?;
        }
        self.notify(&mut change, code, Change::Stage).await?;
        change.commit().await?;
        Ok(Ok(to))
    }

    /// Removes the rooms that were made before `ms`, with all that people wrote in them; says how many. Nothing of them is left in
    /// the log, unless another program reads it now.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn remove_older(&self, ms: i64) -> anyhow::Result<u64> {
        let gone = sqlx::query("DELETE FROM room WHERE made_ms < $1").bind(ms).execute(&self.write).await?;
        let gone = gone.rows_affected();
        if gone > 0 {
            self.empty_log().await?;
        }
        Ok(gone)
    }
}
