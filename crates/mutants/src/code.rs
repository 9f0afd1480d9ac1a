//! Texts out of the source, by the spans of what was parsed.

use std::ops::Range;
use syn::spanned::Spanned;

/// A source, of which texts are taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code<'s> {
    source: &'s str,
}

/// A quoted text longer than this is cut.
const QUOTED: usize = 72;

impl<'s> Code<'s> {
    pub(crate) fn of(source: &'s str) -> Code<'s> {
        Code { source }
    }

    /// Where a node stands, in bytes.
    pub(crate) fn range(self, node: &impl Spanned) -> Range<usize> {
        self.between(node, node)
    }

    /// From the start of one node to the end of another.
    pub(crate) fn between(self, first: &impl Spanned, last: &impl Spanned) -> Range<usize> {
        let at = |place: proc_macro2::LineColumn| {
            let start: usize = self.source.split_inclusive('\n').take(place.line - 1).map(str::len).sum();
            let line = &self.source[start..];
            start + line.char_indices().nth(place.column).map_or(line.len(), |(byte, _)| byte)
        };
        at(first.span().start())..at(last.span().end())
    }

    /// The text of a node.
    pub(crate) fn text(self, node: &impl Spanned) -> &'s str {
        &self.source[self.range(node)]
    }

    /// The text of some bytes.
    pub(crate) fn slice(self, range: Range<usize>) -> &'s str {
        &self.source[range]
    }

    /// The whole line of a byte.
    pub(crate) fn line_text(self, byte: usize) -> &'s str {
        let start = self.source[..byte].rfind('\n').map_or(0, |it| it + 1);
        self.source[start..].lines().next().unwrap_or_default()
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line(self, byte: usize) -> usize {
        self.source[..byte].matches('\n').count() + 1
    }
}

/// A text as a name quotes it: its first line, not too long.
pub(crate) fn quoted(text: &str) -> String {
    let mut first = text.lines().map(str::trim).find(|it| !it.is_empty() && !it.starts_with("//")).unwrap_or_default();
    let is_whole = text.trim().len() == first.len();
    if let Some((at, _)) = first.char_indices().nth(QUOTED) {
        first = &first[..at];
    }
    format!("`{first}{}`", if is_whole && first.len() == text.trim().len() { "" } else { " …" })
}
