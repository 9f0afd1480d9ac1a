//! Rust, lowered.
use crate::{ir::Function, source::{Declared, Text}};
use tree_sitter::Node;
pub(crate) fn file(_text: &Text, _root: Node<'_>, _file: usize, _out: &mut Vec<Function>, _declared: &mut Declared) {}
