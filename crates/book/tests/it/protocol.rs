//! The binary as plain `mdbook` starts it.

use crate::workbook::Workbook;
use mdbook_driver::MDBook;
use mdbook_preprocessor::PreprocessorContext;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-exit-path"));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The binary may refuse the command and never read: a closed pipe is fine then.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What mdbook writes to a preprocessor.
fn request(workbook: &Workbook) -> String {
    let book = MDBook::load(workbook.root()).unwrap();
    let ctx = PreprocessorContext::new(book.root.clone(), book.config.clone(), "html".into());
    serde_json::to_string(&(ctx, book.book)).unwrap()
}

#[test]
fn html_is_supported_and_nothing_else() {
    assert_eq!(run(&["supports", "html"], "").status.code(), Some(0));
    assert_eq!(run(&["supports", "epub"], "").status.code(), Some(1));
}

#[test]
fn a_book_comes_back_expanded() {
    let workbook = Workbook::new("protocol");
    let output = run(&[], &request(&workbook));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let book: mdbook_preprocessor::book::Book = serde_json::from_slice(&output.stdout).unwrap();
    let chapter = book.chapters().next().unwrap();
    assert_eq!(chapter.content, workbook.expanded("exercise-9.md"));
    // mdbook copies what lies beside the pages, so the script that draws diagrams has to lie there.
    let script = std::fs::metadata(workbook.root().join("book/assets/mermaid.min.js")).unwrap();
    assert!(script.len() > 2_000_000, "the script is {} bytes", script.len());
}

#[test]
fn problems_go_to_stderr_and_the_code_is_1() {
    let workbook = Workbook::new("protocol-problem");
    workbook.edit("book/exercise-9.md", "{{#focus}}", "{{#focsu}}");
    let output = run(&[], &request(&workbook));
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("book/exercise-9.md:17: no directive"));
}

#[test]
fn an_old_mdbook_and_a_wrong_command_are_told_plainly() {
    let old = r#"[{"mdbook_version":"0.4.52"},{"sections":[]}]"#;
    assert!(String::from_utf8_lossy(&run(&[], old).stderr).contains("needs mdbook 0.5 or newer"));
    let wrong = run(&["sreve"], "");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("no command is called `sreve`"));
}
