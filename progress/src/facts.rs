//! What the disk says about an exercise beside the progress: whether the learner changed the file, and what the
//! exercise is today.

use crate::record::Shipped;
use course::Exercise;
use edge::file::{RECORD, SOURCE};

/// What is on disk now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The learner's file, as a hash; `None` where it is missing.
    pub file: Option<String>,
    /// Why the learner's file cannot be read, where something is there.
    pub unreadable: Option<String>,
    /// The exercise as this version of the course ships it.
    pub shipped: Shipped,
}

impl Facts {
    /// Reads them. What cannot be read counts as empty: a command that needs the file says so itself.
    pub fn read(exercise: &Exercise) -> Facts {
        let bytes = |path| edge::file::bytes(path, RECORD).unwrap_or_default();
        let mut promises = bytes(exercise.contract());
        for property in &exercise.record.property {
            promises.extend(format!("\n{}\n{}", property.id, property.statement).into_bytes());
        }
        let (file, unreadable) = match edge::file::bytes(exercise.subject(), SOURCE) {
            Ok(bytes) => (Some(hash_of(&bytes)), None),
            Err(error) => (None, (!error.is_missing()).then(|| error.fault.to_string())),
        };
        Facts {
            file,
            unreadable,
            shipped: Shipped { code: hash_of(&bytes(exercise.variant_file("buggy"))), promises: hash_of(&promises) },
        }
    }

    /// Whether the learner's file is another than the pull request's.
    pub fn edited(&self) -> bool {
        self.file.as_ref().is_some_and(|file| *file != self.shipped.code)
    }
}

/// Sixteen hexadecimal digits that stand for some bytes. FNV-1a: the same on every machine and in every release.
pub fn hash_of(bytes: &[u8]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
