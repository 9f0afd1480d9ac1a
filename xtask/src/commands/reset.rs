//! `reset`: the pull request's code again. The learner's file is never lost: a dated backup keeps it.

use super::diff::read;
use crate::{cli::Named, exit::Exit, layout::Layout, out, state};
use anyhow::Context;
use edge::{
    Visible,
    file::{self, SOURCE},
};
use progress::store;
use records::{Exercise, Sort};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// Puts `buggy.rs` back into `src/lib.rs`.
pub fn run(layout: &Layout, args: Named) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named_or_here(&course, &args)?;
    let shipped = if exercise.sort != Sort::Drill { "the pull request's code" } else { "as it came" };
    if put_back(layout, exercise)? {
        out::line(&format!("{} is {shipped} again", layout.shown(&exercise.subject())))?;
    } else {
        out::line(&format!("{}: nothing to do, your file is {shipped}", exercise.short()))?;
    }
    Ok(Exit::Good)
}

/// Puts `buggy.rs` back where the learner's file is another, and says where that is kept. Whether there was anything
/// to do. Whatever has the file's name is kept: a file that is no text, a folder, a pipe.
pub(super) fn put_back(layout: &Layout, exercise: &Exercise) -> anyhow::Result<bool> {
    let shipped = read(&exercise.variant_file(exercise.head()))?;
    let subject = exercise.subject();
    let kept = "your file cannot be kept, so nothing was reset";
    let backup = || -> anyhow::Result<PathBuf> {
        let store = state::store(layout);
        store.make_folder()?;
        let dir = store.copies(&exercise.key());
        fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.visible()))?;
        Ok(store::unused(&dir, &format!("reset-{}", now()?), "rs"))
    };
    let backup = match file::bytes(&subject, SOURCE) {
        Ok(bytes) if bytes == shipped.as_bytes() => return Ok(false),
        // A copy: a link to the file stays one.
        Ok(bytes) => {
            let backup = backup().context(kept)?;
            store::replace(&backup, &bytes).context(kept)?;
            Some(backup)
        }
        Err(_) if fs::symlink_metadata(&subject).is_ok() => {
            let backup = backup().context(kept)?;
            aside(&subject, &backup).context(kept)?;
            Some(backup)
        }
        Err(_) => None,
    };
    if let Some(backup) = backup {
        out::line(&format!("your file is kept as {}", layout.shown(&backup)))?;
    }
    store::replace(&subject, shipped.as_bytes())?;
    Ok(true)
}

/// Moves whatever it is, without looking into it.
fn aside(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::rename(from, to).with_context(|| format!("cannot move {} to {}", from.visible(), to.visible()))
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
