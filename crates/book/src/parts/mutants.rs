//! What the contract of a chapter does not see: how many mutants of the right fixes it refuses, and the survivors that teach
//! something. All of it comes from `mutants.jsonl` and `mutants.toml` beside the variants.

use crate::context::{Page, Takes as _};
use crate::html::{block, prose};
use crate::problem::{Fault, problem};
use records::markdown::Directive;
use records::mutants::{self, Class, Known, Score};
use std::fmt::Write as _;
use std::path::Path;

/// More would be a list, and nobody reads one.
const SHOWN: usize = 3;

/// `{{#mutants}}`: the score, and up to three survivors.
pub(crate) fn survivors(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let again = format!("judge them: cargo xtask mutate {}", exercise.short());
    let folder = Path::new("solutions").join(&exercise.slug);
    let run = mutants::read(exercise)
        .map_err(|error| Fault::Elsewhere(problem(&folder.join(mutants::FILE), None, format!("{error:#}"), &again)))?;
    let Some(run) = run else { return Err(Fault::here("no mutant was judged for this exercise", again)) };
    let known = mutants::survivors(exercise).map_err(Fault::Elsewhere)?;
    let taught: Vec<(&Known, &str)> =
        known.iter().filter_map(|it| Some((it, it.teaches.as_deref()?))).take(SHOWN).collect();
    if taught.is_empty() {
        let mend =
            format!("give one to three entries of solutions/{}/{} a `teaches`", exercise.slug, mutants::SURVIVORS);
        return Err(Fault::here("no survivor teaches anything", mend));
    }
    let mut html = format!("<p>{}</p><ul>", said(&Score::of(&run, &known)));
    for (it, teaches) in taught {
        let change = it.id.split_once(": ").map_or(&*it.id, |(_, change)| change);
        let place = it.id.split_once(" in ").and_then(|(_, rest)| rest.split_once(": ")).map_or("", |(place, _)| place);
        let (class, change) = (it.class.words(), prose(change));
        let _ = write!(
            html,
            "<li>In <code>{}</code>: {change} <em>({class})</em>. {}</li>",
            crate::html::escape(place),
            prose(teaches)
        );
    }
    Ok(block(&format!("<div class=\"ep-mutants\">{html}</ul></div>")))
}

/// The score in words.
fn said(score: &Score) -> String {
    let programs = score.made - score.not_compiling;
    let classes = Class::ALL.into_iter().filter(|class| score.surviving(*class) > 0);
    let classes: Vec<String> = classes.map(|class| format!("{} {}", score.surviving(class), class.words())).collect();
    let survivors = if classes.is_empty() { "none".to_owned() } else { classes.join(", ") };
    let open = score.breaking() - score.killed;
    let breaks = match open {
        0 => "None of them breaks a promise".to_owned(),
        it => format!("{it} of them break a promise, or would in another environment"),
    };
    format!(
        "A program broke the right fixes in {programs} ways, one change at a time. The contract refuses {} of the {} that \
         differ from what they were made of: {}. Survivors: {survivors}. {breaks}.",
        score.killed,
        score.different(),
        score.percent(),
    )
}
