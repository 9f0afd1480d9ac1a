//! The functions and types of a pull request's head, by their lines. The grader measures a comment's place against them: whoever
//! marks a function means what is in it. What a place is worth is decided in `book/assets/review`.

use proc_macro2::Span;
use serde::Serialize;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// What encloses lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Scope {
    kind: Kind,
    name: String,
    /// First and last line, counted from 1.
    lines: [usize; 2],
    /// The first line of its comment, its attributes, or itself.
    doc: usize,
}

/// The kinds of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Fn,
    Struct,
    Enum,
    Trait,
    Impl,
}

/// The scopes of a file in the order of their lines. A file that is no Rust has none; then hunks are all that encloses.
pub(crate) fn scopes(source: &str) -> Vec<Scope> {
    let mut found = Found(Vec::new());
    if let Ok(file) = syn::parse_file(source) {
        found.visit_file(&file);
    }
    found.0
}

struct Found(Vec<Scope>);

impl Found {
    /// `whole` begins with the comment, `own` with the first word of the thing itself.
    fn push(&mut self, kind: Kind, name: String, whole: Span, own: Span) {
        self.0.push(Scope { kind, name, lines: [own.start().line, whole.end().line], doc: whole.start().line });
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.push(Kind::Fn, it.sig.ident.to_string(), it.span(), first(&it.vis, it.sig.span()));
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.push(Kind::Fn, it.sig.ident.to_string(), it.span(), first(&it.vis, it.sig.span()));
    }

    fn visit_trait_item_fn(&mut self, it: &'ast syn::TraitItemFn) {
        self.push(Kind::Fn, it.sig.ident.to_string(), it.span(), it.sig.span());
    }

    fn visit_item_struct(&mut self, it: &'ast syn::ItemStruct) {
        self.push(Kind::Struct, it.ident.to_string(), it.span(), first(&it.vis, it.struct_token.span));
    }

    fn visit_item_enum(&mut self, it: &'ast syn::ItemEnum) {
        self.push(Kind::Enum, it.ident.to_string(), it.span(), first(&it.vis, it.enum_token.span));
    }

    fn visit_item_trait(&mut self, it: &'ast syn::ItemTrait) {
        self.push(Kind::Trait, it.ident.to_string(), it.span(), first(&it.vis, it.trait_token.span));
        visit::visit_item_trait(self, it);
    }

    fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
        let name = match &*it.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        };
        self.push(Kind::Impl, name.unwrap_or_default(), it.span(), it.impl_token.span);
        visit::visit_item_impl(self, it);
    }
}

/// The visibility's place, or the item's own when it has none.
fn first(vis: &syn::Visibility, own: Span) -> Span {
    match vis {
        syn::Visibility::Inherited => own,
        written => written.span(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_has_its_lines_and_its_comment() {
        let source = "/// Says.\n#[derive(Debug)]\npub struct A {\n    b: u8,\n}\n\nimpl A {\n    /// Does.\n    fn c(&self) {\n        \
                      let _ = 1;\n    }\n}\n\ntrait D {\n    fn e();\n}\n";
        let found: Vec<_> =
            scopes(source).into_iter().map(|it| (it.kind, it.name, it.doc, it.lines[0], it.lines[1])).collect();
        let of = |kind, name: &str, doc, from, to| (kind, name.to_owned(), doc, from, to);
        assert_eq!(
            found,
            [
                of(Kind::Struct, "A", 1, 3, 5),
                of(Kind::Impl, "A", 7, 7, 12),
                of(Kind::Fn, "c", 8, 9, 11),
                of(Kind::Trait, "D", 14, 14, 16),
                of(Kind::Fn, "e", 15, 15, 15)
            ]
        );
    }

    #[test]
    fn what_does_not_parse_has_none() {
        assert_eq!(scopes("fn {"), []);
    }
}
