//! `corpus`: for maintainers. A fix from outside is judged, and kept as a probe with the verdict that it must have from now on.
//! A wrong one that is called solved is the finding that this is for: it is kept once a maintainer has named the promise that
//! it breaks, and `verify` is red until the contract sees that.

use crate::{
    cli::Corpus,
    exit::{Exit, Usage},
    layout::{Layout, write_if_changed},
    out, render,
    term::Progress,
};
use checker::{Checker, Options, Subject, corpus};
use edge::file::RECORD;
use protocol::{Outcome, Verdict};
use records::{Exercise, probes};

/// What the verdict says of what was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    /// The contract sees what it is to see.
    AsDeclared,
    /// It does not, and the probe says so from now on.
    ContractIsBlind(String),
    /// Nothing can be declared about it.
    NotKept(String),
}

/// Judges it, says what that means, and writes the probe.
pub fn run(layout: &Layout, args: &Corpus) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = course.find(&args.exercise)?;
    let name = name(args)?;
    let promises = || exercise.record.property.iter().map(|it| it.id.clone());
    if let Some(id) = args.breaks.as_ref().filter(|id| !promises().any(|it| it == **id)) {
        let list: Vec<String> = promises().collect();
        let hint = records::names::meant(id, promises());
        let text = format!("no property is called `{id}`{hint}\n  the properties: {}", list.join(", "));
        return Err(Usage(text).into());
    }
    let subject = Subject::file(&args.file)?;
    let text = edge::file::text(&subject.file, RECORD).map_err(|error| Usage(error.to_string()))?;
    if let Some(known) = known(layout, exercise, &text)? {
        return Err(Usage(format!("that is the text of {known}, which is judged already")).into());
    }
    let options = Options::within(exercise.record.limits, exercise.record.runtime);
    let checked = Checker::new(layout).check(exercise, &subject, &options, &mut Progress::new().listener())?;
    out::line(&format!("{name}: {}", render::in_brief(&checked)))?;
    let fails = checked.judged.properties.iter().filter(|it| matches!(it.outcome, Outcome::Fails { .. }));
    let failing: Vec<&str> = fails.map(|it| it.id.as_str()).collect();
    let (breaks, finding) = finding(args.right, args.breaks.as_deref(), checked.judged.verdict, &failing);
    match &finding {
        Finding::NotKept(why) => {
            out::tell(&render::labelled("error", why));
            return Ok(Exit::Bad);
        }
        Finding::ContractIsBlind(how) => out::tell(&render::labelled("error", how)),
        Finding::AsDeclared => {}
    }
    let fixed = edge::file::text(exercise.variant_file("fixed"), RECORD)?;
    let probe = probes::written(args.what.trim(), breaks.as_deref(), &fixed, &text);
    let file = exercise.probes_dir().join(name).with_extension("patch");
    write_if_changed(&file, &probe.expect("it differs from each variant"))?;
    out::line(&format!("written to {}", layout.shown(&file)))?;
    Ok(Exit::from_good(finding == Finding::AsDeclared))
}

/// `wrong_` or `right_`, and the file's name without either.
fn name(args: &Corpus) -> Result<String, Usage> {
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let given = args.name.clone().unwrap_or(stem);
    let plain = given.strip_prefix("wrong_").or_else(|| given.strip_prefix("right_")).unwrap_or(&given);
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if plain.is_empty() || !plain.chars().all(fits) {
        let text = format!("`{plain}` is no name: small letters, digits and `_`; give one with --name");
        return Err(Usage(text));
    }
    Ok(format!("{}_{plain}", if args.right { "right" } else { "wrong" }))
}

/// Which variant, edit or probe has this text.
fn known(layout: &Layout, exercise: &Exercise, text: &str) -> anyhow::Result<Option<String>> {
    for entry in corpus::of(layout, exercise)? {
        let Ok(subject) = &entry.subject else { continue };
        if edge::file::text(&subject.file, RECORD)? == text {
            return Ok(Some(entry.name()));
        }
    }
    Ok(None)
}

/// What is declared to break, and whether the contract sees it.
fn finding(right: bool, breaks: Option<&str>, verdict: Verdict, failing: &[&str]) -> (Option<String>, Finding) {
    let blind = |how: String| Finding::ContractIsBlind(format!("{how}; verify is red until the contract sees it"));
    let declared = breaks.map(str::to_owned);
    match (verdict, breaks) {
        (Verdict::DoesNotCompile | Verdict::NotModelled | Verdict::ApiChanged, _) => {
            (None, Finding::NotKept(format!("{}: nothing is known of what it does", verdict.words())))
        }
        (Verdict::Solved, _) if right => (None, Finding::AsDeclared),
        (_, _) if right => (None, blind("a right fix is not called solved".to_owned())),
        (Verdict::StillBroken, None) => (failing.first().map(|it| (*it).to_owned()), Finding::AsDeclared),
        (Verdict::StillBroken, Some(id)) if failing.contains(&id) => (declared, Finding::AsDeclared),
        (Verdict::Solved, None) => {
            let why = "it is called solved: no promise is broken in any situation that the contract makes. \
                       Name the promise that it breaks with --breaks, and it is kept";
            (None, Finding::NotKept(why.to_owned()))
        }
        (_, None) => {
            let why =
                format!("{}: no promise was seen broken. Name one with --breaks, and it is kept", verdict.words());
            (None, Finding::NotKept(why))
        }
        (_, Some(id)) => (declared, blind(format!("the contract does not see that `{id}` is broken"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, finding, name};
    use crate::cli::Corpus;
    use protocol::Verdict;

    fn said(right: bool, breaks: Option<&str>, verdict: Verdict, failing: &[&str]) -> (Option<String>, &'static str) {
        let (breaks, finding) = finding(right, breaks, verdict, failing);
        let finding = match finding {
            Finding::AsDeclared => "as declared",
            Finding::ContractIsBlind(_) => "blind",
            Finding::NotKept(_) => "not kept",
        };
        (breaks, finding)
    }

    #[test]
    fn only_what_the_contract_sees_is_as_declared() {
        let some = |it: &str| Some(it.to_owned());
        let broken = Verdict::StillBroken;
        assert_eq!(said(false, None, broken, &["a", "b"]), (some("a"), "as declared"));
        assert_eq!(said(false, Some("b"), broken, &["a", "b"]), (some("b"), "as declared"));
        assert_eq!(said(false, Some("c"), broken, &["a", "b"]), (some("c"), "blind"));
        assert_eq!(said(false, Some("c"), Verdict::Solved, &[]), (some("c"), "blind"));
        assert_eq!(said(false, None, Verdict::Solved, &[]), (None, "not kept"));
        assert_eq!(said(false, None, Verdict::Undecided, &[]), (None, "not kept"));
        assert_eq!(said(true, None, Verdict::Solved, &[]), (None, "as declared"));
        assert_eq!(said(true, None, broken, &["a"]), (None, "blind"));
        assert_eq!(said(true, None, Verdict::DoesNotCompile, &[]), (None, "not kept"));
        assert_eq!(said(false, Some("a"), Verdict::ApiChanged, &[]), (None, "not kept"));
    }

    #[test]
    fn the_name_says_which_side_it_is_on() {
        let args = |file: &str, right| Corpus {
            exercise: "2".into(),
            file: file.into(),
            what: "It comes late.".into(),
            right,
            breaks: None,
            name: None,
        };
        assert_eq!(name(&args("x/wrong_late.rs", false)).expect("a name"), "wrong_late");
        assert_eq!(name(&args("x/late.rs", true)).expect("a name"), "right_late");
        assert!(name(&args("x/Late Fix.rs", false)).expect_err("no name").to_string().contains("--name"));
    }
}
