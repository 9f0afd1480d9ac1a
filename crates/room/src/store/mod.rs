//! The rooms, in one SQLite file. What [`Store`] has answered is on disk: with a log that is written ahead and
//! `synchronous=FULL`, a commit waits for the disk. Here are opening and the schema; [`rooms`] has the rooms and their
//! facilitators, [`people`] who joined, [`drafts`] what they write, [`pairs`] who is with whom, [`wordings`] what they
//! propose after the key, and [`forget`] removes names.
//!
//! One connection writes, so an order of the facilitator and a draft never run beside each other: whether a draft still counts is
//! read in the transaction that writes it. Others read meanwhile, which the log lets them.

pub mod drafts;
pub mod forget;
pub mod pairs;
pub mod people;
pub mod rooms;
pub mod wordings;

use edge::Visible;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// How long a transaction waits for another process that has the file, such as a backup.
const BUSY: Duration = Duration::from_secs(5);
/// Connections that read.
const READERS: u32 = 4;

/// Begins a transaction that writes. It takes the lock at once: a reader that became a writer later could be too late.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// What each version of the file adds. The file's `user_version` counts them.
const SCHEMA: [&str; 4] = [
    "
    CREATE TABLE room (
        code TEXT PRIMARY KEY, exercise TEXT NOT NULL, revision TEXT NOT NULL, minutes INTEGER NOT NULL,
        stage TEXT NOT NULL, stage_began_ms INTEGER NOT NULL, made_ms INTEGER NOT NULL
    );
    CREATE TABLE lead (
        token_hash TEXT PRIMARY KEY, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE
    );
    CREATE TABLE person (
        id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL REFERENCES room (code) ON DELETE CASCADE,
        token_hash TEXT NOT NULL UNIQUE, name TEXT, joined_ms INTEGER NOT NULL
    );
    CREATE INDEX person_of_room ON person (room);
    -- `late`: what came after the silent review. `version` counts the texts of one row.
    CREATE TABLE entry (
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, late INTEGER NOT NULL,
        version INTEGER NOT NULL, comments INTEGER NOT NULL, decided INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (person, late)
    );
",
    "
    -- As `Kept`: 0 counted, 1 aside, 2 from a pair. The versions of one person become one count.
    ALTER TABLE entry RENAME COLUMN late TO kept;
    UPDATE entry SET version = version + (SELECT max(own.version) FROM entry AS own WHERE own.person = entry.person)
    WHERE kept = 1;
    ALTER TABLE person ADD COLUMN pair INTEGER;
",
    "
    CREATE TABLE wording (
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, round TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person, round)
    );
    -- `choice` is the key of a wording, which a new text of that wording replaces.
    CREATE TABLE vote (
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, round TEXT NOT NULL, choice TEXT NOT NULL,
        PRIMARY KEY (person, round)
    );
",
    "
    -- The browsers of a person beside the one that joined.
    CREATE TABLE device (
        token_hash TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, made_ms INTEGER NOT NULL
    );
    CREATE INDEX device_of_person ON device (person);
",
];

/// The rooms.
#[derive(Debug, Clone)]
pub struct Store {
    write: SqlitePool,
    read: SqlitePool,
}

impl Store {
    /// Opens the file, and makes it if there is none.
    ///
    /// # Errors
    /// If it is no such file, or of a newer version.
    pub async fn open(file: &Path) -> anyhow::Result<Store> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .journal_mode(SqliteJournalMode::Wal)
            // `NORMAL` may lose the last commits when the power goes, and each of them was acknowledged.
            .synchronous(SqliteSynchronous::Full)
            // What is forgotten is not left in the file's free pages.
            .pragma("secure_delete", "ON");
        let pool = |most| SqlitePoolOptions::new().max_connections(most);
        let store = Store {
            write: pool(1).connect_with(options.clone()).await?,
            read: pool(READERS).connect_lazy_with(options.read_only(true)),
        };
        store.migrate(file).await?;
        Ok(store)
    }

    async fn migrate(&self, file: &Path) -> anyhow::Result<()> {
        let mut change = self.write.begin_with(BEGIN).await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *change).await?;
        let done = usize::try_from(version).unwrap_or(usize::MAX);
        let Some(missing) = SCHEMA.get(done..) else {
            anyhow::bail!("{} was written by a newer workbook; update this one", file.visible());
        };
        for more in missing {
            sqlx::raw_sql(*more).execute(&mut *change).await?;
        }
        // A pragma takes no parameter. The number is ours.
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {}", SCHEMA.len())))
            .execute(&mut *change)
            .await?;
        Ok(change.commit().await?)
    }
}
