//! The cards against the programs: each card has a program that was run, and each program is shown somewhere.

use crate::{
    Problem,
    quiz::{self as cards, Card, EVIDENCE, FILE, FOLDERS},
};
use edge::{Visible, file::RECORD};
use std::{collections::BTreeSet, fs, path::Path};

/// What is wrong with the cards of the course at `root`.
pub(super) fn check(root: &Path, hazards: Option<&BTreeSet<String>>, found: &mut Vec<Problem>) {
    match cards::read(root) {
        None => {}
        Some(Err(problem)) => found.push(problem),
        Some(Ok(all)) => {
            let text = edge::file::text(root.join(FILE), RECORD).unwrap_or_default();
            each(root, &all, &text, hazards, found);
            programs(root, &all, found);
        }
    }
}

fn each(root: &Path, all: &[Card], text: &str, hazards: Option<&BTreeSet<String>>, found: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for card in all {
        let needle = format!("id = \"{}\"", card.id);
        // The second of two twins is the one to mend.
        let places: Vec<usize> = (1..).zip(text.lines()).filter(|(_, it)| **it == needle).map(|(n, _)| n).collect();
        let line = places.last().and_then(|line| u32::try_from(*line).ok());
        let mut say = |what: String, mend: &str| found.push(Problem::new(FILE, what).at(line).mend(mend));
        if !seen.insert(&card.id) {
            say(format!("card `{}` is there twice", card.id), "give one of them another id");
        }
        if card.situation.is_none() && card.snippet().is_none() {
            say(format!("card `{}` shows nothing", card.id), "give it a `situation`, or a snippet as `go` or `rust`");
        }
        for id in card.hazards.iter().filter(|id| hazards.is_some_and(|known| !known.contains(*id))) {
            say(
                format!("card `{}` names the hazard `{id}`, and there is none", card.id),
                "`cargo xtask explain` has them",
            );
        }
        if card.go.is_some() && card.rust.is_some() {
            say(format!("card `{}` has two snippets", card.id), "keep one");
        }
        let texts = [("comment", &card.comment), ("why", &card.why), ("source", &card.source)];
        for (key, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
            say(format!("card `{}` has an empty `{key}`", card.id), "write it");
        }
        let Some((program, printed)) = card.program().zip(card.printed()) else {
            say(
                format!("card `{}` names evidence `{}`, in no known folder", card.id, card.evidence),
                "it starts with go/, rust/, lab/, tasks/ or observed/",
            );
            continue;
        };
        if !root.join(&program).is_file() {
            say(format!("card `{}` has no program {}", card.id, program.visible()), "write it, or name another");
        } else if edge::file::text(root.join(&printed), RECORD).unwrap_or_default().trim().is_empty() {
            let mend = "run it; CONTRIBUTING.md says how its output is written";
            say(format!("card `{}` shows no run: {} is missing or empty", card.id, printed.visible()), mend);
        }
    }
}

/// Whether a page has `{{#program NAME}}`, with or without an option.
fn shows(pages: &str, name: &str) -> bool {
    ["}}", " "].iter().any(|end| pages.contains(&format!("{{{{#program {name}{end}")))
}

/// A program that no card and no page shows is evidence for nothing; so is an output without a program.
fn programs(root: &Path, all: &[Card], found: &mut Vec<Problem>) {
    let named: BTreeSet<&str> = all.iter().map(|card| card.evidence.as_str()).collect();
    let pages: String =
        files(&root.join("book"), "md").iter().filter_map(|page| edge::file::text(page, RECORD).ok()).collect();
    for (folder, extension) in FOLDERS {
        let dir = root.join(EVIDENCE).join(folder);
        for file in files(&dir, extension) {
            let name = format!("{folder}/{}", file.file_stem().unwrap_or_default().to_string_lossy());
            let shown = Path::new(EVIDENCE).join(format!("{name}.{extension}"));
            if !named.contains(name.as_str()) && !shows(&pages, &name) {
                let mend = format!("give a card in {FILE} evidence = \"{name}\", quote it on a page, or remove it");
                found.push(Problem::new(&shown, "no card and no page shows this program").mend(mend));
            }
        }
        for file in files(&dir, "out").iter().filter(|file| !file.with_extension(extension).is_file()) {
            let shown = file.strip_prefix(root).unwrap_or(file);
            found.push(Problem::new(shown, "the output of no program").mend("remove it"));
        }
    }
}

fn files(dir: &Path, extension: &str) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut files: Vec<_> = entries.flatten().map(|it| it.path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    files.sort();
    files
}
