//! Copies the small course of one world under another name.

use crate::layout::Layout;
use anyhow::{Context, bail};
use edge::{Visible, file::RECORD};
use records::saying::{self, Table, templates::Templates};
use std::{
    fs,
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// Writes it, and returns the folders and files that a reader wants to know of.
pub(super) fn write(layout: &Layout, world: &str, id: &str, number: u32) -> anyhow::Result<Vec<PathBuf>> {
    let from = layout.workspace.join("xtask/skeleton").join(world);
    let names = Names::new(id, number);
    let mut files = Vec::new();
    for path in all_files(&from)? {
        let text = edge::file::text(&path, RECORD)?;
        let inside = path.strip_prefix(&from)?.to_str().context("a name in the skeleton is not UTF-8")?;
        files.push((layout.course.join(names.put_into(inside)), names.put_into(&text)));
    }
    // A course of one's own has no comment templates: there the frame is written out. In the clone it is not, since a
    // workshop's participants may not be sent its words.
    if !layout.course.join(Templates::FILE).exists() {
        let frame = frame(&layout.workspace)?;
        files.iter_mut().for_each(|(_, text)| *text = text.replace(FORM, &frame));
    }
    // Before anything is written: half a scenario helps nobody.
    let folders = ["exercises", "solutions"].map(|dir| layout.course.join(dir).join(&names.slug));
    let chapter = layout.course.join(format!("book/exercise-{number}.md"));
    for path in folders.iter().chain([&chapter]) {
        if path.exists() {
            bail!("{} is there already; move it away first", path.visible());
        }
    }
    for (path, text) in &files {
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        edge::file::write(path, text).with_context(|| format!("cannot write {}", path.visible()))?;
    }
    let mut written = folders.to_vec();
    written.push(chapter);
    written.extend(summary(&layout.course, number)?);
    Ok(written)
}

/// Where a chapter asks for the frame of a comment.
const FORM: &str = "{{#form core}}";

/// That frame as a quotation, from the clone's own templates.
fn frame(workspace: &Path) -> anyhow::Result<String> {
    let (templates, _) = saying::read::<Templates>(workspace)
        .with_context(|| format!("{} cannot be read", Templates::FILE))?
        .map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let core = templates.template.iter().find(|it| it.id == "core");
    let core = core.with_context(|| format!("{} has no template `core`", Templates::FILE))?;
    Ok(format!("> {}", core.form.replace('[', "**[").replace(']', "]**")))
}

/// What the skeleton calls itself, and what stands in its place.
struct Names {
    slug: String,
    pairs: [(&'static str, String); 5],
}

impl Names {
    fn new(id: &str, number: u32) -> Names {
        let slug = format!("exercise-{number}-{id}");
        let words = id.replace('-', " ");
        Names {
            // The longer name first: a shorter one is part of it.
            pairs: [
                ("exercise-0-skeleton", slug.clone()),
                ("exercise_0_skeleton", slug.replace('-', "_")),
                ("exercise-0", format!("exercise-{number}")),
                ("Exercise 0: skeleton", format!("Exercise {number}: {words}")),
                ("id = \"skeleton\"\nnumber = 0\n", format!("id = \"{id}\"\nnumber = {number}\n")),
            ],
            slug,
        }
    }

    fn put_into(&self, text: &str) -> String {
        self.pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

/// Every file below a folder, but what a build or a run may have left there.
fn all_files(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let left =
        |it: &DirEntry| it.file_type().is_dir() && ["target", "recorded"].iter().any(|name| it.file_name() == *name);
    let mut found = Vec::new();
    for entry in WalkDir::new(dir).into_iter().filter_entry(|it| !left(it)) {
        let entry = entry.with_context(|| format!("cannot read {}", dir.visible()))?;
        if !entry.file_type().is_dir() {
            found.push(entry.into_path());
        }
    }
    found.sort();
    Ok(found)
}

/// The chapter's line, after the last chapter of a scenario; at the end where there is none.
fn summary(course: &Path, number: u32) -> anyhow::Result<Option<PathBuf>> {
    let path = course.join("book/SUMMARY.md");
    let Ok(text) = edge::file::text(&path, RECORD) else { return Ok(None) };
    let title = edge::file::text(course.join(format!("book/exercise-{number}.md")), RECORD)?;
    let title = title.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
    edge::file::write(&path, with_line(&text, &format!("- [{title}](exercise-{number}.md)")))?;
    Ok(Some(path))
}

fn with_line(summary: &str, line: &str) -> String {
    let mut lines: Vec<&str> = summary.lines().collect();
    let last = lines.iter().rposition(|it| it.starts_with("- [Exercise ")).map(|at| at + 1);
    let heading = lines.iter().position(|it| *it == "# Scenarios").map(|at| (at + 2).min(lines.len()));
    lines.insert(last.or(heading).unwrap_or(lines.len()), line);
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::with_line;

    #[test]
    fn a_chapter_comes_after_the_others() {
        let old = "# X\n\n# Scenarios\n\n- [Exercise 1: a](exercise-1.md)\n\n# Reference\n\n- [Y](y.md)\n";
        let new = old.replace("1.md)\n", "1.md)\n- [Exercise 2: b](exercise-2.md)\n");
        assert_eq!(with_line(old, "- [Exercise 2: b](exercise-2.md)"), new);
        let first = with_line("# X\n\n# Scenarios\n\n# Reference\n", "- [Exercise 1: a](exercise-1.md)");
        assert_eq!(first, "# X\n\n# Scenarios\n\n- [Exercise 1: a](exercise-1.md)\n# Reference\n");
    }
}
