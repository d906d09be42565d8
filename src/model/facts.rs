//! Facts about a tenant beside its state: directory objects, and counts of assignments.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, LiveCounts, Lookup, ObjectId, Origin, ReadFailure, ResourceKey};

/// A kind of directory object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryKind {
    /// A user.
    User,
    /// A group.
    Group,
    /// A service principal.
    ServicePrincipal,
}

/// A directory object from a look-up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryObject {
    /// Its id.
    pub id: ObjectId,
    /// The kind of object.
    pub kind: DirectoryKind,
    /// Its display name.
    pub name: String,
    /// A user's userPrincipalName.
    pub user_principal_name: Option<String>,
    /// A user's email address.
    pub mail: Option<String>,
    /// Whether a user is a guest.
    pub guest: bool,
    /// A service principal's app id.
    pub app_id: Option<ObjectId>,
    /// The enabled app roles of a service principal that users can have: (id, display name).
    pub app_roles: Vec<(String, String)>,
    /// Why entitlement management cannot add this object to a catalog (a dynamic group, Exchange Online), if
    /// so.
    pub unsuitable: Option<String>,
}

impl DirectoryObject {
    /// Whether this is an external user. A look-up of many ids does not return whether a user is a guest, but
    /// the user principal name of an invited user shows it (fact invited-user-name).
    #[must_use]
    pub fn is_guest(&self) -> bool {
        let invited = |name: &String| name.to_ascii_uppercase().contains("#EXT#");
        self.guest || self.user_principal_name.as_ref().is_some_and(invited)
    }
}

/// A tenant from a look-up by domain or id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The tenant's id.
    pub id: ObjectId,
    /// Its display name.
    pub name: String,
    /// Its default domain.
    pub default_domain: String,
}

/// A role of a catalog resource, as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceRole {
    /// The role's origin id.
    pub origin_id: String,
    /// The role's display name.
    pub name: String,
}

/// The identity that will apply the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Applier {
    /// No particular identity: the embedded tenant accepts any caller.
    #[default]
    Anybody,
    /// The user or service principal with this id.
    Object(ObjectId),
    /// The application with this client id.
    Client(ObjectId),
    /// An unknown identity.
    Unknown,
}

/// Facts about the tenant beside its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The tenant's own id.
    pub tenant: Option<ObjectId>,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Directory objects by id. An id that was looked up and is not here does not exist.
    pub objects: BTreeMap<ObjectId, DirectoryObject>,
    /// Ids of the objects found by each look-up by name.
    pub found: BTreeMap<Lookup, Vec<ObjectId>>,
    /// Tenants found by each look-up of a domain or tenant id. `None` if there is none.
    pub tenants: BTreeMap<Lookup, Option<Tenant>>,
    /// Roles of catalog resources.
    pub roles: BTreeMap<ResourceKey, Vec<ResourceRole>>,
    /// Display names of roles by origin and role id, from packages and catalogs.
    pub role_names: BTreeMap<(Origin, String), String>,
    /// Display names of resources, by origin.
    pub resource_names: BTreeMap<Origin, String>,
    /// Live assignments and pending requests of the packages and policies that a plan affects. If a count is
    /// missing, it is named among the failures.
    pub assignments: BTreeMap<Key, LiveCounts>,
    /// Live assignments of external users, by the domain of their address in lower case. Users without a
    /// domain are under the empty text.
    pub domains: BTreeMap<Key, BTreeMap<String, usize>>,
    /// Reads of the tenant that were refused or failed.
    pub failures: BTreeSet<ReadFailure>,
    /// Members of groups by group id, for groups that were looked up. Nested groups count as members.
    pub members: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// Every look-up that was made, whatever its result, so that none is repeated.
    pub asked: BTreeSet<Lookup>,
    /// The identity that will apply the plan.
    pub applier: Applier,
    /// Whether the caller cannot see SharePoint sites in catalogs, so that a missing site proves nothing.
    pub sites_unseen: bool,
    /// The parts that this caller can never see, in words.
    pub blind_spots: BTreeSet<String>,
}

impl Facts {
    /// The directory object that will apply the plan. `None` if it is unknown or no particular one.
    #[must_use]
    pub fn applying_id(&self) -> Option<&ObjectId> {
        match &self.applier {
            Applier::Anybody | Applier::Unknown => None,
            Applier::Object(id) => Some(id),
            Applier::Client(app) => {
                match self.found.get(&Lookup::ServicePrincipalOfApp(app.clone()))?.as_slice() {
                    [id] => Some(id),
                    _ => None,
                }
            }
        }
    }
}
