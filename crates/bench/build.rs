//! Writes the list of what is measured, from the records of the course: a new variant is measured without a new line.
//! Each variant is compiled with a `bench.rs` of its own, as the contract is.

use records::{Course, Exercise, prices, record::World};
use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    for folder in ["exercises", "solutions"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }
    // Times alone do not say that a variant is another one: `cargo xtask bench` hands in a key of their bytes, and with
    // another key everything is compiled anew.
    println!("cargo::rerun-if-env-changed=EXIT_PATH_SOURCES");
    println!("cargo::rustc-env=EXIT_PATH_SOURCES={}", env::var("EXIT_PATH_SOURCES").unwrap_or_default());
    let mut text = String::new();
    let mut list = String::new();
    // Children, signals and subreapers are those of Linux.
    let linux = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    for exercise in Course::load(&root)?.exercises {
        if exercise.record.price.is_empty() || exercise.record.world == World::Processes && !linux {
            continue;
        }
        println!("cargo::rerun-if-changed={}", exercise.dir.join("exercise.toml").display());
        modules(&mut text, &exercise)?;
        entry(&mut list, &exercise)?;
    }
    writeln!(text, "/// Everything that is measured, in the order of the exercises.")?;
    writeln!(text, "pub const EXERCISES: &[Exercise] = &[{list}];")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("designs.rs"), text)?;
    Ok(())
}

/// The modules of one exercise: for each design the variant, and `bench.rs` that finds it as `super::subject`.
fn modules(text: &mut String, exercise: &Exercise) -> std::fmt::Result {
    let all: BTreeSet<&str> = exercise.record.price.iter().flat_map(|it| prices::designs(exercise, it)).collect();
    let bench = exercise.bench();
    writeln!(text, "#[doc = {:?}]\npub mod {} {{", exercise.slug, module(exercise))?;
    for name in all {
        let subject = exercise.variant_file(name);
        writeln!(text, "    #[doc = {name:?}]\n    pub mod {name} {{")?;
        writeln!(text, "        #[path = {subject:?}]\n        pub mod subject;")?;
        writeln!(text, "        #[path = {bench:?}]\n        pub mod bench;\n    }}")?;
    }
    writeln!(text, "}}")
}

/// The exercise's entry in the list.
fn entry(list: &mut String, exercise: &Exercise) -> std::fmt::Result {
    let module = module(exercise);
    write!(list, "Exercise {{ name: {:?}, questions: &[", exercise.short())?;
    for price in &exercise.record.price {
        write!(list, "Question {{ id: {:?}, loads: &{:?}, designs: &[", price.id, price.loads)?;
        for name in prices::designs(exercise, price) {
            write!(list, "Design {{ name: {name:?}, prices: {module}::{name}::bench::PRICES }}, ")?;
        }
        write!(list, "] }}, ")?;
    }
    write!(list, "] }}, ")
}

fn module(exercise: &Exercise) -> String {
    exercise.short().replace('-', "_")
}
