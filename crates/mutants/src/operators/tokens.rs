//! Cancellation: a token that is another one, and work that does not hear of its token.

use crate::{Operator, scope::Origin, walk::Walk};
use syn::Expr;

const FRESH: &str = "CancellationToken::new()";

/// Looks at an expression.
pub(crate) fn of(walk: &mut Walk<'_>, expr: &Expr) {
    match expr {
        Expr::MethodCall(call) => {
            let receiver = walk.code.text(&*call.receiver);
            match &*call.method.to_string() {
                "child_token" => {
                    let is_quiet = walk.names.tokens.values().any(|it| *it == Origin::Child(receiver.to_owned()));
                    // A child that nobody cancels says what its parent says.
                    if !is_quiet {
                        walk.becomes(Operator::Token, expr, format!("{receiver}.clone()"));
                    }
                    walk.becomes(Operator::Token, expr, FRESH);
                }
                "run_until_cancelled" => {
                    let work = call.args.first().map_or("", |it| walk.code.text(it));
                    walk.becomes(Operator::Token, expr, format!("async {{ Some(({work}).await) }}"));
                }
                _ => {}
            }
            for arg in &call.args {
                argument(walk, arg);
            }
        }
        Expr::Call(call) if walk.code.text(&*call.func) == "CancellationToken::new" => {
            for field in fields(walk) {
                walk.becomes(Operator::Token, expr, format!("self.{field}.clone()"));
            }
        }
        Expr::Call(call) => {
            for arg in &call.args {
                argument(walk, arg);
            }
        }
        _ => {}
    }
}

/// A token as an argument becomes each other token in sight.
fn argument(walk: &mut Walk<'_>, arg: &Expr) {
    let text = walk.code.text(arg);
    let fields = fields(walk);
    let origin = walk.names.tokens.iter().find(|(name, _)| text == *name || text == format!("&{name}"));
    let origin = origin.map(|(_, origin)| origin.clone());
    let is_field = fields.iter().any(|it| text == format!("&self.{it}"));
    match &origin {
        // Where it is made it becomes another one already.
        Some(Origin::Fresh(..=1)) => return,
        None if !is_field => return,
        _ => {}
    }
    if !matches!(origin, Some(Origin::Fresh(_))) {
        walk.becomes(Operator::Token, arg, format!("&{FRESH}"));
    }
    let is_parent = |it: &str| matches!(&origin, Some(Origin::Child(parent)) if *parent == it[1..]);
    for other in fields.iter().map(|it| format!("&self.{it}")).filter(|it| it != text && !is_parent(it)) {
        walk.becomes(Operator::Token, arg, other);
    }
}

fn fields(walk: &Walk<'_>) -> Vec<String> {
    match walk.names.has_self {
        true => walk.known.tokens.get(&walk.of).cloned().unwrap_or_default(),
        false => Vec::new(),
    }
}
