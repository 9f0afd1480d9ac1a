//! Which bytes a verdict belongs to, file by file.

use crate::harness::Harness;
use inputs::{Content, Look};
use serde::Serialize;
use std::path::Path;

/// One file that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What readers call it: `src/lib.rs`, `contract.rs`.
    pub file: String,
    /// SHA-256 of its bytes, as `sha256sum` writes it; `None` where there were none to read.
    pub sha256: Option<String>,
}

/// Everything that the compiler read for one verdict, apart from the lab.
#[derive(Debug, Clone, Default)]
pub struct Bytes {
    /// The subject first, its modules and what it includes, then the contract's.
    pub pieces: Vec<Piece>,
    /// Whether some of the files hold other bytes now, so that the verdict is not about what is there.
    pub changed_meanwhile: bool,
    look: Look,
}

impl Bytes {
    /// The files of `look`, by the names of `harness`.
    pub fn of(harness: &Harness, look: &Look) -> Bytes {
        Bytes::named(look, &harness.subject, &harness.contract, &|file| harness.name_of(file))
    }

    /// The files of `look`, by the names that readers know.
    pub fn named(look: &Look, subject: &Path, contract: &Path, name_of: &dyn Fn(&Path) -> String) -> Bytes {
        let mut files: Vec<_> = look.contents().collect();
        files.sort_by_key(|(file, _)| (*file != subject, *file == contract));
        let pieces = files.into_iter().map(|(file, content)| Piece {
            file: name_of(file),
            sha256: match content {
                Content::Hash(hash) => Some(hash.clone()),
                Content::Missing | Content::NotAFile => None,
            },
        });
        Bytes { pieces: pieces.collect(), changed_meanwhile: false, look: look.clone() }
    }

    /// The same, after a look at what the files hold now.
    pub fn now(self) -> Bytes {
        Bytes { changed_meanwhile: !self.look.still_holds(), ..self }
    }
}
