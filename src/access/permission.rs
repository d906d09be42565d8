//! The permissions of Microsoft Graph that Guestlist uses, with their published names.

/// Reads everything of entitlement management (fact entitlement-permissions).
pub(super) const ENTITLEMENT_READ: &str = "EntitlementManagement.Read.All";
/// Reads and writes everything of entitlement management (fact entitlement-permissions).
pub(super) const ENTITLEMENT_WRITE: &str = "EntitlementManagement.ReadWrite.All";
/// Reads the tenant's own id and the names of users, groups and service principals (fact directory-read-permissions).
pub(super) const DIRECTORY_READ: &str = "Directory.Read.All";
/// Finds the tenant that owns a domain (fact tenant-lookup-permission).
pub(super) const TENANTS_READ: &str = "CrossTenantInformation.ReadBasic.All";
/// Reads who can invite guests and which tenants are blocked (fact policy-read-permission). No plan needs it.
pub(super) const POLICIES_READ: &str = "Policy.Read.All";
/// Adds groups to catalogs and removes them (fact resource-owner-rights).
pub(super) const GROUP_WRITE: &str = "Group.ReadWrite.All";
/// Adds applications to catalogs and removes them (fact resource-owner-rights).
pub(super) const APPLICATION_WRITE: &str = "Application.ReadWrite.All";
/// Adds SharePoint sites to catalogs and removes them (fact resource-owner-rights).
pub(super) const SITES_WRITE: &str = "Sites.FullControl.All";

/// Permissions and the lower ones that they include.
const HIGHER: &[(&str, &[&str])] = &[
    (ENTITLEMENT_WRITE, &[ENTITLEMENT_READ]),
    (
        DIRECTORY_READ,
        &[
            "User.ReadBasic.All",
            "User.Read.All",
            "Group.ReadBasic.All",
            "Group.Read.All",
            "GroupMember.Read.All",
            "Application.Read.All",
            "Organization.Read.All",
            "Domain.Read.All",
            "LicenseAssignment.Read.All",
        ],
    ),
    ("Directory.ReadWrite.All", &[DIRECTORY_READ]),
    (GROUP_WRITE, &["Group.Read.All", "GroupMember.Read.All", "Group.ReadBasic.All"]),
    (APPLICATION_WRITE, &["Application.Read.All"]),
    ("Organization.Read.All", &["LicenseAssignment.Read.All"]),
];

/// Whether a permission includes a needed one.
#[must_use]
pub fn is_covered_by(held: &str, needed: &str) -> bool {
    let lower = HIGHER.iter().find(|(higher, _)| held.eq_ignore_ascii_case(higher));
    held.eq_ignore_ascii_case(needed)
        || lower.is_some_and(|(_, lower)| lower.iter().any(|lower| is_covered_by(lower, needed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_permissions_cover_what_they_hold_and_never_the_other_way_round() {
        assert!(is_covered_by(ENTITLEMENT_WRITE, ENTITLEMENT_READ));
        assert!(!is_covered_by(ENTITLEMENT_READ, ENTITLEMENT_WRITE));
        assert!(is_covered_by("directory.readwrite.all", "User.ReadBasic.All"));
        assert!(is_covered_by(GROUP_WRITE, GROUP_WRITE));
        assert!(!is_covered_by(GROUP_WRITE, DIRECTORY_READ));
        assert!(!is_covered_by("", ENTITLEMENT_READ));
    }
}
