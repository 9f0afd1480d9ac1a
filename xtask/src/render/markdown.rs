//! The book's own Markdown in a terminal: headings, paragraphs, lists, fences, and the words of `{{#term …}}`. Only what
//! our pages use; a test reads all of them.

use super::line::paragraph;
use crate::style::{BOLD, NEXT, paint};

/// A page, or a section of one.
pub fn terminal(source: &str) -> String {
    let mut text = String::new();
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            for line in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                // What can be typed is coloured as everywhere else.
                let line = if kind == "sh" { paint(NEXT, line) } else { line.to_owned() };
                text += &format!("  {line}\n");
            }
        } else if line.starts_with('#') {
            text += &format!("{}\n", paint(BOLD, &words(line.trim_start_matches(['#', ' ']))));
        } else if line.trim().is_empty() {
            text += "\n";
        } else {
            let (label, first) = match line.strip_prefix("- ") {
                Some(rest) => ("- ", rest),
                None => ("", line),
            };
            let mut whole = first.to_owned();
            while let Some(more) = lines.next_if(|it| !it.trim().is_empty() && !it.starts_with(['#', '-', '`'])) {
                whole += &format!(" {}", more.trim());
            }
            text += &styled(&paragraph(label, &words(&whole)));
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// The part of a page below the heading that reads `title`, without the heading; `None` where no heading does.
pub fn section(page: &str, title: &str) -> Option<String> {
    let level = |line: &str| line.chars().take_while(|it| *it == '#').count();
    let mut lines = page.lines().skip_while(|line| level(line) == 0 || line.trim_start_matches(['#', ' ']) != title);
    let own = level(lines.next()?);
    let body: Vec<&str> = lines.take_while(|line| level(line) == 0 || level(line) > own).collect();
    Some(body.join("\n").trim().to_owned())
}

/// Without directives and addresses: `{{#term lab}}` is `lab`, `[words](page.md)` is `words`. Stars stay until the
/// lines are broken: `styled` turns them into a style.
fn words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[']) {
        out += &rest[..at];
        rest = &rest[at..];
        if let Some((directive, after)) = rest.strip_prefix("{{#").and_then(|it| it.split_once("}}")) {
            let mut parts = directive.splitn(3, ' ');
            let (_name, id, shown) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
            out += shown.map_or_else(|| id.replace('-', " "), str::to_owned).as_str();
            rest = after;
        } else if let Some((label, after)) = rest.strip_prefix('[').and_then(|it| it.split_once("](")) {
            out += label;
            rest = after.split_once(')').map_or("", |it| it.1);
        } else {
            out += &rest[..1];
            rest = &rest[1..];
        }
    }
    out + rest
}

/// `**bold**` as bold, across line breaks.
fn styled(text: &str) -> String {
    let parts = text.split("**").enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { paint(BOLD, part) } else { part.to_owned() }).collect()
}

/// Whether a fence of that page would be cut by an ordinary terminal.
#[cfg(test)]
pub fn too_wide(text: &str) -> Option<&str> {
    text.lines().find(|line| line.chars().count() > super::line::WIDTH)
}

#[cfg(test)]
mod tests {
    use super::{section, terminal, too_wide, words};
    use crate::commands::explain::page;
    use anstream::adapter::strip_str;
    use protocol::Verdict;

    #[test]
    fn directives_and_links_become_words() {
        assert_eq!(
            words("the {{#term virtual-clock}} [x](y.md) {{#term init inits}} a[0]"),
            "the virtual clock x inits a[0]"
        );
    }

    #[test]
    fn a_page_in_a_terminal() {
        let shown = terminal("# T\n\nOne\ntwo **b c** `d`.\n\n- e\n  f\n- g\n\n```sh\ncargo x\n```\n");
        assert_eq!(strip_str(&shown).to_string(), "T\n\nOne two b c `d`.\n\n- e f\n- g\n\n  cargo x\n");
    }

    #[test]
    fn a_section_ends_where_the_next_one_begins() {
        let page = "# P\n\n## A b\n\none\n\n### deeper\n\ntwo\n\n## C\n\nthree\n";
        assert_eq!(section(page, "A b").as_deref(), Some("one\n\n### deeper\n\ntwo"));
        assert_eq!(section(page, "C").as_deref(), Some("three"));
        assert_eq!(section(page, "D"), None);
    }

    #[test]
    fn every_page_of_a_verdict_fits_and_leaves_no_markup() {
        for verdict in Verdict::ALL {
            let shown = strip_str(&terminal(page(verdict))).to_string();
            assert_eq!(too_wide(&shown), None, "{}", verdict.id());
            for mark in ["{{", "](", "**", "```"] {
                assert!(!shown.contains(mark), "{} shows {mark}", verdict.id());
            }
            assert!(shown.to_lowercase().starts_with(verdict.words()), "{} has another title", verdict.id());
        }
    }
}
