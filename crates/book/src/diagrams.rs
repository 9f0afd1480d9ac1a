//! Diagrams: what mdbook-mermaid makes of the fence ```` ```mermaid ````, and the script that draws it. The script is the
//! crate's own, taken from its source while this package is built (`build.rs`); `book/assets/diagrams.js` loads it on
//! the page where a diagram is opened. Nothing here writes a diagram: that is an author. Recorded schedules are lanes, and none of
//! these: `parts/sequence.rs`.

use anyhow::{Context, Result};
use mdbook_mermaid::Mermaid;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::errors::Result as BookResult;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::fs;
use std::path::Path;

/// mermaid.min.js as mdbook-mermaid carries it.
pub(crate) const SCRIPT: &[u8] = include_bytes!(env!("MERMAID_SCRIPT"));

/// Where `diagrams.js` looks for it, below the book's first folder.
const PLACE: &str = "assets/mermaid.min.js";

/// Each fence on each page becomes the element that `diagrams.js` draws.
pub(crate) fn turned(ctx: &PreprocessorContext, book: Book) -> BookResult<Book> {
    Mermaid.run(ctx, book)
}

/// Lays the script where pages below `dir` find it. A file that is already the same stays as it is, with its time:
/// a server that watches the folder would build again.
pub(crate) fn lay(dir: &Path) -> Result<()> {
    let file = dir.join(PLACE);
    if fs::read(&file).is_ok_and(|there| there == SCRIPT) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(dir);
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fs::write(&file, SCRIPT).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// mermaid 11.6.0 (MIT), unchanged, in mdbook-mermaid 0.17.1.
    const SHA256: &str = "eefea253bed9655e838eb874ff955c46872f982a8e26290c1dd2982ddc0a4703";

    #[test]
    fn the_script_is_the_one_that_was_reviewed() {
        let found: String = Sha256::digest(SCRIPT).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            found, SHA256,
            "mdbook-mermaid brings another script: read what changed in it, then say its hash here"
        );
    }

    #[test]
    fn a_script_that_is_there_is_left_alone_and_another_one_is_replaced() {
        let dir = std::env::temp_dir().join(format!("exit-path-diagrams-{}", std::process::id()));
        lay(&dir).unwrap();
        let file = dir.join(PLACE);
        let old = fs::File::options().write(true).open(&file).unwrap();
        let then = std::time::SystemTime::UNIX_EPOCH;
        old.set_modified(then).unwrap();
        lay(&dir).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), then, "the same bytes were written again");
        fs::write(&file, "another").unwrap();
        lay(&dir).unwrap();
        assert_eq!(fs::read(&file).unwrap(), SCRIPT);
        fs::remove_dir_all(&dir).unwrap();
    }
}
