//! `pack`: the two folders of a workshop. [`participant`] is what everybody gets, [`facilitator`] what you keep,
//! [`print`] the sheets of both, and [`leak`] looks for the key in what everybody gets before anything is written where you
//! asked for it.

mod facilitator;
pub mod leak;
mod participant;
mod print;

use anyhow::{Context, bail};
use edge::{
    Visible,
    file::{self, SHEET},
};
use records::{Course, Exercise};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What is packed.
pub struct PackRequest<'a> {
    /// The course.
    pub course: &'a Course,
    /// The scenarios, in the order of the session.
    pub exercises: Vec<&'a Exercise>,
    /// The length of the session, for the timing card.
    pub minutes: u32,
}

/// A page: its file, its name in the table of contents, its text.
pub type Page = (String, String, String);

/// Writes `participant/` and `facilitator/` into `out`, which must not exist or be empty.
///
/// # Errors
/// If `out` holds something, a page does not build, or a key would have gone into the participants' folder.
pub fn write(request: &PackRequest<'_>, out: &Path) -> anyhow::Result<()> {
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty; name a new folder with --out", out.visible());
    }
    let fresh = Fresh::new(&request.course.root)?;
    participant::write(request, &fresh.0.join("sources-1"), &fresh.0.join("participant"))?;
    without_answers(request, &fresh.0.join("participant"))?;
    facilitator::write(request, &fresh.0.join("sources-2"), &fresh.0.join("facilitator"))?;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.visible()))?;
    for name in ["participant", "facilitator"] {
        let out = out.join(name);
        // What lies in a built book is ours, and a picture may be larger than a record.
        file::copy(&fresh.0.join(name), &out, SHEET).with_context(|| format!("cannot write {}", out.visible()))?;
    }
    Ok(())
}

/// Writes the pages of a live room into `dest`: `first`, then those of the participants' folder, with these scripts and styles in
/// the place of the mailed form. Nothing is left in `dest` where an answer was found.
///
/// # Errors
/// If a page does not build, or would give an answer away.
pub fn room(request: &PackRequest<'_>, first: Vec<Page>, assets: &[&str], dest: &Path) -> anyhow::Result<()> {
    let fresh = Fresh::new(&request.course.root)?;
    let built = fresh.0.join("room");
    participant::pages(request, first, assets, &fresh.0.join("sources-1"), &built)?;
    check_links(&built)?;
    without_answers(request, &built)?;
    file::copy(&built, dest, SHEET).with_context(|| format!("cannot write {}", dest.visible()))
}

/// What a scenario is called where its bug must not be.
pub fn name(exercise: &Exercise) -> String {
    participant::name(exercise)
}

/// Looks for every answer in what people are to get.
fn without_answers(request: &PackRequest<'_>, dir: &Path) -> anyhow::Result<()> {
    let mut secrets = Vec::new();
    for exercise in &request.exercises {
        secrets.extend(leak::secrets(request.course, exercise)?);
    }
    let found = leak::search(dir, &secrets)?;
    if !found.is_empty() {
        let all: Vec<String> = found.iter().take(20).map(ToString::to_string).collect();
        bail!("nothing was written: the participants' folder would give answers away\n{}", all.join("\n"));
    }
    Ok(())
}

/// Where a pack is built. Removed in the end, whatever becomes of it.
struct Fresh(PathBuf);

impl Fresh {
    fn new(root: &Path) -> anyhow::Result<Fresh> {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = root.join("target/workshop").join(format!("next-{}-{number}", std::process::id()));
        fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.visible()))?;
        let fresh = Fresh(dir);
        // Pages quote code by its way from `book`, so it has to be the same way from here.
        for name in ["exercises", "solutions"] {
            std::os::unix::fs::symlink(root.join(name), fresh.0.join(name))?;
        }
        Ok(fresh)
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Builds a book of `pages` (file, title in the table of contents, text) into `dest`, and checks its links.
fn book(
    request: &PackRequest<'_>,
    title: &str,
    src: &Path,
    dest: &Path,
    pages: &[Page],
    assets: &[&str],
) -> anyhow::Result<()> {
    fs::create_dir_all(src)?;
    let mut summary = format!("# {title}\n\n");
    for (file, name, text) in pages {
        edge::file::write(src.join(file), text)?;
        summary.push_str(&format!("- [{name}]({file})\n"));
    }
    edge::file::write(src.join("SUMMARY.md"), summary)?;
    mdbook_exit_path::make::build_from(&request.course.root, title, src, dest, assets)
}

/// Checks the links of what was built, the sheets that were added included.
fn check_links(dir: &Path) -> anyhow::Result<()> {
    let problems = mdbook_exit_path::links::check(dir, dir)?;
    if !problems.is_empty() {
        return Err(mdbook_exit_path::Problems(problems).into());
    }
    Ok(())
}
