//! Who is with whom, and what the others of a pair have written.

use super::Store;
use crate::{
    ids::{Code, Person},
    pairs::assign,
};
use sqlx::AnyConnection;

/// One of a pair, for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The person.
    pub person: Person,
    /// The name, if there is one.
    pub name: Option<String>,
    /// The newest draft that counts; `None` where nothing is written.
    pub body: Option<String>,
}

/// Gives a pair to everybody of a room who has none, in the transaction that asks.
pub(super) async fn complete(change: &mut AnyConnection, code: &Code) -> anyhow::Result<()> {
    let there = sqlx::query_as::<_, (i64, i64)>("SELECT id, pair FROM person WHERE room = $1 AND pair IS NOT NULL");
    let there = there.bind(code.as_str()).fetch_all(&mut *change).await?;
    let fresh =
        sqlx::query_scalar::<_, i64>("SELECT id FROM person WHERE room = $1 AND pair IS NULL ORDER BY random()");
    let fresh = fresh.bind(code.as_str()).fetch_all(&mut *change).await?;
    let there: Vec<(Person, i64)> = there.into_iter().map(|(id, pair)| (Person(id), pair)).collect();
    let fresh: Vec<Person> = fresh.into_iter().map(Person).collect();
    for (person, pair) in assign(&there, &fresh) {
        let update = sqlx::query("UPDATE person SET pair = $1 WHERE id = $2");
        update.bind(pair).bind(person.0).execute(&mut *change).await?;
    }
    Ok(())
}

impl Store {
    /// The number of a person's pair, and the others in it. `None` where pairs were never made.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn pair(&self, code: &Code, person: Person) -> anyhow::Result<Option<(i64, Vec<Partner>)>> {
        let mut from = self.look().await?;
        let pair = sqlx::query_scalar::<_, Option<i64>>("SELECT pair FROM person WHERE id = $1 AND room = $2");
        let pair = pair.bind(person.0).bind(code.as_str()).fetch_optional(&mut *from).await?.flatten();
        let Some(pair) = pair else { return Ok(None) };
        // Of a draft and what was added in pairs the newer one has both.
        let others = sqlx::query_as::<_, (i64, Option<String>, Option<String>)>(
            "SELECT id, name, (SELECT body FROM entry WHERE person = id AND kept <> 1 ORDER BY version DESC LIMIT 1)
             FROM person WHERE room = $1 AND pair = $2 AND id <> $3 ORDER BY id",
        );
        let others = others.bind(code.as_str()).bind(pair).bind(person.0).fetch_all(&mut *from).await?;
        let partner = |(id, name, body)| Partner { person: Person(id), name, body };
        Ok(Some((pair, others.into_iter().map(partner).collect())))
    }

    /// The names in each pair, by its number. Empty where pairs were never made.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn pairs(&self, code: &Code) -> anyhow::Result<Vec<(i64, Option<String>)>> {
        let all =
            sqlx::query_as("SELECT pair, name FROM person WHERE room = $1 AND pair IS NOT NULL ORDER BY pair, id");
        Ok(all.bind(code.as_str()).fetch_all(&self.read).await?)
    }
}
