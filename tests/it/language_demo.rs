//! The demo company in `policies/`: it loads without a finding.

use std::path::Path;

use guestlist::config;
use guestlist::render::finding::short;
use guestlist::source::{Findings, load};
use guestlist::view::finding::findings;

#[test]
fn the_demo_company_is_sound() {
    let mut found = Findings::default();
    let files = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), None, &mut found);
    let project = config::project(&files, &mut found).unwrap();
    let desired = config::desired(&files, config::Aim::at(&project, "sandbox"), &mut found);
    let mut said = String::new();
    short(&findings(&files, &found), &mut said).unwrap();
    assert_eq!(said, "");
    assert_eq!(project.tenant(None).unwrap().0, "sandbox");
    let state = &desired.state;
    let counts =
        [state.organizations.len(), state.catalogs.len(), state.packages.len(), state.policies.len()];
    assert_eq!(counts, [3, 2, 4, 9]);
}
