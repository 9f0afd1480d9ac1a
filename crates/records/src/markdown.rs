//! Markdown as mdBook reads it, and the directives of our pages: `{{#name argument key=value}}`. In a block of code or a
//! code span a directive is text, and so is one behind a backslash. What a directive means is not here: the book's package
//! has the table of them.

pub use pulldown_cmark;

use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;

/// What mdBook turns on, without typographic quotes: a text is read as it was typed.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

const OPEN: &str = "{{#";
const CLOSE: &str = "}}";

/// A text piece by piece, each with its place in it.
pub fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(text, OPTIONS).into_offset_iter()
}

/// One directive of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// `diff`.
    pub name: String,
    /// Words without `=`.
    pub words: Vec<String>,
    /// `context=3`.
    pub options: Vec<(String, String)>,
    /// Counted from 1.
    pub line: usize,
    /// Where it stands in the page, in bytes.
    pub span: Range<usize>,
    /// Whether it is alone on its line.
    pub alone: bool,
}

impl Directive {
    /// The value of an option.
    pub fn option(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// The same place without words: for a part that another part is made of.
    #[must_use]
    pub fn bare(&self) -> Directive {
        Directive { words: Vec::new(), options: Vec::new(), ..self.clone() }
    }

    /// What a page shows in its place, as far as that is text: `{{#term shim the shims}}` shows its last words.
    fn shown(&self) -> String {
        match (self.name.as_str(), self.words.as_slice()) {
            ("term", [id]) => id.replace('-', " "),
            ("term", [_, shown @ ..]) => shown.join(" "),
            _ => String::new(),
        }
    }
}

/// All directives of a page, in order. One may go on in the next line of its paragraph.
pub fn directives(page: &str) -> Vec<Directive> {
    // What has none need not be parsed: most records have none.
    if !page.contains(OPEN) {
        return Vec::new();
    }
    let code = code(page);
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(open) = page[from..].find(OPEN).map(|at| from + at) {
        from = open + OPEN.len();
        let before = &page[..open];
        let inside = page[from..]
            .split_once(CLOSE)
            .map(|(inside, _)| inside)
            .filter(|it| !["\n\n", OPEN].iter().any(|mark| it.contains(mark)));
        let (Some(inside), false) = (inside, before.ends_with('\\') || code.iter().any(|it| it.contains(&open))) else {
            continue;
        };
        let span = open..from + inside.len() + CLOSE.len();
        from = span.end;
        let begins = before.is_empty() || before.ends_with('\n');
        let alone = begins && page[from..].lines().next().is_none_or(|it| it.trim().is_empty());
        found.push(directive(inside, before.matches('\n').count() + 1, span, alone));
    }
    found
}

fn directive(inside: &str, line: usize, span: Range<usize>, alone: bool) -> Directive {
    let mut parts = inside.split_whitespace().map(str::to_owned);
    let name = parts.next().unwrap_or_default();
    let (options, words): (Vec<String>, Vec<String>) = parts.partition(|it| it.contains('='));
    let options = options.iter().filter_map(|it| it.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned()));
    Directive { name, words, options: options.collect(), line, span, alone }
}

/// Where a page has code: its blocks, with their fences, and its spans.
fn code(page: &str) -> Vec<Range<usize>> {
    let is_code = |event: &Event<'_>| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
    events(page).filter(|(event, _)| is_code(event)).map(|(_, span)| span).collect()
}

/// A page with the words that its directives show. What is behind a directive stays in its line.
pub fn shown(page: &str) -> String {
    let (mut out, mut done) = (String::with_capacity(page.len()), 0);
    for directive in directives(page) {
        out.push_str(&page[done..directive.span.start]);
        out.push_str(&directive.shown());
        done = directive.span.end;
        out.push_str(&"\n".repeat(page[directive.span].matches('\n').count()));
    }
    out + &page[done..]
}

#[cfg(test)]
mod tests {
    use super::{directives, shown};

    #[test]
    fn words_options_line_and_place() {
        let page = "# T\n\n{{#diff before buggy context=5}}\nsee {{#term reaper}}.\n";
        let found = directives(page);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].words, ["before", "buggy"]);
        assert_eq!(found[0].option("context"), Some("5"));
        assert_eq!((found[0].line, found[0].alone), (3, true));
        assert_eq!((found[1].line, found[1].alone), (4, false));
        assert_eq!(&page[found[1].span.clone()], "{{#term reaper}}");
    }

    #[test]
    fn code_is_left_alone() {
        for page in [
            "```text\n{{#diff a b}}\n```\n",
            "write `{{#diff a b}}` here",
            "write \\{{#diff a b}} here",
            // A longer fence holds a shorter one, a span has as many ticks as it likes and may go over a line's end.
            "````\n```\n{{#x}}\n````\n",
            "write ``{{#x}}`` here",
            "`a\n{{#x}} b`\n",
            "para\n\n    {{#x}}\n",
        ] {
            assert_eq!(directives(page), [], "{page}");
        }
        assert_eq!(directives("~~~\n```\n~~~\n{{#x}}\n").len(), 1);
        assert_eq!(directives("a ` alone {{#x}}\n").len(), 1);
    }

    #[test]
    fn a_page_shows_words_for_its_terms() {
        assert_eq!(
            shown("the {{#term virtual-clock}}\n{{#diff a b}}\n{{#term init the inits}} `{{#term a}}`"),
            "the virtual clock\n\nthe inits `{{#term a}}`"
        );
        // Broken between its words, as a line of prose is.
        assert_eq!(shown("a {{#term\nlab}} b\nc {{#term\n\nlab}}"), "a lab\n b\nc {{#term\n\nlab}}");
    }
}
