//! Through all functions of a file, and in each of them to every statement, expression and pattern. Each is shown to the
//! operators that know its kind. Traits and their sentences are the world's, and tests are nobody's: both are left out.

use crate::{
    Mutant, Operator,
    code::{Code, quoted},
    operators::{calls, conditions, constants, guards, select, statements, time, tokens},
    scope::{Known, Names},
};
use std::{collections::HashSet, mem, ops::Range};
use syn::{
    Arm, Block, Expr, File, ImplItemFn, Item, ItemConst, ItemFn, ItemImpl, Pat, Stmt, Type,
    visit::{self, Visit},
};

/// The mutants of a file.
pub(crate) fn file(source: &str, file: &File) -> Vec<Mutant> {
    let code = Code::of(source);
    let mut walk = Walk {
        code,
        known: Known::of(source, file),
        names: Names::default(),
        of: String::new(),
        function: String::new(),
        loops: 0,
        cases: Vec::new(),
        alone: HashSet::new(),
        found: Vec::new(),
    };
    for item in &file.items {
        match item {
            Item::Impl(it) => walk.visit_item_impl(it),
            Item::Fn(it) => walk.visit_item_fn(it),
            Item::Const(it) => walk.visit_item_const(it),
            _ => {}
        }
    }
    walk.found
}

/// Where the walk is, and what was found.
pub(crate) struct Walk<'s> {
    pub(crate) code: Code<'s>,
    pub(crate) known: Known,
    pub(crate) names: Names,
    /// The type whose methods these are.
    pub(crate) of: String,
    function: String,
    /// Loops around this place, inside of the function.
    pub(crate) loops: usize,
    /// The alternatives around this pattern.
    pub(crate) cases: Vec<String>,
    /// Code that is all there is in its statement or branch: what goes with that is made once.
    pub(crate) alone: HashSet<Range<usize>>,
    found: Vec<Mutant>,
}

impl Walk<'_> {
    /// One more mutant: these bytes are replaced.
    pub(crate) fn replaced(&mut self, operator: Operator, range: Range<usize>, text: String, what: String) {
        let line = self.code.line(range.start);
        self.found.push(Mutant { operator, function: self.function.clone(), line, what, range, text, nth: 1 });
    }

    /// A node becomes something else.
    pub(crate) fn becomes(&mut self, operator: Operator, node: &impl syn::spanned::Spanned, text: impl Into<String>) {
        let (range, text) = (self.code.range(node), text.into());
        let what = format!(
            "{} becomes {}, in {}",
            quoted(self.code.slice(range.clone())),
            quoted(&text),
            self.line_of(range.start)
        );
        self.replaced(operator, range, text, what);
    }

    /// The whole line of a byte, as a name quotes it.
    fn line_of(&self, byte: usize) -> String {
        let text = self.code.line_text(byte);
        format!("`{}`", text.trim())
    }

    fn inside(&mut self, function: &str, signature: &syn::Signature, block: &Block) {
        self.function = function.to_owned();
        self.names = Names::of(self.code, signature, block);
        self.visit_block(block);
    }
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_item_impl(&mut self, item: &'a ItemImpl) {
        let Type::Path(path) = &*item.self_ty else { return };
        self.of = path.path.segments.last().map_or_else(String::new, |it| it.ident.to_string());
        visit::visit_item_impl(self, item);
        self.of.clear();
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        let name = format!("{}::{}", self.of, item.sig.ident);
        self.inside(&name, &item.sig, &item.block);
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        self.inside(&item.sig.ident.to_string(), &item.sig, &item.block);
    }

    fn visit_item_const(&mut self, item: &'a ItemConst) {
        self.function = item.ident.to_string();
        self.visit_expr(&item.expr);
    }

    fn visit_block(&mut self, block: &'a Block) {
        statements::in_block(self, block);
        guards::in_block(self, block);
        visit::visit_block(self, block);
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if let Stmt::Macro(it) = stmt {
            select::of(self, &it.mac);
        }
        visit::visit_stmt(self, stmt);
    }

    fn visit_arm(&mut self, arm: &'a Arm) {
        statements::of_arm(self, arm);
        conditions::of_arm(self, arm);
        visit::visit_arm(self, arm);
    }

    fn visit_pat(&mut self, pat: &'a Pat) {
        conditions::of_pattern(self, pat);
        constants::of_pattern(self, pat);
        let inner = match pat {
            Pat::Or(it) => it.cases.iter().map(|it| self.code.text(it).to_owned()).collect(),
            _ => Vec::new(),
        };
        let outer = mem::replace(&mut self.cases, inner);
        visit::visit_pat(self, pat);
        self.cases = outer;
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        conditions::of(self, expr);
        calls::of(self, expr);
        constants::of(self, expr);
        time::of(self, expr);
        tokens::of(self, expr);
        statements::of_closure(self, expr);
        if let Expr::Macro(it) = expr {
            select::of(self, &it.mac);
        }
        let is_loop = matches!(expr, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
        self.loops += usize::from(is_loop);
        visit::visit_expr(self, expr);
        self.loops -= usize::from(is_loop);
    }
}
