//! The tags of one page that load a file of the book. A tag that asks for more than that (a module, a style for paper)
//! stays as it is.

use super::files::{Files, When};
use crate::tags::{Opened, Piece};
use anyhow::Result;
use std::collections::BTreeMap;
use std::ops::Range;

/// In place of the highlighter: `book.js` calls it for each block of code.
const NO_HIGHLIGHTER: &str = "<script>const hljs = { configure() {}, highlightBlock() {} };</script>";
/// The ids of the highlighter's styles.
const HIGHLIGHTER: &[&str] = &["mdbook-highlight-css", "mdbook-tomorrow-night-css", "mdbook-ayu-highlight-css"];
/// Where our own files lie in a built book.
const OURS: &[&str] = &["book/assets/", "crates/workshop/assets/", "crates/room/assets/"];

/// An element that loads a file.
struct Tag {
    /// With its end tag, if it has one.
    span: Range<usize>,
    /// `../` for each folder.
    up: String,
    /// From the root of the book.
    path: String,
}

/// What must be put in the place of what, so that a page has the tags that it needs.
pub(super) fn needed(html: &str, page: &[Piece], files: &mut Files) -> Result<Vec<(Range<usize>, String)>> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let loads = Loads::of(page);
    let (ours, frame): (Vec<Tag>, Vec<Tag>) = loads.scripts.into_iter().partition(is_ours);
    let (our_styles, styles): (Vec<Tag>, Vec<Tag>) = loads.styles.into_iter().partition(is_ours);
    let (now, mut late) = due(&ours, html, files)?;
    let (styles_now, late_styles) = due(&our_styles, html, files)?;
    for (element, paths) in late_styles {
        late.entry(element).or_default().extend(paths);
    }
    let mut templates = String::new();
    for (element, paths) in &late {
        let up = &ours.first().or(our_styles.first()).map_or("", |it| &it.up);
        let is_style = |path: &&&str| path.ends_with(".css");
        let mut named = String::new();
        for (kind, paths) in [
            ("script", paths.iter().filter(|it| !is_style(it)).copied().collect::<Vec<_>>()),
            ("style", paths.iter().filter(is_style).copied().collect()),
        ] {
            if !paths.is_empty() {
                named += &format!(" data-{kind}=\"{up}{}\"", files.bundle(&paths)?);
            }
        }
        templates += &format!("<template data-late=\"{element}\"{named}></template>");
    }
    let script = |up: &str, name: &str| format!("{templates}<script src=\"{up}{name}\"></script>");
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

    let link = |up: &str, name: &str| format!("<link rel=\"stylesheet\" href=\"{up}{name}\">");
    together(&our_styles, &styles_now, &mut edits, link, files)?;
    for tag in &styles {
        files.shrink(&tag.path)?;
    }
    for (id, tag) in loads.highlighter {
        files.drop(&tag.path);
        edits.push((tag.span, format!("<style id=\"{id}\"></style>")));
    }
    Ok(edits)
}

/// What the page needs at once, and what an element of it asks for later.
type Due<'t> = (Vec<&'t str>, BTreeMap<String, Vec<&'t str>>);

fn due<'t>(tags: &'t [Tag], html: &str, files: &mut Files) -> Result<Due<'t>> {
    let (mut now, mut late) = Due::default();
    for tag in tags {
        files.drop(&tag.path);
        match files.when(&tag.path, html)? {
            When::Now => now.push(tag.path.as_str()),
            When::Late(element) => late.entry(element).or_default().push(tag.path.as_str()),
            When::Never => {}
        }
    }
    Ok((now, late))
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

/// What a page loads from the book, each kind in the order of the page.
#[derive(Default)]
struct Loads {
    scripts: Vec<Tag>,
    styles: Vec<Tag>,
    /// The highlighter's styles, by id. `book.js` switches them with the theme; a style without a rule can be switched too.
    highlighter: Vec<(String, Tag)>,
}

impl Loads {
    fn of(page: &[Piece]) -> Loads {
        let mut loads = Loads::default();
        let mut page = page.iter().peekable();
        while let Some(piece) = page.next() {
            let Piece::Open(opened) = piece else { continue };
            match &*opened.name {
                "script" if ["type", "async", "defer"].iter().all(|it| opened.attribute(it).is_none()) => {
                    // With a text of its own it is no script of a file.
                    let Some(Piece::Close(_, end)) = page.peek() else { continue };
                    loads.scripts.extend(tag(opened.attribute("src"), opened.span.start..end.end));
                }
                "link" if opened.attribute("rel") == Some("stylesheet") && opened.attribute("media").is_none() => {
                    loads.style(opened);
                }
                _ => {}
            }
        }
        loads
    }

    fn style(&mut self, opened: &Opened) {
        let Some(tag) = tag(opened.attribute("href"), opened.span.clone()) else { return };
        match opened.attribute("id") {
            None => self.styles.push(tag),
            Some(id) if HIGHLIGHTER.contains(&id) => self.highlighter.push((id.to_owned(), tag)),
            Some(_) => {}
        }
    }
}

/// A tag whose address is within the book.
fn tag(address: Option<&str>, span: Range<usize>) -> Option<Tag> {
    let address = address.filter(|it| !it.contains(':'))?;
    let path = address.trim_start_matches("../");
    let up = address[..address.len() - path.len()].to_owned();
    Some(Tag { span, up, path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::Loads;
    use crate::tags::pieces;

    fn paths(html: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let loads = Loads::of(&pieces(html));
        let path = |it: super::Tag| format!("{}|{}|{}", it.up, it.path, &html[it.span]);
        (
            loads.scripts.into_iter().map(path).collect(),
            loads.styles.into_iter().map(path).collect(),
            loads.highlighter.into_iter().map(|(id, it)| format!("{id}={}", it.path)).collect(),
        )
    }

    #[test]
    fn a_tag_is_found_however_it_is_written() {
        let html = "<link href='../a.css' rel=stylesheet><script\nsrc='../b.js'></script>\
                    <link href='c.css' id='mdbook-highlight-css' rel='stylesheet'>";
        let (scripts, styles, highlighter) = paths(html);
        assert_eq!(scripts, ["../|b.js|<script\nsrc='../b.js'></script>"]);
        assert_eq!(styles, ["../|a.css|<link href='../a.css' rel=stylesheet>"]);
        assert_eq!(highlighter, ["mdbook-highlight-css=c.css"]);
    }

    #[test]
    fn what_loads_in_another_way_or_not_at_all_stays() {
        let html = "<!-- <script src=\"a.js\"></script> --><script src=\"b.js\" type=\"module\"></script>\
                    <link rel=\"stylesheet\" href=\"c.css\" media=\"print\"><script>d</script>\
                    <script>'<link rel=\"stylesheet\" href=\"e.css\">'</script><script src=\"https://f/g.js\"></script>";
        assert_eq!(paths(html), (vec![], vec![], vec![]));
    }
}
