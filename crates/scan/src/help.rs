//! The help, in 80 columns: without the feature that asks for a terminal's size, clap breaks no line. What a word does is
//! said in `cli`; what no word says, below the options, here.

use crate::cli::Words;
use clap::{CommandFactory, FromArgMatches, builder::StyledStr};
use edge::wrap::wrap;

/// What clap puts before the words of an option.
const INDENT: usize = 10;
const WIDTH: usize = 80;

/// What was typed. Wrong words end the process with code 2, as clap does.
pub(crate) fn words() -> Words {
    let mut command = command();
    let matches = command.get_matches_mut();
    Words::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

fn command() -> clap::Command {
    let command = Words::command().after_help(SHORT).after_long_help(AFTER);
    let about = command.get_about().map(|it| broken(it, WIDTH));
    let long = command.get_long_about().map(|it| broken(it, WIDTH));
    let command = command.about(about.unwrap_or_default()).long_about(long.unwrap_or_default());
    command.next_line_help(true).mut_args(|arg| {
        // `[possible values: …]` stands behind the words: it needs a line of its own.
        let has_values = arg.get_action().takes_values() && !arg.get_possible_values().is_empty();
        let end = if has_values { "\n" } else { "" };
        let short = arg.get_help().map(|it| broken(it, WIDTH - INDENT) + end);
        let long = arg.get_long_help().or(arg.get_help()).map(|it| broken(it, WIDTH - INDENT));
        let arg = if let Some(text) = short { arg.help(text) } else { arg };
        if let Some(text) = long { arg.long_help(text) } else { arg }
    })
}

/// Each paragraph in lines of at most `columns`.
fn broken(text: &StyledStr, columns: usize) -> String {
    let text = text.to_string();
    text.split("\n\n").map(|it| wrap(it, columns).join("\n")).collect::<Vec<_>>().join("\n\n")
}

const SHORT: &str = "\
Exit codes: 0 no findings, 1 findings of any level shown or a baseline entry
that is gone, 2 wrong arguments, 3 a file cannot be read or written.
--help says more: levels, how to allow a finding, baselines, examples.";

const AFTER: &str = "\
Rules
  --rules lists them, each with its level, its languages and the question to
  ask. A rule is named by its hazard and its shape, `double-lock/relock`;
  `--rule double-lock` asks for all rules of the hazard.

Levels
  defect    the path is in the code, and its end is bad
  question  the path is in the code; whether it is bad depends on what the
            scanner does not see: ask the author
  advice    worth knowing, often harmless; shown with --advice
  All that is shown counts in the exit code: questions, and with --advice
  advice.

A finding that may stay
  // exit-path: allow(skipped-cleanup/lock-held) the caller unlocks
  on its line, or alone on the line above. The name is a rule or a hazard;
  several are parted by commas. `//exit-path:allow(…) …` and `/* … */` do as
  well. Without a reason it allows nothing. A comment that allows nothing any
  more, or says it in other words, is named in a note.

A repository with old findings
  --baseline known.json --update-baseline writes what is known, once. Later
  runs with --baseline show what is new. It names files from the root of the
  repository, so any folder will do. An entry whose finding is gone makes the
  exit code 1 until --update-baseline takes it out; only entries that the scan
  looked for are gone, not those of other paths or rules. After a function or a
  file got another name, its entry is gone and its finding is new. A new
  finding never gets in.

A change
  --changed BASE keeps a finding when the change touches a line of its path, or
  takes a release out of the way between. git is asked about the repository
  around the first path. sarif, github and reviews name files from its root.

What is left out
  folders vendor, node_modules, third_party, testdata, target; files that git
  ignores; generated files; tests without --tests. A file that cannot be read
  or parsed is named in a note. Notes do not change the exit code.

Exit codes
  0  no findings
  1  findings, or a baseline with an entry that is gone
  2  wrong arguments: an unknown rule, no such path, no code there, no such
     commit
  3  a file cannot be read or written: the baseline, the review, the output

Examples
  exit-path-scan
  exit-path-scan --rule double-lock core plugins
  exit-path-scan --changed origin/main --format github
  exit-path-scan --changed origin/main --format sarif > scan.sarif
  exit-path-scan --changed origin/main --review r.json
  exec exit-path-scan --changed HEAD      as .git/hooks/pre-commit";

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn every_line_of_the_help_fits_80_columns() {
        let (short, long) = (command().render_help().to_string(), command().render_long_help().to_string());
        for part in ["--baseline", "possible values: human, json, sarif, github", "Usage", "Exit codes: 0"] {
            assert!(short.contains(part), "no `{part}` in\n{short}");
        }
        for part in ["Exit codes", "defect    the path", "allow(skipped-cleanup/lock-held)", "- sarif:", "pre-commit"] {
            assert!(long.contains(part), "no `{part}` in\n{long}");
        }
        for line in short.lines().chain(long.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
