//! `merge` as a facilitator runs it, on what arrives by mail: names that a terminal would obey, texts that hide, and
//! things that are no files.

use serde_json::{Value, json};
use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// Clipboard, a line of our own, bidi, C1 and a zero-width space.
const HOSTILE: &str = "\u{1b}]52;c;eA==\u{7}\nrefused x: forged\u{202e}\u{9b}31m\u{200b}\u{e0041}";

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn merge(dir: &TempDir, files: &[PathBuf]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workshop"));
    command.args(["merge", "--names", "--out"]).arg(dir.path().join("out")).args(files).stdin(Stdio::null());
    command.output().expect("the command starts")
}

fn report(dir: &TempDir, name: &str) -> String {
    fs::read_to_string(dir.path().join("out").join(name)).expect("a report")
}

#[track_caller]
fn all_visible(text: &str) {
    let raw = |c: &char| !matches!(c, '\n' | '\t') && !edge::visible::is_visible(*c);
    let at = text.find(|c| raw(&c)).map(|at| text[at..].chars().take(40).collect::<String>());
    assert_eq!(at, None);
}

#[test]
fn names_and_texts_of_mailed_files_are_made_visible() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for name in ["solo-ada.json", "solo-bo.json", "spoilt-half-a-file.json"] {
        let text = fs::read_to_string(samples().join(name)).expect("a sample");
        let text = match serde_json::from_str::<Value>(&text) {
            Ok(mut it) => {
                it["reader"] = json!(format!("{name}{HOSTILE}"));
                for comment in it["comments"].as_array_mut().expect("comments") {
                    comment["text"] = json!(format!("{HOSTILE} {}", comment["text"].as_str().expect("a text")));
                }
                it.to_string()
            }
            Err(_) => text,
        };
        files.push(dir.path().join(format!("{HOSTILE}{name}")));
        fs::write(files.last().expect("a file"), text).expect("a file");
    }
    let output = merge(&dir, &files);
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(0), "{said}");
    all_visible(&said);
    all_visible(&String::from_utf8(output.stdout).expect("text"));
    assert!(!said.lines().any(|it| it.starts_with("refused x")) && said.contains("\\u{1b}]52;c"), "{said}");
    for name in ["report.md", "report.html"] {
        let text = report(&dir, name);
        all_visible(&text);
        assert!(text.contains("202e"), "{name}: what was said is there");
    }
}

#[test]
fn what_is_no_file_is_refused_by_name_and_the_rest_is_merged() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("__MACOSX")).expect("a folder");
    assert!(Command::new("mkfifo").arg(at("pipe.json")).status().expect("mkfifo").success());
    symlink("/dev/zero", at("zero.json")).expect("a link");
    fs::File::create(at("huge.json")).and_then(|it| it.set_len(200 << 20)).expect("a file");
    let names = ["__MACOSX", "pipe.json", "zero.json", "huge.json", "gone.json"];
    let mut files: Vec<PathBuf> = names.iter().map(|it| at(it)).collect();
    files.push(samples().join("solo-ada.json"));
    let output = merge(&dir, &files);
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(0), "{said}");
    let whys = ["a folder", "a named pipe", "a device", "larger than 64 MiB", "no such file"];
    for (name, why) in names.into_iter().zip(whys) {
        assert!(said.lines().any(|it| it.contains(name) && it.contains(why)), "{name}: {said}");
        assert!(report(&dir, "report.md").replace('\\', "").contains(name), "the report names {name}");
    }
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("1 merged, 5 refused"));
    // Nothing but such things: no report, and each of them named.
    let output = merge(&dir, &files[..2]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 3);
}

#[test]
fn a_report_that_cannot_be_told_of_is_an_error() {
    let dir = tempfile::tempdir().expect("a folder");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
    let mut command = Command::new(env!("CARGO_BIN_EXE_workshop"));
    command.args(["merge", "--out"]).arg(dir.path().join("out")).arg(samples().join("solo-ada.json")).stdout(full);
    let output = command.output().expect("the command starts");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the answer: No space left on device"));
}

/// The page's own list and the tool's agree on what is to be seen.
#[test]
fn page_and_terminal_see_the_same() {
    let dir = tempfile::tempdir().expect("a folder");
    let all: String = ('\u{1}'..='\u{2fff}').chain('\u{fe00}'..='\u{ffff}').chain('\u{e0000}'..='\u{e0200}').collect();
    let mut it: Value =
        serde_json::from_slice(&fs::read(samples().join("solo-ada.json")).expect("a sample")).expect("JSON");
    for comment in it["comments"].as_array_mut().expect("comments") {
        comment["text"] = json!(format!("{} {all}", comment["text"].as_str().expect("a text")));
    }
    let file = dir.path().join("a.json");
    fs::write(&file, it.to_string()).expect("a file");
    assert_eq!(merge(&dir, &[file]).status.code(), Some(0));
    // Which code points are assigned yet, two editions of Unicode may see differently: only what is made visible counts.
    all_visible(&report(&dir, "report.html"));
}
