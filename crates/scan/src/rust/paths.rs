//! Paths and names of Rust.

use super::Lower;
use tree_sitter::Node;

const PATH: usize = 120;

impl Lower<'_> {
    /// The place that an expression names, or an empty text.
    pub(super) fn path(&self, node: Node<'_>) -> String {
        let path = self.path_within(node, 0);
        if path.len() > PATH { String::new() } else { path }
    }

    fn path_within(&self, node: Node<'_>, depth: usize) -> String {
        if depth > 20 {
            return String::new();
        }
        let inner = |at: u32| node.named_child(at).map(|it| self.path_within(it, depth + 1)).unwrap_or_default();
        let part =
            |name: &str| node.child_by_field_name(name).map(|it| self.path_within(it, depth + 1)).unwrap_or_default();
        match node.kind() {
            "identifier" => self.b.name(self.text.of(node)),
            "self" => "self".to_owned(),
            "integer_literal" | "boolean_literal" => self.text.of(node).to_owned(),
            "scoped_identifier" => self.text.of(node).chars().filter(|it| !it.is_whitespace()).collect(),
            "field_expression" => {
                let value = part("value");
                let field = node.child_by_field_name("field").map_or("", |it| self.text.of(it));
                if value.is_empty() { String::new() } else { format!("{value}.{field}") }
            }
            "unary_expression" if self.text.of(node).starts_with('-') => format!("-{}", inner(0)),
            "await_expression"
            | "try_expression"
            | "parenthesized_expression"
            | "unary_expression"
            | "type_cast_expression" => inner(0),
            "reference_expression" => part("value"),
            "generic_function" => part("function"),
            "index_expression" => {
                let (value, index) = (inner(0), inner(1));
                if value.is_empty() || index.is_empty() { String::new() } else { format!("{value}[{index}]") }
            }
            "call_expression" => {
                let function = part("function");
                let argument = node.child_by_field_name("arguments").and_then(|it| it.named_child(0));
                match argument {
                    _ if function.is_empty() => String::new(),
                    // The number of a process.
                    Some(argument) if function.ends_with("from_raw") => {
                        format!("{function}({})", self.path_within(argument, depth + 1))
                    }
                    _ => format!("{function}()"),
                }
            }
            _ => String::new(),
        }
    }

    /// Names that can be variables.
    pub(super) fn names(&self, node: Node<'_>) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match node.kind() {
                "identifier" | "shorthand_field_identifier" => names.push(self.b.name(self.text.of(node))),
                "self" => names.push("self".to_owned()),
                _ => {
                    let mut cursor = node.walk();
                    open.extend(node.named_children(&mut cursor));
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The names that a pattern binds.
    pub(super) fn pattern_names(&self, node: Node<'_>) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match node.kind() {
                "identifier" | "shorthand_field_identifier" => {
                    let name = self.text.of(node);
                    if name.starts_with(|it: char| it.is_lowercase() || it == '_') {
                        names.push(name.to_owned());
                    }
                }
                "scoped_identifier" | "type_identifier" => {}
                _ => {
                    let mut cursor = node.walk();
                    let mut children: Vec<_> = node.named_children(&mut cursor).collect();
                    children.reverse();
                    open.extend(children);
                }
            }
        }
        names
    }
}
