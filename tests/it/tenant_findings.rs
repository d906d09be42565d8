//! Errors that only the tenant can reveal: each has its code, its place and its advice.

use guestlist::source::{Code, Severity};

use crate::world::{World, desired, run};

/// Plans one file and returns the codes of the problems with place and severity.
fn problems(yaml: &str, portal: Option<serde_json::Value>) -> Vec<(Code, Severity, String, String)> {
    run(async {
        let world = World::new().await;
        if let Some(portal) = portal {
            world.sandbox.merge_rows(portal).unwrap();
        }
        let planned = world.try_plan(&desired(&[("policies/a.yaml", yaml)])).await.unwrap();
        let found = planned.pair.problems.iter().map(|problem| problem.to_finding(&planned.pair.provenance));
        found
            .map(|finding| {
                let place = finding.place.map(|place| place.route.to_string()).unwrap_or_default();
                (finding.code, finding.severity, place, finding.message)
            })
            .collect()
    })
}

fn codes(yaml: &str, portal: Option<serde_json::Value>) -> Vec<(Code, String)> {
    problems(yaml, portal).into_iter().map(|(code, _, place, _)| (code, place)).collect()
}

#[test]
fn a_group_that_is_not_there_is_missing_at_its_place() {
    let yaml = "catalogs:\n  - name: A\n    resources: [{ group: Nobody }]\n";
    assert_eq!(codes(yaml, None), [(Code::MissingObject, "catalogs[0].resources[0].group".to_owned())]);
}

#[test]
fn two_groups_of_one_name_are_ambiguous_and_both_are_named() {
    let yaml = "catalogs:\n  - name: A\n    resources: [{ group: Duplicate Team }]\n";
    let found = problems(yaml, None);
    assert_eq!(found[0].0, Code::AmbiguousObject);
    assert_eq!(found[0].3, "the directory has 2 objects of the kind group with the name `Duplicate Team`");
}

#[test]
fn an_id_that_leads_nowhere_is_a_warning() {
    let yaml = "settings:\n  catalogCreators: [{ userId: 99999999-0000-4000-8000-000000000000 }]\n";
    let found = problems(yaml, None);
    assert_eq!((found[0].0, found[0].1), (Code::DepartedObject, Severity::Warning));
}

#[test]
fn a_domain_without_a_tenant_is_no_tenant() {
    let yaml = "connectedOrganizations:\n  - { name: N, identity: { tenant: northwindtraders.com } }\n";
    assert_eq!(codes(yaml, None)[0].0, Code::NoTenant);
}

#[test]
fn a_role_that_is_not_offered_and_one_that_is_offered_twice() {
    let yaml = |role: &str| {
        format!(
            "catalogs:\n  - name: A\n    resources: [{{ application: Partner Portal }}]\n\
             accessPackages:\n  - name: P\n    catalog: A\n    resources: \
             [{{ application: Partner Portal, role: {role} }}]\n    policies: []\n"
        )
    };
    assert_eq!(codes(&yaml("Nothing of the kind"), None)[0].0, Code::UnknownRole);
    assert!(codes(&yaml("Supplier"), None).is_empty());
}

#[test]
fn objects_of_one_key_are_twins() {
    let row = |id: &str| {
        serde_json::json!({ "id": id, "displayName": "Twin", "description": "x", "catalogType": "userManaged",
            "state": "published", "isExternallyVisible": false })
    };
    let (a, b) = ("cccccccc-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000002");
    let portal = serde_json::json!({ "catalogs": { a: row(a), b: row(b) } });
    let found = problems("catalogs:\n  - name: twin\n", Some(portal));
    assert_eq!(found[0].0, Code::Twins);
    assert!(found[0].3.contains(a) && found[0].3.contains(b), "{}", found[0].3);
}

#[test]
fn one_group_under_two_spellings_is_the_same_object() {
    let yaml = "catalogs:\n  - name: A\n    resources:\n      - { group: Sales }\n      - { groupId: @ }\n";
    let directory = guestlist::sandbox::seed_dump();
    let groups = directory["groups"].as_object().unwrap();
    let sales =
        groups.values().find(|group| group["displayName"] == "Sales").unwrap()["id"].as_str().unwrap();
    assert_eq!(codes(&yaml.replace('@', sales), None)[0].0, Code::SameObject);
}

#[test]
fn a_request_policy_cannot_become_automatic() {
    let policy = |body: &str| {
        format!(
            "catalogs:\n  - name: A\naccessPackages:\n  - name: P\n    catalog: A\n    policies:\n      - name: Q\n        {body}\n"
        )
    };
    run(async {
        let world = World::new().await;
        world.apply(&desired(&[("a.yaml", &policy("direct: true"))])).await;
        let automatic = policy("automatic: { rule: '(user.department -eq \"Sales\")' }");
        let planned = world.try_plan(&desired(&[("a.yaml", &automatic)])).await.unwrap();
        let finding = planned.pair.problems[0].to_finding(&planned.pair.provenance);
        assert_eq!(finding.code, Code::Replacement);
        assert!(finding.help.unwrap().contains("another name"));
    });
}

#[test]
fn a_dynamic_group_is_unsuitable_before_anything_is_written() {
    let found = problems("catalogs:\n  - name: A\n    resources: [{ group: All Engineers }]\n", None);
    assert_eq!(found[0].0, Code::Unsuitable);
}

#[test]
fn microsofts_own_mail_and_sites_are_unsuitable_before_anything_is_written() {
    let found = problems(
        "catalogs:\n  - name: A\n    resources: [{ application: Office 365 Exchange Online }]\n",
        None,
    );
    assert_eq!((found.len(), found[0].0, found[0].1), (1, Code::Unsuitable, Severity::Error));
    assert_eq!(codes("catalogs:\n  - name: A\n    resources: [{ application: Expenses }]\n", None), []);
}
