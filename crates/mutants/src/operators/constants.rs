//! Numbers, truths, values of enums, signals and flags.

use crate::{Operator, code::quoted, walk::Walk};
use syn::{BinOp, Expr, ExprPath, Lit, Pat};

/// Names of the system that are taken for each other.
const TWINS: &[(&str, &str)] = &[
    ("Signal::SIGCHLD", "Signal::SIGTERM"),
    ("Signal::SIGTERM", "Signal::SIGCHLD"),
    ("Signal::SIGKILL", "Signal::SIGTERM"),
    ("Errno::ECHILD", "Errno::EINTR"),
    ("WaitPidFlag::WNOHANG", "WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT"),
    ("Id::All", "Id::PGid(Pid::from_raw(0))"),
];

/// Looks at an expression.
pub(crate) fn of(walk: &mut Walk<'_>, expr: &Expr) {
    match expr {
        Expr::Lit(it) => match &it.lit {
            Lit::Bool(it) => walk.becomes(Operator::Constant, expr, (!it.value).to_string()),
            Lit::Int(it) => {
                let Ok(number) = it.base10_parse::<u64>() else { return };
                walk.becomes(Operator::Constant, expr, format!("{}{}", number + 1, it.suffix()));
                if number > 0 {
                    walk.becomes(Operator::Constant, expr, format!("{}{}", number - 1, it.suffix()));
                }
            }
            _ => {}
        },
        Expr::Path(path) => of_path(walk, path),
        Expr::Call(call) if walk.code.text(&*call.func) == "Some" => {
            if let Some(flag) = call.args.first().filter(|it| walk.code.text(*it).starts_with("WaitPidFlag::")) {
                let text = quoted(walk.code.text(flag));
                walk.replaced(Operator::Flag, walk.code.range(expr), "None".to_owned(), format!("no flag {text}"));
            }
        }
        Expr::Binary(it) if matches!(it.op, BinOp::BitOr(_)) => {
            for part in [&it.left, &it.right] {
                walk.becomes(Operator::Flag, expr, walk.code.text(&**part));
            }
        }
        _ => {}
    }
}

fn of_path(walk: &mut Walk<'_>, path: &ExprPath) {
    let text = walk.code.text(path);
    for (_, twin) in TWINS.iter().filter(|(name, _)| *name == text) {
        walk.becomes(Operator::Flag, path, *twin);
    }
    others(walk, path, text);
}

/// A pattern that is a value of an enum.
pub(crate) fn of_pattern(walk: &mut Walk<'_>, pat: &Pat) {
    if let Pat::Path(path) = pat {
        others(walk, path, walk.code.text(path));
    }
}

/// Each other value of its enum.
fn others(walk: &mut Walk<'_>, node: &impl syn::spanned::Spanned, text: &str) {
    let Some((of, value)) = text.split_once("::") else { return };
    let Some(all) = walk.known.enums.get(of) else { return };
    if !all.iter().any(|it| it == value) {
        return;
    }
    let others: Vec<String> = all.iter().filter(|it| *it != value).map(|it| format!("{of}::{it}")).collect();
    // Beside itself an alternative is nothing new.
    for other in others.into_iter().filter(|it| !walk.cases.contains(it)).collect::<Vec<_>>() {
        walk.becomes(Operator::Variant, node, other);
    }
}
