//! Commands as a reader types them next. With `--course DIR` given, each of them repeats it: without it the next
//! command would speak of another course. Who sets `EXIT_PATH_COURSE` need not repeat anything.

use std::{
    borrow::Cow,
    env,
    path::{Path, PathBuf},
    sync::OnceLock,
};

const START: &str = "cargo xtask ";
/// The course, for whoever does not want to type the flag each time.
const VARIABLE: &str = "EXIT_PATH_COURSE";

/// ` --course DIR` as it was typed, or nothing.
static FLAG: OnceLock<String> = OnceLock::new();

/// The course that was asked for: by the flag, which is remembered for what is shown, or by the environment. Called
/// once, before anything is shown.
pub fn course(flag: Option<PathBuf>) -> Option<PathBuf> {
    match flag {
        None => env::var_os(VARIABLE).filter(|it| !it.is_empty()).map(PathBuf::from),
        Some(dir) => {
            FLAG.get_or_init(|| format!("--course {} ", shell_word(&dir)));
            Some(dir)
        }
    }
}

/// `text` with the course in each command that it names.
pub fn typed(text: &str) -> Cow<'_, str> {
    match FLAG.get() {
        Some(flag) if text.contains(START) => Cow::Owned(text.replace(START, &format!("{START}{flag}"))),
        _ => Cow::Borrowed(text),
    }
}

/// What goes behind `cargo xtask ` in each command, where a course was named.
pub fn flag() -> &'static str {
    FLAG.get().map_or("", String::as_str)
}

/// A path as a shell takes it.
pub fn shell_word(path: &Path) -> String {
    let path = path.to_string_lossy();
    shlex::try_quote(&path).map_or_else(|_| path.to_string(), |quoted| quoted.into_owned())
}
