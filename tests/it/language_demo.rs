//! The demo company in `policies/`: it loads without a finding.

use std::path::Path;

use guestlist::config;
use guestlist::render::finding::write_short;
use guestlist::source::{Findings, load_files};
use guestlist::view::finding::finding_views;

#[test]
fn the_demo_company_is_sound() {
    let mut found = Findings::default();
    let files = load_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), None, &mut found);
    let project = config::project_of(&files, &mut found).unwrap();
    let desired = config::read_desired(&files, config::TargetTenant::new(&project, "sandbox"), &mut found);
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    assert_eq!(said, "");
    assert_eq!(project.find_tenant(None).unwrap().0, "sandbox");
    let state = &desired.state;
    let counts =
        [state.organizations.len(), state.catalogs.len(), state.packages.len(), state.policies.len()];
    assert_eq!(counts, [3, 2, 4, 9]);
}
