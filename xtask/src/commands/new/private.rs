//! A course outside the clone, for scenarios that are nobody else's business. An update of the clone does not touch it.
//!
//! It is a Cargo workspace of its own, so that its exercises can be opened in an editor and run. It has its own copies
//! of the hazards, the glossary and the book's look, since its author may want to change them.

use crate::layout::Layout;
use crate::out;
use anyhow::Context;
use edge::{Visible, file::RECORD};
use std::fs;

/// What is copied as it is, from the root of the clone.
const COPIED: &[&str] = &[
    "rust-toolchain.toml",
    "exercises/rustfmt.toml",
    "book/assets",
    "book/theme",
    "book/data/hazards.toml",
    "book/data/glossary.toml",
    "book/hazards.md",
    "book/glossary.md",
];

/// Makes the course that `--course` names, where it is an empty folder or none; leaves any other alone.
pub(super) fn prepare(layout: &Layout) -> anyhow::Result<()> {
    let course = &layout.course;
    if course.join("exercises").is_dir() {
        return Ok(());
    }
    if fs::read_dir(course).is_ok_and(|mut entries| entries.next().is_some()) {
        anyhow::bail!(
            "{} holds other things, and no course; name a course, or a folder that is empty or not there yet",
            course.visible()
        );
    }
    for what in COPIED {
        edge::file::copy(&layout.workspace.join(what), &course.join(what), RECORD)
            .with_context(|| format!("cannot copy {what} to {}", course.visible()))?;
    }
    fs::create_dir_all(course.join("solutions"))?;
    let clone = layout.workspace.visible();
    for (name, text) in [
        ("Cargo.toml", MANIFEST.replace("CLONE", &clone.to_string())),
        ("book.toml", edge::file::text(layout.workspace.join("book.toml"), RECORD)?),
        (".gitignore", "/target\n".to_owned()),
        ("book/introduction.md", INTRODUCTION.to_owned()),
        ("book/SUMMARY.md", SUMMARY.to_owned()),
    ] {
        edge::file::write(course.join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    out::line(&format!("made a course in {}", course.visible()))?;
    Ok(())
}

const MANIFEST: &str = r#"[workspace]
resolver = "3"
members = ["exercises/*"]

[workspace.package]
version = "0.1.0"
edition = "2024"
rust-version = "1.95"
license = "MIT OR Apache-2.0"
publish = false

[workspace.dependencies]
# The clone of the workbook that this course was made with. Change the path when you move it.
dump = { path = "CLONE/crates/dump" }

[workspace.lints.rust]
missing_docs = "warn"
unused_must_use = "deny"
"#;

const INTRODUCTION: &str = "# Our scenarios

Scenarios of our own code. Each has seven steps: incident, review, compare, reproduce, fix, weigh, say it.

Hazards are explained on [their own page](hazards.md), words in the [glossary](glossary.md).
";

const SUMMARY: &str = "# Our scenarios

[Introduction](introduction.md)

# Scenarios

# Reference

- [Hazards](hazards.md)
- [Glossary](glossary.md)
";
