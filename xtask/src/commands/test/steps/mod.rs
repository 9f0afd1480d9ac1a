//! The steps, as data, lane by lane. Nothing runs here. `docs/checks.md` says what each one proves and costs; a test
//! compares the names.

mod lab;
mod lint;

use super::step::{Lane, Room, Step};
use crate::layout::Layout;
use std::path::Path;

/// Every step, in the order of a first failure's usefulness.
pub(super) fn all(layout: &Layout) -> anyhow::Result<Vec<Step>> {
    let root = &layout.workspace;
    let course = layout.load()?;
    let mut steps = vec![lint::format(root, &course)?, lint::clippy(layout)];
    steps.extend(tools(root));
    steps.extend(lab::all(layout));
    steps.extend(lint::others(root, &course)?);
    Ok(steps)
}

fn tools(root: &Path) -> [Step; 2] {
    [
        Step::new(Lane::Tools, "test", "units, commands, hostile programs, watch")
            .runs(root, "cargo test --quiet --no-run")
            .in_room(Room::Tool)
            // Its checks build the lab.
            .runs(root, "cargo test --quiet --no-fail-fast")
            .in_room(Room::Lab),
        Step::new(Lane::Tools, "typed", "each line that a page tells to type")
            .runs(root, "cargo test --quiet --no-run --test typed")
            .in_room(Room::Tool)
            .runs(root, "cargo test --quiet --test typed")
            .in_room(Room::Lab)
            .part_of("test"),
    ]
}
