//! A tenant, a desired state, and the correct plan between the two, written by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::model::*;

use super::super::super::{
    About, Hold, HoldKind, Object, Operation, Part, Plan, Precondition, Risk, RoleName, SponsorKind, Step,
    StepId, Update,
};
use super::super::{AuditInputs, audit_changes};
use super::parts::*;

pub(super) struct Case {
    pub(super) plan: Plan,
    pub(super) actual: Actual,
    pub(super) desired: State,
    pub(super) origin: Provenance,
    pub(super) facts: Facts,
    pub(super) lock: Option<Lock>,
}

impl Case {
    /// The violations, one sentence each.
    pub(super) fn said(&self) -> Vec<String> {
        let known = AuditInputs {
            origin: &self.origin,
            facts: &self.facts,
            lock: self.lock.as_ref(),
            foreign: &BTreeSet::new(),
            limits: Limits::default(),
        };
        audit_changes(&self.plan, &self.actual, &self.desired, &known)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Asserts that a violation contains `part`.
    #[track_caller]
    pub(super) fn refused(&self, part: &str) {
        let said = self.said();
        assert!(said.iter().any(|sentence| sentence.contains(part)), "`{part}` is not in {said:#?}");
    }

    /// The step whose operation has this name and whose key ends like this.
    #[track_caller]
    pub(super) fn step(&mut self, kind: &str, key: &str) -> &mut Step {
        let position = self.position(kind, key);
        &mut self.plan.steps[position]
    }

    #[track_caller]
    pub(super) fn position(&self, kind: &str, key: &str) -> usize {
        let found = self.plan.steps.iter().position(|step| {
            let value = serde_json::to_value(&step.operation).unwrap();
            value["kind"] == kind && step.key.ends_with(key)
        });
        found.unwrap()
    }

    /// Removes a step and renumbers the others, as if it had never been planned.
    pub(super) fn drop_step(&mut self, position: usize) {
        let gone = self.plan.steps.remove(position).id;
        for (index, step) in self.plan.steps.iter_mut().enumerate() {
            step.id = StepId(index + 1);
            step.waits_for.retain(|wait| *wait != gone);
            step.waits_for.iter_mut().filter(|wait| **wait > gone).for_each(|wait| wait.0 -= 1);
        }
    }

    /// Adds a step at the end, waiting for all others.
    pub(super) fn push(&mut self, operation: Operation) -> &mut Step {
        let waits: Vec<usize> = (1..=self.plan.steps.len()).collect();
        let key = operation.affected_key().to_string();
        self.plan.steps.push(step(waits.len() + 1, &key, operation, &waits));
        self.plan.steps.last_mut().unwrap()
    }
}

fn step(number: usize, key: &str, operation: Operation, waits: &[usize]) -> Step {
    let some = || Some("0".repeat(64));
    let (before, after) = match &operation {
        Operation::Update(_) => (Some("1".repeat(64)), some()),
        Operation::Remove(_) => (some(), None),
        Operation::Create(_) | Operation::Delete { .. } | Operation::Add(_) => (None, some()),
    };
    let name = serde_json::from_value(json!({ "field": "name", "before": null, "after": null })).unwrap();
    Step {
        id: StepId(number),
        key: key.to_owned(),
        fields: if before.is_some() && after.is_some() { vec![name] } else { Vec::new() },
        operation,
        waits_for: waits.iter().copied().map(StepId).collect(),
        risk: Risk::None,
        precondition: Precondition { before, after },
        carries: Vec::new(),
        cause: None,
    }
}

/// A catalog `Old` with a package and a policy that change, and a catalog `New` with everything in it.
pub(super) fn case() -> Case {
    let actual = tenant();
    let desired = wanted(&actual);
    let steps = operations(&actual, &desired);
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(index, (operation, waits))| {
            step(index + 1, &operation.affected_key().to_string(), operation, waits)
        })
        .collect();
    let foreign = vec!["accessPackage/Old/Foreign".to_owned()];
    let plan = Plan {
        inputs: BTreeMap::new(),
        inputs_digest: String::new(),
        format_version: 1,
        id: String::new(),
        tenant: String::new(),
        known: Vec::new(),
        steps,
        holds: vec![held("accessPackage/Old/Basis"), held("settings")],
        about: About { foreign, ..About::default() },
    };
    let actual = Actual { state: actual, bindings: Bindings::default() };
    Case { plan, actual, desired, origin: Provenance::default(), facts: Facts::default(), lock: None }
}

/// A hold on an object that loses something and that the lock file does not remember.
pub(super) fn held(key: &str) -> Hold {
    Hold::new(HoldKind::AdoptionStrips, key.to_owned(), &json!(null), &json!(null), "")
}

fn tenant() -> State {
    let mut state = State::default();
    state.catalogs.insert(catalog_key("Old"), catalog("Old"));
    state
        .resources
        .insert(ResourceKey { catalog: catalog_key("Old"), origin: group("g0") }, Resource::default());
    state.packages.insert(
        package_key("Old", "Basis"),
        Package {
            roles: BTreeSet::from([link("g0")]),
            incompatible_groups: BTreeSet::from([id("g9")]),
            ..package("Basis")
        },
    );
    state.packages.insert(package_key("Old", "Foreign"), package("Foreign"));
    let held = Policy { review: Some(review(Some("2026-01-01T00:00:00Z"))), ..policy("Ask") };
    state.policies.insert(policy_key("Old", "Basis", "Ask"), held);
    state.settings.catalog_creators = Some(BTreeSet::from([Principal::User(id("u0"))]));
    state
}

fn wanted(actual: &State) -> State {
    let mut state = actual.clone();
    let sources =
        BTreeSet::from([organization_key("fabrikam").0, IdentitySource::Domain("b.example".into())]);
    let fabrikam = Organization {
        identity: sources,
        internal_sponsors: BTreeSet::from([Principal::User(id("sponsor"))]),
        ..organization("fabrikam")
    };
    state.organizations.insert(organization_key("fabrikam"), fabrikam);
    let owners = Some(BTreeSet::from([Principal::Group(id("owners"))]));
    let roles = CatalogRoles { owners, ..CatalogRoles::default() };
    state.catalogs.insert(catalog_key("New"), Catalog { roles, ..catalog("New") });
    state.extensions.insert(extension_key("New", "Call"), extension("Call"));
    state
        .resources
        .insert(ResourceKey { catalog: catalog_key("New"), origin: group("g1") }, Resource::default());
    let suite = Package {
        roles: BTreeSet::from([link("g1")]),
        incompatible_packages: BTreeSet::from([PackageRef::Key(package_key("Old", "Basis"))]),
        ..package("Suite")
    };
    state.packages.insert(package_key("New", "Suite"), suite);
    let partners = Policy {
        scope: TargetScope::SpecificConnectedOrganizationUsers,
        targets: BTreeSet::from([Subject::ConnectedOrganization(OrganizationRef::Key(organization_key(
            "fabrikam",
        )))]),
        review: Some(review(None)),
        extensions: BTreeSet::from([ExtensionBinding {
            stage: StageName::AssignmentRequestCreated,
            extension: ExtensionRef::Key(extension_key("New", "Call")),
        }]),
        ..policy("Partners")
    };
    state.policies.insert(policy_key("New", "Suite", "Partners"), partners);
    let basis = state.packages.get_mut(&package_key("Old", "Basis")).unwrap();
    basis.hidden = true;
    basis.incompatible_groups.clear();
    let ask = state.policies.get_mut(&policy_key("Old", "Basis", "Ask")).unwrap();
    ask.scope = TargetScope::AllDirectoryUsers;
    state.settings.catalog_creators = Some(BTreeSet::new());
    state
}

fn operations(actual: &State, desired: &State) -> Vec<(Operation, &'static [usize])> {
    use Operation as O;
    fn of<K: Ord + Clone, V: Clone>(objects: &BTreeMap<K, V>, key: &K) -> (K, V) {
        (key.clone(), objects[key].clone())
    }
    let (fabrikam, after) = of(&desired.organizations, &organization_key("fabrikam"));
    let first = Organization { identity: BTreeSet::from([fabrikam.0.clone()]), ..after.clone() };
    let (new, catalog) = of(&desired.catalogs, &catalog_key("New"));
    let (call, extension) = of(&desired.extensions, &extension_key("New", "Call"));
    let resource = ResourceKey { catalog: new.clone(), origin: group("g1") };
    let (suite, package) = of(&desired.packages, &package_key("New", "Suite"));
    let (basis, hidden) = of(&desired.packages, &package_key("Old", "Basis"));
    let (partners, policy) = of(&desired.policies, &policy_key("New", "Suite", "Partners"));
    let (ask, wider) = of(&desired.policies, &policy_key("Old", "Basis", "Ask"));
    let sponsor = Principal::User(id("sponsor"));
    let owner = Principal::Group(id("owners"));
    vec![
        (O::Create(Object::Organization(fabrikam.clone(), first.clone())), &[]),
        (O::Update(Update::Organization { key: fabrikam.clone(), before: first, after }), &[1]),
        (
            O::Add(Part::Sponsor { organization: fabrikam, list: SponsorKind::Internal, principal: sponsor }),
            &[1],
        ),
        (O::Create(Object::Catalog(new.clone(), catalog)), &[]),
        (O::Add(Part::Holder { catalog: Some(new), role: RoleName::Owner, principal: owner }), &[4]),
        (O::Create(Object::Extension(call, extension)), &[4]),
        (O::Create(Object::Resource(resource, Resource::default())), &[4]),
        (O::Create(Object::Package(suite.clone(), package)), &[4]),
        (
            O::Update(Update::Package {
                key: basis.clone(),
                before: actual.packages[&basis].clone(),
                after: hidden,
            }),
            &[],
        ),
        (
            O::Add(Part::IncompatiblePackage {
                package: suite.clone(),
                other: PackageRef::Key(basis.clone()),
            }),
            &[8],
        ),
        (O::Add(Part::Role { package: suite, link: link("g1") }), &[7, 8]),
        (O::Remove(Part::IncompatibleGroup { package: basis, group: id("g9") }), &[]),
        (O::Create(Object::Policy(partners, policy)), &[1, 6, 8, 10, 11]),
        (
            O::Update(Update::Policy {
                key: ask.clone(),
                before: actual.policies[&ask].clone(),
                after: wider,
                reworded: BTreeMap::new(),
            }),
            &[9, 12],
        ),
        (
            O::Remove(Part::Holder {
                catalog: None,
                role: RoleName::CatalogCreator,
                principal: Principal::User(id("u0")),
            }),
            &[],
        ),
    ]
}
