//! `check --suggestions`: the suggestion blocks of a review, put into the pull request and judged. Nothing is remembered: it is
//! not the learner's file.

use super::{first, options};
use crate::{
    cli::{Check, MessageFormat},
    commands::diff::unified,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::{self, Places, Seen, View, line::paragraph},
    term::Progress,
};
use edge::Visible;
use records::Exercise;
use review::{
    judge::{self, DoesNotFit, JudgedProposal, Versions},
    sheet,
};
use std::path::Path;

/// Judges what `file` proposes, and says which of the known fixes it resembles.
pub(super) fn run(layout: &Layout, exercise: &Exercise, file: &Path, args: &Check) -> anyhow::Result<Exit> {
    let sheet = sheet::read(file, exercise).map_err(|error| Usage(error.to_string()))?;
    let options = options(exercise, args)?;
    if let (MessageFormat::Human, Some(line)) = (args.message_format, first::line(layout, exercise)) {
        out::tell(line);
    }
    let judged = judge::judge(layout, exercise, &sheet, &options, &mut Progress::new().listener());
    let judged = judged.map_err(|error| match error.downcast::<DoesNotFit>() {
        Ok(fault) => {
            Usage(format!("the suggestions of {} cannot be judged\n{}", file.visible(), indented(&fault))).into()
        }
        Err(error) => error,
    })?;
    match args.message_format {
        MessageFormat::Json => out::show(&(json(layout, exercise, &judged)? + "\n"))?,
        MessageFormat::Human => out::show(&human(layout, exercise, &judged, args.all_steps)?)?,
    }
    Ok(Exit::from_good(judged.checked.judged.verdict.is_good()))
}

fn indented(fault: &DoesNotFit) -> String {
    let lines: Vec<String> = fault.0.iter().map(|it| format!("  {it}")).collect();
    lines.join("\n")
}

/// The line of any check, and `proposal`: the diff, its parts, and the known fixes.
fn json(layout: &Layout, exercise: &Exercise, judged: &JudgedProposal) -> anyhow::Result<String> {
    let files = render::json::Files::of(layout, exercise, &judged.subject);
    let line = render::json::line(exercise, &judged.checked, &files, judged.checked.took)?;
    let mut line: serde_json::Value = serde_json::from_str(&line)?;
    let answer = judged.answer(exercise, &Versions::of(exercise)?);
    line["proposal"] = serde_json::json!({
        "changes": answer.changes, "diff": answer.diff, "likeness": answer.likeness, "nearest": answer.nearest,
    });
    Ok(edge::visible::json(&line.to_string()).into_owned())
}

fn human(layout: &Layout, exercise: &Exercise, judged: &JudgedProposal, all_steps: bool) -> anyhow::Result<String> {
    let head = Versions::of(exercise)?.head;
    let mut text =
        unified(&head, &judged.proposal.text, "src/lib.rs (the pull request)", "src/lib.rs (what you propose)");
    text += "\n";
    let (checked, places) = (&Seen::of(&judged.checked), &Places::of_check(layout, exercise, &judged.subject));
    text += &View { exercise, subject: judged.subject.name.as_deref(), checked, places, all_steps }.human();
    text.extend(judged.likeness().iter().map(|it| paragraph("  ", it)));
    text += &paragraph("  the file that was judged: ", &layout.shown(&judged.subject.file));
    Ok(text)
}
