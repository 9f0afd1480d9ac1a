//! Checks the built book: every internal link and asset leads somewhere, every anchor exists, and nothing is
//! loaded from another host. Reads HTML by its attributes alone, which is enough for what mdBook writes.

use crate::problem::{Problem, problem};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

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
    let mut files = Vec::new();
    walk(dir, &mut files).with_context(|| format!("no built book in {}; run: cargo xtask book", dir.display()))?;
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
    let mut rest = text;
    // Counted on from tag to tag: from the start each time, the page for printing takes minutes.
    let (mut line, mut counted) = (1, 0);
    while let Some(open) = rest.find('<') {
        let tag = &rest[open + 1..];
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let at = text.len() - tag.len();
        line += text[counted..at].matches('\n').count();
        counted = at;
        let (name, attributes, after) = attributes(tag);
        for (key, value) in attributes {
            match key {
                "id" => drop(scan.ids.insert(value)),
                "href" if name == "base" => scan.based = true,
                "href" | "src" => scan.refs.push(Ref { line, loads: LOADS.contains(&name), target: value }),
                _ => {}
            }
        }
        rest = after;
        if name == "script" || name == "style" {
            rest = rest.find(&format!("</{name}")).map_or("", |end| &rest[end..]);
        }
    }
    scan
}

/// The name of the tag that `text` starts inside of, its attributes, and what comes after it.
fn attributes(text: &str) -> (&str, Vec<(&str, String)>, &str) {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let mut found = Vec::new();
    // A `<` that opens no tag (`a < b` in a script's text) has no name.
    if name.is_empty() {
        return (name, found, text);
    }
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (name, found, rest.get(1..).unwrap_or_default());
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
        let key = &rest[..end];
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            // An attribute without a value; one stray character must not stop the loop.
            rest = if end == 0 { rest.get(1..).unwrap_or_default() } else { rest };
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
        };
        found.push((key, value.replace("&amp;", "&")));
        rest = after;
    }
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
pub(crate) fn walk(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
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
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
