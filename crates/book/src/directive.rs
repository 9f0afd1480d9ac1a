//! Finds directives in a page: `{{#name argument key=value}}`. A directive inside a fence or a code
//! span is text, and so is one behind a backslash. What a directive means is in `page`.

use std::ops::Range;

/// One directive of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    /// `diff`.
    pub(crate) name: String,
    /// Words without `=`.
    pub(crate) words: Vec<String>,
    /// `context=3`.
    pub(crate) options: Vec<(String, String)>,
    /// Counted from 1.
    pub(crate) line: usize,
    /// Where it stands in the page.
    pub(crate) span: Range<usize>,
    /// Whether it is alone on its line.
    pub(crate) alone: bool,
}

/// All directives of a page, in order.
pub(crate) fn find(page: &str) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for (i, line) in page.split_inclusive('\n').enumerate() {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|m| trimmed.starts_with(m));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => in_line(line, start, i + 1, &mut found),
            _ => {}
        }
        start += line.len();
    }
    found
}

/// The directives of one line.
fn in_line(line: &str, start: usize, number: usize, found: &mut Vec<Directive>) {
    let mut from = 0;
    while let Some(open) = line[from..].find("{{#").map(|at| from + at) {
        let Some(close) = line[open..].find("}}").map(|at| open + at) else { return };
        let before = &line[..open];
        let quoted = before.ends_with('\\') || before.matches('`').count() % 2 == 1;
        from = close + 2;
        if quoted {
            continue;
        }
        let mut parts = line[open + 3..close].split_whitespace();
        let name = parts.next().unwrap_or_default().to_owned();
        let (options, words): (Vec<&str>, Vec<&str>) = parts.partition(|p| p.contains('='));
        found.push(Directive {
            name,
            words: words.into_iter().map(str::to_owned).collect(),
            options: options
                .iter()
                .filter_map(|o| o.split_once('='))
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect(),
            line: number,
            span: start + open..start + from,
            alone: before.is_empty() && line[from..].trim().is_empty(),
        });
    }
}

impl Directive {
    /// The value of an option.
    pub(crate) fn option(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_options_line_and_place() {
        let page = "# T\n\n{{#diff before buggy context=5}}\nsee {{#term reaper}}.\n";
        let found = find(page);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].words, ["before", "buggy"]);
        assert_eq!(found[0].option("context"), Some("5"));
        assert_eq!((found[0].line, found[0].alone), (3, true));
        assert_eq!((found[1].line, found[1].alone), (4, false));
        assert_eq!(&page[found[1].span.clone()], "{{#term reaper}}");
    }

    #[test]
    fn code_is_left_alone() {
        assert!(find("```text\n{{#diff a b}}\n```\n").is_empty());
        assert!(find("write `{{#diff a b}}` here").is_empty());
        assert!(find("write \\{{#diff a b}} here").is_empty());
        assert_eq!(find("~~~\n```\n~~~\n{{#x}}\n").len(), 1);
    }
}
