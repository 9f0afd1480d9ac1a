//! Conditions that are always or never true, or lose a part; comparisons and patterns.

use crate::{Operator, code::quoted, walk::Walk};
use syn::{Arm, BinOp, Expr, Pat};

/// Looks at an expression.
pub(crate) fn of(walk: &mut Walk<'_>, expr: &Expr) {
    match expr {
        Expr::If(it) if !has_pattern(&it.cond) => {
            let text = quoted(walk.code.text(&*it.cond));
            let (range, line) = (walk.code.range(&*it.cond), quoted(walk.code.text(expr)));
            walk.replaced(
                Operator::Condition,
                range.clone(),
                "true".to_owned(),
                format!("{text} is always true, in {line}"),
            );
            // Without a second branch this is the statement that is gone.
            if it.else_branch.is_some() {
                walk.replaced(
                    Operator::Condition,
                    range,
                    "false".to_owned(),
                    format!("{text} is never true, in {line}"),
                );
            }
        }
        Expr::Binary(it) => {
            let other = match it.op {
                BinOp::Eq(_) => "!=",
                BinOp::Ne(_) => "==",
                BinOp::Lt(_) => "<=",
                BinOp::Le(_) => "<",
                BinOp::Gt(_) => ">=",
                BinOp::Ge(_) => ">",
                BinOp::And(_) | BinOp::Or(_) => {
                    for part in [&it.left, &it.right] {
                        walk.becomes(Operator::Condition, expr, walk.code.text(&**part));
                    }
                    return;
                }
                BinOp::Add(_) => "-",
                BinOp::Sub(_) => "+",
                BinOp::AddAssign(_) => "-=",
                BinOp::SubAssign(_) => "+=",
                _ => return,
            };
            let [left, right] = [&it.left, &it.right].map(|it| walk.code.text(&**it));
            walk.becomes(Operator::Comparison, expr, format!("{left} {other} {right}"));
        }
        _ => {}
    }
}

fn has_pattern(cond: &Expr) -> bool {
    matches!(cond, Expr::Let(_)) || matches!(cond, Expr::Binary(it) if has_pattern(&it.left) || has_pattern(&it.right))
}

/// The guard of an arm.
pub(crate) fn of_arm(walk: &mut Walk<'_>, arm: &Arm) {
    let Some((keyword, guard)) = &arm.guard else { return };
    let (range, text) = (walk.code.between(keyword, &**guard), quoted(walk.code.text(&**guard)));
    let pattern = quoted(walk.code.text(&arm.pat));
    walk.replaced(Operator::Pattern, range.clone(), String::new(), format!("{pattern} matches whether or not {text}"));
    walk.replaced(Operator::Pattern, range, "if false".to_owned(), format!("{pattern} never matches"));
}

/// One alternative less.
pub(crate) fn of_pattern(walk: &mut Walk<'_>, pat: &Pat) {
    let Pat::Or(it) = pat else { return };
    for without in &it.cases {
        let rest = it.cases.iter().filter(|case| !std::ptr::eq(*case, without));
        let rest: Vec<&str> = rest.map(|case| walk.code.text(case)).collect();
        walk.becomes(Operator::Pattern, pat, rest.join(" | "));
    }
}
