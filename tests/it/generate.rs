//! Generated states: every object of the model, every optional part present and absent, all ids from a small pool.
//!
//! `facts` is the directory behind the pool. It has what real ones have: two groups of one name, a user who left,
//! a service principal with two roles of one name.

use std::collections::{BTreeMap, BTreeSet};

use guestlist::model::*;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn id(kind: u8, number: u8) -> ObjectId {
    ObjectId::new(&format!("{kind:08x}-0000-4000-8000-{number:012x}"))
}

const USER: u8 = 1;
const GROUP: u8 = 2;
const SERVICE: u8 = 3;
const TENANT: u8 = 4;
const GRAPH: u8 = 5;

/// The user of the pool who is gone from the directory.
const DEPARTED: u8 = 4;

/// What the directory behind the pool answers to every look-up that the pool can give rise to.
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
fn roles(origin: &Origin) -> Vec<ResourceRole> {
    let named = |(origin_id, name): (String, &str)| ResourceRole { origin_id, name: name.to_owned() };
    match origin {
        Origin::Group(group) => {
            let group = group.id().unwrap().to_string();
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

/// A tenant that holds a state: every object with an id, some with properties that are not modelled.
pub(crate) fn actual(state: State) -> Actual {
    let mut bindings = BTreeMap::new();
    let keys = state
        .organizations
        .keys()
        .cloned()
        .map(Key::Organization)
        .chain(state.catalogs.keys().cloned().map(Key::Catalog))
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

fn user() -> impl Strategy<Value = DirectoryRef> {
    (1..=DEPARTED).prop_map(|number| DirectoryRef::Id(id(USER, number)))
}

fn group() -> impl Strategy<Value = DirectoryRef> {
    (1..=5_u8).prop_map(|number| DirectoryRef::Id(id(GROUP, number)))
}

fn service() -> impl Strategy<Value = DirectoryRef> {
    (1..=3_u8).prop_map(|number| DirectoryRef::Id(id(SERVICE, number)))
}

fn principals() -> impl Strategy<Value = BTreeSet<Principal>> {
    let one = prop_oneof![
        user().prop_map(Principal::User),
        group().prop_map(Principal::Group),
        service().prop_map(Principal::ServicePrincipal),
        Just(Principal::Unknown(DirectoryRef::Id(id(USER, DEPARTED)))),
    ];
    btree_set(one, 0..3)
}

/// Texts that a careless writer of YAML would break on.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
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
            "0x1F",
            "\u{85}\u{2028}"
        ])
        .prop_map(str::to_owned),
    ]
}

/// Names that the language takes.
fn name() -> impl Strategy<Value = String> {
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
        "two\u{a0}words",
    ])
    .prop_map(str::to_owned)
}

fn span() -> impl Strategy<Value = Span> {
    select(vec![Span::days(14), Span::days(180), Span::hours(2), Span::hours(36), Span::Seconds(90_061)])
}

fn moment() -> impl Strategy<Value = jiff::Timestamp> {
    select(vec!["2027-01-04T00:00:00Z", "2027-06-30T12:34:56Z", "2031-12-31T23:59:59.5Z"])
        .prop_map(|text| text.parse().unwrap())
}

fn localizations() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(select(vec!["nl", "de-DE"]).prop_map(str::to_owned), text(), 0..2)
}

fn question() -> impl Strategy<Value = Question> {
    let choice = ("[a-z]{1,2}", text(), localizations()).prop_map(|(value, text, localizations)| Choice {
        value,
        text,
        localizations,
    });
    let answer = prop_oneof![
        (any::<bool>(), option::of(text()))
            .prop_map(|(single_line, pattern)| Answer::Text { single_line, pattern }),
        (vec(choice, 1..3), any::<bool>())
            .prop_map(|(choices, multiple)| Answer::Choice { choices, multiple }),
    ];
    ("[A-Za-z]{1,8}\\?", localizations(), any::<bool>(), any::<bool>(), answer).prop_map(
        |(text, localizations, required, answer_editable, answer)| Question {
            text,
            localizations,
            required,
            answer_editable,
            answer,
        },
    )
}

fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![
        4 => user().prop_map(Subject::User),
        4 => group().prop_map(Subject::Group),
        1 => service().prop_map(Subject::ServicePrincipal),
        1 => (1..4_i64).prop_map(Subject::RequestorManager),
        1 => (1..4_i64).prop_map(Subject::TargetManager),
        2 => select(vec![
            Subject::InternalSponsors,
            Subject::ExternalSponsors,
            Subject::TargetUserSponsors,
            Subject::TargetApplicationOwners,
            Subject::TargetAgentIdentitySponsorsOrOwners,
        ]),
    ]
}

fn subjects() -> impl Strategy<Value = BTreeSet<Subject>> {
    btree_set(subject(), 0..3)
}

fn somebody() -> impl Strategy<Value = BTreeSet<Subject>> {
    btree_set(subject(), 1..3)
}

fn kinds(all: Vec<RequestKind>) -> impl Strategy<Value = BTreeSet<RequestKind>> {
    let most = all.len();
    btree_set(select(all), 0..=most)
}

fn requests() -> impl Strategy<Value = Requests> {
    let all = || vec![RequestKind::Add, RequestKind::Update, RequestKind::Remove];
    let on_behalf = prop_oneof![
        Just(OnBehalf::default()),
        (kinds(all()), somebody()).prop_map(|(may, by)| OnBehalf { may, by }),
    ];
    (kinds(all()), any::<bool>(), on_behalf).prop_map(|(may, custom_schedule, on_behalf)| Requests {
        may,
        custom_schedule,
        on_behalf,
    })
}

fn stage() -> impl Strategy<Value = Stage> {
    let visibility = prop_oneof![
        Just(ApproverVisibility::Default),
        Just(ApproverVisibility::Visible),
        Just(ApproverVisibility::Other("tomorrow".to_owned())),
    ];
    let escalation = (span(), subjects(), subjects()).prop_map(|(after, approvers, fallback)| Escalation {
        after,
        approvers,
        fallback,
    });
    (somebody(), subjects(), span(), any::<bool>(), visibility, option::of(escalation)).prop_map(
        |(approvers, fallback, decide_within, approver_justification, approver_visibility, escalation)| {
            Stage {
                approvers,
                fallback,
                decide_within,
                approver_justification,
                approver_visibility,
                escalation,
                unknown_kind: None,
            }
        },
    )
}

fn approval() -> impl Strategy<Value = Approval> {
    let staged = (kinds(vec![RequestKind::Add, RequestKind::Update]), any::<bool>(), vec(stage(), 1..4))
        .prop_map(|(required_for, requestor_justification, stages)| Approval {
            required_for,
            requestor_justification,
            stages,
        });
    let unstaged = any::<bool>()
        .prop_map(|requestor_justification| Approval { requestor_justification, ..Approval::default() });
    prop_oneof![unstaged, staged]
}

fn expiration() -> impl Strategy<Value = Expiration> {
    prop_oneof![
        Just(Expiration::NotSpecified),
        Just(Expiration::Never),
        span().prop_map(Expiration::After),
        moment().prop_map(Expiration::Until),
    ]
}

fn recurrence() -> impl Strategy<Value = Recurrence> {
    let preset =
        select(vec![("weekly", 1), ("absoluteMonthly", 1), ("absoluteMonthly", 3), ("absoluteMonthly", 12)])
            .prop_map(|(kind, interval)| Recurrence {
                pattern: RecurrencePattern {
                    kind: kind.to_owned(),
                    interval,
                    ..RecurrencePattern::default()
                },
                range: RecurrenceRange { kind: "noEnd".to_owned(), ..RecurrenceRange::default() },
            });
    let day = || option::of(select(vec!["monday", "friday"]).prop_map(str::to_owned));
    let date = || option::of(select(vec!["2027-01-31", "2028-02-29"]).prop_map(str::to_owned));
    let pattern = (1..5_i64, 0..13_i64, 0..32_i64, btree_set(Just("monday".to_owned()), 0..2), day())
        .prop_map(|(interval, month, day_of_month, days_of_week, first_day_of_week)| RecurrencePattern {
            kind: "relativeYearly".to_owned(),
            interval,
            month,
            day_of_month,
            days_of_week,
            index: first_day_of_week.as_ref().map(|_| "second".to_owned()),
            first_day_of_week,
        });
    let range = (select(vec!["noEnd", "endDate", "numbered"]), 0..20_i64, date(), date(), any::<bool>())
        .prop_map(|(kind, occurrences, start_date, end_date, zone)| RecurrenceRange {
            kind: kind.to_owned(),
            occurrences,
            start_date,
            end_date,
            time_zone: zone.then(|| "W. Europe Standard Time".to_owned()),
        });
    prop_oneof![preset, (pattern, range).prop_map(|(pattern, range)| Recurrence { pattern, range })]
}

fn review() -> impl Strategy<Value = Review> {
    let reviewers = prop_oneof![Just(Reviewers::Themselves), somebody().prop_map(Reviewers::Named)];
    let outcome = prop_oneof![
        Just(ReviewOutcome::KeepAccess),
        Just(ReviewOutcome::RemoveAccess),
        Just(ReviewOutcome::Other("askAgain".to_owned())),
    ];
    let flags = (any::<bool>(), any::<bool>());
    (recurrence(), option::of(moment()), span(), reviewers, subjects(), flags, outcome).prop_map(
        |(
            every,
            starting,
            open_for,
            reviewers,
            fallback,
            (recommendations, reviewer_justification),
            on_no_response,
        )| {
            Review {
                every,
                starting,
                open_for,
                reviewers,
                fallback,
                recommendations,
                reviewer_justification,
                on_no_response,
            }
        },
    )
}

/// Whom a policy is for: scope and targets that go together. Organizations are filled in by the caller.
fn audience() -> impl Strategy<Value = (TargetScope, BTreeSet<Subject>)> {
    let people = prop_oneof![user().prop_map(Subject::User), group().prop_map(Subject::Group)];
    let without = select(vec![
        TargetScope::NotSpecified,
        TargetScope::AllMemberUsers,
        TargetScope::AllDirectoryUsers,
        TargetScope::AllDirectoryServicePrincipals,
        TargetScope::AllConfiguredConnectedOrganizationUsers,
        TargetScope::AllExternalUsers,
        TargetScope::AllDirectoryAgentIdentities,
        TargetScope::SpecificConnectedOrganizationUsers,
        TargetScope::Other("everybodyElse".to_owned()),
    ]);
    prop_oneof![
        without.prop_map(|scope| (scope, BTreeSet::new())),
        btree_set(people, 1..4).prop_map(|targets| (TargetScope::SpecificDirectoryUsers, targets)),
        btree_set(service().prop_map(Subject::ServicePrincipal), 1..3)
            .prop_map(|targets| (TargetScope::SpecificDirectoryServicePrincipals, targets)),
    ]
}

fn policy() -> impl Strategy<Value = Policy> {
    let automatic = (any::<bool>(), any::<bool>(), option::of(span())).prop_map(
        |(assign, remove_when_leaving, grace_period)| Automatic { assign, remove_when_leaving, grace_period },
    );
    let head = (name(), text(), audience(), option::weighted(0.2, automatic), requests());
    let rest = (approval(), expiration(), option::of(review()), any::<bool>(), vec(question(), 0..3));
    (head, rest).prop_map(|((name, description, (scope, targets), automatic, requests), rest)| {
        let (approval, expiration, review, assignment_notifications, questions) = rest;
        let mut policy = Policy {
            name,
            description,
            scope,
            targets,
            automatic,
            requests,
            approval,
            expiration,
            review,
            assignment_notifications,
            questions,
            extensions: BTreeSet::new(),
        };
        if policy.automatic.is_some() {
            policy.scope = TargetScope::SpecificDirectoryUsers;
            policy.targets = BTreeSet::from([Subject::AttributeRule("(user.city -eq \"Ely\")".to_owned())]);
            policy.requests = Requests::default();
            policy.approval = Approval::default();
        }
        policy
    })
}

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
        let environment = geo.then(|| "https://contoso-admin.sharepoint.com".to_owned());
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

/// A package before it knows what its catalog offers: numbers stand for choices among that.
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
        LifecycleAction::BlockSignInAndDelete,
        LifecycleAction::Other("deleteOnly".to_owned()),
    ]);
    let lifecycle = (action, option::of(span()))
        .prop_map(|(action, delete_after)| ExternalUserLifecycle { action, delete_after });
    (option::of(lifecycle), option::of(principals())).prop_map(
        |(external_user_lifecycle, catalog_creators)| Settings { external_user_lifecycle, catalog_creators },
    )
}

/// Whole states.
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
        let stage = match extension.kind {
            ExtensionKind::Assignment => StageName::AssignmentOneDayBeforeExpiration,
            _ => StageName::AssignmentRequestCreated,
        };
        policy.extensions.insert(ExtensionBinding { stage, extension: ExtensionRef::Key(key.clone()) });
    }
    let key = PolicyKey { package: package.clone(), name: policy.name.clone(), pin: None };
    state.policies.insert(key, policy);
}
