//! One call in place of another, links of a chain that go, and loops that run once.

use crate::{Operator, code::quoted, walk::Walk};
use syn::{Expr, ExprMethodCall, Stmt};

/// Links that can go: what stands before them has the same type, or nearly.
const LINKS: &[&str] = &["filter", "or_else", "skip", "take_while"];

/// Looks at an expression.
pub(crate) fn of(walk: &mut Walk<'_>, expr: &Expr) {
    match expr {
        Expr::MethodCall(call) => of_method(walk, expr, call),
        Expr::Call(call) => {
            let name = walk.code.text(&*call.func);
            if matches!(name, "std::mem::take" | "mem::take")
                && let Some(Expr::Reference(taken)) = call.args.first()
            {
                let copy = format!("{}.clone()", walk.code.text(&*taken.expr));
                walk.becomes(Operator::Call, expr, copy);
            }
        }
        Expr::While(it) => {
            let text = walk.code.text(expr);
            let once = text.replacen("while", "if", 1);
            let what = format!("`while` becomes `if`, in {}", quoted(text));
            walk.replaced(Operator::Once, walk.code.range(expr), once, what);
            let _ = it;
        }
        Expr::Loop(it) => {
            if let Some(last) = it.body.stmts.last() {
                let end = walk.code.range(&it.body).end - 1;
                let semicolon = if matches!(last, Stmt::Expr(_, None)) { ";" } else { "" };
                let what = "the loop ends after its first round".to_owned();
                walk.replaced(Operator::Once, end..end, format!("{semicolon}break;"), what);
            }
        }
        Expr::ForLoop(it) if !matches!(&*it.expr, Expr::MethodCall(it) if it.method == "values" || it.method == "values_mut") =>
        {
            let several = walk.code.text(&*it.expr);
            let what = format!("only the first of `{several}`");
            let first = format!("({several}).into_iter().take(1)");
            walk.replaced(Operator::First, walk.code.range(&*it.expr), first, what);
        }
        _ => {}
    }
}

fn of_method(walk: &mut Walk<'_>, expr: &Expr, call: &ExprMethodCall) {
    let (receiver, name) = (walk.code.text(&*call.receiver), call.method.to_string());
    let args: Vec<&str> = call.args.iter().map(|it| walk.code.text(it)).collect();
    match (&*name, &args[..]) {
        ("notify_all" | "notify_waiters", []) => walk.becomes(Operator::Call, expr, format!("{receiver}.notify_one()")),
        ("take", []) => walk.becomes(Operator::Call, expr, format!("{receiver}.clone()")),
        // As a statement of its own it would be the statement that is gone.
        ("remove", [key]) if receiver != "self" && !walk.alone.contains(&walk.code.range(expr)) => {
            walk.becomes(Operator::Call, expr, format!("{receiver}.get({key}).cloned()"));
        }
        ("wait_while", [guard, _]) => walk.becomes(Operator::Once, expr, format!("{receiver}.wait({guard})")),
        ("wait_timeout_while", [guard, limit, _]) => {
            walk.becomes(Operator::Once, expr, format!("{receiver}.wait_timeout({guard}, {limit})"));
        }
        ("find", [_]) => walk.becomes(Operator::Link, expr, format!("{receiver}.next()")),
        ("call_once", [closure]) => walk.becomes(Operator::Call, expr, format!("({closure})()")),
        ("min", []) => walk.becomes(Operator::Call, expr, format!("{receiver}.max()")),
        ("pop_front", []) => walk.becomes(Operator::Call, expr, format!("{receiver}.pop_back()")),
        ("push_back", [value]) => walk.becomes(Operator::Call, expr, format!("{receiver}.push_front({value})")),
        ("is_none", []) => walk.becomes(Operator::Condition, expr, format!("{receiver}.is_some()")),
        ("is_some", []) => walk.becomes(Operator::Condition, expr, format!("{receiver}.is_none()")),
        ("values_mut" | "values", []) => walk.becomes(Operator::First, expr, format!("{receiver}.{name}().take(1)")),
        ("spawn", [work]) if walk.known.is_async => {
            walk.becomes(Operator::Spawn, expr, format!("tokio::spawn({work})"));
            walk.becomes(Operator::Spawn, expr, format!("{work}.await"));
        }
        (link, _) if LINKS.contains(&link) => walk.becomes(Operator::Link, expr, receiver.to_owned()),
        _ => {}
    }
}
