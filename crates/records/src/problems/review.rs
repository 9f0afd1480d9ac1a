//! `review.toml` against the pull request: its lines exist in `buggy.rs` and in the diff, its names in the record.

use super::Check;
use crate::{Problem, exercise, hunks, review::Review};
use edge::file::RECORD;
use std::collections::BTreeSet;

/// Unchanged lines that a diff shows on either side of a change.
const CONTEXT: usize = 3;

/// How many sample comments of each kind a finding has.
const SAMPLES: usize = 2;

pub(super) fn check(check: &mut Check) {
    let path = check.exercise.solutions_dir.join("review.toml");
    // That the file is missing is said with the other missing files.
    let Ok(text) = edge::file::text(&path, RECORD) else { return };
    let shown = check.course.relative(&path).to_owned();
    match toml::from_str::<Review>(&text) {
        Err(error) => check.found.push(exercise::from_toml(&shown, &text, &error)),
        Ok(review) => {
            let mut key = Key { check, text: &text, found: Vec::new() };
            key.counts(&review);
            key.places(&review);
            key.shown(&review);
            key.samples(&review);
            key.findings(&review);
            let found = key.found;
            check.found.extend(found.into_iter().map(|problem| Problem { file: shown.clone(), ..problem }));
        }
    }
}

struct Key<'a, 'b> {
    check: &'a Check<'b>,
    text: &'a str,
    found: Vec<Problem>,
}

impl Key<'_, '_> {
    fn problem(&mut self, needle: &str, what: impl Into<String>, mend: impl Into<String>) {
        let line = exercise::line_of(self.text, needle);
        self.found.push(Problem::new("", what).at(line).mend(mend));
    }

    fn counts(&mut self, review: &Review) {
        if review.finding.is_empty() && self.check.wants_findings {
            self.problem("", "no [[finding]]: nothing could be found", "add one; the pull request has a defect");
        }
        if review.trap.is_empty() {
            self.problem(
                "",
                "no [[trap]]: marking every line would be the best review",
                "add correct code that looks wrong",
            );
        }
        let mut seen = BTreeSet::new();
        let findings = review.finding.iter().map(|it| Some(&it.id));
        let others = review.trap.iter().map(|it| it.id.as_ref()).chain(review.extra.iter().map(|it| it.id.as_ref()));
        for id in findings.chain(others).flatten() {
            if !seen.insert(id) {
                self.problem(id, format!("the id `{id}` is used twice"), "give each entry its own");
            }
        }
    }

    /// Lines are those of the pull request's head.
    fn places(&mut self, review: &Review) {
        let of = |path: std::path::PathBuf| edge::file::text(path, RECORD).map_or(0, |text| text.lines().count());
        let last = of(self.check.exercise.variant_file(self.check.exercise.head()));
        let findings =
            review.finding.iter().flat_map(|it| it.also.iter().chain([&it.lines]).map(|lines| (&it.file, lines)));
        let traps = review.trap.iter().map(|it| (&it.file, &it.lines));
        let extras = review.extra.iter().map(|it| (&it.file, &it.lines));
        for (file, lines @ [from, to]) in findings.chain(traps).chain(extras) {
            let needle = format!("[{from}, {to}]");
            if file != "src/lib.rs" {
                let what = format!("the pull request has no file `{file}`");
                self.problem(file, what, "an exercise is one file: `src/lib.rs`");
            } else if *from == 0 || from > to || *to as usize > last {
                let head = self.check.exercise.head();
                let what = format!("lines {lines:?} are not in {head}.rs, which has {last}");
                let mend = format!("count from 1, first line before last, both in {head}.rs");
                self.problem(&needle, what, mend);
            }
        }
    }

    /// A finding that the diff does not show can be found by nobody.
    fn shown(&mut self, review: &Review) {
        let of = |name| edge::file::text(self.check.exercise.variant_file(name), RECORD).unwrap_or_default();
        let head = self.check.exercise.head();
        let hunks = hunks::hunks(&of("before"), &of(head));
        let near = |at: u32, line: usize| (line..line + 2 * CONTEXT).contains(&(at as usize + CONTEXT));
        let shown = |at| {
            hunks.iter().any(|it| (it.new.start + 1..=it.new.end.max(it.new.start + 1)).any(|line| near(at, line)))
        };
        for finding in &review.finding {
            let [from, to] = finding.lines;
            // What a change breaks may stand in lines that it leaves alone; then `also` names the change.
            let mut ranges = finding.also.iter().chain([&finding.lines]);
            // A range that runs backwards has its own problem.
            if from <= to && !ranges.any(|[from, to]| (*from..=(*to).min(from.saturating_add(500))).any(shown)) {
                let what = format!("the diff from before to {head} does not show lines {from} to {to}");
                self.problem(&format!("[{from}, {to}]"), what, "a finding, or one of its `also`, stands near a change");
            }
        }
    }

    /// Word matching without a test drifts.
    fn samples(&mut self, review: &Review) {
        for finding in &review.finding {
            for (name, samples) in [("accept", &finding.accept), ("reject", &finding.reject)] {
                if samples.len() < SAMPLES {
                    let what = format!("`{}` has {} `{name}` comments", finding.id, samples.len());
                    self.problem(&finding.id, what, format!("write at least {SAMPLES}; the pages' tests match them"));
                }
            }
        }
    }

    fn findings(&mut self, review: &Review) {
        let properties = &self.check.exercise.record.property;
        let named = review.finding.iter().flat_map(|it| it.also_hazards.iter().chain([&it.hazard]));
        let asides = review.trap.iter().map(|it| &it.hazard).chain(review.extra.iter().map(|it| &it.hazard)).flatten();
        for hazard in named.chain(asides) {
            if !self.check.hazard_is_known(hazard) {
                let what = format!("there is no hazard `{hazard}`");
                self.problem(&format!("\"{hazard}\""), what, format!("add it to {}", crate::hazards::FILE));
            }
        }
        for finding in &review.finding {
            if let Some(id) = &finding.property
                && !properties.iter().any(|it| it.id == *id)
            {
                let known: Vec<&str> = properties.iter().map(|it| it.id.as_str()).collect();
                let mend = format!("the properties are {}", known.join(", "));
                self.problem(&format!("\"{id}\""), format!("there is no property `{id}`"), mend);
            }
            if [&finding.mechanism, &finding.consequence, &finding.fix].into_iter().any(|words| words.is_blank()) {
                let what = format!("`{}` leaves mechanism, consequence or fix empty", finding.id);
                self.problem(&finding.id, what, "a comment without one of them teaches half of it");
            }
        }
    }
}
