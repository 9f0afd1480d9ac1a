//! The rooms, in one SQLite file or in PostgreSQL. What [`Store`] has answered is on disk: a commit waits for it. [`open`] opens
//! either one, [`schema`] has the tables. [`rooms`] has the rooms and [`leads`] their facilitators, [`people`] who joined and
//! [`devices`] on what else they write, [`drafts`] what they write, [`pairs`] who is with whom, [`wordings`] what they propose
//! after the key, and [`forget`] removes names. [`news`] tells other servers on the same database.
//!
//! Each query is written once, in words that both databases know. Changes of one room come one by one: in a file one connection
//! writes, and in PostgreSQL each change locks the room's row first. So an order of the facilitator and a draft never run beside
//! each other, and whether a draft still counts is read in the transaction that writes it.

pub mod devices;
pub mod drafts;
pub mod forget;
pub mod leads;
pub mod news;
mod open;
pub mod pairs;
pub mod people;
pub mod rooms;
mod schema;
pub mod wordings;

use crate::ids::{Code, Token};
pub use news::Change;
use sqlx::{Any, AnyPool, Transaction};

/// Which database it is: where its words differ, a function asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// The rooms.
#[derive(Debug, Clone)]
pub struct Store {
    kind: Kind,
    write: AnyPool,
    read: AnyPool,
    /// Where other servers are heard; `None` for a file, which has one server.
    news: Option<String>,
    /// Which server this is, among those on one database.
    origin: String,
}

impl Store {
    fn of(kind: Kind, write: AnyPool, read: AnyPool, news: Option<String>) -> Store {
        Store { kind, write, read, news, origin: Token::fresh().reveal().chars().take(16).collect() }
    }

    /// Begins a change: of one room, or of which rooms there are.
    async fn change(&self, code: Option<&Code>) -> anyhow::Result<Transaction<'static, Any>> {
        // A file is locked at once: a reader that became a writer later could be too late.
        let (begin, all) = match self.kind {
            Kind::Sqlite => return Ok(self.write.begin_with("BEGIN IMMEDIATE").await?),
            // Each statement sees what was committed before it; so does the first one behind the lock.
            Kind::Postgres => ("BEGIN ISOLATION LEVEL READ COMMITTED", "LOCK TABLE room IN SHARE ROW EXCLUSIVE MODE"),
        };
        let mut change = self.write.begin_with(begin).await?;
        match code {
            Some(code) => {
                let lock = sqlx::query("SELECT code FROM room WHERE code = $1 FOR UPDATE");
                lock.bind(code.as_str()).execute(&mut *change).await?;
            }
            None => {
                sqlx::query(all).execute(&mut *change).await?;
            }
        }
        Ok(change)
    }

    /// Begins to read: all that is read through it is of one moment.
    async fn look(&self) -> anyhow::Result<Transaction<'static, Any>> {
        let begin = match self.kind {
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(self.read.begin_with(begin).await?)
    }
}
