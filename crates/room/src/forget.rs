//! `--forget`: the names that people gave are removed from the store, and the words say what was changed and what was not.

use crate::{ids::Code, open::Refused, place::Place, store::forget::Forgotten};
use anyhow::Context;
use edge::Visible;
use records::Course;
use std::fmt::Write as _;
use workshop_cli::HandedRoom;

/// What asks for every room instead of one.
const ALL: &str = "all";

/// Removes the names; the text says of which rooms.
///
/// # Errors
/// [`Refused`], and whatever cannot be read or written.
pub async fn forget(handed: HandedRoom) -> anyhow::Result<String> {
    let HandedRoom { course, room: asked } = handed;
    let course = Course::load(&course).context("the course cannot be read")?;
    let wanted = asked.forget.unwrap_or_default();
    let one = Code::read(&wanted);
    if one.is_none() && wanted != ALL {
        let why = format!(
            "no room has the code {}. A code has eight letters and digits, as ABCD-EFGH; for every room: --forget {ALL}",
            wanted.visible()
        );
        return Err(Refused(why).into());
    }
    let place = Place::of(&course, asked.data, asked.database);
    if let Place::File(file) = &place
        && !file.is_file()
    {
        return Err(Refused(format!("no rooms are kept in {place}: there is no such file")).into());
    }
    let store = place.open().await?;
    let forgotten = store.forget(one.as_ref()).await?;
    if let (Some(code), true) = (one, forgotten.is_empty()) {
        return Err(Refused(format!("{place} keeps no room with the code {code}")).into());
    }
    if !store.empty_log().await? {
        let why = format!(
            "the names are removed, and another program still reads an older state of {place}, which has them. Stop the \
             room that runs, and type the command again"
        );
        return Err(Refused(why).into());
    }
    Ok(said(&forgotten, &place.to_string()))
}

fn said(forgotten: &[Forgotten], file: &str) -> String {
    let mut out = String::new();
    for it in forgotten {
        let (names, people) = (counted(it.names, "name", "names"), counted(it.people, "person", "people"));
        let _ = writeln!(out, "Room {}, {}: {names} removed, of {people} who joined.", it.code, it.exercise);
    }
    if forgotten.is_empty() {
        let _ = writeln!(out, "{file} keeps no room, so there was no name to remove.");
        return out;
    }
    out.push_str("\nComments and decisions are as they were, with no name beside them. A comment may\n");
    out.push_str(
        "name a person in its text: no text was changed. Nor was any file that you took\nhome before, or a copy of ",
    );
    let _ = writeln!(out, "{file}.");
    out
}

fn counted(count: i64, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_was_changed_of_each_room_and_what_was_not() {
        let of = |code: &str, people, names| Forgotten {
            code: Code::read(code).unwrap(),
            exercise: "exercise-3-x".to_owned(),
            people,
            names,
        };
        let text = said(&[of("ABCDEFGH", 3, 2), of("HGFEDCBA", 1, 1)], "rooms.sqlite");
        let first = "Room ABCD-EFGH, exercise-3-x: 2 names removed, of 3 people who joined.\n";
        assert!(text.starts_with(first), "{text}");
        assert!(text.contains("Room HGFE-DCBA, exercise-3-x: 1 name removed, of 1 person who joined.\n"), "{text}");
        assert!(text.contains("no text was changed") && text.ends_with("a copy of rooms.sqlite.\n"), "{text}");
        assert_eq!(said(&[], "x"), "x keeps no room, so there was no name to remove.\n");
    }
}
