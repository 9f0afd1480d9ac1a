//! Go, lowered: declarations here, statements and expressions beside it.

mod expressions;
mod statements;

use crate::{
    ir::{Builder, ClosureUse, EndKind, Function},
    source::{Declared, Text},
};
use tree_sitter::Node;

/// Lowers one file.
pub(crate) struct Lower<'a> {
    pub(super) text: &'a Text,
    pub(super) out: &'a mut Vec<Function>,
    pub(super) b: Builder,
    pub(super) file: usize,
    /// The function around a closure.
    pub(super) parent: Option<usize>,
}

/// All functions of a file, and what it declares of types. `base` is the number of functions before it.
pub(crate) fn file(text: &Text, root: Node<'_>, file: usize, out: &mut Vec<Function>, declared: &mut Declared) {
    let mut cursor = root.walk();
    for child in root.named_children(&mut cursor) {
        match child.kind() {
            "function_declaration" | "method_declaration" => {
                // The rows of a table are often of a type without a name.
                if text.of(child).contains("struct {") {
                    function_fields(text, child, declared);
                }
                function(text, child, file, out);
            }
            "var_declaration" => variables(text, child, file, out),
            "type_declaration" => types(text, child, declared),
            "import_declaration" => imports(text, child, file, declared),
            "package_clause" => declared.package = text.of(child).trim_start_matches("package").trim().to_owned(),
            _ => {}
        }
    }
}

/// The names under which a file knows other packages. Without a name of its own that is mostly the last part of the path.
fn imports(text: &Text, node: Node<'_>, file: usize, declared: &mut Declared) {
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor) {
        if child.kind() != "import_spec" {
            imports(text, child, file, declared);
            continue;
        }
        let Some(path) = child.child_by_field_name("path").map(|it| text.of(it).trim_matches(['"', '`'])) else {
            continue;
        };
        let is_version = |it: &&str| it.strip_prefix('v').is_some_and(|it| it.parse::<u32>().is_ok());
        let last = path.rsplit('/').find(|it| !is_version(it)).unwrap_or(path);
        let name = child.child_by_field_name("name").map_or(last, |it| text.of(it));
        declared.imports.insert((file, name.to_owned()), path.to_owned());
    }
}

fn function(text: &Text, node: Node<'_>, file: usize, out: &mut Vec<Function>) {
    let Some(body) = node.child_by_field_name("body") else { return };
    let receiver = node.child_by_field_name("receiver").and_then(|it| parameters(text, it).pop());
    let name = node.child_by_field_name("name").map_or("", |it| text.of(it));
    let params = node.child_by_field_name("parameters").map(|it| parameters(text, it)).unwrap_or_default();
    let (results, named_results) = results(text, node);
    let receiver = receiver.map(|(name, of)| (name, base_type(&of).to_owned()));
    let name = receiver.as_ref().map_or_else(|| name.to_owned(), |(_, of)| format!("{of}.{name}"));
    let lines = (text.line(node), text.end_line(node));
    lower(
        text,
        file,
        out,
        Function { name, file, lines, receiver, params, results, named_results, ..Function::default() },
        body,
    );
}

fn lower(text: &Text, file: usize, out: &mut Vec<Function>, function: Function, body: Node<'_>) {
    // The place is kept, so that a closure knows its parent.
    let id = out.len();
    out.push(Function::default());
    let mut lower = Lower { text, out, b: Builder::new(function), file, parent: Some(id) };
    lower.start();
    lower.body(body);
    let function = lower.b.function;
    out[id] = function;
}

/// Closures in a `var` at the top: commands are often written so.
fn variables(text: &Text, node: Node<'_>, file: usize, out: &mut Vec<Function>) {
    let lines = (text.line(node), text.end_line(node));
    if lines.0 == lines.1 {
        return;
    }
    lower(text, file, out, Function { name: "init".into(), file, lines, ..Function::default() }, node);
}

impl Lower<'_> {
    /// Names of receiver, parameters and results.
    fn start(&mut self) {
        let function = &self.b.function;
        let all: Vec<(String, String)> = function.receiver.iter().chain(&function.params).cloned().collect();
        for (name, of) in all {
            let name = self.b.declare(&name);
            self.b.function.types.insert(name, of);
        }
        for name in self.b.function.named_results.clone() {
            self.b.declare(&name);
        }
    }

    /// The body shares the scope of the parameters.
    fn body(&mut self, body: Node<'_>) {
        if body.kind() == "block" {
            self.all(body)
        } else {
            self.statement(body)
        }
        let line = self.text.end_line(body);
        self.b.end(line, EndKind::Fall, Vec::new());
    }

    /// A closure: lowered as a function of its own that sees the names around it.
    pub(super) fn closure(&mut self, node: Node<'_>, used: ClosureUse) -> usize {
        self.closure_of(node, used, &[])
    }

    /// The same, called where it stands: its parameters are other names for what is `given`.
    pub(super) fn closure_of(&mut self, node: Node<'_>, used: ClosureUse, given: &[String]) -> usize {
        let id = self.out.len();
        self.out.push(Function::default());
        let params = node.child_by_field_name("parameters").map(|it| parameters(self.text, it)).unwrap_or_default();
        let (results, named_results) = results(self.text, node);
        let parent = self.parent.unwrap_or_default();
        let function = Function {
            name: format!("{}.func", self.b.function.name),
            file: self.file,
            lines: (self.text.line(node), self.text.end_line(node)),
            receiver: self.b.function.receiver.clone(),
            params,
            results,
            named_results,
            closure: Some((used, parent)),
            ..Function::default()
        };
        let inner = self.b.inner(function);
        let outer = std::mem::replace(&mut self.b, inner);
        let parent = self.parent.replace(id);
        for (at, (name, of)) in self.b.function.params.clone().into_iter().enumerate() {
            let name = self.b.declare(&name);
            if let Some(given) = given.get(at).filter(|it| !it.is_empty() && !it.contains(['(', '[']) && **it != name) {
                self.b.function.aliases.insert(name.clone(), given.clone());
            }
            self.b.function.types.insert(name, of);
        }
        for name in self.b.function.named_results.clone() {
            self.b.declare(&name);
        }
        if let Some(body) = node.child_by_field_name("body") {
            self.body(body);
        }
        self.parent = parent;
        let inner = std::mem::replace(&mut self.b, outer);
        self.b.after_inner(&inner);
        self.out[id] = inner.function;
        id
    }
}

/// Names and types of a parameter list; a parameter without a name has an empty one.
pub(super) fn parameters(text: &Text, list: Node<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut cursor = list.walk();
    for parameter in list.named_children(&mut cursor) {
        if !matches!(parameter.kind(), "parameter_declaration" | "variadic_parameter_declaration") {
            continue;
        }
        let of = parameter.child_by_field_name("type").map_or("", |it| text.of(it));
        let mut names = parameter.walk();
        let names: Vec<_> = parameter.children_by_field_name("name", &mut names).collect();
        if names.is_empty() {
            all.push((String::new(), of.to_owned()));
        }
        for name in names {
            all.push((text.of(name).to_owned(), of.to_owned()));
        }
    }
    all
}

/// Types and names of the results.
fn results(text: &Text, function: Node<'_>) -> (Vec<String>, Vec<String>) {
    match function.child_by_field_name("result") {
        None => (Vec::new(), Vec::new()),
        Some(list) if list.kind() == "parameter_list" => {
            let all = parameters(text, list);
            let names = all.iter().map(|it| it.0.clone()).filter(|it| !it.is_empty()).collect();
            (all.into_iter().map(|it| it.1).collect(), names)
        }
        Some(one) => (vec![text.of(one).to_owned()], Vec::new()),
    }
}

/// `*Store[T]` is a `Store`.
pub(crate) fn base_type(of: &str) -> &str {
    let of = of.trim_start_matches(['*', '&', ' ']);
    of.split('[').next().unwrap_or(of)
}

/// The fields below a node that hold a function.
fn function_fields(text: &Text, node: Node<'_>, declared: &mut Declared) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        let is_function = |it: Node<'_>| it.kind() == "function_type";
        if node.kind() == "field_declaration" && node.child_by_field_name("type").is_some_and(is_function) {
            let mut names = node.walk();
            let names = node.children_by_field_name("name", &mut names);
            declared.function_fields.extend(names.map(|it| text.of(it).to_owned()));
        }
        let mut cursor = node.walk();
        open.extend(node.named_children(&mut cursor));
    }
}

fn types(text: &Text, node: Node<'_>, declared: &mut Declared) {
    let mut cursor = node.walk();
    for spec in node.named_children(&mut cursor) {
        let (Some(name), Some(of)) = (spec.child_by_field_name("name"), spec.child_by_field_name("type")) else {
            continue;
        };
        if of.kind() == "interface_type" {
            let mut walk = of.walk();
            let methods = of.named_children(&mut walk).filter(|it| it.kind() == "method_elem");
            let names = methods.filter_map(|it| it.child_by_field_name("name")).map(|it| text.of(it).to_owned());
            declared.interfaces.insert(text.of(name).to_owned(), names.collect());
        }
        if of.kind() != "struct_type" {
            continue;
        }
        function_fields(text, of, declared);
        let mut fields = Vec::new();
        let mut walk = of.walk();
        for list in of.named_children(&mut walk) {
            let mut walk = list.walk();
            for field in list.named_children(&mut walk).filter(|it| it.kind() == "field_declaration") {
                let of = field.child_by_field_name("type").map_or("", |it| text.of(it)).to_owned();
                let mut names = field.walk();
                let names: Vec<_> = field.children_by_field_name("name", &mut names).collect();
                if names.is_empty() {
                    // Embedded: its methods are the type's own.
                    fields.push((base_type(&of).rsplit('.').next().unwrap_or("").to_owned(), of.clone()));
                    declared.embedded.entry(text.of(name).to_owned()).or_default().push(of);
                } else {
                    fields.extend(names.into_iter().map(|it| (text.of(it).to_owned(), of.clone())));
                }
            }
        }
        declared.fields.insert(text.of(name).to_owned(), fields.into_iter().collect());
    }
}
