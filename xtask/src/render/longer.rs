//! The command that asks the same once more, and lets the search go on for longer.

use crate::typed::shell_word;
use checker::verdict::Longer;
use records::Exercise;

/// `cargo xtask check exercise-3 --executions 40000000`.
pub(super) fn command(exercise: &Exercise, longer: &Longer) -> String {
    let mut command = format!("cargo xtask check {} --executions {}", exercise.short(), longer.executions);
    if let Some(property) = &longer.property {
        command += &format!(" --property {property}");
    }
    if let Some(subject) = &longer.subject {
        command += &format!(" --subject {}", shell_word(subject));
    }
    command
}
