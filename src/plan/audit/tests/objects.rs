//! Errors in single steps: references, and what the service would refuse.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::*;

use super::super::super::{Object, Operation, Part, RoleName, Update};
use super::fixture::{Case, case};
use super::parts::*;

/// The case with its new policy changed, in the plan and in the desired state.
fn with_policy(change: impl Fn(&mut Policy)) -> Case {
    let mut case = case();
    change(case.desired.policies.get_mut(&policy_key("New", "Suite", "Partners")).unwrap());
    let Operation::Create(Object::Policy(_, after)) = &mut case.step("createPolicy", "Partners").operation
    else {
        panic!("not a creation");
    };
    change(after);
    case
}

#[test]
fn a_review_may_start_on_the_day_of_creation_or_as_the_tenant_holds_it() {
    let mut case = case();
    let key = policy_key("Old", "Basis", "Ask");
    case.desired.policies.get_mut(&key).unwrap().review.as_mut().unwrap().starting = None;
    assert_eq!(case.said(), Vec::<String>::new());
    case.desired = super::fixture::case().desired;
    let Operation::Update(Update::Policy { after, .. }) = &mut case.step("updatePolicy", "Ask").operation
    else {
        panic!("not an update");
    };
    after.review.as_mut().unwrap().starting = None;
    assert_eq!(case.said(), Vec::<String>::new());
    let partners = policy_key("New", "Suite", "Partners");
    let wanted = case.desired.policies.get_mut(&partners).unwrap().review.as_mut().unwrap();
    wanted.starting = Some("2026-02-01T00:00:00Z".parse().unwrap());
    case.refused("`policy/New/Suite/Partners` differs from its desired state at the end");
}

#[test]
fn names_of_the_directory_are_bound() {
    let by_name = |name: &str| DirectoryRef::Name(name.to_owned());
    with_policy(|policy| {
        policy.approval.stages[0].fallback.insert(Subject::Group(by_name("Approvers")));
    })
    .refused("Step 13: it names `Approvers` of the directory");
    with_policy(|policy| {
        let app = DirectoryRef::AppId(ObjectId::new("a1"));
        policy.requests.on_behalf.by.insert(Subject::ServicePrincipal(app));
    })
    .refused("it names the app id `a1`");
    let mut other = case();
    let principal = Principal::User(by_name("ada@example.com"));
    other.push(Operation::Add(Part::Holder { catalog: None, role: RoleName::CatalogCreator, principal }));
    other.refused("it names `ada@example.com` of the directory");
    let mut other = case();
    let Operation::Create(Object::Package(_, after)) = &mut other.step("createPackage", "Suite").operation
    else {
        panic!("not a creation");
    };
    after.incompatible_groups.insert(by_name("Contractors"));
    other.refused("Step 8: it names `Contractors` of the directory");
}

#[test]
fn a_role_stays_a_name_only_with_a_resource_that_the_plan_adds() {
    fn named(case: &mut Case, key: &PackageKey, origin: &str) {
        let role = RoleRef::Name("Contributors".to_owned());
        let link = RoleLink { resource: group(origin), role };
        case.desired.packages.get_mut(key).unwrap().roles.insert(link.clone());
        case.push(Operation::Add(Part::Role { package: key.clone(), link }));
    }
    let mut other = case();
    named(&mut other, &package_key("Old", "Basis"), "g0");
    other.refused("it names the role `Contributors` of `resource/Old/group:g0`, which is not bound");
    let mut other = case();
    named(&mut other, &package_key("New", "Suite"), "g1");
    assert!(!other.said().iter().any(|sentence| sentence.contains("Contributors")));
}

#[test]
fn a_reference_by_id_is_fine_and_one_by_key_has_to_exist() {
    let by_id = with_policy(|policy| {
        let gone = OrganizationRef::Id(ObjectId::new("gone"));
        policy.targets.insert(Subject::ConnectedOrganization(gone));
    });
    assert_eq!(by_id.said(), Vec::<String>::new());
    let mut by_key = with_policy(|policy| {
        let unknown = OrganizationRef::Key(organization_key("unknown"));
        policy.targets.insert(Subject::ConnectedOrganization(unknown));
    });
    by_key.refused("it names `organization/tenant:unknown`, which does not exist");
    // Its read failed, so it is in neither state; its id shows that it exists.
    let key = Key::Organization(organization_key("unknown"));
    by_key.actual.bindings.0.insert(key, Binding::default());
    assert_eq!(by_key.said(), Vec::<String>::new());
}

#[test]
fn an_incompatible_package_has_to_exist() {
    let mut case = case();
    let other = PackageRef::Key(package_key("Old", "Nowhere"));
    case.push(Operation::Add(Part::IncompatiblePackage { package: package_key("Old", "Basis"), other }));
    case.refused("it names `accessPackage/Old/Nowhere`, which does not exist when it runs");
}

#[test]
fn a_role_needs_its_resource_in_the_catalog() {
    let mut case = case();
    let position = case.position("addResource", "g1");
    case.drop_step(position);
    case.refused("it names `resource/New/group:g1`, which does not exist when it runs");
}

#[test]
fn approval_needs_stages_and_approvers() {
    with_policy(|policy| policy.approval.stages.clear()).refused("it requires approval, but has no stage");
    with_policy(|policy| policy.approval.stages[0].approvers.clear()).refused("stage 1 has no approver");
    with_policy(|policy| policy.approval.stages = vec![stage("a"); 4]).refused("more than 3 stages");
    let open = with_policy(|policy| policy.approval = Approval::default());
    assert_eq!(open.said(), Vec::<String>::new());
}

#[test]
fn targets_fit_the_scope() {
    with_policy(|policy| policy.targets.clear()).refused("it has no targets, which its scope");
    with_policy(|policy| policy.scope = TargetScope::AllExternalUsers)
        .refused("it has targets, which its scope");
    with_policy(|policy| policy.scope = TargetScope::SpecificDirectoryUsers)
        .refused("a target of a kind that its scope");
    let tomorrow = with_policy(|policy| policy.scope = TargetScope::Other("tomorrow".to_owned()));
    assert_eq!(tomorrow.said(), Vec::<String>::new());
}

#[test]
fn extensions_fit_the_catalog_and_the_stage() {
    let bind = |stage: StageName, catalog: &'static str| {
        with_policy(move |policy| {
            let extension = ExtensionRef::Key(extension_key(catalog, "Call"));
            policy.extensions = BTreeSet::from([ExtensionBinding { stage: stage.clone(), extension }]);
        })
    };
    bind(StageName::AssignmentRequestCreated, "Old").refused("which belongs to another catalog");
    bind(StageName::AssignmentOneDayBeforeExpiration, "New").refused("which cannot call it");
}

#[test]
fn what_is_not_understood_is_not_replaced() {
    with_policy(|policy| {
        policy.approval.stages[0].approvers.insert(Subject::Unknown("{}".to_owned()));
    })
    .refused("a value that this version of Guestlist does not know");
}

#[test]
fn a_policy_keeps_to_requests_or_to_automatic_assignment() {
    let mut case = case();
    let Operation::Update(Update::Policy { after, .. }) = &mut case.step("updatePolicy", "Ask").operation
    else {
        panic!("not an update");
    };
    after.automatic = Some(Automatic { assign: true, remove_when_leaving: true, grace_period: None });
    case.refused("between requests and automatic assignment");
}

#[test]
fn an_organization_starts_with_the_source_of_its_key_and_shares_none() {
    let mut other = case();
    let Operation::Create(Object::Organization(_, after)) =
        &mut other.step("createOrganization", "fabrikam").operation
    else {
        panic!("not a creation");
    };
    after.identity.insert(IdentitySource::Domain("b.example".to_owned()));
    other.refused("an identity source other than the one in its key");
    let mut other = case();
    let twin = Organization {
        identity: BTreeSet::from([IdentitySource::Domain("b.example".to_owned())]),
        ..organization("twin")
    };
    other.actual.state.organizations.insert(organization_key("twin"), twin);
    other.refused("it gives `domain:b.example` to a second organization");
}

#[test]
fn attributes_of_a_new_resource_are_a_step_of_their_own() {
    let mut case = case();
    let question = Question {
        required: true,
        answer_editable: true,
        ..Question::new("Cost centre?", Answer::Text { single_line: true, pattern: None })
    };
    let attribute = Attribute { question, editable: true, persists_after_removal: false };
    let key = ResourceKey { catalog: catalog_key("New"), origin: group("g1") };
    let full = Resource { attributes: BTreeMap::from([("cost".to_owned(), attribute)]), environment: None };
    case.desired.resources.insert(key.clone(), full.clone());
    case.step("addResource", "g1").operation = Operation::Create(Object::Resource(key.clone(), full.clone()));
    case.refused("`resource/New/group:g1` differs from its desired state at the end");
    let update = Operation::Update(Update::Resource { key, before: Resource::default(), after: full });
    case.push(update);
    assert_eq!(case.said(), Vec::<String>::new());
}

#[test]
fn roles_names_and_kinds_are_those_of_the_service() {
    let mut other = case();
    let principal = Principal::User(id("u1"));
    other.push(Operation::Add(Part::Holder {
        catalog: Some(catalog_key("Old")),
        role: RoleName::CatalogCreator,
        principal,
    }));
    other.refused("only the Catalog creator role is tenant-wide");
    let mut other = case();
    let Operation::Create(Object::Package(_, after)) = &mut other.step("createPackage", "Suite").operation
    else {
        panic!("not a creation");
    };
    after.name = "Other".to_owned();
    other.refused("it gives the name `Other` to an object whose key says `Suite`");
    let mut other = case();
    let key = extension_key("Old", "Call");
    let before = extension("Call");
    other.actual.state.extensions.insert(key.clone(), before.clone());
    let after = Extension { kind: ExtensionKind::Assignment, ..before.clone() };
    other.push(Operation::Update(Update::Extension { key, before, after }));
    other.refused("it changes the kind of a custom extension");
    let mut other = case();
    let built_in = Catalog { built_in: true, ..catalog("General") };
    other.push(Operation::Create(Object::Catalog(catalog_key("General"), built_in)));
    other.refused("it creates the built-in catalog");
}
