//! More browsers of one person, and the links that make them. Of a link, as of every token, only the hash is kept.

use super::Store;
use crate::ids::{Code, Person, Token};

/// Devices of one person beside the first.
pub const MOST_DEVICES: i64 = 4;

impl Store {
    /// Keeps a link of a person, which works until `until_ms`. It takes the place of an older one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn add_link(&self, person: Person, token: &Token, until_ms: i64) -> anyhow::Result<()> {
        let insert = sqlx::query(
            "INSERT INTO link (person, token_hash, until_ms) VALUES ($1, $2, $3)
             ON CONFLICT (person) DO UPDATE SET token_hash = excluded.token_hash, until_ms = excluded.until_ms",
        );
        insert.bind(person.0).bind(token.hash()).bind(until_ms).execute(&self.write).await?;
        Ok(())
    }

    /// Whose link this is, in this room. It is none any more after that.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn spend_link(&self, code: &Code, token: &Token, now_ms: i64) -> anyhow::Result<Option<Person>> {
        let spent = sqlx::query_scalar::<_, i64>(
            "DELETE FROM link WHERE token_hash = $1 AND until_ms > $2
             AND person IN (SELECT id FROM person WHERE room = $3) RETURNING person",
        );
        let spent = spent.bind(token.hash()).bind(now_ms).bind(code.as_str()).fetch_all(&self.write).await?;
        Ok(spent.first().copied().map(Person))
    }

    /// Makes another browser a device of a person; `false` where there are as many as one may have.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn add_device(&self, code: &Code, person: Person, token: &Token, now_ms: i64) -> anyhow::Result<bool> {
        let mut change = self.change(Some(code)).await?;
        let count = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM device WHERE person = $1");
        if count.bind(person.0).fetch_one(&mut *change).await? >= MOST_DEVICES {
            return Ok(false);
        }
        let insert = sqlx::query("INSERT INTO device (token_hash, person, made_ms) VALUES ($1, $2, $3)");
        insert.bind(token.hash()).bind(person.0).bind(now_ms).execute(&mut *change).await?;
        change.commit().await?;
        Ok(true)
    }
}
