//! The code on the cards compiles. Each snippet stands once more in a frame under `tests/cards`, between two comments,
//! and is compared with `book/data/cards.toml`. Nothing here is run: what the code does is what `rust` and `lab` show.
//! The Go frames are built where the other Go is: `cargo run -p evidence -- go`. The Rust on the pages comes from files
//! that some target compiles.

#![expect(dead_code, reason = "a frame is compiled, and nobody calls it")]
#![expect(unused_must_use, reason = "a snippet may end where its next line would begin")]

#[rustfmt::skip]
#[path = "cards/cancelling.rs"]
mod cancelling;
#[rustfmt::skip]
#[path = "cards/closing_and_joining.rs"]
mod closing_and_joining;
#[rustfmt::skip]
#[path = "cards/locks.rs"]
mod locks;
#[rustfmt::skip]
#[path = "cards/processes.rs"]
mod processes;

use std::{collections::BTreeMap, fs, path::Path};

/// Go that no frame can hold, and why.
const FRAGMENTS: [(&str, &str); 3] = [
    ("cancel-gives-deadline-exceeded", "lines are left out"),
    ("once-drops-the-flag", "it is a diff"),
    ("sync-map", "it is a diff, and lines are left out"),
];

/// The lines between `// Card NAME` and `// End`, moved to the left margin.
fn framed(text: &str) -> BTreeMap<String, String> {
    let mut cards = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.trim().strip_prefix("// Card ") {
            let margin = line.len() - line.trim_start().len();
            let snippet = lines.by_ref().take_while(|it| it.trim() != "// End");
            let snippet: Vec<&str> = snippet.map(|it| it.get(margin..).unwrap_or_default()).collect();
            cards.insert(name.to_owned(), snippet.join("\n"));
        }
    }
    cards
}

#[test]
fn the_code_on_the_cards_has_a_frame() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(here.join("tests/cards")).expect("the frames").map(|it| it.expect("a file").path());
    let mut frames: BTreeMap<String, String> =
        files.flat_map(|file| framed(&fs::read_to_string(file).expect("a frame"))).collect();
    let cards = records::quiz::read(&here.join("../..")).expect("cards").expect("good ones");
    let mut wrong = Vec::new();
    let mut fragments: BTreeMap<&str, &str> = FRAGMENTS.into();
    for (card, snippet) in cards.iter().filter_map(|card| Some((card, card.rust.as_deref().or(card.go.as_deref())?))) {
        if fragments.remove(card.id.as_str()).is_some() {
            continue;
        }
        match frames.remove(&card.id) {
            None => wrong.push(format!(
                "card {}: no frame compiles its code; add one to practice/evidence/tests/cards",
                card.id
            )),
            Some(framed) if framed.trim_end() != snippet.trim_end() => {
                let diff =
                    similar::TextDiff::from_lines(framed.trim_end(), snippet.trim_end()).unified_diff().to_string();
                wrong.push(format!(
                    "card {}: its frame in practice/evidence/tests/cards has other code than {}:\n{diff}",
                    card.id,
                    records::quiz::FILE
                ));
            }
            Some(_) => {}
        }
    }
    wrong.extend(
        frames
            .keys()
            .map(|id| format!("practice/evidence/tests/cards: a frame for {id}, and no card shows that; remove it")),
    );
    wrong.extend(fragments.keys().map(|id| format!("FRAGMENTS: no card {id} shows code; remove it")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What compiles the files that pages include: examples of a package, and the tests of the book.
const COMPILED: [&str; 3] = ["/examples/", "/src/", "/rust/"];

#[test]
fn the_rust_on_the_pages_comes_from_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("a clone");
    let tests_of_the_book = fs::read_to_string(root.join("crates/book/tests/it/book.rs")).expect("the book's tests");
    let (mut seen, mut wrong) = (0, Vec::new());
    for page in fs::read_dir(root.join("book")).expect("the book").map(|it| it.expect("a file").path()) {
        let text = fs::read_to_string(&page).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        for at in (0..lines.len()).filter(|at| lines[*at].starts_with("```rust")) {
            seen += 1;
            let file = lines
                .get(at + 1)
                .and_then(|it| it.strip_prefix("{{#include "))
                .and_then(|it| it.split([':', '}']).next());
            let is_alone = lines.get(at + 2) == Some(&"```");
            let is_compiled = file.is_some_and(|file| match file.strip_prefix("examples/") {
                Some(_) => tests_of_the_book.contains(&format!("book/{file}")),
                None => COMPILED.iter().any(|folder| file.contains(folder)),
            });
            if !is_alone || !is_compiled || !file.is_some_and(|file| root.join("book").join(file).is_file()) {
                let place = format!("{}:{}", page.display(), at + 1);
                wrong.push(format!("{place}: Rust that nothing compiles; put it into a file under book/examples, include it here, and in crates/book/tests/it/book.rs"));
            }
        }
    }
    assert!(wrong.is_empty() && seen > 5, "{seen} fences\n{}", wrong.join("\n"));
}
