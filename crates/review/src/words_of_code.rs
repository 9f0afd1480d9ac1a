//! Rust as a list of words: names, numbers, texts and marks. Comments and blanks are left out. It is for comparing files that
//! need not compile, so it never fails.

/// The words of a file.
pub(crate) fn words(source: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = length(rest, first);
        if !first.is_whitespace() && !rest.starts_with("//") && !rest.starts_with("/*") {
            all.push(&rest[..length]);
        }
        rest = &rest[length..];
    }
    all
}

/// The words of a file, each with its line, counted from 1.
pub(crate) fn placed(source: &str) -> Vec<(u32, &str)> {
    let mut line = 1;
    let mut done = source.as_ptr() as usize;
    let lines = |from: usize, to: usize| source[from..to].matches('\n').count();
    let start = done;
    words(source)
        .into_iter()
        .map(|word| {
            let at = word.as_ptr() as usize;
            line += u32::try_from(lines(done - start, at - start)).unwrap_or_default();
            done = at;
            (line, word)
        })
        .collect()
}

/// How long the word is that `rest` begins with, in bytes.
fn length(rest: &str, first: char) -> usize {
    let until = |end: &dyn Fn(char) -> bool| rest.find(|it| !end(it)).unwrap_or(rest.len());
    match first {
        _ if first.is_whitespace() => until(&char::is_whitespace),
        '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => block(rest),
        '"' => text(rest),
        '\'' => quoted(rest),
        _ if is_of_a_name(first) => until(&is_of_a_name),
        _ => first.len_utf8(),
    }
}

fn is_of_a_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// A comment that may hold others.
fn block(rest: &str) -> usize {
    let mut depth = 0;
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `'a'`, or the mark of a lifetime.
fn quoted(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some(_)) => rest[3..].find('\'').map_or(1, |at| at + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_file_falls_into_words_and_comments_into_none() {
        let source = "fn a<'x>(b: &'x str) -> u8 { // says\n    /* more /* inside */ */ let c = '\\'' as u8; \"d \\\" e\".len(); 'f' }";
        let said = "fn a < ' x > ( b : & ' x str ) - > u8 { let c = '\\'' as u8 ; \"d \\\" e\" . len ( ) ; 'f' }";
        assert_eq!(words(source).join(" "), said);
    }

    #[test]
    fn what_does_not_end_ends_with_the_file() {
        for source in ["\"a", "/* a", "'", "'\\", "a\\", "é\u{301}'é'"] {
            assert_eq!(
                words(source).concat().len() + usize::from(source.starts_with("/*")) * 4,
                source.len(),
                "{source}"
            );
        }
    }
}
