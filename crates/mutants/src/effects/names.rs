//! Names in statements, and a few forms of them: a guard that is taken or dropped, control that leaves.

use std::collections::BTreeSet;
use syn::{Expr, ExprMethodCall, Pat, Stmt, visit::Visit};

/// The names that a statement introduces.
pub(crate) fn bound(stmt: &Stmt) -> BTreeSet<String> {
    match stmt {
        Stmt::Local(local) => names(&local.pat),
        _ => BTreeSet::new(),
    }
}

fn names(pat: &Pat) -> BTreeSet<String> {
    struct Names(BTreeSet<String>);
    impl<'a> Visit<'a> for Names {
        fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
            self.0.insert(pat.ident.to_string());
        }
    }
    let mut names = Names(BTreeSet::new());
    names.visit_pat(pat);
    names.0
}

/// Whether a name is used, also inside of a macro.
pub(crate) fn mentions(code: &str, name: &str) -> bool {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
}

/// Whether control leaves here for good: a return, or the like, as the last thing.
pub(crate) fn leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(block) => block.block.stmts.last().is_some_and(|it| matches!(it, Stmt::Expr(it, _) if leaves(it))),
        _ => false,
    }
}

/// A call that takes a guard, with `unwrap` or `await`: `self.tasks.lock().unwrap()`.
pub(crate) fn takes_guard(expr: &Expr) -> bool {
    let is_lock =
        |call: &ExprMethodCall| matches!(&*call.method.to_string(), "lock" | "read" | "write") && call.args.is_empty();
    match expr {
        Expr::MethodCall(call) if matches!(&*call.method.to_string(), "unwrap" | "expect") => {
            takes_guard(&call.receiver)
        }
        Expr::Await(it) => matches!(&*it.base, Expr::MethodCall(call) if is_lock(call)),
        Expr::MethodCall(call) => is_lock(call),
        _ => false,
    }
}

/// `drop(name)`: the name.
pub(crate) fn dropped(stmt: &Stmt) -> Option<String> {
    let Stmt::Expr(Expr::Call(call), _) = stmt else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    let Some(Expr::Path(name)) = call.args.first() else { return None };
    (path.path.is_ident("drop")).then(|| name.path.get_ident().map(ToString::to_string)).flatten()
}
