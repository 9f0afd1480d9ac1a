//! What the disk says about an exercise beside the progress: whether the learner changed the file, and what the
//! exercise is today.

use crate::record::Shipped;
use edge::file::{RECORD, SOURCE};
use records::{Exercise, hash::hash_of};

/// What is on disk now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The learner's file with the modules beside it, as a hash; `None` where it is missing.
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
            Ok(bytes) => (Some(with_modules(exercise, bytes)), None),
            Err(error) => (None, (!error.is_missing()).then(|| error.fault.to_string())),
        };
        Facts {
            file,
            unreadable,
            shipped: Shipped {
                code: hash_of(&bytes(exercise.variant_file(exercise.head()))),
                promises: hash_of(&promises),
            },
        }
    }

    /// Whether the learner's file is another than the pull request's.
    pub fn edited(&self) -> bool {
        self.file.as_ref().is_some_and(|file| *file != self.shipped.code)
    }
}

/// A tick stands for all of them: a module that changes can break what its file kept. Without modules it is the hash of the
/// file alone.
fn with_modules(exercise: &Exercise, mut bytes: Vec<u8>) -> String {
    for module in exercise.modules() {
        let name = module.strip_prefix(&exercise.dir).unwrap_or(&module).to_string_lossy().into_owned();
        bytes.extend(format!("\n// {name}\n").into_bytes());
        bytes.extend(edge::file::bytes(&module, SOURCE).unwrap_or_default());
    }
    hash_of(&bytes)
}

#[cfg(test)]
mod tests {
    use super::{Facts, hash_of};
    use records::Course;
    use std::fs;

    #[test]
    fn a_module_that_changes_is_another_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let fake = testkit::course();
        testkit::copy(&fake, dir.path());
        let course = Course::load(dir.path()).expect("the fake course");
        let exercise = &course.exercises[0];
        let file = || Facts::read(exercise).file;
        let alone = file();
        assert_eq!(alone, Some(hash_of(&fs::read(exercise.subject()).expect("a file"))), "as in releases before");
        let module = exercise.dir.join("src/inner/order.rs");
        fs::create_dir_all(module.parent().expect("a folder")).expect("a folder");
        fs::write(&module, "right").expect("a file");
        let right = file();
        assert_ne!(right, alone);
        fs::write(&module, "wrong").expect("a file");
        assert_ne!(file(), right);
        fs::write(exercise.dir.join("src/main.rs"), "another program").expect("a file");
        fs::remove_file(&module).expect("it was there");
        assert_eq!(file(), alone);
    }
}
