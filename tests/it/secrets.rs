//! Tokens do not appear in anything that a run prints or leaves behind, at any log level and with any fault.

use std::path::Path;

use guestlist::sandbox::{Faults, Random, Refusal, bearer_token};
use serde_json::json;

use crate::runs::Folder;
use crate::world::{TENANT, World};

const PROJECT: &str =
    "version: 1\ntenants: { production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 } }\n";

const POLICIES: &str = "\
catalogs: [{ name: C, resources: [{ group: Sales }] }]
accessPackages: [{ name: P, catalog: C, resources: [{ group: Sales }] }]
";

/// Every file below a folder, as text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    found
}

fn refused(path: &str, status: u16, html: bool) -> Faults {
    let (method, path, code) = ("*".to_owned(), path.to_owned(), "UnAuthorized".to_owned());
    let refusal =
        Refusal { method, path, status, code, message: "no".to_owned(), html, ..Refusal::default() };
    Faults { refuse: vec![refusal], ..Faults::default() }
}

/// Faults, from none to all.
fn troubles() -> Vec<Faults> {
    let random = Some(Random { seed: 7, rate429: 0.02, rate503: 0.0, rate_cut: 0.02 });
    vec![
        Faults::default(),
        Faults { random, ..Faults::default() },
        Faults { token_exchanges: Some(2), ..Faults::default() },
        refused("/identityGovernance", 403, false),
        refused("/identityGovernance", 400, true),
        refused("/identityGovernance/entitlementManagement/resourceRequests", 400, false),
        refused("/organization", 401, false),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_in_no_output_and_no_file() {
    let claims = json!({ "tid": TENANT, "oid": "99999999-0000-4000-8000-000000000001", "idtyp": "app",
        "roles": ["EntitlementManagement.ReadWrite.All", "Directory.Read.All", "Group.ReadWrite.All"] });
    let token = bearer_token(&claims);
    // The parts of a token are as secret as the whole.
    let parts: Vec<&str> = token.split('.').filter(|part| part.len() > 40).collect();
    assert!(!parts.is_empty());
    let mut shown = 0;
    for faults in troubles() {
        let calm = faults == Faults::default();
        let world = World::with(faults).await;
        let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", POLICIES)]);
        let endpoint = world.sandbox.service_root();
        let variables = [
            ("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()),
            ("GUESTLIST_ACCESS_TOKEN", token.as_str()),
            ("RUST_LOG", "trace"),
        ];
        let commands: &[&[&str]] = &[
            &["plan", "--out", "plan.json"],
            &["plan", "--format", "json"],
            &["apply", "--auto-approve"],
            &["apply", "--auto-approve", "--format", "json"],
            &["doctor"],
            &["doctor", "--format", "json"],
            &["lock"],
            &["export", "--out", "exported"],
            &["assignments", "list", "accessPackage/C/P"],
        ];
        // Errors appear at every level; the last level includes the output of all others.
        let levels: &[&str] = if calm { &["error", "info", "debug", "trace"] } else { &["trace"] };
        for level in levels {
            for command in commands {
                let arguments = [&["--log-level", *level], *command].concat();
                // Some of these runs are meant to fail, each in its own way.
                let run = folder.run_with(&arguments, &variables);
                assert_ne!(run.code, -1, "{arguments:?}: {run:#?}");
                for stream in [&run.out, &run.err] {
                    shown += stream.len();
                    let leaked = parts.iter().any(|part| stream.contains(part));
                    assert!(!leaked && !stream.contains("Bearer"), "{arguments:?}: {stream}");
                }
            }
        }
        for (path, text) in files(&folder.path("")) {
            assert!(!parts.iter().any(|part| text.contains(part)), "{path}");
        }
    }
    assert!(shown > 100_000, "the runs said something: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_level_says_more_than_the_one_before() {
    let world = World::new().await;
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", POLICIES)]);
    let endpoint = world.sandbox.service_root();
    let said = |arguments: &[&str]| {
        let variables =
            [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", "opaque")];
        let run = folder.run_with(arguments, &variables);
        assert_eq!(run.code, 0, "{run:#?}");
        run.err
    };
    let levels: Vec<String> = ["error", "info", "debug", "trace"]
        .iter()
        .map(|level| said(&["plan", "--log-level", level]))
        .collect();
    assert_eq!(levels[0], said(&["plan", "--quiet"]));
    assert!(!levels[0].contains("reading") && levels[1].contains("reading catalogs"));
    assert!(!levels[1].contains("GET /") && levels[2].contains("GET /identityGovernance"), "{}", levels[2]);
    assert!(levels[2].contains("POST /$batch 200 (request "), "{}", levels[2]);
    let inner = "\n  GET /identityGovernance/entitlementManagement/catalogs/";
    assert!(!levels[2].contains(inner) && levels[3].contains(inner), "{}", levels[3]);
}
