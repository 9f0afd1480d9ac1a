//! The program as a user runs it: words, exit codes, forms, allow comments, baselines, changes.

use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};
use tempfile::TempDir;

const BROKEN: &str = "package p\n\nfunc (t *table) remove(id string) error {\n\tt.mu.Lock()\n\tif t.tasks[id] == nil {\n\t\treturn errNone\n\t}\n\tdelete(t.tasks, id)\n\tt.mu.Unlock()\n\treturn nil\n}\n";

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.go"), text).unwrap();
    folder
}

fn scan(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_exit-path-scan")).args(words).current_dir(folder).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_answer_fits_80_columns_and_says_the_path() {
    let folder = folder(BROKEN);
    let output = scan(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    assert!(text.starts_with("a.go:6: defect skipped-cleanup/lock-held\n"), "{text}");
    for part in [
        "      4  `t.mu` is locked",
        "  so     ",
        "  ask    ",
        "  say    ",
        "say    `table.remove`, line 6: the function returns with `t.mu` locked",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    // The course is not here: its commands and pages are names of nothing. Nor is a slot of a template a sentence.
    assert!(!text.contains("cargo xtask") && !text.contains(".html") && !text.contains("[severity]"), "{text}");
    fs::create_dir_all(folder.path().join("book/data")).unwrap();
    fs::create_dir(folder.path().join("xtask")).unwrap();
    fs::write(folder.path().join("book/data/hazards.toml"), "").unwrap();
    fs::write(folder.path().join("xtask/Cargo.toml"), "").unwrap();
    let inside = out(&scan(folder.path(), &[]));
    for part in ["cargo xtask check drill-skipped-cleanup", "atlas.html#atlas-skipped-cleanup, exercise-"] {
        assert!(inside.contains(part), "no `{part}` in\n{inside}");
    }
    for line in text.lines().chain(inside.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn each_exit_code_has_its_case() {
    let folder = folder(BROKEN);
    assert_eq!(scan(folder.path(), &["--rule", "double-lock"]).status.code(), Some(0));
    assert_eq!(scan(folder.path(), &[]).status.code(), Some(1));
    let typo = scan(folder.path(), &["--rule", "double-lok"]);
    assert_eq!(typo.status.code(), Some(2));
    assert!(err(&typo).contains("no rule is called `double-lok`: did you mean `double-lock`?"), "{}", err(&typo));
    assert_eq!(scan(folder.path(), &["nowhere"]).status.code(), Some(2));
    let base = scan(folder.path(), &["--changed", "main"]);
    assert_eq!(base.status.code(), Some(2), "{}", err(&base));
    assert!(err(&base).contains("needs a git repository"), "{}", err(&base));
    fs::write(folder.path().join("known.json"), "[]").unwrap();
    let known = scan(folder.path(), &["--baseline", "known.json"]);
    assert_eq!(known.status.code(), Some(3));
    assert!(err(&known).contains("known.json: this is no baseline of the scanner"), "{}", err(&known));
    let missing = scan(folder.path(), &["--baseline", "none.json"]);
    assert_eq!(missing.status.code(), Some(3));
    assert!(err(&missing).contains("none.json: there is no such file; --update-baseline writes"), "{}", err(&missing));
    // Where nothing was read, nothing was found either, and that is no good news.
    fs::create_dir(folder.path().join("docs")).unwrap();
    let empty = scan(folder.path(), &["docs"]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(err(&empty).contains("no Go or Rust file was read"), "{}", err(&empty));
}

#[test]
fn an_allow_needs_a_reason_and_a_finding() {
    let with =
        |comment: &str| folder(&BROKEN.replace("\t\treturn errNone", &format!("\t\t{comment}\n\t\treturn errNone")));
    let allowed = with("// exit-path: allow(skipped-cleanup) the caller unlocks");
    let output = scan(allowed.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(out(&output).contains("1 finding allowed"), "{}", out(&output));
    let silent = with("// exit-path: allow(skipped-cleanup)");
    let output = scan(silent.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("without a reason"), "{}", out(&output));
    for comment in [
        "//exit-path:allow(skipped-cleanup) the caller unlocks",
        "/* exit-path: allow(skipped-cleanup) the caller unlocks */",
        "//nolint:all // exit-path: allow(skipped-cleanup) the caller unlocks",
        "// exit-path: allow(skipped-cleanup/lock-held, double-lock) the caller unlocks",
    ] {
        let output = scan(with(comment).path(), &[]);
        assert_eq!(output.status.code(), Some(0), "{comment}: {}", out(&output));
    }
    for (comment, note) in [
        ("// exit-path: allow skipped-cleanup the caller unlocks", "without a rule in brackets"),
        ("// exit-path: ignore(skipped-cleanup) the caller unlocks", "means nothing to the scanner"),
        ("// exit-path: allow(skiped-cleanup) the caller unlocks", "did you mean `skipped-cleanup`?"),
    ] {
        let output = scan(with(comment).path(), &[]);
        assert_eq!(output.status.code(), Some(1), "{comment}: {}", out(&output));
        let words: Vec<String> = out(&output).split_whitespace().map(str::to_owned).collect();
        assert!(words.join(" ").contains(note), "{comment}: {}", out(&output));
    }
    // The words in a text are no comment.
    let text = folder(
        &BROKEN.replace("\t\treturn errNone", "\t\t_ = \"// exit-path: allow(skipped-cleanup) x\"\n\t\treturn errNone"),
    );
    assert_eq!(scan(text.path(), &[]).status.code(), Some(1));
    let idle = folder(&BROKEN.replace("func (t", "// exit-path: allow(double-lock) it was once\nfunc (t"));
    assert!(out(&scan(idle.path(), &[])).contains("allows nothing here: remove it"));
}

#[test]
fn a_baseline_only_shrinks() {
    let folder = folder(BROKEN);
    let file = folder.path().join("known.json");
    assert_eq!(scan(folder.path(), &["--baseline", "known.json", "--update-baseline"]).status.code(), Some(0));
    let first: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(first["findings"].as_array().unwrap().len(), 1);
    // A second finding is new, and an update does not take it in.
    fs::write(folder.path().join("b.go"), BROKEN.replace("table", "other")).unwrap();
    let output = scan(folder.path(), &["--baseline", "known.json", "--update-baseline"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("b.go:6:"), "{}", out(&output));
    assert_eq!(serde_json::from_str::<Value>(&fs::read_to_string(&file).unwrap()).unwrap(), first);
    // What is gone has to leave the file.
    fs::remove_file(folder.path().join("b.go")).unwrap();
    fs::write(folder.path().join("a.go"), "package p\n").unwrap();
    let output = scan(folder.path(), &["--baseline", "known.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("no findings; 1 entry of the baseline gone;"), "{}", out(&output));
    assert!(out(&output).contains("gone   a.go skipped-cleanup/lock-held `table.remove` is in"), "{}", out(&output));
    // Each form says why the exit code is 1.
    let form = |form| out(&scan(folder.path(), &["--baseline", "known.json", "--format", form]));
    let json: Value = serde_json::from_str(&form("json")).unwrap();
    assert_eq!(json["gone"][0]["file"], "a.go");
    let sarif: Value = serde_json::from_str(&form("sarif")).unwrap();
    let told = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert!(told["message"]["text"].as_str().unwrap().contains("is in the baseline and is not found"), "{told}");
    assert!(form("github").starts_with("::error file=a.go,title=skipped-cleanup/lock-held::"), "{}", form("github"));
    assert_eq!(scan(folder.path(), &["--baseline", "known.json", "--update-baseline"]).status.code(), Some(0));
}

/// A scan that looks at a part says nothing of the rest, and takes nothing of it out.
#[test]
fn a_part_of_the_tree_keeps_the_rest_of_a_baseline() {
    let folder = folder(BROKEN);
    let at = folder.path();
    let twice = "package p\n\nfunc stop() {\n\tc := make(chan int)\n\tclose(c)\n\tclose(c)\n}\n";
    fs::create_dir(at.join("pkg")).unwrap();
    fs::write(at.join("pkg/b.go"), twice).unwrap();
    git(at, &["init", "-q"]);
    assert_eq!(scan(at, &["--baseline", "known.json", "--update-baseline"]).status.code(), Some(0));
    let file = at.join("known.json");
    let first = fs::read_to_string(&file).unwrap();
    assert_eq!(first.matches("\"rule\"").count(), 2, "{first}");
    for words in [&["--rule", "double-close"][..], &["a.go"], &["pkg"]] {
        let words: Vec<&str> = ["--baseline", "known.json"].iter().chain(words).copied().collect();
        let output = scan(at, &words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", out(&output));
        let words: Vec<&str> = words.into_iter().chain(["--update-baseline"]).collect();
        assert_eq!(scan(at, &words).status.code(), Some(0), "{words:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), first, "{words:?}");
    }
    // From another folder the names are the same.
    let output = scan(&at.join("pkg"), &["--baseline", "../known.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    // Of a change nobody knows what is gone.
    let output = scan(at, &["--changed", "HEAD", "--baseline", "known.json", "--update-baseline"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("cannot be used with"), "{}", err(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    // What is gone within the part does leave.
    fs::remove_file(at.join("pkg/b.go")).unwrap();
    assert_eq!(scan(at, &["--baseline", "known.json"]).status.code(), Some(1));
    assert_eq!(scan(at, &["--baseline", "known.json", "--update-baseline"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap().matches("\"rule\"").count(), 1);
}

fn git(folder: &Path, words: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"])
        .args(words)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(status.status.success(), "{words:?}: {}", String::from_utf8_lossy(&status.stderr));
}

const READ: &str = "package p\n\nfunc read(path string) error {\n\tf, err := os.Open(path)\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer f.Close()\n\tlog(path)\n\tcount(path)\n\twatch(path)\n\treturn decode(f)\n}\n";

/// The likeliest regression has no line of its own: a release is taken out.
#[test]
fn a_change_that_takes_a_release_out_is_told() {
    let folder = folder(READ);
    for words in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
        git(folder.path(), words);
    }
    fs::write(folder.path().join("a.go"), READ.replace("\tdefer f.Close()\n", "")).unwrap();
    let output = scan(folder.path(), &["--changed", "HEAD"]);
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    assert!(out(&output).starts_with("a.go:11: question skipped-cleanup/not-released"), "{}", out(&output));
    git(folder.path(), &["commit", "-q", "-a", "-m", "second"]);
    // Another line in between is none of it.
    let path = folder.path().join("a.go");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\tcount(path)\n", "")).unwrap();
    assert_eq!(scan(folder.path(), &["--changed", "HEAD"]).status.code(), Some(0));
    let nope = scan(folder.path(), &["--changed", "nope"]);
    assert_eq!(nope.status.code(), Some(2));
    assert!(err(&nope).contains("git knows no commit `nope`"), "{}", err(&nope));
}

/// GitHub knows a file by its place in the repository.
#[test]
fn a_file_is_named_from_the_root_of_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("pkg");
    fs::create_dir(&package).unwrap();
    fs::write(package.join("y.go"), "package p\n").unwrap();
    for words in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
        git(folder.path(), words);
    }
    fs::write(package.join("z.go"), BROKEN).unwrap();
    let absolute = package.to_str().unwrap().to_owned();
    let elsewhere = tempfile::tempdir().unwrap();
    for (from, words) in [
        (folder.path(), vec!["pkg"]),
        (package.as_path(), vec![]),
        (package.as_path(), vec![absolute.as_str()]),
        (elsewhere.path(), vec![absolute.as_str()]),
    ] {
        let with = |more: &[&str]| {
            let words: Vec<&str> = words.iter().chain(more).copied().collect();
            let output = scan(from, &words);
            assert_eq!(output.status.code(), Some(1), "{words:?}: {}", err(&output));
            out(&output)
        };
        let github = with(&["--format", "github", "--changed", "HEAD"]);
        assert!(github.starts_with("::error file=pkg/z.go,line=6,"), "{words:?}: {github}");
        let sarif: Value = serde_json::from_str(&with(&["--format", "sarif"])).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(place, "pkg/z.go", "{words:?}");
        let review = elsewhere.path().join("r.json");
        with(&["--changed", "HEAD", "--review", review.to_str().unwrap()]);
        let review: Value = serde_json::from_str(&fs::read_to_string(review).unwrap()).unwrap();
        assert_eq!(review["comments"][0]["path"], "pkg/z.go", "{words:?}");
    }
}

#[test]
fn only_the_lines_of_a_change_are_told_and_a_review_is_written() {
    let folder = folder(BROKEN);
    for words in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
        git(folder.path(), words);
    }
    assert_eq!(scan(folder.path(), &["--changed", "main"]).status.code(), Some(0));
    // Nothing to say is no review: somebody would post it.
    let nothing = scan(folder.path(), &["--changed", "main", "--review", "r.json"]);
    assert_eq!(nothing.status.code(), Some(0));
    assert!(err(&nothing).contains("no review is written to r.json"), "{}", err(&nothing));
    assert!(!folder.path().join("r.json").exists());
    fs::write(folder.path().join("b.go"), BROKEN.replace("table", "other")).unwrap();
    let output = scan(folder.path(), &["--changed", "main", "--review", "r.json", "--review-form", "sheet"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).starts_with("b.go:6:"), "{}", out(&output));
    let text = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let sheet: records::sheet::Sheet = serde_json::from_str(&text).unwrap();
    assert_eq!(sheet.check(), Ok(()));
    assert_eq!(sheet.comments.len(), 1);
    assert_eq!((sheet.comments[0].file.as_str(), sheet.comments[0].start), ("b.go", 6));
    scan(folder.path(), &["--changed", "main", "--review", "r.json"]);
    let review: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(review["event"], "COMMENT");
    assert_eq!(review["comments"][0]["path"], "b.go");
    assert_eq!(review["comments"][0]["line"], 6);
    assert_eq!(review["comments"][0]["side"], "RIGHT");
}

/// The two forms of one review are fixtures of the pages, which read them in `crates/book/browser/scan.test.js`.
#[test]
fn both_forms_of_a_review_are_what_the_pages_read() {
    let folder = folder(BROKEN);
    fs::write(folder.path().join("b.go"), "package p\n\nfunc (o *other) both() {\n\to.mu.Lock()\n\to.again()\n\to.mu.Unlock()\n}\n\nfunc (o *other) again() {\n\to.n++\n}\n").unwrap();
    for words in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
        git(folder.path(), words);
    }
    // In one file the line of the finding changes, in the other one the callee that it is about.
    let path = folder.path().join("b.go");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\to.n++\n", "\to.mu.Lock()\n\to.n++\n\to.mu.Unlock()\n")).unwrap();
    fs::write(folder.path().join("a.go"), BROKEN.replace("return errNone", "return errGone")).unwrap();
    for (form, name) in [("sheet", "scan-sheet.json"), ("github", "scan-github.json")] {
        let output = scan(folder.path(), &["--changed", "HEAD", "--review", "r.json", "--review-form", form]);
        assert_eq!(output.status.code(), Some(1), "{}", err(&output));
        let mut review: Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join("r.json")).unwrap()).unwrap();
        if form == "sheet" {
            // It names a commit of this minute.
            assert_ne!(review["revision"], "0000000000000000");
            review["revision"] = "0000000000000000".into();
        }
        let text = format!("{review:#}\n");
        let fixture = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../book/browser/payloads")).join(name);
        if std::env::var_os("EXIT_PATH_PAGE").is_some() {
            fs::write(fixture, text).unwrap();
        } else {
            assert_eq!(
                fs::read_to_string(fixture).unwrap(),
                text,
                "run EXIT_PATH_PAGE=write cargo test -p scan --test command"
            );
        }
    }
}

#[test]
fn programs_read_three_forms() {
    let folder = folder(BROKEN);
    let json: Value = serde_json::from_str(&out(&scan(folder.path(), &["--format", "json"]))).unwrap();
    assert_eq!(json["findings"][0]["rule"], "skipped-cleanup/lock-held");
    assert_eq!(json["findings"][0]["path"][0]["line"], 4);
    assert_eq!(json["findings"][0]["drill"], "cargo xtask check drill-skipped-cleanup");
    let sarif: Value = serde_json::from_str(&out(&scan(folder.path(), &["--format", "sarif"]))).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(sarif["version"], "2.1.0");
    let result = &run["results"][0];
    let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][at]["id"], result["ruleId"]);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 6);
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a.go");
    // The mark of a finding does not move with its lines.
    fs::write(folder.path().join("a.go"), BROKEN.replace("\n\nfunc", "\n\n\n\nfunc")).unwrap();
    let moved: Value = serde_json::from_str(&out(&scan(folder.path(), &["--format", "sarif"]))).unwrap();
    assert_eq!(moved["runs"][0]["results"][0]["partialFingerprints"], result["partialFingerprints"]);
    let github = out(&scan(folder.path(), &["--format", "github"]));
    assert!(github.starts_with("::error file=a.go,line=8,title=skipped-cleanup/lock-held::"), "{github}");
    assert_eq!(github.lines().count(), 1);
}
