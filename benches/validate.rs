//! How long `validate` takes on a large project: 500 files, 200 packages, 400 policies.
//!
//! `cargo bench --bench validate` writes such a project into a temporary folder and prints the median, the fastest and
//! the slowest of many runs in milliseconds: of the library call that the command is, and of the whole program.
#![allow(missing_docs)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark writes its project, watches the clock and prints what it measured"
)]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use guestlist::config::{self, TargetTenant};
use guestlist::plan::Hold;
use guestlist::source::{self, Findings};

const CATALOGS: usize = 100;
const ORGANIZATIONS: usize = 199;
const PACKAGES: usize = 200;
const RUNS: usize = 40;

const PROJECT: &str = "\
version: 1
defaultTenant: sandbox
tenants:
  sandbox: { sandbox: {}, variables: { partnerTeam: Partner Managers } }
";

const TEMPLATES: &str = "\
templates:
  policies:
    vendor-short:
      parameters: { orgs: { type: connectedOrganizations }, term: { type: duration, default: 30d } }
      policy:
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: { param: orgs }, may: [add, remove] }
        approval: { stages: [{ approvers: [internalSponsors], fallback: [{ group: Partner Managers }], decideWithin: 7d }] }
        expiration: { after: { param: term } }
";

fn catalog(number: usize) -> String {
    format!(
        "catalogs:
  - name: Catalog {number}
    description: What partners of unit {number} can ask for
    externallyVisible: true
    resources:
      - group: Users {number}
      - {{ application: Portal {number} }}
      - site: https://contoso.sharepoint.com/sites/unit{number}
    roles:
      owners: [{{ group: \"${{var.partnerTeam}}\" }}]
      accessPackageManagers: [{{ user: lead{number}@contoso.com }}]
"
    )
}

fn organization(number: usize) -> String {
    format!(
        "connectedOrganizations:
  - name: Partner {number}
    identity: {{ domain: partner{number}.example }}
    description: Supplies part {number}
    sponsors: {{ internal: [{{ group: \"${{var.partnerTeam}}\" }}], external: [{{ user: lead@partner{number}.example }}] }}
"
    )
}

/// A package with two policies: one written out and one from the template.
fn package(number: usize) -> String {
    let (catalog, partner) = (number % CATALOGS, number % ORGANIZATIONS);
    let other = (number + 1) % ORGANIZATIONS;
    let mut text = String::new();
    write!(
        text,
        "accessPackages:
  - name: Package {number}
    catalog: Catalog {catalog}
    description: Portal and documents of unit {catalog}   # one of many
    resources:
      - group: Users {catalog}
      - {{ application: Portal {catalog}, role: Supplier }}
      - {{ site: https://contoso.sharepoint.com/sites/unit{catalog}, role: Members }}
    incompatible:
      groups: [Auditors]
    policies:
      - name: Self-service
        requestors:
          scope: specificConnectedOrganizationUsers
          connectedOrganizations: [Partner {partner}, Partner {other}]
          may: [add, remove]
        questions:
          - text: Which project is this for?
            localizations: {{ nl: Voor welk project is dit? }}
            required: true
            answer: {{ singleLine: true, pattern: \"^PRJ-[0-9]+$\" }}
          - text: Which region?
            choices: [{{ value: eu, text: Europe }}, {{ value: us, text: America }}]
        approval:
          requestorJustification: true
          stages:
            - approvers: [internalSponsors]
              fallback: [{{ group: \"${{var.partnerTeam}}\" }}]
              decideWithin: 14d
              escalation: {{ after: 7d, approvers: [{{ user: megan@contoso.com }}] }}
        expiration: {{ after: 180d }}
        review: {{ every: quarterly, openFor: 14d, reviewers: [{{ group: \"${{var.partnerTeam}}\" }}], onNoResponse: removeAccess }}
      - name: Vendors
        template: vendor-short
        with: {{ orgs: [Partner {other}], term: 14d }}
"
    )
    .unwrap();
    text
}

/// Writes the project: 500 files beside the project file's own.
fn write_project(folder: &Path) {
    let write = |path: String, text: String| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("guestlist.yaml".to_owned(), PROJECT.to_owned());
    write("templates.yaml".to_owned(), TEMPLATES.to_owned());
    (0..CATALOGS).for_each(|number| write(format!("catalogs/{number}.yaml"), catalog(number)));
    (0..ORGANIZATIONS).for_each(|number| write(format!("organizations/{number}.yaml"), organization(number)));
    (0..PACKAGES).for_each(|number| write(format!("packages/{number}.yaml"), package(number)));
}

/// What `validate` does with a folder; anything but a clean project is a fault of this file.
fn validate(folder: &Path) {
    let mut findings = Findings::default();
    let files = source::load_files(folder, None, &mut findings);
    let project = config::project_of(&files, &mut findings).unwrap();
    let desired = config::read_desired(&files, TargetTenant::new(&project, "sandbox"), &mut findings);
    config::read_accepted(&files, Hold::is_id, &mut findings);
    config::read_locks(&files, &mut findings);
    assert!(findings.is_empty(), "{:#?}", findings.to_sorted());
    assert_eq!(
        (files.policies.len(), desired.state.packages.len(), desired.state.policies.len()),
        (500, 200, 400)
    );
}

fn measure(what: &str, mut once: impl FnMut()) {
    once();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            once();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{what:24} median {:7.1} ms, fastest {:7.1} ms, slowest {:7.1} ms of {RUNS} runs",
        times[RUNS / 2],
        times[0],
        times[RUNS - 1]
    );
}

fn main() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("policies");
    write_project(&folder);
    measure("validate, library", || validate(&folder));
    measure("validate, whole program", || {
        let program = Command::new(env!("CARGO_BIN_EXE_guestlist"))
            .args(["--dir", folder.to_str().unwrap(), "validate"])
            .output()
            .unwrap();
        assert!(program.status.success(), "{program:?}");
    });
}
