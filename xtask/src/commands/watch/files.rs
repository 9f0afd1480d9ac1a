//! The files of one exercise, and when a save of them is whole. Only what they read like counts: a save by rename, by
//! parts, of several files, or of nothing new is all the same. The clock is handed in.

use edge::file::RECORD;
use records::Exercise;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

/// A save in parts is over when nothing was written for so long.
const SETTLED: Duration = Duration::from_millis(40);
/// The same, while the learner's file is missing or empty: somebody is in the middle of a save.
const PATIENCE: Duration = Duration::from_millis(250);

/// What the files read like at one moment; `None` for one that cannot be read.
type Reading = Vec<(PathBuf, Option<Vec<u8>>)>;

/// The watched files.
#[derive(Debug, Clone)]
pub(super) struct Files {
    /// The learner's first.
    paths: Vec<PathBuf>,
    /// Whose modules are watched as well: they come and go.
    modules_of: Option<Exercise>,
    /// What was handed over to be judged.
    judged: Reading,
    seen: Reading,
    /// When they were written, at the first look.
    times: Vec<Option<SystemTime>>,
    since: Instant,
    told: bool,
}

/// What a look has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing new.
    Same,
    /// Something is being written. Look again after this time.
    Settling(Duration),
    /// A save is whole.
    Saved {
        /// Whether an event had told of it.
        told: bool,
    },
}

impl Files {
    /// The files that a verdict depends on, as they are now.
    pub(super) fn of(exercise: &Exercise, now: Instant) -> Files {
        let in_exercise = ["Cargo.toml", "exercise.toml"].map(|it| exercise.dir.join(it));
        let paths = [exercise.subject()].into_iter().chain(in_exercise).chain([exercise.contract()]).collect();
        Files::new(paths, Some(exercise.clone()), now)
    }

    fn new(paths: Vec<PathBuf>, modules_of: Option<Exercise>, now: Instant) -> Files {
        let all = with_modules(&paths, modules_of.as_ref());
        let (times, seen) = (times(&all), read(&all));
        Files { times, judged: seen.clone(), seen, paths, modules_of, since: now, told: false }
    }

    fn all(&self) -> Vec<PathBuf> {
        with_modules(&self.paths, self.modules_of.as_ref())
    }

    /// Their folders: a file that is replaced keeps no watch of its own.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let folders: BTreeSet<PathBuf> = self.all().iter().filter_map(|it| it.parent().map(Path::to_owned)).collect();
        folders.into_iter().collect()
    }

    /// Looks at them. `told` says that an event came.
    pub(super) fn look(&mut self, now: Instant, told: bool) -> Look {
        let reading = read(&self.all());
        let is_new = reading != self.seen;
        if is_new {
            (self.seen, self.since) = (reading, now);
        }
        if self.seen == self.judged {
            self.told = false;
            return Look::Same;
        }
        self.told |= told;
        let subject = self.seen.first().and_then(|(_, text)| text.as_deref()).unwrap_or_default();
        let patience = if subject.trim_ascii().is_empty() { PATIENCE } else { SETTLED };
        let quiet = now.duration_since(self.since);
        if quiet < patience {
            return Look::Settling(patience.saturating_sub(quiet));
        }
        self.judged.clone_from(&self.seen);
        Look::Saved { told: std::mem::take(&mut self.told) }
    }

    /// Whether nobody has written to them since the first look, not even what was there already: what lay between
    /// may be what was judged.
    pub(super) fn are_untouched(&self) -> bool {
        let all = self.all();
        times(&all) == self.times && read(&all) == self.seen
    }
}

fn with_modules(paths: &[PathBuf], of: Option<&Exercise>) -> Vec<PathBuf> {
    paths.iter().cloned().chain(of.into_iter().flat_map(Exercise::modules)).collect()
}

fn times(paths: &[PathBuf]) -> Vec<Option<SystemTime>> {
    paths.iter().map(|path| fs::metadata(path).and_then(|it| it.modified()).ok()).collect()
}

fn read(paths: &[PathBuf]) -> Reading {
    // Read, and not only asked for their times: a network file system answers from its memory until a file is opened.
    paths.iter().map(|path| (path.clone(), edge::file::bytes(path, RECORD).ok())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Files, Look, PATIENCE, SETTLED};
    use std::{
        fs,
        path::PathBuf,
        time::{Duration, Instant, SystemTime},
    };

    /// A folder with a subject and a manifest, and a clock that only the test moves.
    struct Desk {
        _dir: tempfile::TempDir,
        lib: PathBuf,
        manifest: PathBuf,
        files: Files,
        now: Instant,
    }

    impl Desk {
        fn new() -> Desk {
            let dir = tempfile::tempdir().expect("a folder");
            let (lib, manifest) = (dir.path().join("lib.rs"), dir.path().join("Cargo.toml"));
            fs::write(&lib, "one").expect("a file");
            fs::write(&manifest, "one").expect("a file");
            let now = Instant::now();
            let files = Files::new(vec![lib.clone(), manifest.clone()], None, now);
            Desk { _dir: dir, lib, manifest, files, now }
        }

        fn after(&mut self, passed: Duration) -> Look {
            self.now += passed;
            self.files.look(self.now, true)
        }
    }

    const MOMENT: Duration = Duration::from_millis(1);

    #[test]
    fn a_save_is_whole_when_nothing_came_for_a_while() {
        let mut desk = Desk::new();
        assert_eq!(desk.after(SETTLED), Look::Same);
        fs::write(&desk.lib, "tw").expect("a file");
        assert_eq!(desk.after(MOMENT), Look::Settling(SETTLED));
        fs::write(&desk.lib, "two").expect("a file");
        assert_eq!(desk.after(SETTLED), Look::Settling(SETTLED));
        assert_eq!(desk.after(SETTLED - MOMENT), Look::Settling(MOMENT));
        assert_eq!(desk.after(MOMENT), Look::Saved { told: true });
        assert_eq!(desk.after(MOMENT), Look::Same);
    }

    #[test]
    fn a_save_by_rename_is_a_save_and_one_of_nothing_new_is_none() {
        let mut desk = Desk::new();
        let beside = desk.lib.with_extension("tmp");
        fs::write(&beside, "one").expect("a file");
        fs::rename(&beside, &desk.lib).expect("a rename");
        assert_eq!(desk.after(SETTLED), Look::Same);
        fs::write(&beside, "two").expect("a file");
        fs::rename(&beside, &desk.lib).expect("a rename");
        desk.after(MOMENT);
        assert_eq!(desk.after(SETTLED), Look::Saved { told: true });
    }

    #[test]
    fn an_empty_or_missing_file_is_waited_for_and_then_believed() {
        for empty in [true, false] {
            let mut desk = Desk::new();
            if empty {
                fs::write(&desk.lib, "\n").expect("a file");
            } else {
                fs::remove_file(&desk.lib).expect("it was there");
            }
            desk.after(MOMENT);
            assert_eq!(desk.after(SETTLED), Look::Settling(PATIENCE - SETTLED));
            fs::write(&desk.lib, "one").expect("a file");
            assert_eq!(desk.after(MOMENT), Look::Same, "it came back as it was");
            fs::write(&desk.lib, "").expect("a file");
            desk.after(MOMENT);
            assert_eq!(desk.after(PATIENCE), Look::Saved { told: true });
        }
    }

    #[test]
    fn who_wrote_and_wrote_back_has_touched() {
        let mut desk = Desk::new();
        assert!(desk.files.are_untouched());
        let file = fs::File::options().write(true).open(&desk.manifest).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
        assert_eq!(desk.after(SETTLED), Look::Same, "no new save");
        assert!(!desk.files.are_untouched(), "but what was judged may have been another text");
    }

    #[test]
    fn a_module_is_watched_also_one_that_came_later() {
        let root = tempfile::tempdir().expect("a folder");
        let fake = records::Course::load(testkit::course());
        let mut exercise = fake.expect("the fake course").exercises.remove(0);
        exercise.dir = root.path().to_owned();
        exercise.learner = root.path().join("src/lib.rs");
        let now = Instant::now();
        let module = root.path().join("src/order/kept.rs");
        fs::create_dir_all(module.parent().expect("a folder")).expect("a folder");
        fs::write(exercise.subject(), "mod order;").expect("a file");
        let mut files = Files::of(&exercise, now);
        for text in ["one", "two"] {
            fs::write(&module, text).expect("a file");
            assert_eq!(files.look(now, false), Look::Settling(SETTLED), "{text}");
            assert_eq!(files.look(now + SETTLED, false), Look::Saved { told: false }, "{text}");
        }
    }

    #[test]
    fn several_files_are_one_save_and_a_silent_one_is_known() {
        let mut desk = Desk::new();
        fs::write(&desk.lib, "two").expect("a file");
        fs::write(&desk.manifest, "two").expect("a file");
        assert_eq!(desk.files.look(desk.now, false), Look::Settling(SETTLED));
        assert_eq!(desk.files.look(desk.now + SETTLED, false), Look::Saved { told: false });
        assert_eq!(desk.files.look(desk.now + SETTLED, false), Look::Same);
    }
}
