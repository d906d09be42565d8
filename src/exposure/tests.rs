//! Bands, visibility, directions and sentences.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{
    CatalogKey, Organization, OrganizationKey, Package, PackageKey, Policy, PolicyKey, State,
};

use super::*;

/// A policy from what differs from the plainest one.
fn policy(changes: &Value) -> Policy {
    let mut plain = json!({"name": "p", "description": "", "scope": "allMemberUsers", "targets": [], "automatic": null,
        "requests": {"may": ["add"], "customSchedule": false, "onBehalf": {"may": [], "by": []}},
        "approval": {"requiredFor": [], "requestorJustification": false, "stages": []},
        "expiration": {"after": "P90D"}, "review": null, "assignmentNotifications": true, "questions": [],
        "extensions": []});
    for (name, value) in changes.as_object().unwrap() {
        plain[name] = value.clone();
    }
    serde_json::from_value(plain).unwrap()
}

fn stage(approvers: &[&str]) -> Value {
    let approvers: Vec<_> = approvers.iter().map(|name| json!({"group": {"name": name}})).collect();
    json!({"approvers": approvers, "fallback": [], "decideWithin": "P14D", "approverJustification": true,
        "approverVisibility": "default", "escalation": null})
}

fn approved(stages: &[Value]) -> Value {
    json!({"approval": {"requiredFor": ["add"], "requestorJustification": false, "stages": stages}})
}

fn only(stage: &Value) -> &[Value] {
    std::slice::from_ref(stage)
}

fn package() -> PackageKey {
    let catalog = CatalogKey { name: "C".to_owned(), pin: None };
    PackageKey { catalog, name: "Portal".to_owned(), pin: None }
}

fn organization(domain: &str) -> OrganizationKey {
    serde_json::from_value(json!({ "domain": domain })).unwrap()
}

fn of(domains: &[&str]) -> Value {
    let targets: Vec<_> =
        domains.iter().map(|domain| json!({"connectedOrganization": {"key": {"domain": domain}}})).collect();
    json!({"scope": "specificConnectedOrganizationUsers", "targets": targets})
}

/// A state with one package, its policies by name, and two configured organizations and a proposed one.
fn state(policies: &[(&str, Value)]) -> State {
    let mut state = State::default();
    let catalog = json!({"name": "C", "description": "", "state": "published", "externallyVisible": true,
        "roles": {"owners": null, "readers": null, "accessPackageManagers": null, "accessPackageAssignmentManagers": null},
        "builtIn": false});
    state.catalogs.insert(package().catalog, serde_json::from_value(catalog).unwrap());
    let empty = json!({"name": "Portal", "description": "", "hidden": false, "roles": [], "incompatiblePackages": [],
        "incompatibleGroups": []});
    state.packages.insert(package(), serde_json::from_value::<Package>(empty).unwrap());
    for (domain, stands) in
        [("fabrikam.com", "configured"), ("woodgrove.com", "configured"), ("new.com", "proposed")]
    {
        let organization_json = json!({"name": domain, "description": "", "identity": [{"domain": domain}], "state": stands,
            "internalSponsors": [], "externalSponsors": []});
        let one: Organization = serde_json::from_value(organization_json).unwrap();
        state.organizations.insert(organization(domain), one);
    }
    for (name, changes) in policies {
        let key = PolicyKey { package: package(), name: (*name).to_owned(), pin: None };
        state.policies.insert(key, policy(changes));
    }
    state
}

/// How a package moves: the axes, and the sentences.
fn moved(before: &State, after: &State) -> (Vec<(Axis, Direction)>, Vec<String>) {
    let mut all = Weighing::new(before, after).movements;
    assert!(all.len() <= 1);
    all.pop().map_or_else(Default::default, |one| (one.axes.into_iter().collect(), one.sentences))
}

fn directions(before: &[(&str, Value)], after: &[(&str, Value)]) -> Vec<(Axis, Direction)> {
    moved(&state(before), &state(after)).0
}

fn with(base: Value, more: Value) -> Value {
    let mut all = base;
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

#[test]
fn a_scope_is_in_the_band_that_microsoft_publishes() {
    for (scope, band) in [
        ("specificDirectoryUsers", 1),
        ("specificConnectedOrganizationUsers", 1),
        ("allMemberUsers", 2),
        ("allDirectoryUsers", 3),
        ("allConfiguredConnectedOrganizationUsers", 4),
        ("allExternalUsers", 4),
        ("notSpecified", 5),
        ("everybodyOnMars", 5),
    ] {
        assert_eq!(Band::new(&crate::model::TargetScope::from_word(scope)), Band(band), "{scope}");
    }
}

#[test]
fn audiences_are_compared_by_inclusion() {
    let audience = |changes: Value| {
        let one = policy(&changes);
        Audience::new(&one, &state(&[]))
    };
    let scope = |name: &str| audience(json!({ "scope": name }));
    for (wide, narrow, includes) in [
        (scope("allDirectoryUsers"), scope("allMemberUsers"), true),
        (scope("allMemberUsers"), scope("allDirectoryUsers"), false),
        (scope("allExternalUsers"), audience(of(&["fabrikam.com", "new.com"])), true),
        (scope("allExternalUsers"), scope("allConfiguredConnectedOrganizationUsers"), true),
        (scope("allConfiguredConnectedOrganizationUsers"), audience(of(&["fabrikam.com"])), true),
        // A proposed organization is not among the configured ones.
        (scope("allConfiguredConnectedOrganizationUsers"), audience(of(&["new.com"])), false),
        (audience(of(&["fabrikam.com", "woodgrove.com"])), audience(of(&["fabrikam.com"])), true),
        (audience(of(&["fabrikam.com"])), scope("allMemberUsers"), false),
        (scope("everybodyOnMars"), scope("allExternalUsers"), true),
        (scope("everybodyOnMars"), scope("allDirectoryServicePrincipals"), true),
        (scope("allMemberUsers"), scope("notSpecified"), true),
    ] {
        assert_eq!(wide.is_superset(&narrow), includes, "{wide:?} {narrow:?}");
    }
}

#[test]
fn a_closed_policy_lets_nobody_in() {
    let closed = json!({"requests": {"may": [], "customSchedule": false, "onBehalf": {"may": [], "by": []}}});
    assert_eq!(
        directions(&[("a", closed.clone())], &[("a", json!({}))]),
        [(Axis::Audience, Direction::Wider)]
    );
    assert_eq!(directions(&[("a", json!({}))], &[("a", closed)]), [(Axis::Audience, Direction::Narrower)]);
}

#[test]
fn each_axis_moves_by_what_it_is_about() {
    let member = |more: Value| vec![("a", more)];
    let (one, two) = (stage(&["A"]), stage(&["B"]));
    let more_people = stage(&["A", "B"]);
    for (before, after, axis, direction) in [
        (approved(&[one.clone(), two.clone()]), approved(only(&one)), Axis::Gate, Direction::Wider),
        (approved(only(&one)), approved(&[one.clone(), two.clone()]), Axis::Gate, Direction::Narrower),
        (approved(only(&one)), approved(only(&two)), Axis::Gate, Direction::Mixed),
        (approved(only(&one)), approved(only(&more_people)), Axis::Gate, Direction::Wider),
        (json!({}), approved(only(&one)), Axis::Gate, Direction::Narrower),
        (json!({}), json!({"expiration": {"after": "P365D"}}), Axis::Time, Direction::Wider),
        (json!({}), json!({"expiration": "never"}), Axis::Time, Direction::Wider),
        (json!({}), json!({"expiration": {"after": "P30D"}}), Axis::Time, Direction::Narrower),
        (json!({}), json!({"expiration": {"until": "2027-01-01T00:00:00Z"}}), Axis::Time, Direction::Mixed),
    ] {
        assert_eq!(
            directions(&member(before.clone()), &member(after.clone())),
            [(axis, direction)],
            "{before} {after}"
        );
    }
}

#[test]
fn a_second_policy_with_less_to_ask_is_a_wider_gate() {
    let strict = with(json!({"scope": "allMemberUsers"}), approved(&[stage(&["A"])]));
    let open = json!({"scope": "allMemberUsers"});
    let axes = directions(&[("a", strict.clone())], &[("a", strict.clone()), ("b", open)]);
    assert_eq!(axes, [(Axis::Gate, Direction::Wider)]);
    // A policy of a better band with everyone in it replaces the other, so the gate becomes stricter.
    let everybody = json!({"scope": "allDirectoryUsers"});
    let axes = directions(&[("z", everybody.clone())], &[("z", everybody), ("a", strict)]);
    assert_eq!(axes, [(Axis::Gate, Direction::Narrower)]);
}

#[test]
fn whoever_comes_under_another_policy_is_told_what_it_asks() {
    let approved = with(of(&["woodgrove.com"]), approved(&[stage(&["A"])]));
    let before = [("a", approved.clone()), ("b", of(&["fabrikam.com", "new.com"]))];
    let after = [("a", with(approved, of(&["woodgrove.com", "fabrikam.com"]))), ("b", of(&["new.com"]))];
    let (axes, said) = moved(&state(&before), &state(&after));
    assert_eq!(axes, [(Axis::Gate, Direction::Narrower)]);
    // In the reverse direction they would gain access without approval, beside others whose access does not change.
    assert_eq!(moved(&state(&after), &state(&before)).0, [(Axis::Gate, Direction::Wider)]);
    assert!(
        matches!(&said[..], [one] if one.starts_with("Users from fabrikam.com can get Portal through “a” from now on: with one approval")),
        "{said:?}"
    );
}

#[test]
fn an_order_that_is_not_clear_is_said() {
    let organization = ("a", of(&["fabrikam.com"]));
    let alone = std::slice::from_ref(&organization);
    let directory = ("b", json!({"scope": "allDirectoryUsers"}));
    let said = moved(&state(alone), &state(&[organization.clone(), directory])).1;
    assert!(said.iter().any(|one| one.contains("is inconsistent")), "{said:?}");
    let members = ("b", json!({"scope": "allMemberUsers"}));
    let said = moved(&state(alone), &state(&[organization.clone(), members])).1;
    assert!(!said.iter().any(|one| one.contains("is inconsistent")), "{said:?}");
}

#[test]
fn doors_count_beside_policies() {
    let before = state(&[("a", of(&["fabrikam.com"]))]);
    let mut after = before.clone();
    after.catalogs.values_mut().for_each(|catalog| catalog.externally_visible = false);
    let (axes, said) = moved(&before, &after);
    assert_eq!(axes, [(Axis::Door, Direction::Narrower)]);
    assert_eq!(said, ["Portal can no longer be seen or requested by external users."]);
}

#[test]
fn a_reviewer_reads_who_gets_in() {
    let two = approved(&[stage(&["A"]), stage(&["B"])]);
    let before = state(&[("Partners", with(of(&["fabrikam.com"]), two))]);
    let wider = with(
        of(&["fabrikam.com", "woodgrove.com"]),
        with(approved(&[stage(&["A"])]), json!({"expiration": {"after": "P365D"}})),
    );
    let (axes, said) = moved(&before, &state(&[("Partners", wider)]));
    assert_eq!(
        axes,
        [(Axis::Audience, Direction::Wider), (Axis::Gate, Direction::Wider), (Axis::Time, Direction::Wider)]
    );
    assert_eq!(
        said,
        [
            "Users from woodgrove.com will be able to get Portal with one approval (by members of group A), for 365 days.",
            "Portal through “Partners”: one approval instead of two approvals.",
            "Portal through “Partners”: for 365 days instead of 90 days.",
        ]
    );
}

#[test]
fn shrinking_a_policy_takes_nothing_from_whoever_has_access() {
    let before = state(&[("Partners", of(&["fabrikam.com", "woodgrove.com"]))]);
    let (axes, said) = moved(&before, &state(&[("Partners", of(&["fabrikam.com"]))]));
    assert_eq!(axes, [(Axis::Audience, Direction::Narrower)]);
    let keeps = "Users from woodgrove.com will no longer be able to get Portal; existing assignments are kept until they end.";
    assert_eq!(said, [keeps]);
    // If the package itself is deleted, or if a rule assigned it, the sentence does not say so.
    let mut gone = before.clone();
    gone.packages.clear();
    gone.policies.clear();
    let said = moved(&before, &gone).1;
    assert_eq!(said, ["Users from fabrikam.com and woodgrove.com will no longer be able to get Portal."]);
    let rule = json!({"scope": "specificDirectoryUsers", "targets": [{"attributeRule": "(user.department -eq \"Sales\")"}],
        "automatic": {"assign": true, "removeWhenLeaving": true, "gracePeriod": null},
        "requests": {"may": [], "customSchedule": false, "onBehalf": {"may": [], "by": []}}});
    let said = moved(&state(&[("Sales", rule)]), &state(&[])).1;
    assert!(matches!(&said[..], [one] if !one.contains("keeps")), "{said:?}");
}

mod properties {
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;

    fn scopes() -> impl Strategy<Value = Value> {
        let organizations = subsequence(vec!["fabrikam.com", "woodgrove.com", "new.com"], 1..=3);
        prop_oneof![
            organizations.prop_map(|domains| of(&domains)),
            select(vec![
                "allMemberUsers",
                "allDirectoryUsers",
                "allConfiguredConnectedOrganizationUsers",
                "allExternalUsers",
                "notSpecified",
            ])
            .prop_map(|scope| json!({ "scope": scope })),
        ]
    }

    fn policies() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
        let one = (
            scopes(),
            subsequence(vec!["A", "B", "C"], 0..=3),
            any::<bool>(),
            select(vec![30_u32, 90, 365]),
        )
            .prop_map(|(scope, stages, open, days)| {
                let may: &[&str] = if open { &["add"] } else { &[] };
                let stages: Vec<_> = stages.iter().map(|name| stage(&[name])).collect();
                let approval = if stages.is_empty() { json!({}) } else { approved(&stages) };
                with(
                    with(scope, approval),
                    json!({"requests": {"may": may, "customSchedule": false, "onBehalf": {"may": [], "by": []}},
                        "expiration": {"after": format!("P{days}D")}}),
                )
            });
        proptest::collection::vec(one, 1..=3).prop_map(|all| ["a", "b", "c"].into_iter().zip(all).collect())
    }

    /// What an axis does when the first policy is changed.
    fn first(policies: &[(&'static str, Value)], change: impl Fn(&mut Policy)) -> Vec<(Axis, Direction)> {
        let before = state(policies);
        let mut after = before.clone();
        after.policies.values_mut().take(1).for_each(change);
        moved(&before, &after).0
    }

    fn direction(axes: &[(Axis, Direction)], axis: Axis) -> Direction {
        axes.iter().find(|(one, _)| *one == axis).map_or(Direction::Same, |(_, direction)| *direction)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        #[test]
        fn equal_states_are_the_same_on_every_axis(policies in policies()) {
            prop_assert_eq!(directions(&policies, &policies), []);
        }

        #[test]
        fn there_and_back_are_opposite_directions(before in policies(), after in policies()) {
            let opposite = |direction: Direction| match direction {
                Direction::Wider => Direction::Narrower,
                Direction::Narrower => Direction::Wider,
                other => other,
            };
            let back: Vec<_> = directions(&after, &before).into_iter().map(|(axis, one)| (axis, opposite(one))).collect();
            prop_assert_eq!(directions(&before, &after), back);
        }

        #[test]
        fn removing_a_stage_never_narrows_the_gate(policies in policies()) {
            let axes = first(&policies, |policy| drop(policy.approval.stages.pop()));
            prop_assert!(matches!(direction(&axes, Axis::Gate), Direction::Same | Direction::Wider), "{:?}", axes);
        }

        #[test]
        fn adding_an_organization_to_the_best_band_never_narrows_the_audience(policies in policies()) {
            let axes = first(&policies, |policy| {
                if policy.scope == crate::model::TargetScope::SpecificConnectedOrganizationUsers {
                    let one = json!({"connectedOrganization": {"key": {"domain": "woodgrove.com"}}});
                    policy.targets.insert(serde_json::from_value(one).unwrap());
                }
            });
            prop_assert!(matches!(direction(&axes, Axis::Audience), Direction::Same | Direction::Wider), "{:?}", axes);
        }

        #[test]
        fn opening_what_people_may_ask_never_narrows_the_audience(policies in policies()) {
            let axes = first(&policies, |policy| {
                policy.requests.may = BTreeSet::from([crate::model::RequestKind::Add]);
            });
            prop_assert!(matches!(direction(&axes, Axis::Audience), Direction::Same | Direction::Wider), "{:?}", axes);
        }

        #[test]
        fn whatever_moves_is_said(before in policies(), after in policies()) {
            let (axes, said) = moved(&state(&before), &state(&after));
            prop_assert_eq!(axes.is_empty(), said.is_empty(), "{:?}", axes);
        }
    }
}
