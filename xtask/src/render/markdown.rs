//! The book's own Markdown in a terminal: headings, paragraphs, lists, fences, and the words of `{{#term …}}`. Only what
//! our pages use; a test reads all of them.

use super::line::paragraph;
use crate::style::{BOLD, NEXT, paint};
use records::markdown::{
    events,
    pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd},
    shown,
};
use std::mem::take;

/// Stays in the words until the lines are broken: `styled` turns it into a style.
const STRONG: &str = "**";

/// A page, or a section of one.
pub fn terminal(source: &str) -> String {
    let source = shown(source);
    let mut page = Shown::default();
    events(&source).for_each(|(event, _)| page.add(event));
    page.out.trim_end().to_owned() + "\n"
}

/// The lines so far, and the block that is open.
#[derive(Default)]
struct Shown {
    out: String,
    /// The words of the heading, the paragraph or the item that is open, and what its first line begins with.
    words: String,
    label: String,
    /// The lists around it: the number of the next item, where a list has numbers.
    lists: Vec<Option<u64>>,
    code: Option<Code>,
}

/// A block of code.
#[derive(Clone, Copy)]
enum Code {
    Typed,
    Read,
}

impl Shown {
    fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => match self.code {
                None => self.words += &text,
                Some(code) => text.lines().for_each(|line| self.code_line(code, line)),
            },
            Event::Code(code) => self.words += &format!("`{code}`"),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => self.words += STRONG,
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => self.apart(),
            Event::End(TagEnd::Heading(_)) => {
                let words = take(&mut self.words);
                self.out += &format!("{}\n", paint(BOLD, &words));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.flush();
                self.apart();
                let typed = matches!(&kind, CodeBlockKind::Fenced(info) if &**info == "sh");
                self.code = Some(if typed { Code::Typed } else { Code::Read });
            }
            Event::End(TagEnd::CodeBlock) => self.code = None,
            Event::Start(Tag::List(first)) => {
                // The words of an item end where a list inside it begins.
                if self.lists.is_empty() {
                    self.apart()
                } else {
                    self.flush()
                }
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::Item) => self.item(),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => self.flush(),
            _ => {}
        }
    }

    /// What can be typed is coloured as everywhere else.
    fn code_line(&mut self, code: Code, line: &str) {
        let line = match code {
            Code::Typed => paint(NEXT, line),
            Code::Read => line.to_owned(),
        };
        self.out += &format!("  {line}\n");
    }

    fn item(&mut self) {
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        self.label = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{indent}{}. ", *number - 1)
            }
            _ => format!("{indent}- "),
        };
    }

    /// Writes the words of the block that is open.
    fn flush(&mut self) {
        let (label, words) = (take(&mut self.label), take(&mut self.words));
        if !words.trim().is_empty() {
            self.out += &styled(&paragraph(&label, &words));
        }
    }

    /// One blank line, where anything is above it.
    fn apart(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// The part of a page below the heading that reads `title`, without the heading; `None` where no heading does.
pub fn section(page: &str, title: &str) -> Option<String> {
    let mut own: Option<(HeadingLevel, usize)> = None;
    let (mut words, mut end) = (String::new(), page.len());
    for (event, span) in events(page) {
        match (event, own) {
            (Event::Start(Tag::Heading { level, .. }), Some((outer, _))) if level <= outer => {
                end = span.start;
                break;
            }
            (Event::Start(Tag::Heading { .. }), None) => words.clear(),
            (Event::Text(text), None) => words += &text,
            (Event::End(TagEnd::Heading(level)), None) if words == title => own = Some((level, span.end)),
            _ => {}
        }
    }
    own.map(|(_, start)| page[start..end].trim().to_owned())
}

/// `**bold**` as bold, across line breaks.
fn styled(text: &str) -> String {
    let parts = text.split(STRONG).enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { paint(BOLD, part) } else { part.to_owned() }).collect()
}

/// Whether a fence of that page would be cut by an ordinary terminal.
#[cfg(test)]
pub fn too_wide(text: &str) -> Option<&str> {
    text.lines().find(|line| line.chars().count() > super::line::WIDTH)
}

#[cfg(test)]
mod tests {
    use super::{section, terminal, too_wide};
    use crate::commands::explain::page;
    use anstream::adapter::strip_str;
    use protocol::Verdict;

    #[test]
    fn directives_and_links_become_words() {
        let shown = terminal("the {{#term virtual-clock}} [x](y.md) {{#term init inits}} a[0] [z][r]\n\n[r]: y.md\n");
        assert_eq!(shown, "the virtual clock x inits a[0] z\n");
    }

    #[test]
    fn code_is_shown_as_it_stands() {
        // Neither an address nor a directive is taken out of it, and a longer fence holds a shorter one.
        assert_eq!(terminal("`a](b)` `{{#x y}}`\n"), "`a](b)` `{{#x y}}`\n");
        assert_eq!(terminal("````\n```\n# a\n````\n"), "  ```\n  # a\n");
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
        // What looks like a heading in code is none.
        assert_eq!(section("# A\n\n```sh\n# B\n```\n", "A").as_deref(), Some("```sh\n# B\n```"));
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
