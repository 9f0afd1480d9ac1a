//! The atlas against the list of hazards, both ways, and the table of GoBench against the same list.

use crate::{
    Course, Problem,
    atlas::{self, FOLDER, GOBENCH},
};
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
        found.push(Problem::new(crate::hazards::FILE, what).mend(mend));
    }
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
