//! The least permissions that a project needs, each with the reason.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Key, Lookup, Origin, ResourceKey, State};

use super::permission::{
    APPLICATION_WRITE, DIRECTORY_READ, ENTITLEMENT_READ, ENTITLEMENT_WRITE, GROUP_WRITE, SITES_WRITE,
    TENANTS_READ,
};

/// What a run does with the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Reading: `plan`, `export`, `lock`, `assignments list`.
    Plan,
    /// Reading and writing: `apply`, `assignments move`, `assignments remove`.
    Apply,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallerKind {
    /// An application in its own name: its permissions are application permissions.
    Application,
    /// A signed-in person: the application's delegated permissions count as far as the person's own roles do.
    Delegated,
}

/// One thing that is needed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// A permission of Microsoft Graph, or a role of a person.
    pub name: String,
    /// Why, one reason each.
    pub why: Vec<String>,
    /// What does instead.
    pub instead: Option<String>,
}

/// What may take the place of writing everything: being owner of the catalogs that the project declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByCatalog {
    /// The KEYs of the catalogs.
    pub catalogs: Vec<String>,
    /// What of the project no owner of a catalog can write. Empty where the role is enough.
    pub beyond: Vec<String>,
    /// What to know before relying on it.
    pub notes: Vec<String>,
}

/// What one kind of caller needs for one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The phase.
    pub phase: Phase,
    /// The kind of caller.
    pub caller: CallerKind,
    /// Permissions of Microsoft Graph.
    pub permissions: Vec<Need>,
    /// Roles of the person; none for an application.
    pub roles: Vec<Need>,
    /// The narrower way to write.
    pub by_catalog: Option<ByCatalog>,
}

/// The least that a project needs for a phase. `lookups` are the questions that planning it asks of the directory.
#[must_use]
pub fn needs(state: &State, lookups: &BTreeSet<Lookup>, phase: Phase, caller: CallerKind) -> Needs {
    let mut permissions = vec![entitlement(phase), directory(lookups)];
    permissions.extend(tenants(lookups));
    let mut roles = Vec::new();
    match (phase, caller) {
        (Phase::Plan, CallerKind::Application) => {}
        (Phase::Plan, CallerKind::Delegated) => roles.push(reader()),
        (Phase::Apply, CallerKind::Application) => {
            permissions.extend(resources(state).into_iter().map(Kind::permission));
        }
        (Phase::Apply, CallerKind::Delegated) => {
            roles.push(administrator(state));
            roles.extend(resources(state).into_iter().filter_map(Kind::role));
        }
    }
    let by_catalog = (phase == Phase::Apply).then(|| by_catalog(state, caller)).flatten();
    Needs { phase, caller, permissions, roles, by_catalog }
}

fn need(name: &str, why: Vec<String>) -> Need {
    Need { name: name.to_owned(), why, instead: None }
}

fn entitlement(phase: Phase) -> Need {
    match phase {
        Phase::Plan => need(
            ENTITLEMENT_READ,
            vec![
                "catalogs, access packages, policies, connected organizations, settings and roles are read"
                    .into(),
            ],
        ),
        Phase::Apply => {
            need(ENTITLEMENT_WRITE, vec!["the same are read, created, changed and deleted".into()])
        }
    }
}

fn directory(lookups: &BTreeSet<Lookup>) -> Need {
    let mut why =
        vec!["the tenant says its own id, so that no other tenant is planned by mistake".to_owned()];
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
            let (word, are) = if count == 1 { (one, "is") } else { (many, "are") };
            why.push(format!("{count} {word} of the files {are} looked up by name"));
        }
    }
    why.push("ids that the tenant holds are given names".to_owned());
    need(DIRECTORY_READ, why)
}

fn tenants(lookups: &BTreeSet<Lookup>) -> Option<Need> {
    let why: Vec<String> = lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::TenantOfDomain(domain) => Some(format!("which tenant owns {domain}")),
            Lookup::TenantOfId(id) => Some(format!("what the tenant {id} is called")),
            _ => None,
        })
        .collect();
    (!why.is_empty()).then(|| need(TENANTS_READ, why))
}

fn reader() -> Need {
    Need {
        instead: Some("Security Reader, Identity Governance Administrator or Global Administrator; for connected organizations Microsoft names Identity Governance Administrator as the least role that reads them; with a role on a catalog alone only that catalog is read".to_owned()),
        ..need("Global Reader", vec!["delegated permissions reach as far as the person's own roles".to_owned()])
    }
}

fn administrator(state: &State) -> Need {
    let mut why = vec!["catalogs, access packages and policies are written".to_owned()];
    why.extend(beyond_catalogs(state));
    Need {
        instead: Some("Global Administrator".to_owned()),
        ..need("Identity Governance Administrator", why)
    }
}

/// The objects of the project that lie in no catalog.
fn beyond_catalogs(state: &State) -> Vec<String> {
    let organizations = match state.organizations.len() {
        0 => None,
        1 => Some("1 connected organization is written".to_owned()),
        count => Some(format!("{count} connected organizations are written")),
    };
    let lifecycle = state.settings.external_user_lifecycle.is_some();
    let creators = state.settings.catalog_creators.is_some();
    let settings = lifecycle.then(|| "what happens to guests after their last assignment is set".to_owned());
    let creators = creators.then(|| "who may create catalogs is set".to_owned());
    organizations.into_iter().chain(settings).chain(creators).collect()
}

/// What taking one kind of resource into catalogs needs.
struct Kind {
    permission: &'static str,
    role: Option<&'static str>,
    owner: &'static str,
    keys: Vec<String>,
}

impl Kind {
    fn why(&self) -> Vec<String> {
        self.keys.iter().map(|key| format!("{key} is put into its catalog")).collect()
    }

    fn permission(self) -> Need {
        let instead = format!("{}; nothing once the resource is in its catalog and stays there", self.owner);
        Need { instead: Some(instead), ..need(self.permission, self.why()) }
    }

    fn role(self) -> Option<Need> {
        let instead = format!("{}; nothing once the resource is in its catalog and stays there", self.owner);
        Some(Need { instead: Some(instead), ..need(self.role?, self.why()) })
    }
}

/// The kinds of resources that the project puts into catalogs (fact resource-owner-rights).
fn resources(state: &State) -> Vec<Kind> {
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    for key in state.resources.keys() {
        let (permission, role, owner) = match &key.origin {
            Origin::Group(_) => (GROUP_WRITE, Some("Groups Administrator"), "being an owner of each group"),
            // The role that writes entitlement management may take applications in by itself.
            Origin::Application(_) => (APPLICATION_WRITE, None, "being an owner of each application"),
            Origin::Site(_) => {
                (SITES_WRITE, Some("SharePoint Administrator"), "being an administrator of each site")
            }
            Origin::Other { .. } => continue,
        };
        let new = || Kind { permission, role, owner, keys: Vec::new() };
        kinds.entry(permission).or_insert_with(new).keys.push(shown(key));
    }
    kinds.into_values().collect()
}

fn shown(key: &ResourceKey) -> String {
    Key::Resource(key.clone()).to_string()
}

fn by_catalog(state: &State, caller: CallerKind) -> Option<ByCatalog> {
    if state.catalogs.is_empty() {
        return None;
    }
    let automatic = state.policies.values().any(|policy| policy.automatic.is_some());
    let sites = state.resources.keys().any(|key| matches!(key.origin, Origin::Site(_)));
    let mut notes = vec!["the catalogs must be there already: an owner cannot create them".to_owned()];
    if automatic {
        notes.push("Microsoft documents both that an owner of a catalog may create automatic assignment policies and that only administrators may".to_owned());
    }
    if sites && caller == CallerKind::Application {
        notes.push("an application is not shown the SharePoint sites of a catalog".to_owned());
    }
    Some(ByCatalog {
        catalogs: state.catalogs.keys().map(|key| Key::Catalog(key.clone()).to_string()).collect(),
        beyond: beyond_catalogs(state),
        notes,
    })
}
