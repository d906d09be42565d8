//! Broken and malicious input through the command line: every kind ends in findings with their places and
//! exit code 1, within bounded time and memory, and nothing of the project is processed further.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const PROJECT: &str = "version: 1\ntenants: { sandbox: { sandbox: {}, variables: { team: Sales } } }\n";

/// A catalog and a package with an additional key in a policy.
fn policy(keys: &str) -> String {
    format!(
        "catalogs: [{{ name: C }}]\naccessPackages:\n- name: P\n  catalog: C\n  policies:\n  - name: Q\n    direct: true\n{keys}"
    )
}

/// Line, column and code of a finding.
type Said = (u64, u64, &'static str);

/// The content of a file, and the expected findings.
fn rows() -> Vec<(&'static str, Vec<u8>, Said)> {
    let utf16: Vec<u8> = "catalogs: []\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bomb: String = ('a'..='h').zip('b'..='i').fold("a: &a [x, x]\n".to_owned(), |text, (before, c)| {
        format!("{text}{c}: &{c} [{}]\n", vec![format!("*{before}"); 9].join(", "))
    });
    let template = "templates:\n  policies:\n    t:\n      parameters: { term: { type: duration } }\n      policy: { direct: true, expiration: { after: { param: term } } }\n";
    let uses = format!(
        "{template}catalogs: [{{ name: C }}]\naccessPackages:\n- name: P\n  catalog: C\n  policies:\n  - {{ name: Q, template: t, with: {{ term: [1] }} }}\n"
    );
    let itself = uses.replace("direct: true,", "template: t,").replace("[1]", "1d");
    let incompatible = "catalogs: [{ name: C }]\naccessPackages: [{ name: A, catalog: C, incompatible: { packages: [A] } }]\n";
    let question = |body: &str| policy(&format!("    questions:\n    - text: T\n{body}"));
    let texts: Vec<(&str, String, Said)> = vec![
        ("tab", "catalogs:\n\t- name: A\n".into(), (2, 1, "GL004")),
        ("cut short", "catalogs: [\n".into(), (1, 11, "GL004")),
        ("byte order mark", "\u{feff}catalogs: []\n".into(), (1, 1, "GL003")),
        ("nul", "catalogs:\n- name: \"a\0b\"\n".into(), (2, 11, "GL012")),
        ("6 MB", "#".repeat(6_000_000), (0, 0, "GL002")),
        ("nesting", format!("catalogs: {}\n", "[".repeat(20_000)), (1, 50, "GL009")),
        ("nested maps", format!("catalogs: {}\n", "{a: ".repeat(20_000)), (1, 167, "GL009")),
        ("list", format!("catalogs: [{}]\n", "a,".repeat(1_000_000)), (1, 200_006, "GL002")),
        ("alias bomb", bomb, (1, 4, "GL006")),
        ("anchor", "catalogs: &a []\n".into(), (1, 11, "GL006")),
        ("alias", "catalogs: *a\n".into(), (1, 11, "GL004")),
        ("merge key", "catalogs: [{ <<: { name: A } }]\n".into(), (1, 14, "GL006")),
        ("tag", "catalogs: !foo []\n".into(), (1, 11, "GL006")),
        ("binary", "catalogs: [{ name: !!binary QQ== }]\n".into(), (1, 20, "GL006")),
        ("duplicate key", "catalogs: []\ncatalogs: []\n".into(), (2, 1, "GL005")),
        ("two documents", "catalogs: []\n---\ncatalogs: []\n".into(), (2, 1, "GL007")),
        ("template of itself", itself, (5, 17, "GL807")),
        ("package against itself", incompatible.into(), (2, 68, "GL408")),
        ("undefined variable", "catalogs: [{ name: \"${var.tem}\" }]\n".into(), (1, 20, "GL801")),
        ("type of a parameter", uses, (11, 43, "GL103")),
        ("invisible", "catalogs: [{ name: Part\u{200b}ner }]\n".into(), (1, 24, "GL012")),
        ("invisible, escaped", "catalogs: [{ name: \"a\\u2060b\" }]\n".into(), (1, 20, "GL202")),
        ("direction", "catalogs: [] # \u{202e}lla\n".into(), (1, 16, "GL012")),
        ("look-alike", "catalogs: [{ name: Partner }, { name: Р\u{430}rtner }]\n".into(), (1, 39, "GL210")),
        ("1 MiB name", format!("catalogs: [{{ name: {} }}]\n", "x".repeat(1 << 20)), (1, 20, "GL002")),
        ("long name", format!("catalogs: [{{ name: {} }}]\n", "x".repeat(2000)), (1, 20, "GL202")),
        ("language", question("      localizations: { dutch: A }\n"), (10, 24, "GL211")),
        ("pattern", question("      answer: { pattern: \"^([0-9]+$\" }\n"), (10, 26, "GL212")),
    ];
    let mut rows: Vec<_> =
        texts.into_iter().map(|(what, text, said)| (what, text.into_bytes(), said)).collect();
    rows.push(("UTF-16", utf16, (1, 1, "GL003")));
    rows.push(("no UTF-8", b"catalogs:\n- name: \xff\n".to_vec(), (2, 9, "GL003")));
    rows
}

/// Runs the program in a project folder, with 1 GB of memory and 20 seconds of CPU time.
fn bounded(folder: &Path, arguments: &str) -> Output {
    let limited = format!("ulimit -v 1000000 -t 20; exec \"$0\" {arguments}");
    Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_guestlist")])
        .current_dir(folder)
        .env_clear()
        .envs([("MALLOC_ARENA_MAX", "1"), ("TOKIO_WORKER_THREADS", "1")])
        .output()
        .unwrap()
}

fn project(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("policies")).unwrap();
    let all = [("guestlist.yaml", PROJECT.as_bytes()), ("sound.yaml", b"catalogs: [{ name: Sound }]\n")];
    for (path, bytes) in all.iter().chain(files) {
        std::fs::write(dir.path().join("policies").join(path), bytes).unwrap();
    }
    dir
}

/// Every finding of a run as file, line, column and code.
fn places(output: &Output) -> Vec<(String, u64, u64, String)> {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["plan"], Value::Null);
    let found = document["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    found
        .map(|found| (&found["spot"], text(&found["code"])))
        .map(|(spot, code)| (text(&spot["file"]), number(&spot["line"]), number(&spot["column"]), code))
        .collect()
}

#[cfg(unix)]
#[test]
fn every_kind_of_harm_is_pointed_at_within_bounds() {
    let mut faults = Vec::new();
    for (what, bytes, (line, column, code)) in rows() {
        let dir = project(&[("x.yaml", &bytes)]);
        // `plan` checks files like `validate`, and sends no request if they have errors.
        for command in ["validate", "plan"] {
            let output = bounded(dir.path(), &format!("{command} --format json"));
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{what}: {command}: {told:.2000}");
            assert!(!told.contains("panicked") && told.len() < 200_000, "{what}: {told:.2000}");
            let expected = ("policies/x.yaml".to_owned(), line, column, code.to_owned());
            let found = places(&output);
            if !found.contains(&expected) {
                faults.push(format!(
                    "{what}: {command}: expected {expected:?}, found {:?}",
                    &found[..found.len().min(5)]
                ));
            }
        }
        assert!(!dir.path().join(".guestlist").exists(), "{what}: no tenant is made");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;

    // The file can be opened by everyone, but every read of it fails.
    let dir = project(&[]);
    let output = bounded(dir.path(), "validate --format json --project /proc/self/mem");
    assert_eq!(output.status.code(), Some(1));
    assert!(places(&output).contains(&("/proc/self/mem".to_owned(), 0, 0, "GL001".to_owned())));

    let dir = project(&[("x.yaml", b"catalogs: []\n")]);
    let path = dir.path().join("policies/x.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_readable = std::fs::read(&path).is_ok();
    let output = bounded(dir.path(), "validate --format json");
    // Permissions do not stop the superuser.
    assert_eq!(output.status.code(), Some(if is_readable { 0 } else { 1 }));
    assert_eq!(places(&output).iter().any(|found| found.3 == "GL001"), !is_readable);
}
