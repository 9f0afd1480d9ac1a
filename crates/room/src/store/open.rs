//! Opening: a file, which is made if there is none, or a database that there is. Both are brought to the newest version.

use super::{
    Kind, Store,
    schema::{POSTGRES, SQLITE},
};
use anyhow::Context;
use edge::Visible;
use sqlx::{
    AnyPool, AssertSqlSafe, Connection, Executor,
    any::{AnyPoolOptions, install_default_drivers},
};
use std::{fmt::Write as _, os::unix::ffi::OsStrExt, path::Path, time::Duration};

/// Connections that read a file. One writes.
const READERS: u32 = 4;
/// Connections of one server to PostgreSQL, which takes 100 of all programs unless it was told otherwise.
const CONNECTIONS: u32 = 16;
/// How long a request waits for PostgreSQL before it is told that it is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// For a connection that writes. The log is written ahead, so others read meanwhile. `NORMAL` may lose the last commits when the
/// power goes, and each of them was acknowledged. And what is forgotten is not left in the file's free pages.
const PRAGMAS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000";
/// A database may be set up to answer before a commit is on disk. Where it is, this connection is not.
const DURABLE: &str =
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// A path as an address of the driver. Every byte that could mean something there is written as a number.
fn url(file: &Path, mode: &str) -> String {
    let mut url = String::from("sqlite:");
    for byte in file.as_os_str().as_bytes() {
        let _ = write!(url, "%{byte:02x}");
    }
    format!("{url}?mode={mode}")
}

/// For a pool of either database. Where a disk is full, SQLite ends a transaction by itself; the driver then counts one that is
/// no more, and the connection begins no other. Such a connection is closed, and a new one takes its place.
fn options() -> AnyPoolOptions {
    AnyPoolOptions::new().before_acquire(|it, _| Box::pin(async move { Ok(!it.is_in_transaction()) }))
}

impl Store {
    /// Opens the file, and makes it if there is none.
    ///
    /// # Errors
    /// If it is no such file, or of a newer version.
    pub async fn open(file: &Path) -> anyhow::Result<Store> {
        install_default_drivers();
        let pool = |most| options().max_connections(most);
        let write = pool(1).after_connect(|it, _| {
            Box::pin(async move {
                it.execute(sqlx::raw_sql(PRAGMAS)).await?;
                Ok(())
            })
        });
        let write = write.connect(&url(file, "rwc")).await?;
        let read = pool(READERS).connect_lazy(&url(file, "ro"))?;
        let store = Store::of(Kind::Sqlite, write, read, None);
        let mut change = store.change(None).await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *change).await?;
        for more in missing(&SQLITE, version).with_context(|| file.visible().to_string())? {
            sqlx::raw_sql(*more).execute(&mut *change).await?;
        }
        // A pragma takes no parameter. The number is ours.
        let version = format!("PRAGMA user_version = {}", SQLITE.len());
        sqlx::raw_sql(AssertSqlSafe(version)).execute(&mut *change).await?;
        change.commit().await?;
        Ok(store)
    }

    /// Opens a database of PostgreSQL: `postgres://USER@HOST/NAME`.
    ///
    /// # Errors
    /// If it cannot be reached, or is of a newer version.
    pub async fn open_postgres(url: &str) -> anyhow::Result<Store> {
        install_default_drivers();
        let pool = options().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let pool = pool.after_connect(|it, _| {
            Box::pin(async move {
                it.execute(DURABLE).await?;
                Ok(())
            })
        });
        let pool: AnyPool = pool.connect(url).await?;
        let mut change = pool.begin().await?;
        // Two servers that begin at once: the number is any that no other program of the database locks.
        let lock = sqlx::raw_sql("SELECT pg_advisory_xact_lock(4870201)");
        lock.execute(&mut *change).await?;
        let table = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)";
        sqlx::raw_sql(table).execute(&mut *change).await?;
        let version: Option<i64> =
            sqlx::query_scalar("SELECT version FROM schema_version").fetch_optional(&mut *change).await?;
        for more in missing(&POSTGRES, version.unwrap_or_default()).context("the database")? {
            sqlx::raw_sql(*more).execute(&mut *change).await?;
        }
        sqlx::raw_sql("DELETE FROM schema_version").execute(&mut *change).await?;
        let newest = i64::try_from(POSTGRES.len())?;
        sqlx::query("INSERT INTO schema_version (version) VALUES ($1)").bind(newest).execute(&mut *change).await?;
        change.commit().await?;
        Ok(Store::of(Kind::Postgres, pool.clone(), pool, Some(url.to_owned())))
    }
}

/// What a store of this version lacks.
fn missing<'a>(all: &'a [&'a str], version: i64) -> anyhow::Result<&'a [&'a str]> {
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    all.get(done..).context("it was written by a newer workbook; update this one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_may_have_any_name() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a b?mode=ro#x%41.sqlite", "..é"] {
            let file = dir.path().join(name);
            drop(Store::open(&file).await.unwrap());
            assert!(file.is_file(), "{name}");
        }
    }

    #[test]
    fn a_newer_store_is_refused() {
        assert_eq!(missing(&["a", "b"], 1).unwrap(), ["b"]);
        assert_eq!(missing(&["a", "b"], 2).unwrap(), [""; 0]);
        assert!(missing(&["a", "b"], 3).unwrap_err().to_string().contains("newer workbook"));
    }
}
