//! The files that rustc says it read: its dep-info, which has the form of a makefile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a compiler read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DepInfo {
    /// Files, as rustc names them; relative ones are below the folder it ran in.
    pub files: Vec<PathBuf>,
    /// Variables of the compiler's environment that `env!` and `option_env!` asked for.
    pub environment: Vec<String>,
}

impl DepInfo {
    /// Reads and parses one.
    pub fn read(file: &Path) -> io::Result<DepInfo> {
        Ok(DepInfo::parse(&fs::read_to_string(file)?))
    }

    /// The dep-info of an artifact: `libsubject-1f.rmeta` in cargo's `deps` has rustc's `subject-1f.d` beside it. A program
    /// that cargo has put into place has cargo's own, with the files of path dependencies too.
    pub fn beside(artifact: &Path) -> Option<PathBuf> {
        let stem = artifact.file_stem()?.to_str()?;
        let bare = stem.strip_prefix("lib").unwrap_or(stem);
        [stem, bare].into_iter().map(|it| artifact.with_file_name(format!("{it}.d"))).find(|it| it.is_file())
    }

    /// In rustc's, each file that is read has a rule of its own, without sources. Its name ends with the colon of that
    /// line, so a colon or a blank inside a name does no harm. Cargo's is one rule for all.
    pub fn parse(text: &str) -> DepInfo {
        let mut info = DepInfo::default();
        for line in text.lines() {
            if let Some(variable) = line.strip_prefix("# env-dep:") {
                info.environment.push(variable.split('=').next().unwrap_or(variable).to_owned());
            } else if let Some(file) = line.strip_suffix(':') {
                info.files.push(file.replace("\\ ", " ").into());
            }
        }
        if info.files.is_empty() {
            let all = text.lines().filter_map(|line| line.split_once(": ")).flat_map(|(_, files)| sources(files));
            info.files.extend(all);
        }
        info
    }
}

/// Names between blanks. A blank with a backslash belongs to a name.
fn sources(rule: &str) -> Vec<PathBuf> {
    let whole = rule.replace("\\ ", "\0");
    whole.split(' ').filter(|it| !it.is_empty()).map(|it| it.replace('\0', " ").into()).collect()
}

#[cfg(test)]
mod tests {
    use super::DepInfo;
    use std::path::PathBuf;

    #[test]
    fn files_and_variables_are_told_apart() {
        let text = "/t/lib.rmeta: /a/lib.rs /a/with\\ blank.rs\n\n/t/lib.d: /a/lib.rs /a/with\\ blank.rs\n\n\
                    /a/lib.rs:\n/a/with\\ blank.rs:\n/a/b:c.rs:\n\n# env-dep:HOME=/root\n# env-dep:GONE\n";
        let files = ["/a/lib.rs", "/a/with blank.rs", "/a/b:c.rs"].map(PathBuf::from).to_vec();
        let environment = ["HOME", "GONE"].map(str::to_owned).to_vec();
        assert_eq!(DepInfo::parse(text), DepInfo { files, environment });
    }

    #[test]
    fn cargos_own_is_one_rule() {
        let files = ["/a/lib.rs", "/a/with blank.rs"].map(PathBuf::from).to_vec();
        assert_eq!(DepInfo::parse("/t/program: /a/lib.rs /a/with\\ blank.rs\n").files, files);
    }
}
