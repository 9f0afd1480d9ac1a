//! What servers on one database tell each other. It is part of the transaction that made the change: it is heard if and only if
//! that is committed. A file has one server, and there nothing is told.

use super::{Kind, Store};
use crate::ids::{Code, Person};
use anyhow::Context;
use sqlx::{AnyConnection, AssertSqlSafe, postgres::PgListener};

const CHANNEL: &str = "exit_path_room";

/// A change of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is at another stage.
    Stage,
    /// A person joined.
    Joined(Person),
    /// A draft of a person was kept, as this version.
    Draft(Person, i64),
    /// A wording or a vote was taken.
    Wordings,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Another server has changed this room.
    Change(Change),
    /// The link was lost, and is there again. Something may have been missed.
    Missed,
}

/// The other servers on the database.
pub struct Others {
    url: String,
    /// `None` where the link was lost.
    listener: Option<PgListener>,
    origin: String,
    code: Code,
}

async fn listen(url: &str) -> anyhow::Result<PgListener> {
    let mut listener = PgListener::connect(url).await.context("cannot listen for other servers")?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

impl Change {
    /// As one word of letters and digits, and the numbers after it.
    fn write(self) -> String {
        match self {
            Change::Stage => "stage".to_owned(),
            Change::Joined(person) => format!("joined {}", person.0),
            Change::Draft(person, version) => format!("draft {} {version}", person.0),
            Change::Wordings => "wordings".to_owned(),
        }
    }

    fn read(text: &str) -> Option<Change> {
        let mut words = text.split(' ');
        let kind = words.next()?;
        let numbers: Vec<i64> = words.map(str::parse).collect::<Result<_, _>>().ok()?;
        match (kind, numbers[..].as_ref()) {
            ("stage", []) => Some(Change::Stage),
            ("joined", [person]) => Some(Change::Joined(Person(*person))),
            ("draft", [person, version]) => Some(Change::Draft(Person(*person), *version)),
            ("wordings", []) => Some(Change::Wordings),
            _ => None,
        }
    }
}

impl Store {
    /// Tells the other servers, when the transaction is committed.
    pub(super) async fn notify(&self, with: &mut AnyConnection, code: &Code, change: Change) -> anyhow::Result<()> {
        if self.kind == Kind::Postgres {
            // The statement takes no parameter. Every word is ours, and of letters and digits.
            let text = format!("NOTIFY {CHANNEL}, '{} {} {}'", self.origin, code.as_str(), change.write());
            sqlx::raw_sql(AssertSqlSafe(text)).execute(with).await?;
        }
        Ok(())
    }

    /// The other servers on the database; `None` for a file.
    ///
    /// # Errors
    /// If it cannot be reached.
    pub async fn others(&self, code: &Code) -> anyhow::Result<Option<Others>> {
        let Some(url) = self.news.clone() else { return Ok(None) };
        let listener = Some(listen(&url).await?);
        Ok(Some(Others { url, listener, origin: self.origin.clone(), code: code.clone() }))
    }
}

impl Others {
    /// The next change of this room by another server.
    ///
    /// # Errors
    /// If the database is away. Ask again.
    pub async fn next(&mut self) -> anyhow::Result<Heard> {
        // A link that was lost is made anew: only once it listens is what was missed a thing of the past.
        let Some(mut listener) = self.listener.take() else {
            self.listener = Some(listen(&self.url).await?);
            return Ok(Heard::Missed);
        };
        loop {
            let told = listener.try_recv().await?.context("the database has cut the link")?;
            let mut words = told.payload().splitn(3, ' ');
            let (origin, code) = (words.next(), words.next());
            if origin == Some(&self.origin) || code != Some(self.code.as_str()) {
                continue;
            }
            if let Some(change) = words.next().and_then(Change::read) {
                self.listener = Some(listener);
                return Ok(Heard::Change(change));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_is_written() {
        for change in [Change::Stage, Change::Joined(Person(7)), Change::Draft(Person(7), 3), Change::Wordings] {
            assert_eq!(Change::read(&change.write()), Some(change));
        }
        for wrong in ["", "stage 1", "joined", "draft 1", "draft 1 x", "drafts 1 2"] {
            assert_eq!(Change::read(wrong), None, "{wrong}");
        }
    }
}
