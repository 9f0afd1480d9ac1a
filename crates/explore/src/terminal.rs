//! The loop between a terminal, a game and a lab. The screen is the terminal's second one, and is put back on every way out.

use crate::{
    args::Args,
    draw::{self, Palette},
    game::{Best, Game, Lab},
    keys,
    live::Live,
    source::Sources,
    timeline, trace,
};
use anyhow::{Context, bail};
use checker::{Checker, Event, Layout, Opened, Options, Subject};
use edge::{file::RECORD, visible};
use protocol::{Outcome, Stand};
use ratatui::{
    Terminal,
    backend::{Backend, TestBackend},
    crossterm::{
        event::{self, Event as Heard},
        terminal::{disable_raw_mode, enable_raw_mode},
    },
};
use records::{Exercise, recorded};
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::{Path, PathBuf};

/// How large the picture of `--print` is.
const PRINTED: (u16, u16) = (80, 24);

/// Plays. Gives what is printed in the end.
///
/// # Errors
/// A fault of the course, of the tool or of the system; and what was typed, where it means nothing.
pub fn run(args: &Args) -> anyhow::Result<String> {
    let workspace = match &args.workspace {
        Some(dir) => dir.clone(),
        None => std::env::current_dir()?,
    };
    let layout = Layout::of(workspace, args.course.as_deref())?;
    let course = layout.load()?;
    let exercise = course.find(&args.exercise)?;
    let subject = subject(args, exercise)?;
    let options = Options::within(exercise.record.limits, exercise.record.runtime);
    let board = match Checker::new(&layout).open_board(exercise, &subject, &options, &mut say)? {
        Opened::Board(board) => board,
        Opened::Judged(checked) => {
            let words: Vec<String> = checked.judged.words.iter().map(|it| visible::lines(it).into_owned()).collect();
            bail!("there is nothing to play: {}\n{}", checked.judged.verdict.words(), words.join("\n"))
        }
    };
    let properties = board.properties().to_vec();
    let mut lab = Live::new(&layout, exercise, &subject, options, board);
    let (property, best) = choose(args, &properties, &mut lab)?;
    if let Some(file) = &args.graph {
        let found = lab.cheapest(&property)?;
        let graph = checker::graph::record(&mut lab, &property, &found, checker::graph::STATES)?;
        edge::file::write(file, serde_json::to_string(&graph)?)?;
        return Ok(format!("{} states\n", graph.states.len()));
    }
    let statement = exercise.record.property.iter().find(|it| it.id == property).map(|it| it.statement.clone());
    let named = subject.name.clone().unwrap_or_else(|| "your file".into());
    let title = format!("{} · {named}", exercise.short());
    let now = Lab::stand(&mut lab, &property, Stand { contended_only: true, ..Stand::default() })?;
    let mut game = Game::new(title, property, statement.unwrap_or_default(), now, best);
    if let Some(file) = &args.trace {
        let tape = tape(args, exercise, &subject, &game)?;
        return write_trace(file, &game, tape, &mut lab);
    }
    if let Some(tape) = tape(args, exercise, &subject, &game)? {
        game.contended_only = false;
        if let Err(error) = game.open(&mut lab, &tape) {
            bail!("the tape does not fit this code: {error}\n  a tape belongs to the file that it was found in");
        }
    }
    let sources = Sources::of(exercise, &subject);
    if args.print {
        return picture(&game, &sources, PRINTED);
    }
    if !(stdout().is_terminal() && std::io::stdin().is_terminal()) {
        bail!("a board needs a terminal; `--print` shows a position as text");
    }
    play(&mut game, &mut lab, &sources)?;
    Ok(end(exercise, args, &game))
}

/// What is at work before the board is there.
fn say(event: Event) {
    let words = match event {
        Event::Downloads => "downloading the crates that the lab needs, once",
        Event::BuildsLab { .. } => "building the lab, once",
        _ => return,
    };
    if stderr().is_terminal() {
        let _ = write!(stderr(), "\r{words} …");
    }
}

fn subject(args: &Args, exercise: &Exercise) -> anyhow::Result<Subject> {
    match (&args.subject, &args.variant) {
        (Some(file), _) => Subject::file(file),
        (None, Some(name)) => {
            let known: Vec<&str> = exercise.record.variant.iter().map(|it| it.name.as_str()).collect();
            if !known.contains(&name.as_str()) {
                bail!("no variant is called `{name}`\n  the variants: {}", known.join(", "));
            }
            Ok(Subject::variant(exercise, name))
        }
        (None, None) => Ok(Subject::learner(exercise)),
    }
}

/// The property that was named, or the first that fails, or the first; and what can be done with it.
fn choose(args: &Args, properties: &[String], lab: &mut dyn Lab) -> anyhow::Result<(String, Best)> {
    if let Some(id) = &args.property {
        if !properties.contains(id) {
            bail!("no property is called `{id}`\n  the properties: {}", properties.join(", "));
        }
        return Ok((id.clone(), Best::of(&lab.cheapest(id)?)));
    }
    let mut first = None;
    for id in properties {
        let report = lab.cheapest(id)?;
        if matches!(report.outcome, Outcome::Fails { .. }) {
            return Ok((id.clone(), Best::of(&report)));
        }
        first.get_or_insert((id.clone(), Best::of(&report)));
    }
    first.context("the contract has no scene to play")
}

/// The schedule in a file, for a trace viewer: that of the tape, or the cheapest that breaks the promise, or the default order.
fn write_trace(file: &Path, game: &Game, tape: Option<String>, lab: &mut dyn Lab) -> anyhow::Result<String> {
    let found = match &game.best {
        Best::Breaks(best) => Some(best.tape.clone()),
        Best::Holds(_) | Best::Open => None,
    };
    let which = match (&tape, &found) {
        (Some(_), _) => "the schedule of the tape",
        (None, Some(_)) => "the cheapest schedule that breaks it",
        (None, None) => "the default order: no schedule is known to break it",
    };
    let tape = tape.or(found).unwrap_or_default();
    let timeline = timeline::of(lab, &game.property, &tape).map_err(|error| {
        anyhow::anyhow!("the tape does not fit this code: {error}\n  a tape belongs to the file that it was found in")
    })?;
    let title = format!("{} · {}", game.title, game.property);
    let name = visible::line(&file.to_string_lossy()).into_owned();
    let text = serde_json::to_string(&trace::of(&timeline, &title))? + "\n";
    edge::file::write(file, text).with_context(|| format!("cannot write {name}"))?;
    let (steps, lanes, locks) = (timeline.steps.len(), timeline.lanes.len(), timeline.locks.len());
    Ok(format!(
        "{title}: {which}\nwritten to {name}: {steps} steps, {lanes} tracks of actors, {locks} of locks\n\
         to see it: open the file at https://ui.perfetto.dev (it stays in your browser) or in chrome://tracing\n"
    ))
}

/// The schedule to open at the end of.
fn tape(args: &Args, exercise: &Exercise, subject: &Subject, game: &Game) -> anyhow::Result<Option<String>> {
    if args.failure {
        let Best::Breaks(best) = &game.best else {
            bail!("no schedule of `{}` is known to fail; {}", game.property, game.rule())
        };
        return Ok(Some(best.tape.clone()));
    }
    let Some(given) = &args.replay else { return Ok(None) };
    let file = PathBuf::from(given);
    if !file.is_file() {
        return Ok(Some(given.clone()));
    }
    let text = edge::file::text(&file, RECORD)?;
    let Some(runs) = recorded::read(&text).ok().filter(|runs| !runs.is_empty()) else {
        return Ok(Some(text.trim().trim_matches('"').to_owned()));
    };
    let variant = subject.name.as_deref().unwrap_or(exercise.head());
    let run = runs.into_iter().find(|run| run.variant == variant);
    let found = run.and_then(|run| run.properties.into_iter().find(|it| it.id == game.property));
    let example = found.and_then(|it| it.counterexample);
    Ok(Some(example.with_context(|| format!("{given} holds no counterexample of `{}`", game.property))?.tape))
}

fn palette() -> Palette {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    Palette { colours: !plain }
}

fn play(game: &mut Game, lab: &mut dyn Lab, sources: &Sources) -> anyhow::Result<()> {
    let mut terminal = ratatui::try_init().context("cannot use the terminal")?;
    let played = turns(game, lab, sources, &mut terminal);
    ratatui::restore();
    played
}

fn turns<B: Backend>(
    game: &mut Game,
    lab: &mut dyn Lab,
    sources: &Sources,
    terminal: &mut Terminal<B>,
) -> anyhow::Result<()>
where
    B::Error: Send + Sync + 'static,
{
    let palette = palette();
    loop {
        terminal.draw(|frame| draw::draw(frame, game, sources, palette))?;
        let deed = match event::read()? {
            Heard::Key(key) => keys::deed(key),
            // A window of another size is drawn anew.
            _ => None,
        };
        if let Some(deed) = deed
            && !game.act(lab, deed)
        {
            return Ok(());
        }
        if !game.said.is_empty() {
            // A job that ended has put the terminal's settings back.
            let _ = disable_raw_mode().and_then(|()| enable_raw_mode());
        }
    }
}

/// A position as text.
///
/// # Errors
/// None that a picture in memory has.
pub fn picture(game: &Game, sources: &Sources, (columns, rows): (u16, u16)) -> anyhow::Result<String> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows))?;
    terminal.draw(|frame| draw::draw(frame, game, sources, Palette { colours: false }))?;
    let buffer = terminal.backend().buffer();
    let row = |y: u16| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n";
    Ok((0..rows).map(row).collect())
}

/// What stays in the terminal: how to come back.
fn end(exercise: &Exercise, args: &Args, game: &Game) -> String {
    let tape = &game.now.tape;
    let subject = match (&args.subject, &args.variant) {
        (Some(file), _) => format!(" --subject {}", visible::line(&file.to_string_lossy())),
        (None, Some(name)) => format!(" --variant {name}"),
        (None, None) => String::new(),
    };
    let cost = game.now.cost;
    let how = match game.broken() {
        Some(_) => format!("Broken at cost {cost}, in {} steps.", game.now.steps.len()),
        None => format!("{} steps, {cost} departures.", game.now.steps.len()),
    };
    let property = &game.property;
    let again = format!("cargo xtask explore {}{subject} --property {property} --replay '{tape}'", exercise.short());
    format!("{how}\nto come back here: {again}\n")
}
