//! The least permissions that a project needs, with reasons.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Key, Lookup, Origin, ResourceKey, State};

use super::permission::{
    APPLICATION_WRITE, DIRECTORY_READ, ENTITLEMENT_READ, ENTITLEMENT_WRITE, GROUP_WRITE, SITES_WRITE,
    TENANTS_READ,
};

/// What a run does to the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Reading: `plan`, `export`, `lock`, `assignments list`.
    Plan,
    /// Reading and writing: `apply`, `assignments move`, `assignments remove`.
    Apply,
}

/// The kind of identity that calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallerKind {
    /// An application in its own name, with application permissions.
    Application,
    /// A signed-in person. Delegated permissions never exceed the person's own roles.
    Delegated,
}

/// A permission or role that is needed, with reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// A permission of Microsoft Graph, or a role of a person.
    pub name: String,
    /// The reasons.
    pub why: Vec<String>,
    /// Alternatives.
    pub instead: Option<String>,
}

/// An alternative to write access everywhere: ownership of the catalogs that the project declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByCatalog {
    /// The KEYs of the catalogs.
    pub catalogs: Vec<String>,
    /// The parts of the project that catalog owners cannot write. Empty if the role is sufficient.
    pub beyond: Vec<String>,
    /// Limits of this alternative.
    pub notes: Vec<String>,
}

/// The needs of one kind of caller for one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The phase.
    pub phase: Phase,
    /// The kind of caller.
    pub caller: CallerKind,
    /// Permissions in Microsoft Graph.
    pub permissions: Vec<Need>,
    /// Roles of the person. Empty for an application.
    pub roles: Vec<Need>,
    /// The alternative with fewer rights.
    pub by_catalog: Option<ByCatalog>,
}

/// The least that a project needs for a phase. `lookups` are the directory look-ups of its plan.
#[must_use]
pub fn project_needs(state: &State, lookups: &BTreeSet<Lookup>, phase: Phase, caller: CallerKind) -> Needs {
    let mut permissions = vec![entitlement_need(phase), directory_need(lookups)];
    permissions.extend(tenants_need(lookups));
    let mut roles = Vec::new();
    match (phase, caller) {
        (Phase::Plan, CallerKind::Application) => {}
        (Phase::Plan, CallerKind::Delegated) => roles.push(reader_need()),
        (Phase::Apply, CallerKind::Application) => {
            permissions.extend(resource_kinds(state).into_iter().map(Kind::permission_need));
        }
        (Phase::Apply, CallerKind::Delegated) => {
            roles.push(administrator_need(state));
            roles.extend(resource_kinds(state).into_iter().filter_map(Kind::role_need));
        }
    }
    let by_catalog = (phase == Phase::Apply).then(|| by_catalog(state, caller)).flatten();
    Needs { phase, caller, permissions, roles, by_catalog }
}

fn base_need(name: &str, why: Vec<String>) -> Need {
    Need { name: name.to_owned(), why, instead: None }
}

fn entitlement_need(phase: Phase) -> Need {
    match phase {
        Phase::Plan => base_need(
            ENTITLEMENT_READ,
            vec![
                "to read catalogs, access packages, policies, connected organizations, settings and roles"
                    .into(),
            ],
        ),
        Phase::Apply => base_need(
            ENTITLEMENT_WRITE,
            vec![
                "to read, create, change and delete catalogs, access packages, \
                policies, connected organizations, settings and roles"
                    .into(),
            ],
        ),
    }
}

fn directory_need(lookups: &BTreeSet<Lookup>) -> Need {
    let mut why =
        vec!["to read the tenant's own id, so that no plan is made for the wrong tenant".to_owned()];
    let count = |is: fn(&Lookup) -> bool| lookups.iter().filter(|lookup| is(lookup)).count();
    let users = count(|lookup| matches!(lookup, Lookup::UsersNamed(_)));
    let groups = count(|lookup| matches!(lookup, Lookup::GroupsNamed(_)));
    let principals = count(|lookup| {
        matches!(lookup, Lookup::ServicePrincipalsNamed(_) | Lookup::ServicePrincipalOfApp(_))
    });
    for (count, one, many) in
        [(users, "user", "users"), (groups, "group", "groups"), (principals, "application", "applications")]
    {
        if count > 0 {
            let word = if count == 1 { one } else { many };
            why.push(format!("to look up {count} {word} by name"));
        }
    }
    why.push("to show names next to ids".to_owned());
    base_need(DIRECTORY_READ, why)
}

fn tenants_need(lookups: &BTreeSet<Lookup>) -> Option<Need> {
    let why: Vec<String> = lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::TenantOfDomain(domain) => Some(format!("to find the tenant that owns {domain}")),
            Lookup::TenantOfId(id) => Some(format!("to find the name of the tenant {id}")),
            _ => None,
        })
        .collect();
    (!why.is_empty()).then(|| base_need(TENANTS_READ, why))
}

fn reader_need() -> Need {
    Need {
        instead: Some(
            "Security Reader, Identity Governance Administrator or Global Administrator. For connected organizations, \
             Microsoft documents Identity Governance Administrator as the least privileged role that can read them. A \
             role on a catalog can read that catalog only."
                .to_owned(),
        ),
        ..base_need(
            "Global Reader",
            vec!["delegated permissions never exceed the person's own roles".to_owned()],
        )
    }
}

fn administrator_need(state: &State) -> Need {
    let mut why = vec!["to write catalogs, access packages and policies".to_owned()];
    why.extend(beyond_catalogs(state));
    Need {
        instead: Some("Global Administrator".to_owned()),
        ..base_need("Identity Governance Administrator", why)
    }
}

/// The objects of the project outside catalogs.
fn beyond_catalogs(state: &State) -> Vec<String> {
    let organizations = match state.organizations.len() {
        0 => None,
        1 => Some("to write 1 connected organization".to_owned()),
        count => Some(format!("to write {count} connected organizations")),
    };
    let lifecycle = state.settings.external_user_lifecycle.is_some();
    let creators = state.settings.catalog_creators.is_some();
    let settings = lifecycle.then(|| "to set what happens to guests after their last assignment".to_owned());
    let creators = creators.then(|| "to set who can create catalogs".to_owned());
    organizations.into_iter().chain(settings).chain(creators).collect()
}

/// What it takes to add one kind of resource to catalogs.
struct Kind {
    permission: &'static str,
    role: Option<&'static str>,
    owner: &'static str,
    keys: Vec<String>,
}

impl Kind {
    fn reason_lines(&self) -> Vec<String> {
        self.keys.iter().map(|key| format!("to add {key} to its catalog")).collect()
    }

    fn permission_need(self) -> Need {
        let instead = format!("{}; not needed once the resource is in its catalog", self.owner);
        Need { instead: Some(instead), ..base_need(self.permission, self.reason_lines()) }
    }

    fn role_need(self) -> Option<Need> {
        let instead = format!("{}; not needed once the resource is in its catalog", self.owner);
        Some(Need { instead: Some(instead), ..base_need(self.role?, self.reason_lines()) })
    }
}

/// The kinds of resources that the project adds to catalogs (fact resource-owner-rights).
fn resource_kinds(state: &State) -> Vec<Kind> {
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    for key in state.resources.keys() {
        let (permission, role, owner) = match &key.origin {
            Origin::Group(_) => (GROUP_WRITE, Some("Groups Administrator"), "ownership of each group"),
            // The role that writes entitlement management can also add applications.
            Origin::Application(_) => (APPLICATION_WRITE, None, "ownership of each application"),
            Origin::Site(_) => {
                (SITES_WRITE, Some("SharePoint Administrator"), "being an administrator of each site")
            }
            Origin::Other { .. } => continue,
        };
        let new = || Kind { permission, role, owner, keys: Vec::new() };
        kinds.entry(permission).or_insert_with(new).keys.push(show_resource(key));
    }
    kinds.into_values().collect()
}

fn show_resource(key: &ResourceKey) -> String {
    Key::Resource(key.clone()).to_string()
}

fn by_catalog(state: &State, caller: CallerKind) -> Option<ByCatalog> {
    if state.catalogs.is_empty() {
        return None;
    }
    let automatic = state.policies.values().any(|policy| policy.automatic.is_some());
    let sites = state.resources.keys().any(|key| matches!(key.origin, Origin::Site(_)));
    let mut notes = vec!["the catalogs must already exist: a catalog owner cannot create them".to_owned()];
    if automatic {
        notes.push(
            "Microsoft's documentation disagrees on whether a catalog owner or only an administrator \
            can create automatic assignment policies"
                .to_owned(),
        );
    }
    if sites && caller == CallerKind::Application {
        notes.push("an application cannot see the SharePoint sites of a catalog".to_owned());
    }
    Some(ByCatalog {
        catalogs: state.catalogs.keys().map(|key| Key::Catalog(key.clone()).to_string()).collect(),
        beyond: beyond_catalogs(state),
        notes,
    })
}
