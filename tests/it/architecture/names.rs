//! Names of functions: enough words to say what a function does, and few enough owners that a search finds one.
#![allow(clippy::print_stdout, reason = "the figures are printed")]

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;

use super::modules::{Module, is_test, parsed_files};

/// The largest share of one-word names among the distinct names, in percent.
const MOST_ONE_WORD: usize = 40;

/// In how many files a name may be defined.
const MOST_FILES: usize = 2;

/// Names that mean the same wherever they are defined.
const CONCEPTS: &[&str] = &["get", "is_empty", "new", "parse", "run"];

/// The functions that a file names itself: not those of tests, and not those that a trait names.
#[derive(Default)]
struct Functions(BTreeSet<String>);

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.is_none() && !is_test(&item.attrs) {
            syn::visit::visit_item_impl(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.0.insert(signature.ident.to_string());
        syn::visit::visit_signature(self, signature);
    }
}

/// The files that define a function of each name.
fn files_by_name() -> BTreeMap<String, BTreeSet<Module>> {
    let mut names: BTreeMap<String, BTreeSet<Module>> = BTreeMap::new();
    for (module, file) in parsed_files(false) {
        let mut functions = Functions::default();
        functions.visit_file(&file);
        for name in functions.0 {
            names.entry(name).or_default().insert(module.clone());
        }
    }
    names
}

#[test]
fn most_names_of_functions_have_more_than_one_word() {
    let names = files_by_name();
    let short: Vec<&str> = names.keys().map(String::as_str).filter(|name| !name.contains('_')).collect();
    let figures = format!("{} of {} names are one word", short.len(), names.len());
    println!("{figures}");
    assert!(short.len() * 100 <= names.len() * MOST_ONE_WORD, "{figures}: {}", short.join(", "));
}

#[test]
fn a_name_of_a_function_is_found_in_two_files_at_most() {
    let names = files_by_name();
    let shared: Vec<_> = names.iter().filter(|(_, files)| files.len() > MOST_FILES).collect();
    println!("{} of {} names are in more than {MOST_FILES} files", shared.len(), names.len());
    let unexpected: Vec<String> = shared
        .into_iter()
        .filter(|(name, _)| !CONCEPTS.contains(&name.as_str()))
        .map(|(name, files)| {
            let files: Vec<String> = files.iter().map(|module| module.join("::")).collect();
            format!("{name}: {}", files.join(", "))
        })
        .collect();
    assert!(unexpected.is_empty(), "these name too many functions:\n{}", unexpected.join("\n"));
}
