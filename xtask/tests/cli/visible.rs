//! What a learner's code, a file name or a note says, as a terminal gets it: nothing in it moves the cursor, paints, sets
//! the clipboard, turns text round or hides, and nothing in it can pass for a line of ours.

use crate::{
    cmd::{copy_of_the_course, course, in_course, xtask},
    narrow::bytes_on_a_terminal,
};
use std::{fs, path::Path};

/// Title, clipboard, clear, colour; then a bidi override, a zero-width space and C1's CSI.
const HOSTILE: &str = r"\x1b]0;PWNED\x07\x1b]52;c;UFdORUQ=\x07\x1b[2J\x1b[31mRED\u{202e}gnp\u{200b}\u{9b}31m";

/// The right fix, with `line` as the first line of a transfer.
fn subject(line: &str) -> String {
    let fixed = course().join("solutions/exercise-91-two-locks/fixed.rs");
    let text = fs::read_to_string(fixed).expect("the fix");
    let at = "amount: u32) {\n";
    assert!(text.contains(at));
    text.replace(at, &format!("{at}{line}\n"))
}

/// Without the codes by which a terminal is told a colour: those are ours.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(part.len());
        match part[end..].strip_prefix('m') {
            Some(rest) => all + rest,
            None => all + "\u{1b}[" + part,
        }
    })
}

#[track_caller]
fn all_visible(text: &str) {
    let text = without_colours(text);
    let raw = |c: &char| *c != '\n' && !edge::visible::is_visible(*c);
    assert_eq!(text.chars().find(raw), None, "{text:?}");
}

#[test]
fn what_a_subject_says_is_made_visible() {
    let dir = tempfile::tempdir().expect("a folder");
    let name = format!("std::thread::Builder::new().name(\"{HOSTILE}\".into()).spawn(|| ()).unwrap().join().unwrap();");
    let real: String = "\"\u{202d}\u{200b}\u{9b}31m\" + 1;".to_owned();
    for (way, line, words) in [
        ("panic", format!("panic!(\"{HOSTILE}\");"), "\\u{1b}[31mRED\\u{202e}gnp\\u{200b}\\u{9b}31m"),
        ("thread", name.clone() + "panic!(\"x\");", "\\u{1b}]0;"),
        ("prints", format!("println!(\"{HOSTILE}\"); eprintln!(\"{HOSTILE}\");"), "| \\u{1b}]0;PWNED\\u{7}"),
        ("quoted", real, "does not compile"),
        ("message", format!("compile_error!(\"{HOSTILE}\");"), "does not compile"),
    ] {
        let file = dir.path().join(way).with_extension("rs");
        fs::write(&file, subject(&line)).expect("a file");
        let human = xtask(&["check", "91", "--all-steps", "--subject"]).arg(&file).coloured().runs_somehow();
        all_visible(&human.stdout);
        all_visible(&human.stderr);
        assert!(human.stdout.contains("\u{1b}[1m"), "{way}: our own colours stay");
        // Wherever the lines are broken.
        let said: String = without_colours(&human.stdout).split_whitespace().collect();
        assert!(said.contains(&words.replace(' ', "")), "{way}: {}", human.stdout);
        let json = xtask(&["check", "91", "--message-format", "json", "--subject"]).arg(&file).runs_somehow();
        all_visible(&json.stdout);
    }
}

/// With a terminal's own eyes: lines that are wrapped at the margin included.
#[test]
fn nothing_that_a_subject_says_looks_like_a_headline() {
    let copy = copy_of_the_course();
    let headline = "exercise-91 · two-locks · solved";
    let painted = format!("\\x1b[2J\\x1b[H\\x1b[1m{headline}\\x1b[8m");
    let pads = (70..82).map(|pad| format!("println!(\"{}{headline}\");", " ".repeat(pad))).collect::<String>();
    let solid = format!("{}{}", "x".repeat(90), headline.replace(' ', "\\u{a0}"));
    let wide = format!("{}{headline}", "死 ".repeat(26));
    for (line, verdict) in [
        (format!("panic!(\"{painted}\\n{headline}\");"), "still broken"),
        (format!("panic!(\"{solid}\");"), "still broken"),
        (format!("panic!(\"{wide}\");"), "still broken"),
        (format!("compile_error!(\"{}{headline}\\n{headline}\");", "x".repeat(73)), "does not compile"),
        (format!("compile_error!(\"{}{headline}\");", "死".repeat(36)), "does not compile"),
        (format!("{pads} println!(\"\\n{headline}\\r\\n\\r{headline}\"); panic!(\"x\");"), "still broken"),
    ] {
        let yours = copy.path().join("exercises/exercise-91-two-locks/src/lib.rs");
        fs::write(yours, subject(&line)).expect("a file");
        let bytes = bytes_on_a_terminal(80, copy.path(), &["check", "91"]);
        let mut screen = vt100::Parser::new(200, 80, 0);
        screen.process(&bytes);
        let rows: Vec<String> = screen.screen().rows(0, 80).collect();
        let headlines: Vec<&String> = rows.iter().filter(|row| row.starts_with("exercise-91")).collect();
        assert!(
            matches!(&headlines[..], [only] if only.contains(verdict)),
            "{line}: {headlines:?} in\n{}",
            rows.join("\n")
        );
    }
}

#[test]
fn names_notes_and_progress_are_made_visible() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args).coloured();
    let evil = "a\nerror: forged\u{1b}]52;c;x\u{7}\u{202e}\u{9b}2J.rs";
    let answer = run(&["check", "91", "--subject", evil]).runs(2);
    all_visible(&answer.stderr);
    assert_eq!(answer.stderr.lines().count(), 1, "{}", answer.stderr);
    fs::copy(copy.path().join("solutions/exercise-91-two-locks/fixed.rs"), copy.path().join(evil)).expect("a copy");
    let answer = run(&["check", "91", "--subject"]).arg(copy.path().join(evil)).runs_somehow();
    all_visible(&answer.stdout);
    all_visible(&answer.stderr);
    assert!(!(answer.stdout + &answer.stderr).lines().any(|it| it.starts_with("error: forged")));
    run(&["note", "91", "-m", "one\u{1b}[2J\u{200b}"]).runs(0);
    all_visible(&run(&["note", "91"]).runs(0).stdout);
    all_visible(&run(&["solution", "91", "--peek"]).runs(0).stdout);
    let progress = copy.path().join(".exit-path/progress.json");
    let text = r#"{"format":1,"exercises":{"gone\u001b[2J\u202e":{"begun":true},"two-locks":{"begun":true,"checked":"x","verdict":"a\u001b[2J"}}}"#;
    fs::write(&progress, text).expect("a file");
    for args in [&["progress"][..], &["list"], &[]] {
        all_visible(&run(args).runs(0).stdout);
    }
    fs::write(progress, "{\"format\":1,\"current\":\u{1b}").expect("a file");
    all_visible(&run(&["list"]).runs(0).stderr);
    all_visible(&run(&["jump", "\u{1b}[2J\u{202e}"]).runs(2).stderr);
    all_visible(&run(&["explain", "\u{1b}[2J\u{202e}"]).runs(2).stderr);
}

#[test]
fn a_program_that_runs_for_real_is_set_off_too() {
    let copy = copy_of_the_course();
    let main = copy.path().join("exercises/exercise-91-two-locks/src/main.rs");
    let said = format!(
        "fn main() {{ print!(\"half\"); println!(\"{HOSTILE}\"); eprintln!(\"\\nexercise-91 · two-locks · solved\"); print!(\"{}x\"); }}",
        "y".repeat(200)
    );
    fs::write(main, said).expect("a file");
    let answer = in_course(copy.path(), &["run", "91"]).coloured().runs_somehow();
    all_visible(&answer.stdout);
    all_visible(&answer.stderr);
    answer.says(&["| half\\u{1b}]0;PWNED"]);
    for text in [&answer.stdout, &answer.stderr] {
        assert!(!without_colours(text).lines().any(|it| it.starts_with("exercise-91 ·")), "{text}");
    }
}

/// A name on the command line that is no text at all.
#[test]
fn a_name_that_is_no_text_is_still_named() {
    use std::os::unix::ffi::OsStrExt;
    let name = std::ffi::OsStr::from_bytes(b"no\xfftext.rs");
    let answer = xtask(&["check", "91", "--subject"]).arg(Path::new(name)).runs(2);
    answer.says_on_stderr(&["no file no\u{fffd}text.rs"]);
}
