//! rustc's errors about a subject that is fine Rust, as sentences about the lab. Pure functions over rustc's
//! JSON; call them only when the plain build passed, or a reader's typo is blamed on the lab.

mod api;
mod instead;

pub(crate) use api::api_changed;

use crate::diagnostics::{Diagnostic, Span, real_names};
use edge::file::{RECORD, SOURCE};
use records::{Exercise, record::World};
use std::path::Path;

/// Whether the contract stands for the world outside: the pull request has traits for it then. In the process world the
/// lab has processes itself.
pub(crate) fn has_fakes(exercise: &Exercise) -> bool {
    let source = edge::file::text(exercise.variant_file(exercise.head()), SOURCE).unwrap_or_default();
    exercise.record.world != World::Processes && source.contains("pub trait ")
}

/// One sentence per thing the lab lacks: `src/lib.rs:1: the lab does not model ...; use ...`. `name_of` is what readers
/// call a file; `fakes` says whether the exercise has some to use instead.
pub(crate) fn not_modelled(errors: &[Diagnostic], name_of: &dyn Fn(&Path) -> String, fakes: bool) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for error in errors {
        for (span, said) in explain(error, fakes) {
            let place = format!("{}:{}: ", name_of(Path::new(&span.file_name)), span.line_start);
            // A missing method of something that is refused in the same line says nothing new.
            let follows = error.code() == "E0599" && sentences.iter().any(|earlier| earlier.starts_with(&place));
            let sentence = real_names(&(place + &said));
            if !follows && !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
    }
    sentences
}

/// What one error means for the lab, by place.
fn explain(error: &Diagnostic, fakes: bool) -> Vec<(&Span, String)> {
    let lacks = |item: &str| lacks(item, fakes);
    let Some(first) = error.primary() else { return Vec::new() };
    let one = |said: String| vec![(first, said)];
    match error.code() {
        // `use std::sync::{A, B}`: one error, one place and one name for each.
        "E0432" => {
            let names = ticked(&error.message).into_iter();
            let spans = error.spans.iter().filter(|span| span.is_primary);
            names.zip(spans).map(|(name, span)| (span, lacks(&name))).collect()
        }
        "E0433" => one(lacks(&path_up_to(first))),
        "E0425" | "E0412" => match &*ticked(&error.message) {
            [item, module, ..] => one(lacks(&format!("{module}::{item}"))),
            [item] => one(lacks(item)),
            [] => one(unknown(error)),
        },
        "E0599" => match &*ticked(&error.message) {
            [item, owner, ..] => one(lacks(&format!("{}::{item}", owner_of(owner)))),
            _ => one(unknown(error)),
        },
        // The lab's own words, put there with `#[diagnostic::on_unimplemented]`.
        "E0277" if error.message.starts_with("the lab") => {
            let notes = error.children.iter().filter(|child| child.level == "note" && child.spans.is_empty());
            let advice = notes.map(|note| note.message.as_str()).find(|note| !note.starts_with("the trait"));
            one(advice.map_or_else(|| error.message.clone(), |advice| format!("{}; {advice}", error.message)))
        }
        "E0015" => {
            let item = ticked(&error.message).into_iter().next().unwrap_or_default();
            one(format!(
                "the lab cannot build `{item}` in a constant; put it into a `LazyLock`, or pass it in an `Arc`"
            ))
        }
        "unsafe_code" | "E0453" => {
            one("the lab does not model `unsafe` code: it cannot see what happens there; use safe Rust".to_owned())
        }
        _ => one(unknown(error)),
    }
}

/// The type that a method was called on: `&mut std::process::Command` and `Arc<OnceLock<u8>>` are looked through.
fn owner_of(shown: &str) -> &str {
    let mut owner = shown.trim();
    loop {
        let inner = owner.trim_start_matches('&').trim_start();
        let inner = inner.strip_prefix("mut ").unwrap_or(inner);
        let (name, rest) = inner.split_once('<').unwrap_or((inner, ""));
        match name.rsplit("::").next() {
            Some("Arc" | "Rc" | "Box") if rest.ends_with('>') => owner = &rest[..rest.len() - 1],
            _ if inner == owner => return name,
            _ => owner = inner,
        }
    }
}

/// The sentence about an item that the lab does not have.
fn lacks(item: &str, fakes: bool) -> String {
    match instead::of(item, fakes) {
        Some(other) => format!("the lab does not model `{item}`; use {other}"),
        None => format!("the lab does not model `{item}`"),
    }
}

/// An error that only the lab's build has, and that no rule above knows.
fn unknown(error: &Diagnostic) -> String {
    let code = error.code();
    let code = if code.is_empty() { String::new() } else { format!(" [{code}]") };
    format!("this is fine with the real std, and the lab's refuses it: {}{code}", error.message)
}

/// Crates that the lab lacks, among the errors of a plain build: those that the exercise's own manifest names, and those
/// that people are known to reach for. Without this rule a reader would be told that such a crate does not exist.
pub(crate) fn missing_crates(errors: &[Diagnostic], exercise: &Exercise) -> Vec<String> {
    let mut sentences = known_crates(errors, exercise.record.world);
    let manifest = edge::file::text(exercise.dir.join("Cargo.toml"), RECORD).unwrap_or_default();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap_or_default();
    let Some(added) = manifest.get("dependencies").and_then(toml::Value::as_table) else { return sentences };
    for name in added.keys() {
        let imported = name.replace('-', "_");
        if instead::of_crate(&imported, exercise.record.world).is_some() {
            continue;
        }
        let about =
            |error: &&Diagnostic| ticked(&error.message).iter().any(|it| it.split("::").next() == Some(&imported));
        if let Some(span) = errors.iter().find(about).and_then(Diagnostic::primary) {
            sentences.push(format!("src/lib.rs:{}: the lab has no crate `{name}`; use std", span.line_start));
        }
    }
    sentences
}

/// One sentence for each crate of the list that an error could not find.
fn known_crates(errors: &[Diagnostic], world: World) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for error in errors.iter().filter(|error| ["E0432", "E0433"].contains(&error.code())) {
        let Some(span) = error.primary() else { continue };
        for path in ticked(&error.message) {
            let name = path.trim_start_matches("::").split("::").next().unwrap_or_default().to_owned();
            let Some(other) = instead::of_crate(&name, world).filter(|_| !seen.contains(&name)) else { continue };
            sentences.push(format!("src/lib.rs:{}: the lab has no crate `{name}`; use {other}", span.line_start));
            seen.push(name);
        }
    }
    sentences
}

/// The words between backticks.
fn ticked(message: &str) -> Vec<String> {
    message.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The path that ends with the words under the span: `std::fs` for the `fs` in `edge::file::bytes(…, RECORD)`.
fn path_up_to(span: &Span) -> String {
    let Some(line) = span.text.first() else { return String::new() };
    let chars: Vec<char> = line.text.chars().collect();
    let end = (span.column_end - 1).min(chars.len());
    let belongs = |c: &char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let start = chars[..end].iter().rposition(|c| !belongs(c)).map_or(0, |at| at + 1);
    chars[start..end].iter().collect::<String>().trim_start_matches(':').to_owned()
}

#[cfg(test)]
mod tests;
