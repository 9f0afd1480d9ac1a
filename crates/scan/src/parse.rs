//! A file's bytes to its functions, with bounds that count.

use crate::{
    allow::Comment,
    go,
    ir::Function,
    rust,
    source::{Declared, Text},
};
use std::{ops::ControlFlow, path::Path};
use thiserror::Error;
use tree_sitter::{ParseOptions, Parser};

/// A larger file is named and not read.
pub(crate) const SIZE: edge::Limit = edge::Limit(2 << 20);
/// The parser asks this often at most whether to go on; it asks after a fixed number of operations.
const TURNS: usize = 40_000;
/// A line longer than this was not written by a person.
const LINE: usize = 100_000;

/// A language that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Go.
    Go,
    /// Rust.
    Rust,
}

impl Language {
    /// By the end of the name.
    pub fn of(path: &Path) -> Option<Language> {
        match path.extension()?.to_str()? {
            "go" => Some(Language::Go),
            "rs" => Some(Language::Rust),
            _ => None,
        }
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Language::Go => "Go",
            Language::Rust => "Rust",
        }
    }
}

/// Why a file was not read.
#[derive(Debug, Error)]
pub(crate) enum Unparsed {
    #[error("line {0} is longer than {LINE} bytes")]
    LongLine(usize),
    #[error("it took the parser too many steps")]
    Steps,
    #[error("the parser has no version for this grammar")]
    Grammar,
}

/// What was found in a file.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// Lines with code on them.
    pub(crate) code: usize,
    /// Its comments, where one speaks to the scanner.
    pub(crate) comments: Vec<Comment>,
    /// Lines from which on the parser had to guess.
    pub(crate) errors: Vec<u32>,
}

/// Parses, and adds the functions to `out`.
pub(crate) fn file(
    language: Language,
    bytes: Vec<u8>,
    index: usize,
    out: &mut Vec<Function>,
    declared: &mut Declared,
) -> Result<Parsed, Unparsed> {
    if let Some(at) = bytes.split(|it| *it == b'\n').position(|it| it.len() > LINE) {
        return Err(Unparsed::LongLine(at + 1));
    }
    let mut parser = Parser::new();
    let grammar = match language {
        Language::Go => tree_sitter_go::LANGUAGE,
        Language::Rust => tree_sitter_rust::LANGUAGE,
    };
    parser.set_language(&grammar.into()).map_err(|_| Unparsed::Grammar)?;
    let mut turns = 0;
    let mut asked = |_: &tree_sitter::ParseState| {
        turns += 1;
        if turns > TURNS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut asked);
    let text = Text { bytes };
    let source = &text.bytes;
    let mut read = |at: usize, _| source.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(options)).ok_or(Unparsed::Steps)?;
    let root = tree.root_node();
    let errors = if root.has_error() { error_lines(root) } else { Vec::new() };
    let comments = if crate::allow::may_have(&text.bytes) { comments_of(&text, root) } else { Vec::new() };
    match language {
        Language::Go => go::file(&text, root, index, out, declared),
        Language::Rust => rust::file(&text, root, index, out, declared),
    }
    let code = code_lines(&text.bytes);
    Ok(Parsed { code, comments, errors })
}

/// The first lines with an error.
fn error_lines(root: tree_sitter::Node<'_>) -> Vec<u32> {
    let mut lines = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if lines.len() >= 3 {
            break;
        }
        if node.is_error() || node.is_missing() {
            lines.push(u32::try_from(node.start_position().row).unwrap_or(0) + 1);
        } else if node.has_error() {
            let mut cursor = node.walk();
            let mut children: Vec<_> = node.children(&mut cursor).collect();
            children.reverse();
            open.extend(children);
        }
    }
    lines
}

/// The comments of a file.
fn comments_of(text: &Text, root: tree_sitter::Node<'_>) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if matches!(node.kind(), "comment" | "line_comment" | "block_comment") {
            let start = node.start_byte();
            let before = &text.bytes[start - node.start_position().column.min(start)..start];
            // The grammar of Rust has the line's end in a comment for a page.
            let comment = text.of(node);
            let lines = u32::try_from(comment.trim_end().matches('\n').count()).unwrap_or(0);
            comments.push(Comment {
                lines: (text.line(node), text.line(node).saturating_add(lines)),
                alone: before.trim_ascii().is_empty(),
                text: comment.trim_end().to_owned(),
            });
            continue;
        }
        let mut cursor = node.walk();
        open.extend(node.children(&mut cursor));
    }
    comments
}

/// Lines that are neither blank nor only a comment.
fn code_lines(bytes: &[u8]) -> usize {
    let mut inside = false;
    let mut count = 0;
    for line in bytes.split(|it| *it == b'\n') {
        let line = line.trim_ascii();
        if inside {
            inside = !line.windows(2).any(|it| it == b"*/");
        } else if line.starts_with(b"/*") {
            inside = !line.windows(2).any(|it| it == b"*/");
        } else if !line.is_empty() && !line.starts_with(b"//") {
            count += 1;
        }
    }
    count
}
