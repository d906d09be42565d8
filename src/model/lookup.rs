//! What is asked of a tenant, and what of it got no answer.

use super::{CatalogKey, Key, ObjectId, ResourceKey};

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
