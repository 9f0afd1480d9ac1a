//! `closing`: what a learner sees by now, what not, and the numbers behind it; on request as Markdown to keep. What it says is
//! computed in `progress::closing`.

use crate::{
    cli::Closing,
    exit::{Exit, Usage},
    layout::Layout,
    out, pager,
    render::line::{Line, paragraph},
    state::State,
    style::{BAD, BOLD, DIM, GOOD, NEXT},
};
use edge::Visible;
use progress::{
    closing::{self, Row, Sight},
    store,
};

/// Shows it, or writes it.
pub fn run(layout: &Layout, args: &Closing) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let state = State::read(layout)?;
    let hazards = records::hazards::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let comments = records::quiz::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let rows = closing::rows(&course, &state.progress, &hazards.unwrap_or_default(), &comments.unwrap_or_default());
    if let Some(file) = &args.out {
        if let Ok(Some(what)) = edge::file::kind(file) {
            return Err(Usage(format!("cannot write {}: it is {what}, not a regular file", file.visible())).into());
        }
        store::replace(file, closing::markdown(&course, &state.progress, &rows).as_bytes())?;
        out::show(&paragraph("written to ", &file.visible().to_string()))?;
        return Ok(Exit::Good);
    }
    pager::show(&human(&rows))?;
    Ok(Exit::Good)
}

fn human(rows: &[Row]) -> String {
    let of = |sight| rows.iter().filter(move |it| it.sight == sight);
    let mut text = String::new();
    for (sight, title, style, mark) in
        [(Sight::Seen, "What you see now", GOOD, "✓"), (Sight::Missed, "What you miss", BAD, "·")]
    {
        let sum = format!("{} of {}", of(sight).count(), rows.len());
        text += &Line::default().styled(BOLD, title).right(DIM, &sum).end();
        for row in of(sight) {
            text += &Line::new("  ").styled(style, mark).plain(" ").plain(&row.name).right(DIM, &row.numbers()).end();
            if sight == Sight::Missed {
                text += &paragraph("      ask: ", &row.question);
            }
        }
    }
    let rest: Vec<&str> = of(Sight::NotMet).map(|it| it.name.as_str()).collect();
    if !rest.is_empty() {
        let sum = format!("{} of {}", rest.len(), rows.len());
        text += &Line::default().styled(BOLD, "Not met yet").right(DIM, &sum).end();
        text += &paragraph("  ", &rest.join(" · "));
    }
    text += "\n";
    for (what, command) in
        [("what comes next: ", "cargo xtask next"), ("to keep it: ", "cargo xtask closing --out what-i-see.md")]
    {
        text += &Line::new(what).column(19).fitting(NEXT, command, 4).end();
    }
    text
}
