//! Where the rooms are kept: in a file, or in PostgreSQL.

use crate::store::Store;
use anyhow::Context;
use edge::Visible;
use records::Course;
use std::{fmt, path::PathBuf};

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file of SQLite.
    File(PathBuf),
    /// A database, by its address.
    Postgres(String),
}

impl Place {
    /// What was named, or the file beside the course.
    pub fn of(course: &Course, file: Option<PathBuf>, database: Option<String>) -> Place {
        match database {
            Some(url) => Place::Postgres(url),
            None => Place::File(file.unwrap_or_else(|| course.root.join("rooms.sqlite"))),
        }
    }

    /// Opens it. A file is made if there is none.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub async fn open(&self) -> anyhow::Result<Store> {
        let opened = match self {
            Place::File(file) => Store::open(file).await,
            Place::Postgres(url) => Store::open_postgres(url).await,
        };
        opened.with_context(|| format!("cannot open {self}"))
    }
}

impl fmt::Display for Place {
    /// For people: an address without what stands before its host, and without what it asks for. Both may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(file) => write!(f, "{}", file.visible()),
            Place::Postgres(url) => {
                let rest = url.split_once("://").map_or(url.as_str(), |it| it.1);
                let rest = rest.split(['?', '#']).next().unwrap_or_default();
                let shown = rest.rsplit_once('@').map_or(rest, |it| it.1);
                write!(f, "PostgreSQL at {}", edge::visible::line(shown))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn no_password_is_shown() {
        let shown = |url: &str| Place::Postgres(url.to_owned()).to_string();
        assert_eq!(shown("postgres://me:a@b@db:5432/rooms?password=x"), "PostgreSQL at db:5432/rooms");
        assert_eq!(shown("postgres:///rooms?host=/run/x&user=me"), "PostgreSQL at /rooms");
        assert_eq!(shown("postgres://db/rooms"), "PostgreSQL at db/rooms");
    }
}
