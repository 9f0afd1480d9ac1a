//! Which subjects of a world share programs in the end. A module that does not compile is taken out, and the rest is built
//! again, until a program is built of modules that all compile. Whoever was taken out gets a package of its own.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "the folder of a program is the tool's own"))]

use super::{
    build::{Program, Workspace},
    module::{self, Id},
    said::Outcome,
};
use crate::{build_guard::BuildEnded, event::Listener, layout::write_if_changed};
use anyhow::Context;
use edge::file::RECORD;
use inputs::{Key, Settled};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::ErrorKind,
    panic::resume_unwind,
    path::PathBuf,
    sync::Arc,
    thread,
};

/// The compiler stops after each of its phases: names, types, borrows. One round for each, and some to spare.
const ROUNDS: usize = 6;

/// A program that judges each of its subjects.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) file: PathBuf,
    /// Of the bytes of all its modules.
    pub(super) key: Key,
    pub(super) modules: BTreeSet<Id>,
    /// The folder of the program.
    pub(super) dir: PathBuf,
    /// Held until the last run of the last program is over: nobody else builds there before.
    _in_use: Arc<File>,
}

impl Ready {
    /// Has it built anew the next time, whatever cargo thinks of it.
    pub(super) fn distrust(&self) -> anyhow::Result<()> {
        let memory = self.dir.join("inputs.json");
        match fs::remove_file(&memory) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", memory.display()))
            }
            _ => Ok(()),
        }
    }
}

/// What a world's builds came to.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub(super) ready: Vec<Ready>,
    /// Modules that a compiler said no to. What is neither here nor in a program was not asked about to the end.
    pub(super) refused: BTreeSet<Id>,
}

/// Builds them. What is in no program that comes back has to be judged alone. `many_are_refused` asks the compiler without
/// the lab about all of them first: that is the cheaper one.
///
/// # Errors
/// Whatever is no module's fault: a build that was interrupted, a disk that is full.
pub(super) fn build(
    workspace: &Workspace<'_>,
    mut programs: Vec<Program>,
    many_are_refused: bool,
    in_use: Arc<File>,
    listener: Listener<'_>,
) -> anyhow::Result<Built> {
    let mut taken_out: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
    for program in &mut programs {
        let refused = refused_before(workspace, program);
        remember(workspace, program, &refused)?;
        program.modules.retain(|it| !refused.contains(&it.id));
        taken_out.insert(program.name.clone(), refused);
    }
    if many_are_refused {
        sieve(workspace, &mut programs, &mut taken_out, &mut *listener)?;
    }
    let all = |taken_out: &BTreeMap<String, BTreeSet<Id>>| taken_out.values().flatten().cloned().collect();
    for _ in 0..ROUNDS {
        programs.retain(|it| !it.modules.is_empty());
        if programs.is_empty() {
            break;
        }
        for program in &programs {
            module::place(&program.modules, &workspace.of(program))?;
        }
        let both = thread::scope(|scope| {
            let plain = scope.spawn(|| workspace.plainly(&programs));
            let lab = workspace.with_lab(&programs, &mut *listener);
            (plain.join().unwrap_or_else(|panic| resume_unwind(panic)), lab)
        });
        let (plain, lab) = match both {
            // One that never ends is found where it is alone.
            (Err(error), _) | (_, Err(error)) if error.is::<BuildEnded>() => break,
            (plain, lab) => (plain?, lab?),
        };
        let (mut rest, mut ready) = (Vec::new(), Vec::new());
        for ((mut program, plain), lab) in programs.into_iter().zip(plain).zip(lab) {
            match (&plain.output, &lab.output) {
                (Outcome::Unclear, _) | (_, Outcome::Unclear) => {}
                (Outcome::Built { .. }, Outcome::Built { .. }) => {
                    ready.push(built(workspace, &program, &plain, &lab, &in_use)?);
                    rest.push(program);
                }
                _ => {
                    let refused: BTreeSet<Id> =
                        [&plain.output, &lab.output].into_iter().flat_map(Outcome::refused).collect();
                    taken_out.entry(program.name.clone()).or_default().extend(refused.clone());
                    remember(workspace, &program, &taken_out[&program.name])?;
                    program.modules.retain(|it| !refused.contains(&it.id));
                    rest.push(program);
                }
            }
        }
        if ready.len() == rest.len() {
            return Ok(Built { ready, refused: all(&taken_out) });
        }
        programs = rest;
    }
    Ok(Built { ready: Vec::new(), refused: all(&taken_out) })
}

/// Takes out what is not Rust without the lab, round by round.
fn sieve(
    workspace: &Workspace<'_>,
    programs: &mut Vec<Program>,
    taken_out: &mut BTreeMap<String, BTreeSet<Id>>,
    listener: Listener<'_>,
) -> anyhow::Result<()> {
    for _ in 0..ROUNDS {
        programs.retain(|it| !it.modules.is_empty());
        for program in programs.iter() {
            module::place(&program.modules, &workspace.of(program))?;
        }
        listener(crate::Event::BuildsSubject);
        let plain = match workspace.plainly(programs) {
            Err(error) if error.is::<BuildEnded>() => return Ok(()),
            plain => plain?,
        };
        let mut any = false;
        for (program, plain) in programs.iter_mut().zip(plain) {
            let refused = plain.output.refused();
            any |= !refused.is_empty();
            taken_out.entry(program.name.clone()).or_default().extend(refused.clone());
            remember(workspace, program, &taken_out[&program.name])?;
            program.modules.retain(|it| !refused.contains(&it.id));
        }
        if !any {
            return Ok(());
        }
    }
    Ok(())
}

/// Both builds were of the bytes that are judged.
fn built(
    workspace: &Workspace<'_>,
    program: &Program,
    plain: &Settled<Outcome>,
    lab: &Settled<Outcome>,
    in_use: &Arc<File>,
) -> anyhow::Result<Ready> {
    let dir = workspace.of(program);
    for module in &program.modules {
        module.is_in(&plain.look, &dir)?;
        module.is_in(&lab.look, &dir)?;
    }
    let file = match &lab.output {
        Outcome::Built { file, .. } => file.clone(),
        Outcome::Refused(_) | Outcome::Unclear => PathBuf::new(),
    };
    let modules = program.modules.iter().map(|it| it.id.clone()).collect();
    Ok(Ready { file, key: lab.key.clone(), modules, dir, _in_use: in_use.clone() })
}

/// Modules that were taken out the last time are not tried again: alone they are judged all the same.
fn refused_before(workspace: &Workspace<'_>, program: &Program) -> BTreeSet<Id> {
    let text = edge::file::text(memory(workspace, program), RECORD).unwrap_or_default();
    let ids = program.modules.iter().map(|it| it.id.clone());
    ids.filter(|id| text.lines().any(|line| line == id.to_string())).collect()
}

fn remember(workspace: &Workspace<'_>, program: &Program, refused: &BTreeSet<Id>) -> anyhow::Result<()> {
    let text: String = refused.iter().map(|id| format!("{id}\n")).collect();
    write_if_changed(&memory(workspace, program), &text).map(drop)
}

fn memory(workspace: &Workspace<'_>, program: &Program) -> PathBuf {
    workspace.of(program).join("refused")
}
