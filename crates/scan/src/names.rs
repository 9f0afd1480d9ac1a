//! The names of files as others read them: from the root of the repository, whatever folder the scan was started in and however
//! a path was typed. Without a repository they begin at the current folder.

use crate::Finding;
use std::path::{Path, PathBuf};

/// Where names begin.
#[derive(Debug, Clone)]
pub struct Names {
    root: PathBuf,
}

impl Names {
    /// The repository around a path: the nearest folder above with a `.git`.
    pub fn around(path: &Path) -> Names {
        let here = std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default();
        let path = absolute(path);
        let root = path.ancestors().find(|it| it.join(".git").exists());
        Names { root: root.map_or(here, Path::to_owned) }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The name of a file. One outside of the root keeps its whole path.
    pub fn of(&self, file: &str) -> String {
        let path = absolute(Path::new(file));
        path.strip_prefix(&self.root).unwrap_or(&path).to_string_lossy().into_owned()
    }

    /// Findings with these names, also in their paths.
    pub fn all(&self, findings: &[Finding]) -> Vec<Finding> {
        let mut all = findings.to_vec();
        for it in &mut all {
            it.file = self.of(&it.file);
            for step in &mut it.path {
                step.file = step.file.as_ref().map(|file| self.of(file));
            }
        }
        all
    }

    /// The file that a name means.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

/// Without links in the folders, also for a file that is gone.
pub fn absolute(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => absolute(parent).join(name),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use std::fs;

    #[test]
    fn a_name_begins_at_the_root_of_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("pkg/deep")).unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        fs::write(folder.path().join("pkg/z.go"), "").unwrap();
        let names = Names::around(&folder.path().join("pkg/deep"));
        for typed in ["pkg/z.go", "pkg/deep/../z.go", "pkg/gone.go"] {
            let name = names.of(folder.path().join(typed).to_str().unwrap());
            assert_eq!(name, if typed.ends_with("gone.go") { "pkg/gone.go" } else { "pkg/z.go" });
        }
        assert!(names.of("/etc/other.go").starts_with("/etc/"));
    }
}
