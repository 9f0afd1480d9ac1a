//! Statements that go, or change places with the next one.

use crate::{
    Operator,
    code::quoted,
    effects::{bound, commute, dropped, is_inert, is_pure, leaves, mentions, takes_guard},
    walk::Walk,
};
use syn::{Arm, Block, Expr, Local, Pat, Stmt};

/// A block, statement by statement.
pub(crate) fn in_block(walk: &mut Walk<'_>, block: &Block) {
    let stmts = &block.stmts;
    for (at, stmt) in stmts.iter().enumerate() {
        remove(walk, stmt);
        if let Some(next) = stmts.get(at + 1) {
            swap(walk, stmt, next);
        }
    }
}

fn remove(walk: &mut Walk<'_>, stmt: &Stmt) {
    only_one(walk, stmt);
    // Guards have operators of their own.
    if dropped(stmt).is_some() || walk.alone.contains(&walk.code.range(stmt)) {
        return;
    }
    let (range, text) = (walk.code.range(stmt), quoted(walk.code.text(stmt)));
    match stmt {
        // Without its value the function would not compile.
        Stmt::Expr(expr, None) if !has_unit_value(expr) => {}
        Stmt::Expr(Expr::If(it), _) if it.else_branch.is_none() && leaves_in(&it.then_branch) => {
            walk.replaced(Operator::Unchecked, range, String::new(), format!("{text} is gone"));
        }
        Stmt::Expr(Expr::Try(it), _) => {
            walk.replaced(Operator::Remove, range.clone(), String::new(), format!("{text} is gone"));
            let ignored = format!("let _ = {};", walk.code.text(&*it.expr));
            walk.replaced(Operator::Dropped, range, ignored, format!("the error of {text} is dropped"));
        }
        Stmt::Expr(expr, _) if !is_pure(expr) => {
            let text = format!("{text} is gone");
            walk.replaced(Operator::Remove, range, String::new(), text);
        }
        Stmt::Local(Local { pat: Pat::Wild(_), init: Some(init), .. }) if !is_pure(&init.expr) => {
            walk.replaced(Operator::Remove, range, String::new(), format!("{text} is gone"));
        }
        _ => {}
    }
}

/// Remembers what would be gone twice: the only statement of a branch, and a call that is all of its statement.
fn only_one(walk: &mut Walk<'_>, stmt: &Stmt) {
    let Stmt::Expr(expr, _) = stmt else { return };
    let body = match expr {
        Expr::If(it) if it.else_branch.is_none() && is_looked_at(&it.cond) => &it.then_branch,
        Expr::ForLoop(it) if is_pure(&it.expr) => &it.body,
        Expr::MethodCall(_) => {
            walk.alone.insert(walk.code.range(expr));
            return;
        }
        _ => return,
    };
    if let [only] = &body.stmts[..] {
        walk.alone.insert(walk.code.range(only));
    }
}

/// A condition without an effect, also one that takes apart what it looks at.
fn is_looked_at(cond: &Expr) -> bool {
    match cond {
        Expr::Let(it) => is_pure(&it.expr),
        _ => is_pure(cond),
    }
}

/// Expressions that stand for themselves without a semicolon.
fn has_unit_value(expr: &Expr) -> bool {
    match expr {
        Expr::If(it) => it.else_branch.is_none(),
        Expr::ForLoop(_) | Expr::While(_) => true,
        _ => false,
    }
}

fn leaves_in(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(last, _)) if leaves(last))
}

/// Two neighbours, where at least one does more than change its own data.
fn swap(walk: &mut Walk<'_>, first: &Stmt, second: &Stmt) {
    if is_inert(first) || is_inert(second) || commute(first, second, walk.names.owns_self) {
        return;
    }
    // The last value of a block stays the last.
    if matches!(second, Stmt::Expr(it, None) if !has_unit_value(it)) || goes_away(first) || goes_away(second) {
        return;
    }
    let (one, two) = (walk.code.text(first), walk.code.text(second));
    let needs = |names: std::collections::BTreeSet<String>, text: &str| names.iter().any(|it| mentions(text, it));
    // It would not compile; or it would use what is dropped.
    if needs(bound(first), two)
        || dropped(second).is_some_and(|it| mentions(one, &it))
        || holds_both(walk, first, second)
    {
        return;
    }
    let between = walk.code.slice(walk.code.range(first).end..walk.code.range(second).start);
    let range = walk.code.between(first, second);
    walk.replaced(
        Operator::Swap,
        range,
        format!("{two}{between}{one}"),
        format!("{} comes after {}", quoted(one), quoted(two)),
    );
}

/// `return` and its kin: what stands behind them is dead.
fn goes_away(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Expr(it, _) if leaves(it) && !matches!(it, Expr::Block(_)))
}

/// A guard is released and the same lock is taken: the two cannot change places.
fn holds_both(walk: &Walk<'_>, first: &Stmt, second: &Stmt) -> bool {
    let Some(name) = dropped(first) else { return false };
    let Stmt::Local(Local { pat, init: Some(init), .. }) = second else { return false };
    takes_guard(&init.expr) && mentions(walk.code.text(pat), &name)
}

/// What an arm does.
pub(crate) fn of_arm(walk: &mut Walk<'_>, arm: &Arm) {
    let (range, text) = (walk.code.range(&*arm.body), quoted(walk.code.text(&arm.pat)));
    let nothing = |walk: &mut Walk<'_>| {
        let end = "{}";
        let body = quoted(walk.code.text(&*arm.body));
        walk.replaced(Operator::Remove, range.clone(), end.to_owned(), format!("{text} does nothing: {body} is gone"));
    };
    match &*arm.body {
        Expr::Block(it) if it.block.stmts.len() > 1 => nothing(walk),
        Expr::MethodCall(_) | Expr::Call(_) | Expr::Assign(_) | Expr::Await(_) if !is_pure(&arm.body) => nothing(walk),
        _ => {}
    }
    let is_error = walk.code.text(&arm.pat).starts_with("Err(");
    if walk.loops > 0 && is_error && !leaves(&arm.body) {
        let what = format!("{text} gives up: no retry");
        walk.replaced(Operator::Retry, range, "return".to_owned(), what);
    }
}

/// A closure that is one call does nothing.
pub(crate) fn of_closure(walk: &mut Walk<'_>, expr: &Expr) {
    let Expr::Closure(closure) = expr else { return };
    if matches!(&*closure.body, Expr::MethodCall(_) | Expr::Call(_)) && !is_pure(&closure.body) {
        let (range, text) = (walk.code.range(&*closure.body), quoted(walk.code.text(&*closure.body)));
        walk.replaced(Operator::Remove, range, "()".to_owned(), format!("{text} is gone"));
    }
}
