//! Who joined a room.

use super::{Change, Store, drafts::stage, pairs};
use crate::{
    ids::{Code, Person, Token},
    stage::Stage,
};

/// People of one room. More than a team is; each holds a stream open.
pub const MOST: i64 = 200;

/// A room has as many people as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// How far the people of a room are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Who joined.
    pub joined: i64,
    /// Who has written a comment in time.
    pub wrote: i64,
    /// Who has decided in time.
    pub decided: i64,
}

impl Store {
    /// Lets somebody in. Of two with one name the second gets a number: a merge takes one review of each name.
    ///
    /// # Errors
    /// If it cannot be written. That the room is full is an answer.
    pub async fn join(
        &self,
        code: &Code,
        name: Option<&str>,
        token: &Token,
        now_ms: i64,
    ) -> anyhow::Result<Result<Person, Full>> {
        let mut change = self.change(Some(code)).await?;
        let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM person WHERE room = $1");
        if count.bind(code.as_str()).fetch_one(&mut *change).await? >= MOST {
            return Ok(Err(Full));
        }
        let taken = sqlx::query_scalar::<_, String>("SELECT name FROM person WHERE room = $1 AND name IS NOT NULL");
        let taken = taken.bind(code.as_str()).fetch_all(&mut *change).await?;
        let name = name.map(|name| alone(name, &taken));
        let made = sqlx::query_scalar::<_, i64>(
            "INSERT INTO person (room, token_hash, name, joined_ms) VALUES ($1, $2, $3, $4) RETURNING id",
        );
        let made = made.bind(code.as_str()).bind(token.hash()).bind(name).bind(now_ms);
        let id = made.fetch_one(&mut *change).await?;
        if stage(&mut change, code).await? == Stage::Pairs {
            pairs::complete(&mut change, code).await?;
        }
        self.notify(&mut change, code, Change::Joined(Person(id))).await?;
        change.commit().await?;
        Ok(Ok(Person(id)))
    }

    /// Who a browser is in a room, with the name if there is one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn person(&self, code: &Code, token: &Token) -> anyhow::Result<Option<(Person, Option<String>)>> {
        let found = sqlx::query_as::<_, (i64, Option<String>)>(
            "SELECT id, name FROM person WHERE room = $2
             AND (token_hash = $1 OR id = (SELECT person FROM device WHERE device.token_hash = $1))",
        );
        let found = found.bind(token.hash()).bind(code.as_str()).fetch_optional(&self.read).await?;
        Ok(found.map(|(id, name)| (Person(id), name)))
    }

    /// How far the people of a room are.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn counts(&self, code: &Code) -> anyhow::Result<Counts> {
        let (joined, wrote, decided) = sqlx::query_as::<_, (i64, i64, i64)>(
            "SELECT count(*), count(*) FILTER (WHERE entry.comments > 0), count(*) FILTER (WHERE entry.decided > 0)
             FROM person LEFT JOIN entry ON entry.person = person.id AND entry.kept = 0 WHERE person.room = $1",
        )
        .bind(code.as_str())
        .fetch_one(&self.read)
        .await?;
        Ok(Counts { joined, wrote, decided })
    }
}

/// A name that nobody has yet.
fn alone(name: &str, taken: &[String]) -> String {
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|it| !taken.contains(it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::alone;

    #[test]
    fn the_second_of_one_name_gets_a_number() {
        let taken = ["Ada".to_owned(), "Ada (2)".to_owned()];
        assert_eq!(alone("Ada", &taken), "Ada (3)");
        assert_eq!(alone("Bo", &taken), "Bo");
    }
}
