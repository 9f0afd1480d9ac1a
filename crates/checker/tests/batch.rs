//! Many subjects in one program: each verdict is the one that its subject gets alone, and no other subject's.
//! A program with a main of its own: the keeper of a run is this program, started once more.

use checker::{
    Checked, Checker, Layout, Options, Subject,
    batch::{IfRefused, Item, News},
    corpus::{self, Kind},
};
use libtest_mimic::{Arguments, Trial};
use protocol::Verdict;
use records::Exercise;
use std::{
    cell::Cell,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use supervise::Cancel;
use tempfile::TempDir;
use testkit::root;

fn main() -> ExitCode {
    supervise::enter();
    let tests: [(&str, fn()); 6] = [
        ("each_reads_as_it_does_alone", each_reads_as_it_does_alone),
        ("a_subject_that_changes_meanwhile_is_told", a_subject_that_changes_meanwhile_is_told),
        ("a_copy_that_changes_meanwhile_is_no_verdict", a_copy_that_changes_meanwhile_is_no_verdict),
        ("one_that_is_not_judged_keeps_its_place", one_that_is_not_judged_keeps_its_place),
        ("one_that_a_compiler_refuses_may_be_left_out", one_that_a_compiler_refuses_may_be_left_out),
        ("a_probe_comes_out_as_it_says_or_is_told", a_probe_comes_out_as_it_says_or_is_told),
    ];
    let trials = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

/// A copy of the fake course, and the clone's layout for it.
struct Fake {
    dir: TempDir,
    layout: Layout,
}

impl Fake {
    fn new() -> Fake {
        let dir = testkit::copy_of_the_course();
        let layout = Layout::of(root(), Some(dir.path())).expect("a course");
        Fake { dir, layout }
    }

    fn exercise(&self) -> Exercise {
        self.layout.load().expect("the records").find("91").expect("the exercise").clone()
    }

    fn file(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().expect("a folder").join(path)
    }

    /// Judges these files together; `hears` hears the news.
    fn check_all(
        &self,
        program: &str,
        files: &[PathBuf],
        hears: &mut dyn FnMut(News<'_>),
    ) -> anyhow::Result<Vec<Checked>> {
        let exercise = &self.exercise();
        let item = |file: &PathBuf| Item {
            exercise,
            subject: Subject::file(file).expect("a file"),
            options: Options::within(exercise.record.limits, exercise.record.runtime),
            program: program.to_owned(),
            has_lines: true,
            is_judged: true,
            if_refused: IfRefused::JudgedAlone,
        };
        let items: Vec<Item<'_>> = files.iter().map(item).collect();
        let all = Checker::new(&self.layout).check_all(&items, &Cancel::default(), hears)?;
        Ok(all.into_iter().map(|it| it.expect("it was to be judged")).collect())
    }

    fn alone(&self, file: &Path) -> Checked {
        let exercise = &self.exercise();
        let (subject, options) =
            (Subject::file(file).expect("a file"), Options::within(exercise.record.limits, exercise.record.runtime));
        Checker::new(&self.layout).check(exercise, &subject, &options, &mut |_| {}).expect("a verdict")
    }
}

const SOLUTIONS: &str = "solutions/exercise-91-two-locks";

/// Everything that a reader may see of a verdict.
fn shown(checked: &Checked) -> String {
    let pieces = &checked.bytes.pieces;
    let properties = serde_json::to_string(&checked.judged.properties).expect("JSON");
    let (judged, printed) = (&checked.judged, &checked.printed.text);
    format!("{:?} {:?} {properties}\n{printed}\n{pieces:?}", judged.verdict, judged.words)
}

/// Panics, places, what is printed, and what is said of a file that does not compile.
fn each_reads_as_it_does_alone() {
    let fake = Fake::new();
    let shared = ["buggy", "fixed", "before"].map(|it| fake.file(&format!("{SOLUTIONS}/{it}.rs")));
    let others = ["prints", "syntax", "argument", "unsafe_code", "net", "only_in_the_lab"];
    let others = others.map(|it| fake.file(&format!("subjects/{it}.rs")));
    // One of them twice: two names for the same bytes.
    let twin = fake.file("subjects/twin.rs");
    fs::copy(&shared[0], &twin).expect("a copy");
    let files: Vec<PathBuf> = shared.into_iter().chain(others).chain([twin]).collect();
    let mut alone = BTreeSet::new();
    let together = fake.check_all("reads", &files, &mut |news| {
        if let News::Alone(at, _) = news {
            alone.insert(files[at].file_stem().expect("a name").to_string_lossy().into_owned());
        }
    });
    let wanted = ["argument", "net", "only_in_the_lab", "syntax", "unsafe_code"].map(str::to_owned);
    assert_eq!(alone, BTreeSet::from(wanted), "who does not share");
    let together = together.expect("verdicts");
    for (file, together) in files.iter().zip(&together) {
        assert_eq!(shown(together), shown(&fake.alone(file)), "{}", file.display());
    }
    let verdicts: BTreeSet<String> = together.iter().map(|it| format!("{:?}", it.judged.verdict)).collect();
    assert!(verdicts.len() >= 5, "subjects of every kind: {verdicts:?}");
}

/// The verdict is about the bytes that were there at first, and it says that others are there now.
fn a_subject_that_changes_meanwhile_is_told() {
    let fake = Fake::new();
    let [buggy, fixed] = ["buggy", "fixed"].map(|it| fake.file(&format!("{SOLUTIONS}/{it}.rs")));
    let right = fs::read(&fixed).expect("a file");
    // New bytes each time, or nothing would be built.
    let text = format!("{}// {}\n", fs::read_to_string(&buggy).expect("a file"), std::process::id());
    fs::write(&buggy, &text).expect("a file");
    let changed = Cell::new(false);
    let files = [buggy.clone(), fixed];
    let together = fake.check_all("changes", &files, &mut |news| {
        if matches!(news, News::Builds(..)) && !changed.replace(true) {
            fs::write(&buggy, &right).expect("a change");
        }
    });
    let together = together.expect("verdicts");
    assert!(changed.get(), "nothing was built");
    assert_eq!(together[0].judged.verdict, Verdict::StillBroken);
    assert_eq!(together[0].bytes.pieces[0].sha256, Some(inputs::hash_of_bytes(text.as_bytes())));
    assert!(together[0].bytes.changed_meanwhile && !together[1].bytes.changed_meanwhile);
    assert_eq!(together[1].judged.verdict, Verdict::Solved);
}

/// A right fix that somebody puts in the place of a wrong one while the program is built is never called by its name.
fn a_copy_that_changes_meanwhile_is_no_verdict() {
    let fake = Fake::new();
    let [buggy, fixed] = ["buggy", "fixed"].map(|it| fake.file(&format!("{SOLUTIONS}/{it}.rs")));
    let mark = format!("// {} copy\n", std::process::id());
    let wrong = fs::read_to_string(&buggy).expect("a file") + &mark;
    fs::write(&buggy, &wrong).expect("a file");
    let right = fs::read(&fixed).expect("a file");
    let program = fake.layout.lab_target.join("together/threads/all-threads-copies-1");
    let changed = Cell::new(false);
    let together = fake.check_all("copies", &[buggy, fixed], &mut |news| {
        if !matches!(news, News::Builds(..)) || changed.get() {
            return;
        }
        let copies = fs::read_dir(&program).into_iter().flatten().flatten().map(|it| it.path().join("subject.rs"));
        for copy in copies.filter(|it| fs::read_to_string(it).is_ok_and(|text| text == wrong)) {
            fs::write(copy, &right).expect("a change");
            changed.set(true);
        }
    });
    assert!(changed.get(), "no copy was found");
    let error = together.expect_err("no verdict").to_string();
    assert!(error.contains("is no copy of what is judged"), "{error}");
}

/// `gen` judges less than `verify`, with the same program.
fn one_that_is_not_judged_keeps_its_place() {
    let fake = Fake::new();
    let files = ["buggy", "fixed"].map(|it| fake.file(&format!("{SOLUTIONS}/{it}.rs")));
    fake.check_all("places", &files, &mut |_| {}).expect("verdicts");
    let program = fake.layout.lab_target.join("together/threads/all-threads-places-1/src/main.rs");
    let before = fs::read_to_string(&program).expect("a program");
    let exercise = &fake.exercise();
    let item = |file: &PathBuf| Item {
        exercise,
        subject: Subject::file(file).expect("a file"),
        options: Options::within(exercise.record.limits, exercise.record.runtime),
        program: "places".to_owned(),
        has_lines: true,
        is_judged: file.ends_with("fixed.rs"),
        if_refused: IfRefused::JudgedAlone,
    };
    let items: Vec<Item<'_>> = files.iter().map(item).collect();
    let all = Checker::new(&fake.layout).check_all(&items, &Cancel::default(), &mut |_| {}).expect("verdicts");
    let verdicts: Vec<Option<Verdict>> = all.iter().map(|it| it.as_ref().map(|it| it.judged.verdict)).collect();
    assert_eq!(verdicts, [None, Some(Verdict::Solved)]);
    assert_eq!(fs::read_to_string(&program).expect("a program"), before, "it was built again");
}

/// Most mutants compile. One that does not, or only without the lab, has no verdict; its neighbours have theirs, and a file that
/// cannot be a module is judged alone all the same.
fn one_that_a_compiler_refuses_may_be_left_out() {
    let fake = Fake::new();
    let file = |it: &str| fake.file(it);
    let types = file("subjects/types.rs");
    let fixed = fs::read_to_string(file(&format!("{SOLUTIONS}/fixed.rs"))).expect("a file");
    fs::write(&types, format!("{fixed}\nfn wrong() -> u8 {{ \"\" }}\n")).expect("a file");
    let module = file("subjects/module.rs");
    fs::write(&module, format!("{fixed}\npub(crate) fn more() {{}}\n")).expect("a file");
    let files = [
        file(&format!("{SOLUTIONS}/buggy.rs")),
        types,
        file("subjects/net.rs"),
        module,
        file(&format!("{SOLUTIONS}/fixed.rs")),
    ];
    let exercise = &fake.exercise();
    let item = |file: &PathBuf| Item {
        exercise,
        subject: Subject::file(file).expect("a file"),
        options: Options::within(exercise.record.limits, exercise.record.runtime),
        program: "refused".to_owned(),
        has_lines: true,
        is_judged: true,
        if_refused: IfRefused::LeftOut,
    };
    let items: Vec<Item<'_>> = files.iter().map(item).collect();
    let (mut left_out, mut alone) = (Vec::new(), Vec::new());
    let all = Checker::new(&fake.layout)
        .check_all(&items, &Cancel::default(), &mut |news| match news {
            News::LeftOut(at) => left_out.push(at),
            News::Alone(at, _) => alone.push(at),
            News::Builds(..) | News::Judged(..) => {}
        })
        .expect("verdicts");
    let verdicts: Vec<Option<Verdict>> = all.iter().map(|it| it.as_ref().map(|it| it.judged.verdict)).collect();
    let [broken, solved] = [Verdict::StillBroken, Verdict::Solved].map(Some);
    assert_eq!(verdicts, [broken, None, None, solved, solved]);
    assert_eq!((left_out, alone), (vec![1, 2], vec![3]));
}

fn a_probe_comes_out_as_it_says_or_is_told() {
    let fake = Fake::new();
    let exercise = fake.exercise();
    let probe = |name: &str, head: &str, old: &str, new: &str| {
        let context = "         let second = self.accounts[1].lock().unwrap();\n";
        let hunk = format!("--- a/lib.rs\n+++ b/lib.rs\n@@ -28,3 +28,3 @@\n{context}-{old}\n+{new}\n     }}\n");
        fs::create_dir_all(exercise.probes_dir()).expect("a folder");
        fs::write(exercise.probes_dir().join(name), format!("{head}\n\n{hunk}")).expect("a file");
    };
    let line = "        *first + *second";
    probe("right_other_order.patch", "It adds the other way round.", line, "        *second + *first");
    probe("wrong_one_account.patch", "It forgets one.\n\nbreaks: nothing-is-lost", line, "        *first");
    // These two lie about themselves, and the last is a patch to something else.
    probe("right_lies.patch", "It is said to be right.", line, "        *first");
    probe("wrong_lies.patch", "It breaks nothing.\n\nbreaks: nothing-is-lost", line, "        *second + *first");
    probe("wrong_stale.patch", "It is old.\n\nbreaks: nothing-is-lost", "        0", "        1");
    let entries = corpus::of(&fake.layout, &exercise).expect("entries");
    let is_probe = |entry: &corpus::Entry<'_>| matches!(entry.kind, Kind::Probe(_));
    let options = |entry: &corpus::Entry<'_>| {
        is_probe(entry).then(|| Options::within(exercise.record.limits, exercise.record.runtime))
    };
    let (places, items) = corpus::items(&entries, &|_| "probes".to_owned(), &options);
    let all = Checker::new(&fake.layout).check_all(&items, &Cancel::default(), &mut |_| {}).expect("verdicts");
    let fits: Vec<(String, bool)> = places
        .iter()
        .zip(&all)
        .filter_map(|(at, checked)| Some((entries[*at].name(), entries[*at].fit(checked.as_ref()?).good)))
        .collect();
    let wanted =
        [("right_lies", false), ("right_other_order", true), ("wrong_lies", false), ("wrong_one_account", true)];
    assert_eq!(fits, wanted.map(|(name, good)| (format!("probe {name}"), good)));
    let stale: Vec<&String> = entries.iter().filter_map(|it| it.subject.as_ref().err()).collect();
    assert!(stale.len() == 1 && stale[0].contains("does not fit to fixed.rs"), "{stale:?}");
}
