//! How each failure of the course reads, as snapshots in `tests/course`. They are rendered from the recorded runs, without
//! a run: `gen --check` proves that the recordings are those of today's code.

use super::{Places, Seen, View};
use checker::{Checked, Printed, bytes::Bytes, verdict::Judged};
use records::{
    Course, Exercise,
    record::Variant,
    recorded::{self, Recorded},
};
use std::{fs, path::Path, time::Duration};

#[test]
fn each_failure_reads_as_recorded() {
    let mut read = 0;
    let course = Course::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the records");
    for exercise in &course.exercises {
        let rows = fs::read_to_string(exercise.recorded()).expect("`cargo xtask gen` wrote it");
        let mut runs = recorded::read(&rows).expect("rows");
        let fails = |run: &Recorded| exercise.variant(&run.variant).is_some_and(|it: &Variant| !it.fails.is_empty());
        runs.retain(fails);
        let declared = exercise.record.variant.iter().filter(|it| !it.fails.is_empty()).count();
        assert_eq!(runs.len(), declared, "{}: run `cargo xtask gen {}`", exercise.slug, exercise.short());
        read += runs.len();
        for run in runs {
            let name = format!("{}__{}", exercise.short(), run.variant);
            insta::with_settings!({ snapshot_path => "../../tests/course", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, answer(exercise, run));
            });
        }
    }
    let kept = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/course")).expect("the snapshots");
    let kept = kept.flatten().filter(|it| it.path().extension().is_some_and(|it| it == "snap")).count();
    assert_eq!(kept, read, "a snapshot in tests/course is of no variant any more");
}

/// What `check` prints for a variant, without the duration in the headline.
fn answer(exercise: &Exercise, run: Recorded) -> String {
    let judged = Judged {
        verdict: run.verdict,
        properties: run.properties,
        words: Vec::new(),
        asked: run.asked.unwrap_or_default(),
        longer: None,
    };
    let checked = Checked { judged, printed: Printed::default(), bytes: Bytes::default(), took: Duration::ZERO };
    let (checked, places) = (&Seen::of(&checked), &Places::default());
    let view = View { exercise, subject: Some(&run.variant), checked, places, all_steps: false };
    let text = anstream::adapter::strip_str(&view.human()).to_string();
    let (headline, body) = text.split_once('\n').expect("a headline");
    let headline = headline.trim_end_matches(|c: char| c.is_ascii_digit() || " .s".contains(c));
    format!("{headline}\n{body}")
}
