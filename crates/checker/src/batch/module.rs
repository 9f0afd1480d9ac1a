//! A subject and its contract as they are copied into a program: by content. A module's name stands for its bytes, and
//! whatever is generated about it follows from that name, so no name can stand beside another's bytes.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a program is the tool's own, and its subjects were looked at before"
    )
)]

use crate::layout::write_if_changed;
use anyhow::{Context, ensure};
use edge::file::SOURCE;
use inputs::{Content, Look, hash_of_bytes};
use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

/// How often two files are read that change meanwhile.
const LOOKS: usize = 5;

/// Stands for the bytes of a subject and of its contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(String);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Id {
    /// Of what is in the two files, by their hashes.
    fn of(subject: &str, contract: &str) -> Id {
        Id(hash_of_bytes(format!("{subject} {contract}").as_bytes())[..LENGTH].to_owned())
    }

    /// The folder of the two copies, and the name of the module.
    pub(super) fn folder(&self) -> String {
        format!("{FOLDER}{self}")
    }

    /// The module that a path inside a program belongs to.
    pub(super) fn in_path(path: &str) -> Option<Id> {
        let named = path.split('/').filter_map(|part| part.strip_prefix(FOLDER));
        named.filter(|id| id.len() == LENGTH).map(|id| Id(id.to_owned())).next()
    }
}

/// Hexadecimal digits of a name: 128 bits.
const LENGTH: usize = 32;
const FOLDER: &str = "m_";

/// A subject and its contract.
#[derive(Debug, Clone)]
pub(super) struct Module {
    pub(super) id: Id,
    subject: String,
    contract: String,
}

impl Module {
    /// Reads both files, and looks at them: what was read is what the look saw.
    pub(super) fn read(subject: &Path, contract: &Path) -> anyhow::Result<(Module, Look)> {
        for _ in 0..LOOKS {
            let look = Look::at([&subject.to_owned(), &contract.to_owned()]);
            let read = |file: &Path| edge::file::text(file, SOURCE);
            let module = Module::of(read(subject)?, read(contract)?);
            if module.id_in(&look, subject, contract) == Some(module.id.clone()) {
                return Ok((module, look));
            }
        }
        Err(inputs::KeepsChanging.into())
    }

    /// Of these texts.
    pub(super) fn of(subject: String, contract: String) -> Module {
        let id = Id::of(&hash_of_bytes(subject.as_bytes()), &hash_of_bytes(contract.as_bytes()));
        Module { id, subject, contract }
    }

    /// The text of the subject.
    pub(super) fn source(&self) -> &str {
        &self.subject
    }

    /// The copies below the folder of a program: the subject's, and the contract's.
    pub(super) fn files(&self, program: &Path) -> [PathBuf; 2] {
        ["subject.rs", "contract.rs"].map(|name| program.join(self.id.folder()).join(name))
    }

    fn id_in(&self, look: &Look, subject: &Path, contract: &Path) -> Option<Id> {
        let hash = |file: &Path| match look.contents().find(|(it, _)| *it == file)?.1 {
            Content::Hash(hash) => Some(hash.clone()),
            Content::Missing | Content::NotAFile => None,
        };
        Some(Id::of(&hash(subject)?, &hash(contract)?))
    }

    /// Whether the copies that were looked at are these bytes.
    ///
    /// # Errors
    /// Somebody wrote into the folder of the program.
    pub(super) fn is_in(&self, look: &Look, program: &Path) -> anyhow::Result<()> {
        let [subject, contract] = self.files(program);
        let is_it = self.id_in(look, &subject, &contract) == Some(self.id.clone());
        ensure!(is_it, "{} is no copy of what is judged: somebody else writes there", subject.display());
        Ok(())
    }
}

/// Puts the copies of these modules below the folder of a program, and removes all others.
pub(super) fn place(modules: &[Module], program: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(program).with_context(|| format!("cannot create {}", program.display()))?;
    let wanted: BTreeSet<String> = modules.iter().map(|it| it.id.folder()).collect();
    for entry in fs::read_dir(program).with_context(|| format!("cannot read {}", program.display()))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(FOLDER) && !wanted.contains(&name) {
            fs::remove_dir_all(entry.path()).with_context(|| format!("cannot remove {}", entry.path().display()))?;
        }
    }
    for module in modules {
        let [subject, contract] = module.files(program);
        write_if_changed(&subject, &module.subject)?;
        write_if_changed(&contract, &module.contract)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Id, Module, place};
    use inputs::Look;
    use std::fs;

    #[test]
    fn a_name_stands_for_both_texts() {
        let of = |subject: &str, contract: &str| Module::of(subject.to_owned(), contract.to_owned()).id;
        assert_eq!(of("a", "b"), of("a", "b"));
        assert!(of("a", "b") != of("b", "a") && of("a", "b") != of("a", "c") && of("ab", "") != of("a", "b"));
        let id = of("a", "b");
        assert_eq!(Id::in_path(&format!("/x/{}/subject.rs", id.folder())), Some(id));
        assert_eq!(Id::in_path("/x/m_1/src/main.rs"), None);
    }

    #[test]
    fn a_copy_that_somebody_changed_is_noticed() {
        let dir = tempfile::tempdir().expect("a folder");
        let modules = ["good", "bad"].map(|text| Module::of(text.to_owned(), "contract".to_owned()));
        place(&modules, dir.path()).expect("it works");
        let look = || Look::at(modules.iter().flat_map(|it| it.files(dir.path())).collect::<Vec<_>>().iter());
        assert!(modules.iter().all(|it| it.is_in(&look(), dir.path()).is_ok()));
        let [good, bad] = [&modules[0], &modules[1]].map(|it| it.files(dir.path())[0].clone());
        fs::copy(good, &bad).expect("a copy");
        assert!(modules[0].is_in(&look(), dir.path()).is_ok());
        assert!(modules[1].is_in(&look(), dir.path()).is_err(), "a right subject under the name of a wrong one");
        place(&modules[..1], dir.path()).expect("it works");
        assert!(!bad.exists(), "what is no longer asked for is gone");
    }
}
