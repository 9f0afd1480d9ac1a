//! What everybody gets: the chapters up to and with the review, the pages on method and words, sheets to print. A chapter
//! ends where its comparison begins; what would lead beyond that becomes plain text.

use super::{PackRequest, Page, book, check_links, print};
use crate::diff;
use anyhow::{Context, bail};
use edge::file::{RECORD, SHEET};
use records::Exercise;
use std::{fs, path::Path};

/// Where a chapter begins to answer.
const ANSWERS: &str = "\n## 3. ";

/// The pages of the workbook that give no scenario's answer away.
const COMMON: [(&str, &str); 3] =
    [("how-to-review.md", "How to review a concurrent change"), ("hazards.md", "Hazards"), ("glossary.md", "Glossary")];

pub(super) fn write(request: &PackRequest<'_>, src: &Path, dest: &Path) -> anyhow::Result<()> {
    let first = vec![("index.md".to_owned(), "Start here".to_owned(), start(request))];
    pages(request, first, &["crates/workshop/assets/form.js"], src, dest)?;
    for exercise in &request.exercises {
        let change = diff::change(exercise)?;
        print::write(dest, &format!("diff-{}.html", exercise.short()), &print::diff(exercise, &change.rows))?;
    }
    print::write(dest, "score-sheet.html", &print::score_sheet(&request.exercises))?;
    check_links(dest)
}

/// The pages of both ways to hold a workshop, after `first`; with these scripts and styles beside the workbook's own.
pub(super) fn pages(
    request: &PackRequest<'_>,
    first: Vec<Page>,
    assets: &[&str],
    src: &Path,
    dest: &Path,
) -> anyhow::Result<()> {
    let pages_dir = request.course.root.join("book");
    let read = |file: &str| edge::file::text(pages_dir.join(file), RECORD).with_context(|| format!("book/{file}"));
    let mut pages = first;
    for exercise in &request.exercises {
        let file = format!("{}.md", exercise.short());
        let text = cut(&read(&file)?, exercise).with_context(|| format!("book/{file}"))?;
        pages.push((file, name(exercise), text));
    }
    for (file, name) in COMMON {
        pages.push((file.to_owned(), name.to_owned(), read(file)?));
    }
    let files: Vec<String> = pages.iter().map(|page| page.0.clone()).collect();
    for page in &mut pages {
        page.2 = without_dead_links(&page.2, &files);
    }
    // What these pages include; mdBook also copies it, and nobody needs the copy.
    let examples = pages_dir.join("examples");
    if examples.is_dir() {
        edge::file::copy(&examples, &src.join("examples"), SHEET)?;
    }
    book(request, "Exit Path: a review workshop", src, dest, &pages, assets)?;
    let _ = fs::remove_dir_all(dest.join("examples"));
    Ok(())
}

/// How a scenario is called where its bug must not be.
pub(super) fn name(exercise: &Exercise) -> String {
    format!("Exercise {}: {}", exercise.record.number, exercise.change)
}

fn start(request: &PackRequest<'_>) -> String {
    let mut list = String::new();
    for exercise in &request.exercises {
        let short = exercise.short();
        list.push_str(&format!("- [{}]({short}.md) ([diff to print](print/diff-{short}.html))\n", name(exercise)));
    }
    format!(
        "# Start here

This folder holds what you review in the workshop. It works offline, and nothing that you write leaves your machine until you
export it. The answers are not in here.

{list}
## What you do

1. **Alone, in silence.** Read the incident and the pull request. Mark the lines, choose a hazard and a severity, and write the
   comment as you would send it. Then decide: approve, comment or request changes.
2. **Export** your review with the button below the diff, and give the file to your facilitator. It is compared before it is
   talked about, and nobody is ranked. A name is your choice.
3. **In pairs.** Make one review out of two, with five comments at most. Export it as the stage *pair*.
4. **At the table.** Each disputed comment has 90 seconds. Defend it, or withdraw it. To withdraw is a success.
   Export the table's review as the stage *final*.

On paper it works as well: print the diff, and the [score sheet](print/score-sheet.html).

## Rules

- Comments are about the code. *We* and *this line*, never *you forgot*.
- Write before you speak. Whoever has not spoken is asked first.
- Think in any language. The comment is in English, and its grammar is the last thing we talk about.
- Whoever knows this bug from elsewhere tells the facilitator, and nobody else.
"
    )
}

/// A chapter up to its answers.
fn cut(chapter: &str, exercise: &Exercise) -> anyhow::Result<String> {
    let Some((kept, _)) = chapter.split_once(ANSWERS) else {
        bail!("it has no section 3, so nobody knows where its answers begin");
    };
    let head = format!("{{{{#scenario {}}}}}", exercise.short());
    if !kept.contains(&head) {
        bail!("it does not begin with {head}");
    }
    let mut text = kept.replace(&head, &format!("{{{{#scenario {} steps=2}}}}", exercise.short()));
    if !text.contains("{{#desk}}") {
        bail!("it has no {{{{#desk}}}} above section 3, so nobody could review in it");
    }
    text = text.replace("{{#desk}}", "{{#desk key=none}}");
    // A clone has the answers beside the diff.
    if let Some(at) = text.find("In a terminal, `cargo xtask diff")
        && let Some(end) = text[at..].find("same diff.")
    {
        text.replace_range(at..at + end + "same diff.".len(), "");
    }
    text.push_str(
        "\n\n## After the workshop\n\nThe workbook's own chapter goes on from here: the model review, the failing run, your fix, and where the bug \
         comes from.\n",
    );
    Ok(text)
}

/// Links to pages that are not in the folder, and to parts that were cut off, as plain text.
fn without_dead_links(text: &str, files: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(middle) = rest.find("](") {
        let Some(end) = rest[middle..].find(')').map(|it| middle + it) else { break };
        let Some(open) = rest[..middle].rfind('[') else {
            out.push_str(&rest[..middle + 2]);
            rest = &rest[middle + 2..];
            continue;
        };
        let target = &rest[middle + 2..end];
        let page = target.split('#').next().unwrap_or_default();
        let lives = target.contains("://") || page.starts_with("print/") || files.iter().any(|file| file == page);
        if lives {
            out.push_str(&rest[..=end]);
        } else {
            out.push_str(&rest[..open]);
            out.push_str(&rest[open + 1..middle]);
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::without_dead_links;

    #[test]
    fn a_link_that_leads_out_of_the_folder_is_text() {
        let files = ["hazards.md".to_owned()];
        let text = "[a](hazards.md#x) and [b](verdicts.md), [c](#gone); `x[0](1)` [d](https://e.org/f) [e";
        let said = "[a](hazards.md#x) and b, c; `x0` [d](https://e.org/f) [e";
        assert_eq!(without_dead_links(text, &files), said);
    }
}
