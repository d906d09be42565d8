//! What a person can do about an error of Graph (facts entitlement-permissions, entitlement-role-rights,
//! directory-read-permissions, entitlement-error-codes, missing-may-answer-403, approval-stages-one-to-three,
//! deleted-review-blocks-put, entitlement-scopes-needed, licence-renewal-takes-hours).
//!
//! The advice depends on status, code and path, never on a message. Must not know who called.

use super::{Method, Refusal};

/// What the requests below a path need, to read and to write: permissions of Microsoft Graph, and for people
/// a role.
struct Needed {
    path: &'static str,
    read: &'static str,
    read_role: &'static str,
    write: &'static str,
    write_role: &'static str,
}

const ENTITLEMENT_READ: &str = "EntitlementManagement.Read.All";
const ENTITLEMENT_WRITE: &str = "EntitlementManagement.ReadWrite.All";
const READERS: &str = "Global Reader or Identity Governance Administrator, or a role on the catalog";
const OWNERS: &str = "Identity Governance Administrator, or Catalog owner of the catalog";
const MANAGERS: &str =
    "Identity Governance Administrator, or Catalog owner or Access package manager of the catalog";

/// By path. Where one path is a prefix of another, the longer one comes first.
const NEEDED: &[Needed] = &[
    needed_entitlement("/accessPackages", READERS, MANAGERS),
    needed_entitlement("/assignmentPolicies", "Global Reader or Identity Governance Administrator", MANAGERS),
    needed_entitlement(
        "/assignmentRequests",
        READERS,
        "Identity Governance Administrator, or Access package assignment manager of the catalog",
    ),
    needed_entitlement("/assignments", READERS, OWNERS),
    needed_entitlement("/catalogs/", READERS, OWNERS),
    needed_entitlement("/catalogs", READERS, "Identity Governance Administrator or Catalog creator"),
    needed_entitlement("/resourceRequests", READERS, OWNERS),
    needed_entitlement(
        "/connectedOrganizations",
        "Identity Governance Administrator or Connected Organization Administrator",
        "Identity Governance Administrator or Connected Organization Administrator",
    ),
    needed_entitlement(
        "/settings",
        "Global Reader or Identity Governance Administrator",
        "Identity Governance Administrator",
    ),
    needed_entitlement("/", READERS, OWNERS),
    Needed {
        path: "/roleManagement/entitlementManagement",
        read: ENTITLEMENT_READ,
        read_role: READERS,
        write: ENTITLEMENT_WRITE,
        write_role: OWNERS,
    },
    needed_read("/users", "User.ReadBasic.All or Directory.Read.All"),
    needed_read("/groups", "GroupMember.Read.All or Directory.Read.All"),
    needed_read("/servicePrincipals", "Application.Read.All or Directory.Read.All"),
    needed_read("/applications", "Application.Read.All or Directory.Read.All"),
    needed_read("/sites", "Sites.Read.All"),
    needed_read("/directoryObjects", "Directory.Read.All"),
    needed_read("/organization", "Organization.Read.All or Directory.Read.All"),
    needed_read("/domains", "Domain.Read.All or Directory.Read.All"),
    needed_read("/tenantRelationships", "CrossTenantInformation.ReadBasic.All"),
    needed_read("/subscribedSkus", "LicenseAssignment.Read.All or Directory.Read.All"),
    needed_read("/policies", "Policy.Read.All"),
    Needed {
        read_role: "Reports Reader or Security Reader",
        ..needed_read("/auditLogs", "AuditLog.Read.All")
    },
];

const fn needed_entitlement(path: &'static str, read_role: &'static str, write_role: &'static str) -> Needed {
    Needed { path, read: ENTITLEMENT_READ, read_role, write: ENTITLEMENT_WRITE, write_role }
}

const fn needed_read(path: &'static str, permission: &'static str) -> Needed {
    Needed { path, read: permission, read_role: "", write: permission, write_role: "" }
}

fn needed_for_path(path: &str) -> Option<&'static Needed> {
    let inside = path.strip_prefix(super::ask::ENTITLEMENT);
    NEEDED.iter().find(|needed| match inside {
        Some(inside) if needed.read == ENTITLEMENT_READ => inside.starts_with(needed.path),
        Some(_) => false,
        None => path.starts_with(needed.path) && needed.path != "/",
    })
}

/// A sentence without a full stop, or `None` if Graph's own message has to do.
pub(super) fn advise(refusal: &Refusal) -> Option<String> {
    advice_by_code(&refusal.code).map(str::to_owned).or_else(|| advice_by_status(refusal))
}

/// Advice for codes with one meaning (fact entitlement-error-codes).
fn advice_by_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "NoLicense" => {
            "the tenant needs a licence for Microsoft Entra ID P2, Microsoft Entra ID Governance or \
            Microsoft Entra Suite; a renewed licence can take up to eight hours to take effect"
        }
        "ResourceAlreadyOnboarded" => {
            "the resource is already in the catalog, because it was added during this run; plan again"
        }
        "ResourceNotFoundInOriginSystem" => {
            "the resource does not exist, or it is so new that entitlement management does not see it yet; \
            check that it exists, and run again in a minute"
        }
        "InvalidDeleteResourceHasEntitlements" => {
            "an access package, possibly one that the files do not declare, still grants a role of this \
            resource; remove the role from the access package first"
        }
        "InvalidApprovalStages" => {
            "the service received an approval stage without approvers; check that every approver under \
            `approval.stages` still exists"
        }
        "ExistingOpenRequest" => {
            "the person already has an open request for this access package; decide or cancel that request \
            first"
        }
        "DuplicateAccessPackage" | "DuplicateDisplayName" => {
            "another object already has this name; it may be new, or hidden from the caller; choose another \
            name, or pin the object with `id:`"
        }
        _ => return None,
    })
}

fn advice_by_status(refusal: &Refusal) -> Option<String> {
    let on = |path: &str| refusal.path.starts_with(&format!("{}{path}", super::ask::ENTITLEMENT));
    Some(match refusal.status {
        401 => {
            "the sign-in is no longer valid; sign in again, to Microsoft Graph and for this tenant".to_owned()
        }
        403 => advise_forbidden(refusal)?,
        // Replacing a policy whose access review was deleted fails like this (fact
        // deleted-review-blocks-put). For a missing policy, the error has a code.
        404 if refusal.method == Method::Put && on("/assignmentPolicies/") && refusal.code.is_empty() => {
            "the access review of this policy was deleted; apply once without `review`, then again with it"
                .to_owned()
        }
        404 if refusal.code == "NotFound" => {
            "the service does not know this path; check that the endpoint is Microsoft Graph v1.0".to_owned()
        }
        404 if refusal.method != Method::Get => {
            "the object was deleted during this run, or the caller cannot see it; plan again".to_owned()
        }
        409 => "the object is being changed by another client; run again".to_owned(),
        429 => "Microsoft Graph still throttles the tenant after all retries; run again later".to_owned(),
        500.. => "the service failed with an internal error; run again later, and give Microsoft support \
            the request id if it happens again"
            .to_owned(),
        _ => return None,
    })
}

/// Names what a 403 says is missing. The service also answers 403 for some objects that do not exist.
fn advise_forbidden(refusal: &Refusal) -> Option<String> {
    let needed = needed_for_path(&refusal.path)?;
    let reads = refusal.method == Method::Get;
    let (permission, role) =
        if reads { (needed.read, needed.read_role) } else { (needed.write, needed.write_role) };
    let of_person =
        if role.is_empty() { String::new() } else { format!("; a person also needs the role {role}") };
    let entitlement = permission.starts_with("EntitlementManagement");
    let perhaps = if entitlement && is_object_path(&refusal.path) {
        "; the service also answers 403 if the object does not exist"
    } else {
        ""
    };
    Some(format!("this needs the permission {permission}{of_person}{perhaps}"))
}

/// Whether a path names one object or something inside it.
fn is_object_path(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').any(|segment| uuid::Uuid::parse_str(segment).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(method: Method, path: &str, status: u16, code: &str) -> Refusal {
        let (path, code) = (path.to_owned(), code.to_owned());
        Refusal {
            method,
            path,
            status,
            code,
            message: String::new(),
            request_id: None,
            date: None,
            after_uncertain: false,
        }
    }

    fn said(method: Method, path: &str, status: u16, code: &str) -> String {
        advise(&refusal(method, path, status, code)).unwrap_or_default()
    }

    const EM: &str = "/identityGovernance/entitlementManagement";

    #[test]
    fn a_refusal_names_the_permission_and_the_role_of_its_path() {
        for (method, path, words) in [
            (
                Method::Get,
                "/accessPackages?$expand=catalog",
                ["EntitlementManagement.Read.All", "a role on the catalog"],
            ),
            (
                Method::Post,
                "/accessPackages",
                ["EntitlementManagement.ReadWrite.All", "Access package manager"],
            ),
            (Method::Post, "/catalogs", ["EntitlementManagement.ReadWrite.All", "Catalog creator"]),
            (Method::Patch, "/catalogs/c", ["EntitlementManagement.ReadWrite.All", "Catalog owner"]),
            (
                Method::Patch,
                "/settings",
                ["EntitlementManagement.ReadWrite.All", "Identity Governance Administrator"],
            ),
            (
                Method::Get,
                "/connectedOrganizations",
                ["EntitlementManagement.Read.All", "Connected Organization Administrator"],
            ),
            (Method::Get, "/resourceEnvironments", ["EntitlementManagement.Read.All", "Global Reader"]),
        ] {
            let text = said(method, &format!("{EM}{path}"), 403, "UnAuthorized");
            assert!(words.iter().all(|word| text.contains(word)), "{path}: {text}");
            assert!(!text.contains("does not exist"), "{text}");
        }
        for (path, word) in [
            ("/groups?$filter=x", "GroupMember.Read.All"),
            ("/policies/authorizationPolicy", "Policy.Read.All"),
            ("/auditLogs/directoryAudits", "Reports Reader"),
            ("/roleManagement/entitlementManagement/roleAssignments", "EntitlementManagement.Read.All"),
        ] {
            let text = said(Method::Get, path, 403, "Authorization_RequestDenied");
            assert!(text.contains(word), "{path}: {text}");
        }
        assert_eq!(advise(&refusal(Method::Get, "/somewhere", 403, "")), None);
    }

    #[test]
    fn a_403_of_one_object_may_mean_that_it_is_gone() {
        let path = format!("{EM}/assignmentPolicies/00000000-0000-4000-8000-000000000001");
        assert!(
            said(Method::Put, &path, 403, "UnAuthorized")
                .contains("also answers 403 if the object does not exist")
        );
    }

    #[test]
    fn what_has_a_code_of_its_own_is_answered_by_it() {
        let path = format!("{EM}/assignmentPolicies/00000000-0000-4000-8000-000000000001");
        for (method, status, code, words) in [
            (Method::Get, 403, "NoLicense", "Microsoft Entra ID P2"),
            (Method::Post, 400, "ResourceAlreadyOnboarded", "plan again"),
            (
                Method::Post,
                400,
                "InvalidDeleteResourceHasEntitlements",
                "remove the role from the access package",
            ),
            (Method::Put, 400, "InvalidApprovalStages", "approval.stages"),
            (Method::Put, 404, "", "apply once without `review`"),
            (Method::Put, 404, "ResourceNotFound", "deleted during this run"),
            (Method::Post, 409, "Conflict", "run again"),
            (Method::Get, 401, "InvalidAuthenticationToken", "sign in again"),
            (Method::Get, 503, "ServiceUnavailable", "support"),
            (Method::Get, 429, "TooManyRequests", "run again later"),
        ] {
            let text = said(method, &path, status, code);
            assert!(text.contains(words), "{status} {code}: {text}");
        }
        assert_eq!(advise(&refusal(Method::Get, &path, 400, "BadRequest")), None);
        assert_eq!(advise(&refusal(Method::Get, &path, 404, "ResourceNotFound")), None);
    }
}
