//! `select!`, by its tokens: the compiler knows nothing of its inside until the macro is expanded. Branches go, change
//! places, or lose and gain `biased`; what is awaited and what is done is code again, and is walked as such.

use crate::{Operator, code::quoted, walk::Walk};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::ops::Range;
use syn::{Expr, Macro, visit::Visit};

/// One branch: where it stands, and its two pieces of code.
struct Branch {
    range: Range<usize>,
    awaited: TokenStream,
    done: TokenStream,
}

/// Looks at a macro.
pub(crate) fn of(walk: &mut Walk<'_>, mac: &Macro) {
    if mac.path.segments.last().is_none_or(|it| it.ident != "select") {
        return;
    }
    let tokens: Vec<TokenTree> = mac.tokens.clone().into_iter().collect();
    let is_biased = matches!(tokens.first(), Some(TokenTree::Ident(it)) if it == "biased");
    let (head, rest) = tokens.split_at(if is_biased { 2 } else { 0 });
    match (head, rest.first()) {
        ([first, last], _) => {
            let range = walk.code.between(first, last);
            walk.replaced(Operator::Select, range, String::new(), "`biased;` is gone".to_owned());
        }
        (_, Some(first)) => {
            let start = walk.code.range(first).start;
            walk.replaced(Operator::Select, start..start, "biased;\n".to_owned(), "`biased;` is there".to_owned());
        }
        _ => {}
    }
    let branches = branches(walk, rest);
    for branch in &branches {
        let what = format!("no branch {}", quoted(walk.code.slice(branch.range.clone())));
        walk.replaced(Operator::Select, branch.range.clone(), String::new(), what);
        for code in [&branch.awaited, &branch.done] {
            if let Ok(expr) = syn::parse2::<Expr>(code.clone()) {
                walk.visit_expr(&expr);
            }
        }
    }
    for pair in branches.windows(2).filter(|_| is_biased) {
        let [one, two] = [&pair[0].range, &pair[1].range].map(|it| walk.code.slice(it.clone()).to_owned());
        let between = walk.code.slice(pair[0].range.end..pair[1].range.start).to_owned();
        let what = format!("{} comes after {}", quoted(&one), quoted(&two));
        walk.replaced(Operator::Select, pair[0].range.start..pair[1].range.end, format!("{two}{between}{one}"), what);
    }
}

/// `pattern = awaited => done`, each with the comma behind it.
fn branches(walk: &Walk<'_>, tokens: &[TokenTree]) -> Vec<Branch> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let Some(arrow) = (0..rest.len()).find(|at| is_arrow(rest, *at)) {
        let equals = rest[..arrow].iter().position(|it| is_punct(it, '='));
        let awaited = rest[equals.map_or(0, |it| it + 1)..arrow].iter().cloned().collect();
        let body = &rest[arrow + 2..];
        let is_block = matches!(body.first(), Some(TokenTree::Group(it)) if it.delimiter() == Delimiter::Brace);
        let length = match is_block {
            true => 1,
            false => body.iter().position(|it| is_punct(it, ',')).unwrap_or(body.len()),
        };
        let with_comma = length + usize::from(body.get(length).is_some_and(|it| is_punct(it, ',')));
        let Some(last) = body[..with_comma].last() else { return found };
        let range = walk.code.between(&rest[0], last);
        found.push(Branch { range, awaited, done: body[..length].iter().cloned().collect() });
        rest = &body[with_comma..];
    }
    found
}

fn is_arrow(tokens: &[TokenTree], at: usize) -> bool {
    matches!(&tokens[at], TokenTree::Punct(it) if it.as_char() == '=' && it.spacing() == Spacing::Joint)
        && tokens.get(at + 1).is_some_and(|it| is_punct(it, '>'))
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == sign)
}
