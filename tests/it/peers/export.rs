//! Exporting existing objects: files that load, match the tenant and need no ids.

use guestlist::transfer::Export;
use serde_json::Value;

use super::{applied, empty, file, policies};
use crate::world::{World, demo, desired, run};

/// The files of an export without the project file, loaded as a project.
fn loaded(export: &Export) -> guestlist::model::Desired {
    let files: Vec<_> = export.files.iter().filter(|(path, _)| path != "guestlist.yaml").collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    desired(&files)
}

fn text(export: &Export) -> String {
    export.files.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn what_exists_is_taken_over_with_an_empty_plan() {
    run(async {
        let world = applied(&demo()).await;
        let export = world.export().await;
        empty(&world, &loaded(&export)).await;
    });
}

#[test]
fn an_export_holds_no_id_that_the_service_made() {
    run(async {
        let world = applied(&demo()).await;
        let said = text(&world.export().await);
        let dump = world.sandbox.dump_tenant();
        let mut made = 0;
        for table in [
            "catalogs",
            "resources",
            "resourceRoleScopes",
            "accessPackages",
            "assignmentPolicies",
            "connectedOrganizations",
            "customWorkflowExtensions",
            "roleAssignments",
        ] {
            for id in dump[table].as_object().into_iter().flatten().map(|(id, _)| id) {
                assert!(!said.contains(id), "{id} of {table} is needed to know an object again");
                made += 1;
            }
        }
        assert!(made > 20, "the demo makes {made} objects");
        assert!(said.contains("accessPackage: Vendor finance"), "a reference is a name:\n{said}");
    });
}

#[test]
fn every_kind_of_policy_is_exported_as_a_policy_that_loads() {
    let bodies = [
        "{ name: Automatic, automatic: { rule: '(user.department -eq \"Sales\")', removeWhenLeaving: true, gracePeriod: 7d } }",
        "{ name: Automatic that keeps, automatic: { rule: '(user.jobTitle -contains \"R&D: x\")', assign: true, removeWhenLeaving: false } }",
        "{ name: Direct, direct: true }",
        "{ name: Closed, requestors: { scope: allDirectoryUsers, may: [] } }",
        "{ name: Partners, requestors: { scope: allConfiguredConnectedOrganizationUsers, may: [add, update, remove] }, approval: { stages: [{ approvers: [internalSponsors] }] } }",
        "{ name: Anyone, requestors: { scope: allExternalUsers, may: [add] }, approval: { stages: [{ approvers: [{ group: Partner Managers }] }] } }",
        "{ name: Some, requestors: { scope: specificDirectoryUsers, users: [megan@contoso.com], groups: [Sales], may: [add] } }",
        "{ name: Services, requestors: { scope: specificDirectoryServicePrincipals, servicePrincipals: [Expenses], may: [] } }",
        "{ name: Agents, requestors: { scope: allDirectoryAgentIdentities, may: [add] } }",
    ];
    for body in bodies {
        run(async {
            let wanted = policies(&[body]);
            let world = applied(&wanted).await;
            let export = world.export().await;
            let again = loaded(&export);
            let [policy] = again.state.policies.values().collect::<Vec<_>>()[..] else { panic!("{body}") };
            let [was] = wanted.state.policies.values().collect::<Vec<_>>()[..] else { panic!("{body}") };
            assert_eq!((&policy.automatic, &policy.scope), (&was.automatic, &was.scope), "{}", text(&export));
            empty(&world, &again).await;
        });
    }
}

#[test]
fn exported_reviewers_and_approvers_are_names() {
    run(async {
        let body = "{ name: Ask, requestors: { scope: allMemberUsers, may: [add] }, approval: { stages: [{ approvers: [{ requestorManager: 1 }], fallback: [{ group: Partner Managers }], escalation: { after: 4d, approvers: [{ user: alex@contoso.com }] } }] }, review: { every: quarterly, starting: 2027-01-04, openFor: 14d, reviewers: [{ group: Auditors }, { user: megan@contoso.com }, { targetManager: 1 }], fallback: [{ group: Vendor Desk }] } }";
        let world = applied(&policies(&[body])).await;
        let export = world.export().await;
        let (_, policy) = export.files.iter().find(|(_, text)| text.contains("reviewers:")).unwrap();
        let document: Value = serde_yaml::from_str(policy).unwrap();
        let policy = &document["accessPackages"][0]["policies"][0];
        let mut reviewers = policy["review"]["reviewers"].as_array().unwrap().clone();
        reviewers.sort_by_key(ToString::to_string);
        let expected: Value =
            serde_yaml::from_str("[{ group: Auditors }, { targetManager: 1 }, { user: megan@contoso.com }]")
                .unwrap();
        assert_eq!(Value::Array(reviewers), expected);
        assert_eq!(policy["review"]["fallback"][0]["group"], "Vendor Desk");
        let stage = &policy["approval"]["stages"][0];
        assert_eq!(stage["approvers"][0]["requestorManager"], 1);
        assert_eq!(stage["fallback"][0]["group"], "Partner Managers");
        assert_eq!(stage["escalation"]["approvers"][0]["user"], "alex@contoso.com");
        let said = text(&export);
        for class in ["microsoft.graph", "odata", "System.", "singleUser", "groupMembers"] {
            assert!(!said.contains(class), "{class} in\n{said}");
        }
        empty(&world, &loaded(&export)).await;
    });
}

#[test]
fn members_that_nobody_knows_do_not_break_an_export() {
    run(async {
        let wanted = file("catalogs: [{ name: C }]\n");
        let world = World::new().await;
        world.apply(&wanted).await;
        let id = world.id("catalogs", "C");
        let row = serde_json::json!({ "tomorrow": { "description": [1] } });
        world.sandbox.merge_rows(serde_json::json!({ "catalogs": { id: row } })).unwrap();
        empty(&world, &loaded(&world.export().await)).await;
    });
}
