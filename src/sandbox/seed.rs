//! The seeded company, Contoso: its directory, sites and partners, with ids that never change.
//!
//! It must contain no entitlement objects except the built-in catalog, the settings and the role definitions.

use serde_json::{Map, Value, json};

use crate::sandbox::store::table;

/// Contoso's tenant.
pub const TENANT: &str = "aaaaaaaa-0000-4000-8000-000000000000";
/// admin@contoso.com, who acts for callers without a token.
pub const ADMIN: &str = "aaaaaaaa-0000-4000-8000-000000000101";
/// megan@contoso.com.
pub const MEGAN: &str = "aaaaaaaa-0000-4000-8000-000000000102";
/// alex@contoso.com.
pub const ALEX: &str = "aaaaaaaa-0000-4000-8000-000000000103";
/// lead@fabrikam.com, a guest.
pub const FABRIKAM_LEAD: &str = "aaaaaaaa-0000-4000-8000-000000000121";
/// buyer@woodgrovebank.com, a guest.
pub const WOODGROVE_BUYER: &str = "aaaaaaaa-0000-4000-8000-000000000122";
/// The group "Partner Managers".
pub const PARTNER_MANAGERS: &str = "aaaaaaaa-0000-4000-8000-000000000201";
/// The group "Partner Portal Users".
pub const PARTNER_PORTAL_USERS: &str = "aaaaaaaa-0000-4000-8000-000000000202";
/// The group "Auditors".
pub const AUDITORS: &str = "aaaaaaaa-0000-4000-8000-000000000203";
/// The dynamic group "All Engineers".
pub const DYNAMIC_GROUP: &str = "aaaaaaaa-0000-4000-8000-000000000211";
/// The group "Factory Floor", synchronised from a directory on premises.
pub const SYNCED_GROUP: &str = "aaaaaaaa-0000-4000-8000-000000000212";
/// The role-assignable group "Helpdesk Admins".
pub const ROLE_ASSIGNABLE_GROUP: &str = "aaaaaaaa-0000-4000-8000-000000000213";
/// The group "Break Glass", managed by Privileged Identity Management.
pub const PIM_GROUP: &str = "aaaaaaaa-0000-4000-8000-000000000214";
/// The service principal "Partner Portal".
pub const PARTNER_PORTAL: &str = "aaaaaaaa-0000-4000-8000-000000000301";
/// The service principal "Expenses", without roles.
pub const EXPENSES: &str = "aaaaaaaa-0000-4000-8000-000000000302";
/// The service principal of Exchange Online.
pub const EXCHANGE: &str = "aaaaaaaa-0000-4000-8000-000000000303";
/// The role "Supplier" of "Partner Portal".
pub const SUPPLIER_ROLE: &str = "aaaaaaaa-0000-4000-8000-000000000401";
/// The built-in catalog "General".
pub const GENERAL: &str = "aaaaaaaa-0000-4000-8000-000000000501";
/// The default environment of SharePoint.
pub const ENVIRONMENT: &str = "aaaaaaaa-0000-4000-8000-000000000601";
/// The tenant of Fabrikam, owner of fabrikam.com.
pub const FABRIKAM: &str = "bbbbbbbb-0000-4000-8000-000000000001";
/// The tenant of Woodgrove Bank, owner of woodgrovebank.com.
pub const WOODGROVE: &str = "bbbbbbbb-0000-4000-8000-000000000002";

fn seed_id(number: u32) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012}")
}

/// Returns the seeded company as a dump.
#[must_use]
pub fn seed_dump() -> Value {
    let mut dump = service_dump();
    let tables = [
        (table::ORGANIZATION, rows_by_id(vec![seed_organization()])),
        (table::USERS, rows_by_id(seed_users())),
        (table::GROUPS, rows_by_id(seed_groups())),
        (table::SERVICE_PRINCIPALS, rows_by_id(service_principals())),
        (table::SITES, rows_by_id(seed_sites())),
        (table::TENANTS, rows_by_id(seed_tenants())),
        (table::ENVIRONMENTS, rows_by_id(seed_environments())),
        (table::SKUS, rows_by_id(vec![seed_subscription()])),
    ];
    for (name, rows) in tables {
        dump[name] = rows;
    }
    dump
}

/// Returns what every tenant has: the built-in catalog, settings and role definitions.
pub(crate) fn service_dump() -> Value {
    json!({
        table::CATALOGS: rows_by_id(vec![json!({"id": GENERAL, "displayName": "General",
            "description": "Built-in catalog.", "catalogType": "serviceDefault", "state": "published",
            "isExternallyVisible": true, "createdDateTime": "2025-01-01T00:00:00Z",
            "modifiedDateTime": "2025-01-01T00:00:00Z"})]),
        table::SETTINGS: {"entitlementManagementSettings": {"id": "entitlementManagementSettings",
            "externalUserLifecycleAction": "blockSignInAndDelete",
            "durationUntilExternalUserDeletedAfterBlocked": "P30D"}},
        table::ROLE_DEFINITIONS: rows_by_id(role_definitions()),
        table::POLICIES_AROUND: {
            "authorizationPolicy": {"id": "authorizationPolicy", "allowInvitesFrom": "everyone",
                "guestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3"},
            "crossTenantAccessPolicyConfigurationDefault": seed_cross_tenant_default()},
    })
}

/// The settings for partners without settings of their own, as Microsoft delivers them (fact
/// cross-tenant-default).
fn seed_cross_tenant_default() -> Value {
    let everybody = |access: &str| {
        json!({"usersAndGroups": {"accessType": access, "targets": [{"target": "AllUsers", "targetType": "user"}]},
            "applications": {"accessType": access,
                "targets": [{"target": "AllApplications", "targetType": "application"}]}})
    };
    json!({"isServiceDefault": true,
        "inboundTrust": {"isMfaAccepted": false, "isCompliantDeviceAccepted": false,
            "isHybridAzureADJoinedDeviceAccepted": false},
        "b2bCollaborationInbound": everybody("allowed"), "b2bCollaborationOutbound": everybody("allowed"),
        "b2bDirectConnectInbound": everybody("blocked"), "b2bDirectConnectOutbound": everybody("blocked"),
        "automaticUserConsentSettings": {"inboundAllowed": false, "outboundAllowed": false},
        "invitationRedemptionIdentityProviderConfiguration": {
            "primaryIdentityProviderPrecedenceOrder":
                ["externalFederation", "azureActiveDirectory", "socialIdentityProviders"],
            "fallbackIdentityProvider": "defaultConfiguredIdp"}})
}

fn rows_by_id(rows: Vec<Value>) -> Value {
    let named = rows.into_iter().map(|row| (row["id"].as_str().unwrap_or_default().to_owned(), row));
    Value::Object(named.collect::<Map<String, Value>>())
}

/// A subscription of Microsoft Entra ID Governance.
fn seed_subscription() -> Value {
    let plan =
        |name: &str| json!({"servicePlanName": name, "provisioningStatus": "Success", "appliesTo": "User"});
    json!({"id": format!("{TENANT}_governance"), "skuPartNumber": "Microsoft_Entra_ID_Governance",
        "capabilityStatus": "Enabled", "appliesTo": "User", "consumedUnits": 10,
        "servicePlans": [plan("Entra_Identity_Governance"), plan("AAD_PREMIUM_P2")]})
}

fn seed_organization() -> Value {
    json!({"id": TENANT, "displayName": "Contoso", "tenantType": "AAD", "countryLetterCode": "US",
        "verifiedDomains": [
            {"name": "contoso.com", "isDefault": true, "isInitial": false, "type": "Managed",
                "capabilities": "Email, OfficeCommunicationsOnline"},
            {"name": "contoso.onmicrosoft.com", "isDefault": false, "isInitial": true, "type": "Managed",
                "capabilities": "Email, OfficeCommunicationsOnline"}]})
}

fn seed_users() -> Vec<Value> {
    let members =
        ["admin", "megan", "alex", "diego", "grady", "isaiah", "joni", "lee", "lidia", "lynne", "miriam"];
    let names = [
        "Avery Admin",
        "Megan Bowen",
        "Alex Wilber",
        "Diego Siciliani",
        "Grady Archie",
        "Isaiah Langer",
        "Joni Sherman",
        "Lee Gu",
        "Lidia Holloway",
        "Lynne Robbins",
        "Miriam Graham",
    ];
    let guests = [
        ("lead@fabrikam.com", "Fabrikam Lead"),
        ("buyer@woodgrovebank.com", "Woodgrove Buyer"),
        ("driver@northwindtraders.com", "Northwind Driver"),
    ];
    let member = |(number, (nick, name)): (u32, (&str, &str))| {
        let mail = format!("{nick}@contoso.com");
        json!({"id": seed_id(101 + number), "displayName": name, "mail": mail, "userPrincipalName": mail,
            "userType": "Member", "externalUserState": null, "accountEnabled": true,
            "businessPhones": [], "identities": []})
    };
    let guest = |(number, (mail, name)): (u32, (&str, &str))| {
        let upn = format!("{}#EXT#@contoso.onmicrosoft.com", mail.replace('@', "_"));
        json!({"id": seed_id(121 + number), "displayName": name, "mail": mail, "userPrincipalName": upn,
            "userType": "Guest", "externalUserState": "Accepted", "accountEnabled": true,
            "businessPhones": [], "identities": []})
    };
    let members = (0..).zip(members.into_iter().zip(names)).map(member);
    members.chain((0..).zip(guests).map(guest)).collect()
}

fn seed_group(number: u32, name: &str) -> Value {
    json!({"id": seed_id(number), "displayName": name, "description": name, "groupTypes": [],
        "membershipRule": null, "securityEnabled": true, "mailEnabled": false,
        "mailNickname": name.replace(' ', "").to_lowercase(), "onPremisesSyncEnabled": null,
        "isAssignableToRole": null, "visibility": null, "_members": []})
}

fn seed_groups() -> Vec<Value> {
    let plain = [
        "Partner Managers",
        "Partner Portal Users",
        "Auditors",
        "Finance Approvers",
        "Sales",
        "Marketing",
        "Vendor Desk",
        "Duplicate Team",
        "Duplicate Team",
    ];
    let mut groups: Vec<Value> =
        (0..).zip(plain).map(|(number, name)| seed_group(201 + number, name)).collect();
    groups[0]["_members"] = json!([MEGAN, ALEX]);
    let mut dynamic = seed_group(211, "All Engineers");
    dynamic["groupTypes"] = json!(["DynamicMembership"]);
    dynamic["membershipRule"] = json!("user.department -eq \"Engineering\"");
    let mut synced = seed_group(212, "Factory Floor");
    synced["onPremisesSyncEnabled"] = json!(true);
    let mut assignable = seed_group(213, "Helpdesk Admins");
    assignable["isAssignableToRole"] = json!(true);
    let mut pim = seed_group(214, "Break Glass");
    pim["_pim"] = json!(true);
    groups.extend([dynamic, synced, assignable, pim]);
    groups
}

fn service_principals() -> Vec<Value> {
    let role = |number: u32, name: &str, value: &str| {
        json!({"id": seed_id(number), "displayName": name, "description": name, "value": value,
            "isEnabled": true, "allowedMemberTypes": ["User"], "origin": "Application"})
    };
    let app = |number: u32, app: &str, name: &str, roles: Value| {
        json!({"id": seed_id(number), "appId": app, "displayName": name, "appRoles": roles,
            "appRoleAssignmentRequired": true, "servicePrincipalType": "Application"})
    };
    let mut service = role(406, "Sync", "Sync.All");
    service["allowedMemberTypes"] = json!(["Application"]);
    let roles = json!([
        role(401, "Supplier", "supplier"),
        role(402, "Buyer", "buyer"),
        role(403, "Viewer", "viewer"),
        role(404, "Support", "support.level1"),
        role(405, "Support", "support.level2"),
        service,
    ]);
    vec![
        app(301, "cccccccc-0000-4000-8000-000000000001", "Partner Portal", roles),
        app(302, "cccccccc-0000-4000-8000-000000000002", "Expenses", json!([])),
        app(303, "00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online", json!([])),
    ]
}

fn seed_sites() -> Vec<Value> {
    let site = |number: u32, path: &str, name: &str| {
        json!({"id": seed_id(number), "displayName": name, "webUrl": format!("https://contoso.sharepoint.com/sites/{path}"),
            "_environment": ENVIRONMENT, "_roles": {"3": format!("{name} Owners"),
                "4": format!("{name} Members"), "5": format!("{name} Visitors")}})
    };
    vec![site(701, "partners", "Partners"), site(702, "finance", "Finance")]
}

fn seed_environments() -> Vec<Value> {
    let environment = |number: u32, host: &str, default: bool| {
        let url = format!("https://{host}-admin.sharepoint.com/");
        json!({"id": seed_id(number), "displayName": url, "description": null,
            "originSystem": "SharePointOnline", "originId": url, "isDefaultEnvironment": default,
            "connectionInfo": {"url": url}, "createdDateTime": "2025-01-01T00:00:00Z",
            "modifiedDateTime": "2025-01-01T00:00:00Z"})
    };
    vec![environment(601, "contoso", true), environment(602, "contosoeurope", false)]
}

fn seed_tenants() -> Vec<Value> {
    let tenant = |tenant: &str, name: &str, domain: &str| {
        json!({"id": tenant, "tenantId": tenant, "displayName": name, "defaultDomainName": domain,
            "federationBrandName": null, "_domains": [domain]})
    };
    let mut own = tenant(TENANT, "Contoso", "contoso.com");
    own["_domains"] = json!(["contoso.com", "contoso.onmicrosoft.com"]);
    vec![
        own,
        tenant(FABRIKAM, "Fabrikam", "fabrikam.com"),
        tenant(WOODGROVE, "Woodgrove Bank", "woodgrovebank.com"),
    ]
}

fn role_definitions() -> Vec<Value> {
    // The published id of the Connected Organization Administrator is malformed, so the role is found by
    // name.
    [
        ("ba92d953-d8e0-4e39-a797-0cbedb0a89e8", "Catalog creator"),
        ("ae79f266-94d4-4dab-b730-feca7e132178", "Catalog owner"),
        ("44272f93-9762-48e8-af59-1b5351b1d6b3", "Catalog reader"),
        ("7f480852-ebdc-47d4-87de-0d8498384a83", "Access package manager"),
        ("e2182095-804a-4656-ae11-64734e9b7ae5", "Access package assignment manager"),
        ("aaaaaaaa-0000-4000-8000-000000000801", "Connected Organization Administrator"),
    ]
    .into_iter()
    .map(|(id, name)| {
        json!({"id": id, "displayName": name, "description": name, "isBuiltIn": true, "isEnabled": true,
            "templateId": id, "version": "1.0", "resourceScopes": ["/"], "rolePermissions": []})
    })
    .collect()
}
