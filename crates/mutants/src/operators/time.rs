//! Limits and moments: a limit that is gone, doubled, halved, or that begins anew.

use crate::{Operator, walk::Walk};
use syn::{Expr, ExprCall};

/// As good as no limit: half a year.
const NEVER: &str = "std::time::Duration::from_secs(1 << 24)";

/// Looks at an expression.
pub(crate) fn of(walk: &mut Walk<'_>, expr: &Expr) {
    match expr {
        Expr::Call(call) => of_call(walk, call),
        Expr::MethodCall(call) => {
            let limit = match &*call.method.to_string() {
                "recv_timeout" => call.args.first(),
                "wait_timeout" | "wait_timeout_while" => call.args.iter().nth(1),
                _ => return,
            };
            if let Some(limit) = limit {
                limits(walk, limit);
            }
        }
        Expr::Path(path) => {
            let Some(name) = path.path.get_ident().map(ToString::to_string) else { return };
            if let Some(anew) = walk.names.moments.get(&name).cloned() {
                walk.becomes(Operator::Restarted, expr, anew);
            }
        }
        _ => {}
    }
}

fn of_call(walk: &mut Walk<'_>, call: &ExprCall) {
    let Some(limit) = call.args.first() else { return };
    match walk.code.text(&*call.func) {
        "timeout" | "tokio::time::timeout" | "sleep" | "tokio::time::sleep" => limits(walk, limit),
        "timeout_at" | "tokio::time::timeout_at" => {
            let text = walk.code.text(limit);
            walk.becomes(Operator::Limit, limit, format!("{text} + {NEVER}"));
        }
        _ => {}
    }
}

fn limits(walk: &mut Walk<'_>, limit: &Expr) {
    let text = walk.code.text(limit);
    walk.becomes(Operator::Limit, limit, NEVER);
    walk.becomes(Operator::Limit, limit, format!("({text}) * 2"));
    walk.becomes(Operator::Limit, limit, format!("({text}) / 2"));
}
