//! Functions of `tokio::sync` that compile, since the types are the real ones, and that the lab cannot have: those that
//! block the thread (a real runtime panics there, and here is none), and those that make a static, which would carry
//! its state from one schedule to the next. They are found by name, comments and strings left out.

const BLOCKING: &[(&str, &str)] = &[
    ("blocking_lock", "`blocking_lock`; use `lock().await`"),
    ("blocking_lock_owned", "`blocking_lock_owned`; use `lock_owned().await`"),
    ("blocking_read", "`blocking_read`; use `read().await`"),
    ("blocking_write", "`blocking_write`; use `write().await`"),
    ("blocking_recv", "`blocking_recv`; use `recv().await`"),
    ("blocking_recv_many", "`blocking_recv_many`; use `recv_many(…).await`"),
    ("blocking_send", "`blocking_send`; use `send(…).await`"),
    ("blocking_acquire", "`blocking_acquire`; use `acquire().await`"),
    ("blocking_acquire_many", "`blocking_acquire_many`; use `acquire_many(…).await`"),
    ("blocking_acquire_owned", "`blocking_acquire_owned`; use `acquire_owned().await`"),
    ("blocking_acquire_many_owned", "`blocking_acquire_many_owned`; use `acquire_many_owned(…).await`"),
    ("const_new", "`const_new`, a static of `tokio::sync`; make it in the code that each schedule runs"),
    ("const_new_closed", "`const_new_closed`, a static of `tokio::sync`; make it in the code that each schedule runs"),
    ("const_new_with", "`const_new_with`, a static of `tokio::sync`; make it in the code that each schedule runs"),
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

/// `r"…"` and `r#"…"#`: how many hashes, if a raw string starts after this `r`.
fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then_some(hashes)
}

/// The source with comments and strings blanked. Lines stay where they are.
fn without_text(source: &str) -> String {
    #[derive(PartialEq)]
    enum In {
        Code,
        Line,
        Block(u32),
        Text,
        /// With so many hashes.
        Raw(usize),
    }
    let mut state = In::Code;
    let mut code = String::new();
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        let next = chars.clone().next();
        let is_name = code.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !code.ends_with(['b', 'c']);
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
                code.extend(chars.next().filter(|c| *c == '\n'));
                In::Text
            }
            (In::Text, '"', _) => In::Code,
            (In::Code, '"', _) => In::Text,
            (In::Code, 'r', Some('"' | '#')) if !is_name && raw_string(chars.as_str()).is_some() => {
                let hashes = raw_string(chars.as_str()).unwrap_or_default();
                chars.nth(hashes);
                In::Raw(hashes)
            }
            (In::Raw(hashes), '"', _) if chars.as_str().starts_with(&"#".repeat(hashes)) => {
                chars.by_ref().take(hashes).for_each(|_| ());
                In::Code
            }
            // A quote as a character is no string.
            (In::Code, '\'', Some('"')) => {
                chars.next();
                In::Code
            }
            (In::Code, '\'', Some('\\')) => {
                chars.nth(1);
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
    fn no_quote_hides_a_call() {
        for before in ["'\"'", "b'\"'", r#"r"\""#, r###"r#"""#"###, r###"br#"\"#"###, r#"bar("x")"#, "'\\\\'"] {
            assert_eq!(blocking_calls(&format!("{before}; f.blocking_lock()")).len(), 1, "{before}");
        }
    }

    #[test]
    fn a_string_over_two_lines_counts_both() {
        assert_eq!(blocking_calls("let s = \"a \\\n b\";\nf.blocking_lock();")[0].0, 3);
    }

    #[test]
    fn statics_are_refused() {
        assert_eq!(blocking_calls("static S: Semaphore = Semaphore::const_new(1);").len(), 1);
    }

    #[test]
    fn comments_and_strings_are_not_code() {
        assert_eq!(
            blocking_calls("// blocking_send\n/* blocking_recv /* */ */ let s = \"blocking_lock \\\" x\"; '\"'; f()"),
            []
        );
    }
}
