//! The files of `src/` as modules, and which file each path in them leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// A module that is a file, as the names from the crate on (`["plan", "audit", "world"]`).
pub(super) type Module = Vec<String>;

/// A file of the crate.
#[derive(Default)]
struct File {
    /// The items that it defines.
    defined: BTreeSet<String>,
    /// The names that it imports, with the paths as written.
    brought: BTreeMap<String, Vec<String>>,
    /// The paths of its glob imports.
    globs: Vec<Vec<String>>,
    /// Every path that it uses.
    used: BTreeSet<Vec<String>>,
    /// Every path that it only re-exports to the surrounding modules.
    passed_on: BTreeSet<Vec<String>>,
}

/// Every file of the crate by its module.
pub(super) struct Crate {
    files: BTreeMap<Module, File>,
}

impl Crate {
    /// Reads `src/`, with or without the modules that are compiled for tests alone.
    pub(super) fn read(with_tests: bool) -> Self {
        let of = |(module, file): (&Module, &syn::File)| (module.clone(), File::of(file, with_tests));
        Self { files: parsed_files(with_tests).iter().map(of).collect() }
    }

    /// For each file the other files that it uses, through any re-exports. Re-exports of a module's own
    /// children do not count, because declaring and re-exporting children is what a parent is for.
    pub(super) fn uses(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let of = |(module, file): (&Module, &File)| {
            let target = |path: &Vec<String>| self.target(module, path, 0);
            let passed_on = file.passed_on.iter().filter_map(target).filter(|one| !one.starts_with(module));
            let targets = file.used.iter().filter_map(target).chain(passed_on);
            (module.clone(), targets.filter(|target| target != module).collect())
        };
        self.files.iter().map(of).collect()
    }

    /// The file that defines the item of a path in `module`. `None` for items of other crates.
    fn target(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        assert!(depth < 16, "{path:?} in {module:?} leads in a circle");
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.inside(module, Vec::new(), rest, depth),
            "self" if rest.first().is_some_and(|name| name == "super") => self.target(module, rest, depth),
            "self" => self.inside(module, module.clone(), rest, depth),
            "super" => {
                let mut up = module.clone();
                up.pop()?;
                let supers = rest.iter().take_while(|name| *name == "super").count();
                up.truncate(up.len().checked_sub(supers)?);
                self.inside(module, up, &rest[supers..], depth)
            }
            name if self.files.contains_key(&child(module, name)) => {
                self.inside(module, module.clone(), path, depth)
            }
            name => {
                // A re-exported macro imports its own name.
                let brought = self.files[module].brought.get(name).filter(|brought| **brought != [name])?;
                self.target(module, &[brought, rest].concat(), depth + 1)
            }
        }
    }

    /// The target of a path from a module.
    fn inside(&self, from: &Module, module: Module, path: &[String], depth: usize) -> Option<Module> {
        let Some((name, rest)) = path.split_first() else { return Some(module) };
        let below = child(&module, name);
        let file = self.files.get(&module)?;
        if self.files.contains_key(&below) {
            return self.inside(from, below, rest, depth);
        }
        if file.defined.contains(name) {
            return Some(module);
        }
        if let Some(brought) = file.brought.get(name) {
            let target = self.target(&module, &[brought.as_slice(), rest].concat(), depth + 1);
            // A re-export from a third room is an import of the re-exporting room.
            let third = target.as_ref().is_some_and(|target| target.first() != module.first());
            return if third && module.first() != from.first() { Some(module) } else { target };
        }
        let through = file.globs.iter().filter_map(|glob| self.target(&module, glob, depth + 1));
        let mut through = through.filter(|other| *other != module);
        through.find_map(|other| self.files[&other].defined.contains(name).then_some(other)).or(Some(module))
    }
}

/// Every file of `src/`, with or without the modules that are compiled for tests alone.
pub(super) fn parsed_files(with_tests: bool) -> BTreeMap<Module, syn::File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    rust_files(&root, &mut found);
    let mut parsed = BTreeMap::new();
    let mut tests = BTreeSet::new();
    for path in found {
        let module = module_of(path.strip_prefix(&root).unwrap());
        let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for item in &file.items {
            if let syn::Item::Mod(inner) = item
                && is_test(&inner.attrs)
            {
                tests.insert([module.as_slice(), &[inner.ident.to_string()]].concat());
            }
        }
        parsed.insert(module, file);
    }
    if with_tests {
        tests.clear();
    }
    parsed.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    parsed
}

impl File {
    fn of(file: &syn::File, with_tests: bool) -> Self {
        let found = Self { defined: file.items.iter().filter_map(name_of).collect(), ..Self::default() };
        let mut paths = Paths { file: found, passed_on: passed_on(&file.items), with_tests, depth: 0 };
        paths.visit_file(file);
        paths.file
    }
}

/// The name that an item defines in its module.
fn name_of(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Mod(item) if item.content.is_some() => &item.ident,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

struct Paths {
    file: File,
    /// The names that the file re-exports to the surrounding modules.
    passed_on: BTreeSet<String>,
    with_tests: bool,
    /// The number of enclosing inline modules.
    depth: usize,
}

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, before: &[String], passed_on: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident), passed_on),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.tree(item, before, passed_on));
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.leaf(before.last().cloned().unwrap_or_default(), before.to_vec(), passed_on);
            }
            syn::UseTree::Name(name) => self.leaf(name.ident.to_string(), with(&name.ident), passed_on),
            syn::UseTree::Rename(name) => self.leaf(name.rename.to_string(), with(&name.ident), passed_on),
            syn::UseTree::Glob(_) => {
                self.file.globs.push(before.to_vec());
                self.note(before.to_vec(), passed_on);
            }
        }
    }

    fn leaf(&mut self, name: String, path: Vec<String>, passed_on: bool) {
        self.file.brought.insert(name, path.clone());
        self.note(path, passed_on);
    }

    fn note(&mut self, mut path: Vec<String>, passed_on: bool) {
        // Inside an inline module, the first steps upwards lead to the file itself.
        let inner = path.iter().take(self.depth).take_while(|name| *name == "super").count();
        if inner > 0 {
            path.splice(..inner, ["self".to_owned()]);
        }
        let paths = if passed_on { &mut self.file.passed_on } else { &mut self.file.used };
        paths.insert(path);
    }
}

fn passed_on(items: &[syn::Item]) -> BTreeSet<String> {
    fn leaves(tree: &syn::UseTree, found: &mut BTreeSet<String>) {
        match tree {
            syn::UseTree::Path(path) => leaves(&path.tree, found),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| leaves(item, found)),
            syn::UseTree::Name(name) => drop(found.insert(name.ident.to_string())),
            syn::UseTree::Rename(name) => drop(found.insert(name.rename.to_string())),
            syn::UseTree::Glob(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    for item in items {
        if let syn::Item::Use(item) = item
            && !matches!(item.vis, syn::Visibility::Inherited)
        {
            leaves(&item.tree, &mut found);
        }
    }
    found
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let passed_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.tree(&item.tree, &[], passed_on);
    }

    /// `pub(in crate::room)` names a module, but uses nothing of it.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        // A re-exported name may also be used under its own name.
        if names.len() > 1 || self.passed_on.contains(&names[0]) {
            self.note(names, false);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, inner: &'ast syn::ItemMod) {
        if self.with_tests || !is_test(&inner.attrs) {
            self.depth += 1;
            syn::visit::visit_item_mod(self, inner);
            self.depth -= 1;
        }
    }
}

pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

fn child(module: &Module, name: &str) -> Module {
    [module.as_slice(), &[name.to_owned()]].concat()
}

fn module_of(file: &Path) -> Module {
    let mut names: Module = file
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib")) {
        names.pop();
    }
    names
}

pub(super) fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
