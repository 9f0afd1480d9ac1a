//! What people write. A page says which text it has changed, by its version. If another page of the same person was faster,
//! nothing is written: it gets the newer text, joins both, and comes again. So no post erases what another device wrote, and one
//! that comes twice, or late, does no harm.
//!
//! A person has a row for each way in which a draft is kept. All rows of one person share one count of versions, so a page that
//! has not heard of a new stage cannot take the newer row for the one that it has changed.

use super::{Change, Store};
use crate::{
    ids::{Code, Person},
    sheet::{About, BadDraft, Review, read},
    stage::{Kept, Stage},
};
use anyhow::Context;
use records::sheet::Stage as Of;
use sqlx::AnyConnection;

/// A text that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The newest of this person, counted from 1; 0 where nothing is held.
    pub version: i64,
    /// How it is kept.
    pub kept: Kept,
    /// As the page sent it; `None` where nothing is held.
    pub body: Option<String>,
}

/// Which reviews count: two that are equal are the same reviews. Each text that counts makes `versions` larger, and a person
/// who gets a pair has one more review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    versions: i64,
    paired: i64,
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

/// How the store writes it.
fn column(kept: Kept) -> i64 {
    match kept {
        Kept::Counted => 0,
        Kept::Aside => 1,
        Kept::Pair => 2,
    }
}

fn kept(column: i64) -> anyhow::Result<Kept> {
    let all = [Kept::Counted, Kept::Aside, Kept::Pair];
    all.into_iter().find(|it| self::column(*it) == column).with_context(|| format!("no draft is kept as {column}"))
}

/// The draft that a person has in a stage: the newest one that the stage goes on with.
async fn held(from: &mut AnyConnection, person: Person, stage: Stage) -> anyhow::Result<Held> {
    let rows = sqlx::query_as::<_, (i64, i64, String)>(
        "SELECT kept, version, body FROM entry WHERE person = $1 ORDER BY version DESC",
    );
    let rows = rows.bind(person.0).fetch_all(from).await?;
    let version = rows.first().map_or(0, |it| it.1);
    for (column, _, body) in rows {
        let kept = kept(column)?;
        if stage.goes_on_with(kept) {
            return Ok(Held { version, kept, body: Some(body) });
        }
    }
    Ok(Held { version, kept: stage.keep().unwrap_or(Kept::Counted), body: None })
}

pub(super) async fn stage(from: &mut AnyConnection, code: &Code) -> anyhow::Result<Stage> {
    let stage = sqlx::query_scalar::<_, String>("SELECT stage FROM room WHERE code = $1");
    let stage = stage.bind(code.as_str()).fetch_one(from).await?;
    Stage::named(&stage).with_context(|| format!("no stage is called {stage}"))
}

impl Store {
    /// Writes a draft. `base` is the version that the page had.
    ///
    /// # Errors
    /// If the store fails: then nothing is written.
    pub async fn post(
        &self,
        code: &Code,
        person: Person,
        base: i64,
        body: &str,
        review: &Review,
    ) -> anyhow::Result<Posted> {
        let mut change = self.change(Some(code)).await?;
        // In this transaction: a draft that the facilitator was faster than must not be counted.
        let stage = stage(&mut change, code).await?;
        let Ok(kept) = stage.keep() else { return Ok(Posted::NotYet) };
        let there = held(&mut change, person, stage).await?;
        if there.version != base {
            return Ok(Posted::Older(there));
        }
        sqlx::query(
            "INSERT INTO entry (person, kept, version, comments, decided, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person, kept) DO UPDATE
             SET version = excluded.version, comments = excluded.comments, decided = excluded.decided, body = excluded.body",
        )
        .bind(person.0)
        .bind(column(kept))
        .bind(base + 1)
        .bind(i64::try_from(review.sheet.comments.len()).unwrap_or(i64::MAX))
        .bind(i64::from(review.decided))
        .bind(body)
        .execute(&mut *change)
        .await?;
        self.notify(&mut change, code, Change::Draft(person, base + 1)).await?;
        change.commit().await?;
        Ok(Posted::Taken(base + 1, kept))
    }

    /// What is held of a person, as the stage of the room goes on with it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn draft(&self, code: &Code, person: Person) -> anyhow::Result<Held> {
        let mut from = self.look().await?;
        let stage = stage(&mut from, code).await?;
        held(&mut from, person, stage).await
    }

    /// Which reviews count now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn counted(&self, code: &Code) -> anyhow::Result<Counted> {
        let counted = sqlx::query_as::<_, (i64, i64)>(
            "SELECT (SELECT CAST(coalesce(sum(entry.version), 0) AS BIGINT) FROM entry JOIN person ON person.id = entry.person
                     WHERE person.room = $1 AND entry.kept <> 1),
                    (SELECT count(person.pair) FROM person WHERE person.room = $1)",
        );
        let (versions, paired) = counted.bind(code.as_str()).fetch_one(&self.read).await?;
        Ok(Counted { versions, paired })
    }

    /// The reviews that count, in the order in which people joined: what each wrote alone, and after it, for a person who was in a
    /// pair, what it has become there. A review without a comment and without a decision is none.
    ///
    /// # Errors
    /// If they cannot be read.
    pub async fn reviews(&self, code: &Code, about: &About, names: bool) -> anyhow::Result<Vec<Review>> {
        let rows = sqlx::query_as::<_, (i64, Option<String>, Option<i64>, i64, String)>(
            "SELECT person.id, person.name, person.pair, entry.kept, entry.body FROM entry JOIN person ON person.id = entry.person
             WHERE person.room = $1 AND entry.kept <> 1 ORDER BY person.id, entry.version",
        );
        let rows = rows.bind(code.as_str()).fetch_all(&self.read).await?;
        let mut all: Vec<Result<Review, BadDraft>> = Vec::new();
        for (at, (id, name, pair, column, body)) in rows.iter().enumerate() {
            let name = name.as_deref().filter(|_| names);
            if *column == self::column(Kept::Counted) {
                all.push(read(body, about, name, Of::Solo));
            }
            let newest = rows.get(at + 1).is_none_or(|next| next.0 != *id);
            if newest && pair.is_some() {
                all.push(read(body, about, name, Of::Pair));
            }
        }
        let all: Result<Vec<Review>, BadDraft> = all.into_iter().collect();
        Ok(all?.into_iter().filter(|it| !it.says_nothing()).collect())
    }
}
