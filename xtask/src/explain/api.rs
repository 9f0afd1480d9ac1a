//! The contract's errors, as sentences about the functions it calls. The pull request's own code shows how they
//! have to look.

use super::ticked;
use crate::{
    diagnostics::{Diagnostic, real_names},
    harness::Harness,
};
use course::Exercise;
use edge::file::RECORD;

/// One sentence per error, and the signature that the contract was written for.
pub fn api_changed(errors: &[Diagnostic], harness: &Harness, exercise: &Exercise) -> Vec<String> {
    let wanted = edge::file::text(exercise.variant_file("buggy"), RECORD).unwrap_or_default();
    let mut sentences: Vec<String> = Vec::new();
    for error in errors {
        let line = error.spans_in(&harness.contract).map(|span| span.line_start).next();
        let place = line.map_or("contract.rs".to_owned(), |line| format!("contract.rs:{line}"));
        let mut sentence = format!("{place}: {}", real_names(&error.message).replace("subject::", ""));
        if let Some(signature) = names(error, harness).iter().find_map(|name| signature(&wanted, name)) {
            sentence += &format!("\nthe contract needs: {signature}");
        }
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// Names that may be what the error is about: first those in its own words, then those at the lines it points to.
fn names(error: &Diagnostic, harness: &Harness) -> Vec<String> {
    let said = std::iter::once(error).chain(&error.children).flat_map(|it| ticked(&it.message));
    let labels = error.spans.iter().filter_map(|span| span.label.as_deref()).flat_map(ticked);
    let defined = error.spans_in(&harness.subject).flat_map(|span| &span.text).map(|line| line.text.clone());
    let words = said.chain(labels).chain(defined).flat_map(|text| {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    words.collect()
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
