//! A page taken apart: its prose and its code. Both keep their lines, so that a problem has one.

use crate::markdown::{
    self,
    pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd},
};
use std::path::PathBuf;

/// Stands for code in the middle of a sentence: it counts as a word, and is not spelled.
pub(super) const CODE: char = '\u{fffc}';
/// The languages of code that a reader types.
const TYPED: &[&str] = &["console", "sh"];

/// One page.
#[derive(Clone)]
pub(super) struct PageText {
    /// From the root of the course.
    pub(super) file: PathBuf,
    /// The prose: for each paragraph, item, heading and cell its lines, with their numbers.
    blocks: Vec<Vec<(u32, String)>>,
    /// Code within a line of prose.
    pub(super) spans: Vec<(u32, String)>,
    /// Lines of code that a reader types.
    pub(super) typed: Vec<(u32, String)>,
}

/// A word of prose, with its line.
pub(super) type Word<'a> = (u32, &'a str);

impl PageText {
    pub(super) fn new(file: PathBuf, text: &str) -> PageText {
        let mut page = PageText { file, blocks: Vec::new(), spans: Vec::new(), typed: Vec::new() };
        page.read(&markdown::shown(text), 1);
        page
    }

    /// The words of each block: a paragraph, a list item, a heading, a cell of a table.
    pub(super) fn blocks(&self) -> Vec<Vec<Word<'_>>> {
        self.blocks.iter().map(|it| words(it)).filter(|it| !it.is_empty()).collect()
    }

    /// Takes Markdown apart whose first line is line `first` of the page.
    fn read(&mut self, text: &str, first: u32) {
        let line_of = |at: usize| first + u32::try_from(text[..at].matches('\n').count()).unwrap_or(u32::MAX - first);
        let mut inside = Inside::Prose;
        for (event, span) in markdown::events(text) {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => inside = Inside::Code { typed: is_typed(&kind) },
                Event::Start(Tag::HtmlBlock) => {
                    inside = Inside::Html { line: line_of(span.start), text: HTML.to_owned() }
                }
                Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                    inside = Inside::Address
                }
                Event::End(TagEnd::HtmlBlock) => {
                    if let Inside::Html { line, text } = std::mem::replace(&mut inside, Inside::Prose) {
                        self.blocks.push(Vec::new());
                        self.read(&text, line);
                    }
                }
                Event::End(TagEnd::CodeBlock | TagEnd::Link) => inside = Inside::Prose,
                // The marks stay: "**Who owns it?**" leads a paragraph, and is no sentence with "who" for a subject.
                // So does the bracket of a link, whose words may be a title.
                Event::Start(Tag::Strong) => self.push(line_of(span.start), "**"),
                Event::End(TagEnd::Strong) => self.push(line_of(span.end), "**"),
                Event::Start(Tag::Emphasis) => self.push(line_of(span.start), "*"),
                Event::End(TagEnd::Emphasis) => self.push(line_of(span.end), "*"),
                Event::Start(Tag::Link { .. }) => self.push(line_of(span.start), "["),
                Event::Start(Tag::Image { .. } | Tag::Strikethrough)
                | Event::End(TagEnd::Image | TagEnd::Strikethrough) => {}
                Event::Start(_) | Event::End(_) => self.blocks.push(Vec::new()),
                Event::Html(html) => inside.add(&html),
                Event::Text(text) => match inside {
                    Inside::Prose => self.push(line_of(span.start), &text),
                    Inside::Code { typed: true } => {
                        let typed = (line_of(span.start)..).zip(text.lines());
                        self.typed
                            .extend(typed.map(|(n, it)| (n, it.trim_start().trim_start_matches("$ ").to_owned())));
                    }
                    Inside::Code { typed: false } | Inside::Html { .. } | Inside::Address => {}
                },
                Event::Code(code) => {
                    let line = line_of(span.start);
                    self.spans.push((line, code.split_whitespace().collect::<Vec<_>>().join(" ")));
                    self.push(line, CODE.encode_utf8(&mut [0; 4]));
                }
                _ => {}
            }
        }
    }

    /// Goes on with the block that is open.
    fn push(&mut self, line: u32, text: &str) {
        if self.blocks.is_empty() {
            self.blocks.push(Vec::new());
        }
        let Some(block) = self.blocks.last_mut() else { return };
        match block.last_mut() {
            Some((last, so_far)) if *last == line => so_far.push_str(text),
            _ => block.push((line, text.to_owned())),
        }
    }
}

fn words(lines: &[(u32, String)]) -> Vec<Word<'_>> {
    let is_word = |it: &&str| it.chars().any(|c| c.is_alphanumeric() || c == CODE);
    let numbered = lines.iter().flat_map(|(line, text)| text.split_whitespace().map(|it| (*line, it)));
    numbered.filter(|(_, it)| is_word(it)).collect()
}

/// What the text of a page is part of.
enum Inside {
    Prose,
    Code {
        typed: bool,
    },
    /// Tags in a block of their own. What stands between them is prose.
    Html {
        line: u32,
        text: String,
    },
    /// `<https://example.org>`.
    Address,
}

impl Inside {
    fn add(&mut self, html: &str) {
        if let Inside::Html { text, .. } = self {
            text.push_str(html);
        }
    }
}

/// Behind this a line opens no block of HTML: its tags are read one by one, and its text as prose. It is no word.
const HTML: &str = "\u{200b} ";

fn is_typed(kind: &CodeBlockKind<'_>) -> bool {
    matches!(kind, CodeBlockKind::Fenced(info) if info.split([' ', ',']).next().is_some_and(|it| TYPED.contains(&it)))
}

#[cfg(test)]
mod tests {
    use super::{CODE, PageText};

    fn page(text: &str) -> PageText {
        PageText::new("book/a.md".into(), text)
    }

    /// Each block as its first line and its words.
    fn blocks(page: &PageText) -> Vec<(u32, String)> {
        let words = |it: &Vec<(u32, &str)>| it.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
        page.blocks().iter().map(|it| (it[0].0, words(it))).collect()
    }

    #[test]
    fn lines_stay_where_they_are() {
        let page = page("one <b\nc=d> two\n```sh\ncargo x\n```\n`a\nb` three <!-- x\n--> [four](five)\n");
        assert_eq!(page.blocks()[0], [(1, "one"), (2, "two")]);
        let code = CODE.to_string();
        assert_eq!(page.blocks()[1], [(6, code.as_str()), (7, "three"), (8, "[four")]);
        assert_eq!(page.spans, [(6, "a b".to_owned())]);
        assert_eq!(page.typed, [(4, "cargo x".to_owned())]);
    }

    #[test]
    fn blocks_are_paragraphs_items_and_cells() {
        let page = page("# A b\n\nc d\ne\n- f\n  g\n1. h\n\n| i j | `k` |\n|---|---|\n\n{{#term shim the shims}} l\n");
        let words = blocks(&page).into_iter().map(|(_, it)| it).collect::<Vec<_>>();
        assert_eq!(words, ["A b", "c d e", "f g", "h", "i j", &CODE.to_string(), "the shims l"]);
    }

    #[test]
    fn a_line_that_begins_with_a_mark_ends_no_paragraph() {
        let page = page("a *b\nc*, d\n*e* f\n\n## g {#h}\n");
        assert_eq!(blocks(&page), [(1, "a *b c*, d *e* f".to_owned()), (5, "g".to_owned())]);
    }

    #[test]
    fn prose_between_tags_is_prose() {
        let page =
            page("<details class=\"x\"><summary>Who *waits*?</summary>\n<!-- no\nprose -->\n</details>\n\nend\n");
        assert_eq!(blocks(&page), [(1, "Who *waits*?".to_owned()), (6, "end".to_owned())]);
    }

    #[test]
    fn a_longer_fence_holds_a_shorter_one() {
        let page = page("````text\n```sh\ncargo x\n```\n````\n\n`` a ` b ``\n\n> ```sh\n> $ cargo y\n> ```\n");
        assert_eq!(page.typed, [(10, "cargo y".to_owned())]);
        assert_eq!(page.spans, [(7, "a ` b".to_owned())]);
    }
}
