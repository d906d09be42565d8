//! Code that distinguishes operations or kinds of objects handles each of them explicitly, so that a new one
//! does not compile until all such code handles it.

use std::collections::BTreeSet;

use syn::visit::Visit;

use super::sources;

/// The enums, and from how many named members on a match counts as distinguishing. A match that asks for a
/// single kind is only another form of `if let`.
const WHOLE: &[(&str, usize)] =
    &[("Entry", 2), ("Key", 2), ("Object", 1), ("Operation", 1), ("Part", 1), ("Update", 1)];

/// The functions with a match that distinguishes members of such an enum and has a wildcard arm.
#[derive(Default)]
struct Matches {
    found: Vec<String>,
    /// The types of the enclosing implementations.
    types: Vec<String>,
    /// The last function that was entered.
    function: String,
}

impl Matches {
    /// The members of the enums that a pattern names.
    fn members(&self, pattern: &syn::Pat, found: &mut BTreeSet<(String, String)>) {
        let mut note = |path: &syn::Path| {
            let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let [.., of, member] = names.as_slice() else { return };
            let of = if of == "Self" { self.types.last() } else { Some(of) };
            found.extend(of.map(|of| (of.clone(), member.clone())));
        };
        match pattern {
            syn::Pat::Ident(inner) => {
                inner.subpat.iter().for_each(|(_, inner)| self.members(inner, found));
            }
            syn::Pat::Or(inner) => inner.cases.iter().for_each(|case| self.members(case, found)),
            syn::Pat::Paren(inner) => self.members(&inner.pat, found),
            syn::Pat::Path(inner) => note(&inner.path),
            syn::Pat::Reference(inner) => self.members(&inner.pat, found),
            syn::Pat::Struct(inner) => note(&inner.path),
            syn::Pat::Tuple(inner) => inner.elems.iter().for_each(|element| self.members(element, found)),
            syn::Pat::TupleStruct(inner) => {
                note(&inner.path);
                inner.elems.iter().for_each(|element| self.members(element, found));
            }
            _ => {}
        }
    }
}

/// Whether a pattern matches everything else.
fn takes_rest(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Wild(_) => true,
        syn::Pat::Ident(inner) => {
            inner.subpat.is_none() && inner.ident.to_string().starts_with(char::is_lowercase)
        }
        syn::Pat::Tuple(inner) => inner.elems.iter().all(takes_rest),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Matches {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let name = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        self.types.push(name.unwrap_or_default());
        syn::visit::visit_item_impl(self, item);
        self.types.pop();
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.function = signature.ident.to_string();
        syn::visit::visit_signature(self, signature);
    }

    fn visit_expr_match(&mut self, whole: &'ast syn::ExprMatch) {
        let mut members = BTreeSet::new();
        whole.arms.iter().for_each(|arm| self.members(&arm.pat, &mut members));
        let distinguishes =
            WHOLE.iter().any(|(of, least)| members.iter().filter(|(named, _)| named == of).count() >= *least);
        if distinguishes && whole.arms.iter().any(|arm| takes_rest(&arm.pat)) {
            self.found.push(self.function.clone());
        }
        syn::visit::visit_expr_match(self, whole);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| attribute.meta.path().is_ident("cfg");
        if !item.attrs.iter().any(is_test) {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

#[test]
fn no_wildcard_stands_for_operations_or_kinds() {
    let mut found = Vec::new();
    for (file, text) in sources() {
        if file.starts_with("sandbox") || file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let mut matches = Matches::default();
        matches.visit_file(&syn::parse_file(&text).unwrap());
        found.extend(matches.found.into_iter().map(|what| format!("{}: {what}", file.display())));
    }
    assert!(
        found.is_empty(),
        "a wildcard stands for operations or kinds of objects in\n{}",
        found.join("\n")
    );
}
