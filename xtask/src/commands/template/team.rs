//! The files of a team: a review template, a pull request template with the lifecycle questions, saved replies. A
//! file that is there and says something else is never written over.

use super::table;
use crate::{
    exit::{Exit, Usage},
    layout::write_if_changed,
    out,
};
use anyhow::Context;
use edge::{Visible, file::RECORD};
use records::{
    Course,
    saying::{
        method::Method,
        templates::{Group, Template},
    },
};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Where the texts come from, at the head of each file that a person reads as a whole.
const SOURCE: &str = "<!-- Written by `cargo xtask template --all` of the Exit Path workbook. Yours to change. -->\n";

/// Writes all of them, or none.
pub(super) fn write(course: &Course, templates: &[Template], out: &Path) -> anyhow::Result<Exit> {
    let method = table::<Method>(course)?;
    let files = [
        ("pull_request_template.md", pull_request(&method)),
        ("review_template.md", review(&method, templates)),
        ("saved_replies.md", replies(templates)),
    ];
    let files = files.map(|(name, text)| (out.join(name), text));
    let differ = |(path, text): &&(PathBuf, String)| edge::file::text(path, RECORD).is_ok_and(|there| there != *text);
    let taken: Vec<String> = files.iter().filter(differ).map(|(path, _)| path.visible().to_string()).collect();
    if !taken.is_empty() {
        let text = format!(
            "{} exists, and says something else; nothing was written\n  to fix: move it away, or name another folder after --out",
            taken.join(", ")
        );
        return Err(Usage(text).into());
    }
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.visible()))?;
    for (path, text) in &files {
        match write_if_changed(path, text)? {
            true => out::line(&format!("wrote {}", path.visible()))?,
            false => out::line(&format!("{} is as it should be", path.visible()))?,
        }
    }
    Ok(Exit::Good)
}

/// What an author answers before anybody reviews.
fn pull_request(method: &Method) -> String {
    let mut text = format!("{SOURCE}\n## Why\n\n## What\n\n## Lifecycle\n\n");
    text += "For each process, task, lock or handle that this change makes, moves or ends. \"Not touched\" is an answer.\n\n";
    for question in &method.question {
        let _ = writeln!(text, "- **{}** {}\n", question.name, question.author);
    }
    text += "## How you know\n\n- [ ] A test that fails without this change, and that we have seen fail\n";
    text += "- [ ] Each new way out of a function releases what was acquired above it\n";
    text += "- [ ] Figures for each claim about speed, with the case that is worst for this change\n";
    text
}

/// What a reviewer fills in.
fn review(method: &Method, templates: &[Template]) -> String {
    let mut text = format!("{SOURCE}\n# Review\n\n");
    text += "**Decision:** approve / comment / request changes\n\n**I read:** \n\n**I did not read:** \n\n## Five questions\n\n";
    for question in &method.question {
        let _ = writeln!(text, "- **{}** {}\n  - answer:\n", question.name, question.look);
    }
    text += "## Checklist\n\n";
    for part in &method.part {
        let _ = writeln!(text, "- [ ] **{}.** {}", part.name, part.short);
    }
    text += "\n## Findings\n\nOne block for each.\n\n";
    for frame in templates.iter().filter(|it| it.group == Group::Frame) {
        let _ = writeln!(text, "**{}**\n\n> {}\n", frame.name, frame.form);
    }
    text
}

/// To paste into the saved replies of a forge, which keeps them for each person.
fn replies(templates: &[Template]) -> String {
    let mut text = format!("{SOURCE}\n# Saved replies\n\n");
    text +=
        "A forge keeps saved replies for each person, and reads none from a repository. Paste those that you use.\n";
    for group in Group::ALL {
        let mut inside = templates.iter().filter(|it| it.group == group).peekable();
        if inside.peek().is_some() {
            let _ = write!(text, "\n## {}\n", group.title());
        }
        for template in inside {
            let _ = write!(text, "\n### {}\n\n", template.name);
            let _ = write!(text, "When: {} ({})\n\nNot: {}\n\n", template.when, template.cue, template.not);
            let _ = write!(text, "```text\n{}\n```\n\n", template.form);
            for (slot, what) in template.slots_in_order() {
                let _ = writeln!(text, "- `[{slot}]`: {what}");
            }
        }
    }
    text
}
