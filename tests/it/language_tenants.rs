//! Differences between the tenants of a project: `only`, and ids that pin an object in each tenant.

use guestlist::config::{self, TargetTenant};
use guestlist::model::Desired;
use guestlist::render::finding::write_short;
use guestlist::source::{Files, Findings};
use guestlist::view::finding::finding_views;

const PROJECT: &str = "version: 1\ndefaultTenant: test\ntenants:\n  test: { sandbox: {} }\n  \
    production: { tenantId: 11111111-2222-3333-4444-555555555555 }\n";

/// The desired state for a tenant, and the findings.
fn read(text: &str, tenant: &str) -> (Desired, String) {
    let mut found = Findings::default();
    let files = Files::from_texts([("guestlist.yaml", PROJECT), ("a.yaml", text)], &mut found);
    let project = config::project_of(&files, &mut found).unwrap();
    let desired = config::read_desired(&files, TargetTenant::new(&project, tenant), &mut found);
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    (desired, said)
}

fn said(text: &str, tenant: &str) -> String {
    read(text, tenant).1
}

/// The same with every place.
fn shown(text: &str, tenant: &str) -> String {
    let mut found = Findings::default();
    let files = Files::from_texts([("guestlist.yaml", PROJECT), ("a.yaml", text)], &mut found);
    let project = config::project_of(&files, &mut found).unwrap();
    config::read_desired(&files, TargetTenant::new(&project, tenant), &mut found);
    let mut said = String::new();
    guestlist::render::finding::write_findings(&finding_views(&files, &found), false, &mut said).unwrap();
    said
}

const EVERYTHING_APART: &str = "
connectedOrganizations:
- { name: Fabrikam, identity: { tenant: fabrikam.com }, only: [production] }
catalogs:
- name: C
  resources: [{ group: G, only: [production] }]
  extensions:
  - name: X
    kind: assignmentRequest
    logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: r, workflow: w }
    only: [production]
- { name: D, only: [production] }
accessPackages:
- { name: Q, catalog: D, only: [production] }
- name: P
  catalog: C
  policies:
  - { name: By hand, direct: true, only: [production] }
";

#[test]
fn outside_its_tenants_an_object_is_as_if_not_written() {
    let (desired, said) = read(EVERYTHING_APART, "test");
    assert_eq!(said, "");
    let state = &desired.state;
    let counts = [
        state.organizations.len(),
        state.catalogs.len(),
        state.resources.len(),
        state.extensions.len(),
        state.packages.len(),
        state.policies.len(),
    ];
    assert_eq!(counts, [0, 1, 0, 0, 1, 0]);
    assert_eq!(desired.origin.references, [], "what is not there is not looked up");
    assert_eq!(desired.origin.domains, []);
    let (desired, said) = read(EVERYTHING_APART, "production");
    assert_eq!(said, "");
    let state = &desired.state;
    assert_eq!(
        [state.catalogs.len(), state.resources.len(), state.packages.len(), state.policies.len()],
        [2, 1, 2, 1]
    );
}

/// The findings about a package that uses an object which exists in production only.
fn refers(body: &str) -> String {
    shown(&EVERYTHING_APART.replace("  policies:\n", &format!("  policies:\n{body}")), "test")
}

#[test]
fn a_reference_to_what_is_elsewhere_names_both_places() {
    let organization = refers(
        "  - name: R\n    requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [] }\n",
    );
    for part in [
        "the connected organization `Fabrikam` does not exist in the tenant `test`",
        "a.yaml:19:87",
        "::: a.yaml:3:63",
    ] {
        assert!(organization.contains(part), "{part}: {organization}");
    }
    let extension = refers(
        "  - { name: R, direct: true, extensions: [{ stage: assignmentRequestCreated, extension: X }] }\n",
    );
    assert!(extension.contains("the extension `X` does not exist in the tenant `test`"), "{extension}");
    assert!(extension.contains("a.yaml:11:11"), "{extension}");
    let referrer = refers(
        "  - { name: R, direct: true, only: [production], extensions: [{ stage: assignmentRequestCreated, extension: X }] }\n",
    );
    assert_eq!(referrer, "", "whoever refers is outside too");
    let resource = shown(
        &EVERYTHING_APART.replace("  catalog: C\n", "  catalog: C\n  resources: [{ group: G }]\n"),
        "test",
    );
    assert!(
        resource.contains("this resource of the catalog does not exist in the tenant `test`"),
        "{resource}"
    );
    let package = shown(
        &EVERYTHING_APART.replace(
            "  catalog: C\n",
            "  catalog: C\n  incompatible: { packages: [{ accessPackage: Q, catalog: D }] }\n",
        ),
        "test",
    );
    assert!(package.contains("the package `Q` does not exist in the tenant `test`"), "{package}");
    let catalog = shown(&EVERYTHING_APART.replace("catalog: D, only: [production]", "catalog: D"), "test");
    assert!(catalog.contains("the catalog `D` does not exist in the tenant `test`"), "{catalog}");
}

#[test]
fn only_names_tenants_of_the_project() {
    assert_eq!(
        said("catalogs:\n- { name: C, only: [prodction] }\n- { name: D, only: [] }\n", "test"),
        "a.yaml:2:21: error[GL502]: the project has no tenant `prodction` (did you mean \
        `production`?)\na.yaml:3:20: error[GL402]: `only` is an empty list, so the object would exist in no \
        tenant\n"
    );
}

#[test]
fn one_name_may_be_declared_once_in_each_tenant() {
    let text = "catalogs:\n- { name: C, description: A, only: [test] }\n- { name: C, description: B, only: [production] }\n";
    for (tenant, description) in [("test", "A"), ("production", "B")] {
        let (desired, said) = read(text, tenant);
        assert_eq!(said, "");
        assert_eq!(desired.state.catalogs.values().next().unwrap().description, description);
    }
}
