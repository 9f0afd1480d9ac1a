//! What the caller of a helper is promised. It starts programs and looks at zombies; it takes no status itself.

use super::subject::*;
use lab::{Kind, Property, check};
use std::process::Command;

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("own-code", own_code),
    Property::new("nothing-left", nothing_left),
];

/// How a helper may end, and what the caller must be told.
const ENDS: [(&str, u8); 3] = [("exit 0", 0), ("exit 3", 3), ("kill -KILL $$", 128 + 9)];

/// The helper may end at any point: before the first look, and long after it.
fn own_code() {
    let (text, wanted) = ENDS[lab::choose("the helper", &ENDS.map(|(text, _)| text))];
    let told = run(Command::new("sh").args(["-c", text]));
    check(
        matches!(told, Ok(ExitCode(code)) if code == wanted),
        Kind::WrongValue,
        || format!("`{text}` ends as {wanted}, and the caller is told {told:?}"),
    );
}

/// Whatever the answer is, no zombie stays behind it.
fn nothing_left() {
    let _ = run(Command::new("sh").args(["-c", "exit 3"]));
    lab::settle();
    let left = lab::children();
    check(left.is_empty(), Kind::Leak, || {
        format!("the helper is over, and this is left: {left:?}")
    });
}
