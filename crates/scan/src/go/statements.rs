//! Statements of Go.

use super::Lower;
use crate::ir::{Arm, Call, ClosureUse, EndKind, Event, Kind, Target, Use};
use tree_sitter::Node;

impl Lower<'_> {
    /// One statement, or a block of them.
    pub(super) fn statement(&mut self, node: Node<'_>) {
        if !self.b.enter() {
            self.b.leave();
            return;
        }
        self.one(node, "");
        self.b.leave();
    }

    pub(super) fn all(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.statement(child);
        }
    }

    fn one(&mut self, node: Node<'_>, label: &str) {
        let line = self.text.line(node);
        match node.kind() {
            "block" => {
                self.b.open();
                self.all(node);
                self.b.close();
            }
            "statement_list" | "var_declaration" | "const_declaration" | "var_spec_list" => self.all(node),
            "short_var_declaration" => self.assignment(node, true),
            "assignment_statement" => self.assignment(node, false),
            "var_spec" => self.variable(node),
            "send_statement" => {
                let channel = node.child_by_field_name("channel");
                if let Some(value) = node.child_by_field_name("value") {
                    self.value(value, &Use::Stored);
                }
                if let Some(channel) = channel {
                    self.value(channel, &Use::Read);
                    let channel = self.path(channel);
                    self.b.event(line, Kind::Send { channel });
                }
            }
            "if_statement" => self.branch(node),
            "for_statement" => self.cycle(node, label),
            "expression_switch_statement" | "type_switch_statement" => self.switch(node, label),
            "select_statement" => self.select(node, label),
            "labeled_statement" => {
                let label = node.child_by_field_name("label").map_or("", |it| self.text.of(it)).to_owned();
                let mut cursor = node.walk();
                let inner = node.named_children(&mut cursor).find(|it| !matches!(it.kind(), "label_name" | "comment"));
                if let Some(inner) = inner {
                    self.one(inner, &label);
                }
            }
            "return_statement" => self.leave(node),
            "go_statement" => self.start_or_defer(node, true),
            "defer_statement" => self.start_or_defer(node, false),
            "break_statement" | "continue_statement" => {
                let label = node.named_child(0).map_or("", |it| self.text.of(it)).to_owned();
                if let Some((to, _)) = self.b.target(&label, node.kind() == "continue_statement") {
                    self.b.go(to);
                }
                self.b.at = None;
            }
            // Its way is not followed: rules see a function without a wrong end there.
            "goto_statement" => self.b.end(line, EndKind::Gone, Vec::new()),
            "comment"
            | "empty_statement"
            | "type_declaration"
            | "fallthrough_statement"
            | "inc_statement"
            | "dec_statement" => {}
            "expression_statement" => self.all_values(node),
            _ => self.value(node, &Use::Read),
        }
    }

    fn all_values(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.value(child, &Use::Read);
        }
    }

    fn leave(&mut self, node: Node<'_>) {
        let line = self.text.line(node);
        let mut values = Vec::new();
        if let Some(list) = node.named_child(0) {
            let mut cursor = list.walk();
            for value in list.named_children(&mut cursor) {
                self.value(value, &Use::Returned);
                values.push(self.path(value));
            }
        }
        self.b.end(line, EndKind::Return, values);
    }

    fn start_or_defer(&mut self, node: Node<'_>, go: bool) {
        let line = self.text.line(node);
        let Some(call) = node.named_child(0) else { return };
        let function = call.child_by_field_name("function").map(unwrapped);
        match function {
            Some(function) if function.kind() == "func_literal" => {
                let mut given = Vec::new();
                if let Some(list) = call.child_by_field_name("arguments") {
                    self.arguments(list, "func");
                    let mut cursor = list.walk();
                    let arguments = list.named_children(&mut cursor).filter(|it| it.kind() != "comment");
                    given.extend(arguments.map(|it| self.path(it)));
                }
                let used = if go { ClosureUse::Spawned } else { ClosureUse::Deferred };
                let id = self.closure_of(function, used.clone(), &given);
                self.captured(function, id);
                self.b.event(line, Kind::Closure { id, used });
            }
            _ => {
                // Its arguments are read now, the call comes later.
                let Some(at) = self.b.at else { return };
                let before = self.b.function.nodes[at].events.len();
                self.call(call, &[], go);
                let Some(at) = self.b.at else { return };
                let tail = &mut self.b.function.nodes[at].events;
                if tail.len() > before.min(tail.len())
                    && !go
                    && let Some(last) = tail.pop()
                {
                    tail.push(Event { line, kind: Kind::Defer(Box::new(last)) });
                }
            }
        }
    }

    fn variable(&mut self, node: Node<'_>) {
        let line = self.text.line(node);
        let mut cursor = node.walk();
        let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
        let of = node.child_by_field_name("type").map(|it| self.text.of(it).to_owned());
        let values = node.child_by_field_name("value").map(children).unwrap_or_default();
        self.assign(line, &names, &values, true);
        if let Some(of) = of {
            for name in names {
                let name = self.b.name(self.text.of(name));
                self.b.function.types.insert(name, of.clone());
            }
        }
    }

    fn assignment(&mut self, node: Node<'_>, declares: bool) {
        let line = self.text.line(node);
        let left = node.child_by_field_name("left").map(children).unwrap_or_default();
        let right = node.child_by_field_name("right").map(children).unwrap_or_default();
        self.assign(line, &left, &right, declares);
    }

    /// The right side is evaluated with the names as they are, then the left side gets the values.
    pub(super) fn assign(&mut self, line: u32, left: &[Node<'_>], right: &[Node<'_>], declares: bool) {
        let one_call = right.len() == 1 && right[0].kind() == "call_expression";
        let target = |lower: &mut Self, node: Node<'_>| -> (String, bool) {
            if node.kind() != "identifier" {
                return (lower.path(node), false);
            }
            let name = lower.text.of(node);
            if declares && !lower.b.is_in_scope(name) {
                (lower.b.declare(name), true)
            } else {
                (lower.b.name(name), false)
            }
        };
        if one_call {
            self.call_arguments(right[0]);
            let targets: Vec<(String, bool)> = left.iter().map(|it| target(self, *it)).collect();
            let binds: Vec<String> = targets.iter().map(|it| it.0.clone()).collect();
            // The old value ends before the call's result begins.
            let value = self.path(right[0]);
            for (target, defines) in targets {
                self.b.function.aliases.remove(&target);
                self.b.event(line, Kind::Assign { target, value: value.clone(), defines });
            }
            self.finish_call(right[0], &binds, false, false);
            self.learn_type(right[0], &binds);
            return;
        }
        let mut values = Vec::new();
        for (at, value) in right.iter().enumerate() {
            let how = match left.get(at) {
                Some(it) if it.kind() == "identifier" => Use::Renamed,
                _ => Use::Stored,
            };
            let bound = left.get(at).filter(|it| it.kind() == "identifier").map(|it| self.text.of(*it).to_owned());
            if let (true, Some(bound)) = (value.kind() == "func_literal", bound) {
                // A closure may call itself by the name, so the name comes first.
                let name =
                    if declares && !self.b.is_in_scope(&bound) { self.b.declare(&bound) } else { self.b.name(&bound) };
                let used = ClosureUse::Bound(name);
                let id = self.closure(*value, used.clone());
                self.captured(*value, id);
                self.b.event(line, Kind::Closure { id, used });
                values.push(String::new());
                continue;
            }
            self.value(*value, &how);
            values.push(self.path(*value));
        }
        for (at, node) in left.iter().enumerate() {
            if !matches!(node.kind(), "identifier" | "selector_expression") {
                self.value(*node, &Use::Read);
            }
            let (target, defines) = target(self, *node);
            let value = values.get(at).cloned().unwrap_or_default();
            if defines && let Some(node) = right.get(at) {
                self.learn_type(*node, std::slice::from_ref(&target));
            }
            if defines && value.contains('.') && !value.contains(['(', '[']) {
                self.b.function.aliases.insert(target.clone(), value.clone());
            }
            if !defines {
                self.b.function.aliases.remove(&target);
            }
            self.b.event(line, Kind::Assign { target, value, defines });
        }
    }

    fn branch(&mut self, node: Node<'_>) {
        self.b.open();
        if let Some(first) = node.child_by_field_name("initializer") {
            self.statement(first);
        }
        let (yes, no, after) = (self.b.node(), self.b.node(), self.b.node());
        if let Some(condition) = node.child_by_field_name("condition") {
            self.condition(condition, yes, no);
        }
        let reachable = self.b.at.is_some();
        self.b.at = reachable.then_some(yes);
        if let Some(body) = node.child_by_field_name("consequence") {
            self.b.event(self.text.line(body), Kind::Mark);
            self.statement(body);
        }
        self.b.go(after);
        self.b.at = reachable.then_some(no);
        if let Some(other) = node.child_by_field_name("alternative") {
            self.statement(other);
        }
        self.b.go(after);
        self.b.at = reachable.then_some(after);
        self.b.close();
    }

    fn cycle(&mut self, node: Node<'_>, label: &str) {
        self.b.open();
        let line = self.text.line(node);
        let mut cursor = node.walk();
        let parts: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
        let body = node.child_by_field_name("body");
        let clause = parts.iter().copied().find(|it| Some(*it) != body && it.kind() != "comment");
        if let Some(first) =
            clause.filter(|it| it.kind() == "for_clause").and_then(|it| it.child_by_field_name("initializer"))
        {
            self.statement(first);
        }
        if let Some(over) =
            clause.filter(|it| it.kind() == "range_clause").and_then(|it| it.child_by_field_name("right"))
        {
            self.value(over, &Use::Read);
        }
        let (head, inside, step, after) = (self.b.node(), self.b.node(), self.b.node(), self.b.node());
        self.b.continue_at(head);
        self.b.event(line, Kind::Loop { end: self.text.end_line(node), endless: clause.is_none() });
        let reachable = self.b.at.is_some();
        match clause {
            Some(clause) if clause.kind() == "range_clause" => {
                let over = clause.child_by_field_name("right").map(|it| self.path(it)).unwrap_or_default();
                self.b.event(line, Kind::Receive { channel: over.clone(), ranged: true });
                self.b.go(inside);
                self.b.go(after);
                self.b.at = reachable.then_some(inside);
                let names = clause.child_by_field_name("left").map(children).unwrap_or_default();
                for name in names {
                    let unique = self.b.declare(self.text.of(name));
                    self.b.function.types.insert(unique.clone(), format!("range {over}"));
                    self.b.event(line, Kind::Assign { target: unique, value: String::new(), defines: true });
                }
            }
            Some(clause) => {
                let condition =
                    if clause.kind() == "for_clause" { clause.child_by_field_name("condition") } else { Some(clause) };
                match condition {
                    Some(condition) => self.condition(condition, inside, after),
                    None => self.b.go(inside),
                }
            }
            None => self.b.go(inside),
        }
        let scopes = self.b.scopes();
        self.b.targets.push(Target { label: label.to_owned(), after, head: Some(step), scopes });
        self.b.at = reachable.then_some(inside);
        if let Some(body) = body {
            self.statement(body);
        }
        self.b.go(step);
        self.b.targets.pop();
        self.b.at = reachable.then_some(step);
        if let Some(update) =
            clause.filter(|it| it.kind() == "for_clause").and_then(|it| it.child_by_field_name("update"))
        {
            self.statement(update);
        }
        self.b.go(head);
        let is_reached = self.b.function.nodes.iter().any(|it| it.next.iter().any(|edge| edge.to == after));
        self.b.at = (reachable && is_reached).then_some(after);
        self.b.close();
    }

    fn switch(&mut self, node: Node<'_>, label: &str) {
        self.b.open();
        if let Some(first) = node.child_by_field_name("initializer") {
            self.statement(first);
        }
        let value = node.child_by_field_name("value");
        if let Some(value) = value {
            self.value(value, &Use::Read);
        }
        let rebound = node.child_by_field_name("alias").map(|it| children(it)[0]);
        let reachable = self.b.at.is_some();
        let mut cursor = node.walk();
        let cases: Vec<Node<'_>> = node
            .named_children(&mut cursor)
            .filter(|it| matches!(it.kind(), "expression_case" | "default_case" | "type_case"))
            .collect();
        let after = self.b.node();
        let entries: Vec<usize> = cases.iter().map(|_| self.b.node()).collect();
        let mut default = after;
        for (case, entry) in cases.iter().zip(&entries) {
            if case.kind() == "default_case" {
                default = *entry;
                continue;
            }
            let tests = case.child_by_field_name("value").map(children).unwrap_or_default();
            for test in tests {
                let next = self.b.node();
                if value.is_none() && case.kind() == "expression_case" {
                    self.condition(test, *entry, next);
                } else {
                    self.value(test, &Use::Read);
                    self.b.go(*entry);
                    self.b.go(next);
                }
                self.b.at = reachable.then_some(next);
            }
            if case.kind() == "type_case" {
                self.b.go(*entry);
            }
        }
        self.b.go(default);
        let scopes = self.b.scopes();
        self.b.targets.push(Target { label: label.to_owned(), after, head: None, scopes });
        for (at, case) in cases.iter().enumerate() {
            self.b.at = reachable.then_some(entries[at]);
            self.b.event(self.text.line(*case), Kind::Mark);
            self.b.open();
            if let (Some(name), Some(value)) = (rebound, value) {
                self.rebind(name, value, *case);
            }
            let tests = case.child_by_field_name("value");
            let mut cursor = case.walk();
            let mut falls = false;
            for child in case.named_children(&mut cursor) {
                let is_test = Some(child) == tests || (case.kind() == "type_case" && child.kind().ends_with("_type"));
                falls |=
                    child.kind() == "fallthrough_statement" || self.text.of(child).trim_end().ends_with("fallthrough");
                if !is_test {
                    self.statement(child);
                }
            }
            self.b.close();
            self.b.go(if falls { entries.get(at + 1).copied().unwrap_or(after) } else { after });
        }
        self.b.targets.pop();
        self.b.at = reachable.then_some(after);
        self.b.close();
    }

    /// `switch v := value.(type)`: in each case the name is another one, of the type of the case.
    fn rebind(&mut self, name: Node<'_>, value: Node<'_>, case: Node<'_>) {
        let target = self.b.declare(self.text.of(name));
        let mut cursor = case.walk();
        let types: Vec<Node<'_>> = case.children_by_field_name("type", &mut cursor).collect();
        let of = match types.as_slice() {
            [one] => self.text.of(*one).to_owned(),
            _ => String::new(),
        };
        self.b.function.types.insert(target.clone(), of);
        let value = self.path(value);
        if value.contains('.') && !value.contains(['(', '[']) {
            self.b.function.aliases.insert(target.clone(), value.clone());
        }
        self.b.event(self.text.line(name), Kind::Assign { target, value, defines: true });
    }

    fn select(&mut self, node: Node<'_>, label: &str) {
        let line = self.text.line(node);
        let reachable = self.b.at.is_some();
        let mut cursor = node.walk();
        let cases: Vec<Node<'_>> = node
            .named_children(&mut cursor)
            .filter(|it| matches!(it.kind(), "communication_case" | "default_case"))
            .collect();
        let has_default = cases.iter().any(|it| it.kind() == "default_case");
        let arms: Vec<Option<Arm>> = cases.iter().map(|it| self.arm(*it)).collect();
        self.b.event(line, Kind::Select { arms: arms.iter().flatten().cloned().collect(), has_default });
        let head = self.b.at;
        let after = self.b.node();
        let scopes = self.b.scopes();
        self.b.targets.push(Target { label: label.to_owned(), after, head: None, scopes });
        for (case, arm) in cases.iter().zip(arms) {
            let entry = self.b.node();
            self.b.at = head;
            self.b.go(entry);
            self.b.at = reachable.then_some(entry);
            self.b.open();
            let communication = case.child_by_field_name("communication");
            match arm {
                Some(arm) => self.b.event(arm.line, Kind::Taken(arm)),
                None => self.b.event(self.text.line(*case), Kind::Mark),
            }
            if let Some(communication) = communication {
                self.communication(communication);
            }
            let mut cursor = case.walk();
            for child in case.named_children(&mut cursor).filter(|it| Some(*it) != communication) {
                self.statement(child);
            }
            self.b.close();
            self.b.go(after);
        }
        self.b.targets.pop();
        let is_reached = self.b.function.nodes.iter().any(|it| it.next.iter().any(|edge| edge.to == after));
        self.b.at = (reachable && is_reached).then_some(after);
    }

    fn arm(&self, case: Node<'_>) -> Option<Arm> {
        let communication = case.child_by_field_name("communication")?;
        let line = self.text.line(communication);
        if communication.kind() == "send_statement" {
            let channel = self.path(communication.child_by_field_name("channel")?);
            return Some(Arm { channel, sends: true, line });
        }
        // `v, ok := <-channel`, or the receive alone.
        let right = communication.child_by_field_name("right").unwrap_or(communication);
        let receive = if right.kind() == "expression_list" { right.named_child(0)? } else { right };
        let channel = receive.child_by_field_name("operand").map(|it| self.path(it)).unwrap_or_default();
        Some(Arm { channel, sends: false, line })
    }

    fn communication(&mut self, node: Node<'_>) {
        let line = self.text.line(node);
        if node.kind() == "send_statement" {
            if let Some(value) = node.child_by_field_name("value") {
                self.value(value, &Use::Stored);
            }
            return;
        }
        if let Some(left) = node.child_by_field_name("left") {
            let declares = self.text.of(node).contains(":=");
            for name in children(left) {
                let text = self.text.of(name);
                let is_new = declares && name.kind() == "identifier";
                let target = if is_new { self.b.declare(text) } else { self.path(name) };
                self.b.event(line, Kind::Assign { target, value: String::new(), defines: is_new });
            }
        }
    }

    /// Names in a closure that are declared outside: it keeps them.
    pub(super) fn captured(&mut self, node: Node<'_>, id: usize) {
        for name in self.names(node) {
            if self.b.local(crate::ir::shown(&name).as_str()).is_some() {
                self.b.event(self.text.line(node), Kind::Use { name, how: Use::Captured(id) });
            }
        }
    }

    /// What is known of the type of a new name.
    fn learn_type(&mut self, value: Node<'_>, targets: &[String]) {
        let Some(target) = targets.first() else { return };
        let inner = if value.kind() == "unary_expression" { value.child_by_field_name("operand") } else { Some(value) };
        let of = match inner {
            Some(it) if it.kind() == "composite_literal" => {
                it.child_by_field_name("type").map(|it| self.text.of(it).to_owned())
            }
            // The type is the first result of the callee: looked up when all of the package is known.
            Some(it) if it.kind() == "call_expression" => {
                it.child_by_field_name("function").map(|it| format!("result {}", self.path(it)))
            }
            _ => None,
        };
        if let Some(of) = of {
            self.b.function.types.insert(target.clone(), of);
        }
    }
}

/// The members of a list, or the node alone.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    if !matches!(node.kind(), "expression_list" | "type_list") {
        return vec![node];
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|it| it.kind() != "comment").collect()
}

/// Without parentheses around it.
pub(super) fn unwrapped(mut node: Node<'_>) -> Node<'_> {
    while node.kind() == "parenthesized_expression" {
        let Some(inner) = node.named_child(0) else { break };
        node = inner;
    }
    node
}

/// A call that ends the process or the goroutine.
pub(super) fn is_the_end(call: &Call) -> bool {
    match call.callee.as_str() {
        "panic" | "os.Exit" | "runtime.Goexit" | "syscall.Exit" | "unix.Exit" => true,
        // Of ginkgo, whose names are mostly imported without the package's. `t.Fail()` of the standard library goes on.
        "Fail" | "AbortSuite" | "Skip" | "ginkgo.Fail" | "ginkgo.AbortSuite" => !call.args.is_empty(),
        callee => {
            let last = callee.rsplit('.').next().unwrap_or("");
            let ends = [
                "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln", "FailNow", "Failf", "Skip", "Skipf",
                "SkipNow",
            ];
            callee.contains('.') && ends.contains(&last)
        }
    }
}
