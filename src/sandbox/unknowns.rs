//! What published material does not settle, decided in one table.
//!
//! No other code may invent a status or a code: a rule without a recorded answer takes it from here. A client
//! must rely on the status class only for all of these.

use crate::sandbox::message::Fault;

/// A refusal without a recorded status or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    CatalogNotEmpty,
    BuiltInCatalog,
    DuplicateName,
    PackageHasRoleScopes,
    PackageHasAssignments,
    PolicyHasAssignments,
    ExtensionInUse,
    DuplicateRoleScope,
    DuplicateReference,
    MissingReference,
    DuplicateRoleAssignment,
    CatalogNotFound,
    OrganizationNotFound,
    ExtensionNotFound,
    RoleScopeNotFound,
    AssignmentNotFound,
    RequestNotFound,
    RequestNotCancelable,
    PackageNotFound,
    InvalidApprovalStages,
    PolicyMoved,
    OrganizationExists,
    OwnTenant,
    TenantNotFound,
    ResourceNotAllowed,
    SubjectOutsideScope,
    SubjectIncompatible,
    NarrowerPolicy,
    AutomaticPolicy,
    AssignmentExists,
    ConcurrentPolicy,
}

/// Returns status, code and message of an unknown.
const fn unknown_answer(unknown: Unknown) -> (u16, &'static str, &'static str) {
    use Unknown::*;
    match unknown {
        CatalogNotEmpty => (400, "CatalogNotEmpty", "The catalog still holds access packages."),
        BuiltInCatalog => (400, "InvalidCatalogType", "The built-in catalog can not be deleted."),
        DuplicateName => (400, "DuplicateDisplayName", "An object with this display name already exists."),
        PackageHasRoleScopes => {
            (400, "AccessPackageHasResourceRoleScopes", "The access package still has resource role scopes.")
        }
        PackageHasAssignments => (400, "AccessPackageHasAssignments", "The access package has assignments."),
        PolicyHasAssignments => (400, "PolicyHasAssignments", "The policy has assignments."),
        ExtensionInUse => (400, "CustomExtensionInUse", "A policy uses the custom extension."),
        DuplicateRoleScope => {
            (400, "ResourceRoleScopeAlreadyExists", "The resource role scope already exists.")
        }
        DuplicateReference => (400, "ReferenceAlreadyExists", "The reference already exists."),
        MissingReference => (404, "ResourceNotFound", "The reference was not found."),
        DuplicateRoleAssignment => (409, "Conflict", "The role assignment already exists."),
        CatalogNotFound => (404, "CatalogNotFound", "The catalog was not found."),
        OrganizationNotFound => {
            (404, "ConnectedOrganizationNotFound", "The connected organization was not found.")
        }
        ExtensionNotFound => (404, "CustomExtensionNotFound", "The custom extension was not found."),
        RoleScopeNotFound => (404, "ResourceRoleScopeNotFound", "The resource role scope was not found."),
        AssignmentNotFound => (404, "AssignmentNotFound", "The assignment was not found."),
        RequestNotFound => (404, "RequestNotFound", "The request was not found."),
        RequestNotCancelable => (400, "RequestNotCancelable", "The request is no longer open."),
        PackageNotFound => (404, "AccessPackageNotFound", "The access package was not found."),
        InvalidApprovalStages => (
            400,
            "InvalidApprovalStages",
            "If approval is required, a valid list of stages must be provided.",
        ),
        PolicyMoved => (400, "InvalidModel", "The model is invalid. The access package can not be changed."),
        OrganizationExists => (
            400,
            "ConnectedOrganizationExists",
            "A connected organization with this identity source already exists.",
        ),
        OwnTenant => (400, "InvalidIdentitySource", "The tenant itself cannot be a connected organization."),
        TenantNotFound => (404, "ResourceNotFound", "The tenant was not found."),
        ResourceNotAllowed => {
            (400, "ResourceNotAllowed", "This kind of resource can not be added to a catalog.")
        }
        SubjectOutsideScope => {
            (400, "InvalidRequestor", "The subject is not within the scope of the policy.")
        }
        SubjectIncompatible => (400, "IncompatibleAccess", "The subject holds incompatible access."),
        NarrowerPolicy => {
            (400, "InvalidPolicy", "Another policy of the access package names the subject specifically.")
        }
        AutomaticPolicy => (400, "InvalidPolicy", "The policy assigns automatically."),
        AssignmentExists => (400, "ExistingAssignment", "The subject already has this access package."),
        ConcurrentPolicy => {
            (409, "Conflict", "Another operation on the access package is in progress. Retry later.")
        }
    }
}

/// The status of a successful PATCH of a connected organization: documented as 202, never recorded.
pub(crate) const ORGANIZATION_PATCH_STATUS: u16 = 202;

impl From<Unknown> for Fault {
    fn from(unknown: Unknown) -> Fault {
        let (status, code, message) = unknown_answer(unknown);
        Fault::new(status, code, message)
    }
}
