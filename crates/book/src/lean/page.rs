//! The tags of one page. They are found as mdBook writes them; a tag that is written in another way stays as it is.

use super::files::{Files, When};
use anyhow::Result;
use std::ops::Range;

/// In place of the highlighter: `book.js` calls it for each block of code.
const NO_HIGHLIGHTER: &str = "<script>const hljs = { configure() {}, highlightBlock() {} };</script>";
/// Where our own files lie in a built book.
const OURS: &[&str] = &["book/assets/", "crates/workshop/assets/"];

/// A tag that loads a file.
struct Tag {
    span: Range<usize>,
    /// `../` for each folder.
    up: String,
    /// From the root of the book.
    path: String,
}

/// The page with the tags that it needs.
pub(super) fn lean(html: &str, files: &mut Files) -> Result<String> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let (ours, frame): (Vec<Tag>, Vec<Tag>) =
        tags(html, "<script src=\"", "\"></script>").into_iter().partition(is_ours);
    let (mut now, mut late) = (Vec::new(), Vec::new());
    for tag in &ours {
        files.drop(&tag.path);
        match files.when(&tag.path, html)? {
            When::Now => now.push(tag.path.as_str()),
            When::Late => late.push(tag.path.as_str()),
            When::Never => {}
        }
    }
    let late = if late.is_empty() { None } else { Some(files.bundle(&late)?) };
    let script = |up: &str, name: &str| {
        let late = late.iter().map(|name| format!("<template id=\"ep-late\" data-script=\"{up}{name}\"></template>"));
        format!("{}<script src=\"{up}{name}\"></script>", late.collect::<String>())
    };
    together(&ours, &now, &mut edits, script, files)?;
    let (search, frame): (Vec<Tag>, Vec<Tag>) = frame.into_iter().partition(is_search);
    for tag in &frame {
        if tag.path.starts_with("highlight-") {
            files.drop(&tag.path);
            edits.push((tag.span.clone(), NO_HIGHLIGHTER.to_owned()));
        } else {
            files.shrink(&tag.path)?;
        }
    }
    for (at, tag) in search.iter().enumerate() {
        files.shrink(&tag.path)?;
        let all: Vec<String> = search.iter().map(|it| format!("{}{}", it.up, it.path)).collect();
        let late = format!("<template id=\"ep-search\" data-scripts=\"{}\"></template>", all.join(" "));
        edits.push((tag.span.clone(), if at == 0 { late } else { String::new() }));
    }

    let (ours, frame): (Vec<Tag>, Vec<Tag>) =
        tags(html, "<link rel=\"stylesheet\" href=\"", "\">").into_iter().partition(is_ours);
    for tag in &ours {
        files.drop(&tag.path);
    }
    let all: Vec<&str> = ours.iter().map(|it| it.path.as_str()).collect();
    together(&ours, &all, &mut edits, |up, name| format!("<link rel=\"stylesheet\" href=\"{up}{name}\">"), files)?;
    for tag in &frame {
        files.shrink(&tag.path)?;
    }
    // The highlighter's styles. `book.js` switches them with the theme, and a style without a rule can be switched.
    for id in ["highlight", "tomorrow-night", "ayu-highlight"] {
        let open = format!("<link rel=\"stylesheet\" id=\"mdbook-{id}-css\" href=\"");
        for tag in tags(html, &open, "\">") {
            files.drop(&tag.path);
            edits.push((tag.span, format!("<style id=\"mdbook-{id}-css\"></style>")));
        }
    }

    edits.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for (span, text) in edits {
        out.push_str(&html[done..span.start]);
        out.push_str(&text);
        done = span.end;
    }
    out.push_str(&html[done..]);
    Ok(out)
}

/// Puts `needed` where the first of `tags` is, and takes the others out.
fn together(
    tags: &[Tag],
    needed: &[&str],
    edits: &mut Vec<(Range<usize>, String)>,
    tag: impl Fn(&str, &str) -> String,
    files: &mut Files,
) -> Result<()> {
    let mut text = match tags.first() {
        Some(first) if !needed.is_empty() => tag(&first.up, &files.bundle(needed)?),
        _ => String::new(),
    };
    for one in tags {
        edits.push((one.span.clone(), std::mem::take(&mut text)));
    }
    Ok(())
}

fn is_ours(tag: &Tag) -> bool {
    OURS.iter().any(|folder| tag.path.starts_with(folder))
}

fn is_search(tag: &Tag) -> bool {
    ["elasticlunr-", "mark-", "searcher-"].iter().any(|name| tag.path.starts_with(name))
}

/// The tags that load a file of the book, in the order of the page.
fn tags(html: &str, open: &str, close: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    for (start, _) in html.match_indices(open) {
        let from = start + open.len();
        let Some(length) = html[from..].find('"') else { break };
        let href = &html[from..from + length];
        if html[from + length..].starts_with(close) && !href.contains(':') {
            let path = href.trim_start_matches("../");
            let up = href[..href.len() - path.len()].to_owned();
            found.push(Tag { span: start..from + length + close.len(), up, path: path.to_owned() });
        }
    }
    found
}
