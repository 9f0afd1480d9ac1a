//! Each piece of unsafe code says what it relies on. Clippy asks that of blocks and of `unsafe impl`
//! (`undocumented_unsafe_blocks`); here it is asked of `unsafe extern` as well, and of every package in the repository,
//! whether it is built on this machine or not.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What is no code of ours: it is compiled as an example of what is refused, or answers a card of the quiz.
const LEFT_OUT: [&str; 4] = ["target", "cases", "evidence", "fake_course"];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() && !name.starts_with('.') && !LEFT_OUT.contains(&&*name) && name != "node_modules" {
            sources(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// A line without its comment and its strings.
fn code(line: &str) -> String {
    let line = line.split("//").next().unwrap_or_default();
    line.split('"').step_by(2).collect()
}

/// The numbers of lines with unsafe code that nothing above explains.
fn unexplained(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let is_unsafe = |line: &str| {
        let after = code(line).split_once("unsafe ").map(|(_, after)| after.to_owned());
        after.is_some_and(|it| ["{", "impl", "extern", "fn"].iter().any(|begin| it.starts_with(begin)))
    };
    let explained = |at: usize| {
        // Up to where the statement before ends: a comment stands above the whole of its own.
        let above = lines[..at].iter().rev().map(|line| line.trim());
        let mut own = above.take_while(|line| {
            let comment = line.starts_with("//") || line.starts_with("#[");
            comment || !(line.is_empty() || line.ends_with([';', '{', '}', ',']))
        });
        // A method of an `unsafe impl` keeps the promise of its trait, which the impl's comment speaks of.
        let in_impl = || {
            let outer = lines[..at].iter().rev().find(|line| !line.is_empty() && !line.starts_with([' ', '}']));
            lines[at].trim().starts_with("unsafe fn") && outer.is_some_and(|line| line.starts_with("unsafe impl"))
        };
        own.any(|line| line.contains("SAFETY:") || line.contains("# Safety")) || in_impl()
    };
    (0..lines.len()).filter(|at| is_unsafe(lines[*at]) && !explained(*at)).map(|at| at + 1).collect()
}

#[test]
fn every_piece_of_unsafe_code_says_what_it_relies_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the clone");
    let mut files = Vec::new();
    sources(root, &mut files);
    assert!(files.len() > 200, "only {} files: the search looks in the wrong place", files.len());
    let mut bare = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        let name = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        bare.extend(unexplained(&text).into_iter().map(|line| format!("{name}:{line}")));
    }
    assert!(bare.is_empty(), "no SAFETY comment above:\n{}", bare.join("\n"));
}

#[test]
fn what_has_no_comment_is_found() {
    let bare = "fn f() {\n    let x = 1;\n    unsafe { g() };\n    unsafe extern \"C\" {\n    }\n}\nunsafe impl Sync for X {}\n";
    assert_eq!(unexplained(bare), [3, 4, 7]);
    let one = "// SAFETY: plain numbers.\nlet x = unsafe { g() };\nlet y = unsafe { g() };\n";
    assert_eq!(unexplained(one), [3]);
    let fine = "// SAFETY: no memory is passed.\nunsafe impl Sync for X {}\n\n/// Reads.\n///\n/// # Safety\n///\n/// It is \
                valid.\npub unsafe fn read() {}\n// unsafe { not code }\nlet s = \"unsafe { no code }\";\n";
    assert_eq!(unexplained(fine), []);
}
