//! `review.toml` against the pull request: its lines exist in `buggy.rs`, its names in the record.

use super::Check;
use crate::{Problem, exercise, review::Review};
use std::{collections::BTreeSet, fs};

pub(super) fn check(check: &mut Check) {
    let path = check.exercise.solutions_dir.join("review.toml");
    // That the file is missing is said with the other missing files.
    let Ok(text) = fs::read_to_string(&path) else { return };
    let shown = check.course.relative(&path).to_owned();
    match toml::from_str::<Review>(&text) {
        Err(error) => check.found.push(exercise::from_toml(&shown, &text, &error)),
        Ok(review) => {
            let mut key = Key { check, text: &text, found: Vec::new() };
            key.counts(&review);
            key.places(&review);
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
        let of = |path: std::path::PathBuf| fs::read_to_string(path).map_or(0, |text| text.lines().count());
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

    fn findings(&mut self, review: &Review) {
        let properties = &self.check.exercise.record.property;
        for finding in &review.finding {
            if !self.check.hazard_is_known(&finding.hazard) {
                let what = format!("there is no hazard `{}`", finding.hazard);
                self.problem(&format!("\"{}\"", finding.hazard), what, format!("add it to {}", crate::hazards::FILE));
            }
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
