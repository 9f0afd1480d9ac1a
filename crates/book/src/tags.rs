//! The tags of a built page, each with its place in the source. The tokenizer is the one that mdBook writes pages with, so
//! neither the order of attributes nor what a comment or a script says is guessed here. What a tag means is not here.

use html5ever::TokenizerResult;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// One piece of a page. Comments and the document type are left out.
#[derive(Debug)]
pub(crate) enum Piece {
    Open(Opened),
    /// The name of an end tag.
    Close(String, Range<usize>),
    /// As a reader sees it: `&lt;` is `<`. One text may come in several pieces.
    Text(String),
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Opened {
    /// In small letters.
    pub(crate) name: String,
    pub(crate) span: Range<usize>,
    tag: Tag,
}

impl Opened {
    /// The value of an attribute, without its quotes and entities. Names are in small letters.
    pub(crate) fn attribute(&self, key: &str) -> Option<&str> {
        self.tag.attrs.iter().find(|it| &*it.name.local == key).map(|it| &*it.value)
    }
}

/// All tags and texts of a page, in order.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    // The tokenizer gives no places, so it is fed in parts: each ends before a `<` or after a `>`. A tag ends with the part
    // that completes it, and starts with the first part after the token before it.
    let mut from = 0;
    while from < html.len() {
        let rest = &html[from..];
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest[first..].find('<').map_or(rest.len(), |at| first + at);
        let length = rest[..length].find('>').map_or(length, |at| at + 1);
        tokenizer.sink.begin(from..from + length);
        queue.push_back(rest[..length].into());
        let fed = tokenizer.feed(&queue);
        debug_assert!(matches!(fed, TokenizerResult::Done), "this sink runs no script");
        from += length;
    }
    tokenizer.end();
    tokenizer.sink.pieces.into_inner()
}

/// Collects the pieces of a page that is fed in parts.
#[derive(Default)]
struct Sink {
    pieces: RefCell<Vec<Piece>>,
    part: RefCell<Range<usize>>,
    /// Where the token that is being read started, if it was not in this part.
    start: Cell<Option<usize>>,
}

impl Sink {
    /// The next part. A token that the parts before it left unfinished keeps its start.
    fn begin(&self, part: Range<usize>) {
        self.start.set(self.start.get().or(Some(part.start)));
        self.part.replace(part);
    }

    /// The place of a tag that ends here.
    fn span(&self) -> Range<usize> {
        let part = self.part.borrow();
        // Text came before it in this part: a part has one `<`, at its start.
        self.start.get().unwrap_or(part.start)..part.end
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let (piece, next) = match token {
            Token::ParseError(_) => return TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
                (Some(Piece::Close(tag.name.to_string(), self.span())), TokenSinkResult::Continue)
            }
            Token::TagToken(tag) => {
                let opened = Opened { name: tag.name.to_string(), span: self.span(), tag };
                let next = inside(&opened.name);
                (Some(Piece::Open(opened)), next)
            }
            Token::CharacterTokens(text) => (Some(Piece::Text(text.to_string())), TokenSinkResult::Continue),
            _ => (None, TokenSinkResult::Continue),
        };
        self.pieces.borrow_mut().extend(piece);
        self.start.set(None);
        next
    }
}

/// How the tokenizer reads on inside an element whose content is text.
fn inside(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "iframe" | "xmp" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    /// The tags of a page as they stand in it.
    fn tags(html: &str) -> Vec<&str> {
        let span = |it| match it {
            Piece::Open(opened) => Some(opened.span),
            Piece::Close(_, span) => Some(span),
            Piece::Text(_) => None,
        };
        pieces(html).into_iter().filter_map(span).map(|it| &html[it]).collect()
    }

    #[test]
    fn a_tag_has_its_place() {
        assert_eq!(tags("a <b id=x>c</b\n>"), ["<b id=x>", "</b\n>"]);
        assert_eq!(tags("<a title=\"x<y>z\" href='>'>"), ["<a title=\"x<y>z\" href='>'>"]);
        assert_eq!(tags("1 < 2 <<b> 2 > 1 &lt<i><u <s>"), ["<b>", "<i>", "<u <s>"]);
        assert_eq!(tags("<!-- <a> --><p><!doctype html><q"), ["<p>"]);
        // A tag's name begins with a letter of ASCII. What else begins with `<` is text, or a comment.
        assert_eq!(tags("ä<ö></ü><b>"), ["<b>"]);
    }

    #[test]
    fn what_a_script_or_a_title_says_is_no_tag() {
        assert_eq!(tags("<script>if (a<b) '<i>'</script><b>"), ["<script>", "</script>", "<b>"]);
        assert_eq!(tags("<TITLE>a <b></TITLE>"), ["<TITLE>", "</TITLE>"]);
    }

    #[test]
    fn attributes_and_text_are_read_as_a_browser_reads_them() {
        let page = pieces("<A Title = 'a&quot;b' HREF=x?a=1&#38;b>c &lt; d</A>");
        let [Piece::Open(opened), text @ .., Piece::Close(name, _)] = &*page else { panic!("{page:?}") };
        assert_eq!((opened.name.as_str(), name.as_str()), ("a", "a"));
        assert_eq!((opened.attribute("title"), opened.attribute("href")), (Some("a\"b"), Some("x?a=1&b")));
        let text: String = text.iter().map(|it| if let Piece::Text(text) = it { text.as_str() } else { "" }).collect();
        assert_eq!(text, "c < d");
    }
}
