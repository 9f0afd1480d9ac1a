//! `explain`: the page about a verdict, a kind of failure, a hazard or a property, as `rustc --explain` does for its
//! errors. The texts are the book's and the records'; here is only how a name is understood.

use crate::{
    cli::Explain,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::{
        line::{Line, paragraph, plural},
        markdown,
    },
    state,
    style::{BOLD, DIM, NEXT},
};
use progress::Standing;
use protocol::{Kind, Verdict};
use records::{Course, Exercise, hazards::Hazard, record::Property};
use supervise::Offers;

const KINDS: [Kind; 6] = [Kind::Deadlock, Kind::Leak, Kind::Panic, Kind::LostValue, Kind::WrongValue, Kind::OverBudget];

/// Prints what is known under the name, in each of its meanings.
pub fn run(layout: &Layout, args: Explain) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let hazards = records::hazards::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let hazards = hazards.unwrap_or_default();
    // `still-broken`, `Still Broken` and `still_broken` are one name.
    let typed = args.name.join("-").to_lowercase().replace([' ', '_'], "-");
    if typed.is_empty() {
        out::show(&names(&course, &hazards))?;
        return Ok(Exit::Good);
    }
    let mut texts: Vec<String> = Vec::new();
    texts
        .extend(Verdict::ALL.iter().filter(|it| it.id() == typed).map(|it| markdown::terminal(page(*it)) + &here(*it)));
    texts.extend(KINDS.iter().filter(|it| kind_id(**it) == typed).filter_map(|it| of_kind(*it)));
    texts.extend(hazards.iter().filter(|it| it.id == typed).map(|it| of_hazard(it, &course, layout)));
    texts.extend(properties(&course, &typed).into_iter().map(|(exercise, it)| of_property(exercise, it, layout)));
    if texts.is_empty() {
        return Err(unknown(&typed, &course, &hazards).into());
    }
    out::show(&texts.join("\n"))?;
    Ok(Exit::Good)
}

/// The book's page about a verdict.
pub fn page(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Solved => include_str!("../../../book/verdicts/solved.md"),
        Verdict::Holds => include_str!("../../../book/verdicts/holds.md"),
        Verdict::Undecided => include_str!("../../../book/verdicts/undecided.md"),
        Verdict::StillBroken => include_str!("../../../book/verdicts/still-broken.md"),
        Verdict::DoesNotCompile => include_str!("../../../book/verdicts/does-not-compile.md"),
        Verdict::NotModelled => include_str!("../../../book/verdicts/not-modelled.md"),
        Verdict::ApiChanged => include_str!("../../../book/verdicts/api-changed.md"),
        Verdict::Hangs => include_str!("../../../book/verdicts/hangs.md"),
        Verdict::Crashed => include_str!("../../../book/verdicts/crashed.md"),
        Verdict::OverLimit => include_str!("../../../book/verdicts/over-limit.md"),
        Verdict::LeftProcesses => include_str!("../../../book/verdicts/left-processes.md"),
    }
}

/// What keeps a job on this machine, where the verdict is about that.
fn here(verdict: Verdict) -> String {
    if !matches!(verdict, Verdict::OverLimit | Verdict::LeftProcesses) {
        return String::new();
    }
    let words = match supervise::MISSING {
        Some(missing) => format!("{}{}.", missing[..1].to_uppercase(), &missing[1..]),
        None => Offers::here().words().join(" "),
    };
    format!("\n{}\n{}", Line::default().styled(BOLD, "On this machine").end(), paragraph("", &words))
}

/// `lost-value`.
fn kind_id(kind: Kind) -> String {
    kind.words().replace(' ', "-")
}

/// A section of the page about `still-broken`.
fn of_kind(kind: Kind) -> Option<String> {
    let words = kind.words();
    let title = words[..1].to_uppercase() + &words[1..];
    let body = markdown::section(page(Verdict::StillBroken), &title)?;
    Some(markdown::terminal(&format!("# {title}\n\n{body}\n\nIt is a kind of failure, of the verdict `still-broken`.")))
}

fn of_hazard(hazard: &Hazard, course: &Course, layout: &Layout) -> String {
    let mut text = Line::default().styled(BOLD, &hazard.name).plain(&format!(" ({})", hazard.id)).end() + "\n";
    text += &paragraph("", &hazard.line);
    text += &("\n".to_owned() + &paragraph("the question: ", &hazard.question));
    let atlas = records::atlas::scan(&course.root).0;
    let entry = atlas.iter().find(|it| it.id == hazard.id);
    if let Some(template) = entry.and_then(|it| it.record.template.as_deref()) {
        text += &paragraph("report it:    ", &format!("cargo xtask template {template}"));
    }
    // Which open exercise holds it would be an answer.
    let progress = state::store(layout).load().map(|it| it.progress).unwrap_or_default();
    let places = Standing::all(course, &progress);
    let with: Vec<_> = places.iter().filter(|it| it.exercise.record.hazards.contains(&hazard.id)).collect();
    let done = |it: &&&Standing<'_>| it.stage.was_solved() || it.memory.rounds > 0;
    let met: Vec<String> = with.iter().filter(done).map(|it| it.exercise.short()).collect();
    text += &match (with.len(), met.is_empty()) {
        (0, _) => paragraph("trained by:   ", "no scenario of this course"),
        (n, true) => paragraph("trained by:   ", &format!("{}; you have solved none of them", plural(n, "scenario"))),
        (n, false) => {
            paragraph("trained by:   ", &format!("{}; you have solved {}", plural(n, "scenario"), met.join(", ")))
        }
    };
    text
}

/// The properties of that name; `exercise-2/create-returns` means one of them.
fn properties<'a>(course: &'a Course, typed: &str) -> Vec<(&'a Exercise, &'a Property)> {
    let (of, id) = match typed.rsplit_once('/') {
        Some((exercise, id)) => (course.find(exercise).ok(), id),
        None => (None, typed),
    };
    let all = course.exercises.iter().filter(|it| !typed.contains('/') || of.is_some_and(|of| of.slug == it.slug));
    all.flat_map(|it| it.record.property.iter().filter(|p| p.id == id).map(move |p| (it, p))).collect()
}

fn of_property(exercise: &Exercise, property: &Property, layout: &Layout) -> String {
    let name = exercise.short();
    let mut text =
        Line::default().styled(BOLD, &property.id).plain(&format!(" · {name} · ")).plain(&exercise.change).end();
    text += &("\n".to_owned() + &paragraph("", &format!("{}.", property.statement)) + "\n");
    text += &Line::new("as code:    ").fitting(DIM, &layout.shown(&exercise.contract()), 2).end();
    let check = format!("cargo xtask check {name} --property {}", property.id);
    text += &Line::new("only this:  ").fitting(NEXT, &check, 2).end();
    text
}

/// Everything that can be explained.
fn names(course: &Course, hazards: &[Hazard]) -> String {
    let verdicts: Vec<String> = Verdict::ALL.iter().map(|it| it.id()).collect();
    let kinds: Vec<String> = KINDS.iter().map(|it| kind_id(*it)).collect();
    let hazards: Vec<&str> = hazards.iter().map(|it| it.id.as_str()).collect();
    let mut text = paragraph("verdicts:    ", &verdicts.join(", "));
    text += &paragraph("kinds:       ", &kinds.join(", "));
    text += &paragraph("hazards:     ", &hazards.join(", "));
    for exercise in &course.exercises {
        let ids: Vec<&str> = exercise.record.property.iter().map(|it| it.id.as_str()).collect();
        text += &paragraph("properties:  ", &format!("{}/ {}", exercise.short(), ids.join(", ")));
    }
    text
}

fn unknown(typed: &str, course: &Course, hazards: &[Hazard]) -> Usage {
    let properties = course.exercises.iter().flat_map(|exercise| {
        let ids = exercise.record.property.iter().map(|it| it.id.clone());
        ids.flat_map(|id| [format!("{}/{id}", exercise.short()), id])
    });
    let known = Verdict::ALL.iter().map(|it| it.id()).chain(KINDS.iter().map(|it| kind_id(*it)));
    let known = known.chain(hazards.iter().map(|it| it.id.clone())).chain(properties);
    let nearest = records::names::meant(typed, known);
    Usage(format!(
        "no verdict, kind, hazard or property is called `{typed}`{nearest}\n  all names: cargo xtask explain"
    ))
}
