//! The reader's own promise: a property of some twenty lines, run against the pull request and every known fix. Which wrong fixes it
//! catches, which the contract catches and it does not, and which right ones it refuses: that says how good a promise it is.

use anyhow::{Context, bail};
use checker::{
    Checker, Layout, Options, Subject,
    batch::{IfRefused, Item, News},
    layout::write_if_changed,
};
use edge::file::RECORD;
use protocol::{Outcome, Verdict};
use records::{
    Exercise,
    hash::hash_of,
    record::{Property, Role, Variant},
};
use serde::Serialize;
use supervise::Cancel;

/// What the promise is called in a report.
const ID: &str = "own";
/// Executions for each fix.
const EXECUTIONS: u64 = 200_000;
/// How a contract begins to list its properties.
const LIST: &str = "pub const PROPERTIES";

/// A promise to begin with. It holds of everything.
pub fn template(exercise: &Exercise) -> String {
    let (name, contract) = (exercise.short(), format!("solutions/{}/contract.rs", exercise.slug));
    format!(
        "//! A promise of my own about {name}. To try it: cargo xtask promise {name} THIS_FILE\n\
         //!\n\
         //! `promise` runs once for each schedule, as a property of the contract does: {contract}.\n\
         //! All that file has is at hand: the code under review, the fakes, the helpers. Say what a user is promised, and name no lock.\n\n\
         use super::*;\n\n\
         pub fn promise() {{\n\
         \x20   // Make what you need with the contract's fakes, and start the threads or tasks that meet.\n\
         \x20   let holds = true;\n\
         \x20   // One sentence without a final dot: what a user sees where it does not hold.\n\
         \x20   lab::check(holds, lab::Kind::WrongValue, || \"what was promised did not happen\".to_owned());\n\
         }}\n"
    )
}

/// What a promise says of one known fix.
#[derive(Debug, Clone, Serialize)]
pub struct Tried {
    /// `wrong_try_lock`.
    pub name: String,
    /// Whether a careful reviewer would merge it.
    pub is_right: bool,
    /// Whether the promise holds; null where there is no answer.
    pub holds: Option<bool>,
    /// The verdict, or how it fails.
    pub how: String,
    /// Whether the contract refuses it.
    pub contract_refuses: bool,
    /// Executions that stand for every schedule; null where the search did not come to its end.
    pub schedules: Option<u64>,
}

/// The contract of an exercise with one property: the reader's.
struct Own {
    exercise: Exercise,
}

impl Own {
    fn of(layout: &Layout, exercise: &Exercise, text: &str) -> anyhow::Result<Own> {
        let contract = edge::file::text(exercise.contract(), RECORD)?;
        if contract.matches(LIST).count() != 1 {
            bail!("the contract of {} lists its properties in another way", exercise.short());
        }
        let theirs = contract.replace(LIST, "#[allow(dead_code)]\nconst THEIRS");
        let own = format!(
            "{theirs}\npub const PROPERTIES: &[lab::Property] = &[lab::Property::new(\"{ID}\", own::promise)];\n\nmod own {{\n{text}\n}}\n"
        );
        let dir = layout.lab_target.join("promise").join(hash_of(own.as_bytes()));
        write_if_changed(&dir.join("contract.rs"), &own)?;
        for variant in &exercise.record.variant {
            let code = edge::file::text(exercise.variant_file(&variant.name), RECORD)?;
            write_if_changed(&dir.join(format!("{}.rs", variant.name)), &code)?;
        }
        let mut exercise = exercise.clone();
        exercise.solutions_dir = dir;
        exercise.record.property =
            vec![Property { id: ID.to_owned(), statement: "the reader's own promise".to_owned() }];
        Ok(Own { exercise })
    }
}

/// Runs a promise against the pull request and all known fixes. Each one is told to `heard` as it is done.
///
/// # Errors
/// A promise that does not compile, with rustc's words; and as [`Checker::check_all`].
pub fn run(
    layout: &Layout,
    exercise: &Exercise,
    text: &str,
    heard: &mut dyn FnMut(&str),
) -> anyhow::Result<Vec<Tried>> {
    let own = Own::of(layout, exercise, text)?;
    let mut limits = exercise.record.limits;
    limits.executions = limits.executions.min(EXECUTIONS);
    let item = |variant: &Variant| Item {
        exercise: &own.exercise,
        subject: Subject::variant(&own.exercise, &variant.name),
        options: Options::within(limits, exercise.record.runtime),
        program: format!("{}-promise", exercise.slug),
        has_lines: true,
        is_judged: true,
        if_refused: IfRefused::JudgedAlone,
    };
    let items: Vec<Item<'_>> = exercise.record.variant.iter().map(item).collect();
    let checked = Checker::new(layout).check_all(&items, &Cancel::default(), &mut |news| {
        if let News::Judged(at, _) = news {
            heard(&exercise.record.variant[at].name);
        }
    })?;
    let mut all = Vec::new();
    for (variant, checked) in exercise.record.variant.iter().zip(checked) {
        let judged = checked.context("a fix was not judged")?.judged;
        if matches!(judged.verdict, Verdict::ApiChanged | Verdict::DoesNotCompile) {
            bail!("your promise does not compile\n{}", judged.words.join("\n"));
        }
        let outcome = judged.properties.first().map(|it| &it.outcome);
        all.push(Tried {
            name: variant.name.clone(),
            is_right: !matches!(variant.role, Role::Wrong | Role::Buggy),
            holds: outcome.and_then(Outcome::holds),
            how: match outcome {
                Some(Outcome::Fails { kind, .. }) => kind.words().to_owned(),
                Some(Outcome::Holds) => "holds".to_owned(),
                _ => judged.verdict.words().to_owned(),
            },
            contract_refuses: !variant.fails.is_empty(),
            schedules: judged
                .properties
                .first()
                .filter(|it| it.coverage.exhausted)
                .map(|it| it.coverage.representatives),
        });
    }
    Ok(all)
}

/// What the table says, as sentences.
pub fn said(all: &[Tried]) -> Vec<String> {
    let list = |fits: &dyn Fn(&Tried) -> bool| -> (usize, String) {
        let names: Vec<&str> = all.iter().filter(|it| fits(it)).map(|it| it.name.as_str()).collect();
        (names.len(), names.join(", "))
    };
    let mut lines = Vec::new();
    let (wrong, _) = list(&|it| it.contract_refuses);
    let (caught, names) = list(&|it| it.contract_refuses && it.holds == Some(false));
    lines.push(match caught {
        0 => format!("It catches none of the {wrong} that the contract refuses."),
        n => format!("It catches {n} of the {wrong} that the contract refuses: {names}."),
    });
    let (missed, names) = list(&|it| it.contract_refuses && it.holds == Some(true));
    if missed > 0 {
        lines.push(format!("It lets {missed} of them pass: {names}."));
    }
    if all.iter().all(|it| it.holds == Some(true)) {
        lines.push("It holds of every fix and of the pull request: as it stands, it promises nothing.".to_owned());
        if all.iter().all(|it| it.schedules == Some(1)) {
            lines.push("Each search had one schedule: nothing that it starts can meet.".to_owned());
        }
    }
    if all.iter().all(|it| it.holds == Some(false)) {
        lines.push("It fails of every fix, the right ones too: it tells none from another.".to_owned());
    }
    let (more, names) = list(&|it| !it.contract_refuses && !it.is_right && it.holds == Some(false));
    if more > 0 {
        lines.push(format!("It catches {more} that the contract lets pass: {names}. That is a find."));
    }
    let (refused, names) = list(&|it| it.is_right && it.holds == Some(false));
    if refused > 0 {
        lines.push(format!(
            "It refuses {refused} that are right: {names}. Does it promise more than a user was promised?"
        ));
    }
    let (open, names) = list(&|it| it.holds.is_none());
    if open > 0 {
        lines.push(format!("No answer for {open}: {names}."));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Tried, said};

    #[test]
    fn what_is_said_counts_each_fix_once() {
        let tried = |name: &str, is_right, holds, contract_refuses| Tried {
            name: name.to_owned(),
            is_right,
            holds,
            how: String::new(),
            contract_refuses,
            schedules: Some(1),
        };
        let all = [
            tried("buggy", false, Some(false), true),
            tried("wrong_a", false, Some(true), true),
            tried("right_b", true, Some(false), false),
            tried("right_c", true, Some(true), false),
            tried("right_d", true, None, false),
        ];
        assert_eq!(
            said(&all),
            [
                "It catches 1 of the 2 that the contract refuses: buggy.",
                "It lets 1 of them pass: wrong_a.",
                "It refuses 1 that are right: right_b. Does it promise more than a user was promised?",
                "No answer for 1: right_d.",
            ]
        );
        let one = said(&[all[1].clone(), all[2].clone()]);
        assert_eq!(
            one[..2],
            ["It catches none of the 1 that the contract refuses.", "It lets 1 of them pass: wrong_a."]
        );
    }

    #[test]
    fn a_promise_that_tells_no_fix_from_another_is_told_as_one() {
        let tried = |holds, schedules| {
            ["buggy", "right_b"].map(|name| Tried {
                name: name.to_owned(),
                is_right: name != "buggy",
                holds,
                how: String::new(),
                contract_refuses: name == "buggy",
                schedules: Some(schedules),
            })
        };
        let [nothing, alone] = [
            "It holds of every fix and of the pull request: as it stands, it promises nothing.",
            "Each search had one schedule: nothing that it starts can meet.",
        ];
        assert_eq!(said(&tried(Some(true), 1))[2..], [nothing, alone]);
        assert_eq!(said(&tried(Some(true), 7))[2..], [nothing]);
        let all = said(&tried(Some(false), 1));
        assert_eq!(all[1], "It fails of every fix, the right ones too: it tells none from another.");
        assert!(all[2].starts_with("It refuses 1 that are right"), "{all:?}");
        // No answer is neither.
        assert!(
            said(&tried(None, 0)).iter().all(|it| !it.contains("promises nothing") && !it.contains("fails of every"))
        );
    }
}
