//! What is known of a tenant beside its state: the directory around it, and who is counted in it.

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

/// A directory object as looked up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryObject {
    /// Its id.
    pub id: ObjectId,
    /// What it is.
    pub kind: DirectoryKind,
    /// Its display name.
    pub name: String,
    /// A user's userPrincipalName.
    pub user_principal_name: Option<String>,
    /// A user's mail address.
    pub mail: Option<String>,
    /// Whether a user is a guest.
    pub guest: bool,
    /// A service principal's app id.
    pub app_id: Option<ObjectId>,
    /// The app roles of a service principal that users can hold: (id, display name), enabled ones only.
    pub app_roles: Vec<(String, String)>,
    /// Why entitlement management cannot take this object into a catalog (a dynamic group, Exchange Online), if so.
    pub unsuitable: Option<String>,
}

impl DirectoryObject {
    /// Whether this is somebody from outside. A look-up of many ids does not show whether a user is a guest, and the
    /// name that an invitation gives does (fact invited-user-name).
    #[must_use]
    pub fn is_external(&self) -> bool {
        let invited = |name: &String| name.to_ascii_uppercase().contains("#EXT#");
        self.guest || self.user_principal_name.as_ref().is_some_and(invited)
    }
}

/// A tenant as looked up by domain or id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The tenant's id.
    pub id: ObjectId,
    /// Its display name.
    pub name: String,
    /// Its default domain.
    pub default_domain: String,
}

/// A role of a catalog resource as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceRole {
    /// The role's origin id.
    pub origin_id: String,
    /// The role's display name.
    pub name: String,
}

/// Who will carry out what is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Applier {
    /// Nobody in particular: the embedded tenant takes everything from everybody.
    #[default]
    Anybody,
    /// The user or service principal with this id.
    Object(ObjectId),
    /// The application with this client id.
    Client(ObjectId),
    /// Somebody, and nothing tells who.
    Unknown,
}

/// What is known of the tenant beside its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The tenant's own id.
    pub tenant: Option<ObjectId>,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Directory objects by id. An id that was asked for and is not here does not exist.
    pub objects: BTreeMap<ObjectId, DirectoryObject>,
    /// Ids of the objects found for each look-up by name.
    pub found: BTreeMap<Lookup, Vec<ObjectId>>,
    /// Tenants found for each look-up of a domain or tenant id; `None` for none.
    pub tenants: BTreeMap<Lookup, Option<Tenant>>,
    /// Roles of catalog resources.
    pub roles: BTreeMap<ResourceKey, Vec<ResourceRole>>,
    /// Display names of roles by origin and role id, as seen in packages and catalogs.
    pub role_names: BTreeMap<(Origin, String), String>,
    /// Display names of resources, by origin.
    pub resource_names: BTreeMap<Origin, String>,
    /// Live assignments and pending requests of the packages and policies that a plan touches. One that is touched and
    /// is not here could not be counted, and is named among the failures.
    pub assignments: BTreeMap<Key, LiveCounts>,
    /// Live assignments of people from outside, by the domain of their address in lower case. An address that shows
    /// none stands under the empty text.
    pub domains: BTreeMap<Key, BTreeMap<String, usize>>,
    /// Reads of the tenant that were refused or failed.
    pub failures: BTreeSet<ReadFailure>,
    /// Members of groups, by the group's id, as far as they were asked for. Groups among them count as members.
    pub members: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// Every look-up that was asked, whatever came of it: none is asked twice.
    pub asked: BTreeSet<Lookup>,
    /// Who will carry out what is planned.
    pub applier: Applier,
    /// Whether the caller is not shown SharePoint sites in catalogs, so that their absence proves nothing.
    pub sites_unseen: bool,
    /// What this caller can never see, in words, so that absence proves nothing.
    pub blind_spots: BTreeSet<String>,
}

impl Facts {
    /// The directory object that will carry out what is planned; `None` for nobody in particular and for somebody who
    /// cannot be told.
    #[must_use]
    pub fn applying(&self) -> Option<&ObjectId> {
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
