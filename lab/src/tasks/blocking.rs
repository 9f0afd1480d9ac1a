//! Methods of `tokio::sync` that block the thread. The types are the real ones, so these calls compile; inside a task
//! they would stop the one thread that polls all of them. They are found by name, comments and strings left out.

const BLOCKING: &[(&str, &str)] = &[
    ("blocking_lock", "`blocking_lock`; use `lock().await`"),
    ("blocking_lock_owned", "`blocking_lock_owned`; use `lock_owned().await`"),
    ("blocking_read", "`blocking_read`; use `read().await`"),
    ("blocking_write", "`blocking_write`; use `write().await`"),
    ("blocking_recv", "`blocking_recv`; use `recv().await`"),
    ("blocking_recv_many", "`blocking_recv_many`; use `recv_many(…).await`"),
    ("blocking_send", "`blocking_send`; use `send(…).await`"),
];

/// Each call with its line, and what to use.
pub(crate) fn blocking_calls(source: &str) -> Vec<(usize, &'static str)> {
    let code = without_text(source);
    let lines = code.lines().enumerate();
    let found = lines.flat_map(|(i, line)| {
        let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter_map(move |word| BLOCKING.iter().find(|(name, _)| *name == word).map(|(_, say)| (i + 1, *say)))
    });
    found.collect()
}

/// The source with comments and strings blanked. Lines stay where they are.
fn without_text(source: &str) -> String {
    #[derive(PartialEq)]
    enum In {
        Code,
        Line,
        Block(u32),
        Text,
    }
    let mut state = In::Code;
    let mut code = String::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        state = match (state, c, next) {
            (state, '\n', _) => {
                code.push('\n');
                if state == In::Line { In::Code } else { state }
            }
            (In::Code, '/', Some('/')) => In::Line,
            (In::Code, '/', Some('*')) => {
                chars.next();
                In::Block(1)
            }
            (In::Block(depth), '/', Some('*')) => {
                chars.next();
                In::Block(depth + 1)
            }
            (In::Block(depth), '*', Some('/')) => {
                chars.next();
                if depth == 1 { In::Code } else { In::Block(depth - 1) }
            }
            (In::Text, '\\', Some(_)) => {
                chars.next();
                In::Text
            }
            (In::Text, '"', _) => In::Code,
            (In::Code, '"', _) => In::Text,
            // A quote as a character is no string.
            (In::Code, '\'', Some('"')) => {
                chars.next();
                In::Code
            }
            (In::Code, c, _) => {
                code.push(c);
                In::Code
            }
            (state, ..) => state,
        };
    }
    code
}

#[cfg(test)]
mod tests {
    use super::blocking_calls;

    #[test]
    fn names_line_and_way_out() {
        let found = blocking_calls("fn f() {\n    tx.blocking_send(1);\n}\n");
        assert_eq!(found, [(2, "`blocking_send`; use `send(…).await`")]);
    }

    #[test]
    fn comments_and_strings_are_not_code() {
        assert_eq!(
            blocking_calls("// blocking_send\n/* blocking_recv /* */ */ let s = \"blocking_lock \\\" x\"; '\"'; f()"),
            []
        );
    }
}
