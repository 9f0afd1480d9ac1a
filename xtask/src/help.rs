//! `cargo xtask --help`: the commands by who needs them, each on one line. What a command does is said in `cli`; here is
//! only where it stands.

use crate::{
    cli::Cli,
    render::line::{WIDTH, wrap},
    style::BOLD,
};
use clap::CommandFactory;
use std::fmt::Write as _;

/// Who does what, each in the order of use.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "Learn",
        &[
            "list", "next", "skip", "jump", "redo", "check", "watch", "run", "hint", "explain", "diff", "solution",
            "reset", "note", "progress", "quiz", "template", "serve", "book",
        ],
    ),
    ("Teach", &["workshop", "new"]),
    ("Use at work", &["scan"]),
    ("Maintain", &["test", "verify", "repeat", "gen", "prose", "bench"]),
];

/// Above the commands.
const ABOUT: &str = "The workbook's commands. Without one, you are told where you are and what comes next.";
const NAMES: &str = "An exercise is named `exercise-2`, `2`, `shim-create-deadlock` or by its whole folder name. \
    Without a name, the exercise of the current directory is meant, or the one you worked on last.";

/// The command line of [`Cli`], with its help in groups.
pub fn command() -> clap::Command {
    let command = Cli::command();
    let mut text = paragraph(ABOUT);
    let _ = write!(text, "\n{{usage-heading}} {{usage}}\n");
    for (group, names) in GROUPS {
        let _ = writeln!(text, "\n{BOLD}{group}{BOLD:#}");
        for name in *names {
            let about = command.find_subcommand(name).and_then(|it| it.get_about());
            let _ = writeln!(text, "  {name:<8}  {}", about.map(ToString::to_string).unwrap_or_default());
        }
    }
    let _ = write!(text, "\n{BOLD}Options{BOLD:#}\n{{options}}\n\n{}", paragraph(NAMES));
    text += "\n`cargo xtask COMMAND --help` says more of a command.";
    command.help_template(text)
}

fn paragraph(text: &str) -> String {
    wrap(text, WIDTH - 1).join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{Cli, GROUPS, command};
    use crate::render::line::WIDTH;
    use clap::CommandFactory;

    #[test]
    fn each_command_stands_in_one_group() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        grouped.sort_unstable();
        let command = Cli::command();
        let mut all: Vec<&str> =
            command.get_subcommands().filter(|it| !it.is_hide_set()).map(|it| it.get_name()).collect();
        all.sort_unstable();
        assert_eq!(grouped, all);
    }

    #[test]
    fn the_help_fits_80_columns_and_has_a_line_for_each_command() {
        for text in [command().render_help(), command().render_long_help()].map(|it| it.to_string()) {
            for line in text.lines() {
                assert!(line.chars().count() <= WIDTH, "{} columns: {line}", line.chars().count());
            }
            for name in GROUPS.iter().flat_map(|(_, names)| names.iter()) {
                let line = text.lines().find(|line| line.starts_with(&format!("  {name} ")));
                let line = line.unwrap_or_else(|| panic!("no line for {name}:\n{text}"));
                assert!(line.len() > 20, "{line}");
            }
        }
    }
}
