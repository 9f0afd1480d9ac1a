//! The contract's errors, as sentences about the functions it calls. The pull request's own code shows how they
//! have to look.

use super::ticked;
use crate::{
    diagnostics::{Diagnostic, Span, real_names},
    harness::Harness,
};
use edge::file::RECORD;
use records::Exercise;

/// One sentence per error, and the signature that the contract was written for.
pub(crate) fn api_changed(errors: &[Diagnostic], harness: &Harness, exercise: &Exercise) -> Vec<String> {
    let wanted = edge::file::text(exercise.variant_file(exercise.head()), RECORD).unwrap_or_default();
    let mut sentences: Vec<String> = Vec::new();
    for error in errors {
        let line = error.spans_in(&harness.contract).map(|span| span.line_start).next();
        let place = line.map_or("contract.rs".to_owned(), |line| format!("contract.rs:{line}"));
        let mut sentence =
            format!("{place}: {}", real_names(&error.message).replace("super::subject::", "").replace("subject::", ""));
        if let Some(signature) = names(error, harness).iter().find_map(|name| signature(&wanted, name)) {
            sentence += &format!("\nthe contract needs: {signature}");
        }
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// Names that may be what the error is about: first the method that is called where it points, then those in its own
/// words, then those at the lines it points to.
fn names(error: &Diagnostic, harness: &Harness) -> Vec<String> {
    let called = error.spans_in(&harness.contract).filter(|span| span.is_primary).filter_map(called_at);
    let said = std::iter::once(error).chain(&error.children).flat_map(|it| ticked(&it.message));
    let labels = error.spans.iter().filter_map(|span| span.label.as_deref()).flat_map(ticked);
    let defined = error.spans_in(&harness.subject).flat_map(|span| &span.text).map(|line| line.text.clone());
    let words = said.chain(labels).chain(defined).flat_map(|text| {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    called.chain(words).collect()
}

/// The method in `it.create(…)`, where the span marks `it`.
fn called_at(span: &Span) -> Option<String> {
    let line = &span.text.first()?.text;
    let rest: String = line.chars().skip(span.column_end.checked_sub(1)?).collect();
    let name: String = rest.strip_prefix('.')?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    rest[1 + name.len()..].starts_with('(').then_some(name)
}

/// How `name` is declared in `source`, up to its body.
fn signature(source: &str, name: &str) -> Option<String> {
    let keywords = ["fn", "struct", "enum", "trait", "const", "type"];
    let start = keywords.iter().find_map(|keyword| {
        let declared = format!("{keyword} {name}");
        let at = source.match_indices(&declared).map(|(at, _)| at);
        at.filter(|at| !continues(&source[at + declared.len()..])).find(|at| is_public(source, *at))
    })?;
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let declaration = &source[line..];
    let end = declaration.find(['{', ';']).unwrap_or(declaration.len());
    Some(declaration[..end].split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a name goes on, so that it is another one.
fn continues(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Whether what is declared at `at` can be called from outside: `pub`, or a function of a trait.
fn is_public(source: &str, at: usize) -> bool {
    let line = source[..at].rfind('\n').map_or(0, |at| at + 1);
    let before = source[line..at].trim_start();
    before.starts_with("pub") || before.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{called_at, signature};
    use crate::diagnostics::Span;

    #[test]
    fn the_method_that_is_called_where_the_error_points() {
        let span = |text: &str, column_end: usize| -> Span {
            serde_json::from_value(serde_json::json!({
                "file_name": "/x/contract.rs", "line_start": 1, "column_end": column_end, "is_primary": true,
                "label": null, "text": [{ "text": text }],
            }))
            .expect("a span")
        };
        // `create(&mut self)`: rustc marks the `Arc`, and says "cannot borrow data in an `Arc` as mutable".
        assert_eq!(called_at(&span("service.create(&id)", 8)).as_deref(), Some("create"));
        assert_eq!(called_at(&span("service.create", 8)), None);
        assert_eq!(called_at(&span("service", 8)), None);
    }

    #[test]
    fn a_signature_ends_before_the_body() {
        let source = "pub struct Service {}\nimpl Service {\n    pub fn create(\n        &self,\n        id: &str,\n    ) -> u32 {\n        7\n    }\n}";
        assert_eq!(signature(source, "create").as_deref(), Some("pub fn create( &self, id: &str, ) -> u32"));
    }
}
