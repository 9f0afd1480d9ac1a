//! Blocks of Rust and Go with their colours: what a highlighter would do on each visit is done once.

use crate::colour::{self, Language};
use crate::tags::{Opened, Piece};
use std::ops::Range;

/// The colours of a page's blocks of code, each with what it takes the place of. A block that has elements of its own stays
/// as it is.
pub(super) fn colours(page: &[Piece]) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    // The block that is open: where its text begins, and the text so far.
    let mut block: Option<(Language, usize, String)> = None;
    for piece in page {
        match (piece, block.take()) {
            (Piece::Text(text), Some((language, from, whole))) => block = Some((language, from, whole + text)),
            (Piece::Close(name, span), Some((language, from, whole))) if name == "code" => {
                edits.push((from..span.start, lines(language, &whole)));
            }
            (Piece::Open(tag), _) => block = language(tag).map(|it| (it, tag.span.end, String::new())),
            (Piece::Close(..) | Piece::Text(_), _) => {}
        }
    }
    edits
}

/// The language of a block of code, if it is one that has colours. The editor's other classes may stand beside it.
fn language(tag: &Opened) -> Option<Language> {
    let mut classes = tag.attribute("class").filter(|_| tag.name == "code")?.split([' ', ',']);
    classes.find_map(|class| match class.strip_prefix("language-")? {
        "rust" => Some(Language::Rust),
        "go" => Some(Language::Go),
        _ => None,
    })
}

fn lines(language: Language, text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let code = line.strip_suffix('\n');
        out.push_str(&colour::line(language, code.unwrap_or(line)));
        out.push_str(code.map_or("", |_| "\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::edited;
    use super::colours;
    use crate::tags::pieces;

    fn coloured(html: &str) -> String {
        edited(html, colours(&pieces(html)))
    }

    #[test]
    fn rust_and_go_have_colours_and_nothing_else_changes() {
        let html = "<p>x</p><pre><code class=\"language-go\">func f() {\n\tif a &amp;&amp; b &lt; c { // &quot;x&quot;\n</code></pre> <code class=\"language-sh\">if x</code>";
        let said = "<p>x</p><pre><code class=\"language-go\"><i class=\"k\">func</i> f() &#123;\n\t<i class=\"k\">if</i> a &amp;&amp; b &lt; c &#123; <i class=\"c\">// &quot;x&quot;</i>\n</code></pre> <code class=\"language-sh\">if x</code>";
        assert_eq!(coloured(html), said);
    }

    #[test]
    fn neither_the_order_of_attributes_nor_an_entity_matters() {
        assert_eq!(
            coloured("<code id='a' class='hljs language-rust'>fn &#x3c;&nbsp;&amp;lt;</code>"),
            "<code id='a' class='hljs language-rust'><i class=\"k\">fn</i> &lt;\u{a0}&amp;lt;</code>"
        );
    }

    #[test]
    fn what_is_not_plain_text_stays() {
        for html in [
            "<code class=\"language-rust\">fn <span>x</span></code>",
            "<code class=\"language-rust\">fn",
            "<code class=\"language-rustc-output\">fn</code>",
            "<!-- <code class=\"language-rust\">fn</code> -->",
        ] {
            assert_eq!(coloured(html), html);
        }
    }
}
