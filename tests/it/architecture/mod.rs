//! The rooms of `lib.rs` and the arrows between them, checked against every path in the source.

mod arms;
mod modules;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use guestlist::ROOMS;

use modules::{Crate, Module, rust_files};

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

/// The row of a module: the longest path of the table that contains it, or its first name.
fn row_of(module: &[String]) -> String {
    let path = module.join("::");
    let rows = ROOMS.iter().map(|(row, _)| *row).filter(|row| leads_to(row, &path));
    let first = || module.first().cloned().unwrap_or_else(|| "lib".to_owned());
    rows.max_by_key(|row| row.len()).map_or_else(first, str::to_owned)
}

/// Whether a module is another one or inside it.
fn leads_to(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Whether an entry of a row includes a module. An entry for a whole room does not include parts of it that
/// have a row of their own.
fn takes_in(entry: &str, target: &[String]) -> bool {
    leads_to(entry, &target.join("::")) && leads_to(&row_of(target), &row_of(&split(entry)))
}

fn split(path: &str) -> Module {
    path.split("::").map(str::to_owned).collect()
}

#[test]
fn arrows_between_rooms_are_those_of_the_table() {
    let table: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, may)| (*room, may.iter().copied().collect())).collect();
    assert_eq!(table.len(), ROOMS.len(), "a room has two rows");
    let mut used: BTreeSet<(String, &str)> = BTreeSet::new();
    let mut faults = Vec::new();
    for (module, targets) in Crate::read(true).uses() {
        let row = row_of(&module);
        if row == "main" || row == "lib" {
            continue;
        }
        if row != "cli" && !table.contains_key(row.as_str()) {
            faults.push(format!("{}: the room {row} has no row", module.join("::")));
        }
        for target in targets.iter().filter(|target| row_of(target) != row) {
            let may = table.get(row.as_str()).into_iter().flatten().copied();
            let entry = may.clone().find(|entry| takes_in(entry, target));
            used.extend(entry.map(|entry| (row.clone(), entry)));
            if entry.is_none() && (row != "cli" || target.is_empty()) {
                faults.push(format!("{}: {row} may not import {}", module.join("::"), target.join("::")));
            }
        }
    }
    for (room, may) in ROOMS {
        for target in may.iter().filter(|target| !used.contains(&((*room).to_owned(), *target))) {
            faults.push(format!("the arrow {room} -> {target} is used by no code"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_of_a_room_do_not_import_each_other_in_a_cycle() {
    let uses = Crate::read(false).uses();
    let inside = |module: &Module| {
        let targets = uses.get(module).into_iter().flatten();
        targets.filter(|target| target.first() == module.first()).cloned().collect::<Vec<_>>()
    };
    let reached = |from: &Module| {
        let (mut found, mut open) = (BTreeSet::new(), inside(from));
        while let Some(module) = open.pop() {
            if found.insert(module.clone()) {
                open.extend(inside(&module));
            }
        }
        found
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> = uses.keys().map(|one| (one, reached(one))).collect();
    let circles: BTreeSet<String> = uses
        .keys()
        .filter(|one| reached[*one].contains(*one))
        .map(|one| {
            let around = reached[one].iter().filter(|other| reached[*other].contains(one));
            around.map(|module| module.join("::")).collect::<Vec<_>>().join(", ")
        })
        .collect();
    let circles: Vec<String> = circles.into_iter().collect();
    assert!(circles.is_empty(), "these import each other:\n{}", circles.join("\n"));
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
