//! The hooks for pre-commit are true to the command line, and the help page names them.

use std::path::Path;
use std::process::Command;

use clap::Parser;
use guestlist::cli::args::{self, Cli};
use serde_json::Value;

fn hooks() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn words(hook: &Value) -> Vec<String> {
    hook["entry"].as_str().unwrap().split(' ').map(str::to_owned).collect()
}

#[test]
fn hooks_are_what_the_command_line_takes() {
    let page = include_str!("../../src/help/editor.md");
    let mut ids = Vec::new();
    for hook in hooks() {
        let id = hook["id"].as_str().unwrap().to_owned();
        // Arguments of the user are appended. File names must not be, because the commands take none.
        let words = [words(&hook), vec!["--dir".to_owned(), "access".to_owned()]].concat();
        let cli = Cli::try_parse_from(words).unwrap();
        assert_eq!(cli.global.dir, Path::new("access"));
        match id.as_str() {
            "guestlist-validate" => assert!(matches!(cli.command, args::Command::Validate)),
            "guestlist-fmt" => assert!(matches!(cli.command, args::Command::Fmt(args::Fmt { check: false }))),
            other => panic!("no command is known for {other}"),
        }
        assert_eq!((&hook["language"], &hook["pass_filenames"]), (&Value::from("rust"), &Value::from(false)));
        assert!(page.contains(&format!("- id: {id}")), "{id} is not on the page");
        ids.push(id);
    }
    assert_eq!(ids, ["guestlist-validate", "guestlist-fmt"]);
}

#[test]
fn hooks_stop_what_they_are_for() {
    let dir = tempfile::tempdir().unwrap();
    let policies = dir.path().join("policies");
    std::fs::create_dir(&policies).unwrap();
    std::fs::write(policies.join("guestlist.yaml"), "version: 1\ntenants: { s: { sandbox: {} } }\n").unwrap();
    let ends = |id: &str| {
        let hook = hooks().into_iter().find(|hook| hook["id"] == id).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_guestlist"))
            .args(&words(&hook)[1..])
            .current_dir(dir.path())
            .env_clear()
            .output()
            .unwrap();
        output.status.code()
    };
    let write = |text: &str| std::fs::write(policies.join("a.yaml"), text).unwrap();
    write("catalogs:   [{ name: A }]\n");
    assert_eq!(ends("guestlist-validate"), Some(0));
    // A hook that changes a file stops the commit.
    assert_eq!(ends("guestlist-fmt"), Some(0));
    assert_eq!(std::fs::read_to_string(policies.join("a.yaml")).unwrap(), "catalogs: [{ name: A }]\n");
    write("catalogs: [{ nam: A }]\n");
    assert_eq!(ends("guestlist-validate"), Some(1));
    write("catalogs: [{ name: A }\n");
    assert_eq!((ends("guestlist-validate"), ends("guestlist-fmt")), (Some(1), Some(1)));
}
