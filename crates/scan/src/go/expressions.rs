//! Expressions of Go, and paths: the names that stand for a place.

use super::{
    Lower,
    statements::{is_the_end, unwrapped},
};
use crate::{
    ir::{Call, ClosureUse, EndKind, Guard, Kind, LENGTH, Lock, Use},
    source::Text,
};
use tree_sitter::Node;

/// Longer texts are no path.
const PATH: usize = 120;

impl Lower<'_> {
    /// Evaluates an expression: calls and receives become events, names become uses.
    pub(super) fn value(&mut self, node: Node<'_>, how: &Use) {
        if self.b.enter() {
            self.evaluate(node, how);
        }
        self.b.leave();
    }

    fn evaluate(&mut self, node: Node<'_>, how: &Use) {
        let line = self.text.line(node);
        match node.kind() {
            "identifier" => {
                let name = self.b.name(self.text.of(node));
                self.b.event(line, Kind::Use { name, how: how.clone() });
            }
            "parenthesized_expression" => self.each(node, how),
            "call_expression" => match converted(self.text, node) {
                Some(value) => self.value(value, how),
                None => self.call_as(node, &[], false, *how == Use::Returned),
            },
            "selector_expression" => {
                let field = node.child_by_field_name("field").map_or("", |it| self.text.of(it)).to_owned();
                if let Some(operand) = node.child_by_field_name("operand") {
                    self.value(operand, &Use::Receiver(field));
                }
            }
            "unary_expression" => {
                let Some(operand) = node.child_by_field_name("operand") else { return };
                let operator = node.child_by_field_name("operator").map_or("", |it| self.text.of(it));
                match operator {
                    "<-" => {
                        self.value(operand, &Use::Read);
                        let channel = self.path(operand);
                        self.b.event(line, Kind::Receive { channel, ranged: false });
                    }
                    "&" | "*" => self.value(operand, how),
                    _ => self.value(operand, &Use::Read),
                }
            }
            "func_literal" => {
                let used = match how {
                    Use::Argument(callee) => ClosureUse::Passed(callee.clone()),
                    Use::Returned | Use::Stored => ClosureUse::Kept,
                    _ => ClosureUse::Kept,
                };
                let id = self.closure(node, used.clone());
                self.captured(node, id);
                self.b.event(line, Kind::Closure { id, used });
            }
            "composite_literal" => {
                if let Some(body) = node.child_by_field_name("body") {
                    self.each(body, &Use::Stored);
                }
            }
            "keyed_element" => {
                let mut cursor = node.walk();
                let parts: Vec<_> = node.named_children(&mut cursor).collect();
                if let Some(value) = parts.last() {
                    self.value(*value, &Use::Stored);
                }
            }
            "literal_value" | "literal_element" => self.each(node, &Use::Stored),
            "type_conversion_expression" | "type_assertion_expression" => {
                if let Some(operand) = node.child_by_field_name("operand") {
                    self.value(operand, how);
                }
            }
            "comment" | "interpreted_string_literal" | "raw_string_literal" | "int_literal" | "type_identifier" => {}
            _ => self.each(node, &Use::Read),
        }
    }

    fn each(&mut self, node: Node<'_>, how: &Use) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.value(child, how);
        }
    }

    /// A call with its arguments; its results go to `binds`.
    pub(super) fn call(&mut self, node: Node<'_>, binds: &[String], spawned: bool) {
        self.call_as(node, binds, spawned, false);
    }

    fn call_as(&mut self, node: Node<'_>, binds: &[String], spawned: bool, returned: bool) {
        if node.kind() != "call_expression" {
            return self.value(node, &Use::Read);
        }
        self.call_arguments(node);
        self.finish_call(node, binds, spawned, returned);
    }

    /// What is evaluated before the call: the receiver and the arguments.
    pub(super) fn call_arguments(&mut self, node: Node<'_>) {
        let Some(function) = node.child_by_field_name("function").map(unwrapped) else { return };
        let callee = self.path(function);
        match function.kind() {
            "selector_expression" => {
                let field = function.child_by_field_name("field").map_or("", |it| self.text.of(it)).to_owned();
                if let Some(operand) = function.child_by_field_name("operand") {
                    self.value(operand, &Use::Receiver(field));
                }
            }
            "func_literal" => {
                let id = self.closure(function, ClosureUse::Called);
                self.captured(function, id);
                self.b.event(self.text.line(function), Kind::Closure { id, used: ClosureUse::Called });
            }
            "identifier" => {
                let name = self.b.name(self.text.of(function));
                self.b.event(self.text.line(function), Kind::Use { name, how: Use::Receiver("()".into()) });
            }
            _ => self.value(function, &Use::Read),
        }
        if let Some(list) = node.child_by_field_name("arguments") {
            self.arguments(list, &callee);
        }
    }

    pub(super) fn arguments(&mut self, list: Node<'_>, callee: &str) {
        let how = if callee == "append" { Use::Stored } else { Use::Argument(callee.to_owned()) };
        self.each(list, &how);
    }

    /// The call itself.
    pub(super) fn finish_call(&mut self, node: Node<'_>, binds: &[String], spawned: bool, returned: bool) {
        let Some(function) = node.child_by_field_name("function").map(unwrapped) else { return };
        let line = self.text.line(function.child_by_field_name("field").unwrap_or(function));
        let callee = self.path(function);
        let (receiver, name) = match function.kind() {
            "selector_expression" => (
                function.child_by_field_name("operand").map(|it| self.path(it)).unwrap_or_default(),
                function.child_by_field_name("field").map_or("", |it| self.text.of(it)).to_owned(),
            ),
            _ => (String::new(), callee.clone()),
        };
        let mut args = Vec::new();
        let mut arg_names = Vec::new();
        let mut limit = None;
        if let Some(list) = node.child_by_field_name("arguments") {
            let mut cursor = list.walk();
            for argument in list.named_children(&mut cursor).filter(|it| it.kind() != "comment") {
                args.push(self.path(argument));
                if name == "WithTimeout" {
                    limit = crate::limits::go(self.text.of(argument));
                }
                arg_names.push(self.names(argument));
            }
        }
        if args.is_empty() && !receiver.is_empty() && !spawned && binds.is_empty() && !is_looked_at(node) {
            let lock =
                |read| Lock { path: receiver.clone(), read, guard: String::new(), temporary: false, awaited: false };
            match name.as_str() {
                "Lock" => return self.b.event(line, Kind::Lock(lock(false))),
                "RLock" => return self.b.event(line, Kind::Lock(lock(true))),
                "Unlock" => return self.b.event(line, Kind::Unlock(lock(false))),
                "RUnlock" => return self.b.event(line, Kind::Unlock(lock(true))),
                _ => {}
            }
        }
        let binds = binds.to_vec();
        let call = Call { callee, receiver, name, args, arg_names, binds, spawned, returned, limit, ..Call::default() };
        let ends = is_the_end(&call);
        self.b.event(line, Kind::Call(call));
        if ends {
            self.b.end(line, EndKind::Gone, Vec::new());
        }
    }

    /// A condition with its two ways; `&&`, `||` and `!` are taken apart.
    pub(super) fn condition(&mut self, node: Node<'_>, yes: usize, no: usize) {
        if self.b.enter() {
            self.decide(node, yes, no);
        }
        self.b.leave();
    }

    fn decide(&mut self, node: Node<'_>, yes: usize, no: usize) {
        let node = unwrapped(node);
        let operator = node.child_by_field_name("operator").map_or("", |it| self.text.of(it));
        let sides = (node.child_by_field_name("left"), node.child_by_field_name("right"));
        match (node.kind(), operator, sides) {
            ("binary_expression", "&&", (Some(left), Some(right))) => {
                let between = self.b.node();
                self.condition(left, between, no);
                if self.b.at.is_some() {
                    self.b.at = Some(between);
                }
                self.condition(right, yes, no);
            }
            ("binary_expression", "||", (Some(left), Some(right))) => {
                let between = self.b.node();
                self.condition(left, yes, between);
                if self.b.at.is_some() {
                    self.b.at = Some(between);
                }
                self.condition(right, yes, no);
            }
            ("unary_expression", "!", _) if node.child_by_field_name("operand").is_some() => {
                if let Some(operand) = node.child_by_field_name("operand") {
                    self.condition(operand, no, yes);
                }
            }
            ("true", ..) => self.b.go(yes),
            _ => {
                self.value(node, &Use::Read);
                let (guard, inverted) = self.guard(node, operator, sides);
                let (first, second) = if inverted { (no, yes) } else { (yes, no) };
                self.b.go_if(first, Some(guard.clone()));
                self.b.go_if(second, Some(Guard { holds: false, ..guard }));
            }
        }
    }

    fn guard(&self, node: Node<'_>, operator: &str, sides: (Option<Node<'_>>, Option<Node<'_>>)) -> (Guard, bool) {
        let names = self.names(node);
        let line = self.text.line(node);
        if let ("==" | "!=", (Some(left), Some(right))) = (operator, sides) {
            let right_text = self.text.of(right);
            let inverted = operator == "==";
            let left_path = self.path(left);
            if right_text == "nil" {
                let text = format!("{left_path} != nil");
                return (Guard { text, names, nil: Some(left_path), holds: true, line }, inverted);
            }
            let text = format!("{} != {}", self.path_or_text(left), self.path_or_text(right));
            return (Guard { text, names, nil: None, holds: true, line }, inverted);
        }
        (Guard { text: self.path_or_text(node), names, nil: None, holds: true, line }, false)
    }

    fn path_or_text(&self, node: Node<'_>) -> String {
        // Two lengths are not one condition.
        let is_len = node.kind() == "call_expression"
            && node.child_by_field_name("function").is_some_and(|it| self.text.of(it) == "len");
        if is_len && let Some(value) = node.child_by_field_name("arguments").and_then(|it| it.named_child(0)) {
            let path = self.path(value);
            if !path.is_empty() && !path.contains(['(', '[']) {
                return format!("{LENGTH}{path})");
            }
        }
        let path = self.path(node);
        if !path.is_empty() {
            return path;
        }
        self.text.of(node).chars().filter(|it| !it.is_whitespace()).take(PATH).collect()
    }

    /// The place that an expression names, or an empty text.
    pub(super) fn path(&self, node: Node<'_>) -> String {
        let path = self.path_within(node, 0);
        if path.len() > PATH { String::new() } else { path }
    }

    fn path_within(&self, node: Node<'_>, depth: usize) -> String {
        if depth > 20 {
            return String::new();
        }
        let part =
            |name: &str| node.child_by_field_name(name).map(|it| self.path_within(it, depth + 1)).unwrap_or_default();
        match node.kind() {
            "identifier" => self.b.name(self.text.of(node)),
            "nil" | "true" | "false" | "int_literal" => self.text.of(node).to_owned(),
            "selector_expression" => {
                let operand = part("operand");
                let field = node.child_by_field_name("field").map_or("", |it| self.text.of(it));
                if operand.is_empty() { String::new() } else { format!("{operand}.{field}") }
            }
            "parenthesized_expression" => {
                node.named_child(0).map(|it| self.path_within(it, depth + 1)).unwrap_or_default()
            }
            "unary_expression" => {
                let operator = node.child_by_field_name("operator").map_or("", |it| self.text.of(it));
                match operator {
                    "&" | "*" => part("operand"),
                    "-" => format!("-{}", part("operand")),
                    _ => String::new(),
                }
            }
            "type_assertion_expression" | "type_conversion_expression" => part("operand"),
            "channel_type" => "chan".to_owned(),
            "index_expression" => {
                let (operand, index) = (part("operand"), part("index"));
                if operand.is_empty() || index.is_empty() { String::new() } else { format!("{operand}[{index}]") }
            }
            "call_expression" => {
                if let Some(value) = converted(self.text, node) {
                    return self.path_within(value, depth + 1);
                }
                let function = part("function");
                if function.is_empty() { String::new() } else { format!("{function}()") }
            }
            _ => String::new(),
        }
    }

    /// All names in an expression that can be variables.
    pub(super) fn names(&self, node: Node<'_>) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if node.kind() == "identifier" {
                let name = self.b.name(self.text.of(node));
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
                continue;
            }
            if node.kind() == "keyed_element" {
                open.extend(node.named_child(u32::try_from(node.named_child_count().saturating_sub(1)).unwrap_or(0)));
                continue;
            }
            let mut cursor = node.walk();
            open.extend(node.named_children(&mut cursor));
        }
        names.sort_unstable();
        names
    }
}

/// `any(x)`: a conversion that looks like a call.
fn converted<'a>(text: &Text, call: Node<'a>) -> Option<Node<'a>> {
    let function = call.child_by_field_name("function")?;
    let list = call.child_by_field_name("arguments").filter(|it| it.named_child_count() == 1)?;
    (function.kind() == "identifier" && text.of(function) == "any").then(|| list.named_child(0)).flatten()
}

/// The result of the call is compared, given on or returned. A lock whose `Lock` has a result may not be taken afterwards: it is
/// a call like any other.
fn is_looked_at(call: Node<'_>) -> bool {
    call.parent().is_some_and(|it| {
        matches!(
            it.kind(),
            "binary_expression" | "unary_expression" | "parenthesized_expression" | "argument_list" | "expression_list"
        )
    })
}
