//! The other packages of a Go module. One is read only when a rule asks what one of its functions does, and only the answer is
//! kept. Knows no rule.

use crate::{Language, files, package::Package, parse, source::Declared};
use std::{
    collections::HashMap,
    fs,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Answers that were given: the folder, the function, and how many calls deeper was asked.
pub(crate) type Answers = Arc<Mutex<HashMap<(PathBuf, String, usize), bool>>>;

/// A Go module on the disk.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    /// The folder with its `go.mod`.
    root: PathBuf,
    /// What imports of its packages begin with.
    path: String,
    /// The Go version that it names: 22 for `go 1.22.1`.
    pub(crate) go_minor: Option<u32>,
    answers: Answers,
}

impl Module {
    /// The module of a file: that of the nearest `go.mod` above it.
    pub(crate) fn around(file: &Path, answers: &Answers) -> Option<Module> {
        let file = file.canonicalize().ok()?;
        let read = |folder: &Path| edge::file::text(folder.join("go.mod"), parse::SIZE).ok();
        let (root, text) = file.ancestors().skip(1).find_map(|it| Some((it.to_owned(), read(it)?)))?;
        let after = |word: &str| text.lines().find_map(|it| it.strip_prefix(word)).map(str::trim);
        let path = after("module ").unwrap_or_default().trim_matches('"').to_owned();
        let go_minor = after("go 1.").and_then(|it| it.split('.').next()?.trim().parse().ok());
        Some(Module { root, path, go_minor, answers: Arc::clone(answers) })
    }

    /// What `judge` says of all functions of this name in the package: one for each system. `false` where the package or the
    /// function is out of sight: another module's, generated, not there.
    pub(crate) fn ask(
        &self,
        import: &str,
        function: &str,
        depth: usize,
        judge: impl Fn(&Package, usize) -> bool,
    ) -> bool {
        let Some(folder) = self.folder(import) else { return false };
        let key = (folder, function.to_owned(), depth);
        // The lock is not held while a package is read: two may read one, and they find the same.
        if let Some(known) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        let answer = self.read(&key.0).is_some_and(|it| {
            let ids = it.all_named(function);
            !ids.is_empty() && ids.iter().all(|id| judge(&it, *id))
        });
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer);
        answer
    }

    fn folder(&self, import: &str) -> Option<PathBuf> {
        let rest = import.strip_prefix(&self.path).filter(|_| !self.path.is_empty())?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
        let is_inside = Path::new(rest).components().all(|it| matches!(it, Component::Normal(_)));
        is_inside.then(|| self.root.join(rest))
    }

    /// The package in a folder, without tests and generated files. Links are not followed.
    fn read(&self, folder: &Path) -> Option<Package> {
        let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
        let mut files: Vec<PathBuf> =
            entries.filter(|it| it.file_type().is_ok_and(|it| it.is_file())).map(|it| it.path()).collect();
        files.retain(|it| Language::of(it) == Some(Language::Go) && !it.to_string_lossy().ends_with("_test.go"));
        files.sort_unstable();
        let mut functions = Vec::new();
        let mut declared = Declared { go_minor: self.go_minor, module: Some(self.clone()), ..Declared::default() };
        for (at, file) in files.iter().enumerate() {
            let Ok(bytes) = edge::file::bytes(file, parse::SIZE) else { continue };
            if !files::is_generated(file, &bytes) {
                // What the parser does not read has no functions here, and is out of sight.
                let _ = parse::file(Language::Go, bytes, at, &mut functions, &mut declared);
            }
        }
        Some(Package::new(functions, declared))
    }
}
