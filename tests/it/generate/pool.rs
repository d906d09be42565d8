//! The pool of ids, names and texts for generated states, and its directory.

use std::collections::{BTreeMap, BTreeSet};

use guestlist::model::*;
use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;
use proptest::sample::select;

pub(super) fn id(kind: u8, number: u8) -> ObjectId {
    ObjectId::new(&format!("{kind:08x}-0000-4000-8000-{number:012x}"))
}

pub(super) const USER: u8 = 1;
pub(super) const GROUP: u8 = 2;
pub(super) const SERVICE: u8 = 3;
pub(super) const TENANT: u8 = 4;
pub(super) const GRAPH: u8 = 5;

/// The user of the pool who was deleted from the directory.
pub(super) const DEPARTED: u8 = 4;

/// The directory's answers to every look-up that the pool can cause.
pub(crate) fn facts(state: &State) -> Facts {
    let mut facts = Facts::default();
    let mut object = |kind: DirectoryKind, id: ObjectId, name: &str| {
        let user = kind == DirectoryKind::User;
        let lookup = match kind {
            DirectoryKind::User => Lookup::UsersNamed(format!("{name}@contoso.com")),
            DirectoryKind::Group => Lookup::GroupsNamed(name.to_owned()),
            DirectoryKind::ServicePrincipal => Lookup::ServicePrincipalsNamed(name.to_owned()),
        };
        facts.found.entry(lookup).or_default().push(id.clone());
        let object = DirectoryObject {
            id: id.clone(),
            kind,
            name: name.to_owned(),
            user_principal_name: user.then(|| format!("{name}@contoso.com")),
            mail: None,
            guest: false,
            app_id: None,
            app_roles: Vec::new(),
            unsuitable: None,
        };
        facts.objects.insert(id, object);
    };
    for (number, name) in [(1, "megan"), (2, "adele"), (3, "o'neill")] {
        object(DirectoryKind::User, id(USER, number), name);
    }
    for (number, name) in [(1, "Sales"), (2, "Partner Managers"), (3, "Twins"), (4, "Twins"), (5, "- #: yes")]
    {
        object(DirectoryKind::Group, id(GROUP, number), name);
    }
    for (number, name) in [(1, "Partner Portal"), (2, "Reports"), (3, "Reports")] {
        object(DirectoryKind::ServicePrincipal, id(SERVICE, number), name);
    }
    for (number, domain) in [(1, "fabrikam.com"), (2, "woodgrovebank.com")] {
        let tenant =
            Tenant { id: id(TENANT, number), name: domain.to_owned(), default_domain: domain.to_owned() };
        facts.tenants.insert(Lookup::TenantOfId(tenant.id.clone()), Some(tenant.clone()));
        facts.tenants.insert(Lookup::TenantOfDomain(domain.to_owned()), Some(tenant));
    }
    facts.tenants.insert(Lookup::TenantOfId(id(TENANT, 3)), None);
    for key in state.resources.keys() {
        facts.roles.insert(key.clone(), roles(&key.origin));
    }
    facts
}

/// The roles that a resource offers.
pub(super) fn roles(origin: &Origin) -> Vec<ResourceRole> {
    let named = |(origin_id, name): (String, &str)| ResourceRole { origin_id, name: name.to_owned() };
    match origin {
        Origin::Group(group) => {
            let group = group.bound_object_id().unwrap().to_string();
            let kinds = [("Member", "Member"), ("Owner", "Owner"), ("EligibleMember", "Eligible Member")];
            kinds.into_iter().map(|(kind, name)| named((format!("{kind}_{group}"), name))).collect()
        }
        Origin::Application(_) => [("r1", "Supplier"), ("r2", "Buyer"), ("r3", "Buyer")]
            .into_iter()
            .map(|(id, name)| named((id.to_owned(), name)))
            .collect(),
        _ => vec![named(("4".to_owned(), "Partners Members")), named(("5".to_owned(), "Partners Owners"))],
    }
}

/// A tenant with a state: every object with an id, some with properties that are not modelled.
pub(crate) fn actual(state: State) -> Actual {
    let mut bindings = BTreeMap::new();
    let keys = state
        .organizations
        .keys()
        .cloned()
        .map(Key::Organization)
        .chain(state.catalogs.keys().cloned().map(Key::Catalog))
        .chain(state.extensions.keys().cloned().map(Key::Extension))
        .chain(state.packages.keys().cloned().map(Key::Package))
        .chain(state.policies.keys().cloned().map(Key::Policy));
    for (number, key) in (1..).zip(keys) {
        let unmodelled = if number % 3 == 0 {
            BTreeSet::from(["newFlag\n- x\u{2028}settings: {}".to_owned()])
        } else {
            BTreeSet::new()
        };
        let binding = Binding { id: id(GRAPH, number).to_string(), unmodelled, ..Binding::default() };
        bindings.insert(key, binding);
    }
    Actual { state, bindings: Bindings(bindings) }
}

pub(super) fn user() -> impl Strategy<Value = DirectoryRef> {
    (1..=DEPARTED).prop_map(|number| DirectoryRef::Id(id(USER, number)))
}

pub(super) fn group() -> impl Strategy<Value = DirectoryRef> {
    (1..=5_u8).prop_map(|number| DirectoryRef::Id(id(GROUP, number)))
}

pub(super) fn service() -> impl Strategy<Value = DirectoryRef> {
    (1..=3_u8).prop_map(|number| DirectoryRef::Id(id(SERVICE, number)))
}

pub(super) fn principals() -> impl Strategy<Value = BTreeSet<Principal>> {
    let one = prop_oneof![
        user().prop_map(Principal::User),
        group().prop_map(Principal::Group),
        service().prop_map(Principal::ServicePrincipal),
        Just(Principal::Unknown(DirectoryRef::Id(id(USER, DEPARTED)))),
    ];
    btree_set(one, 0..3)
}

/// Texts that careless YAML output would break on.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-Za-z ]{0,12}",
        select(vec![
            "yes",
            "null",
            "~",
            "2027-01-31",
            "1e3",
            "- a",
            "a: b",
            "#x",
            "\"q\" 'q'",
            "two\nlines\n",
            " pad "
        ])
        .prop_map(str::to_owned),
        select(vec![
            "Ünïcode ✓",
            "tab\there",
            "{{ x }}",
            "${var.a}",
            "&a *b !c",
            "|",
            "$$${a} $${",
            "0x1F",
            "\u{85}\u{2028}"
        ])
        .prop_map(str::to_owned),
    ]
}

/// Names that the language accepts.
pub(super) fn name() -> impl Strategy<Value = String> {
    select(vec![
        "Alpha",
        "Beta",
        "true",
        "12",
        "a/b*c%",
        "- dash",
        "Ünïcode ✓",
        "# hash: x",
        "'quoted\"",
        "${var.a} {",
        "$${b",
        "two\u{a0}words",
    ])
    .prop_map(str::to_owned)
}

pub(super) fn span() -> impl Strategy<Value = Span> {
    select(vec![
        Span::from_days(14),
        Span::from_days(180),
        Span::from_hours(2),
        Span::from_hours(36),
        Span::Seconds(90_061),
    ])
}

pub(super) fn moment() -> impl Strategy<Value = jiff::Timestamp> {
    select(vec!["2027-01-04T00:00:00Z", "2027-06-30T12:34:56Z", "2031-12-31T23:59:59.5Z"])
        .prop_map(|text| text.parse().unwrap())
}

pub(super) fn localizations() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(select(vec!["nl", "de-DE"]).prop_map(str::to_owned), text(), 0..2)
}
