//! `promise`: a property of the reader's own, run against the pull request and all known fixes.

use super::named;
use crate::{
    cli::{MessageFormat, OwnPromise},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, paragraph},
    style::{BAD, GOOD, LOOK},
};
use edge::file::SOURCE;
use review::promise;

/// Without a file it gives one to begin with.
pub fn run(layout: &Layout, args: OwnPromise) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = named(&course, &args.named)?;
    let Some(file) = &args.file else {
        out::show(&promise::template(exercise))?;
        return Ok(Exit::Good);
    };
    let text = edge::file::text(file, SOURCE).map_err(|error| Usage(error.to_string()))?;
    let tried = promise::run(layout, exercise, &text, &mut |_| {})?;
    let said = promise::said(&tried);
    if args.message_format == MessageFormat::Json {
        out::json(&serde_json::json!({ "fixes": tried, "said": said }))?;
        return Ok(Exit::Good);
    }
    let mut answer = String::new();
    for it in &tried {
        let style = match (it.holds, it.is_right) {
            (None, _) => LOOK,
            (Some(holds), is_right) if holds == is_right => GOOD,
            _ => BAD,
        };
        let contract = if it.contract_refuses { "the contract refuses it" } else { "the contract lets it pass" };
        answer +=
            &Line::new("  ").plain(&it.name).column(34).styled(style, &it.how).right(crate::style::DIM, contract).end();
    }
    answer.extend(said.iter().map(|it| paragraph("  ", it)));
    out::show(&answer)?;
    Ok(Exit::Good)
}
