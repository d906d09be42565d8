//! Turns what differs into steps. It decides everything; what it cannot decide is no step.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diff::{Change, ChangeSet, FieldChange, Update};
use crate::model::{
    Catalog, CatalogKey, CatalogRoles, Facts, IdentitySource, Key, ObjectId, Organization, OrganizationKey,
    Origin, Package, PackageKey, Principal, Resource, ResourceKey, Settings, State, Unread,
};
use crate::scope::Pair;

use super::digest::{digest, facet, facet_done, facet_once_created, plan_id};
use super::order::ordered;
use super::{
    About, FORMAT_VERSION, Held, Incomplete, Operation, Plan, Precondition, RoleName, SponsorKind, Step,
    StepId,
};

/// Builds the plan that makes `pair.actual` into `pair.desired`.
///
/// Objects that may not be written are listed as held instead; nothing is deleted here, because a difference that
/// only a deletion could make never reaches this room without having been written down as one.
#[must_use]
pub fn build(pair: &Pair, changes: &ChangeSet, facts: &Facts, tool: &str) -> Plan {
    let mut drafts = Drafts { pair, drafts: Vec::new(), held: Vec::new() };
    drafts.organizations(changes);
    drafts.catalogs(changes);
    drafts.extensions_and_resources(changes);
    drafts.packages(changes);
    drafts.policies(changes);
    drafts.settings(changes);
    let Drafts { drafts, held, .. } = drafts;
    let steps: Vec<Step> = ordered(drafts)
        .into_iter()
        .enumerate()
        .map(|(index, (draft, waits_for))| step(pair, StepId(index + 1), draft, waits_for))
        .collect();
    let tenant = facts.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    let about = About {
        tool: tool.to_owned(),
        tenant_name: facts.tenant_name.clone(),
        names: names(&steps, &held, pair, facts),
        foreign: pair.foreign.iter().map(ToString::to_string).collect(),
        unchanged: unchanged(pair, changes),
        incomplete: incomplete(pair),
        not_evaluated: facts.blind_spots.iter().cloned().collect(),
        held,
    };
    Plan {
        format_version: FORMAT_VERSION,
        id: plan_id(FORMAT_VERSION, &tenant, &steps),
        tenant,
        steps,
        about,
    }
}

/// A step before it has a number.
pub(super) struct Draft {
    pub(super) operation: Operation,
    pub(super) fields: Vec<FieldChange>,
}

struct Drafts<'a> {
    pair: &'a Pair,
    drafts: Vec<Draft>,
    held: Vec<Held>,
}

impl Drafts<'_> {
    fn push(&mut self, operation: Operation, fields: Vec<FieldChange>) {
        self.drafts.push(Draft { operation, fields });
    }

    /// Takes the fields of an update, or notes it as held when the object may not be written.
    fn writable(&mut self, key: &Key, fields: &[FieldChange]) -> bool {
        let Some(why) = self.pair.sealed.get(key) else { return true };
        self.held.push(Held { key: key.to_string(), why: why.clone(), fields: fields.to_vec() });
        false
    }

    fn organizations(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.organizations {
            match change {
                Change::Create(after) => self.create_organization(key, after),
                Change::Update(update) => {
                    if self.writable(&Key::Organization(key.clone()), &update.fields) {
                        self.update_organization(key, update);
                    }
                }
                Change::Delete(_) => {}
            }
        }
    }

    fn create_organization(&mut self, key: &OrganizationKey, after: &Organization) {
        // The service takes one source at creation; the others are added to what then exists (corrections B16).
        let first = Organization { identity: BTreeSet::from([key.0.clone()]), ..after.clone() };
        let more = after.identity.len() > 1;
        self.push(Operation::CreateOrganization { key: key.clone(), after: first.clone() }, Vec::new());
        if more {
            let operation =
                Operation::UpdateOrganization { key: key.clone(), before: first, after: after.clone() };
            self.push(operation, Vec::new());
        }
        let nobody = BTreeSet::new();
        self.sponsors(key, SponsorKind::Internal, &nobody, &after.internal_sponsors);
        self.sponsors(key, SponsorKind::External, &nobody, &after.external_sponsors);
    }

    fn update_organization(&mut self, key: &OrganizationKey, update: &Update<Organization>) {
        let Update { before, after, fields } = update;
        let own = fields_outside(fields, &["sponsors."]);
        if !own.is_empty() {
            let (before, after) = (before.clone(), after.clone());
            self.push(Operation::UpdateOrganization { key: key.clone(), before, after }, own);
        }
        self.sponsors(key, SponsorKind::Internal, &before.internal_sponsors, &after.internal_sponsors);
        self.sponsors(key, SponsorKind::External, &before.external_sponsors, &after.external_sponsors);
    }

    fn sponsors(
        &mut self,
        key: &OrganizationKey,
        list: SponsorKind,
        before: &BTreeSet<Principal>,
        after: &BTreeSet<Principal>,
    ) {
        for principal in after.difference(before).cloned() {
            self.push(Operation::AddSponsor { key: key.clone(), list, principal }, Vec::new());
        }
        for principal in before.difference(after).cloned() {
            self.push(Operation::RemoveSponsor { key: key.clone(), list, principal }, Vec::new());
        }
    }

    fn catalogs(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.catalogs {
            match change {
                Change::Create(after) => {
                    self.push(
                        Operation::CreateCatalog { key: key.clone(), after: after.clone() },
                        Vec::new(),
                    );
                    self.roles(key, &CatalogRoles::default(), &after.roles);
                }
                Change::Update(update) => {
                    if self.writable(&Key::Catalog(key.clone()), &update.fields) {
                        self.update_catalog(key, update);
                    }
                }
                Change::Delete(_) => {}
            }
        }
    }

    fn update_catalog(&mut self, key: &CatalogKey, update: &Update<Catalog>) {
        let Update { before, after, fields } = update;
        let own = fields_outside(fields, &["roles."]);
        if !own.is_empty() {
            let (before, after) = (before.clone(), after.clone());
            self.push(Operation::UpdateCatalog { key: key.clone(), before, after }, own);
        }
        self.roles(key, &before.roles, &after.roles);
    }

    fn roles(&mut self, key: &CatalogKey, before: &CatalogRoles, after: &CatalogRoles) {
        let lists = [
            (RoleName::Owner, &before.owners, &after.owners),
            (RoleName::Reader, &before.readers, &after.readers),
            (RoleName::AccessPackageManager, &before.access_package_managers, &after.access_package_managers),
            (
                RoleName::AccessPackageAssignmentManager,
                &before.access_package_assignment_managers,
                &after.access_package_assignment_managers,
            ),
        ];
        for (role, before, after) in lists {
            self.holders(Some(key), role, before.as_ref(), after.as_ref());
        }
    }

    fn holders(
        &mut self,
        catalog: Option<&CatalogKey>,
        role: RoleName,
        before: Option<&BTreeSet<Principal>>,
        after: Option<&BTreeSet<Principal>>,
    ) {
        let Some(after) = after else { return };
        let nobody = BTreeSet::new();
        let before = before.unwrap_or(&nobody);
        for principal in after.difference(before).cloned() {
            self.push(Operation::GrantRole { catalog: catalog.cloned(), role, principal }, Vec::new());
        }
        for principal in before.difference(after).cloned() {
            self.push(Operation::RevokeRole { catalog: catalog.cloned(), role, principal }, Vec::new());
        }
    }

    fn extensions_and_resources(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.extensions {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    self.push(Operation::CreateExtension { key, after: after.clone() }, Vec::new());
                }
                Change::Update(Update { before, after, fields }) => {
                    if self.writable(&Key::Extension(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdateExtension { key, before, after }, fields.clone());
                    }
                }
                Change::Delete(_) => {}
            }
        }
        for (key, change) in &changes.resources {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    let bare = Resource { attributes: BTreeMap::new(), ..after.clone() };
                    self.push(Operation::AddResource { key: key.clone(), after: bare.clone() }, Vec::new());
                    if *after != bare {
                        let operation = Operation::UpdateResource { key, before: bare, after: after.clone() };
                        self.push(operation, Vec::new());
                    }
                }
                Change::Update(Update { before, after, fields }) => {
                    if self.writable(&Key::Resource(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdateResource { key, before, after }, fields.clone());
                    }
                }
                Change::Delete(_) => {}
            }
        }
    }

    fn packages(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.packages {
            match change {
                Change::Create(after) => {
                    self.push(
                        Operation::CreatePackage { key: key.clone(), after: after.clone() },
                        Vec::new(),
                    );
                    self.contents(key, None, after);
                }
                Change::Update(Update { before, after, fields }) => {
                    if !self.writable(&Key::Package(key.clone()), fields) {
                        continue;
                    }
                    let own = fields_outside(fields, &["resources", "incompatible."]);
                    if !own.is_empty() {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdatePackage { key: key.clone(), before, after }, own);
                    }
                    self.contents(key, Some(before), after);
                }
                Change::Delete(_) => {}
            }
        }
    }

    fn contents(&mut self, key: &PackageKey, before: Option<&Package>, after: &Package) {
        let has = |test: &dyn Fn(&Package) -> bool| before.is_some_and(test);
        for link in &after.roles {
            if !has(&|p| p.roles.contains(link)) {
                self.push(Operation::AddRole { key: key.clone(), link: link.clone() }, Vec::new());
            }
        }
        for other in &after.incompatible_packages {
            if !has(&|p| p.incompatible_packages.contains(other)) {
                let operation = Operation::AddIncompatiblePackage { key: key.clone(), other: other.clone() };
                self.push(operation, Vec::new());
            }
        }
        for group in &after.incompatible_groups {
            if !has(&|p| p.incompatible_groups.contains(group)) {
                let operation = Operation::AddIncompatibleGroup { key: key.clone(), group: group.clone() };
                self.push(operation, Vec::new());
            }
        }
        let Some(before) = before else { return };
        for link in before.roles.difference(&after.roles).cloned() {
            self.push(Operation::RemoveRole { key: key.clone(), link }, Vec::new());
        }
        for other in before.incompatible_packages.difference(&after.incompatible_packages).cloned() {
            self.push(Operation::RemoveIncompatiblePackage { key: key.clone(), other }, Vec::new());
        }
        for group in before.incompatible_groups.difference(&after.incompatible_groups).cloned() {
            self.push(Operation::RemoveIncompatibleGroup { key: key.clone(), group }, Vec::new());
        }
    }

    fn policies(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.policies {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    self.push(Operation::CreatePolicy { key, after: after.clone() }, Vec::new());
                }
                Change::Update(Update { before, after, fields }) => {
                    if self.writable(&Key::Policy(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdatePolicy { key, before, after }, fields.clone());
                    }
                }
                Change::Delete(_) => {}
            }
        }
    }

    fn settings(&mut self, changes: &ChangeSet) {
        let Some(Update { before, after, fields }) = &changes.settings else { return };
        if !self.writable(&Key::Settings, fields) {
            return;
        }
        let own = fields_outside(fields, &["catalogCreators"]);
        if !own.is_empty() {
            let lifecycle = |settings: &Settings| Settings { catalog_creators: None, ..settings.clone() };
            let (before, after) = (lifecycle(before), lifecycle(after));
            self.push(Operation::UpdateSettings { before, after }, own);
        }
        let (before, after) = (before.catalog_creators.as_ref(), after.catalog_creators.as_ref());
        self.holders(None, RoleName::CatalogCreator, before, after);
    }
}

fn fields_outside(fields: &[FieldChange], prefixes: &[&str]) -> Vec<FieldChange> {
    let inside = |field: &&FieldChange| !prefixes.iter().any(|prefix| field.field.starts_with(prefix));
    fields.iter().filter(inside).cloned().collect()
}

fn step(pair: &Pair, id: StepId, draft: Draft, waits_for: Vec<StepId>) -> Step {
    let Draft { operation, fields } = draft;
    let key = operation.key();
    let before = facet(&operation, &pair.actual, &pair.bindings).or_else(|| facet_once_created(&operation));
    let before = before.map(|facet| digest(&facet));
    let after = facet_done(&operation, &pair.desired).map(|facet| digest(&facet));
    let carries = match &operation {
        Operation::UpdatePolicy { .. } | Operation::UpdateExtension { .. } => {
            pair.bindings.0.get(&key).map(|b| b.unmodelled.iter().cloned().collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    Step {
        id,
        key: key.to_string(),
        risk: operation.risk(),
        cause: pair.origin.objects.get(&key).cloned(),
        precondition: Precondition { before, after },
        operation,
        fields,
        waits_for,
        carries,
    }
}

fn incomplete(pair: &Pair) -> Vec<Incomplete> {
    let mut incomplete = Vec::new();
    for failure in &pair.failures {
        incomplete.push(Incomplete { what: what(&failure.unread), why: failure.why.clone() });
    }
    for key in &pair.incomplete {
        incomplete.push(Incomplete {
            what: key.to_string(),
            why: "not compared because of the failed reads".to_owned(),
        });
    }
    incomplete
}

fn what(unread: &Unread) -> String {
    match unread {
        Unread::Organizations => "connected organizations".to_owned(),
        Unread::Catalogs => "catalogs".to_owned(),
        Unread::Packages => "access packages".to_owned(),
        Unread::Policies => "assignment policies".to_owned(),
        Unread::ResourcesOf(catalog) => format!("resources of catalog/{catalog}"),
        Unread::ExtensionsOf(catalog) => format!("custom extensions of catalog/{catalog}"),
        Unread::RoleAssignments => "roles of entitlement management".to_owned(),
        Unread::Settings => "settings".to_owned(),
        Unread::Object(key) => key.to_string(),
        Unread::Answer(lookup) => format!("look-up in the directory: {lookup:?}"),
    }
}

fn unchanged(pair: &Pair, changes: &ChangeSet) -> usize {
    let State { organizations, catalogs, resources, extensions, packages, policies, settings: _ } =
        &pair.desired;
    let all = organizations.len()
        + catalogs.len()
        + resources.len()
        + extensions.len()
        + packages.len()
        + policies.len();
    let changed = changes.organizations.len()
        + changes.catalogs.len()
        + changes.resources.len()
        + changes.extensions.len()
        + changes.packages.len()
        + changes.policies.len();
    let foreign = pair.foreign.iter().filter(|key| **key != Key::Settings).count();
    all.saturating_sub(changed + foreign)
}

/// The names of the ids that stand in steps, so that a plan can be read without the tenant.
fn names(steps: &[Step], held: &[Held], pair: &Pair, facts: &Facts) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (id, object) in &facts.objects {
        known.insert(id.to_string(), object.name.clone());
    }
    for tenant in facts.tenants.values().flatten() {
        known.entry(tenant.id.to_string()).or_insert_with(|| tenant.name.clone());
    }
    known.extend(role_names(pair, facts));
    for (key, organization) in pair.actual.organizations.iter().chain(&pair.desired.organizations) {
        if let IdentitySource::Tenant(tenant) = &key.0
            && let Some(id) = tenant.id()
        {
            known.insert(id.to_string(), organization.name.clone());
        }
    }
    let mut used = BTreeMap::new();
    for value in steps.iter().map(serde_json::to_value).chain(held.iter().map(serde_json::to_value)).flatten()
    {
        pick(&value, &known, &mut used);
    }
    for id in pair.foreign.iter().filter_map(id_in) {
        if let Some(name) = known.get(id.as_str()) {
            used.insert(id.to_string(), name.clone());
        }
    }
    used
}

/// The id that stands in a key for want of a name.
fn id_in(key: &Key) -> Option<&ObjectId> {
    match key {
        Key::Resource(ResourceKey {
            origin: Origin::Group(object) | Origin::Application(object), ..
        }) => object.id(),
        Key::Organization(OrganizationKey(IdentitySource::Tenant(tenant))) => tenant.id(),
        _ => None,
    }
}

/// The names of the roles that packages hold or will hold.
fn role_names(pair: &Pair, facts: &Facts) -> BTreeMap<String, String> {
    let mut names = pair.role_names.clone();
    names.extend(facts.role_names.iter().map(|((_, role), name)| (role.clone(), name.clone())));
    names
}

fn pick(value: &Value, known: &BTreeMap<String, String>, used: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = known.get(text) {
                used.insert(text.clone(), name.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| pick(item, known, used)),
        Value::Object(members) => members.values().for_each(|member| pick(member, known, used)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
