//! Files that nobody wrote by hand: the scan ends, and says what it did not read. Nothing here is timed: every bound counts.

use scan::{Language, Options, scan, scan_texts};
use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

fn notes(folder: &Path) -> Vec<String> {
    let outcome = scan(&Options { paths: vec![folder.to_owned()], ..Options::default() });
    assert!(outcome.findings.is_empty());
    outcome.notes.into_iter().map(|it| format!("{}: {}", it.file.rsplit('/').next().unwrap_or(""), it.what)).collect()
}

fn one(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    notes(folder.path())
}

#[test]
fn a_line_of_ten_megabytes_is_named() {
    let line = format!("package p\nvar x = \"{}\"\n", "a".repeat(10 << 20));
    assert_eq!(one("a.go", line.as_bytes()), ["a.go: not read: it is larger than 2 MiB"]);
    let line = format!("package p\nvar x = \"{}\"\n", "a".repeat(1 << 20));
    assert_eq!(one("a.go", line.as_bytes()), ["a.go: not read: line 2 is longer than 100000 bytes"]);
}

#[test]
fn ten_thousand_nested_blocks_are_named() {
    let blocks = format!("package p\nfunc f() {{\n{}{}\n}}\n", "{\n".repeat(10_000), "}\n".repeat(10_000));
    assert_eq!(one("a.go", blocks.as_bytes()), ["a.go: `f` is nested too deep, and is not read"]);
    let blocks = format!("fn f() {{\n{}{}\n}}\n", "{\n".repeat(10_000), "}\n".repeat(10_000));
    assert_eq!(one("a.rs", blocks.as_bytes()), ["a.rs: `f` is nested too deep, and is not read"]);
    let sum = format!("package p\nfunc f() int {{ return {}1{} }}\n", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(one("a.go", sum.as_bytes()), ["a.go: `f` is nested too deep, and is not read"]);
}

/// Each flag doubles the ways. What is asked of few of them is known; of many, the count of steps ends the walk, a note says so,
/// and the next function is read.
#[test]
fn ways_are_counted_where_forty_flags_double_them() {
    let scan = |flags: usize| {
        let sets: String =
            (0..flags).map(|it| format!("\tvar f{it:02} bool\n\tif t.c{it} {{\n\t\tf{it:02} = true\n\t}}\n")).collect();
        let asks: String = (1..flags).map(|it| format!("\tif f{it:02} {{\n\t\tt.n++\n\t}}\n")).collect();
        let of_a_flag = |call: &str| format!("\tif f00 {{\n\t\tt.mu.{call}()\n\t}}\n");
        let text = format!(
            "package p\n\nfunc f(t *t) {{\n{sets}{}{asks}{}}}\n\nfunc g(t *t) {{\n\tt.mu.Lock()\n\tif t.a {{\n\t\treturn\n\t}}\n\tt.mu.Unlock()\n}}\n",
            of_a_flag("Lock"),
            of_a_flag("Unlock")
        );
        let outcome = scan_texts(Language::Go, vec![("a.go".into(), text.into())], &[]);
        let functions: Vec<String> = outcome.findings.iter().map(|it| it.function.clone()).collect();
        (functions, outcome.notes.into_iter().map(|it| it.what).collect::<Vec<_>>())
    };
    assert_eq!(scan(4), (vec!["g".to_owned()], Vec::new()));
    let note = "`f` has too many ways through it; some were not followed".to_owned();
    assert_eq!(scan(40), (vec!["g".to_owned()], vec![note]));
}

/// What a function costs grows with the square of its length.
#[test]
fn a_function_of_ten_thousand_opens_is_named() {
    let shapes: [fn(usize) -> String; 3] = [
        |it| {
            format!(
                "\tf{it}, err := os.Open(\"x\")\n\tif err != nil {{\n\t\treturn err\n\t}}\n\tuse(f{it})\n\tf{it}.Close()\n"
            )
        },
        |it| format!("\tt.m{it}.Lock()\n\tif t.a{it} {{\n\t\treturn nil\n\t}}\n"),
        |it| {
            format!(
                "\tc{it} := make(chan int)\n\tgo func() {{ c{it} <- 1 }}()\n\tif t.a{it} {{\n\t\treturn nil\n\t}}\n\t<-c{it}\n"
            )
        },
    ];
    for shape in shapes {
        let body: String = (0..10_000).map(shape).collect();
        let text = format!("package p\n\nfunc f(t *t) error {{\n{body}\treturn nil\n}}\n");
        assert_eq!(one("a.go", text.as_bytes()), ["a.go: `f` is too long, and is not read"]);
    }
}

#[test]
fn what_is_not_utf_8_is_named_and_the_rest_is_read() {
    let mut bytes =
        b"package p\n\nfunc f(t *t) {\n\tt.mu.Lock()\n\tif t.a {\n\t\treturn\n\t}\n\tt.mu.Unlock()\n}\n// ".to_vec();
    bytes.extend([0xff, 0xfe, b'\n']);
    let outcome = scan_texts(Language::Go, vec![("a.go".into(), bytes)], &[]);
    assert_eq!(outcome.notes[0].line, 10);
    assert!(outcome.notes[0].what.starts_with("not UTF-8"), "{:?}", outcome.notes);
    assert_eq!(outcome.findings[0].line, 6);
}

#[test]
fn links_and_pipes_hold_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    symlink("..", inner.join("loop")).unwrap();
    symlink("itself.go", folder.path().join("itself.go")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe.go")).status().unwrap().success());
    assert_eq!(notes(folder.path()), ["pipe.go: not read: it is a named pipe, not a regular file"]);
}

#[test]
fn a_file_with_an_error_is_named_and_the_rest_is_read() {
    let text = "package p\n\nfunc broken( {\n}\n\nfunc f(t *t) {\n\tt.mu.Lock()\n\tif t.a {\n\t\treturn\n\t}\n\tt.mu.Unlock()\n}\n";
    let outcome = scan_texts(Language::Go, vec![("a.go".into(), text.into())], &[]);
    assert!(
        outcome.notes.iter().any(|it| it.what.starts_with("the parser does not understand")),
        "{:?}",
        outcome.notes
    );
    assert_eq!(outcome.findings.len(), 1, "{:?}", outcome.findings);
}

/// A generator that is the same everywhere: xorshift.
struct Lot(u64);

impl Lot {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }
}

/// Mutants of the cases: pieces cut out, doubled, exchanged, bytes changed. The scan must end, and answer the same twice.
#[test]
fn a_thousand_mutants_of_the_cases_are_scanned() {
    let text = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/cases.toml")).unwrap();
    let snippets: Vec<Vec<u8>> =
        String::from_utf8(text).unwrap().split("'''").skip(1).step_by(2).map(|it| it.as_bytes().to_vec()).collect();
    let mut lot = Lot(0x5eed);
    for round in 0..1_000 {
        let mut bytes = snippets[lot.next(snippets.len())].clone();
        for _ in 0..=lot.next(6) {
            let (from, length) = (lot.next(bytes.len()), lot.next(40));
            let piece: Vec<u8> = bytes.iter().skip(from).take(length).copied().collect();
            let at = lot.next(bytes.len() + 1);
            match lot.next(4) {
                0 => drop(bytes.drain(from..(from + length).min(bytes.len()))),
                1 => drop(bytes.splice(at..at, piece)),
                2 => {
                    let other = &snippets[lot.next(snippets.len())];
                    let start = lot.next(other.len());
                    bytes.splice(at..at, other[start..].iter().copied());
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(from) {
                        *byte = u8::try_from(lot.next(256)).unwrap();
                    }
                }
            }
            if bytes.is_empty() {
                bytes.push(b'{');
            }
        }
        for (language, name) in [(Language::Go, "a.go"), (Language::Rust, "a.rs")] {
            let texts = || vec![(name.to_owned(), bytes.clone())];
            let (first, second) = (scan_texts(language, texts(), &[]), scan_texts(language, texts(), &[]));
            assert_eq!(
                first.findings,
                second.findings,
                "round {round}: two answers to\n{}",
                String::from_utf8_lossy(&bytes)
            );
        }
    }
}
