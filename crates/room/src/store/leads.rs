//! Who leads a room: a secret of the terminal, which works once, becomes a cookie. Of both only the hash is kept.

use super::{Kind, Store};
use crate::ids::{Code, Token};

impl Store {
    /// Keeps the secret that a server has shown. A file has one server, so an older secret works no more; beside another server
    /// each has its own.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn add_secret(&self, code: &Code, secret: &Token) -> anyhow::Result<()> {
        let mut change = self.change(Some(code)).await?;
        if self.kind == Kind::Sqlite {
            let older = sqlx::query("DELETE FROM secret WHERE room = $1");
            older.bind(code.as_str()).execute(&mut *change).await?;
        }
        let insert = sqlx::query("INSERT INTO secret (token_hash, room) VALUES ($1, $2)");
        insert.bind(secret.hash()).bind(code.as_str()).execute(&mut *change).await?;
        Ok(change.commit().await?)
    }

    /// Makes a browser lead the room, if this is a secret of it. It is none any more after that.
    ///
    /// # Errors
    /// If it cannot be written: then the secret still works.
    pub async fn add_lead(&self, code: &Code, secret: &Token, token: &Token) -> anyhow::Result<bool> {
        let mut change = self.change(Some(code)).await?;
        let spent = sqlx::query("DELETE FROM secret WHERE token_hash = $1 AND room = $2");
        let spent = spent.bind(secret.hash()).bind(code.as_str()).execute(&mut *change).await?;
        if spent.rows_affected() == 0 {
            return Ok(false);
        }
        let insert = sqlx::query("INSERT INTO lead (token_hash, room) VALUES ($1, $2)");
        insert.bind(token.hash()).bind(code.as_str()).execute(&mut *change).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Whether a browser leads the room.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn leads(&self, code: &Code, token: &Token) -> anyhow::Result<bool> {
        let found = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM lead WHERE token_hash = $1 AND room = $2");
        Ok(found.bind(token.hash()).bind(code.as_str()).fetch_one(&self.read).await? > 0)
    }
}
