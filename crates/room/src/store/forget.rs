//! Names, removed. A name stands in one column and in no text that a page sends. What people wrote stays, with its author as a
//! number.

use super::{Kind, Store};
use crate::ids::Code;
use anyhow::Context;

/// What was removed of one room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// The room.
    pub code: Code,
    /// Its scenario.
    pub exercise: String,
    /// People who had joined it.
    pub people: i64,
    /// Names that it had until now.
    pub names: i64,
}

impl Store {
    /// Removes the names of one room, or of all; says what of each. A room that there is not is none of them.
    ///
    /// # Errors
    /// If it cannot be written: then nothing was removed.
    pub async fn forget(&self, code: Option<&Code>) -> anyhow::Result<Vec<Forgotten>> {
        let code = code.map(Code::as_str);
        let mut change = self.change(None).await?;
        let rows = sqlx::query_as::<_, (String, String, i64, i64)>(
            "SELECT room.code, room.exercise, count(person.id), count(person.name)
             FROM room LEFT JOIN person ON person.room = room.code
             WHERE $1 IS NULL OR room.code = $1 GROUP BY room.code ORDER BY room.made_ms, room.code",
        );
        let rows = rows.bind(code).fetch_all(&mut *change).await?;
        let names = sqlx::query("UPDATE person SET name = NULL WHERE name IS NOT NULL AND ($1 IS NULL OR room = $1)");
        names.bind(code).execute(&mut *change).await?;
        change.commit().await?;
        let forgotten = rows.into_iter().map(|(code, exercise, people, names)| {
            Ok(Forgotten { code: Code::read(&code).context("a room has no code")?, exercise, people, names })
        });
        forgotten.collect()
    }

    /// Moves the log into the file and empties it, so that it keeps nothing older. Says whether it could: another program that
    /// reads an older state keeps the log. PostgreSQL empties its own, and not for us: there nothing is done.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn empty_log(&self) -> anyhow::Result<bool> {
        if self.kind == Kind::Postgres {
            return Ok(true);
        }
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.write).await?;
        Ok(busy == 0)
    }
}
