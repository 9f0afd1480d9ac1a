//! A page taken apart: its prose and its code. Both keep their lines, so that a problem has one.

use std::path::PathBuf;

/// Stands for code in the middle of a sentence: it counts as a word, and is not spelled.
pub(super) const CODE: char = '\u{fffc}';

/// One page.
#[derive(Clone)]
pub(super) struct Page {
    /// From the root of the course.
    pub(super) file: PathBuf,
    /// The prose, by line. What is no prose is blank.
    pub(super) prose: Vec<String>,
    /// Code within a line of prose.
    pub(super) spans: Vec<(u32, String)>,
    /// Lines of fenced code that a reader types: `sh` and `console`.
    pub(super) typed: Vec<(u32, String)>,
}

impl Page {
    pub(super) fn new(file: PathBuf, text: &str) -> Page {
        let mut page = Page { file, prose: Vec::new(), spans: Vec::new(), typed: Vec::new() };
        let unfenced = page.without_fences(text);
        let prose = page.without_markup(&unfenced);
        page.prose = prose.lines().map(str::to_owned).collect();
        page
    }

    /// Takes fenced code out.
    fn without_fences(&mut self, text: &str) -> String {
        let mut fence: Option<(&str, bool)> = None;
        let mut rest = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            let start = line.trim_start();
            let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
            match (fence, mark) {
                (None, Some(mark)) => {
                    let language = start.trim_start_matches(['`', '~']);
                    fence = Some((mark, ["sh", "console"].iter().any(|it| language.starts_with(it))));
                }
                (Some((open, _)), Some(mark)) if open == mark => fence = None,
                (Some((_, true)), _) => self.typed.push((number, start.trim_start_matches("$ ").to_owned())),
                (Some(_), _) => {}
                (None, None) => rest.push_str(line),
            }
            rest.push('\n');
        }
        rest
    }

    /// Takes out code spans, directives, tags, comments and the targets of links. Line breaks stay where they are.
    fn without_markup(&mut self, text: &str) -> String {
        let (mut prose, mut rest, mut line) = (String::new(), text, 1);
        while let Some(first) = rest.chars().next() {
            let taken = match first {
                '`' => self.code_span(rest, line, &mut prose),
                '{' if rest.starts_with("{{#") => directive(rest, &mut prose),
                '<' if rest.starts_with("<!--") => until(rest, "-->"),
                '<' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => until(rest, ">"),
                ']' if rest.starts_with("](") => until(rest, ")"),
                _ => None,
            };
            let taken = taken.unwrap_or_else(|| {
                prose.push(first);
                first.len_utf8()
            });
            let gone = rest[..taken].matches('\n').count();
            if gone > 0 && first != '\n' {
                prose.push_str(&"\n".repeat(gone));
            }
            line += u32::try_from(gone).unwrap_or(0);
            rest = &rest[taken..];
        }
        prose
    }

    fn code_span(&mut self, rest: &str, line: u32, prose: &mut String) -> Option<usize> {
        let ticks = rest.chars().take_while(|c| *c == '`').count();
        let mark = "`".repeat(ticks);
        let end = rest[ticks..].find(&mark)?;
        let code = &rest[ticks..ticks + end];
        // A span does not go beyond its paragraph: this tick stands alone.
        if code.contains("\n\n") {
            return None;
        }
        self.spans.push((line, code.split_whitespace().collect::<Vec<_>>().join(" ")));
        prose.push(CODE);
        Some(end + 2 * ticks)
    }
}

/// `{{#term shim shims}}` shows its last words; what the others show is no prose of this page.
fn directive(rest: &str, prose: &mut String) -> Option<usize> {
    let end = rest.find("}}")?;
    let words: Vec<&str> = rest[3..end].split_whitespace().collect();
    if let ["term", id, shown @ ..] = words.as_slice() {
        prose.push_str(&if shown.is_empty() { (*id).replace('-', " ") } else { shown.join(" ") });
    }
    Some(end + 2)
}

fn until(rest: &str, end: &str) -> Option<usize> {
    rest.find(end).map(|at| at + end.len())
}

/// A word of prose, with its line.
pub(super) type Word<'a> = (u32, &'a str);

impl Page {
    /// The words of each block: a paragraph, a list item, a heading, a cell of a table.
    pub(super) fn blocks(&self) -> Vec<Vec<Word<'_>>> {
        let mut blocks: Vec<Vec<Word>> = vec![Vec::new()];
        for (number, line) in (1..).zip(&self.prose) {
            let line = line.trim();
            let is_row = line.starts_with('|');
            let begins = line.is_empty() || is_row || line.starts_with(['#', '-', '*', '>']) || is_numbered(line);
            if begins {
                blocks.push(Vec::new());
            }
            for cell in line.split(if is_row { '|' } else { '\n' }) {
                // The number of an item is none of its words.
                let cell = if is_numbered(cell) { cell.split_once(' ').map_or("", |(_, rest)| rest) } else { cell };
                let words = cell.split_whitespace().filter(|it| it.chars().any(|c| c.is_alphanumeric() || c == CODE));
                if let Some(block) = blocks.last_mut() {
                    block.extend(words.map(|it| (number, it)));
                }
                if is_row {
                    blocks.push(Vec::new());
                }
            }
        }
        blocks.retain(|it| !it.is_empty());
        blocks
    }
}

fn is_numbered(line: &str) -> bool {
    line.split_once(". ").is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{CODE, Page};

    fn page(text: &str) -> Page {
        Page::new("book/a.md".into(), text)
    }

    #[test]
    fn lines_stay_where_they_are() {
        let page = page("one <b\nc=d> two\n```sh\ncargo x\n```\n`a\nb` three <!-- x\n--> [four](five)\n");
        assert_eq!(page.prose[0].trim(), "one");
        assert_eq!(page.prose[1].trim(), "two");
        assert_eq!(page.prose[6].trim(), "three");
        assert_eq!(page.prose[7].trim(), "[four");
        assert_eq!(page.spans, [(6, "a b".to_owned())]);
        assert_eq!(page.typed, [(4, "cargo x".to_owned())]);
    }

    #[test]
    fn blocks_are_paragraphs_items_and_cells() {
        let page = page("# A b\n\nc d\ne\n- f\n  g\n1. h\n\n| i j | `k` |\n|---|---|\n{{#term shim the shims}} l\n");
        let blocks: Vec<String> =
            page.blocks().iter().map(|it| it.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ")).collect();
        let code = CODE.to_string();
        assert_eq!(blocks, ["A b", "c d e", "f g", "h", "i j", &code, "the shims l"]);
    }
}
