//! `fmt`: one layout that never changes the content of a file.

use std::path::Path;
use std::process::Command;

use guestlist::source::{File, Findings, load_files};
use guestlist::transfer::format_file;
use proptest::prelude::*;
use serde_json::Value;

use crate::hand::{Hand, any_value, written};
use crate::world::{World, demo, run};

/// A text in its layout.
fn laid_out(text: &str) -> String {
    let mut found = Findings::default();
    let file = File::new("x.yaml", text.as_bytes(), &mut found);
    assert!(!found.has_errors(), "{text}\n{found:#?}");
    format_file(&file).unwrap_or_else(|doubt| panic!("{}\n{text}", doubt.message))
}

#[test]
fn a_layout_keeps_comments_and_what_was_chosen() {
    let text = "# top\n\n\n\na:   # of a\n    - x   # of x\n    # before y\n    -   y:   1\n        z: [ 1,2, # in flow\n             3 ]\n    # behind the list\n\
        b: |\n    text\n      # no comment\n\nc: { d: 'x',   e: [ ] }\nf: [\n  one, two ]\n";
    assert_eq!(
        laid_out(text),
        "# top\n\na: # of a\n  - x # of x\n  # before y\n  - y: 1\n    z: [\n      1,\n      2, # in flow\n      3\n    ]\n  # behind the list\n\
         b: |\n  text\n    # no comment\n\nc: { d: \"x\", e: [] }\nf: [\n  one,\n  two\n]\n"
    );
    let windows = "a:   1\r\nb:\r\n- x\r\n";
    assert_eq!(laid_out(windows), "a: 1\r\nb:\r\n  - x\r\n");
    assert_eq!(laid_out("# nothing yet"), "# nothing yet\n");
    assert_eq!(laid_out(""), "");
}

#[test]
fn the_demo_is_formatted() {
    let mut found = Findings::default();
    let files = load_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), None, &mut found);
    let all: Vec<&File> = files.project.iter().chain(&files.policies).chain(&files.accepted).collect();
    assert!(all.len() > 4);
    for file in all {
        similar_to(&file.text, &format_file(file).unwrap(), &file.path);
    }
}

#[test]
fn what_an_export_writes_is_formatted() {
    run(async {
        let world = World::new().await;
        world.apply(&demo()).await;
        let files = world.export().await.files;
        assert!(files.len() > 3);
        for (path, text) in files {
            similar_to(&text, &laid_out(&text), &path);
        }
    });
}

/// The exit code, standard output and standard error of `fmt`.
fn fmt(folder: &Path, options: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_guestlist"))
        .args(["fmt", "--dir", "p"])
        .args(options)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_checks_writes_and_refuses() {
    let dir = tempfile::tempdir().unwrap();
    let policies = dir.path().join("p");
    std::fs::create_dir(&policies).unwrap();
    let write = |name: &str, text: &str| std::fs::write(policies.join(name), text).unwrap();
    let read = |name: &str| std::fs::read_to_string(policies.join(name)).unwrap();
    let (loose, kept) =
        ("catalogs:   # all\n- name:   A\n", "catalogs: [{ name: A, description: |\n    x }]\n");
    write("guestlist.yaml", "version: 1\ntenants: { sandbox: { sandbox: {} } }\n");
    write("loose.yaml", loose);
    write("accepted.yaml", "accepted:   []\n");
    write("guestlist.lock.yaml", "generated:   true\n");

    let (code, out, err) = fmt(dir.path(), &["--check"]);
    assert_eq!((code, out.as_str()), (Some(1), "p/accepted.yaml\np/loose.yaml\n"), "{err}");
    assert_eq!(err, "2 files are not formatted: run `guestlist fmt`.\n");
    let (code, out, _) = fmt(dir.path(), &["--check", "--format", "json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &document["exit"]["reason"]), (Some(1), &Value::from("notFormatted")));
    assert_eq!(document["changed"], serde_json::json!(["p/accepted.yaml", "p/loose.yaml"]));
    assert_eq!(read("loose.yaml"), loose, "a check writes nothing");

    write("broken.yaml", kept);
    let (code, out, err) = fmt(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("p/broken.yaml:"), "{err}");
    assert_eq!(read("loose.yaml"), loose, "with a fault anywhere nothing is written");

    // Trailing spaces of a literal text are content, and formatting would remove them.
    let tail = "catalogs:\n  - name: B\n    description: |\n      x  \n      y\n";
    write("broken.yaml", tail);
    let (code, out, err) = fmt(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(0), "p/accepted.yaml\np/loose.yaml\n"), "{err}");
    assert!(err.contains("warning[GL014]") && err.contains("2 files are now formatted."), "{err}");
    assert_eq!(read("loose.yaml"), "catalogs: # all\n  - name: A\n");
    assert_eq!(read("broken.yaml"), tail);
    assert_eq!(
        read("guestlist.lock.yaml"),
        "generated:   true\n",
        "what another command writes is left to it"
    );
    assert_eq!(fmt(dir.path(), &["--check"]).0, Some(0));
    assert_eq!(std::fs::read_dir(&policies).unwrap().count(), 5, "nothing stays behind");
}

fn similar_to(text: &str, layout: &str, path: &str) {
    assert!(text == layout, "{path} is not formatted; run `cargo run -- fmt`\n{layout}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_layout_changes_nothing_and_stays(
        top in prop::collection::hash_map("[a-z]{1,9}", any_value(), 1..6),
        choices in prop::collection::vec(any::<u8>(), 50..300),
    ) {
        let map: serde_json::Map<String, Value> = top.into_iter().collect();
        let (text, comments) = written(&map, &choices, Hand::Tidy);
        let wanted = Value::Object(map);
        prop_assert_eq!(&serde_yaml::from_str::<Value>(&text).unwrap(), &wanted, "the test's own writing\n{}", text);
        let layout = laid_out(&text);
        prop_assert_eq!(&serde_yaml::from_str::<Value>(&layout).unwrap(), &wanted, "{}\n{}", text, layout);
        prop_assert_eq!(&laid_out(&layout), &layout);
        let mut rest = layout.as_str();
        for comment in &comments {
            let at = rest.find(comment.as_str());
            prop_assert!(at.is_some(), "{comment} is lost or moved\n{text}\n{layout}");
            rest = &rest[at.unwrap_or_default()..];
        }
    }
}
