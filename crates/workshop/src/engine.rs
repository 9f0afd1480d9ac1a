//! The pages' scripts, run here. They are pure: they see neither files nor clock nor network, and the engine offers none.

use anyhow::{anyhow, ensure};
use rquickjs::{CatchResultExt, Context, Ctx, Runtime, function::Func};
use std::{cell::Cell, rc::Rc};

/// A script: its name, and its text.
pub(crate) type Script = (&'static str, &'static str);

macro_rules! of_the_pages {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("../../../book/assets/review/", $name)))),*] };
}

/// The grader, in the order in which a page loads it.
pub(crate) const GRADER: [Script; 10] = of_the_pages!(
    "words.js",
    "copies.js",
    "prose.js",
    "places.js",
    "evidence.js",
    "outcomes.js",
    "reasons.js",
    "points.js",
    "caps.js",
    "grader.js",
);

/// What else of a page a review in a terminal needs, likewise.
pub(crate) const DESK: [Script; 12] = of_the_pages!(
    "questions.js",
    "told.js",
    "sheet.js",
    "blocks.js",
    "headings.js",
    "markdown.js",
    "lines.js",
    "github.js",
    "gitlab.js",
    "annotated.js",
    "formats.js",
    "account.js",
);

/// More than any team's reviews need. A hostile file must not take the machine's memory.
const MEMORY: usize = 1 << 30;

/// How often the engine may look up from its work: once in some ten thousand steps. The largest merge that the scripts take
/// stays far below it.
const WORK: u64 = 2_000_000;

/// `function(input)` after these scripts, JSON in and out; and how often the engine looked up from its work. That is the same for the
/// same input on every machine.
pub(crate) fn call(scripts: &[Script], function: &str, input: &str) -> anyhow::Result<(String, u64)> {
    let runtime = Runtime::new()?;
    let work = Rc::new(Cell::new(0));
    let count = work.clone();
    runtime.set_interrupt_handler(Some(Box::new(move || {
        count.set(count.get() + 1);
        count.get() > WORK
    })));
    runtime.set_memory_limit(MEMORY);
    runtime.set_max_stack_size(4 << 20);
    let context = Context::full(&runtime)?;
    let answer = context.with(|ctx| {
        for (name, text) in scripts {
            eval::<()>(&ctx, name, text)?;
        }
        let input = input.to_owned();
        ctx.globals().set("input", Func::from(move || input.clone())).map_err(|error| anyhow!("{error}"))?;
        eval(&ctx, function, &format!("JSON.stringify({function}(JSON.parse(input())))"))
    });
    ensure!(work.get() <= WORK, "these reviews are more work than the tool takes; give it fewer of them at a time");
    Ok((answer?, work.get()))
}

fn eval<'js, T: rquickjs::FromJs<'js>>(ctx: &Ctx<'js>, name: &str, text: &str) -> anyhow::Result<T> {
    // A script's value is the value of its last statement; ours end with one that nobody reads.
    let text = if name.ends_with(".js") { format!("{text}\n;undefined") } else { text.to_owned() };
    ctx.eval(text).catch(ctx).map_err(|error| anyhow!("{name}: {error}"))
}
