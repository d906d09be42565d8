//! Export, load and bind: the result is the same state, for everything that the language can express.

use std::collections::{BTreeMap, BTreeSet};

use guestlist::config::{self, document};
use guestlist::model::*;
use guestlist::source::{Files, Findings};
use guestlist::transfer::{Export, export_lookups, export_project};
use proptest::prelude::*;

use crate::generate;

/// The tenant's entry in the project file.
fn tenant() -> document::Tenant {
    let sandbox = Some(document::Sandbox {});
    document::Tenant { sandbox, ..document::Tenant::default() }
}

/// The only object that a look-up finds.
fn only(facts: &Facts, lookup: Lookup) -> ObjectId {
    let found = facts.found.get(&lookup).unwrap_or_else(|| panic!("nobody can know {lookup:?}"));
    assert_eq!(found.len(), 1, "{lookup:?} is ambiguous");
    found[0].clone()
}

/// Replaces the names in a loaded state by ids.
struct Bind<'a> {
    facts: &'a Facts,
    organizations: BTreeMap<ObjectId, OrganizationKey>,
}

impl Bind<'_> {
    fn reference(&self, r: &DirectoryRef, lookup: fn(String) -> Lookup) -> DirectoryRef {
        match r {
            DirectoryRef::Name(name) => DirectoryRef::Id(only(self.facts, lookup(name.clone()))),
            other => other.clone(),
        }
    }

    fn principal(&self, p: &Principal) -> Principal {
        match p {
            Principal::User(r) => Principal::User(self.reference(r, Lookup::UsersNamed)),
            Principal::Group(r) => Principal::Group(self.reference(r, Lookup::GroupsNamed)),
            Principal::ServicePrincipal(r) => {
                Principal::ServicePrincipal(self.reference(r, Lookup::ServicePrincipalsNamed))
            }
            Principal::Unknown(_) => p.clone(),
        }
    }

    fn principals(&self, set: &mut BTreeSet<Principal>) {
        *set = set.iter().map(|p| self.principal(p)).collect();
    }

    fn subjects(&self, set: &mut BTreeSet<Subject>) {
        let bound = set.iter().map(|subject| match subject {
            Subject::User(r) => Subject::User(self.reference(r, Lookup::UsersNamed)),
            Subject::Group(r) => Subject::Group(self.reference(r, Lookup::GroupsNamed)),
            Subject::ServicePrincipal(r) => {
                Subject::ServicePrincipal(self.reference(r, Lookup::ServicePrincipalsNamed))
            }
            Subject::ConnectedOrganization(OrganizationRef::Id(id)) => {
                let key = self.organizations.get(id).cloned().map(OrganizationRef::Key);
                Subject::ConnectedOrganization(key.unwrap_or(OrganizationRef::Id(id.clone())))
            }
            Subject::ConnectedOrganization(OrganizationRef::Key(key)) => {
                Subject::ConnectedOrganization(OrganizationRef::Key(OrganizationKey(self.source(&key.0))))
            }
            other => other.clone(),
        });
        *set = bound.collect();
    }

    fn source(&self, source: &IdentitySource) -> IdentitySource {
        match source {
            IdentitySource::Tenant(DirectoryRef::Name(domain)) => {
                let tenant = self.facts.tenants[&Lookup::TenantOfDomain(domain.clone())].clone().unwrap();
                IdentitySource::Tenant(DirectoryRef::Id(tenant.id))
            }
            other => other.clone(),
        }
    }

    fn origin(&self, origin: &Origin) -> Origin {
        match origin {
            Origin::Group(r) => Origin::Group(self.reference(r, Lookup::GroupsNamed)),
            Origin::Application(r) => Origin::Application(self.reference(r, Lookup::ServicePrincipalsNamed)),
            other => other.clone(),
        }
    }

    fn policy(&self, policy: &mut Policy) {
        self.subjects(&mut policy.targets);
        self.subjects(&mut policy.requests.on_behalf.by);
        for stage in &mut policy.approval.stages {
            self.subjects(&mut stage.approvers);
            self.subjects(&mut stage.fallback);
            if let Some(escalation) = &mut stage.escalation {
                self.subjects(&mut escalation.approvers);
                self.subjects(&mut escalation.fallback);
            }
        }
        if let Some(review) = &mut policy.review {
            self.subjects(&mut review.fallback);
            if let Reviewers::Named(named) = &mut review.reviewers {
                self.subjects(named);
            }
        }
    }

    fn link(&self, catalog: &CatalogKey, link: &RoleLink) -> RoleLink {
        let resource = self.origin(&link.resource);
        let role = match &link.role {
            RoleRef::Name(name) => {
                let key = ResourceKey { catalog: catalog.clone(), origin: resource.clone() };
                let alike: Vec<_> = self.facts.roles[&key].iter().filter(|role| role.name == *name).collect();
                assert_eq!(alike.len(), 1, "{name}");
                RoleRef::Id(alike[0].origin_id.clone())
            }
            id => id.clone(),
        };
        RoleLink { resource, role }
    }

    fn state(&self, mut state: State) -> State {
        let organizations = std::mem::take(&mut state.organizations);
        for (key, mut organization) in organizations {
            organization.identity = organization.identity.iter().map(|source| self.source(source)).collect();
            self.principals(&mut organization.internal_sponsors);
            self.principals(&mut organization.external_sponsors);
            state.organizations.insert(OrganizationKey(self.source(&key.0)), organization);
        }
        for roles in state.catalogs.values_mut().map(|catalog| &mut catalog.roles) {
            let lists = [
                &mut roles.owners,
                &mut roles.readers,
                &mut roles.access_package_managers,
                &mut roles.access_package_assignment_managers,
            ];
            lists.into_iter().flatten().for_each(|list| self.principals(list));
        }
        let resources = std::mem::take(&mut state.resources);
        state.resources = resources
            .into_iter()
            .map(|(key, resource)| (ResourceKey { origin: self.origin(&key.origin), ..key }, resource))
            .collect();
        for (key, package) in &mut state.packages {
            package.roles = package.roles.iter().map(|link| self.link(&key.catalog, link)).collect();
            let groups = package.incompatible_groups.iter();
            package.incompatible_groups =
                groups.map(|group| self.reference(group, Lookup::GroupsNamed)).collect();
        }
        state.policies.values_mut().for_each(|policy| self.policy(policy));
        state.settings.catalog_creators.iter_mut().for_each(|creators| self.principals(creators));
        state
    }
}

fn reloaded(actual: &Actual, facts: &Facts, exported: &Export) -> State {
    let mut findings = Findings::default();
    let texts = exported.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files = Files::from_texts(texts, &mut findings);
    let desired = config::read_desired(&files, config::TargetTenant::detached("sandbox"), &mut findings);
    assert!(config::project_of(&files, &mut findings).is_some());
    assert!(!findings.has_errors(), "{:#?}\n{}", findings.to_sorted(), whole(exported));
    let organizations = actual.bindings.0.iter().filter_map(|(key, binding)| match key {
        Key::Organization(key) => Some((ObjectId::new(&binding.id), key.clone())),
        _ => None,
    });
    Bind { facts, organizations: organizations.collect() }.state(desired.state)
}

fn whole(exported: &Export) -> String {
    exported.files.iter().map(|(path, text)| format!("--- {path}\n{text}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn export_then_load_is_the_same_state(state in generate::state()) {
        let facts = generate::facts(&state);
        let actual = generate::actual(state);
        let exported = export_project(&actual, &facts, "sandbox", &tenant());
        prop_assert_eq!(&exported.notes, &Vec::new());
        let state = reloaded(&actual, &facts, &exported);
        prop_assert_eq!(&state, &actual.state, "{}", whole(&exported));
    }

    #[test]
    fn without_facts_ids_stand_everywhere(state in generate::state()) {
        let facts = Facts::default();
        let actual = generate::actual(state);
        let exported = export_project(&actual, &facts, "sandbox", &tenant());
        let named = Facts { roles: generate::facts(&actual.state).roles, ..Facts::default() };
        prop_assert_eq!(&reloaded(&actual, &named, &exported), &actual.state, "{}", whole(&exported));
    }

    #[test]
    fn everything_a_name_needs_is_looked_up(state in generate::state()) {
        let facts = generate::facts(&state);
        let actual = generate::actual(state);
        let wanted = export_lookups(&actual, &facts);
        let asked = Facts {
            found: facts.found.into_iter().filter(|(lookup, _)| wanted.contains(lookup)).collect(),
            tenants: facts.tenants.into_iter().filter(|(lookup, _)| wanted.contains(lookup)).collect(),
            ..facts
        };
        let full = generate::facts(&actual.state);
        let left = export_project(&actual, &asked, "sandbox", &tenant());
        let right = export_project(&actual, &full, "sandbox", &tenant());
        prop_assert_eq!(left, right);
    }
}

#[test]
fn what_cannot_be_said_is_noted_and_left_out() {
    let catalog = CatalogKey { name: "C".to_owned(), pin: None };
    let whole = Catalog {
        name: "C".to_owned(),
        description: "C".to_owned(),
        state: CatalogState::Published,
        externally_visible: false,
        roles: CatalogRoles::default(),
        built_in: false,
    };
    let origin = Origin::Other { system: "DirectoryRole".to_owned(), id: "x".to_owned() };
    let link = RoleLink { resource: origin.clone(), role: RoleRef::Id("y".to_owned()) };
    let package = |name: &str, roles: BTreeSet<RoleLink>, other: &[&str]| {
        let key = PackageKey { catalog: catalog.clone(), name: name.to_owned(), pin: None };
        let others = other.iter().map(|other| {
            PackageRef::Key(PackageKey { catalog: catalog.clone(), name: (*other).to_owned(), pin: None })
        });
        let package = Package {
            name: name.to_owned(),
            description: name.to_owned(),
            hidden: false,
            roles,
            incompatible_packages: others.collect(),
            incompatible_groups: BTreeSet::new(),
        };
        (key, package)
    };
    let state = State {
        catalogs: BTreeMap::from([(catalog.clone(), whole)]),
        resources: BTreeMap::from([(ResourceKey { catalog: catalog.clone(), origin }, Resource::default())]),
        packages: BTreeMap::from([
            package("Plain", BTreeSet::new(), &[]),
            package("Roles", BTreeSet::from([link]), &[]),
            package("After", BTreeSet::new(), &["Roles"]),
            package(" blank", BTreeSet::new(), &[]),
        ]),
        ..State::default()
    };
    let actual = generate::actual(state);
    let exported = export_project(&actual, &Facts::default(), "sandbox", &tenant());
    let notes: Vec<String> =
        exported.notes.iter().map(|note| format!("{}: {}", note.what, note.why)).collect();
    assert_eq!(
        notes,
        [
            "accessPackage/C/ blank: this name starts or ends with a space",
            "accessPackage/C/After: no package `Roles` in the catalog `C` is declared or listed under \
            `existing`",
            "accessPackage/C/Roles: a role of a resource of the kind `DirectoryRole`",
            "resource/C/DirectoryRole:x: a resource of the kind `DirectoryRole`",
        ]
    );
    let loaded = reloaded(&actual, &Facts::default(), &exported);
    assert_eq!(loaded.packages.keys().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["Plain"]);
}
