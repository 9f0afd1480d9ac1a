//! Who runs a check, and with which settings, does not decide its verdict. Each row is an environment or a name, and the
//! verdict that the file has of its own, or the words that name the cause. A user's configuration of cargo has its rows
//! in `crates/inputs/tests`: another `CARGO_HOME` would build every crate anew.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// What a check must come to.
enum Wanted {
    /// This verdict, in JSON.
    Verdict(&'static str),
    /// This verdict, and these words.
    Says(&'static str, &'static str),
    /// This exit code without a verdict, and these words on standard error.
    Refused(i32, &'static str),
}
use Wanted::{Refused, Says, Verdict};

/// A check in preparation.
struct Check {
    command: Command,
    dir: TempDir,
}

impl Check {
    /// Of the fake course's fix, with an import that nobody uses: a warning.
    fn of_the_fix() -> Check {
        Check::of_text("lib.rs", &(fixed() + "use std::collections::BTreeMap;\n"))
    }

    fn of_text(name: &str, text: &str) -> Check {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join(name);
        fs::write(&file, text).expect("a file");
        let mut check = Check::of_file(&file);
        check.dir = dir;
        check
    }

    fn of_file(file: &Path) -> Check {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.env("EXIT_PATH_COURSE", testkit::course());
        command.args(["check", "91", "--message-format", "json", "--subject"]).arg(file).stdin(Stdio::null());
        Check { command, dir: tempfile::tempdir().expect("a folder") }
    }

    fn with(mut self, name: &str, value: &str) -> Check {
        self.command.env(name, value);
        self
    }

    fn without(mut self, names: &[&str]) -> Check {
        for name in names {
            self.command.env_remove(name);
        }
        self
    }

    /// What is wrong with the answer.
    fn wrong(mut self, row: &str, wanted: &Wanted) -> Option<String> {
        let output = self.command.output().expect("the command starts");
        let (said, code) = (String::from_utf8_lossy(&output.stdout), output.status.code());
        let error = String::from_utf8_lossy(&output.stderr);
        let json: serde_json::Value = serde_json::from_str(&said).unwrap_or_default();
        let message = json["message"].as_str().unwrap_or_default();
        let is_right = match wanted {
            Verdict(verdict) => json["verdict"] == *verdict,
            Says(verdict, words) => json["verdict"] == *verdict && message.contains(words),
            Refused(wanted, words) => code == Some(*wanted) && error.contains(words) && !error.contains("remove "),
        };
        let first = |text: &str| text.lines().take(3).collect::<Vec<_>>().join(" / ");
        (!is_right).then(|| format!("{row}: {code:?} {} {} {}", json["verdict"], first(message), first(&error)))
    }
}

fn fixed() -> String {
    let file = "tests/fake_course/solutions/exercise-91-two-locks/fixed.rs";
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the fix")
}

/// All rows, so that one failure hides no other.
#[track_caller]
fn all_right(rows: Vec<(String, Check, Wanted)>) {
    let wrong: Vec<String> = rows.into_iter().filter_map(|(row, check, wanted)| check.wrong(&row, &wanted)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn variables_of_the_caller() {
    let rows = [
        ("RUSTFLAGS", "-Dwarnings"),
        ("CARGO_ENCODED_RUSTFLAGS", "-Dwarnings"),
        ("CARGO_BUILD_RUSTFLAGS", "-Dwarnings"),
        ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-Dwarnings"),
        ("CARGO_BUILD_TARGET", "wasm32-unknown-unknown"),
        ("RUSTC_WRAPPER", "/no such program"),
        ("RUSTC_WORKSPACE_WRAPPER", "/no such program"),
        ("CARGO_BUILD_RUSTC_WRAPPER", "/no such program"),
        ("RUSTC", "/no such program"),
        ("CARGO_INCREMENTAL", "0"),
    ];
    let rows =
        rows.map(|(name, value)| (format!("{name}={value}"), Check::of_the_fix().with(name, value), Verdict("solved")));
    all_right(rows.into());
}

#[test]
fn profiles_of_the_caller() {
    // A panic in another thread, which the contract joins: with `abort` the program is gone.
    let panics = fixed().replace("let mut first", "assert!(amount != 2);\n        let mut first");
    // Beyond its bounds by one: with overflow checks a panic, without them a wrong sum.
    let overflows = fixed().replace("**source -= amount", "**source -= amount + 4");
    let rows = [
        ("PANIC", "abort", &panics),
        ("OVERFLOW_CHECKS", "false", &overflows),
        (
            "DEBUG_ASSERTIONS",
            "false",
            &fixed().replace("let mut first", "debug_assert!(amount != 2);\n        let mut first"),
        ),
    ];
    let rows = rows.map(|(key, value, text)| {
        let check = Check::of_text("lib.rs", text).with(&format!("CARGO_PROFILE_DEV_{key}"), value);
        (format!("CARGO_PROFILE_DEV_{key}={value}"), check, Verdict("still-broken"))
    });
    all_right(rows.into());
    let all = [("LTO", "fat"), ("OPT_LEVEL", "3"), ("DEBUG", "0"), ("STRIP", "symbols"), ("CODEGEN_UNITS", "1")];
    let check = all
        .iter()
        .fold(Check::of_the_fix(), |check, (key, value)| check.with(&format!("CARGO_PROFILE_DEV_{key}"), value));
    all_right(vec![(format!("{all:?}"), check, Verdict("solved"))]);
}

#[test]
fn a_compiler_of_the_caller_unlocks_nothing() {
    let unstable = "#![feature(never_type)]\n".to_owned() + &fixed();
    let check = Check::of_text("lib.rs", &unstable).with("RUSTC_BOOTSTRAP", "1");
    all_right(vec![("RUSTC_BOOTSTRAP=1".to_owned(), check, Says("does-not-compile", "E0554"))]);
}

#[test]
fn what_is_missing_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let home = dir.path().to_str().expect("text").to_owned();
    let stand_in = env::split_paths(&env::var_os("PATH").unwrap_or_default()).find(|it| it.join("cargo").is_file());
    let has_rustup = stand_in.is_some_and(|it| it.join("rustup").is_file());
    if !has_rustup {
        eprintln!("no rustup here: the row of a HOME without a toolchain is left out");
        return;
    }
    let check =
        Check::of_the_fix().without(&["CARGO", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"]).with("HOME", &home);
    all_right(vec![("HOME without a toolchain".to_owned(), check, Refused(3, "rustup has no toolchain"))]);
}

#[test]
fn names_of_a_subject() {
    let named = |name: &str| Check::of_text(name, &fixed());
    let long = |letters: usize| "x".repeat(letters - 3) + ".rs";
    let rows = vec![
        ("203 letters".to_owned(), named(&long(203)), Verdict("solved")),
        ("250 letters".to_owned(), named(&long(250)), Verdict("solved")),
        ("a mark of direction".to_owned(), named("a\u{202e}b.rs"), Verdict("solved")),
        ("quotes, a blank, a colon".to_owned(), named("a \"b\" 'c' : d.rs"), Verdict("solved")),
        ("a newline".to_owned(), named("a\nb.rs"), Refused(2, "a control character in its path")),
        ("an escape".to_owned(), named("a\u{1b}b.rs"), Refused(2, "a control character in its path")),
    ];
    all_right(rows);
    let rows = vec![
        ("a folder".to_owned(), Check::of_file(&env::temp_dir()), Refused(2, "it is a folder, not a regular file")),
        (
            "a device".to_owned(),
            Check::of_file(Path::new("/dev/null")),
            Refused(2, "it is a device, not a regular file"),
        ),
    ];
    all_right(rows);
}

#[test]
fn what_only_the_compiler_of_a_check_can_answer() {
    let asks = |question: &str| fixed() + &format!("\npub const ASKS: usize = {question};\n");
    let rows = [
        (
            "option_env!(\"EXIT_PATH_JOB\").is_some() as usize",
            "src/lib.rs:33: the lab does not model `env!`: the compiler's `EXIT_PATH_JOB`",
        ),
        ("env!(\"CARGO_MANIFEST_DIR\").len()", "`CARGO_MANIFEST_DIR` is not the one of a real build"),
        ("include_bytes!(\"/proc/self/environ\").len()", "/proc/self/environ is none"),
    ];
    let rows = rows.map(|(question, words)| {
        (question.to_owned(), Check::of_text("lib.rs", &asks(question)), Says("not-modelled", words))
    });
    all_right(rows.into());
}

#[test]
fn a_compiler_that_does_not_survive() {
    let deep = fixed() + &format!("\npub const DEEP: u32 = {}1{};\n", "(".repeat(200_000), ")".repeat(200_000));
    let check = Check::of_text("lib.rs", &deep);
    all_right(vec![(
        "200,000 parentheses".to_owned(),
        check,
        Says("does-not-compile", "rustc itself was ended by SIG"),
    )]);
}
