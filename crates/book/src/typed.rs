//! Commands as a reader of another course types them. `cargo xtask --course DIR book` says how the course was named, and each command
//! on a page repeats it: pasted without it, a command would speak of the clone's own exercises.

use std::borrow::Cow;

/// The variable in which `cargo xtask` hands on `--course DIR `, as it was typed; unset for the clone's own course.
const FLAG: &str = "EXIT_PATH_COURSE_FLAG";
const START: &str = "cargo xtask ";

/// `text` with the course in each command that it names.
pub(crate) fn typed(text: &str) -> Cow<'_, str> {
    match std::env::var(FLAG) {
        Ok(flag) if !flag.is_empty() => with(&flag, text),
        _ => Cow::Borrowed(text),
    }
}

fn with<'t>(flag: &str, text: &'t str) -> Cow<'t, str> {
    match text.contains(START) {
        true => Cow::Owned(text.replace(START, &format!("{START}{flag}"))),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn each_command_names_the_course() {
        let page = "`cargo xtask check exercise-1`, then <code>cargo xtask next</code>";
        let named =
            "`cargo xtask --course ~/mine check exercise-1`, then <code>cargo xtask --course ~/mine next</code>";
        assert_eq!(with("--course ~/mine ", page), named);
        assert_eq!(with("--course ~/mine ", "cargo test"), "cargo test");
    }
}
