//! The simulated tenant: carries out operations one after the other, as the service would.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Catalog, CatalogKey, CatalogRoles, IdentitySource, Key, Organization, OrganizationKey, Package,
    PackageKey, Policy, Principal, Resource, Review, Settings, State,
};

use super::super::{Object, Operation, Part, RoleName, SponsorKind, Update};
use super::operation::written_key;

/// The simulated tenant.
pub(super) struct World {
    pub(super) state: State,
    /// Which organizations have an identity source.
    sources: BTreeMap<IdentitySource, BTreeSet<OrganizationKey>>,
}

impl World {
    pub(super) fn from_state(state: &State) -> Self {
        let mut world = Self { state: state.clone(), sources: BTreeMap::new() };
        state.organizations.keys().for_each(|key| world.note_sources(key));
        world
    }

    /// Whether an organization other than this one has an identity source.
    pub(super) fn has_other(&self, source: &IdentitySource, than: &OrganizationKey) -> bool {
        self.sources.get(source).is_some_and(|having| having.iter().any(|key| key != than))
    }

    fn note_sources(&mut self, key: &OrganizationKey) {
        let identity = self.state.organizations.get(key).into_iter().flat_map(|there| &there.identity);
        for source in identity {
            self.sources.entry(source.clone()).or_default().insert(key.clone());
        }
    }

    fn forget_sources(&mut self, key: &OrganizationKey) {
        let identity = self.state.organizations.get(key).into_iter().flat_map(|there| &there.identity);
        for source in identity {
            self.sources.entry(source.clone()).or_default().remove(key);
        }
    }

    /// Carries out an operation as far as possible, and reports differences from the tenant that the operation expects.
    /// The caller handles objects that do not exist at all.
    pub(super) fn apply_operation(&mut self, operation: &Operation) -> Option<String> {
        let organization = match written_key(operation) {
            Key::Organization(key) => Some(key),
            Key::Catalog(_)
            | Key::Resource(_)
            | Key::Extension(_)
            | Key::Package(_)
            | Key::Policy(_)
            | Key::Settings => None,
        };
        organization.iter().for_each(|key| self.forget_sources(key));
        let wrong = match operation {
            Operation::Create(object) => self.create_any(object),
            Operation::Update(update) => self.update_any(update),
            Operation::Delete { object, .. } => self.delete_any(object),
            Operation::Add(part) => self.add_any_part(part),
            Operation::Remove(part) => self.remove_any_part(part),
        };
        organization.iter().for_each(|key| self.note_sources(key));
        wrong
    }

    fn create_any(&mut self, object: &Object) -> Option<String> {
        let state = &mut self.state;
        match object {
            Object::Organization(key, after) => {
                insert_absent(&mut state.organizations, key, bare_organization(after))
            }
            Object::Catalog(key, after) => insert_absent(&mut state.catalogs, key, bare_catalog(after)),
            Object::Resource(key, after) => insert_absent(
                &mut state.resources,
                key,
                Resource { attributes: BTreeMap::new(), ..after.clone() },
            ),
            Object::Extension(key, after) => insert_absent(&mut state.extensions, key, after.clone()),
            Object::Package(key, after) => insert_absent(&mut state.packages, key, bare_package(after)),
            Object::Policy(key, after) => insert_absent(&mut state.policies, key, after.clone()),
        }
    }

    fn update_any(&mut self, update: &Update) -> Option<String> {
        let state = &mut self.state;
        match update {
            Update::Organization { key, before, after } => {
                change_properties(state.organizations.get_mut(key)?, before, after, merge_organization)
            }
            Update::Catalog { key, before, after } => {
                change_properties(state.catalogs.get_mut(key)?, before, after, merge_catalog)
            }
            Update::Resource { key, before, after } => {
                change_properties(state.resources.get_mut(key)?, before, after, replace_whole)
            }
            Update::Extension { key, before, after } => {
                change_properties(state.extensions.get_mut(key)?, before, after, replace_whole)
            }
            Update::Package { key, before, after } => {
                change_properties(state.packages.get_mut(key)?, before, after, merge_package)
            }
            Update::Policy { key, before, after, .. } => {
                let there = state.policies.get_mut(key)?;
                let after = keep_review_start(there, after);
                change_properties(there, before, &after, replace_whole)
            }
            Update::Settings { before, after } => {
                change_properties(&mut state.settings, before, after, merge_settings)
            }
        }
    }

    fn delete_any(&mut self, object: &Object) -> Option<String> {
        let state = &mut self.state;
        match object {
            Object::Organization(key, before) => {
                delete_entry(&mut state.organizations, key, before, replace_whole)
            }
            Object::Catalog(key, before) => delete_entry(&mut state.catalogs, key, before, merge_catalog),
            Object::Resource(key, before) => delete_entry(&mut state.resources, key, before, replace_whole),
            Object::Extension(key, before) => delete_entry(&mut state.extensions, key, before, replace_whole),
            Object::Package(key, before) => delete_entry(&mut state.packages, key, before, merge_package),
            Object::Policy(key, before) => delete_entry(&mut state.policies, key, before, replace_whole),
        }
    }

    fn add_any_part(&mut self, part: &Part) -> Option<String> {
        match part {
            Part::Sponsor { organization, list, principal } => {
                add_item(self.sponsors_mut(organization, *list)?, principal)
            }
            Part::Holder { catalog, role, principal } => add_item(
                self.role_principals_mut(catalog.as_ref(), *role)?.get_or_insert_default(),
                principal,
            ),
            Part::Role { package, link } => add_item(&mut self.package_mut(package)?.roles, link),
            Part::IncompatiblePackage { package, other } => {
                add_item(&mut self.package_mut(package)?.incompatible_packages, other)
            }
            Part::IncompatibleGroup { package, group } => {
                add_item(&mut self.package_mut(package)?.incompatible_groups, group)
            }
        }
    }

    fn remove_any_part(&mut self, part: &Part) -> Option<String> {
        match part {
            Part::Sponsor { organization, list, principal } => {
                remove_item(self.sponsors_mut(organization, *list)?, principal)
            }
            Part::Holder { catalog, role, principal } => remove_item(
                self.role_principals_mut(catalog.as_ref(), *role)?.get_or_insert_default(),
                principal,
            ),
            Part::Role { package, link } => remove_item(&mut self.package_mut(package)?.roles, link),
            Part::IncompatiblePackage { package, other } => {
                remove_item(&mut self.package_mut(package)?.incompatible_packages, other)
            }
            Part::IncompatibleGroup { package, group } => {
                remove_item(&mut self.package_mut(package)?.incompatible_groups, group)
            }
        }
    }

    fn sponsors_mut(&mut self, key: &OrganizationKey, list: SponsorKind) -> Option<&mut BTreeSet<Principal>> {
        let there = self.state.organizations.get_mut(key)?;
        Some(match list {
            SponsorKind::Internal => &mut there.internal_sponsors,
            SponsorKind::External => &mut there.external_sponsors,
        })
    }

    fn role_principals_mut(
        &mut self,
        catalog: Option<&CatalogKey>,
        role: RoleName,
    ) -> Option<&mut Option<BTreeSet<Principal>>> {
        let Some(catalog) = catalog else { return Some(&mut self.state.settings.catalog_creators) };
        let roles = &mut self.state.catalogs.get_mut(catalog)?.roles;
        match role {
            RoleName::Owner => Some(&mut roles.owners),
            RoleName::Reader => Some(&mut roles.readers),
            RoleName::AccessPackageManager => Some(&mut roles.access_package_managers),
            RoleName::AccessPackageAssignmentManager => Some(&mut roles.access_package_assignment_managers),
            // A catalog has no such role; the rules report it.
            RoleName::CatalogCreator => None,
        }
    }

    fn package_mut(&mut self, key: &PackageKey) -> Option<&mut Package> {
        self.state.packages.get_mut(key)
    }
}

fn insert_absent<K: Ord + Clone, V>(objects: &mut BTreeMap<K, V>, key: &K, object: V) -> Option<String> {
    if objects.contains_key(key) {
        return Some("it creates an object that exists already.".to_owned());
    }
    objects.insert(key.clone(), object);
    None
}

/// Replaces the own properties of an object. `take` returns the object with the properties of its second argument, and
/// with the parts that other writes decide from its first.
fn change_properties<T: PartialEq>(
    there: &mut T,
    before: &T,
    after: &T,
    take: fn(&T, &T) -> T,
) -> Option<String> {
    let wrong = take(there, before) != *there;
    let changed = take(there, after);
    let idle = changed == *there;
    *there = changed;
    if wrong {
        Some("its `before` does not match the state of the tenant at that point.".to_owned())
    } else {
        idle.then(|| "it changes nothing.".to_owned())
    }
}

/// Removes an object that has the properties of `before`, except for parts that other writes decide.
fn delete_entry<K: Ord, T: PartialEq>(
    objects: &mut BTreeMap<K, T>,
    key: &K,
    before: &T,
    take: fn(&T, &T) -> T,
) -> Option<String> {
    let there = objects.remove(key)?;
    (take(&there, before) != there)
        .then(|| "its `before` does not match the state of the tenant at that point.".to_owned())
}

fn add_item<T: Ord + Clone>(list: &mut BTreeSet<T>, item: &T) -> Option<String> {
    (!list.insert(item.clone())).then(|| "it adds a part that exists already.".to_owned())
}

fn remove_item<T: Ord>(list: &mut BTreeSet<T>, item: &T) -> Option<String> {
    (!list.remove(item)).then(|| "it removes a part that does not exist.".to_owned())
}

fn replace_whole<T: Clone>(_: &T, wanted: &T) -> T {
    wanted.clone()
}

fn merge_organization(there: &Organization, wanted: &Organization) -> Organization {
    let Organization { name, description, identity, state, internal_sponsors: _, external_sponsors: _ } =
        wanted;
    Organization {
        name: name.clone(),
        description: description.clone(),
        identity: identity.clone(),
        state: state.clone(),
        internal_sponsors: there.internal_sponsors.clone(),
        external_sponsors: there.external_sponsors.clone(),
    }
}

fn bare_organization(after: &Organization) -> Organization {
    Organization { internal_sponsors: BTreeSet::new(), external_sponsors: BTreeSet::new(), ..after.clone() }
}

fn merge_catalog(there: &Catalog, wanted: &Catalog) -> Catalog {
    let Catalog { name, description, state, externally_visible, roles: _, built_in: _ } = wanted;
    Catalog {
        name: name.clone(),
        description: description.clone(),
        state: state.clone(),
        externally_visible: *externally_visible,
        roles: there.roles.clone(),
        built_in: there.built_in,
    }
}

fn bare_catalog(after: &Catalog) -> Catalog {
    Catalog { roles: CatalogRoles::default(), ..after.clone() }
}

fn merge_package(there: &Package, wanted: &Package) -> Package {
    let Package { name, description, hidden, roles: _, incompatible_packages: _, incompatible_groups: _ } =
        wanted;
    Package {
        name: name.clone(),
        description: description.clone(),
        hidden: *hidden,
        roles: there.roles.clone(),
        incompatible_packages: there.incompatible_packages.clone(),
        incompatible_groups: there.incompatible_groups.clone(),
    }
}

fn bare_package(after: &Package) -> Package {
    Package {
        roles: BTreeSet::new(),
        incompatible_packages: BTreeSet::new(),
        incompatible_groups: BTreeSet::new(),
        ..after.clone()
    }
}

fn merge_settings(there: &Settings, wanted: &Settings) -> Settings {
    let Settings { external_user_lifecycle, catalog_creators: _ } = wanted;
    Settings {
        external_user_lifecycle: external_user_lifecycle.clone(),
        catalog_creators: there.catalog_creators.clone(),
    }
}

/// The policy with the start of its review: if a step leaves it open, the tenant keeps its start.
fn keep_review_start(there: &Policy, after: &Policy) -> Policy {
    let mut after = after.clone();
    if let (Some(Review { starting, .. }), Some(held)) = (&mut after.review, &there.review)
        && starting.is_none()
    {
        *starting = held.starting;
    }
    after
}
