//! Checks the built book: every internal link and asset leads somewhere, every anchor exists, and nothing is
//! loaded from another host.

use crate::problem::{Problem, problem};
use crate::tags::{Piece, pieces};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// Tags whose address is fetched when the page opens, as against followed when a reader clicks.
const LOADS: &[&str] = &["script", "link", "img", "iframe", "source", "object", "embed", "audio", "video"];

/// One built page, as far as links are concerned.
#[derive(Default)]
struct Scan {
    ids: BTreeSet<String>,
    refs: Vec<Ref>,
    /// Whether relative addresses start at the root (`<base href="/">`, on the page for lost readers).
    based: bool,
}

struct Ref {
    line: usize,
    loads: bool,
    target: String,
}

/// All problems of the book in `dir`. `root` is what the problems' paths are relative to.
pub fn check(root: &Path, dir: &Path) -> Result<Vec<Problem>> {
    let files = files(dir).with_context(|| format!("no built book in {}; run: cargo xtask book", dir.display()))?;
    let mut scans = BTreeMap::new();
    for file in &files {
        let read = || fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()));
        match file.extension().and_then(|e| e.to_str()) {
            Some("html") => drop(scans.insert(file.clone(), html(&read()?))),
            Some("css") => drop(scans.insert(file.clone(), css(&read()?))),
            _ => {}
        }
    }
    let mut problems = Vec::new();
    for (file, scan) in &scans {
        let shown = file.strip_prefix(root).unwrap_or(file);
        let page = file.strip_prefix(dir).unwrap_or(file).with_extension("md");
        for reference in &scan.refs {
            if let Err(what) = resolve(dir, file, scan, reference, &scans) {
                let mend =
                    format!("fix it in book/{} or in what writes it, then run: cargo xtask book", page.display());
                problems.push(problem(shown, Some(reference.line), what, mend));
            }
        }
    }
    Ok(problems)
}

fn resolve(dir: &Path, file: &Path, scan: &Scan, r: &Ref, scans: &BTreeMap<PathBuf, Scan>) -> Result<(), String> {
    let target = r.target.as_str();
    let foreign = target.starts_with("//")
        || target.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(char::is_alphabetic));
    if foreign {
        let remote = target.starts_with("//") || target.starts_with("http");
        return if r.loads && remote { Err(format!("the page loads `{target}` from another host")) } else { Ok(()) };
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = decode(path.split('?').next().unwrap_or_default());
    let start = if scan.based || path.starts_with('/') { dir } else { file.parent().unwrap_or(dir) };
    let mut found = if path.is_empty() { file.to_owned() } else { normal(&start.join(path.trim_start_matches('/'))) };
    if found.is_dir() {
        found.push("index.html");
    }
    if !found.starts_with(dir) || !found.is_file() {
        return Err(format!("`{target}` leads nowhere"));
    }
    let known = anchor.is_empty() || scans.get(&found).is_none_or(|s| s.ids.contains(&decode(anchor)));
    if known { Ok(()) } else { Err(format!("`{target}` names an anchor that is not on that page")) }
}

/// The ids and addresses of a page.
fn html(text: &str) -> Scan {
    let mut scan = Scan::default();
    // Counted on from tag to tag: from the start each time, the page for printing takes minutes.
    let (mut line, mut counted) = (1, 0);
    for piece in pieces(text) {
        let Piece::Open(tag) = piece else { continue };
        line += text[counted..tag.span.start].matches('\n').count();
        counted = tag.span.start;
        scan.ids.extend(tag.attribute("id").map(str::to_owned));
        if tag.name == "base" {
            scan.based = tag.attribute("href").is_some();
            continue;
        }
        let loads = LOADS.contains(&&*tag.name);
        let targets = ["href", "src"].into_iter().filter_map(|it| tag.attribute(it));
        scan.refs.extend(targets.map(|target| Ref { line, loads, target: target.to_owned() }));
    }
    scan
}

/// The addresses of a stylesheet.
fn css(text: &str) -> Scan {
    let mut scan = Scan::default();
    for (at, _) in text.match_indices("url(") {
        let target = text[at + 4..].split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']).to_owned();
        let line = text[..at].matches('\n').count() + 1;
        scan.refs.push(Ref { line, loads: true, target });
    }
    scan
}

/// All files below `dir`, those of a folder in order.
pub(crate) fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = WalkDir::new(dir).follow_links(true).sort_by_file_name().into_iter();
    let files = entries.filter(|it| it.as_ref().is_ok_and(|it| !it.file_type().is_dir()) || it.is_err());
    files.map(|it| Ok(it?.into_path())).collect()
}

/// `a/../b` as `b`, without asking the disk.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// `%20` as a space.
pub(crate) fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}
