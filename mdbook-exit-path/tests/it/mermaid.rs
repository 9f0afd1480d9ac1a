//! The script that draws diagrams is in the tree, so that plain `mdbook` and a page opened as a file can draw.

use sha2::{Digest, Sha256};

/// mermaid 11.6.0 (MIT), unchanged, as the crate mdbook-mermaid 0.17.1 carries it in `src/bin/assets`.
const SHA256: &str = "eefea253bed9655e838eb874ff955c46872f982a8e26290c1dd2982ddc0a4703";

#[test]
fn the_script_is_the_one_that_was_reviewed() {
    let script = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../book/assets/mermaid.min.js")).unwrap();
    let found: String = Sha256::digest(&script).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(found, SHA256, "book/assets/mermaid.min.js has changed; say where it comes from, here");
}
