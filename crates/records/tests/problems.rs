//! One small course that is right, and for each check the change that makes it wrong.

use records::{Course, problems};
use std::{fs, ops::Deref};
use testkit::FakeCourse;

/// A course on disk that can be broken.
struct Fake(FakeCourse);

impl Deref for Fake {
    type Target = FakeCourse;

    fn deref(&self) -> &FakeCourse {
        &self.0
    }
}

impl Fake {
    fn new() -> Fake {
        Fake(FakeCourse::new())
    }

    fn replace(&self, path: &str, old: &str, new: &str) -> &Fake {
        self.0.replace(path, old, new);
        self
    }

    fn remove(&self, path: &str) -> &Fake {
        self.0.remove(path);
        self
    }

    fn problems(&self) -> Vec<String> {
        let course = Course::scan(self.root()).expect("a course");
        problems(&course).iter().map(ToString::to_string).collect()
    }

    /// Exactly one problem, in that file and at the first line that holds `mark`, that says so, and that says how
    /// to mend it.
    #[track_caller]
    fn says(&self, file: &str, mark: &str, words: &str) {
        let found = self.problems();
        let mut place = self.name(file);
        if !mark.is_empty() {
            let text = fs::read_to_string(self.path(file)).expect("the file of the problem");
            let line = text.lines().position(|line| line.contains(mark)).expect("the mark is in the file");
            place += &format!(":{}", line + 1);
        }
        assert_eq!(found.len(), 1, "one problem was expected: {found:#?}");
        assert!(found[0].starts_with(&format!("{place}:")), "{} is not at {place}", found[0]);
        assert!(found[0].contains(words), "{} does not say {words:?}", found[0]);
        assert!(found[0].contains("to fix: "), "{} does not say how to mend it", found[0]);
    }
}

const TOML: &str = "EX/exercise.toml";
const KEY: &str = "SO/review.toml";

#[test]
fn the_fake_course_is_right() {
    assert_eq!(Fake::new().problems(), Vec::<String>::new());
}

#[test]
fn a_typo_in_a_key() {
    Fake::new().replace(TOML, "minutes = 5", "minuets = 5").says(
        "EX/exercise.toml",
        "minuets",
        "unknown field `minuets`",
    );
    Fake::new().replace(KEY, "claim =", "claims =").says("SO/review.toml", "claims", "unknown field `claims`");
}

#[test]
fn a_number_that_is_not_the_folders() {
    Fake::new().replace(TOML, "number = 7", "number = 8").says(
        "EX/exercise.toml",
        "number = ",
        "does not match the folder",
    );
}

#[test]
fn a_missing_file() {
    for path in
        ["EX/PULL_REQUEST.md", "EX/src/main.rs", "EX/Cargo.toml", "SO/contract.rs", "SO/upstream.go", "SO/review.toml"]
    {
        Fake::new().remove(path).says(path, "", "the file is missing");
    }
    let fake = Fake::new();
    fake.remove("EX/src/lib.rs").says("EX/src/lib.rs", "", "the file is missing");
    assert!(fake.problems()[0].contains("cargo xtask reset exercise-7"));
}

#[test]
fn a_variant_without_a_file_and_a_file_without_a_variant() {
    Fake::new().remove("SO/wrong_d.rs").says("EX/exercise.toml", "\"wrong_d\"", "variant `wrong_d` has no file");
    let fake = Fake::new();
    fake.write("SO/wrong_e.rs", "");
    fake.says("SO/wrong_e.rs", "", "no variant of the record has this name");
}

#[test]
fn a_name_that_does_not_fit_its_role() {
    let fake = Fake::new();
    fake.replace(TOML, "\"right_b\"\nrole = \"right\"", "\"right_b\"\nrole = \"costly\"").replace(
        TOML,
        "\"right_a\"\nrole = \"right\"",
        "\"right_a\"\nrole = \"costly\"",
    );
    let found = fake.problems().join("\n");
    assert!(found.contains("the name `right_b` does not fit the role Costly"), "{found}");
    assert!(found.contains("0 variants are `right_*`, and a scenario has at least 2"), "{found}");
}

#[test]
fn too_few_wrong_fixes() {
    let fake = Fake::new();
    fake.remove("SO/wrong_d.rs");
    let block = "[[variant]]\nname = \"wrong_d\"\nrole = \"wrong\"\nsummary = \"s\"\nwhy = \"w\"\nfails = [{ property = \"it-tells\", kind = \"panic\" }]\n";
    fake.replace(TOML, block, "").says("EX/exercise.toml", "[[variant]]", "3 variants are `wrong_*`");
}

#[test]
fn properties_are_kebab_and_unique() {
    Fake::new()
        .replace(TOML, "id = \"it-tells\"", "id = \"It_tells\"")
        .problems()
        .iter()
        .find(|it| it.contains("not in kebab-case"))
        .expect("it is named");
    Fake::new()
        .replace(TOML, "[[variant]]", "[[property]]\nid = \"it-tells\"\nstatement = \"again\"\n[[variant]]")
        .says("EX/exercise.toml", "id = \"it-tells\"", "listed twice");
    Fake::new().replace(TOML, "statement = \"it tells\"", "statement = \"it tells.\"").says(
        "EX/exercise.toml",
        "it-tells",
        "ends with a dot",
    );
}

#[test]
fn what_fails_is_a_property() {
    Fake::new().replace(TOML, "it-tells\", kind = \"panic\"", "it-talks\", kind = \"panic\"").says(
        "EX/exercise.toml",
        "\"wrong_a\"",
        "there is no property `it-talks`",
    );
    Fake::new()
        .replace(
            TOML,
            "hunks = [1]\nbreaks = { property = \"it-returns\"",
            "hunks = [1]\nbreaks = { property = \"it-runs\"",
        )
        .says("EX/exercise.toml", "id = \"one\"", "there is no property `it-runs`");
}

#[test]
fn right_ones_do_not_fail_and_wrong_ones_do() {
    Fake::new().replace(TOML, "fails = [{ property = \"it-returns\", kind = \"deadlock\" }]\n", "").says(
        "EX/exercise.toml",
        "\"buggy\"",
        "variant `buggy` names no property that fails",
    );
    Fake::new()
        .replace(
            TOML,
            "name = \"fixed\"\nrole = \"fixed\"",
            "name = \"fixed\"\nfails = [{ property = \"it-tells\", kind = \"leak\" }]\nrole = \"fixed\"",
        )
        .says("EX/exercise.toml", "\"fixed\"", "variant `fixed` is correct code");
}

#[test]
fn every_hunk_belongs_to_one_edit() {
    Fake::new().replace(TOML, "hunks = [2]", "hunks = [1, 2]").says(
        "EX/exercise.toml",
        "id = \"two\"",
        "hunk 1: line 2 become line 2 belongs to one and two",
    );
    Fake::new().replace(TOML, "hunks = [2]", "hunks = [2, 3]").says(
        "EX/exercise.toml",
        "id = \"two\"",
        "names hunk 3, and the fix has 2",
    );
    let fake = Fake::new();
    fake.replace("SO/fixed.rs", "c\n", "C\nc\nx\n");
    assert!(
        fake.problems().iter().any(|it| it.contains("belongs to no edit") && it.contains("--hunks")),
        "{:?}",
        fake.problems()
    );
}

#[test]
fn an_edit_says_what_it_is_for() {
    Fake::new().replace(TOML, "reason = \"a comment\"\n", "").says(
        "EX/exercise.toml",
        "id = \"two\"",
        "needs `breaks` or `reason`",
    );
    let both = "reason = \"a comment\"\nbreaks = { property = \"it-tells\", kind = \"leak\" }\n";
    Fake::new().replace(TOML, "reason = \"a comment\"\n", both).says(
        "EX/exercise.toml",
        "id = \"two\"",
        "and not both",
    );
}

#[test]
fn hazards_are_in_the_list() {
    Fake::new().replace(TOML, "[\"double-lock\"]", "[\"odd\"]").says(
        "EX/exercise.toml",
        "odd",
        "there is no hazard `odd`",
    );
    Fake::new().replace(KEY, "hazard = \"double-lock\"", "hazard = \"odd\"").says(
        "SO/review.toml",
        "odd",
        "there is no hazard `odd`",
    );
    let fake = Fake::new();
    fake.remove("book/data/hazards.toml").replace(TOML, "[\"double-lock\"]", "[\"odd\"]");
    assert_eq!(fake.problems(), Vec::<String>::new(), "without a list, no hazard is unknown");
}

#[test]
fn hints_say_something() {
    Fake::new().replace(TOML, "text = \"look\"", "text = \" \"").says(
        "EX/exercise.toml",
        "[[hint]]",
        "a hint is empty",
    );
    Fake::new().replace(TOML, "[[hint]]\ntext = \"look\"\n", "").says("EX/exercise.toml", "", "missing field `hint`");
}

#[test]
fn a_review_points_at_lines_of_the_pull_request() {
    Fake::new().replace(KEY, "lines = [5, 5]", "lines = [5, 6]").says(
        "SO/review.toml",
        "[5, 6]",
        "are not in buggy.rs, which has 5",
    );
    Fake::new().replace(KEY, "lines = [2, 3]", "lines = [3, 2]").says(
        "SO/review.toml",
        "[3, 2]",
        "are not in buggy.rs",
    );
    Fake::new().replace(KEY, "lines = [2, 3]", "lines = [2, 3]\nfile = \"x.rs\"").says(
        "SO/review.toml",
        "x.rs",
        "has no file `x.rs`",
    );
}

#[test]
fn a_review_names_what_exists_and_says_all_of_it() {
    Fake::new().replace(KEY, "property = \"it-returns\"", "property = \"it-runs\"").says(
        "SO/review.toml",
        "it-runs",
        "there is no property `it-runs`",
    );
    Fake::new().replace(KEY, "fix = \"f\"", "fix = \"\"").says(
        "SO/review.toml",
        "F-one",
        "leaves mechanism, consequence or fix empty",
    );
    Fake::new().replace(KEY, "T-one", "F-one").says("SO/review.toml", "F-one", "is used twice");
    Fake::new().replace(KEY, "accept = [\"a\", \"b\"]", "accept = [\"a\"]").says(
        "SO/review.toml",
        "F-one",
        "`F-one` has 1 `accept` comments",
    );
    Fake::new().replace(KEY, "claim = \"c\"", "claim = \"c\"\nhazard = \"odd\"").says(
        "SO/review.toml",
        "odd",
        "there is no hazard `odd`",
    );
    let fake = Fake::new();
    fake.write("SO/before.rs", "a\nb\nc\nd\ne\n");
    fake.says("SO/review.toml", "[2, 3]", "the diff from before to buggy does not show lines 2 to 3");
}

#[test]
fn a_review_has_a_finding_and_a_trap() {
    let fake = Fake::new();
    fake.write(KEY, "decision = \"approve\"\n");
    let found = fake.problems();
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("no [[finding]]") && found[1].contains("no [[trap]]"), "{found:#?}");
}

#[test]
fn numbers_ids_and_folders_are_paired() {
    let fake = Fake::new();
    fs::rename(fake.path("SO"), fake.path("solutions/exercise-8-other")).expect("a rename");
    assert!(fake.problems().iter().any(|it| it.contains("no exercise has this name")), "{:?}", fake.problems());
    let fake = Fake::new();
    let record = fs::read_to_string(fake.path(TOML)).expect("the record");
    fake.write("exercises/exercise-7-twin/exercise.toml", &record);
    let found = fake.problems();
    assert!(found.iter().any(|it| it.contains("number 7 is taken by exercise-7-fake")), "{found:#?}");
    assert!(found.iter().any(|it| it.contains("id `fake` is taken by exercise-7-fake")), "{found:#?}");
}

#[test]
fn names_in_every_form() {
    let fake = Fake::new();
    let course = Course::load(fake.root()).expect("a course");
    for name in ["exercise-7", "7", "fake", "exercise-7-fake", "EXERCISE-7", "exercises/exercise-7-fake/"] {
        assert_eq!(course.find(name).map(|it| it.slug.as_str()), Ok("exercise-7-fake"), "{name}");
    }
    let unknown = course.find("exercise-9").expect_err("there is no such exercise");
    assert_eq!(unknown.nearest.as_deref(), Some("exercise-7"));
    assert_eq!(course.find("zzzz").expect_err("nor this").nearest, None);
}

const COSTLY: &str = "[[variant]]\nname = \"costly_c\"\nrole = \"costly\"\nsummary = \"s\"\nwhy = \"w\"\n[[measured]]\nname = \"measured_x\"\nsummary = \"s\"\nwhy = \"w\"\n";
const PRICE: &str = "[[price]]\nid = \"slow\"\nquestion = \"q?\"\nsetup = \"s\"\nload = \"l\"\nloads = [1, 8]\nunit = \"time\"\nalso = [\"before\"]\n[[edit]]\nid = \"one\"";

#[test]
fn a_question_about_costs_has_an_answer_and_loads_that_grow() {
    let asking = || {
        let fake = Fake::new();
        fake.replace(TOML, "[[edit]]\nid = \"one\"", PRICE);
        fake.write("SO/bench.rs", "// code");
        fake
    };
    assert_eq!(asking().problems(), Vec::<String>::new());
    asking().remove("SO/bench.rs").says("SO/bench.rs", "", "the file is missing");
    asking().replace(TOML, "[1, 8]", "[8, 1]").says(TOML, "id = \"slow\"", "do not grow");
    asking().replace(TOML, "also = [\"before\"]", "also = [\"behind\"]").says(TOML, "id = \"slow\"", "`behind`");
}

#[test]
fn a_design_that_is_only_measured_has_a_file_and_says_so_in_its_name() {
    let with = |name: &str| {
        let fake = Fake::new();
        let entry = format!("[[measured]]\nname = \"{name}\"\nsummary = \"s\"\nwhy = \"w\"\n[[edit]]\nid = \"one\"");
        fake.replace(TOML, "[[edit]]\nid = \"one\"", &entry);
        fake
    };
    with("measured_x").says(TOML, "name = \"measured_x\"", "`measured_x` is to be measured and has no file");
    let there = with("measured_x");
    there.write("SO/measured_x.rs", "// code");
    assert_eq!(there.problems(), Vec::<String>::new());
    let misnamed = with("quick_x");
    misnamed.write("SO/quick_x.rs", "// code");
    misnamed.says(TOML, "name = \"quick_x\"", "its name does not say so");
    let unknown = Fake::new();
    unknown.write("SO/measured_y.rs", "// code");
    unknown.says("SO/measured_y.rs", "", "no variant of the record");
}

/// What was measured, and what of it no longer fits.
#[test]
fn figures_are_those_of_the_code_that_is_there() {
    use records::prices::{self, Design, Measured, Point};
    let fake = Fake::new();
    let cheap = Fake::new();
    cheap.replace(TOML, "[[edit]]\nid = \"one\"", PRICE);
    let course = Course::scan(cheap.root()).expect("a course");
    let problems = prices::problems(&course).expect("no file");
    assert!(problems.iter().any(|it| it.to_string().contains("right and too expensive")), "{problems:?}");
    fake.replace(TOML, "[[edit]]\nid = \"one\"", &format!("{COSTLY}{PRICE}"));
    fake.write("SO/bench.rs", "// code");
    let course = Course::scan(fake.root()).expect("a course");
    let exercise = &course.exercises[0];
    let names = prices::designs(exercise, &exercise.record.price[0]);
    assert_eq!(names, ["before", "fixed", "right_a", "right_b", "costly_c", "measured_x"]);
    let design = |name: &&str| {
        let points = [1, 8].map(|load| Point::of(load, &[1.0])).to_vec();
        Design { name: (*name).into(), code: prices::code(exercise, name), prices: [("slow".into(), points)].into() }
    };
    let designs = names.iter().map(design).collect();
    let (machine, date, versions) = Default::default();
    let mut measured = Measured { machine, date, versions, rounds: 1, designs };
    let said = |measured: Option<&Measured>| {
        prices::problems_of(exercise, measured).iter().map(ToString::to_string).collect::<String>()
    };
    assert_eq!(said(Some(&measured)), "");
    fake.write("SO/bench.rs", "// another comment\n");
    assert_eq!(said(Some(&measured)), "", "a comment changes no figure");
    fake.write("SO/right_a.rs", "fn faster() {}");
    let now = said(Some(&measured));
    assert!(now.contains("right_a.rs or bench.rs is not what was measured"), "{now}");
    measured.designs.pop();
    let now = said(Some(&measured));
    assert!(now.contains("`slow` of measured_x was not measured"), "{now}");
    assert!(said(None).contains("was not measured"));
}

#[test]
fn a_contract_fits_a_subject_that_is_a_module() {
    let fake = Fake::new();
    fake.write("SO/contract.rs", "use super::subject::*;\n");
    assert_eq!(fake.problems(), Vec::<String>::new());
    fake.write("SO/contract.rs", "use subject::*;\n");
    fake.says("SO/contract.rs", "", "its subject is named as a crate");
}

#[test]
fn a_probe_says_what_it_is_and_what_it_breaks() {
    let probe = |name: &str, head: &str| {
        let fake = Fake::new();
        fake.write(&format!("SO/probes/{name}"), &format!("{head}\n--- a/lib.rs\n+++ b/lib.rs\n"));
        fake
    };
    for (name, head) in [("right_a.patch", "It waits.\n"), ("wrong_a.patch", "It waits.\n\nbreaks: it-tells\n")] {
        assert_eq!(probe(name, head).problems(), Vec::<String>::new(), "{name}");
    }
    for (name, head, words) in [
        ("right_a.patch", "", "no sentence"),
        ("maybe_a.patch", "It waits.\n", "does not say whether it is right"),
        ("wrong_a.patch", "It waits.\n", "nothing says what it breaks"),
        ("right_a.patch", "It waits.\n\nbreaks: it-tells\n", "a right fix breaks nothing"),
        ("wrong_a.patch", "It waits.\n\nbreaks: it-runs\n", "the record has no such property"),
        ("right_a.rs", "It waits.\n", "is no patch"),
    ] {
        probe(name, head).says(&format!("SO/probes/{name}"), "", words);
    }
}

/// Without them nobody asks a contract about fixes that are not ours.
#[test]
fn each_exercise_of_the_clone_has_probes_of_both_kinds() {
    let course = Course::load(testkit::root()).expect("the records");
    for exercise in &course.exercises {
        let probes = records::probes::of(exercise).expect("the probes");
        let right = probes.iter().filter(|it| it.breaks.is_none()).count();
        assert!(right > 0 && right < probes.len(), "{}: {right} right ones of {}", exercise.slug, probes.len());
    }
}
