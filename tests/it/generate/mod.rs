//! Generated states: every object of the model, every optional part present and absent, all ids from a small
//! pool.
//!
//! `facts` is the directory of the pool. Like real ones, it has two groups with the same name, a deleted
//! user, and a service principal with two roles of the same name.

mod policy;
mod pool;
mod presence;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use guestlist::model::*;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use policy::{policy, question};
use pool::{GRAPH, TENANT, group, id, name, principals, roles, service, span, text};
pub(crate) use pool::{actual, facts};
pub(crate) use service::{directory, serviceable};

fn source() -> impl Strategy<Value = IdentitySource> {
    prop_oneof![
        (1..4_u8).prop_map(|number| IdentitySource::Tenant(DirectoryRef::Id(id(TENANT, number)))),
        Just(IdentitySource::Domain("northwindtraders.com".to_owned())),
        Just(IdentitySource::Federation { domain: "a.example".to_owned(), issuer: "urn:a".to_owned() }),
        Just(IdentitySource::CrossCloud { tenant: id(TENANT, 9), cloud: "microsoftonline.us".to_owned() }),
        Just(IdentitySource::Social("facebook".to_owned())),
    ]
}

fn organizations() -> impl Strategy<Value = BTreeMap<OrganizationKey, Organization>> {
    let state = select(vec![OrganizationState::Configured, OrganizationState::Proposed]);
    let one = (name(), text(), vec(source(), 1..3), state, principals(), principals());
    vec(one, 0..4).prop_map(|list| {
        let mut seen = BTreeSet::new();
        let mut organizations = BTreeMap::new();
        for (name, description, sources, state, internal_sponsors, external_sponsors) in list {
            let sources: Vec<_> = sources.into_iter().filter(|source| seen.insert(source.clone())).collect();
            let Some(first) = sources.first().cloned() else { continue };
            let organization = Organization {
                name,
                description,
                identity: sources.into_iter().collect(),
                state,
                internal_sponsors,
                external_sponsors,
            };
            organizations.insert(OrganizationKey(first), organization);
        }
        organizations
    })
}

fn catalog() -> impl Strategy<Value = Catalog> {
    let state = select(vec![
        CatalogState::Published,
        CatalogState::Unpublished,
        CatalogState::Other("soon".to_owned()),
    ]);
    let list = || option::of(principals());
    let roles =
        (list(), list(), list(), list()).prop_map(|(owners, readers, managers, assignments)| CatalogRoles {
            owners,
            readers,
            access_package_managers: managers,
            access_package_assignment_managers: assignments,
        });
    (name(), text(), state, any::<bool>(), roles).prop_map(
        |(name, description, state, externally_visible, roles)| Catalog {
            name,
            description,
            state,
            externally_visible,
            roles,
            built_in: false,
        },
    )
}

fn resource() -> impl Strategy<Value = (Origin, Resource)> {
    let site =
        select(vec!["https://contoso.sharepoint.com/sites/partners", "https://contoso.sharepoint.com"]);
    let origin = prop_oneof![
        group().prop_map(Origin::Group),
        service().prop_map(Origin::Application),
        site.prop_map(|url| Origin::Site(url.to_owned())),
    ];
    let attribute = (question(), any::<bool>(), any::<bool>()).prop_map(
        |(question, editable, persists_after_removal)| Attribute {
            question,
            editable,
            persists_after_removal,
        },
    );
    let attributes =
        btree_map(select(vec!["city", "extension_x_cost"]).prop_map(str::to_owned), attribute, 0..2);
    (origin, attributes, any::<bool>()).prop_map(|(origin, attributes, geo)| {
        let geo = geo && matches!(origin, Origin::Site(_));
        let environment = geo.then(|| "https://contoso-admin.sharepoint.com/".to_owned());
        (origin, Resource { attributes, environment })
    })
}

fn extension() -> impl Strategy<Value = Extension> {
    let kind = select(vec![ExtensionKind::AssignmentRequest, ExtensionKind::Assignment]);
    (name(), text(), kind, option::of(span())).prop_map(|(name, description, kind, callback_timeout)| {
        Extension {
            name,
            description,
            kind,
            logic_app: LogicApp {
                subscription_id: id(GRAPH, 99).to_string(),
                resource_group: "rg".to_owned(),
                workflow: "wf".to_owned(),
            },
            callback_timeout,
        }
    })
}

/// A package before its catalog's resources are known: numbers stand for choices among them.
#[derive(Clone, Debug)]
struct Draft {
    package: Package,
    links: Vec<(usize, usize)>,
    policies: Vec<(Policy, Vec<usize>, Vec<usize>)>,
    others: Vec<usize>,
}

fn draft() -> impl Strategy<Value = Draft> {
    let links = vec((0..9_usize, 0..9_usize), 0..4);
    let policies = vec((policy(), vec(0..9_usize, 0..3), vec(0..9_usize, 0..3)), 0..3);
    let head = (name(), text(), any::<bool>(), btree_set(group(), 0..2));
    (head, links, policies, vec(0..9_usize, 0..2)).prop_map(
        |((name, description, hidden, incompatible_groups), links, policies, others)| Draft {
            package: Package {
                name,
                description,
                hidden,
                roles: BTreeSet::new(),
                incompatible_packages: BTreeSet::new(),
                incompatible_groups,
            },
            links,
            policies,
            others,
        },
    )
}

fn settings() -> impl Strategy<Value = Settings> {
    let action = select(vec![
        LifecycleAction::None,
        LifecycleAction::BlockSignIn,
        LifecycleAction::BlockSignInAndDelete,
        LifecycleAction::Other("deleteOnly".to_owned()),
    ]);
    let lifecycle = (action, option::of(span()))
        .prop_map(|(action, delete_after)| ExternalUserLifecycle { action, delete_after });
    (option::of(lifecycle), option::of(principals())).prop_map(
        |(external_user_lifecycle, catalog_creators)| Settings { external_user_lifecycle, catalog_creators },
    )
}

/// Complete states.
pub(crate) fn state() -> impl Strategy<Value = State> {
    let one = (catalog(), vec(resource(), 0..4), vec(extension(), 0..3), vec(draft(), 0..3));
    (organizations(), vec(one, 0..3), settings()).prop_map(|(organizations, catalogs, settings)| {
        let mut state = State { organizations, settings, ..State::default() };
        for (catalog, resources, extensions, drafts) in catalogs {
            add_catalog(&mut state, catalog, resources, extensions, drafts);
        }
        state
    })
}

fn add_catalog(
    state: &mut State,
    catalog: Catalog,
    resources: Vec<(Origin, Resource)>,
    extensions: Vec<Extension>,
    drafts: Vec<Draft>,
) {
    let key = CatalogKey { name: catalog.name.clone(), pin: None };
    if state.catalogs.contains_key(&key) {
        return;
    }
    state.catalogs.insert(key.clone(), catalog);
    for (origin, resource) in resources {
        state.resources.insert(ResourceKey { catalog: key.clone(), origin }, resource);
    }
    for extension in extensions {
        let key = ExtensionKey { catalog: key.clone(), name: extension.name.clone(), pin: None };
        state.extensions.insert(key, extension);
    }
    for draft in drafts {
        add_package(state, &key, draft);
    }
}

fn add_package(state: &mut State, catalog: &CatalogKey, draft: Draft) {
    let key = PackageKey { catalog: catalog.clone(), name: draft.package.name.clone(), pin: None };
    if state.packages.contains_key(&key) {
        return;
    }
    let mut package = draft.package;
    let origins: Vec<Origin> = state
        .resources
        .keys()
        .filter(|found| found.catalog == *catalog)
        .map(|found| found.origin.clone())
        .collect();
    for (resource, role) in draft.links.into_iter().filter(|_| !origins.is_empty()) {
        let resource = origins[resource % origins.len()].clone();
        let roles = roles(&resource);
        let role = RoleRef::Id(roles[role % roles.len()].origin_id.clone());
        package.roles.insert(RoleLink { resource, role });
    }
    let others: Vec<_> = state.packages.keys().cloned().collect();
    for other in draft.others.into_iter().filter(|_| !others.is_empty()) {
        package.incompatible_packages.insert(PackageRef::Key(others[other % others.len()].clone()));
    }
    let mut automatic = false;
    for (policy, organizations, bindings) in draft.policies {
        if policy.automatic.is_none() || !std::mem::replace(&mut automatic, true) {
            add_policy(state, &key, policy, &organizations, &bindings);
        }
    }
    state.packages.insert(key, package);
}

fn add_policy(
    state: &mut State,
    package: &PackageKey,
    mut policy: Policy,
    organizations: &[usize],
    bindings: &[usize],
) {
    if policy.scope == TargetScope::SpecificConnectedOrganizationUsers {
        let known: Vec<_> = state.organizations.keys().cloned().map(OrganizationRef::Key).collect();
        let gone = OrganizationRef::Id(id(GRAPH, 77));
        let all: Vec<_> = known.into_iter().chain([gone]).collect();
        let chosen = organizations.iter().chain([&0]).map(|at| all[at % all.len()].clone());
        policy.targets = chosen.map(Subject::ConnectedOrganization).collect();
    }
    let extensions: Vec<_> =
        state.extensions.iter().filter(|(key, _)| key.catalog == package.catalog).collect();
    for at in bindings.iter().filter(|_| !extensions.is_empty()) {
        let (key, extension) = extensions[at % extensions.len()];
        let stages = match extension.kind {
            ExtensionKind::Assignment => &[
                StageName::AssignmentFourteenDaysBeforeExpiration,
                StageName::AssignmentOneDayBeforeExpiration,
            ][..],
            _ => &[
                StageName::AssignmentRequestCreated,
                StageName::AssignmentRequestApproved,
                StageName::AssignmentRequestGranted,
                StageName::AssignmentRequestRemoved,
            ],
        };
        let stage = stages[at % stages.len()].clone();
        policy.extensions.insert(ExtensionBinding { stage, extension: ExtensionRef::Key(key.clone()) });
    }
    let key = PolicyKey { package: package.clone(), name: policy.name.clone(), pin: None };
    state.policies.insert(key, policy);
}
