//! The facts about Microsoft Graph that the code relies on: every citation has a row in `src/graph/facts.md`, and every
//! row is cited.
//!
//! A citation is the word `fact` with an id, or `facts` with ids between commas, in a comment or a string.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fancy_regex::Regex;

const FACTS: &str = include_str!("../../src/graph/facts.md");

/// Documents, lists and tables that are not in the repository.
const ELSEWHERE: &str =
    r"\b(?:contract|design) [0-9]|\bcorrections? [A-G](?:[0-9]+)?\b|\bthe[ _]contract|\(peers\b|rows?_[0-9]";

/// The cells of every row, by its id.
fn rows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut rows = BTreeMap::new();
    for line in FACTS.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 7, "a row has five cells, without `|` in them: {line}");
        let id = cells[1].trim_matches('`');
        assert!(rows.insert(id, cells[2..6].to_vec()).is_none(), "`{id}` has two rows");
    }
    rows
}

/// Sources and tests with their paths, except this file. A comment that continues in the next line is one
/// line here.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = ["src", "tests", "benches"].map(|folder| root.join(folder)).to_vec();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let named = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if named.ends_with(".rs") && named != "tests/it/facts.rs" || named.ends_with(".py") {
                found.push((named, joined(&std::fs::read_to_string(path).unwrap())));
            }
        }
    }
    found.sort();
    found
}

fn joined(text: &str) -> String {
    let markers = ["///", "//!", "//", "#"];
    let bare = |line: &str| {
        let line = line.trim();
        let body = markers.iter().find_map(|marker| line.strip_prefix(marker)).unwrap_or(line);
        body.trim_start().to_owned()
    };
    text.lines().map(bare).collect::<Vec<_>>().join(" ")
}

/// The cited ids, each with the files that cite it.
fn citations() -> BTreeMap<String, BTreeSet<String>> {
    let id = "[a-z0-9]+(?:-[a-z0-9]+)+";
    let citation = Regex::new(&format!(r"\bfacts? ({id}(?:, {id})*)")).unwrap();
    let mut cited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for found in citation.captures_iter(text.as_str()) {
            for id in found.unwrap().get(1).unwrap().as_str().split(", ") {
                cited.entry(id.to_owned()).or_default().insert(path.clone());
            }
        }
    }
    cited
}

#[test]
fn every_cited_fact_has_a_row() {
    let rows = rows();
    let missing: Vec<_> = citations().into_iter().filter(|(id, _)| !rows.contains_key(id.as_str())).collect();
    assert!(missing.is_empty(), "not in src/graph/facts.md: {missing:#?}");
}

#[test]
fn every_fact_is_cited() {
    let cited = citations();
    let idle: Vec<_> = rows().into_keys().filter(|id| !cited.contains_key(*id)).collect();
    assert!(idle.is_empty(), "no code cites these rows of src/graph/facts.md: {idle:#?}");
}

#[test]
fn every_fact_says_where_it_is_from_and_how_sure_it_is() {
    for (id, cells) in rows() {
        let [statement, source, confidence, date] = cells[..] else { panic!("{id}: {cells:?}") };
        assert!(statement.ends_with('.'), "{id}: the statement is not a sentence");
        assert!(!source.is_empty(), "{id}: no source");
        assert!(["high", "medium", "low"].contains(&confidence), "{id}: confidence `{confidence}`");
        let month = date.split_once('-').and_then(|(year, month)| {
            Some((year.len() == 4 && year.parse::<u16>().is_ok(), month.parse::<u8>().ok()?))
        });
        assert!(month.is_some_and(|(year, month)| year && (1..=12).contains(&month)), "{id}: date `{date}`");
    }
}

#[test]
fn nothing_is_cited_that_the_repository_does_not_hold() {
    let elsewhere = Regex::new(ELSEWHERE).unwrap();
    let found: Vec<String> = sources()
        .iter()
        .chain([&("src/graph/facts.md".to_owned(), FACTS.to_owned())])
        .flat_map(|(path, text)| {
            elsewhere
                .find_iter(text.as_str())
                .map(move |found| format!("{path}: {}", found.unwrap().as_str()))
        })
        .collect();
    assert!(found.is_empty(), "cite a row of src/graph/facts.md instead:\n{}", found.join("\n"));
}
