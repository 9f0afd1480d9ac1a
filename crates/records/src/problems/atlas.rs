//! The atlas against the list of hazards and against the comment templates, both ways, and the table of GoBench against
//! the same list.

use crate::{
    Course, Problem,
    atlas::{self, Entry, FOLDER, GOBENCH},
    exercise,
    saying::{self, Table, templates::Templates},
};
use edge::Visible;
use std::{collections::BTreeSet, path::Path};

/// What an entry consists of.
const FILES: [&str; 3] = ["wrong.rs", "right.rs", "contract.rs"];

pub(super) fn check(course: &Course, hazards: Option<&BTreeSet<String>>, found: &mut Vec<Problem>) {
    let (entries, unread) = atlas::scan(&course.root);
    found.extend(unread);
    // A course without an atlas is one: a test's, or one that has only begun.
    if entries.is_empty() {
        return;
    }
    for entry in &entries {
        let folder = Path::new(FOLDER).join(&entry.id);
        for name in FILES.iter().filter(|name| !entry.exercise.dir.join(name).is_file()) {
            found.push(Problem::new(folder.join(name), "the file is missing").mend("an entry has all three: write it"));
        }
        if hazards.is_some_and(|known| !known.contains(&entry.id)) {
            let mend = format!("add it to {}, or remove the folder", crate::hazards::FILE);
            found.push(Problem::new(&folder, "there is no hazard of this name").mend(mend));
        }
        let record = &entry.record;
        if [&record.promise, &record.shows, &record.mends].iter().any(|it| it.trim().is_empty()) {
            found.push(Problem::new(folder.join("hazard.toml"), "promise, shows or mends is empty").mend("write it"));
        }
    }
    for id in hazards.into_iter().flatten().filter(|id| !entries.iter().any(|it| it.id == **id)) {
        let what = format!("hazard `{id}` has no entry in the atlas");
        let mend = format!("add {FOLDER}/{id}: hazard.toml, {}", FILES.join(", "));
        let line = crate::hazards::line(&course.root, id);
        found.push(Problem::new(crate::hazards::FILE, what).at(line).mend(mend));
    }
    reported(course, &entries, found);
    super::drills::check(course, &entries, found);
    let unknown = |id: &&String| hazards.is_some_and(|known| !known.contains(*id));
    match atlas::gobench(&course.root) {
        Err(problem) => found.push(problem),
        Ok(types) => {
            for id in types.iter().flat_map(|it| &it.hazards).filter(unknown) {
                let what = format!("there is no hazard `{id}`");
                found.push(Problem::new(GOBENCH, what).mend(format!("name one of {}", crate::hazards::FILE)));
            }
        }
    }
}

/// Each entry names the template that reports its hazard, and that template, and no other, lists it. A course without
/// templates has nothing to name; templates that cannot be read are a problem elsewhere.
fn reported(course: &Course, entries: &[Entry], found: &mut Vec<Problem>) {
    let Some(Ok((table, text))) = saying::read::<Templates>(&course.root) else { return };
    for entry in entries {
        let file = Path::new(FOLDER).join(&entry.id).join("hazard.toml");
        let Some(name) = &entry.record.template else {
            let last = exercise::line_of(&entry.exercise.text, "mends =");
            let mend = "add `template = \"…\"` after that line; `cargo xtask template` lists what there is";
            found.push(Problem::new(&file, "no template reports this hazard").at(last).mend(mend));
            continue;
        };
        let line = exercise::line_of(&entry.exercise.text, "template =");
        match table.template.iter().find(|it| it.id == *name) {
            None => {
                let mend = "`cargo xtask template` lists what there is";
                found.push(Problem::new(&file, format!("there is no template `{name}`")).at(line).mend(mend));
            }
            Some(template) if !template.hazards.contains(&entry.id) => {
                let what = format!("the template `{name}` does not list the hazard `{}`", entry.id);
                let mend = format!("add it to the `hazards` of `{name}` in {}, or name another", Templates::FILE);
                found.push(Problem::new(&file, what).at(line).mend(mend));
            }
            Some(_) => {}
        }
        for other in table.template.iter().filter(|it| it.id != *name && it.hazards.contains(&entry.id)) {
            let from = text.find(&format!("id = \"{}\"", other.id)).unwrap_or(0);
            let before = u32::try_from(text[..from].matches('\n').count()).unwrap_or(0);
            let line = exercise::line_of(&text[from..], "hazards =").map(|it| it + before);
            let what = format!("`{}` lists `{}`, and the atlas says that `{name}` reports it", other.id, entry.id);
            let mend = format!("take it out, or name `{}` in {}", other.id, file.visible());
            found.push(Problem::new(Templates::FILE, what).at(line).mend(mend));
        }
    }
}
