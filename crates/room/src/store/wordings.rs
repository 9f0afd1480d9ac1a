//! What people propose together after the key, and their votes: one wording and one vote of each person in each round. A wording
//! has a key of its own, so who votes does not see whose it is.

use super::{Change, Store, drafts::stage};
use crate::{
    ids::{Code, Person, Token},
    stage::Round,
};
use sqlx::AnyConnection;

/// Characters of a key.
const KEY: usize = 16;

/// One that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its key.
    pub key: String,
    /// Who proposes it.
    pub person: Person,
    /// The text.
    pub text: String,
    /// The people who want it.
    pub voters: Vec<Person>,
}

/// What became of a wording or of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is on disk; a wording as this version.
    Taken(i64),
    /// Another page of this person was faster: its version and its text.
    Older(i64, String),
    /// The wording is not there any more, or not as it was.
    Gone,
    /// The room is not in that round.
    NotNow,
}

async fn own(from: &mut AnyConnection, person: Person, round: Round) -> anyhow::Result<(i64, String)> {
    let row = sqlx::query_as("SELECT version, body FROM wording WHERE person = $1 AND round = $2");
    Ok(row.bind(person.0).bind(round.name()).fetch_optional(from).await?.unwrap_or_default())
}

impl Store {
    /// Proposes a wording; an empty one takes the proposal out. A vote is for a text, so one that has changed begins without.
    ///
    /// # Errors
    /// If the store fails: then nothing is written.
    pub async fn propose(
        &self,
        code: &Code,
        person: Person,
        round: Round,
        base: i64,
        text: &str,
    ) -> anyhow::Result<Put> {
        let mut change = self.change(Some(code)).await?;
        if stage(&mut change, code).await?.round() != Some(round) {
            return Ok(Put::NotNow);
        }
        let (version, there) = own(&mut change, person, round).await?;
        // The same again, as after an answer that was lost.
        if there == text && version > 0 {
            return Ok(Put::Taken(version));
        }
        if version != base {
            return Ok(Put::Older(version, there));
        }
        let key: String = Token::fresh().reveal().chars().take(KEY).collect();
        let votes = sqlx::query(
            "DELETE FROM vote WHERE round = $1 AND choice = (SELECT key FROM wording WHERE person = $2 AND round = $1)",
        );
        votes.bind(round.name()).bind(person.0).execute(&mut *change).await?;
        sqlx::query(
            "INSERT INTO wording (person, round, key, version, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person, round) DO UPDATE SET key = excluded.key, version = excluded.version, body = excluded.body",
        )
        .bind(person.0)
        .bind(round.name())
        .bind(key)
        .bind(base + 1)
        .bind(text)
        .execute(&mut *change)
        .await?;
        self.notify(&mut change, code, Change::Wordings).await?;
        change.commit().await?;
        Ok(Put::Taken(base + 1))
    }

    /// Votes for the wording with this key, and for no other one.
    ///
    /// # Errors
    /// If the store fails: then nothing is written.
    pub async fn vote(&self, code: &Code, person: Person, round: Round, key: &str) -> anyhow::Result<Put> {
        let mut change = self.change(Some(code)).await?;
        if stage(&mut change, code).await?.round() != Some(round) {
            return Ok(Put::NotNow);
        }
        let there = sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM wording JOIN person ON person.id = wording.person
             WHERE person.room = $1 AND round = $2 AND key = $3 AND body <> ''",
        );
        if there.bind(code.as_str()).bind(round.name()).bind(key).fetch_one(&mut *change).await? == 0 {
            return Ok(Put::Gone);
        }
        let vote = sqlx::query(
            "INSERT INTO vote (person, round, choice) VALUES ($1, $2, $3)
             ON CONFLICT (person, round) DO UPDATE SET choice = excluded.choice",
        );
        vote.bind(person.0).bind(round.name()).bind(key).execute(&mut *change).await?;
        self.notify(&mut change, code, Change::Wordings).await?;
        change.commit().await?;
        Ok(Put::Taken(0))
    }

    /// What a person has proposed: its version and its text. 0 and nothing where there is none.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn proposed(&self, person: Person, round: Round) -> anyhow::Result<(i64, String)> {
        own(&mut *self.read.acquire().await?, person, round).await
    }

    /// The wordings of a round, in an order that says nothing of their authors.
    ///
    /// # Errors
    /// If they cannot be read.
    pub async fn wordings(&self, code: &Code, round: Round) -> anyhow::Result<Vec<Wording>> {
        let mut from = self.look().await?;
        let all = sqlx::query_as::<_, (String, i64, String)>(
            "SELECT key, person, body FROM wording JOIN person ON person.id = wording.person
             WHERE person.room = $1 AND round = $2 AND body <> '' ORDER BY key",
        );
        let all = all.bind(code.as_str()).bind(round.name()).fetch_all(&mut *from).await?;
        let votes = sqlx::query_as::<_, (i64, String)>(
            "SELECT person, choice FROM vote JOIN person ON person.id = vote.person WHERE person.room = $1 AND round = $2",
        );
        let votes = votes.bind(code.as_str()).bind(round.name()).fetch_all(&mut *from).await?;
        let voters = |key: &str| votes.iter().filter(|it| it.1 == key).map(|it| Person(it.0)).collect();
        let wording = |(key, person, text): (String, i64, String)| {
            let voters = voters(&key);
            Wording { key, person: Person(person), text, voters }
        };
        Ok(all.into_iter().map(wording).collect())
    }
}
