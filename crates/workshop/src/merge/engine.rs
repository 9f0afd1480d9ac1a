//! The pages' scripts, run here. They are pure: they see neither files nor clock nor network, and the engine offers none.

use anyhow::{anyhow, ensure};
use rquickjs::{CatchResultExt, Context, Ctx, Runtime, function::Func};
use std::{cell::Cell, rc::Rc};

/// The scripts, in the order in which a page loads them.
pub(super) const SCRIPTS: [(&str, &str); 13] = [
    ("words.js", include_str!("../../../../book/assets/review/words.js")),
    ("copies.js", include_str!("../../../../book/assets/review/copies.js")),
    ("prose.js", include_str!("../../../../book/assets/review/prose.js")),
    ("places.js", include_str!("../../../../book/assets/review/places.js")),
    ("evidence.js", include_str!("../../../../book/assets/review/evidence.js")),
    ("outcomes.js", include_str!("../../../../book/assets/review/outcomes.js")),
    ("reasons.js", include_str!("../../../../book/assets/review/reasons.js")),
    ("points.js", include_str!("../../../../book/assets/review/points.js")),
    ("caps.js", include_str!("../../../../book/assets/review/caps.js")),
    ("grader.js", include_str!("../../../../book/assets/review/grader.js")),
    ("read.js", include_str!("../../assets/team/read.js")),
    ("view.js", include_str!("../../assets/team/view.js")),
    ("report.js", include_str!("../../assets/team/report.js")),
];

/// More than any team's reviews need. A hostile file must not take the machine's memory.
const MEMORY: usize = 1 << 30;

/// How often the engine may look up from its work: once in some ten thousand steps. The largest merge that the scripts take
/// stays far below it.
const WORK: u64 = 2_000_000;

/// `ExitPath.team.merge(input)`, JSON in and out; and how often the engine looked up from its work. That is the same for the same
/// input on every machine.
pub(super) fn call(input: &str) -> anyhow::Result<(String, u64)> {
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
        for (name, text) in SCRIPTS {
            eval::<()>(&ctx, name, text)?;
        }
        let input = input.to_owned();
        ctx.globals().set("input", Func::from(move || input.clone())).map_err(|error| anyhow!("{error}"))?;
        eval(&ctx, "merge", "JSON.stringify(ExitPath.team.merge(JSON.parse(input())))")
    });
    ensure!(work.get() <= WORK, "these files are more work than a merge takes; merge fewer of them at a time");
    Ok((answer?, work.get()))
}

fn eval<'js, T: rquickjs::FromJs<'js>>(ctx: &Ctx<'js>, name: &str, text: &str) -> anyhow::Result<T> {
    // A script's value is the value of its last statement; ours end with one that nobody reads.
    let text = if name.ends_with(".js") { format!("{text}\n;undefined") } else { text.to_owned() };
    ctx.eval(text).catch(ctx).map_err(|error| anyhow!("{name}: {error}"))
}
