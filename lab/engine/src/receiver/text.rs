//! The source as characters: strings and comments blanked, places, words, and brackets.

/// The source with blanks for strings and comments: every bracket and every word that is left is code, at its place.
pub(super) fn code(source: &str) -> Vec<char> {
    let text: Vec<char> = source.chars().collect();
    let mut code: Vec<char> = Vec::with_capacity(text.len());
    let mut i = 0;
    while i < text.len() {
        let rest = &text[i..];
        let skipped = match rest {
            ['/', '/', ..] => rest.iter().take_while(|c| **c != '\n').count(),
            ['/', '*', ..] => rest.windows(2).position(|two| two == ['*', '/']).map_or(rest.len(), |at| at + 2),
            ['"', ..] => string(rest),
            ['\'', '\\', _, ..] => 3 + rest[3..].iter().take_while(|c| **c != '\'').count() + 1,
            ['\'', _, '\'', ..] => 3,
            _ => 0,
        };
        if skipped == 0 {
            code.push(text[i]);
            i += 1;
        } else {
            let skipped = skipped.min(rest.len());
            code.extend(rest[..skipped].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            i += skipped;
        }
    }
    code
}

pub(super) fn string(rest: &[char]) -> usize {
    let mut i = 1;
    while i < rest.len() && rest[i] != '"' {
        i += 1 + usize::from(rest[i] == '\\');
    }
    i + 1
}

pub(super) fn index(text: &[char], line: u32, column: u32) -> Option<usize> {
    let start = match line {
        1 => 0,
        _ => text.iter().enumerate().filter(|(_, c)| **c == '\n').nth(line as usize - 2)?.0 + 1,
    };
    Some(start + column as usize - 1)
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The last index before `at` that holds no blank.
pub(super) fn before(text: &[char], at: usize) -> Option<usize> {
    text[..at].iter().rposition(|c| !c.is_whitespace())
}

/// Where the argument that begins at `from` ends, of a call that opens at `open`.
pub(super) fn argument(text: &[char], open: usize, from: usize) -> Option<usize> {
    let mut depth = 1_u32;
    for (i, c) in text.iter().enumerate().skip(from.max(open + 1)) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && *c == ',') {
            return Some(i);
        }
    }
    None
}

/// The bracket that the one at `close` closes.
pub(super) fn opening(text: &[char], close: usize) -> Option<usize> {
    let mut depth = 0_u32;
    for i in (0..=close).rev() {
        match text[i] {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(i);
        }
    }
    None
}

/// The bracket that closes the one at `open`.
pub(super) fn last_of(text: &[char], open: usize) -> Option<usize> {
    (open..text.len()).find(|close| matches!(text[*close], ')' | ']') && opening(text, *close) == Some(open))
}
