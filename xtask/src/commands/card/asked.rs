//! The questions, and what is typed. `q` and the end of input end it, and nothing is remembered.

use crate::{
    out,
    render::line::{Line, paragraph},
    style::{BOLD, DIM, LOOK, NEXT, paint},
};
use anyhow::Context;
use edge::visible;
use records::{hazards::Hazard, review::Decision};
use review::marks::Mark;
use std::io::{self, BufRead, Write};

/// What was answered.
pub(super) struct Asked {
    pub(super) marks: Vec<Mark>,
    pub(super) decision: Decision,
}

/// Asks until there is a decision; `None` where the reader leaves before. `of` is the last line of the file.
pub(super) fn ask(focus: &str, of: u32, hazards: &[Hazard]) -> anyhow::Result<Option<Asked>> {
    let mut input = io::stdin().lock().lines();
    out::show(&("\n".to_owned() + &paint(BOLD, &paragraph("", focus))))?;
    let mut marks = Vec::new();
    loop {
        let Some(typed) = typed(&mut input, "which lines are wrong? 36 or 36-42, Enter for no more, q quit:")? else {
            return Ok(None);
        };
        if typed.is_empty() {
            break;
        }
        match lines(&typed, of) {
            Err(why) => out::show(&paint(LOOK, &paragraph("  ", &why)))?,
            Ok(lines) => match family(&mut input, hazards)? {
                None => return Ok(None),
                Some(hazard) => marks.push(Mark { lines, hazard }),
            },
        }
    }
    loop {
        let Some(typed) = typed(&mut input, "your decision? a approve, c comment, r request changes, q quit:")? else {
            return Ok(None);
        };
        let decision = match typed.chars().next() {
            Some('a') => Decision::Approve,
            Some('c') => Decision::Comment,
            Some('r') => Decision::RequestChanges,
            _ => continue,
        };
        return Ok(Some(Asked { marks, decision }));
    }
}

/// Which hazard it is: `Some(None)` for no name, and `None` where the reader leaves.
fn family(
    input: &mut impl Iterator<Item = io::Result<String>>,
    hazards: &[Hazard],
) -> anyhow::Result<Option<Option<String>>> {
    let mut known: Vec<&Hazard> = hazards.iter().collect();
    loop {
        let question = "which hazard? a part of its name, or its number; ? for all, Enter for none:";
        let Some(typed) = typed(input, question)? else { return Ok(None) };
        if typed.is_empty() {
            return Ok(Some(None));
        }
        let listed = typed.parse::<usize>().ok().and_then(|it| known.get(it.checked_sub(1)?).copied());
        let found = match listed {
            Some(one) => vec![one],
            None if typed == "?" => hazards.iter().collect(),
            None => meant(&typed, hazards),
        };
        match found.as_slice() {
            [one] => {
                out::show(&Line::new("  ").plain(&one.name).end())?;
                return Ok(Some(Some(one.id.clone())));
            }
            [] => out::show(&paint(LOOK, &paragraph("  ", &format!("nothing is called `{typed}`"))))?,
            several => {
                for (at, hazard) in several.iter().enumerate() {
                    let line = Line::new(&format!("  {:>2}  ", at + 1)).plain(&hazard.name);
                    out::show(&line.fitting(DIM, &format!("  {}", hazard.id), 6).end())?;
                }
                known = several.to_vec();
            }
        }
    }
}

/// The hazards that a reader may mean: an id or a name as it stands, and otherwise all that have the words in them.
pub(super) fn meant<'h>(typed: &str, hazards: &'h [Hazard]) -> Vec<&'h Hazard> {
    let wanted = typed.trim().to_lowercase();
    if let Some(one) = hazards.iter().find(|it| it.id == wanted || it.name.to_lowercase() == wanted) {
        return vec![one];
    }
    let named = |it: &&Hazard| it.id.contains(&wanted) || it.name.to_lowercase().contains(&wanted);
    let named: Vec<&Hazard> = hazards.iter().filter(named).collect();
    if !named.is_empty() {
        return named;
    }
    hazards.iter().filter(|it| it.also.iter().any(|also| also.to_lowercase().contains(&wanted))).collect()
}

/// `36` or `36-42`.
pub(super) fn lines(typed: &str, of: u32) -> Result<[u32; 2], String> {
    let (from, to) = typed.split_once('-').unwrap_or((typed, typed));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from), Ok(to)) if 1 <= from && from <= to && to <= of => Ok([from, to]),
        _ => Err(format!("`{typed}`: give a line from 1 to {of}, or the first and the last one, such as 36-42")),
    }
}

/// What was typed; `None` for `q` and at the end of input.
fn typed(input: &mut impl Iterator<Item = io::Result<String>>, question: &str) -> anyhow::Result<Option<String>> {
    out::show(&format!("{} ", paint(NEXT, question)))?;
    io::stdout().flush()?;
    let line = input.next().transpose().context("cannot read your answer")?;
    let line = line.map(|it| visible::lines(it.trim()).to_lowercase());
    Ok(line.filter(|it| it != "q"))
}

#[cfg(test)]
mod tests {
    use super::{lines, meant};

    #[test]
    fn lines_are_those_of_the_file() {
        assert_eq!(lines("36", 44), Ok([36, 36]));
        assert_eq!(lines("36-42", 44), Ok([36, 42]));
        assert_eq!(lines(" 36 - 42 ", 44), Ok([36, 42]));
        for wrong in ["0", "42-36", "45", "36-45", "x", "", "-3", "1-2-3"] {
            assert!(lines(wrong, 44).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_hazard_is_found_by_what_a_reader_calls_it() {
        let hazards = records::hazards::read(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")));
        let hazards = hazards.expect("a list").expect("it is read");
        let ids = |typed: &str| meant(typed, &hazards).iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids("lost-wakeup"), ["lost-wakeup"]);
        assert_eq!(ids("Lost wake-up"), ["lost-wakeup"]);
        assert_eq!(ids("event"), ["event-order"]);
        assert!(ids("lock").len() > 2, "{:?}", ids("lock"));
        assert!(!ids("zombie").is_empty());
        assert!(ids("nonsense").is_empty());
    }
}
