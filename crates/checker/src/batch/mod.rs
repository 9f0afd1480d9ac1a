//! Many subjects, judged together. Those that mean the same as modules share a program for each world: it is built once, and
//! started once for each of them. What does not fit, or does not compile, gets a package of its own, as a learner's file
//! has; so each verdict reads as if its subject had been judged alone.
//!
//! In reading order: [`fit`] (who may share), [`module`] (copies by content), [`program`] (what is generated), [`said`]
//! (what cargo says), [`build`] (with the lab and without), [`rounds`] (until what is left compiles), [`runs`] (some at a
//! time), [`played`] (at boards). Not here: what a verdict means for a record.

mod build;
mod fit;
mod module;
mod played;
mod program;
mod rounds;
mod runs;
mod said;

use crate::{
    Checked, Event, Layout, Options, Subject, build_guard::BuildGuard, bytes::Bytes, harness::missing_here, limits,
};
use anyhow::{Context, bail};
use build::{Program, Workspace};
use edge::Visible;
use module::Module;
pub(crate) use played::each as play_each;
use records::{Exercise, record::World};
use std::{collections::BTreeMap, fs, path::Path};
use supervise::Cancel;

/// One subject of many.
#[derive(Debug, Clone)]
pub struct Item<'e> {
    /// Whose contract it is judged by.
    pub exercise: &'e Exercise,
    /// The file, with its name.
    pub subject: Subject,
    /// What is asked of it. It ends with the others, whatever stands here.
    pub options: Options,
    /// What the program is called that it shares.
    pub program: String,
    /// Whether anybody reads more of its verdict than what fails, and how. Without, its program has no lines: no place in a
    /// run that hangs, and none where a task waits. Those of one program should agree, else all of it has lines.
    pub has_lines: bool,
    /// Whether it is judged now. Otherwise it only has its place in the program: one with the same subjects as before is
    /// not built again.
    pub is_judged: bool,
    /// What becomes of it where a compiler refuses it beside the others.
    pub if_refused: IfRefused,
}

/// What becomes of a subject that a compiler refuses. One that has no place among the others for another reason is judged
/// alone, whatever stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfRefused {
    /// It gets a package of its own, and the verdict that a learner would get.
    JudgedAlone,
    /// It has no verdict: whoever asks makes many subjects, and not all of them are programs.
    LeftOut,
}

/// What many checks are at.
#[derive(Debug, Clone, Copy)]
pub enum News<'n> {
    /// The programs of this world are being built.
    Builds(World, Event),
    /// An item does not share a program: its place in the list, and why.
    Alone(usize, &'n str),
    /// An item has no verdict, since a compiler refused it: its place in the list.
    LeftOut(usize),
    /// An item has its verdict: its place in the list.
    Judged(usize, &'n Checked),
}

/// Judges those that are to be judged. Their verdicts come as [`News`], as soon as they are there, and all of them in the
/// end, in the order of the list.
pub(crate) fn check_all(
    layout: &Layout,
    items: &[Item<'_>],
    cancel: &Cancel,
    listener: &mut dyn FnMut(News<'_>),
) -> anyhow::Result<Vec<Option<Checked>>> {
    for exercise in items.iter().map(|it| it.exercise) {
        if let Some(reason) = missing_here(exercise) {
            bail!("{} needs Linux: {reason}", exercise.short());
        }
    }
    runs::all(layout, items, cancel, listener)
}

/// An item that may share a program.
struct Shared {
    /// Its place among the items.
    at: usize,
    module: Module,
    /// Its own files, as they were read.
    bytes: Bytes,
}

/// Who stays alone, and why.
struct Alone {
    at: usize,
    why: String,
    /// A compiler said no to this module.
    is_refused: bool,
}

/// Who shares, and who stays alone, with the reason.
fn sorted(items: &[Item<'_>]) -> anyhow::Result<(Vec<Shared>, Vec<Alone>)> {
    let (mut shared, mut alone) = (Vec::new(), Vec::new());
    for (at, item) in items.iter().enumerate() {
        let (subject, contract) = (&item.subject.file, item.exercise.contract());
        let (module, look) = Module::read(subject, &contract)?;
        match fit::telltale(module.source()) {
            Some(word) => alone.push(Alone { at, why: format!("it has `{word}`"), is_refused: false }),
            None => {
                let name = |file: &Path| if file == subject { "src/lib.rs" } else { "contract.rs" }.to_owned();
                shared.push(Shared { at, module, bytes: Bytes::named(&look, subject, &contract, &name) });
            }
        }
    }
    Ok((shared, alone))
}

/// Modules of one program. A compiler works out types on one processor, and 60 subjects with tasks take 1.6 GB of memory and
/// more: parts are built side by side, and a file that changes has only its own part built again.
const PART: usize = 24;

/// The programs of one world, each module once, in the order of the items.
fn programs(items: &[Item<'_>], world: World, shared: &[&Shared]) -> Vec<Program> {
    let mut named: BTreeMap<&str, (Vec<Module>, bool)> = BTreeMap::new();
    for Shared { at, module, .. } in shared {
        let (modules, has_lines) = named.entry(&items[*at].program).or_default();
        *has_lines |= items[*at].has_lines;
        if !modules.iter().any(|it| it.id == module.id) {
            modules.push(module.clone());
        }
    }
    let parts = |(name, (modules, has_lines)): (&str, (Vec<Module>, bool))| {
        let part = |(at, modules): (usize, &[Module])| {
            let name = build::package(world, &format!("{name}-{}", at + 1));
            Program { name, modules: modules.to_vec(), has_lines }
        };
        modules.chunks(PART).enumerate().map(part).collect::<Vec<Program>>()
    };
    named.into_iter().flat_map(parts).collect()
}

/// The workspace of one world. A compiler of many subjects is given as much time as several of one.
fn workspace<'a>(
    layout: &'a Layout,
    world: World,
    items: &[Item<'_>],
    shared: &[&Shared],
    cancel: &Cancel,
) -> anyhow::Result<Workspace<'a>> {
    let dir = layout.lab_target.join("together").join(build::in_words(world));
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.visible()))?;
    let seconds = shared.iter().map(|it| items[it.at].options.limits.build_s);
    let seconds = seconds.max().unwrap_or_default().saturating_mul(PARTS_TO_LIMIT);
    let guard = BuildGuard { limits: limits::of_a_build(seconds), cancel: cancel.clone() };
    Ok(Workspace { layout, world, dir, guard })
}

/// How many times the limit of one subject the compiler of a part is given.
const PARTS_TO_LIMIT: u32 = 3;

#[cfg(test)]
mod tests {
    use super::{IfRefused, Item, PART, Shared, programs};
    use crate::{Options, Subject, batch::module::Module, bytes::Bytes};
    use records::{Course, record::World};

    #[test]
    fn a_part_has_its_place_and_each_module_stands_once() {
        let course = Course::load(testkit::course()).expect("the records");
        let exercise = course.find("91").expect("the exercise");
        let item = |at: usize| Item {
            exercise,
            subject: Subject::variant(exercise, "fixed"),
            options: Options::within(exercise.record.limits, exercise.record.runtime),
            program: if at == 0 { "other" } else { "same" }.to_owned(),
            has_lines: at == 0,
            is_judged: true,
            if_refused: IfRefused::JudgedAlone,
        };
        let items: Vec<Item<'_>> = (0..PART + 5).map(item).collect();
        // The last two are the same.
        let text = |at: usize| at.min(PART + 3).to_string();
        let module = |at: usize| Module::of(text(at), "contract".to_owned());
        let shared = (0..items.len()).map(|at| Shared { at, module: module(at), bytes: Bytes::default() });
        let shared: Vec<Shared> = shared.collect();
        let sizes = |world| -> Vec<(String, usize, bool)> {
            let all = programs(&items, world, &shared.iter().collect::<Vec<_>>());
            all.into_iter().map(|it| (it.name, it.modules.len(), it.has_lines)).collect()
        };
        let wanted =
            [("all-tasks-other-1", 1, true), ("all-tasks-same-1", PART, false), ("all-tasks-same-2", 3, false)];
        assert_eq!(sizes(World::Tasks), wanted.map(|(name, size, lines)| (name.to_owned(), size, lines)));
    }
}
