//! The data that a statement touches, as places below local names. Not here: whether it does anything at all.

use super::{LOOKS, is_assignment, is_constructor};
use std::collections::BTreeSet;
use syn::{
    Expr, Member, Stmt,
    visit::{self, Visit},
};

/// Calls that lock, wait, tell or wake, on whatever they are made.
const MEETS: &[&str] = &[
    "abort",
    "acquire",
    "add_permits",
    "await",
    "cancel",
    "cancelled",
    "close",
    "join",
    "join_next",
    "kill",
    "lock",
    "notify_all",
    "notify_one",
    "notify_waiters",
    "publish",
    "read",
    "recv",
    "recv_before",
    "recv_timeout",
    "run",
    "send",
    "shutdown",
    "sigkill",
    "spawn",
    "transaction",
    "try_join_next",
    "try_lock",
    "try_recv",
    "try_send",
    "wait",
    "wait_timeout",
    "wait_while",
    "write",
];

/// Whether two statements touch data of their own alone, and none of the other's.
/// `self_is_ours` says that the method has its object to itself (`&mut self`).
pub(crate) fn commute(first: &Stmt, second: &Stmt, self_is_ours: bool) -> bool {
    let by = |stmt| Touched::by(stmt, self_is_ours);
    let (Some(a), Some(b)) = (by(first), by(second)) else { return false };
    let meets = |all: &BTreeSet<Place>, other: &BTreeSet<Place>| {
        all.iter().any(|one| other.iter().any(|two| one.starts_with(two) || two.starts_with(one)))
    };
    !meets(&a.changed, &b.changed) && !meets(&a.changed, &b.read) && !meets(&a.read, &b.changed)
}

/// A local name, and fields of it.
type Place = Vec<String>;

/// What a statement reads and changes of local names.
#[derive(Default)]
struct Touched {
    read: BTreeSet<Place>,
    changed: BTreeSet<Place>,
    /// It does something that nobody can tell from here.
    unknown: bool,
    self_is_ours: bool,
}

impl Touched {
    fn by(stmt: &Stmt, self_is_ours: bool) -> Option<Touched> {
        let mut touched = Touched { self_is_ours, ..Touched::default() };
        touched.visit_stmt(stmt);
        (!touched.unknown).then_some(touched)
    }

    fn changes(&mut self, expr: &Expr) {
        match place(expr) {
            // The fields of `self` are shared.
            Some(place) if place[0] != "self" || self.self_is_ours => _ = self.changed.insert(place),
            _ => self.unknown = true,
        }
    }
}

impl<'a> Visit<'a> for Touched {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Assign(it) => self.changes(&it.left),
            Expr::Binary(it) if is_assignment(&it.op) => self.changes(&it.left),
            Expr::MethodCall(call) if LOOKS.contains(&&*call.method.to_string()) => {}
            Expr::MethodCall(call) if MEETS.contains(&&*call.method.to_string()) => self.unknown = true,
            Expr::MethodCall(call) => self.changes(&call.receiver),
            Expr::Call(call) if is_constructor(&call.func) => {}
            Expr::Call(_) | Expr::Await(_) | Expr::Try(_) | Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {
                self.unknown = true;
            }
            Expr::Macro(_) | Expr::Loop(_) => self.unknown = true,
            Expr::Reference(it) if it.mutability.is_some() => self.changes(&it.expr),
            Expr::Path(_) | Expr::Field(_) => {
                if let Some(place) = place(expr) {
                    self.read.insert(place);
                    return;
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        self.changed.insert(vec![pat.ident.to_string()]);
    }

    fn visit_macro(&mut self, _: &'a syn::Macro) {
        self.unknown = true;
    }
}

/// `table.early` as a place.
fn place(expr: &Expr) -> Option<Place> {
    match expr {
        Expr::Path(path) => Some(vec![path.path.get_ident()?.to_string()]),
        Expr::Field(field) => {
            let mut place = place(&field.base)?;
            place.push(match &field.member {
                Member::Named(name) => name.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            });
            Some(place)
        }
        Expr::Paren(it) => place(&it.expr),
        _ => None,
    }
}
