//! The scanner on the code of this workbook that is meant to be right. Drills, variants and evidence are wrong on purpose,
//! and are left out; the learner's files are nobody's business here.

use scan::{Level, Options, baseline, names::Names, scan};
use std::path::{Path, PathBuf};

#[test]
fn our_own_code_has_no_finding_without_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let paths: Vec<PathBuf> = ["crates", "lab", "xtask"].iter().map(|it| root.join(it)).collect();
    let mut outcome = scan(&Options { paths, ..Options::default() });
    let rust = outcome.read.iter().map(|it| it.1.1).sum::<usize>();
    assert!(rust > 20_000, "only {rust} lines were read");
    outcome.findings.retain(|it| it.level != Level::Advice);
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("own.json");
    let split = baseline::split(&known, outcome.findings, &Names::around(&root)).unwrap();
    assert!(split.new.is_empty(), "fix it, or add it to crates/scan/own.json with a reason: {:#?}", split.new);
    assert!(split.gone.is_empty(), "crates/scan/own.json only shrinks; take out {:#?}", split.gone);
    let text = std::fs::read_to_string(known).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    for it in file["findings"].as_array().unwrap() {
        assert!(it["reason"].as_str().is_some_and(|it| it.len() > 20), "no reason: {it}");
    }
}
