//! Policies: every kind, every block, and blocks that are removed again.

use guestlist::plan::{Operation, Update};
use guestlist::sandbox::Faults;
use guestlist::source::{Code, Files, Finding, Findings, Severity};
use serde_json::{Value, json};
use std::time::Duration;

use super::{ASK, HEAD, applied, empty, more, policies, rows, sent};
use crate::world::{World, run};

#[test]
fn many_policies_of_one_package_do_not_conflict() {
    run(async {
        let names: Vec<_> = (0..8).map(|n| format!("{{ name: Direct {n}, direct: true }}")).collect();
        let wanted = policies(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let policy_write_time = Duration::from_millis(50);
        let world = World::with(Faults { policy_write_time, ..Faults::default() }).await;
        world.apply(&wanted).await;
        assert_eq!(rows(&world, "assignmentPolicies").len(), 8);
    });
}

#[test]
fn hours_are_read_and_written_as_hours() {
    run(async {
        let wanted = policies(&[
            "{ name: Short, requestors: { scope: allMemberUsers, may: [add] }, expiration: { after: 12h } }",
        ]);
        let world = applied(&wanted).await;
        assert_eq!(rows(&world, "assignmentPolicies")[0]["expiration"]["duration"], "PT12H");
        empty(&world, &wanted).await;
        let export = world.export().await;
        assert!(export.files.iter().any(|(_, text)| text.contains("after: 12h")));
    });
}

#[test]
fn the_managers_manager_can_approve() {
    run(async {
        let body = ASK.replace("{ group: Partner Managers }", "{ requestorManager: 2 }");
        let world = applied(&policies(&[&body])).await;
        let stage = &rows(&world, "assignmentPolicies")[0]["requestApprovalSettings"]["stages"][0];
        assert_eq!(stage["primaryApprovers"][0]["managerLevel"], 2);
        empty(&world, &policies(&[&body])).await;
    });
}

#[test]
fn null_blocks_are_no_crash_and_no_difference() {
    run(async {
        let wanted = policies(&["{ name: By hand, direct: true, expiration: never }"]);
        let world = applied(&wanted).await;
        more(
            &world,
            json!({ "questions": null, "requestorSettings": null, "requestApprovalSettings": null,
            "reviewSettings": null, "automaticRequestSettings": null, "notificationSettings": null,
            "specificAllowedTargets": null, "expiration": null }),
        );
        empty(&world, &wanted).await;
    });
}

#[test]
fn a_policy_says_whether_it_takes_requests() {
    let found = found("{ name: Ask, requestors: { scope: allMemberUsers } }");
    assert!(found.iter().any(|finding| finding.message.contains("`may`")), "{found:#?}");
}

/// The findings about a package with one policy.
fn found(body: &str) -> Vec<Finding> {
    let mut found = Findings::default();
    let text = format!("{HEAD}  policies:\n  - {body}\n");
    let files = Files::from_texts([("a.yaml", text.as_str())], &mut found);
    guestlist::config::read_desired(&files, guestlist::config::TargetTenant::detached("sandbox"), &mut found);
    found.to_sorted()
}

#[test]
fn a_policy_that_assigns_by_rule_is_a_kind_of_policy() {
    run(async {
        let rule = |department: &str| {
            policies(&[&format!(
                "{{ name: Auto, automatic: {{ rule: (user.department -eq \"{department}\"), removeWhenLeaving: true, gracePeriod: 7d }} }}"
            )])
        };
        let world = applied(&rule("Sales")).await;
        let policy = &rows(&world, "assignmentPolicies")[0];
        let target = &policy["specificAllowedTargets"][0];
        assert_eq!(target["@odata.type"], "#microsoft.graph.attributeRuleMembers");
        assert_eq!(target["membershipRule"], "(user.department -eq \"Sales\")");
        let settings = &policy["automaticRequestSettings"];
        assert_eq!(settings["requestAccessForAllowedTargets"], true);
        assert_eq!(settings["removeAccessWhenTargetLeavesAllowedTargets"], true);
        assert_eq!(settings["gracePeriodBeforeAccessRemoval"], "P7D");
        empty(&world, &rule("Sales")).await;
        let plan = world.apply(&rule("Marketing")).await;
        assert!(
            matches!(&plan.steps[..], [step] if matches!(step.operation, Operation::Update(Update::Policy { .. })))
        );
        let policy = &rows(&world, "assignmentPolicies")[0];
        assert_eq!(
            policy["specificAllowedTargets"][0]["membershipRule"],
            "(user.department -eq \"Marketing\")"
        );
        assert_eq!(policy["automaticRequestSettings"]["gracePeriodBeforeAccessRemoval"], "P7D");
        empty(&world, &rule("Marketing")).await;
    });
    let unclosed = "{ name: Auto, automatic: { rule: '(user.department -eq \"Sales\"' } }";
    assert!(
        !found(unclosed).is_empty(),
        "a rule that the service cannot read is said before anything is written"
    );
}

/// A policy with a second block of every kind, each written as one block.
fn with(blocks: &[&str]) -> String {
    format!("{{ name: Ask, requestors: {{ scope: allMemberUsers, may: [add] }}, {} }}", blocks.join(", "))
}

/// Members with a value that is not a duration, although they should contain one.
fn bad_durations(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let wrong = value.as_str().is_some_and(|text| !text.starts_with('P'));
                if name.to_ascii_lowercase().contains("duration") && wrong {
                    found.push(format!("{name}: {value}"));
                }
                bad_durations(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| bad_durations(item, found)),
        _ => {}
    }
}

#[test]
fn every_block_can_be_taken_away() {
    let blocks = [
        "approval: { stages: [{ approvers: [{ requestorManager: 1 }], fallback: [{ group: Partner Managers }], escalation: { after: 4d, approvers: [{ group: Auditors }] } }] }",
        "expiration: { after: 30d }",
        "review: { every: monthly, starting: 2027-01-04, openFor: 7d, reviewers: [{ group: Auditors }] }",
        "questions: [{ text: Why?, required: true, answer: { singleLine: true } }]",
        "notifications: { assignment: false }",
    ];
    for left in 0..blocks.len() {
        run(async {
            let world = applied(&policies(&[&with(&blocks)])).await;
            let rest: Vec<_> =
                blocks.iter().enumerate().filter(|(at, _)| *at != left).map(|(_, b)| *b).collect();
            let wanted = policies(&[&with(&rest)]);
            world.sandbox.clear_writes();
            let plan = world.apply(&wanted).await;
            assert_eq!(plan.steps.len(), 1, "{}", blocks[left]);
            let mut bad = Vec::new();
            world.sandbox.recorded_writes().iter().for_each(|write| bad_durations(&write.body, &mut bad));
            assert_eq!(bad, [] as [String; 0], "{}", blocks[left]);
            empty(&world, &wanted).await;
            let policy = &rows(&world, "assignmentPolicies")[0];
            let gone = [
                policy["requestApprovalSettings"]["stages"] == json!([])
                    && policy["requestApprovalSettings"]["isApprovalRequiredForAdd"] == false,
                policy["expiration"]["type"] == "noExpiration",
                policy["reviewSettings"].is_null() || policy["reviewSettings"]["isEnabled"] == false,
                policy["questions"] == json!([]),
                policy["notificationSettings"]["isAssignmentNotificationDisabled"] == false,
            ];
            let expected: Vec<_> = (0..blocks.len()).map(|at| at == left).collect();
            assert_eq!(gone.to_vec(), expected, "{policy:#}");
        });
    }
}

#[test]
fn alternative_approvers_survive_every_change_of_their_policy() {
    run(async {
        let body = |after: &str| {
            policies(&[&with(&[
                "approval: { stages: [{ approvers: [{ requestorManager: 1 }], fallback: [{ group: Partner Managers }, { user: megan@contoso.com }], decideWithin: 14d, escalation: { after: 7d, approvers: [{ targetManager: 2 }], fallback: [{ group: Auditors }] } }] }",
                &format!("expiration: {{ after: {after} }}"),
            ])])
        };
        let world = applied(&body("30d")).await;
        let stage = || rows(&world, "assignmentPolicies")[0]["requestApprovalSettings"]["stages"][0].clone();
        let before = stage();
        let kinds = |list: &str| -> Vec<String> {
            let mut kinds: Vec<_> = before[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| s["@odata.type"].as_str().unwrap().to_owned())
                .collect();
            kinds.sort();
            kinds
        };
        assert_eq!(kinds("primaryApprovers"), ["#microsoft.graph.requestorManager"]);
        assert_eq!(
            kinds("fallbackPrimaryApprovers"),
            ["#microsoft.graph.groupMembers", "#microsoft.graph.singleUser"]
        );
        assert_eq!(kinds("escalationApprovers"), ["#microsoft.graph.targetManager"]);
        assert_eq!(kinds("fallbackEscalationApprovers"), ["#microsoft.graph.groupMembers"]);
        assert_eq!(
            (&before["isEscalationEnabled"], &before["durationBeforeEscalation"]),
            (&json!(true), &json!("P7D"))
        );
        empty(&world, &body("30d")).await;
        world.apply(&body("60d")).await;
        assert_eq!(stage(), before);
        empty(&world, &body("60d")).await;
    });
}

#[test]
fn what_the_service_spells_otherwise_is_no_difference() {
    run(async {
        let wanted = policies(&[&with(&[
            "approval: { stages: [{ approvers: [{ group: Partner Managers }], decideWithin: 14d }] }",
            "expiration: { after: 90d }",
            "review: { every: quarterly, starting: 2027-01-04, openFor: 14d, reviewers: [{ group: Auditors }] }",
        ])]);
        let world = applied(&wanted).await;
        let was = rows(&world, "assignmentPolicies")[0].clone();
        let mut review = was["reviewSettings"].clone();
        review["schedule"]["startDateTime"] = json!("2027-01-04T01:00:00.0000000+01:00");
        review["schedule"]["expiration"] =
            json!({ "type": "AfterDuration", "duration": "PT336H", "endDateTime": null });
        review["schedule"]["recurrence"]["pattern"]["type"] = json!("AbsoluteMonthly");
        review["schedule"]["recurrence"]["range"] = json!({ "type": "noEnd", "numberOfOccurrences": 0,
            "recurrenceTimeZone": null, "startDate": "0001-01-01", "endDate": "0001-01-01" });
        for reviewer in review["primaryReviewers"].as_array_mut().unwrap() {
            reviewer["groupId"] = json!(reviewer["groupId"].as_str().unwrap().to_uppercase());
            reviewer["description"] = json!("Auditors of Contoso");
        }
        let mut approval = was["requestApprovalSettings"].clone();
        approval["stages"][0]["durationBeforeAutomaticDenial"] = json!("P14DT0H0M0S");
        assert_ne!(review, was["reviewSettings"]);
        more(
            &world,
            json!({ "reviewSettings": review, "requestApprovalSettings": approval,
                "expiration": { "type": "AfterDuration", "duration": "PT2160H", "endDateTime": null },
                "allowedTargetScope": "AllMemberUsers" }),
        );
        empty(&world, &wanted).await;
        // The same members with another meaning are a difference.
        more(
            &world,
            json!({ "expiration": { "type": "afterDuration", "duration": "PT2161H", "endDateTime": null } }),
        );
        assert_eq!(world.plan(&wanted).await.plan.steps.len(), 1);
    });
}

#[test]
fn words_that_we_do_not_know_are_said_and_taken() {
    let scope = |word: &str| format!("{{ name: Ask, requestors: {{ scope: {word}, may: [add] }} }}");
    let said = |word: &str| -> Vec<_> { found(&scope(word)).iter().map(|f| (f.code, f.severity)).collect() };
    assert_eq!(said("notSpecified"), []);
    assert_eq!(said("allGuestsOfTomorrow"), [(Code::OpenWord, Severity::Warning)]);
    run(async {
        // The tenant's values are compared and exported, not rejected.
        let world = applied(&policies(&[&scope("allMemberUsers")])).await;
        more(&world, json!({ "allowedTargetScope": "allGuestsOfTomorrow" }));
        empty(&world, &policies(&[&scope("allGuestsOfTomorrow")])).await;
        let export = world.export().await;
        assert!(export.files.iter().any(|(_, text)| text.contains("scope: allGuestsOfTomorrow")));
        // Such a policy can be changed: unknown parts are sent back unchanged.
        let wanted =
            scope("allGuestsOfTomorrow").replace("may: [add] }", "may: [add] }, expiration: { after: 30d }");
        world.sandbox.clear_writes();
        world.apply(&policies(&[&wanted])).await;
        assert_eq!(
            sent(&world, "PUT", "").first().map(|body| body["allowedTargetScope"].clone()),
            Some(json!("allGuestsOfTomorrow"))
        );
        empty(&world, &policies(&[&wanted])).await;
    });
}
