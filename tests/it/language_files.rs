//! Which files of a folder are read, how unreadable files are reported, and that no text breaks the parser.

use std::collections::BTreeSet;
use std::path::Path;

use guestlist::config;
use guestlist::render::finding::{write_findings, write_short};
use guestlist::source::{Code, File, Files, Findings, load_files};
use guestlist::view::finding::finding_views;
use proptest::prelude::*;

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_project_is_its_yaml_files_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for path in ["guestlist.yaml", "b.yml", "a/z.yaml", "a/guestlist.yaml", "a/guardrails/x.yaml"] {
        write(root, path, "catalogs: []\n");
    }
    for path in [
        "a.test.yaml",
        "a/accepted.yaml",
        "a/guestlist.lock.yaml",
        ".git/c.yaml",
        "guardrails/g.yaml",
        "x.json",
        ".y.yaml",
    ] {
        write(root, path, "not: [yaml\n");
    }
    write(root, "accepted.yaml", "accepted: []\n");
    write(root, "guestlist.lock.yaml", "tenants: {}\n");
    let mut found = Findings::default();
    let files = load_files(root, None, &mut found);
    assert!(found.is_empty(), "{found:?}");
    assert!(files.project.is_some() && files.accepted.is_some() && files.lock.is_some());
    let prefix = format!("{}/", root.display());
    let paths: Vec<_> = files.policies.iter().map(|file| file.path.strip_prefix(&prefix).unwrap()).collect();
    assert_eq!(paths, ["a/guardrails/x.yaml", "a/guestlist.yaml", "a/z.yaml", "b.yml"]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "x.yaml", "catalogs: []\n");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("linked")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("x.yaml"), folder.path().join("x.yaml")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("notes.txt")).unwrap();
    let mut found = Findings::default();
    let files = load_files(folder.path(), None, &mut found);
    assert_eq!(files, Files::default());
    let codes: Vec<_> = found.to_sorted().iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::Unreadable, Code::Unreadable]);
}

#[test]
fn faults_of_files_are_shown_where_they_are() {
    let files = [
        ("a.yaml", "catalogs:\n- name: A\n  name: B\n"),
        ("b.yaml", "catalogs: &all\n- name: A\nmore: *all\n"),
        ("c.yaml", "catalogs: [\n"),
        ("d.yaml", "catalogs: []\n---\ncatalogs: []\n"),
        ("e.yaml", "catalogs:\n"),
        ("f.yaml", "- catalogs\n"),
        ("g.yaml", "catalogs:\n\t- name: A\n"),
        ("h.yaml", "catalogs:\n- !tagged { name: A }\n"),
    ];
    let mut found = Findings::default();
    let files = Files::from_texts(files, &mut found);
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    let said: Vec<&str> = said.lines().map(|line| line.split(" (").next().unwrap()).collect();
    assert_eq!(
        said,
        [
            "a.yaml:3:3: error[GL005]: duplicate key `name`",
            "b.yaml:1:11: error[GL006]: anchors are not allowed",
            "c.yaml:1:11: error[GL004]: unclosed bracket '['",
            "d.yaml:2:1: error[GL007]: a second YAML document starts in this file",
            "e.yaml:1:1: error[GL011]: missing value",
            "f.yaml:1:1: error[GL008]: the document is not a mapping of lists, such as `catalogs:` with entries below it",
            "g.yaml:2:1: error[GL004]: this line is indented with a tab",
            "h.yaml:2:3: error[GL006]: tags are not allowed",
        ]
    );
}

/// Every code in the texts of the language tests.
#[test]
fn every_code_has_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases = String::new();
    for path in [
        "tests/it/format.rs",
        "tests/it/language_findings.rs",
        "tests/it/language_files.rs",
        "tests/it/language_templates.rs",
        "tests/it/language_hostile.rs",
        "tests/it/tenant_findings.rs",
        "tests/it/holds.rs",
        "tests/it/identity.rs",
        "tests/it/ownership/existing.rs",
        "tests/it/ownership/remove.rs",
        "tests/it/lock.rs",
        "tests/it/lock_files.rs",
        "tests/it/lockout.rs",
        "src/source/parse.rs",
    ] {
        cases.push_str(&std::fs::read_to_string(folder.join(path)).unwrap());
    }
    let untold: BTreeSet<_> = Code::ALL
        .iter()
        .filter(|code| !cases.contains(code.number()) && !cases.contains(&format!("Code::{code:?}")))
        .map(|code| format!("{code:?}"))
        .collect();
    assert_eq!(untold, BTreeSet::new());
}

fn survives(bytes: &[u8]) {
    let mut found = Findings::default();
    let file = File::new("a.yaml", bytes, &mut found);
    let files = Files {
        project: Some(file.clone()),
        policies: vec![file.clone()],
        accepted: Some(file.clone()),
        lock: Some(file),
    };
    config::read_desired(&files, config::TargetTenant::detached("sandbox"), &mut found);
    config::project_of(&files, &mut found);
    config::read_accepted(&files, |_| true, &mut found);
    config::read_locks(&files, &mut found);
    let views = finding_views(&files, &found);
    let mut shown = String::new();
    write_short(&views, &mut shown).unwrap();
    write_findings(&views, false, &mut shown).unwrap();
    assert!(shown.chars().all(|c| !c.is_control() || c == '\n'), "{shown:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        survives(&bytes);
    }

    #[test]
    fn no_text_breaks_the_reader(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "catalogs:", "\n", "  ", "- ", "name: ", "A", "{", "}", "[", "]", ", ", "\"", "'", "&a ", "*a", "!t ",
            "---\n", "? ", ": ", "#c\n", "|\n", ">-\n", "\u{1b}[1m", "é", "\u{202e}", "<<: ", "\r\n", "\u{feff}",
            "accessPackages:\n- ", "policies: ", "resources: ", "direct: true",
        ]), 0..25)
    ) {
        survives(parts.concat().as_bytes());
    }
}
