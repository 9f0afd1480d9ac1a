//! Many subjects at a board, one after another: those that share a program are built once, and it is started anew for each.

use super::{Alone, Item, program, programs, rounds, sorted, workspace};
use crate::{Board, Checker, Layout, Opened, harness::locked, verdict::OtherBytes};
use anyhow::bail;
use records::record::World;
use std::{process::Command, sync::Arc};
use supervise::Cancel;

/// See [`Checker::open_boards`].
pub(crate) fn each(
    layout: &Layout,
    items: &[Item<'_>],
    cancel: &Cancel,
    play: &mut dyn FnMut(usize, Board) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (shared, alone) = sorted(items)?;
    let mut alone: Vec<usize> = alone.into_iter().map(|Alone { at, .. }| at).collect();
    for world in [World::Threads, World::Tasks, World::Processes] {
        let here = shared.iter().filter(|it| items[it.at].exercise.record.world == world).collect::<Vec<_>>();
        if !here.iter().any(|it| items[it.at].is_judged) {
            continue;
        }
        let workspace = workspace(layout, world, items, &here, cancel)?;
        let lock = Arc::new(locked(&workspace.dir, cancel, &mut |_| {})?);
        let built = rounds::build(&workspace, programs(items, world, &here), false, lock, &mut |_| {})?;
        for it in here.into_iter().filter(|it| items[it.at].is_judged) {
            let Some(ready) = built.ready.iter().find(|ready| ready.modules.contains(&it.module.id)) else {
                alone.push(it.at);
                continue;
            };
            let mut command = Command::new(&ready.file);
            command.arg(it.module.id.to_string());
            let key = program::key_of(&ready.key, &it.module.id);
            match Board::start(command, &key, &items[it.at].options) {
                // A program that is not the one of these bytes, whatever cargo thinks.
                Err(error) if error.is::<OtherBytes>() => {
                    ready.distrust()?;
                    alone.push(it.at);
                }
                board => play(it.at, board?)?,
            }
        }
    }
    for at in alone.into_iter().filter(|at| items[*at].is_judged) {
        let Item { exercise, subject, options, .. } = &items[at];
        match Checker::new(layout).open_board(exercise, subject, options, &mut |_| {})? {
            Opened::Board(board) => play(at, *board)?,
            Opened::Judged(checked) => bail!("{}: {}", exercise.short(), checked.judged.verdict.words()),
        }
    }
    Ok(())
}
