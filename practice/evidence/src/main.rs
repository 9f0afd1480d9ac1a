//! Runs the programs that answer the cards, and compares what they print with the `.out` file beside each.
//!
//! `cargo run -p evidence -- rust` or `-- go`; `--bless` writes what was printed. `-- go FILE…` takes other Go files,
//! as the exercises' twins: a package says nothing, and is vetted and built; so are the frames of cards in `tests/cards`. A program under `lab/` or `tasks/` is run
//! by the packages of the same name in `lab`: it sees the replacement `std`, and this package must not.

#![expect(unreachable_pub, reason = "each program's `main` is public to its neighbours, and no one else")]

mod go;
mod kernel;
mod programs;
mod said;

use anyhow::{Context, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

fn main() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let bless = words.contains(&"--bless");
    match words[..] {
        ["run", name] => {
            let (_, main) = programs::ALL.iter().find(|(it, _)| *it == name).context("no such program")?;
            main();
            Ok(ExitCode::SUCCESS)
        }
        ["rust", ..] => compare(&files("rust", "rs")?, rust, bless),
        ["go", ref rest @ ..] => {
            let go = go::Go::find()?;
            let given: Vec<PathBuf> =
                rest.iter().filter(|it| !it.starts_with("--")).map(fs::canonicalize).collect::<Result<_, _>>()?;
            let ours = || anyhow::Ok([files("go", "go")?, files("tests/cards", "go")?].concat());
            let all = given.is_empty();
            let files = if all { ours()? } else { given };
            let end = compare(&files, |file| go.said(file), bless)?;
            // A release that is still supported has an old Go. What it can run says the same there, and the rest is named.
            match go.old()?.filter(|_| all && !bless) {
                Some(old) => {
                    println!("the same with {}:", old.name());
                    let ended = compare(&files, |file| old.said(file), false)?;
                    Ok(if end == ExitCode::SUCCESS { ended } else { end })
                }
                None => Ok(end),
            }
        }
        _ => bail!("say `rust` or `go`, and perhaps `--bless` or the Go files"),
    }
}

/// What a program said, or why it was not run.
enum Said {
    Text(String),
    Skipped(String),
}

fn rust(file: &Path) -> anyhow::Result<Said> {
    let name = file.file_stem().unwrap_or_default();
    if !programs::ALL.iter().any(|(it, _)| name == *it) {
        if cfg!(not(target_os = "linux")) {
            return Ok(Said::Skipped("it is about processes as Linux has them".into()));
        }
        bail!("the program is not listed in practice/evidence/src/programs.rs");
    }
    if let Some(why) = kernel::too_old_for(&fs::read_to_string(file)?)? {
        return Ok(Said::Skipped(why));
    }
    let output = Command::new(env::current_exe()?).arg("run").arg(name).output()?;
    Ok(Said::Text(said::by(&output)))
}

/// Where the clone is.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the package lies in a clone")
}

/// Every program of a folder here.
fn files(folder: &str, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let dir = root().join("practice/evidence").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&dir)?.flatten().map(|it| it.path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    files.sort();
    Ok(files)
}

/// The files, one after the other.
fn compare(files: &[PathBuf], run: impl Fn(&Path) -> anyhow::Result<Said>, bless: bool) -> anyhow::Result<ExitCode> {
    let root = root();
    let (mut good, mut bad, mut skipped) = (0, 0, 0);
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(file).display();
        let said = match run(file).with_context(|| name.to_string())? {
            Said::Text(said) => said,
            Said::Skipped(why) => {
                println!("skipped {name}: {why}");
                skipped += 1;
                continue;
            }
        };
        let wanted_file = file.with_extension("out");
        let wanted = fs::read_to_string(&wanted_file).unwrap_or_default();
        if said == wanted {
            good += 1;
        } else if bless {
            fs::write(&wanted_file, said)?;
            println!("written {}", wanted_file.display());
        } else {
            bad += 1;
            println!("{name} does not say what its .out says:");
            print!("{}", similar::TextDiff::from_lines(&wanted, &said).unified_diff());
        }
    }
    println!("{good} say what is written beside them, {bad} do not, {skipped} skipped");
    if bad > 0 {
        println!("where the program is right: the same command with `--bless`; then read again what quotes it");
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
