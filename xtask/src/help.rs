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
            "list", "next", "skip", "jump", "redo", "card", "review", "check", "explore", "trace", "promise", "watch",
            "run", "hint", "explain", "diff", "solution", "reset", "note", "progress", "closing", "quiz", "template",
            "serve", "book",
        ],
    ),
    ("Teach", &["workshop", "new"]),
    ("Use at work", &["scan"]),
    ("Maintain", &["test", "verify", "mutate", "corpus", "repeat", "gen", "prose", "bench"]),
];

/// Above the commands.
const ABOUT: &str = "The workbook's commands. Without one, you are told where you are and what comes next.";
const NAMES: &str = "An exercise is named `exercise-2`, `2`, `shim-create-deadlock` or by its whole folder name. \
    Without a name, the exercise of the current directory is meant, or the one you worked on last.";

/// The command line of [`Cli`], with its help in groups.
pub fn command() -> clap::Command {
    let command = each(Cli::command());
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

/// The same command with the words of each option broken at the width of a page: without the feature that asks for a
/// terminal's size, clap breaks no line. (That feature brings a crate that a learner's first build can do without.)
fn each(command: clap::Command) -> clap::Command {
    const INDENT: usize = 10;
    let about = command.get_about().map(|it| broken(it, WIDTH - INDENT));
    let long_about = command.get_long_about().map(|it| broken(it, WIDTH - INDENT));
    let command = if let Some(text) = about { command.about(text) } else { command };
    let command = if let Some(text) = long_about { command.long_about(text) } else { command };
    command.next_line_help(true).mut_subcommands(each).mut_args(|arg| {
        let short = arg.get_help().map(|it| {
            let text = broken(it, WIDTH - INDENT);
            let last = text.lines().last().map_or(0, |it| it.chars().count());
            // clap puts the values behind the words, wherever those end.
            if last + behind(&arg) > WIDTH - INDENT { text + "\n" } else { text }
        });
        let long = arg.get_long_help().map(|it| broken(it, WIDTH - INDENT));
        let arg = if let Some(text) = short { arg.help(text) } else { arg };
        if let Some(text) = long { arg.long_help(text) } else { arg }
    })
}

/// Columns of what clap writes behind the words of an option: its default, and the values that it may have.
fn behind(arg: &clap::Arg) -> usize {
    let listed = |all: Vec<String>| all.join(", ").chars().count();
    let default = match arg.get_default_values() {
        [] => 0,
        _ if arg.is_hide_default_value_set() => 0,
        all => " [default: ]".len() + listed(all.iter().map(|it| it.to_string_lossy().into_owned()).collect()),
    };
    let possible: Vec<String> = arg.get_possible_values().iter().map(|it| it.get_name().to_owned()).collect();
    let possible = if possible.is_empty() || arg.is_hide_possible_values_set() || !arg.get_action().takes_values() {
        0
    } else {
        " [possible values: ]".len() + listed(possible)
    };
    default + possible
}

/// Each paragraph in lines of at most `columns`.
fn broken(text: &clap::builder::StyledStr, columns: usize) -> String {
    let text = text.to_string();
    let paragraphs = text.split("\n\n").map(|it| wrap(it, columns).join("\n"));
    paragraphs.collect::<Vec<_>>().join("\n\n")
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

    #[test]
    fn the_help_of_each_command_fits_80_columns() {
        let mut whole = command();
        whole.build();
        let mut commands: Vec<&mut clap::Command> = whole.get_subcommands_mut().collect();
        while let Some(command) = commands.pop() {
            if command.is_hide_set() {
                continue;
            }
            for text in [command.render_help(), command.render_long_help()].map(|it| it.to_string()) {
                for line in text.lines() {
                    assert!(line.chars().count() <= WIDTH, "{}: {line}", command.get_name());
                }
            }
            commands.extend(command.get_subcommands_mut());
        }
    }
}
