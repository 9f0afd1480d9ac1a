//! A file's text, with the lines of its nodes, and what a package declares. No parsing.

use crate::elsewhere::Module;
use std::collections::{HashMap, HashSet};
use tree_sitter::Node;

/// The text of a file.
#[derive(Debug)]
pub(crate) struct Text {
    /// All of it. Not always UTF-8.
    pub(crate) bytes: Vec<u8>,
}

impl Text {
    /// What a node covers; empty where that is no UTF-8.
    pub(crate) fn of(&self, node: Node<'_>) -> &str {
        self.bytes.get(node.byte_range()).and_then(|it| std::str::from_utf8(it).ok()).unwrap_or("")
    }

    /// The node's first line, from 1.
    #[expect(clippy::unused_self, reason = "reads like `of`")]
    pub(crate) fn line(&self, node: Node<'_>) -> u32 {
        u32::try_from(node.start_position().row).unwrap_or(u32::MAX - 1) + 1
    }

    /// The node's last line.
    #[expect(clippy::unused_self, reason = "reads like `of`")]
    pub(crate) fn end_line(&self, node: Node<'_>) -> u32 {
        u32::try_from(node.end_position().row).unwrap_or(u32::MAX - 1) + 1
    }
}

/// What the files of a package declare.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// The name of a Go package.
    pub(crate) package: String,
    /// Types with the types of their fields.
    pub(crate) fields: HashMap<String, HashMap<String, String>>,
    /// Fields that hold a function, of any type, also of one without a name.
    pub(crate) function_fields: HashSet<String>,
    /// Interfaces with the names of their methods.
    pub(crate) interfaces: HashMap<String, Vec<String>>,
    /// The Go version of the module: 22 for `go 1.22`.
    pub(crate) go_minor: Option<u32>,
    /// The Go module around it, where the files are on a disk.
    pub(crate) module: Option<Module>,
    /// What a name of a Go file imports, by the file and the name.
    pub(crate) imports: HashMap<(usize, String), String>,
    /// Tests are read as well.
    pub(crate) with_tests: bool,
    /// Types with what they embed.
    pub(crate) embedded: HashMap<String, Vec<String>>,
}
