//! What is known of the names of a function and of its file: which are tokens, which are moments, and the values of an enum.

use crate::code::Code;
use std::collections::BTreeMap;
use syn::{
    Fields, File, FnArg, Item, Local, Pat, Signature, Type,
    visit::{self, Visit},
};

/// Of a whole file.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The values without fields of each enum that the file defines.
    pub(crate) enums: BTreeMap<String, Vec<String>>,
    /// Fields that are tokens, by the name of their struct.
    pub(crate) tokens: BTreeMap<String, Vec<String>>,
    /// It is about tasks.
    pub(crate) is_async: bool,
}

impl Known {
    pub(crate) fn of(source: &str, file: &File) -> Known {
        let mut known = Known { is_async: source.contains("tokio::"), ..Known::default() };
        for item in &file.items {
            match item {
                Item::Enum(it) => {
                    let plain = it.variants.iter().filter(|it| matches!(it.fields, Fields::Unit));
                    known.enums.insert(it.ident.to_string(), plain.map(|it| it.ident.to_string()).collect());
                }
                Item::Struct(it) => {
                    let tokens = it.fields.iter().filter(|it| is_token(&it.ty));
                    let names = tokens.filter_map(|it| it.ident.as_ref().map(ToString::to_string)).collect();
                    known.tokens.insert(it.ident.to_string(), names);
                }
                _ => {}
            }
        }
        known
    }
}

/// Where a token is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The caller handed it over, or it is cancelled here.
    Given,
    /// Made here, never cancelled here, and used so many times.
    Fresh(usize),
    /// A child that is never cancelled here: it tells what its parent tells. The parent's code.
    Child(String),
}

/// Of one function.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Names of tokens, or of references to them, with where each is from.
    pub(crate) tokens: BTreeMap<String, Origin>,
    /// It is a method.
    pub(crate) has_self: bool,
    /// It is a method of `&mut self`, or of `self`.
    pub(crate) owns_self: bool,
    /// Names of moments, with the code that makes such a moment anew.
    pub(crate) moments: BTreeMap<String, String>,
}

impl Names {
    pub(crate) fn of(code: Code<'_>, signature: &Signature, block: &syn::Block) -> Names {
        let receiver = signature.receiver();
        let owns_self =
            receiver.is_some_and(|it| it.colon_token.is_none() && (it.mutability.is_some() || it.reference.is_none()));
        let mut names = Names { has_self: receiver.is_some(), owns_self, ..Names::default() };
        for arg in &signature.inputs {
            let FnArg::Typed(arg) = arg else { continue };
            let Pat::Ident(name) = &*arg.pat else { continue };
            if is_token(&arg.ty) {
                names.tokens.insert(name.ident.to_string(), Origin::Given);
            }
            if code.text(&*arg.ty) == "Instant" {
                names.moments.insert(name.ident.to_string(), "Instant::now()".to_owned());
            }
        }
        let mut locals = Locals { code, names, body: code.text(block) };
        locals.visit_block(block);
        locals.names
    }
}

struct Locals<'s> {
    code: Code<'s>,
    names: Names,
    /// The whole function.
    body: &'s str,
}

impl Locals<'_> {
    fn origin(&self, name: &str, made: &str) -> Option<Origin> {
        let parent = made.strip_suffix(".child_token()");
        let is_fresh = made == "CancellationToken::new()";
        match parent {
            _ if !is_fresh && parent.is_none() => None,
            _ if self.body.contains(&format!("{name}.cancel()")) => Some(Origin::Given),
            Some(parent) => Some(Origin::Child(parent.to_owned())),
            None => Some(Origin::Fresh(self.body.matches(&format!("&{name}")).count())),
        }
    }
}

impl<'a> Visit<'a> for Locals<'_> {
    fn visit_local(&mut self, local: &'a Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) {
            let text = self.code.text(&*init.expr);
            if let Some(origin) = self.origin(&name.ident.to_string(), text) {
                self.names.tokens.insert(name.ident.to_string(), origin);
            }
            if text.starts_with("Instant::now()")
                || self.names.moments.keys().any(|it| text.starts_with(&format!("{it} +")))
            {
                let mut anew = text.to_owned();
                for (moment, code) in &self.names.moments {
                    if let Some(rest) = anew.strip_prefix(&format!("{moment} ")) {
                        anew = format!("{code} {rest}");
                    }
                }
                self.names.moments.insert(name.ident.to_string(), format!("({anew})"));
            }
        }
        visit::visit_local(self, local);
    }
}

fn is_token(ty: &Type) -> bool {
    match ty {
        Type::Reference(it) => is_token(&it.elem),
        Type::Path(it) => it.path.segments.last().is_some_and(|it| it.ident == "CancellationToken"),
        _ => false,
    }
}
