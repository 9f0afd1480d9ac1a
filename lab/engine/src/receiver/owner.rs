//! Whose field it is: the type of the `impl` block around a place, or the one struct that has such a field.

use super::text::is_word;

/// The type whose `impl` block holds `at`.
pub(super) fn implementor(text: &[char], at: usize) -> Option<String> {
    let mut blocks: Vec<Option<String>> = Vec::new();
    let mut from = 0;
    for (i, c) in text.iter().enumerate().take(at) {
        match c {
            '{' => {
                blocks.push(of_impl(&text[from..i]));
                from = i + 1;
            }
            '}' => {
                blocks.pop();
                from = i + 1;
            }
            ';' => from = i + 1,
            _ => {}
        }
    }
    blocks.into_iter().rev().flatten().next()
}

/// `impl<T> Drop for Guard<T> where …` is about `Guard`.
pub(super) fn of_impl(header: &[char]) -> Option<String> {
    let header: String = header.iter().collect();
    let header = header.trim_start();
    let at = header.rfind("impl").filter(|at| {
        let word_before = header[..*at].chars().next_back().is_some_and(is_word);
        !word_before && !header[at + 4..].chars().next().is_some_and(is_word)
    })?;
    // An argument or a result of the type `impl …` is no block.
    if header[..at].contains("fn ") {
        return None;
    }
    let rest = without_generics(&header[at + 4..]);
    let rest = rest.split(" where").next().unwrap_or_default();
    let of = rest.rsplit(" for ").next().unwrap_or(rest).trim();
    let name = of.rsplit("::").next().unwrap_or(of).trim();
    let name: String = name.trim_start_matches('&').chars().take_while(|c| is_word(*c)).collect();
    (!name.is_empty()).then_some(name)
}

pub(super) fn without_generics(text: &str) -> String {
    let (mut plain, mut depth, mut last) = (String::new(), 0_u32, ' ');
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' if last != '-' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
        last = c;
    }
    plain
}

/// The struct that has a field of this name, if no other one has.
pub(super) fn only_struct_with(text: &[char], field: &str) -> Option<String> {
    let code: String = text.iter().collect();
    let mut owners = Vec::new();
    for (at, _) in code.match_indices("struct ") {
        if code[..at].chars().next_back().is_some_and(is_word) {
            continue;
        }
        let rest = &code[at + "struct ".len()..];
        let owner: String = rest.chars().take_while(|c| is_word(*c)).collect();
        let Some(open) = rest.find(['{', ';', '(']).filter(|open| rest[*open..].starts_with('{')) else { continue };
        let Some(close) = rest.find('}') else { continue };
        let body = rest.get(open + 1..close).unwrap_or_default();
        let has = body.match_indices(field).any(|(at, _)| {
            let after = body[at + field.len()..].trim_start();
            !body[..at].chars().next_back().is_some_and(is_word) && after.starts_with(':') && !after.starts_with("::")
        });
        if has && !owner.is_empty() {
            owners.push(owner);
        }
    }
    (owners.len() == 1).then(|| owners.remove(0))
}
