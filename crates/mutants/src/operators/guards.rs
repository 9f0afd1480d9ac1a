//! Guards that are not held, held to the end, or let go in the middle. One that is held longer or shorter by a statement is
//! a swap with `drop`, or with the lock.

use crate::{
    Operator,
    code::quoted,
    effects::{dropped, is_inert, mentions, takes_guard},
    walk::Walk,
};
use syn::{Block, Local, Pat, Stmt};

/// The guards that a block takes.
pub(crate) fn in_block(walk: &mut Walk<'_>, block: &Block) {
    for (at, stmt) in block.stmts.iter().enumerate() {
        held_longer(walk, block, at);
        let Stmt::Local(Local { pat: Pat::Ident(name), init: Some(init), .. }) = stmt else { continue };
        if !takes_guard(&init.expr) {
            continue;
        }
        let (taken, guard) = (walk.code.text(&*init.expr), name.ident.to_string());
        if guard.starts_with('_') {
            let (range, line) = (walk.code.range(stmt), quoted(walk.code.text(stmt)));
            walk.replaced(
                Operator::NotHeld,
                range,
                format!("drop({taken});"),
                format!("the guard of {line} is not held"),
            );
        } else {
            split(walk, &block.stmts[at + 1..], &guard, taken);
        }
    }
}

/// `drop(guard)` is gone, where something is done after it.
fn held_longer(walk: &mut Walk<'_>, block: &Block, at: usize) {
    let stmt = &block.stmts[at];
    let Some(guard) = dropped(stmt) else { return };
    let is_taken_here = block.stmts[..at].iter().any(|it| crate::effects::bound(it).contains(&guard));
    // At the end of its block a guard goes anyhow, if it is the block's own.
    if is_taken_here && block.stmts[at + 1..].iter().all(is_inert) {
        return;
    }
    let range = walk.code.range(stmt);
    let next = block.stmts.get(at + 1).map_or_else(|| "the end".to_owned(), |it| quoted(walk.code.text(it)));
    let what = format!("`drop({guard});` before {next} is gone");
    walk.replaced(Operator::HeldLonger, range, String::new(), what);
}

/// Before each use but the first, the guard is let go and taken again.
fn split(walk: &mut Walk<'_>, rest: &[Stmt], guard: &str, taken: &str) {
    let mut was_used = false;
    for stmt in rest {
        if dropped(stmt).as_deref() == Some(guard) {
            return;
        }
        let uses = mentions(walk.code.text(stmt), guard);
        // A value at the end of the block may be all there is, and a name for a value is no second look.
        if uses && was_used {
            let start = walk.code.range(stmt).start;
            let again = format!("drop({guard});\n        let mut {guard} = {taken};\n        ");
            let what = format!("`{guard}` is let go and taken again before {}", quoted(walk.code.text(stmt)));
            walk.replaced(Operator::Split, start..start, again, what);
        }
        was_used |= uses;
    }
}
