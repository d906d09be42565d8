//! The rooms of `lib.rs` and the arrows between them, checked against every path in the source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use guestlist::ROOMS;
use syn::visit::Visit;

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
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

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_path_buf(), text)
        })
        .collect()
}

/// The room a source file belongs to: its first folder, or its own name at the top level.
fn room_of(file: &Path) -> String {
    let first = file.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

/// Collects the first segment behind `crate::` of every path and every `use` tree.
#[derive(Default)]
struct Paths {
    rooms: BTreeSet<String>,
}

impl Paths {
    fn use_tree(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => drop(self.rooms.insert(path.ident.to_string())),
            syn::UseTree::Name(name) => drop(self.rooms.insert(name.ident.to_string())),
            syn::UseTree::Rename(name) => drop(self.rooms.insert(name.ident.to_string())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.use_tree(item)),
            syn::UseTree::Glob(_) => drop(self.rooms.insert("*".to_owned())),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree
            && path.ident == "crate"
        {
            self.use_tree(&path.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate")
            && let Some(room) = segments.next()
        {
            self.rooms.insert(room.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }
}

#[test]
fn arrows_between_rooms_are_those_of_the_table() {
    let table: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, may)| (*room, may.iter().copied().collect())).collect();
    assert_eq!(table.len(), ROOMS.len(), "a room has two rows");
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut faults = Vec::new();
    for (file, text) in sources() {
        let room = room_of(&file);
        if room == "main" || room == "lib" {
            continue;
        }
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&text).unwrap());
        for target in paths.rooms {
            if target == room || (room == "cli" && target != "*") {
                continue;
            }
            if !table.get(room.as_str()).is_some_and(|may| may.contains(target.as_str())) {
                faults.push(format!("{}: {room} may not import {target}", file.display()));
            }
            used.entry(room.clone()).or_default().insert(target);
        }
        if room != "cli" && !table.contains_key(room.as_str()) {
            faults.push(format!("{}: the room {room} has no row", file.display()));
        }
    }
    for (room, may) in &table {
        for target in may {
            if !used.get(*room).is_some_and(|targets| targets.contains(*target)) {
                faults.push(format!("the arrow {room} -> {target} is used by no code"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| file.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no module documentation at the top of: {}", silent.join(", "));
}

#[test]
fn every_test_file_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    let unlisted: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "main" && !main.contains(&format!("mod {name};")))
        .collect();
    assert!(unlisted.is_empty(), "not listed in tests/it/main.rs: {}", unlisted.join(", "));
}
