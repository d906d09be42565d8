//! Broken and malicious input: each ends in findings, in bounded time and memory, and is never processed in
//! part.
//!
//! Large or deep files would take minutes and gigabytes if any step were quadratic, so these tests fail
//! without measuring time.

use std::path::Path;
use std::process::Command;

use guestlist::config;
use guestlist::model::{CatalogKey, Key, PackageKey, hidden_characters, is_hidden, is_shapeless};
use guestlist::render::escape_hidden;
use guestlist::render::finding::write_short;
use guestlist::source::{File, Files, Findings};
use guestlist::view::finding::finding_views;

use crate::world::{World, desired, run};

const PROJECT: &str = "version: 1\ntenants: { sandbox: { sandbox: {} } }\n";

/// The findings about one file, one line each. A file with an error gives no document.
fn about(bytes: &[u8]) -> String {
    let mut found = Findings::default();
    let file = File::new("x.yaml", bytes, &mut found);
    assert_eq!(file.document.is_none(), found.has_errors());
    let files = Files { policies: vec![file], ..Files::default() };
    config::read_desired(&files, config::TargetTenant::detached("sandbox"), &mut found);
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    assert!(said.lines().count() <= 101 && said.len() < 150_000, "{} bytes", said.len());
    said
}

/// Whether the first finding has this code and line.
fn first(bytes: impl AsRef<[u8]>, start: &str) {
    let said = about(bytes.as_ref());
    assert!(said.starts_with(&format!("x.yaml:{start}")), "expected {start}: {:.400}", said);
}

#[test]
fn texts_that_are_no_utf_8() {
    let utf16: Vec<u8> = "catalogs: []\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    first([b"\xff\xfe".as_slice(), &utf16].concat(), "1:1: error[GL003]");
    first(&utf16, "1:1: error[GL003]");
    first(b"\xfe\xff\x00c\x00a", "1:1: error[GL003]");
    first("\u{feff}catalogs: []\n", "1:1: error[GL003]");
    first(b"catalogs:\n- name: \xff\n", "2:9: error[GL003]");
}

#[test]
fn characters_that_nobody_sees() {
    first("catalogs:\n- name: \"a\0b\"\n", "2:11: error[GL012]");
    first("catalogs: [] # \u{202e}lla\n", "1:16: error[GL012]");
    first("# all is well\u{2028}catalogs: [{ name: A }]\n", "1:14: error[GL012]");
    first("# all is well\rcatalogs: [{ name: A }]\n", "1:14: error[GL012]");
    first("# all is well\u{85}catalogs: [{ name: A }]\n", "1:14: error[GL012]");
    first("catalogs:\n- name: Part\u{200b}ner\n", "2:13: error[GL012]");
    first("catalogs:\n- name: Partner\u{fe0f}\n", "2:16: error[GL012]");
    first("catalogs:\r\n- name: \"Part\\u202ener\"\r\n", "2:9: error[GL202]");
    assert_eq!(
        about("catalogs:\r\n- { name: می\u{200c}خواهم, description: \"a\\u200eb\" }\r\n".as_bytes()),
        ""
    );
    assert_eq!(about("\u{202e}".repeat(500).as_bytes()).lines().count(), 20);
}

#[test]
fn every_hidden_character_is_escaped_where_it_is_shown() {
    for c in (0..=0x0010_ffff).filter_map(char::from_u32).filter(|c| is_hidden(*c)) {
        let shown = escape_hidden(&c.to_string());
        assert_eq!(hidden_characters(&shown).next(), None, "{shown}");
    }
}

#[test]
fn a_key_that_is_shown_can_be_typed_again() {
    let key = |name: &str| {
        let catalog = CatalogKey { name: "C".to_owned(), pin: None };
        Key::Package(PackageKey { catalog, name: name.to_owned(), pin: None }).to_string()
    };
    for c in (0..=0x0010_ffff).filter_map(char::from_u32).filter(|c| is_shapeless(*c)) {
        let written = key(&format!("é{c}é"));
        assert_eq!(escape_hidden(&written), written);
        assert!(!written.contains(is_shapeless), "{written}");
    }
    assert_eq!(key("a/b\u{202e}é 企業"), "accessPackage/C/a%2Fb%E2%80%AEé 企業");
    assert_ne!(key("a\u{200b}"), key("a"));
    assert_ne!(key("a\u{200b}"), key("a%E2%80%8B"));
}

#[test]
fn names_that_look_like_others() {
    first("catalogs: [{ name: P\u{430}rtner }]\n", "1:20: warning[GL210]");
    let twins = about("catalogs:\n- name: Partner\n- name: \u{420}\u{430}rtner\n".as_bytes());
    assert!(twins.contains("error[GL210]"), "{twins}");
    let whole = about("catalogs:\n- name: XYZ 1\n- name: \u{425}\u{423}\u{396} 1\n".as_bytes());
    assert!(whole.contains("GL210"), "{whole}");
    assert_eq!(about("catalogs: [{ name: Modern }, { name: Modem }, { name: Пакет IT }]\n".as_bytes()), "");
}

#[test]
fn indirections() {
    let bomb: String = "abcdefgh"
        .chars()
        .zip("bcdefghi".chars())
        .fold("a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, (before, c)| {
            format!("{text}{c}: &{c} [{}]\n", vec![format!("*{before}"); 9].join(", "))
        });
    first(bomb, "1:4: error[GL006]: anchors");
    first("catalogs: &a [*a]\n", "1:11: error[GL006]: anchors");
    first("catalogs: [{ <<: { name: A } }]\n", "1:14: error[GL006]: merge keys");
    first("catalogs: [{ name: !!binary QQ== }]\n", "1:20: error[GL006]: tags");
    first("catalogs: [{ name: !!str A }]\n", "1:20: error[GL006]: tags");
    first("catalogs:\n  - !!map\n    name: A\n", "2:5: error[GL006]: tags");
    first("catalogs: []\ncatalogs: []\n", "2:1: error[GL005]");
    first("catalogs: []\n---\ncatalogs: []\n", "2:1: error[GL007]");
    first("catalogs: []\n...\n---\ncatalogs: []\n", "3:1: error[GL007]");
}

#[test]
fn brackets_may_close_below_their_key() {
    assert_eq!(about(b"catalogs: [\n  { name: \"A\" },\n  { \"name\": 'B' }\n]\nsettings: {\n}\n"), "");
    let nested = about(b"catalogs:\n  - name: C\n    resources: [\n      'x' # y\n    ]\n");
    assert!(nested.starts_with("x.yaml:4:7: error[GL103]"), "{nested}");
    first("catalogs: [\n  \"A\"\n]\ncatalogs: []\n", "4:1: error[GL005]");
    first("catalogs: [\n  \"A\"\n] ]\n", "3:3: error[GL004]");
    first("catalogs: [\n\"A\"\n]\n", "2:1: error[GL004]");
}

#[test]
fn nesting_without_end() {
    let deep = 20_000;
    first(format!("catalogs: {}{}\n", "[".repeat(deep), "]".repeat(deep)), "1:50: error[GL009]");
    first(format!("a: {}", "{a: ".repeat(deep)), "1:160: error[GL009]");
    first(format!("a: {}", "[".repeat(4_000_000)), "1:43: error[GL009]");
    first(format!("{}a\n", "- ".repeat(deep)), "1:81: error[GL009]");
    first(format!("{}a\n", "? ".repeat(deep)), "1:81: error[GL009]");
    let block: String = (0..2000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    first(block, "41:41: error[GL009]");
    let lines: String = (0..2000).map(|depth| format!("{}-\n", " ".repeat(depth))).collect();
    first(lines, "41:41: error[GL009]");
}

#[test]
fn lists_and_texts_without_end() {
    first(format!("catalogs: [{}]\n", "a,".repeat(1_000_000)), "1:200006: error[GL002]");
    first(format!("catalogs: [{}]\n", "{nam: a},".repeat(1_000)), "1:12: error");
    first(format!("catalogs:\n{}", "- nam: b\n".repeat(1_000)), "2:3: error");
    first("catalogs: []\n".repeat(30_000), "2:1: error[GL005]");
    first(format!("{{{}}}\n", "a: 1,".repeat(40_000)), "1:7: error[GL005]");
    let keys: String = (0..4_000).map(|key| format!("k{key}: 1,")).collect();
    first(format!("catalogs: [{{ name: C, {keys} }}]\n"), "1:23: error[GL101]");
    first(format!("catalogs: [{{ name: \"{}\" }}]\n", "x".repeat(1 << 20)), "1:20: error[GL002]");
    first(format!("catalogs: [{{ name: \"{}\" }}]\n", "x".repeat(2000)), "1:20: error[GL202]");
    first(format!("catalogs: [{{ name: C, state: \"{}\" }}]\n", "x".repeat(60_000)), "1:30: warning[GL201]");
    first("#".repeat(5 << 20), "1:1: error[GL002]");
    first(format!("{}catalogs: [A]\n", "#\n".repeat(40_000)), "40001:12: error[GL103]");
    first("catalogs: [{ name: 99999999999999999999999999 }]\n", "1:20: error[GL010]");
    let unknown: String = (0..2_000).map(|entry| format!("q{entry},")).collect();
    first(
        format!(
            "catalogs: [{{ name: C }}]\naccessPackages: [{{ name: P, catalog: C, incompatible: {{ packages: [{unknown}] }} }}]\n"
        ),
        "2:68: error[GL302]",
    );
}

#[test]
fn findings_beyond_the_hundredth_are_counted() {
    let said = about(format!("catalogs:\n{}", "- nam: b\n".repeat(400)).as_bytes());
    assert_eq!(said.lines().count(), 101);
    assert!(said.contains("info[GL013]: 700 more findings are not shown"), "{said}");
}

/// One policy with a question.
fn question(body: &str) -> String {
    about(
        format!(
            "catalogs: [{{ name: C }}]\naccessPackages:\n- name: P\n  catalog: C\n  policies:\n  - name: Q\n    direct: true\n    questions:\n    - text: T\n{body}"
        )
        .as_bytes(),
    )
}

#[test]
fn languages_and_patterns() {
    let said = question("      localizations: { dutch: Taal, nl: A, NL: B }\n");
    assert!(said.contains("x.yaml:10:24: error[GL211]: `dutch` is not a language code"), "{said}");
    assert!(said.contains("warning[GL209]: this language is listed twice"), "{said}");
    let said = question("      choices: [{ value: a, localizations: { x: A } }]\n");
    assert!(said.contains("error[GL211]"), "{said}");
    let said = question("      answer: { pattern: \"^([0-9]+$\" }\n");
    assert!(said.contains("x.yaml:10:26: error[GL212]: this is not a valid regular expression"), "{said}");
    assert!(question("      answer: { pattern: '\\p{IsBasicLatin}+' }\n").contains("warning[GL212]"));
    assert_eq!(
        question("      localizations: { zh-Hans: 语言 }\n      answer: { pattern: '^\\d{4}$' }\n"),
        ""
    );
}

#[test]
fn incompatible_packages_may_exclude_each_other() {
    // A package lists its own incompatibilities, so mutual exclusion is a pair, and a cycle is not a
    // contradiction.
    let wanted = desired(&[(
        "a.yaml",
        "catalogs: [{ name: C }]\naccessPackages:\n- { name: A, catalog: C, incompatible: { packages: [B] } }\n\
         - { name: B, catalog: C, incompatible: { packages: [D] } }\n- { name: D, catalog: C, incompatible: { packages: [A, B] } }\n",
    )]);
    run(async {
        let world = World::new().await;
        world.apply(&wanted).await;
        assert!(world.plan(&wanted).await.plan.is_empty());
    });
}

/// Runs `validate` on a folder that also contains a valid file, and returns its output.
fn validate(folder: &Path) -> String {
    std::fs::write(folder.join("sound.yaml"), "catalogs: [{ name: Sound }]\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_guestlist"))
        .args(["validate", "--format", "json", "--dir"])
        .arg(folder)
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}{told}");
    assert!(told.chars().all(|c| c == '\n' || !is_hidden(c)), "{told:?}");
    said
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("guestlist.yaml"), PROJECT).unwrap();
    folder
}

#[test]
fn files_that_are_none() {
    let dir = folder();
    std::fs::create_dir(dir.path().join("x.yaml")).unwrap();
    assert!(validate(dir.path()).contains("is a folder with the name of a policy file"));

    let dir = folder();
    let file = std::fs::File::create(dir.path().join("x.yaml")).unwrap();
    file.set_len(100 << 20).unwrap();
    assert!(validate(dir.path()).contains("GL002"));
}

#[cfg(unix)]
#[test]
fn pipes_sockets_links_and_unreadable_names() {
    use std::os::unix::ffi::OsStrExt;

    let dir = folder();
    assert!(Command::new("mkfifo").arg(dir.path().join("x.yaml")).status().unwrap().success());
    assert!(validate(dir.path()).contains("is not a regular file"));

    let dir = folder();
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("x.yml")).unwrap();
    assert!(validate(dir.path()).contains("is not a regular file"));

    for (name, target) in [("x.yaml", "nowhere"), ("x.yaml", "/dev/zero"), ("sub", ".")] {
        let dir = folder();
        std::os::unix::fs::symlink(target, dir.path().join(name)).unwrap();
        assert!(validate(dir.path()).contains("is a symbolic link"));
    }

    for name in [b"\xff.yaml".as_slice(), b"a\x1b[31m\n.yaml", "a\u{202e}b.yaml".as_bytes()] {
        let dir = folder();
        std::fs::write(dir.path().join(std::ffi::OsStr::from_bytes(name)), "catalogs: []\n").unwrap();
        assert!(validate(dir.path()).contains("has an invisible character in its name"));
    }

    let dir = folder();
    std::fs::remove_file(dir.path().join("guestlist.yaml")).unwrap();
    assert!(Command::new("mkfifo").arg(dir.path().join("guestlist.yaml")).status().unwrap().success());
    assert!(validate(dir.path()).contains("GL001"));
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    /// A valid file with one part replaced by other bytes.
    fn mutated(text: &str, from: usize, length: usize, by: &[u8]) -> Vec<u8> {
        let from = from % text.len();
        let to = (from + length).min(text.len());
        [&text.as_bytes()[..from], by, &text.as_bytes()[to..]].concat()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_mutated_file_is_read_whole_or_refused(
            from in 0_usize..5000,
            length in 0_usize..40,
            by in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..8),
                "[\\[\\]{}:,&*!|>'\"#\\- \n\t]{0,8}".prop_map(String::into_bytes),
            ],
        ) {
            let text = include_str!("../../policies/catalogs/partner-collaboration.yaml");
            let bytes = mutated(text, from, length, &by);
            let said = about(&bytes);
            prop_assert!(said.chars().all(|c| c == '\n' || !is_hidden(c)), "{said:?}");
        }
    }
}
