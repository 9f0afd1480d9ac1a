//! Every Rust program says what the `.out` file beside it says. The Go programs have a step of their own.

use std::process::Command;

#[test]
fn the_rust_programs_say_what_the_cards_say() {
    let output = Command::new(env!("CARGO_BIN_EXE_evidence")).arg("rust").output().expect("it starts");
    assert!(output.status.success(), "\n{}", String::from_utf8_lossy(&output.stdout));
}
