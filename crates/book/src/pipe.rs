//! The preprocessor as plain `mdbook` starts it: book in on stdin as JSON, book out on stdout. Messages go
//! to stderr, which mdbook passes on.

use crate::diagrams;
use crate::preprocess::ExitPath;
use anyhow::{Context, Result, bail};
use mdbook_preprocessor::Preprocessor;
use std::io::{Read, Write};

/// Reads one book, expands it, writes it.
pub fn run(mut input: impl Read, output: impl Write) -> Result<()> {
    let mut text = String::new();
    input.read_to_string(&mut text).context("cannot read the book from mdbook")?;
    speaks(&text)?;
    let (ctx, book) = mdbook_preprocessor::parse_input(text.as_bytes())?;
    let book = ExitPath.run(&ctx, book)?;
    // mdbook empties the folder it builds into after this, and then copies what lies beside the pages.
    diagrams::lay(&ctx.root.join(&ctx.config.book.src))?;
    serde_json::to_writer(output, &book).context("cannot hand the book back to mdbook")
}

/// mdbook 0.4 sends another form of book. Parsing it would fail in words that help nobody.
fn speaks(text: &str) -> Result<()> {
    let value: serde_json::Value = serde_json::from_str(text).context(
        "this is the preprocessor's side of `mdbook`, and stdin holds no book; did you mean `cargo xtask serve`?",
    )?;
    let version = value[0]["mdbook_version"].as_str().unwrap_or("of unknown version");
    let mut parts = version.split('.').map_while(|n| n.parse::<u32>().ok());
    match (parts.next(), parts.next()) {
        (Some(0), Some(minor)) if minor < 5 => {}
        (Some(_), Some(_)) => return Ok(()),
        _ => {}
    }
    bail!(
        "this book needs mdbook 0.5 or newer, and was called by mdbook {version}\n    \
         update it (`cargo install mdbook`), or use `cargo xtask serve`, which needs no mdbook"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(input: &str) -> String {
        format!("{:#}", run(input.as_bytes(), std::io::sink()).unwrap_err())
    }

    #[test]
    fn an_old_mdbook_gets_a_plain_message() {
        let old = r#"[{"root":"/b","config":{},"renderer":"html","mdbook_version":"0.4.52"},{"sections":[]}]"#;
        let said = refused(old);
        assert!(
            said.contains("0.5 or newer") && said.contains("0.4.52") && said.contains("cargo xtask serve"),
            "{said}"
        );
    }

    #[test]
    fn no_book_at_all_names_the_command_that_was_meant() {
        assert!(refused("").contains("cargo xtask serve"));
    }
}
