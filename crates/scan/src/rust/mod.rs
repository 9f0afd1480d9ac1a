//! Rust, lowered: items here, expressions and guards beside it. What a macro holds is seen as names only.

mod expressions;
mod guards;
mod paths;

use crate::{
    ir::{Builder, ClosureUse, EndKind, Function, Lock},
    source::{Declared, Text},
};
use tree_sitter::Node;

/// Deeper modules are not looked for.
const MODULES: usize = 20;

/// Lowers one function.
pub(super) struct Lower<'a> {
    pub(super) text: &'a Text,
    pub(super) out: &'a mut Vec<Function>,
    pub(super) b: Builder,
    pub(super) file: usize,
    pub(super) parent: Option<usize>,
    /// Guards that are alive, by scope.
    pub(super) guards: Vec<Vec<Lock>>,
    /// Guards that live until the end of the statement.
    pub(super) temporaries: Vec<Lock>,
}

/// All functions of a file, and the fields of its types.
pub(crate) fn file(text: &Text, root: Node<'_>, file: usize, out: &mut Vec<Function>, declared: &mut Declared) {
    items(text, root, file, None, out, declared, 0);
}

fn items(
    text: &Text,
    node: Node<'_>,
    file: usize,
    of: Option<&str>,
    out: &mut Vec<Function>,
    declared: &mut Declared,
    depth: usize,
) {
    if depth > MODULES {
        return;
    }
    let mut cursor = node.walk();
    let mut is_test = false;
    for child in node.named_children(&mut cursor) {
        match child.kind() {
            "attribute_item" => {
                let attribute = text.of(child);
                is_test |=
                    attribute.contains("cfg(test") || attribute.ends_with("test]") || attribute.contains("test(");
                continue;
            }
            "line_comment" | "block_comment" => continue,
            _ if is_test => {}
            "function_item" => function(text, child, file, of, out),
            "impl_item" | "trait_item" => {
                let of = child.child_by_field_name("type").or_else(|| child.child_by_field_name("name"));
                let of = of.map(|it| base_type(text.of(it))).unwrap_or_default();
                if let Some(body) = child.child_by_field_name("body") {
                    items(text, body, file, Some(&of), out, declared, depth + 1);
                }
            }
            "mod_item" => {
                if let Some(body) = child.child_by_field_name("body") {
                    items(text, body, file, None, out, declared, depth + 1);
                }
            }
            "struct_item" => fields(text, child, declared),
            _ => {}
        }
        is_test = false;
    }
}

fn fields(text: &Text, node: Node<'_>, declared: &mut Declared) {
    let (Some(name), Some(body)) = (node.child_by_field_name("name"), node.child_by_field_name("body")) else { return };
    let mut cursor = body.walk();
    let fields = body.named_children(&mut cursor).filter_map(|it| {
        let (name, of) = (it.child_by_field_name("name")?, it.child_by_field_name("type")?);
        Some((text.of(name).to_owned(), base_type(text.of(of))))
    });
    declared.fields.insert(text.of(name).to_owned(), fields.collect());
}

/// `&Arc<Mutex<Store<T>>>` is a `Store`: what a path through it names.
pub(super) fn base_type(of: &str) -> String {
    let mut of = of.trim();
    for _ in 0..8 {
        of = of.trim_start_matches(['&', '*', ' ']).trim_start_matches("mut ").trim_start_matches("dyn ").trim();
        if let Some(rest) = of.strip_prefix('\'') {
            of = rest.split_once(' ').map_or("", |it| it.1);
            continue;
        }
        let Some((head, inner)) = of.split_once('<') else { break };
        let last = head.rsplit("::").next().unwrap_or(head);
        if !matches!(last, "Arc" | "Rc" | "Box" | "Mutex" | "RwLock" | "Option" | "MutexGuard") {
            return last.to_owned();
        }
        of = inner.strip_suffix('>').unwrap_or(inner);
    }
    of.rsplit("::").next().unwrap_or(of).to_owned()
}

fn function(text: &Text, node: Node<'_>, file: usize, of: Option<&str>, out: &mut Vec<Function>) {
    let Some(body) = node.child_by_field_name("body") else { return };
    let name = node.child_by_field_name("name").map_or("", |it| text.of(it));
    let mut params = Vec::new();
    let mut receiver = None;
    if let Some(list) = node.child_by_field_name("parameters") {
        let mut cursor = list.walk();
        for it in list.named_children(&mut cursor) {
            match it.kind() {
                "self_parameter" => receiver = Some(("self".to_owned(), of.unwrap_or("").to_owned())),
                "parameter" => {
                    let name = it.child_by_field_name("pattern").map_or("", |it| text.of(it));
                    let of = it.child_by_field_name("type").map(|it| base_type(text.of(it))).unwrap_or_default();
                    params.push((name.trim_start_matches("mut ").to_owned(), of));
                }
                _ => {}
            }
        }
    }
    let mut cursor = node.walk();
    let is_async =
        node.named_children(&mut cursor).any(|it| it.kind() == "function_modifiers" && text.of(it).contains("async"));
    let results = node.child_by_field_name("return_type").map(|it| text.of(it).to_owned()).into_iter().collect();
    let name = of.map_or_else(|| name.to_owned(), |of| format!("{of}.{name}"));
    let lines = (text.line(node), text.end_line(node));
    let function = Function { name, file, lines, receiver, params, results, is_async, ..Function::default() };
    let id = out.len();
    out.push(Function::default());
    let mut lower = Lower {
        text,
        out,
        b: Builder::new(function),
        file,
        parent: Some(id),
        guards: vec![Vec::new()],
        temporaries: Vec::new(),
    };
    lower.start();
    lower.body(body);
    let function = lower.b.function;
    out[id] = function;
}

impl Lower<'_> {
    fn start(&mut self) {
        if let Some((name, of)) = self.b.function.receiver.clone() {
            self.b.declare(&name);
            self.b.function.types.insert(name, of);
        }
        self.declare_params();
    }

    fn declare_params(&mut self) {
        for (name, of) in self.b.function.params.clone() {
            let name = self.b.declare(&name);
            self.b.function.types.insert(name, of);
        }
    }

    fn body(&mut self, body: Node<'_>) {
        self.expression(body, &crate::ir::Use::Returned);
        let line = self.text.end_line(body);
        self.b.end(line, EndKind::Fall, Vec::new());
    }

    /// A closure or an `async` block: a function of its own. It holds none of the guards around it.
    pub(super) fn closure(&mut self, node: Node<'_>, used: ClosureUse, is_async: bool) -> usize {
        let id = self.out.len();
        self.out.push(Function::default());
        let mut params = Vec::new();
        if let Some(list) = node.child_by_field_name("parameters") {
            for name in self.pattern_names(list) {
                params.push((name, String::new()));
            }
        }
        let function = Function {
            name: format!("{}.closure", self.b.function.name),
            file: self.file,
            lines: (self.text.line(node), self.text.end_line(node)),
            receiver: self.b.function.receiver.clone(),
            params,
            closure: Some((used, self.parent.unwrap_or_default())),
            is_async,
            ..Function::default()
        };
        let inner = self.b.inner(function);
        let outer = std::mem::replace(&mut self.b, inner);
        let parent = self.parent.replace(id);
        let guards = std::mem::replace(&mut self.guards, vec![Vec::new()]);
        let temporaries = std::mem::take(&mut self.temporaries);
        self.declare_params();
        let body = node.child_by_field_name("body").or_else(|| {
            let mut cursor = node.walk();
            node.named_children(&mut cursor).find(|it| it.kind() == "block")
        });
        if let Some(body) = body {
            self.body(body);
        }
        self.guards = guards;
        self.temporaries = temporaries;
        self.parent = parent;
        let inner = std::mem::replace(&mut self.b, outer);
        self.b.after_inner(&inner);
        self.out[id] = inner.function;
        id
    }
}
