//! The words of the course, as data: what a reviewer can say, and how. Each file of `book/data` has its types in a
//! module here. Whether the entries hold together is checked in [`crate::problems`]; how they look is the book's
//! business, and that of `cargo xtask template`.

pub mod cases;
pub mod method;
pub mod phrases;
pub mod place;
pub mod rewrites;
pub mod templates;

use crate::Problem;
use edge::file::RECORD;
use serde::de::DeserializeOwned;
use std::path::Path;

/// One file of `book/data`.
pub trait Table: DeserializeOwned {
    /// Where it is, from the root of the course.
    const FILE: &'static str;
    /// Where its keys are explained.
    const KEYS: &'static str;
}

/// Every file of this kind: what they hold is checked before a page shows it.
pub const FILES: [&str; 5] = [
    templates::Templates::FILE,
    phrases::Phrases::FILE,
    rewrites::Rewrites::FILE,
    method::Method::FILE,
    cases::Cases::FILE,
];

/// The table of the course at `root`, with its text; `None` where the course has no such file.
pub fn read<T: Table>(root: &Path) -> Option<Result<(T, String), Problem>> {
    let text = edge::file::text(root.join(T::FILE), RECORD).ok()?;
    Some(match toml::from_str(&text) {
        Ok(table) => Ok((table, text)),
        Err(error) => {
            let mend = format!("the keys are explained in {}", T::KEYS);
            Err(crate::exercise::from_toml(Path::new(T::FILE), &text, &error).mend(mend))
        }
    })
}
