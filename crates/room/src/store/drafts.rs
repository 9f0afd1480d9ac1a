//! What people write. A page says which text it has changed, by its version. If another page of the same person was faster,
//! nothing is written: it gets the newer text, joins both, and comes again. So no post erases what another device wrote, and one
//! that comes twice, or late, does no harm.

use super::{BEGIN, Store};
use crate::{
    ids::{Code, Person},
    sheet::{About, BadDraft, Review, read},
    stage::{Kept, Stage},
};
use anyhow::Context;
use sqlx::SqliteConnection;

/// A text that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Counted from 1; 0 where nothing is held.
    pub version: i64,
    /// Whether it is counted.
    pub kept: Kept,
    /// As the page sent it; `None` where nothing is held.
    pub body: Option<String>,
}

/// What became of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It is on disk, as this version.
    Taken(i64, Kept),
    /// It was written on an older text; here is the newer one.
    Older(Held),
    /// The silent review has not begun.
    NotYet,
}

/// The row of a draft: one that counts, and one that came later.
async fn held(from: &mut SqliteConnection, person: Person, kept: Kept) -> anyhow::Result<Held> {
    let row = sqlx::query_as::<_, (i64, String)>("SELECT version, body FROM entry WHERE person = $1 AND late = $2");
    let row = row.bind(person.0).bind(kept == Kept::Aside).fetch_optional(from).await?;
    let (version, body) = row.map_or((0, None), |(version, body)| (version, Some(body)));
    Ok(Held { version, kept, body })
}

async fn stage(from: &mut SqliteConnection, code: &Code) -> anyhow::Result<Stage> {
    let stage = sqlx::query_scalar::<_, String>("SELECT stage FROM room WHERE code = $1");
    let stage = stage.bind(code.as_str()).fetch_one(from).await?;
    Stage::named(&stage).with_context(|| format!("no stage is called {stage}"))
}

impl Store {
    /// Writes a draft. `base` is the version that the page had.
    ///
    /// # Errors
    /// If the file fails: then nothing is written.
    pub async fn post(
        &self,
        code: &Code,
        person: Person,
        base: i64,
        body: &str,
        review: &Review,
    ) -> anyhow::Result<Posted> {
        let mut change = self.write.begin_with(BEGIN).await?;
        // In this transaction: a draft that the facilitator was faster than must not be counted.
        let Ok(kept) = stage(&mut change, code).await?.keep() else { return Ok(Posted::NotYet) };
        let there = held(&mut change, person, kept).await?;
        if there.version != base {
            return Ok(Posted::Older(there));
        }
        sqlx::query(
            "INSERT INTO entry (person, late, version, comments, decided, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person, late) DO UPDATE
             SET version = excluded.version, comments = excluded.comments, decided = excluded.decided, body = excluded.body",
        )
        .bind(person.0)
        .bind(kept == Kept::Aside)
        .bind(base + 1)
        .bind(i64::try_from(review.sheet.comments.len()).unwrap_or(i64::MAX))
        .bind(review.decided)
        .bind(body)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(Posted::Taken(base + 1, kept))
    }

    /// What is held of a person. After the silent review it is what came later, if anything did; else it is what counts.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn draft(&self, code: &Code, person: Person) -> anyhow::Result<Held> {
        let mut from = self.read.acquire().await?;
        if stage(&mut from, code).await?.keep() == Ok(Kept::Aside) {
            let late = held(&mut from, person, Kept::Aside).await?;
            if late.body.is_some() {
                return Ok(late);
            }
        }
        held(&mut from, person, Kept::Counted).await
    }

    /// The reviews that count, in the order in which people joined. Who wrote nothing and decided nothing has none.
    ///
    /// # Errors
    /// If they cannot be read.
    pub async fn reviews(&self, code: &Code, about: &About, names: bool) -> anyhow::Result<Vec<Review>> {
        let rows = sqlx::query_as::<_, (Option<String>, String)>(
            "SELECT person.name, entry.body FROM entry JOIN person ON person.id = entry.person
             WHERE person.room = $1 AND entry.late = 0 ORDER BY person.id",
        );
        let rows = rows.bind(code.as_str()).fetch_all(&self.read).await?;
        let all = rows.iter().map(|(name, body)| read(body, about, name.as_deref().filter(|_| names)));
        let all: Result<Vec<Review>, BadDraft> = all.collect();
        Ok(all?.into_iter().filter(|it| !it.says_nothing()).collect())
    }
}
