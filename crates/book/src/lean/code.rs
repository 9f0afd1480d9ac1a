//! Blocks of Rust and Go with their colours: what a highlighter would do on each visit is done once.

use crate::colour::{self, Language};

/// `html` with its blocks of code coloured. A block that has elements of its own stays as it is.
pub(super) fn coloured(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(at) = rest.find("<code class=\"language-") {
        let Some(open) = rest[at..].find('>').map(|it| at + it + 1) else { break };
        let Some(close) = rest[open..].find("</code>").map(|it| open + it) else { break };
        let language = match &rest[at + "<code class=\"language-".len()..open - 1] {
            it if it.starts_with("rust") => Some(Language::Rust),
            it if it.starts_with("go") => Some(Language::Go),
            _ => None,
        };
        out.push_str(&rest[..open]);
        match language.zip(text(&rest[open..close])) {
            Some((language, text)) => {
                for line in text.split_inclusive('\n') {
                    let code = line.strip_suffix('\n');
                    out.push_str(&colour::line(language, code.unwrap_or(line)));
                    out.push_str(code.map_or("", |_| "\n"));
                }
            }
            None => out.push_str(&rest[open..close]),
        }
        rest = &rest[close..];
    }
    out.push_str(rest);
    out
}

/// The text of an element without children.
fn text(html: &str) -> Option<String> {
    let text = html.replace("&lt;", "<\u{0}").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let other = text.replace("&amp;", "").contains('&') || text.replace("<\u{0}", "").contains('<');
    (!other).then(|| text.replace("<\u{0}", "<").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn rust_and_go_have_colours_and_nothing_else_changes() {
        let html = "<p>x</p><pre><code class=\"language-go\">func f() {\n\tif a &amp;&amp; b &lt; c { // &quot;x&quot;\n</code></pre> <code class=\"language-sh\">if x</code>";
        let said = "<p>x</p><pre><code class=\"language-go\"><i class=\"k\">func</i> f() &#123;\n\t<i class=\"k\">if</i> a &amp;&amp; b &lt; c &#123; <i class=\"c\">// &quot;x&quot;</i>\n</code></pre> <code class=\"language-sh\">if x</code>";
        assert_eq!(coloured(html), said);
    }

    #[test]
    fn what_is_not_plain_text_stays() {
        for inside in ["fn <span>x</span>", "fn &nbsp;x", "fn &amp;lt; &#x3c;"] {
            let html = format!("<code class=\"language-rust\">{inside}</code>");
            assert_eq!(coloured(&html), html);
        }
        assert_eq!(coloured("<code class=\"language-rust\">fn"), "<code class=\"language-rust\">fn");
    }
}
