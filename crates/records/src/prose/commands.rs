//! Commands that a page tells a reader to type.

use super::{Understands, text::PageText};
use crate::Problem;

const START: &str = "cargo xtask";

/// `[--world threads|tasks]` is how a page says what may follow: here the first of it.
fn first_of(word: &str) -> String {
    word.trim_matches(['[', ']']).split('|').next().unwrap_or_default().to_owned()
}

/// Every `cargo xtask …` of a page means something.
pub(super) fn check(page: &PageText, understands: Understands<'_>, found: &mut Vec<Problem>) {
    for (line, code) in page.typed.iter().chain(&page.spans) {
        // A remark in a shell's own words is none of the command, nor is where its output goes.
        let code = code.split(" #").next().unwrap_or_default();
        let code = code.split(" > ").next().unwrap_or_default();
        for command in code.split(" && ").filter_map(|it| it.trim().strip_prefix(START)) {
            let words: Vec<String> = command.split_whitespace().map(first_of).collect();
            // `cargo xtask …` speaks of all of them.
            if words.iter().any(|it| it.contains('…')) {
                continue;
            }
            if let Err(why) = understands(&words) {
                let what = format!("`{START}{command}` is not a command: {why}");
                let mend = "correct it; `cargo xtask --help` lists the commands";
                found.push(Problem::new(&page.file, what).at(Some(*line)).mend(mend));
            }
        }
    }
}
