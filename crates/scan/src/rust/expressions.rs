//! Statements and expressions of Rust.

use super::Lower;
use crate::{
    ir::{Call, ClosureUse, EndKind, Guard, Kind, Lock, Target, Use},
    rules::release::undone::ERROR_ARM,
};
use tree_sitter::Node;

impl Lower<'_> {
    /// One expression or statement.
    pub(super) fn expression(&mut self, node: Node<'_>, how: &Use) {
        if self.b.enter() {
            self.evaluate(node, how);
        }
        self.b.leave();
    }

    fn each(&mut self, node: Node<'_>, how: &Use) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.expression(child, how);
        }
    }

    fn evaluate(&mut self, node: Node<'_>, how: &Use) {
        let line = self.text.line(node);
        match node.kind() {
            "block" => {
                self.open_scope();
                self.each(node, how);
                self.close_scope(self.text.end_line(node));
            }
            "unsafe_block" | "expression_list" | "parenthesized_expression" | "const_block" => self.each(node, how),
            "expression_statement" => self.statement(node),
            "let_declaration" => self.declaration(node),
            "identifier" => {
                let name = self.b.name(self.text.of(node));
                if matches!(how, Use::Argument(_) | Use::Returned | Use::Stored) {
                    self.give_up(line, &name);
                }
                self.b.event(line, Kind::Use { name, how: how.clone() });
            }
            "reference_expression" => {
                let mut cursor = node.walk();
                let is_mutable = node.named_children(&mut cursor).any(|it| it.kind() == "mutable_specifier");
                if let Some(value) = node.child_by_field_name("value") {
                    self.expression(value, if is_mutable { &Use::Lent } else { &Use::Read });
                }
            }
            "await_expression" | "try_expression" | "call_expression" => {
                if let Some(lock) = self.guard_of(node) {
                    return self.guard(node, line, lock);
                }
                match node.kind() {
                    "await_expression" => self.awaits(node, how),
                    "try_expression" => self.tries(node),
                    _ => self.call(node, &[]),
                }
            }
            "field_expression" => {
                let field = node.child_by_field_name("field").map_or("", |it| self.text.of(it)).to_owned();
                if let Some(value) = node.child_by_field_name("value") {
                    self.expression(value, &Use::Receiver(field));
                }
            }
            "closure_expression" | "async_block" => {
                let used = match how {
                    Use::Argument(callee)
                        if callee.rsplit("::").next().is_some_and(|it| it.starts_with("spawn"))
                            || callee.ends_with(".spawn") =>
                    {
                        ClosureUse::Spawned
                    }
                    Use::Argument(callee) => ClosureUse::Passed(callee.clone()),
                    _ => ClosureUse::Kept,
                };
                let id = self.closure(node, used.clone(), node.kind() == "async_block");
                for name in self.names(node) {
                    if self.b.local(crate::ir::shown(&name).as_str()).is_some() {
                        self.b.event(line, Kind::Use { name, how: Use::Captured(id) });
                    }
                }
                self.b.event(line, Kind::Closure { id, used });
            }
            "if_expression" => self.branch(node, how),
            "match_expression" => self.matches(node, how),
            "loop_expression" | "while_expression" | "for_expression" => self.cycle(node),
            "return_expression" => {
                let mut values = Vec::new();
                if let Some(value) = node.named_child(0) {
                    self.expression(value, &Use::Returned);
                    values.push(self.path(value));
                }
                self.b.end(line, EndKind::Return, values);
            }
            "break_expression" | "continue_expression" => {
                let mut cursor = node.walk();
                let label = node.named_children(&mut cursor).find(|it| it.kind() == "label");
                let label = label.map_or("", |it| self.text.of(it)).to_owned();
                if let Some((to, depth)) = self.b.target(&label, node.kind() == "continue_expression") {
                    self.unwind(line, depth);
                    self.b.go(to);
                }
                self.b.at = None;
            }
            "assignment_expression" => {
                let (left, right) = (node.child_by_field_name("left"), node.child_by_field_name("right"));
                if let Some(right) = right {
                    self.expression(right, &Use::Stored);
                }
                if let Some(left) = left {
                    let target = self.path(left);
                    self.b.function.aliases.remove(&target);
                    let value = right.map(|it| self.path(it)).unwrap_or_default();
                    self.b.event(line, Kind::Assign { target, value, defines: false });
                }
            }
            "compound_assignment_expr" => {
                if let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right"))
                {
                    self.expression(right, &Use::Read);
                    self.expression(left, &Use::Read);
                    let target = self.path(left);
                    self.b.event(line, Kind::Assign { target, value: String::new(), defines: false });
                }
            }
            "struct_expression" => {
                if let Some(body) = node.child_by_field_name("body") {
                    self.each(body, &Use::Stored);
                }
            }
            "field_initializer" => {
                if let Some(value) = node.child_by_field_name("value") {
                    self.expression(value, &Use::Stored);
                }
            }
            "shorthand_field_initializer" | "tuple_expression" | "array_expression" => self.each(node, &Use::Stored),
            "macro_invocation" => self.macro_call(node),
            "function_item" | "struct_item" | "impl_item" | "use_declaration" | "line_comment" | "block_comment"
            | "string_literal" | "integer_literal" | "attribute_item" => {}
            _ => self.each(node, &Use::Read),
        }
    }

    /// A guard inside a larger expression: it lives until the statement ends.
    fn guard(&mut self, node: Node<'_>, line: u32, lock: Lock) {
        self.receiver_of(node);
        self.take_for_now(line, lock);
    }

    /// What a lock is called on.
    fn receiver_of(&mut self, node: Node<'_>) {
        for name in self.names(node) {
            self.b.event(self.text.line(node), Kind::Use { name, how: Use::Read });
        }
    }

    fn statement(&mut self, node: Node<'_>) {
        let line = self.text.end_line(node);
        let mark = self.temporaries.len();
        if let Some(inner) = node.named_child(0) {
            match self.guard_of(inner) {
                Some(lock) => {
                    let lock = Lock { guard: "_".to_owned(), ..lock };
                    self.take_for_now(self.text.line(inner), lock);
                }
                None => self.expression(inner, &Use::Read),
            }
        }
        self.end_temporaries(line, mark);
    }

    fn declaration(&mut self, node: Node<'_>) {
        let line = self.text.line(node);
        let mark = self.temporaries.len();
        let pattern = node.child_by_field_name("pattern");
        let names = pattern.map(|it| self.pattern_names(it)).unwrap_or_default();
        let Some(value) = node.child_by_field_name("value") else {
            for name in names {
                self.b.declare(&name);
            }
            return;
        };
        let value = out_of_unsafe(value);
        if let (Some(lock), Some(pattern)) = (self.guard_of(value), pattern) {
            self.receiver_of(value);
            let guard = match names.as_slice() {
                [name] => self.b.declare(name),
                _ => "_".to_owned(),
            };
            if self.text.of(pattern) == "_" {
                self.take_for_now(line, Lock { guard: "_".into(), ..lock });
                self.end_temporaries(line, mark);
            } else {
                self.b.function.types.remove(&guard);
                // Through the guard one is at the place that it guards.
                self.take(line, Lock { guard, ..lock });
            }
            return;
        }
        let is_one = names.len() == 1;
        if value.kind() == "call_expression" || value.kind() == "try_expression" || value.kind() == "await_expression" {
            // The last call of the chain gets the names.
            self.expression_binding(value, &names);
        } else {
            self.expression(value, &Use::Renamed);
        }
        if let Some(other) = node.child_by_field_name("alternative") {
            // `let … else { … }` ends or leaves.
            let (bad, good) = (self.b.node(), self.b.node());
            self.b.go(bad);
            self.b.go(good);
            self.b.at = Some(bad);
            self.expression(other, &Use::Read);
            self.b.at = Some(good);
        }
        let path = self.path(value);
        for name in &names {
            let name = self.b.declare(name);
            if is_one {
                let place = path.strip_suffix(".clone()").unwrap_or(&path);
                let place = match self.arc_clone(value) {
                    Some(inner) => inner,
                    None => place.to_owned(),
                };
                if place.contains('.') && !place.contains(['(', '[']) {
                    self.b.function.aliases.insert(name.clone(), place);
                }
                if let Some(of) = node.child_by_field_name("type") {
                    self.b.function.types.insert(name.clone(), super::base_type(self.text.of(of)));
                } else if let Some(of) = self.made_type(value) {
                    self.b.function.types.insert(name.clone(), of);
                }
            }
            self.b.event(line, Kind::Assign { target: name, value: path.clone(), defines: true });
        }
        self.end_temporaries(line, mark);
    }

    /// `Arc::clone(&x.y)` is `x.y`.
    fn arc_clone(&self, value: Node<'_>) -> Option<String> {
        let function = value.child_by_field_name("function")?;
        let is_clone = matches!(self.text.of(function), "Arc::clone" | "Rc::clone" | "std::sync::Arc::clone");
        let argument = value.child_by_field_name("arguments")?.named_child(0)?;
        is_clone.then(|| self.path(argument))
    }

    /// `Store::new(…)` makes a `Store`.
    fn made_type(&self, value: Node<'_>) -> Option<String> {
        let function = value.child_by_field_name("function").filter(|it| it.kind() == "scoped_identifier")?;
        let text = self.text.of(function);
        let (of, method) = text.rsplit_once("::")?;
        let of = of.rsplit("::").next()?;
        (method == "new" || method == "default").then(|| of.to_owned())
    }

    fn expression_binding(&mut self, value: Node<'_>, names: &[String]) {
        match value.kind() {
            "call_expression" => self.call(value, names),
            _ => self.expression(value, &Use::Read),
        }
    }

    fn awaits(&mut self, node: Node<'_>, how: &Use) {
        let line = self.text.end_line(node);
        let Some(inner) = node.named_child(0) else { return };
        self.expression(inner, how);
        let (receiver, name) = self.callee_parts(inner);
        self.b.event(line, Kind::Await { name, receiver, bounded: false });
    }

    /// The receiver and the name of a call, through `?` and adapters.
    fn callee_parts(&self, node: Node<'_>) -> (String, String) {
        let mut node = node;
        for _ in 0..4 {
            match node.kind() {
                "call_expression" => {
                    let Some(function) = node.child_by_field_name("function") else { break };
                    if function.kind() == "field_expression" {
                        let value = function.child_by_field_name("value").map(|it| self.path(it)).unwrap_or_default();
                        let name = function.child_by_field_name("field").map_or("", |it| self.text.of(it));
                        return (value, name.to_owned());
                    }
                    let text = self.path(function);
                    return (String::new(), text.rsplit("::").next().unwrap_or("").to_owned());
                }
                "try_expression" | "parenthesized_expression" | "reference_expression" => {
                    let Some(inner) = node.named_child(0) else { break };
                    node = inner;
                }
                _ => break,
            }
        }
        (String::new(), String::new())
    }

    fn tries(&mut self, node: Node<'_>) {
        let line = self.text.end_line(node);
        if let Some(inner) = node.named_child(0) {
            self.expression(inner, &Use::Read);
        }
        if self.b.at.is_some() {
            let (bad, good) = (self.b.node(), self.b.node());
            self.b.go(bad);
            self.b.go(good);
            self.b.at = Some(bad);
            self.b.end(line, EndKind::Try, Vec::new());
            self.b.at = Some(good);
        }
    }

    fn call(&mut self, node: Node<'_>, names: &[String]) {
        let Some(function) = node.child_by_field_name("function") else { return };
        let function = if function.kind() == "generic_function" {
            function.child_by_field_name("function").unwrap_or(function)
        } else {
            function
        };
        let callee = self.path(function);
        let (receiver, name) = match function.kind() {
            "field_expression" => {
                let field = function.child_by_field_name("field").map_or("", |it| self.text.of(it)).to_owned();
                let value = function.child_by_field_name("value");
                if let Some(value) = value {
                    self.expression(value, &Use::Receiver(field.clone()));
                }
                (value.map(|it| self.path(it)).unwrap_or_default(), field)
            }
            _ => (String::new(), callee.rsplit("::").next().unwrap_or("").to_owned()),
        };
        let mut args = Vec::new();
        let mut arg_names = Vec::new();
        let mut limit = None;
        if let Some(list) = node.child_by_field_name("arguments") {
            let mut cursor = list.walk();
            for argument in list.named_children(&mut cursor).filter(|it| !it.kind().ends_with("comment")) {
                self.expression(argument, &Use::Argument(callee.clone()));
                args.push(self.path(argument));
                arg_names.push(self.names(argument));
                if name == "timeout" && limit.is_none() {
                    limit = crate::limits::rust(self.text.of(argument));
                }
            }
        }
        let line = self.text.line(function.child_by_field_name("field").unwrap_or(function));
        let binds = names.to_vec();
        let ends = matches!(
            callee.as_str(),
            "std::process::exit" | "process::exit" | "exit" | "std::process::abort" | "process::abort" | "libc::_exit"
        );
        self.b
            .event(line, Kind::Call(Call { callee, receiver, name, args, arg_names, binds, limit, ..Call::default() }));
        if ends {
            self.b.end(line, EndKind::Gone, Vec::new());
        }
    }

    fn macro_call(&mut self, node: Node<'_>) {
        let line = self.text.line(node);
        let name = node.child_by_field_name("macro").map_or("", |it| self.text.of(it)).to_owned();
        for name in self.names(node) {
            self.b.event(line, Kind::Use { name, how: Use::Lent });
        }
        match name.rsplit("::").next().unwrap_or("") {
            "panic" | "unreachable" | "todo" | "unimplemented" => self.b.end(line, EndKind::Gone, Vec::new()),
            "bail" => self.b.end(line, EndKind::Return, Vec::new()),
            _ => {}
        }
    }

    fn branch(&mut self, node: Node<'_>, how: &Use) {
        let end = self.text.end_line(node);
        let mark = self.temporaries.len();
        self.open_scope();
        let (yes, no, after) = (self.b.node(), self.b.node(), self.b.node());
        if let Some(condition) = node.child_by_field_name("condition") {
            let is_let = !matches!(
                condition.kind(),
                "binary_expression"
                    | "unary_expression"
                    | "call_expression"
                    | "identifier"
                    | "field_expression"
                    | "parenthesized_expression"
            );
            self.condition(condition, yes, no);
            if !is_let {
                // A plain condition drops its guards before the block.
                let held: Vec<Lock> = self.temporaries.drain(mark..).collect();
                let reachable = self.b.at;
                for at in [yes, no] {
                    self.b.at = reachable.map(|_| at);
                    for lock in &held {
                        self.b.event(end, Kind::Unlock(lock.clone()));
                    }
                }
                self.b.at = reachable;
            }
        }
        let reachable = self.b.at.is_some();
        self.b.at = reachable.then_some(yes);
        if let Some(body) = node.child_by_field_name("consequence") {
            self.b.event(self.text.line(body), Kind::Mark);
            self.expression(body, how);
        }
        self.b.go(after);
        self.b.at = reachable.then_some(no);
        if let Some(other) = node.child_by_field_name("alternative") {
            self.each(other, how);
        }
        self.b.go(after);
        self.b.at = reachable.then_some(after);
        self.end_temporaries(end, mark);
        self.close_scope(end);
    }

    fn condition(&mut self, node: Node<'_>, yes: usize, no: usize) {
        if self.b.enter() {
            self.decide(node, yes, no);
        }
        self.b.leave();
    }

    /// The left side of `&&` and `||`: its nameless guards end before the right side begins.
    fn operand(&mut self, node: Node<'_>, yes: usize, no: usize) {
        let mark = self.temporaries.len();
        self.condition(node, yes, no);
        if node.kind() == "let_condition" {
            return;
        }
        let (end, reachable) = (self.text.end_line(node), self.b.at);
        let ended: Vec<Lock> = self.temporaries.drain(mark..).collect();
        for at in [yes, no] {
            self.b.at = reachable.map(|_| at);
            for lock in &ended {
                self.b.event(end, Kind::Unlock(lock.clone()));
            }
        }
        self.b.at = reachable;
    }

    fn decide(&mut self, node: Node<'_>, yes: usize, no: usize) {
        let text = self.text.of(node);
        let operator = node.child_by_field_name("operator").map_or("", |it| self.text.of(it));
        let sides = (node.child_by_field_name("left"), node.child_by_field_name("right"));
        match (node.kind(), operator, sides) {
            ("binary_expression", "&&", (Some(left), Some(right))) => {
                let between = self.b.node();
                self.operand(left, between, no);
                self.b.at = self.b.at.map(|_| between);
                self.condition(right, yes, no);
            }
            ("binary_expression", "||", (Some(left), Some(right))) => {
                let between = self.b.node();
                self.operand(left, yes, between);
                self.b.at = self.b.at.map(|_| between);
                self.condition(right, yes, no);
            }
            ("unary_expression", ..) if text.starts_with('!') && node.named_child(0).is_some() => {
                if let Some(inner) = node.named_child(0) {
                    self.condition(inner, no, yes);
                }
            }
            ("let_condition", ..) => {
                if let Some(value) = node.child_by_field_name("value") {
                    self.scrutinee(value);
                }
                let is_error =
                    node.child_by_field_name("pattern").is_some_and(|it| self.text.of(it).starts_with("Err("));
                let guard = is_error.then(|| Guard {
                    text: format!("{ERROR_ARM}_)"),
                    names: Vec::new(),
                    nil: None,
                    holds: true,
                    line: self.text.line(node),
                });
                self.b.go_if(yes, guard.clone());
                self.b.go_if(no, guard.map(|it| Guard { holds: false, ..it }));
                // Names are for the block that follows; they are declared here, in the scope around it.
                if let Some(pattern) = node.child_by_field_name("pattern") {
                    for name in self.pattern_names(pattern) {
                        self.b.declare(&name);
                    }
                }
            }
            ("let_chain", ..) => {
                let mut cursor = node.walk();
                let parts: Vec<_> = node.named_children(&mut cursor).collect();
                for (at, part) in parts.iter().enumerate() {
                    let next = if at + 1 == parts.len() { yes } else { self.b.node() };
                    self.condition(*part, next, no);
                    if at + 1 < parts.len() {
                        self.b.at = self.b.at.map(|_| next);
                    }
                }
            }
            ("parenthesized_expression", ..) => {
                if let Some(inner) = node.named_child(0) {
                    self.condition(inner, yes, no);
                }
            }
            _ => {
                self.expression(node, &Use::Read);
                let names = self.names(node);
                let text: String = text.chars().filter(|it| !it.is_whitespace()).take(100).collect();
                let guard = Guard { text, names, nil: None, holds: true, line: self.text.line(node) };
                self.b.go_if(yes, Some(guard.clone()));
                self.b.go_if(no, Some(Guard { holds: false, ..guard }));
            }
        }
    }

    /// What a `match`, an `if let` or a `for` looks at: its nameless guards live as long as the construct.
    fn scrutinee(&mut self, value: Node<'_>) {
        self.expression(value, &Use::Read);
    }

    fn matches(&mut self, node: Node<'_>, how: &Use) {
        let end = self.text.end_line(node);
        let mark = self.temporaries.len();
        if let Some(value) = node.child_by_field_name("value") {
            self.scrutinee(value);
        }
        let (head, after) = (self.b.at, self.b.node());
        if let Some(body) = node.child_by_field_name("body") {
            let mut cursor = body.walk();
            for arm in body.named_children(&mut cursor).filter(|it| it.kind() == "match_arm") {
                let entry = self.b.node();
                self.b.at = head;
                self.b.go(entry);
                self.b.at = head.map(|_| entry);
                self.open_scope();
                self.b.event(self.text.line(arm), Kind::Mark);
                if let Some(pattern) = arm.child_by_field_name("pattern") {
                    for name in self.pattern_names(pattern) {
                        self.b.declare(&name);
                    }
                }
                if let Some(value) = arm.child_by_field_name("value") {
                    self.expression(value, how);
                }
                self.close_scope(self.text.end_line(arm));
                self.b.go(after);
            }
        }
        self.b.at = head.map(|_| after);
        self.end_temporaries(end, mark);
    }

    fn cycle(&mut self, node: Node<'_>) {
        let (line, end) = (self.text.line(node), self.text.end_line(node));
        let mark = self.temporaries.len();
        let mut cursor = node.walk();
        let label = node.named_children(&mut cursor).find(|it| it.kind() == "label");
        let label = label.map_or("", |it| self.text.of(it)).to_owned();
        if let (Some(value), "for_expression") = (node.child_by_field_name("value"), node.kind()) {
            self.scrutinee(value);
        }
        self.open_scope();
        let (head, inside, after) = (self.b.node(), self.b.node(), self.b.node());
        self.b.continue_at(head);
        self.b.event(line, Kind::Loop { end, endless: node.kind() == "loop_expression" });
        let reachable = self.b.at.is_some();
        let round = self.temporaries.len();
        match (node.kind(), node.child_by_field_name("condition")) {
            ("while_expression", Some(condition)) => self.condition(condition, inside, after),
            ("for_expression", _) => {
                self.b.go(inside);
                self.b.go(after);
                if let Some(pattern) = node.child_by_field_name("pattern") {
                    for name in self.pattern_names(pattern) {
                        self.b.declare(&name);
                    }
                }
            }
            _ => self.b.go(inside),
        }
        let depth = self.guards.len();
        self.b.targets.push(Target { label, after, head: Some(head), scopes: depth });
        self.b.at = reachable.then_some(inside);
        if let Some(body) = node.child_by_field_name("body") {
            self.expression(body, &Use::Read);
        }
        self.end_temporaries(end, round);
        self.b.go(head);
        self.b.targets.pop();
        let is_reached = self.b.function.nodes.iter().any(|it| it.next.iter().any(|edge| edge.to == after));
        self.b.at = (reachable && is_reached).then_some(after);
        self.end_temporaries(end, mark);
        self.close_scope(end);
    }
}

/// What an `unsafe { … }` of one expression is worth.
fn out_of_unsafe(value: Node<'_>) -> Node<'_> {
    let block = Some(value).filter(|it| it.kind() == "unsafe_block").and_then(|it| it.named_child(0));
    let inner = block.filter(|it| it.named_child_count() == 1).and_then(|it| it.named_child(0));
    inner.filter(|it| !it.kind().ends_with("statement") && !it.kind().ends_with("declaration")).unwrap_or(value)
}
