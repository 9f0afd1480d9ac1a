//! `templates.toml`: every hazard has a template, every slot a meaning, every example its code.

use super::Words;
use crate::{
    Problem, hazards,
    saying::Table as _,
    saying::templates::{Template, Templates, open_slots},
};
use std::collections::BTreeSet;

pub(super) fn check(words: &mut Words<'_>, known: Option<&BTreeSet<String>>, table: &Templates) {
    words.ids(table.template.iter().map(|it| &it.id));
    for template in &table.template {
        words.entry(&template.id);
        for (key, text) in [("name", &template.name), ("when", &template.when), ("not", &template.not)] {
            words.prose(key, text);
        }
        words.prose("form", &template.form);
        words.cue(&template.cue);
        slots(words, template);
        words.comment("text", &template.example.text);
        words.place(&template.example.at, &template.example.text);
        if template.weak.text.trim().is_empty() {
            words.problem("weak", "the weak version is empty", "write what people write in its place");
        }
        words.prose("lacks", &template.weak.lacks);
        for id in &template.hazards {
            if known.is_some_and(|known| !known.contains(id)) {
                let what = format!("there is no hazard `{id}`");
                words.problem("hazards", what, format!("take it out, or add it to {}", hazards::FILE));
            }
        }
    }
    for id in known.into_iter().flatten() {
        if !table.template.iter().any(|it| it.hazards.contains(id)) {
            let mend = format!("add it to the `hazards` of a template in {}, or write one", Templates::FILE);
            let problem = Problem::new(hazards::FILE, format!("no template reports the hazard `{id}`"));
            words.found.push(problem.at(hazards::line(&words.course.root, id)).mend(mend));
        }
    }
}

/// Each slot of the form has a meaning, and each meaning a slot.
fn slots(words: &mut Words<'_>, template: &Template) {
    let open = open_slots(&template.form);
    if open.is_empty() {
        words.problem("form", "the form has no slot", "leave out what differs from case to case: [trigger]");
    }
    for name in &open {
        if !template.slots.contains_key(*name) {
            let what = format!("nothing says what goes into [{name}]");
            words.problem("form", what, format!("add `{name} = \"…\"` below [template.slots]"));
        }
    }
    for (name, what) in &template.slots {
        if !open.contains(&name.as_str()) {
            let what = format!("the form has no slot [{name}]");
            words.problem("slots", what, "use it in the form, or take it out");
        }
        words.prose("slots", what);
    }
}
