//! Small pieces of HTML that every part uses. Nothing here knows what a scenario is.

use std::fmt::Write as _;

/// Text for an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A line break would end an HTML block of Markdown, and a brace pair could start a directive.
            '\n' => out.push_str("&#10;"),
            '{' => out.push_str("&#123;"),
            c => out.push(c),
        }
    }
    out
}

/// One paragraph from a record: escaped, with `code` between backticks. A backtick without a partner stays one.
pub fn prose(text: &str) -> String {
    let text = text.trim();
    let mut out = String::new();
    let parts: Vec<&str> = text.split('`').collect();
    let paired = parts.len() % 2 == 1;
    for (i, part) in parts.iter().enumerate() {
        match (i % 2 == 1, paired) {
            (true, true) => drop(write!(out, "<code>{}</code>", escape(part))),
            (_, false) if i > 0 => drop(write!(out, "`{}", escape(part))),
            _ => out.push_str(&escape(part)),
        }
    }
    out
}

/// Markdown from a record, as HTML on one line. A heading becomes a strong paragraph: the page's own outline
/// must not depend on what a pull request says.
pub(crate) fn markdown(text: &str) -> String {
    use pulldown_cmark::{Event, Tag, TagEnd};
    let events = records::markdown::events(text).flat_map(|(event, _)| match event {
        Event::Start(Tag::Heading { .. }) => vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)],
        Event::End(TagEnd::Heading(_)) => vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)],
        // Records are text: what looks like HTML in one is shown, not run.
        Event::Html(raw) | Event::InlineHtml(raw) => vec![Event::Text(raw)],
        // As a sign and not as an input: a box that nobody can tick needs no label.
        Event::TaskListMarker(done) => vec![Event::Text(if done { "☑ " } else { "☐ " }.into())],
        event => vec![event],
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    for align in ["", " style=\"text-align: left\"", " style=\"text-align: center\"", " style=\"text-align: right\""] {
        // A head without words says nothing to a screen reader.
        out = out.replace(&format!("<th{align}></th>"), "<td></td>");
    }
    out.trim_end().replace('\n', "&#10;").replace('{', "&#123;")
}

/// A box that scrolls by itself, so that the page does not. Reachable by keyboard, and named.
pub(crate) fn scroll_box(class: &str, label: &str, inner: &str) -> String {
    format!("{}{inner}</div>", opened_scroll_box(class, label))
}

/// Its first tag: the caller closes it.
pub(crate) fn opened_scroll_box(class: &str, label: &str) -> String {
    format!(r#"<div class="{class} ep-scroll" role="group" aria-label="{}" tabindex="0">"#, escape(label))
}

/// Something folded until asked for. `summary` is HTML.
pub(crate) fn fold(class: &str, summary: &str, inner: &str) -> String {
    format!(r#"<details class="{class}"><summary>{summary}</summary><div class="ep-folded">{inner}</div></details>"#)
}

/// A fold that a script finds by the id of what is in it.
pub(crate) fn named_fold(id: &str, summary: &str, inner: &str) -> String {
    let id = escape(id);
    format!(
        r#"<details class="ep-fold" data-key="{id}"><summary>{summary}</summary><div class="ep-folded">{inner}</div></details>"#
    )
}

/// A block of HTML as Markdown sees one: on one line, alone between blank lines.
pub(crate) fn block(html: &str) -> String {
    debug_assert!(!html.contains('\n'), "a block of HTML must be one line: {html}");
    format!("\n\n{html}\n\n")
}

/// `n thing` or `n things`.
pub(crate) fn count(n: u64, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_says_is_only_ever_text() {
        assert_eq!(escape("<b a='1'>\n{{#x}}"), "&lt;b a=&#39;1&#39;&gt;&#10;&#123;&#123;#x}}");
    }

    #[test]
    fn backticks_become_code_and_a_lone_one_stays() {
        assert_eq!(prose("call `f<T>` twice"), "call <code>f&lt;T&gt;</code> twice");
        assert_eq!(prose("a ` alone"), "a ` alone");
    }

    #[test]
    fn markdown_stays_on_one_line_and_runs_nothing() {
        let html = markdown("## Why\n\nBecause `a`\n\n```rust\nfn x() {\n\n}\n```\n\n<script>x</script>");
        assert!(!html.contains('\n') && !html.contains("<script>") && !html.contains("<h2>"), "{html}");
        assert!(html.starts_with("<p><strong>Why</strong></p>"), "{html}");
    }
}
