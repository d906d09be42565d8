//! What the tenant holds, and the facts about it that are no part of the state.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{CatalogKey, Key, ObjectId, ResourceKey, State};

/// The tenant's side of the comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actual {
    /// The state, with defaults, order and casing of the service normalised away.
    pub state: State,
    /// What the service calls each object, and what of it is not in the state.
    pub bindings: Bindings,
}

/// What the service calls each object, by natural key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bindings(pub BTreeMap<Key, Binding>);

/// One object as the service holds it, beside its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Binding {
    /// The id Graph gave it. For a catalog resource this is the catalog-resource id, never the origin's.
    pub id: String,
    /// The object as read, navigation properties included: what a `PUT` must carry through.
    pub raw: Value,
    /// Paths of properties that hold something this version does not model, in order (`requestorSettings.newFlag`).
    pub unmodelled: BTreeSet<String>,
    /// Paths of values the service hid (`unknownFutureValue`): while there are any, the object is not written.
    pub masked: BTreeSet<String>,
}

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
    /// name that an invitation gives does (contract 1.14).
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

/// A question to the tenant that only a comparison gives rise to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup {
    /// Every group of this display name.
    GroupsNamed(String),
    /// Every user whose userPrincipalName or mail is this.
    UsersNamed(String),
    /// Every service principal of this display name.
    ServicePrincipalsNamed(String),
    /// The service principal with this app id.
    ServicePrincipalOfApp(ObjectId),
    /// The directory object with this id.
    Object(ObjectId),
    /// The tenant that owns this domain, if any does.
    TenantOfDomain(String),
    /// The tenant with this id.
    TenantOfId(ObjectId),
    /// The roles a catalog resource offers.
    RolesOf(ResourceKey),
    /// The members of the group with this id.
    MembersOf(ObjectId),
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

/// A part of the tenant that could not be read, so that its absence from the state proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// Connected organizations as a whole.
    Organizations,
    /// Catalogs as a whole, and so everything in them.
    Catalogs,
    /// Access packages as a whole, and so their policies.
    Packages,
    /// Assignment policies as a whole.
    Policies,
    /// The resources of one catalog.
    ResourcesOf(CatalogKey),
    /// The custom extensions of one catalog.
    ExtensionsOf(CatalogKey),
    /// Entitlement role assignments: catalog roles and catalog creators.
    RoleAssignments,
    /// The tenant-wide settings.
    Settings,
    /// Who holds a package or a policy that a plan touches, and which requests wait.
    AssignmentsOf(Key),
    /// One object, or a list that belongs to it (sponsors, role links, questions).
    Object(Key),
    /// The answer to a look-up.
    Answer(Lookup),
}

/// A read that was refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadFailure {
    /// What is not known because of it.
    pub unread: Unread,
    /// Why, with the path, Graph's status, code, message, request id and date.
    pub why: String,
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
    pub role_names: BTreeMap<(super::Origin, String), String>,
    /// Display names of resources, by origin.
    pub resource_names: BTreeMap<super::Origin, String>,
    /// Live assignments and pending requests of the packages and policies that a plan touches. One that is touched and
    /// is not here could not be counted, and is named among the failures.
    pub assignments: BTreeMap<Key, super::LiveCounts>,
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
