//! `reset`: the pull request's code again. The learner's file is never lost: a dated backup keeps it.

use super::diff::read;
use crate::{cli::Named, exit::Exit, layout::Layout};
use anyhow::Context;
use course::Exercise;
use progress::store;
use std::time::{SystemTime, UNIX_EPOCH};

/// Puts `buggy.rs` back into `src/lib.rs`.
pub fn run(layout: &Layout, args: Named) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named_or_here(&course, &args)?;
    if put_back(layout, exercise)? {
        println!("{} is the pull request's code again", layout.shown(&exercise.subject()));
    } else {
        println!("{}: nothing to do, your file is the pull request's code", exercise.short());
    }
    Ok(Exit::Good)
}

/// Puts `buggy.rs` back where the learner's file is another, and says where that is kept. Whether there was anything
/// to do.
pub(super) fn put_back(layout: &Layout, exercise: &Exercise) -> anyhow::Result<bool> {
    let shipped = read(&exercise.variant_file("buggy"))?;
    let subject = exercise.subject();
    if subject.exists() {
        let text = read(&subject)?;
        if text == shipped {
            return Ok(false);
        }
        let store = layout.store();
        store.make_folder()?;
        let backup = store::unused(&store.copies(&exercise.record.id), &format!("reset-{}", now()?), "rs");
        store::replace(&backup, text.as_bytes()).context("your file cannot be kept, so nothing was reset")?;
        println!("your file is kept as {}", layout.shown(&backup));
    }
    store::replace(&subject, shipped.as_bytes())?;
    Ok(true)
}

/// `2026-11-20-235959`, in UTC.
fn now() -> anyhow::Result<String> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    Ok(format!("{year}-{month:02}-{day:02}-{hour:02}{minute:02}{second:02}"))
}

/// The date of a day counted from 1970-01-01.
pub(super) fn date(mut day: u64) -> (u64, usize, u64) {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    for (index, days) in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
        if day < days {
            return (year, index + 1, day + 1);
        }
        day -= days;
    }
    unreachable!("a year has no more days than its months")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(59), (1970, 3, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(20_777), (2026, 11, 20));
        assert_eq!(date(20_818), (2026, 12, 31));
        assert_eq!(date(20_819), (2027, 1, 1));
    }
}
