//! Messages as rustc 1.95 writes them, and the sentences they become.

use super::{known_crates, not_modelled, owner_of};
use crate::diagnostics::Diagnostic;
use records::record::World;
use serde_json::{Value, json};

/// A diagnostic about the words `marked` in `line`.
fn error(code: &str, message: &str, line: &str, marked: &[&str]) -> Value {
    let spans: Vec<Value> = marked
        .iter()
        .map(|marked| {
            let start = line.find(marked).expect("the marked words are in the line");
            json!({
                "file_name": "/x/lib.rs", "line_start": 7, "is_primary": true, "label": null,
                "column_start": start + 1, "column_end": start + 1 + marked.len(), "text": [{ "text": line }],
            })
        })
        .collect();
    json!({ "message": message, "code": { "code": code }, "level": "error", "spans": spans, "rendered": null })
}

#[track_caller]
fn says(error: Value, wanted: &[&str]) {
    let error: Diagnostic = serde_json::from_value(error).expect("a diagnostic");
    assert_eq!(not_modelled(&[error], &|_| "src/lib.rs".to_owned(), true), wanted);
}

#[test]
fn an_import() {
    says(
        error("E0432", "unresolved import `std::net`", "use std::net::TcpListener;", &["net"]),
        &["src/lib.rs:7: the lab does not model `std::net`; use `std::sync::mpsc` in the place of a connection"],
    );
}

#[test]
fn two_imports_in_one_line() {
    says(
        error(
            "E0432",
            "unresolved imports `std::sync::ReentrantLock`, `std::sync::Odd`",
            "use std::sync::{ReentrantLock, Odd};",
            &["ReentrantLock", "Odd"],
        ),
        &[
            "src/lib.rs:7: the lab does not model `std::sync::ReentrantLock`; use `Mutex`, and hand the guard to the \
             function that needs it",
            "src/lib.rs:7: the lab does not model `std::sync::Odd`",
        ],
    );
}

#[test]
fn a_path_in_the_middle_of_a_line() {
    says(
        error("E0433", "cannot find `fs` in `std`", "let x = (std::fs::read(p), 1);", &["fs"]),
        &["src/lib.rs:7: the lab does not model `std::fs`; use a value passed in, or the exercise's own fakes"],
    );
}

#[test]
fn atomics_through_core() {
    says(
        error("E0433", "cannot find `atomic` in `sync`", "core::sync::atomic::fence(x);", &["atomic"]),
        &["src/lib.rs:7: the lab does not model `core::sync::atomic`; use `std::sync::atomic`"],
    );
}

#[test]
fn a_function_of_a_module() {
    says(
        error(
            "E0425",
            "cannot find function `park_until` in module `std::thread`",
            "std::thread::park_until(x)",
            &["park_until"],
        ),
        &["src/lib.rs:7: the lab does not model `std::thread::park_until`"],
    );
}

#[test]
fn a_method_of_one_of_the_labs_types() {
    says(
        error(
            "E0599",
            "no method named `odd` found for struct `labstd::sync::Mutex<T>` in the current scope",
            "m.odd()",
            &["odd"],
        ),
        &["src/lib.rs:7: the lab does not model `std::sync::Mutex::odd`"],
    );
}

#[test]
fn the_type_of_a_method_is_named_without_what_is_around_it() {
    assert_eq!(owner_of("&mut std::process::Command"), "std::process::Command");
    assert_eq!(owner_of("Arc<std::sync::OnceLock<u8>>"), "std::sync::OnceLock");
    assert_eq!(owner_of("&Box<&mut Odd>"), "Odd");
    let error = error(
        "E0599",
        "no method named `process_group` found for mutable reference `&mut labstd::process::Command` in the current scope",
        "c.process_group(0)",
        &["process_group"],
    );
    let error: Diagnostic = serde_json::from_value(error).expect("a diagnostic");
    // Nothing stands for processes where there are no fakes.
    let said = not_modelled(&[error], &|_| "src/lib.rs".to_owned(), false);
    assert_eq!(said, ["src/lib.rs:7: the lab does not model `std::process::Command::process_group`"]);
}

#[test]
fn a_crate_that_people_reach_for() {
    let errors: Vec<Diagnostic> = [
        error("E0432", "unresolved import `parking_lot`", "use parking_lot::Mutex;", &["parking_lot"]),
        error(
            "E0433",
            "cannot find module or crate `parking_lot` in this scope",
            "parking_lot::Mutex::new(0)",
            &["parking_lot"],
        ),
        error(
            "E0433",
            "cannot find module or crate `crossbeam_channel` in this scope",
            "crossbeam_channel::bounded(1)",
            &["crossbeam_channel"],
        ),
        error("E0433", "cannot find module or crate `my_own` in this scope", "my_own::f()", &["my_own"]),
    ]
    .into_iter()
    .map(|error| serde_json::from_value(error).expect("a diagnostic"))
    .collect();
    assert_eq!(
        known_crates(&errors, World::Threads),
        [
            "src/lib.rs:7: the lab has no crate `parking_lot`; use the locks of `std::sync`",
            "src/lib.rs:7: the lab has no crate `crossbeam_channel`; use `std::sync::mpsc`",
        ]
    );
    assert_eq!(
        known_crates(&errors[2..], World::Tasks),
        ["src/lib.rs:7: the lab has no crate `crossbeam_channel`; use `tokio::sync::mpsc`"]
    );
}

#[test]
fn the_labs_own_words() {
    let mut refused =
        error("E0277", "the lab does not model `std::process::Command`", "Command::new(\"x\")", &["\"x\""]);
    refused["children"] = json!([
        { "message": "the trait `Models` is not implemented for `In<_>`", "code": null, "level": "help", "spans": [] },
        { "message": "pass the outcome in", "code": null, "level": "note", "spans": [] },
    ]);
    says(refused, &["src/lib.rs:7: the lab does not model `std::process::Command`; pass the outcome in"]);
}

#[test]
fn a_call_in_a_static() {
    says(
        error(
            "E0015",
            "cannot call non-const associated function `labstd::sync::Odd::new` in statics",
            "static M: Odd = Odd::new();",
            &["Odd::new()"],
        ),
        &[
            "src/lib.rs:7: the lab cannot build `std::sync::Odd::new` in a constant; put it into a `LazyLock`, or pass it in an `Arc`",
        ],
    );
}

#[test]
fn unsafe_code() {
    says(
        error("unsafe_code", "usage of an `unsafe` block", "unsafe { x() }", &["unsafe"]),
        &["src/lib.rs:7: the lab does not model `unsafe` code: it cannot see what happens there; use safe Rust"],
    );
}

#[test]
fn anything_else_keeps_rustcs_words_and_the_real_names() {
    says(
        error("E0308", "expected `labstd::sync::Mutex`, found `u8`", "f(m)", &["m"]),
        &[
            "src/lib.rs:7: this is fine with the real std, and the lab's refuses it: expected `std::sync::Mutex`, found `u8` [E0308]",
        ],
    );
}
