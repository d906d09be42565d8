//! Writes: the method that the service accepts, complete bodies, and no members that it refuses.

use guestlist::graph::Reader;
use guestlist::model::PackageKey;
use guestlist::plan::{Operation, Update};
use serde_json::{Value, json};

use super::{ASK, applied, empty, file, more, policies, rows, sent};
use crate::world::{desired, run};

#[test]
fn an_update_replaces_whole_and_loses_nothing() {
    run(async {
        let world = applied(&policies(&[ASK])).await;
        more(&world, json!({ "tomorrow": { "deep": true } }));
        world.sandbox.clear_writes();
        let plan = world.apply(&policies(&[&ASK.replace("30d", "60d")])).await;
        assert_eq!(plan.steps[0].carries, ["tomorrow"]);
        let writes = world.sandbox.recorded_writes();
        assert_eq!(writes.iter().map(|write| write.method.as_str()).collect::<Vec<_>>(), ["PUT"]);
        let policy = &rows(&world, "assignmentPolicies")[0];
        assert_eq!(policy["tomorrow"]["deep"], true);
        assert_eq!(policy["expiration"]["duration"], "P60D");
        assert_eq!(policy["requestApprovalSettings"]["isApprovalRequiredForAdd"], true);
    });
}

#[test]
fn a_list_that_was_emptied_is_emptied() {
    run(async {
        let wanted = |sponsors: &str| {
            desired(&[(
                "a.yaml",
                &format!(
                    "connectedOrganizations:\n- {{ name: F, identity: {{ tenant: fabrikam.com }}, sponsors: {{ internal: {sponsors} }} }}\n"
                ),
            )])
        };
        let world = applied(&wanted("[{ group: Sales }]")).await;
        world.apply(&wanted("[]")).await;
        let (actual, _) = guestlist::cli::pipeline::read_actual(&Reader::new(&world.client())).await.unwrap();
        assert!(
            actual.state.organizations.values().all(|organization| organization.internal_sponsors.is_empty())
        );
    });
}

#[test]
fn a_replacement_names_its_package() {
    run(async {
        let world = applied(&policies(&[ASK])).await;
        world.sandbox.clear_writes();
        let plan = world.apply(&policies(&[&ASK.replace("30d", "45d")])).await;
        let Operation::Update(Update::Policy { key, .. }) = &plan.steps[0].operation else {
            panic!("{plan:#?}")
        };
        let PackageKey { name, .. } = &key.package;
        assert_eq!(name, "P");
        assert!(world.sandbox.recorded_writes()[0].body["accessPackage"]["id"].is_string());
    });
}

#[test]
fn an_assignment_takes_no_write_and_a_package_is_drained_by_requests() {
    run(async {
        let world = applied(&policies(&["{ name: By hand, direct: true }"])).await;
        world.assign("P", "By hand", &["Alex Wilber"]).await;
        let assignments = rows(&world, "assignments");
        let id = assignments[0]["id"].as_str().unwrap();
        let path = format!("{}/assignments/{id}", guestlist::graph::ask::ENTITLEMENT);
        let refused = world.client().send_request(guestlist::graph::Request::delete(path)).await;
        assert_eq!(refused.unwrap_err().http_status(), Some(404));
        let package = crate::assignments::package("P");
        let intent = crate::assignments::remove(guestlist::model::Key::Package(package));
        assert!(crate::assignments::ran(&world, &intent).await.unwrap().is_whole());
        assert_eq!(rows(&world, "assignments")[0]["state"], "expired");
    });
}

const EVERYTHING: &str = "
connectedOrganizations:
  - { name: Fabrikam, identity: { tenant: fabrikam.com }, description: FIRST }
catalogs:
  - name: C
    description: FIRST
    resources: [{ group: Sales }]
    extensions:
      - { name: Tell, kind: assignmentRequest, description: FIRST, logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: rg, workflow: wf } }
accessPackages:
  - name: P
    catalog: C
    description: FIRST
    resources: [{ group: Sales }]
    policies:
      - name: Ask
        description: FIRST
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }
        questions: [{ text: Why?, localizations: { nl: Waarom? }, answer: { singleLine: true } }, { text: Where?, choices: [{ value: a, text: A }, { value: b, text: B }] }]
        approval: { requiredFor: [add, update], stages: [{ approvers: [internalSponsors], fallback: [{ group: Partner Managers }] }] }
        review: { every: quarterly, starting: 2027-01-04, openFor: 14d, reviewers: [{ group: Auditors }] }
        extensions: [{ stage: assignmentRequestCreated, extension: Tell }]
        expiration: { after: 30d }
settings: { externalUserLifecycle: { action: blockSignInAndDelete, deleteAfter: 30d } }
";

/// The complete project, and the same with every updatable property changed.
fn both() -> (guestlist::model::Desired, guestlist::model::Desired) {
    let after = EVERYTHING.replace("FIRST", "second").replace("deleteAfter: 30d", "deleteAfter: 60d");
    (file(EVERYTHING), file(&after))
}

#[test]
fn every_update_has_the_verb_that_its_object_takes() {
    run(async {
        let (before, after) = both();
        let world = applied(&before).await;
        world.sandbox.clear_writes();
        world.apply(&after).await;
        let mut verbs: Vec<_> = world
            .sandbox
            .recorded_writes()
            .into_iter()
            .map(|write| {
                let parts: Vec<_> = write.path.trim_matches('/').split('/').collect();
                let kind = if parts.contains(&"customWorkflowExtensions") {
                    "customWorkflowExtensions"
                } else {
                    parts[2]
                };
                assert!((200..300).contains(&write.status), "{write:#?}");
                format!("{} {kind}", write.method)
            })
            .collect();
        verbs.sort();
        let expected = [
            "PATCH accessPackages",
            "PATCH catalogs",
            "PATCH connectedOrganizations",
            "PATCH settings",
            "PUT assignmentPolicies",
            "PUT customWorkflowExtensions",
        ];
        assert_eq!(verbs, expected);
        // The other method is refused, as by the service.
        let id = world.id("assignmentPolicies", "Ask");
        let path = format!("{}/assignmentPolicies/{id}", guestlist::graph::ask::ENTITLEMENT);
        let patched = world
            .client()
            .send_request(guestlist::graph::Request::patch(path, json!({ "description": "x" })))
            .await;
        assert!(patched.is_err());
        empty(&world, &after).await;
    });
}

/// Names of members that no body may contain at any depth.
fn stray(value: &Value, found: &mut Vec<String>) {
    const READ_ONLY: [&str; 5] =
        ["createdDateTime", "modifiedDateTime", "createdBy", "lastModifiedBy", "lastModifiedDateTime"];
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let annotation = name.contains('@') && name != "@odata.type";
                if annotation || READ_ONLY.contains(&name.as_str()) {
                    found.push(name.clone());
                }
                stray(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| stray(item, found)),
        _ => {}
    }
}

#[test]
fn an_update_with_every_block_is_a_valid_model() {
    run(async {
        let (before, after) = both();
        let world = applied(&before).await;
        let was = rows(&world, "assignmentPolicies")[0].clone();
        world.sandbox.clear_writes();
        world.apply(&after).await;
        let id = world.id("assignmentPolicies", "Ask");
        let [body] = &sent(&world, "PUT", &id)[..] else { panic!("one replacement") };
        let mut found = Vec::new();
        stray(body, &mut found);
        assert_eq!(found, [] as [String; 0], "{body:#}");
        let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        for block in [
            "accessPackage",
            "allowedTargetScope",
            "automaticRequestSettings",
            "customExtensionStageSettings",
            "description",
            "displayName",
            "expiration",
            "notificationSettings",
            "questions",
            "requestApprovalSettings",
            "requestorSettings",
            "reviewSettings",
            "specificAllowedTargets",
        ] {
            assert!(members.contains(&block), "{block} is not in {members:?}");
        }
        assert!(members.iter().all(|name| *name != "catalog"), "{members:?}");
        let now = rows(&world, "assignmentPolicies")[0].clone();
        assert_eq!(now["description"], "second");
        // The service renumbers the bindings; only their targets matter.
        let bound = |policy: &Value| {
            let binding = &policy["customExtensionStageSettings"][0];
            (binding["stage"].clone(), binding["customExtension"]["id"].clone())
        };
        assert_eq!(bound(&now), bound(&was));
        assert!(bound(&now).1.is_string());
        for block in ["requestApprovalSettings", "reviewSettings", "questions", "expiration"] {
            assert_eq!(now[block], was[block], "{block}");
        }
        empty(&world, &after).await;
    });
}
