//! What a statement does beyond its own names, as far as its text says. Two statements that only touch different data can
//! change places unseen, and one that does nothing can go anywhere. When in doubt, it does something.

mod names;
mod touched;

pub(crate) use names::{bound, dropped, leaves, mentions, takes_guard};
pub(crate) use touched::commute;

use syn::{
    Expr, Local, Stmt,
    visit::{self, Visit},
};

/// Methods that only look, or only make a value.
const LOOKS: &[&str] = &[
    "all",
    "any",
    "as_raw",
    "as_ref",
    "as_str",
    "child_token",
    "clone",
    "cloned",
    "collect",
    "contains",
    "contains_key",
    "copied",
    "expect",
    "filter",
    "find",
    "flatten",
    "get",
    "id",
    "into",
    "into_iter",
    "is_empty",
    "is_none",
    "is_some",
    "is_zero",
    "iter",
    "keys",
    "last",
    "len",
    "map",
    "map_err",
    "max",
    "min",
    "next",
    "ok",
    "ok_or",
    "or_else",
    "rev",
    "saturating_duration_since",
    "then",
    "then_some",
    "to_owned",
    "to_string",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "values",
];

/// Functions of a type that only make a value.
const MAKES: &[&str] = &[
    "builder",
    "channel",
    "default",
    "from",
    "from_iter",
    "from_millis",
    "from_raw",
    "from_secs",
    "new",
    "sync_channel",
    "this",
];

/// Does nothing but give names to values, or is no code at all.
pub(crate) fn is_inert(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Local(Local { init, .. }) => {
            init.as_ref().is_none_or(|it| is_pure(&it.expr) && it.diverge.as_ref().is_none_or(|(_, it)| is_pure(it)))
        }
        Stmt::Item(_) => true,
        Stmt::Expr(expr, _) => is_pure(expr),
        Stmt::Macro(_) => false,
    }
}

/// Has a value and no effect.
pub(crate) fn is_pure(expr: &Expr) -> bool {
    struct Seen(bool);
    impl<'a> Visit<'a> for Seen {
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                // What they hold is done later.
                Expr::Closure(_) | Expr::Async(_) => return,
                Expr::MethodCall(call) if LOOKS.contains(&&*call.method.to_string()) => {}
                Expr::Call(call) if is_constructor(&call.func) => {}
                Expr::MethodCall(_) | Expr::Call(_) | Expr::Assign(_) | Expr::Await(_) | Expr::Try(_) => self.0 = false,
                Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Loop(_) | Expr::While(_) => self.0 = false,
                Expr::Binary(binary) if is_assignment(&binary.op) => self.0 = false,
                Expr::Macro(it) => self.0 &= it.mac.path.is_ident("matches") || it.mac.path.is_ident("vec"),
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut seen = Seen(true);
    seen.visit_expr(expr);
    seen.0
}

fn is_constructor(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    let name = last.ident.to_string();
    name.starts_with(char::is_uppercase) || MAKES.contains(&&*name)
}

fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp::{AddAssign, BitAndAssign, BitOrAssign, MulAssign, SubAssign};
    matches!(op, AddAssign(_) | SubAssign(_) | MulAssign(_) | BitOrAssign(_) | BitAndAssign(_))
}
