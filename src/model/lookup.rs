//! Questions to a tenant, and the parts that could not be read.

use super::{CatalogKey, Key, ObjectId, ResourceKey};

/// A question about the tenant that arises from a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup {
    /// All groups with this display name.
    GroupsNamed(String),
    /// All users with this userPrincipalName or email address.
    UsersNamed(String),
    /// All service principals with this display name.
    ServicePrincipalsNamed(String),
    /// The service principal with this app id.
    ServicePrincipalOfApp(ObjectId),
    /// The directory object with this id.
    Object(ObjectId),
    /// The tenant that owns this domain, if any.
    TenantOfDomain(String),
    /// The tenant with this id.
    TenantOfId(ObjectId),
    /// The roles of a catalog resource.
    RolesOf(ResourceKey),
    /// The members of the group with this id.
    MembersOf(ObjectId),
}

/// A part of the tenant that could not be read. An object that is missing from it may still exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// All connected organizations.
    Organizations,
    /// All catalogs with their contents.
    Catalogs,
    /// All access packages with their policies.
    Packages,
    /// All assignment policies.
    Policies,
    /// The resources of one catalog.
    ResourcesOf(CatalogKey),
    /// The custom extensions of one catalog.
    ExtensionsOf(CatalogKey),
    /// Entitlement role assignments: catalog roles and catalog creators.
    RoleAssignments,
    /// The tenant-wide settings.
    Settings,
    /// The assignments and pending requests of a package or policy that a plan affects.
    AssignmentsOf(Key),
    /// One object, or one of its lists (sponsors, role links, questions).
    Object(Key),
    /// The answer to a look-up.
    Answer(Lookup),
}

/// A read that was refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadFailure {
    /// The part that is unknown.
    pub unread: Unread,
    /// The reason, with the path, Graph's status, code, message, request id and date.
    pub why: String,
}
