//! `fmt`: one layout that changes nothing of what a file says.

use std::path::Path;
use std::process::Command;

use guestlist::source::{File, Findings, load};
use guestlist::transfer::formatted;
use proptest::prelude::*;
use serde_json::Value;

use crate::world::{World, demo, run};

/// A text in its layout.
fn laid_out(text: &str) -> String {
    let mut found = Findings::default();
    let file = File::new("x.yaml", text.as_bytes(), &mut found);
    assert!(!found.has_errors(), "{text}\n{found:#?}");
    formatted(&file).unwrap_or_else(|doubt| panic!("{}\n{text}", doubt.message))
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
    let files = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), None, &mut found);
    let all: Vec<&File> = files.project.iter().chain(&files.policies).chain(&files.accepted).collect();
    assert!(all.len() > 4);
    for file in all {
        similar_to(&file.text, &formatted(file).unwrap(), &file.path);
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

    // Blanks at the end of a literal text belong to it, and the layout would take them away.
    let tail = "catalogs:\n  - name: B\n    description: |\n      x  \n      y\n";
    write("broken.yaml", tail);
    let (code, out, err) = fmt(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(0), "p/accepted.yaml\np/loose.yaml\n"), "{err}");
    assert!(err.contains("warning[GL014]") && err.contains("2 files are formatted now."), "{err}");
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

/// Writes values as YAML in a manner that bytes choose.
struct Hand<'b> {
    choices: std::iter::Cycle<std::slice::Iter<'b, u8>>,
    comments: Vec<String>,
    text: String,
}

impl Hand<'_> {
    fn one_in(&mut self, count: u8) -> bool {
        self.choices.next().unwrap().is_multiple_of(count)
    }

    fn line(&mut self, indent: usize) {
        if self.one_in(6) {
            self.text.push('\n');
        }
        if self.one_in(4) {
            let comment = format!("# c{}", self.comments.len());
            self.text.push_str(&format!("{}{comment}\n", " ".repeat(indent)));
            self.comments.push(comment);
        }
    }

    fn end(&mut self) {
        if self.one_in(5) {
            let comment = format!("# c{} 'x: [", self.comments.len());
            self.text.push_str(&format!("  {comment}"));
            self.comments.push(comment);
        }
        self.text.push('\n');
    }

    fn scalar(&mut self, value: &Value) -> String {
        let Value::String(text) = value else { return value.to_string() };
        let is_plain = serde_yaml::from_str::<Value>(&format!("[{text}]"))
            .is_ok_and(|read| read == serde_json::json!([value]));
        match (is_plain, self.one_in(2), text.contains('\n')) {
            (true, true, _) => text.clone(),
            (_, false, false) => format!("'{}'", text.replace('\'', "''")),
            _ => value.to_string(),
        }
    }

    fn flow(&mut self, value: &Value, indent: usize) {
        let is_broken = self.one_in(3);
        let (open, close, items): (_, _, Vec<(String, &Value)>) = match value {
            Value::Object(map) => {
                ("{", "}", map.iter().map(|(key, value)| (format!("{key}: "), value)).collect())
            }
            Value::Array(list) => ("[", "]", list.iter().map(|value| (String::new(), value)).collect()),
            _ => {
                let scalar = self.scalar(value);
                return self.text.push_str(&scalar);
            }
        };
        self.text.push_str(open);
        for (index, (key, value)) in items.iter().enumerate() {
            if is_broken {
                self.end();
                self.line(indent + 2);
                self.text.push_str(&" ".repeat(indent + 2));
            }
            self.text.push_str(key);
            self.flow(value, indent + 2);
            if index + 1 < items.len() {
                let comma = if self.one_in(2) { "," } else { " ,  " };
                self.text.push_str(comma);
                if !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            }
        }
        if is_broken && !items.is_empty() {
            self.end();
            self.line(indent);
            self.text.push_str(&" ".repeat(indent));
        }
        self.text.push_str(close);
    }

    /// What stands behind a key or a dash, to the end of its lines.
    fn value(&mut self, value: &Value, indent: usize, is_in_list: bool) {
        match value {
            Value::Object(map) if !map.is_empty() && !self.one_in(3) => {
                if is_in_list {
                    self.text.push(' ');
                    self.map(map, indent + 2, true);
                } else {
                    self.end();
                    let deeper = indent + 2 + usize::from(self.one_in(3));
                    self.map(map, deeper, false);
                }
            }
            Value::Array(list) if !list.is_empty() && !is_in_list && !self.one_in(3) => {
                self.end();
                let deeper = indent + if self.one_in(2) { 0 } else { 2 };
                for item in list {
                    self.line(deeper);
                    self.text.push_str(&format!("{}-", " ".repeat(deeper)));
                    self.value(item, deeper, true);
                }
            }
            Value::String(text) if text.ends_with("z\n") && !text.starts_with(' ') && self.one_in(2) => {
                self.text.push_str(" |\n");
                for line in text.lines() {
                    let blanks = if line.is_empty() { 0 } else { indent + 2 };
                    self.text.push_str(&format!("{}{line}\n", " ".repeat(blanks)));
                }
            }
            value => {
                let blanks = if self.one_in(4) { "   " } else { " " };
                self.text.push_str(blanks);
                self.flow(value, indent + 2);
                self.end();
            }
        }
    }

    fn map(&mut self, map: &serde_json::Map<String, Value>, indent: usize, first_is_begun: bool) {
        for (index, (key, value)) in map.iter().enumerate() {
            if index > 0 || !first_is_begun {
                self.line(indent);
                self.text.push_str(&" ".repeat(indent));
            }
            self.text.push_str(&format!("{key}:"));
            self.value(value, indent, false);
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z]{1,8}( [a-z]{1,8}){0,3}",
        prop::sample::select(vec![
            "",
            "yes",
            "12",
            "1.50",
            "~",
            "a # b",
            "it's",
            "say \"x\"",
            "- x",
            "x: y",
            "{",
            "é 企業",
            "a\\b",
            "*a",
            "${var.x}",
            "two\nlines z\n",
            "  indented\n\nand more z\n",
            "tail  ",
            "a\tb",
            "^PRJ-[0-9]+$",
            "0x1F",
            "1e3",
            "#x",
            "a:",
            "!x",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,140}",
    ];
    let leaf = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i16>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map("[a-z]{1,9}", inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_layout_changes_nothing_and_stays(
        top in prop::collection::hash_map("[a-z]{1,9}", any_value(), 1..6),
        choices in prop::collection::vec(any::<u8>(), 50..300),
    ) {
        let map: serde_json::Map<String, Value> = top.into_iter().collect();
        let mut hand = Hand { choices: choices.iter().cycle(), comments: Vec::new(), text: String::new() };
        hand.map(&map, 0, false);
        let (text, comments) = (hand.text, hand.comments);
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
