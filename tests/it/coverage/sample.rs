//! A raw tenant in which every type of the table of coverage occurs with every modelled property.

use guestlist::graph::{Snapshot, role};
use serde_json::{Value, json};

fn kind(name: &str, mut members: Value) -> Value {
    members["@odata.type"] = json!(format!("#microsoft.graph.{name}"));
    members
}

fn question(name: &str, text: &str, sequence: i64, mut own: Value) -> Value {
    let localizations = json!([{"languageCode": "nl", "text": "Vraag"}]);
    let common = json!({"text": text, "isRequired": true, "isAnswerEditable": true, "sequence": sequence,
        "localizations": localizations});
    own.as_object_mut().unwrap().extend(common.as_object().unwrap().clone());
    kind(name, own)
}

/// Both kinds of question, in an order that shows each of them first.
fn questions() -> Value {
    let text = json!({"isSingleLineQuestion": true, "regexPattern": "^x$"});
    let choice = json!({"isMultipleSelectionAllowed": true, "choices": [
        {"actualValue": "eu", "text": "Europe", "localizations": [{"languageCode": "nl", "text": "Europa"}]}]});
    json!([
        question("accessPackageTextInputQuestion", "Project?", 0, text),
        question("accessPackageMultipleChoiceQuestion", "Region?", 1, choice),
        question("accessPackageTextInputQuestion", "Why?", 2, json!({})),
    ])
}

/// One entry of every kind that a list of people can contain.
fn everybody() -> Value {
    json!([
        kind("singleUser", json!({"userId": "user1"})),
        kind("groupMembers", json!({"groupId": "group1"})),
        kind("connectedOrganizationMembers", json!({"connectedOrganizationId": "elsewhere1"})),
        kind("attributeRuleMembers", json!({"membershipRule": "(user.department -eq \"Sales\")"})),
        kind("singleServicePrincipal", json!({"servicePrincipalId": "app1"})),
        kind("requestorManager", json!({"managerLevel": 1})),
        kind("targetManager", json!({"managerLevel": 1})),
        kind("internalSponsors", json!({})),
        kind("externalSponsors", json!({})),
        kind("targetUserSponsors", json!({})),
        kind("targetApplicationOwners", json!({})),
        kind("targetAgentIdentitySponsorsOrOwners", json!({})),
    ])
}

fn somebody() -> Value {
    json!([kind("singleUser", json!({"userId": "user2"}))])
}

fn policy() -> Value {
    json!({
        "id": "policy1", "displayName": "Policy", "description": "Text", "accessPackage": {"id": "package1"},
        "allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": everybody(),
        "automaticRequestSettings": {"requestAccessForAllowedTargets": true,
            "removeAccessWhenTargetLeavesAllowedTargets": true, "gracePeriodBeforeAccessRemoval": "P7D"},
        "expiration": {"type": "afterDuration", "duration": "P30D", "endDateTime": "2027-01-01T00:00:00Z"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": true,
            "enableTargetsToSelfRemoveAccess": true, "allowCustomAssignmentSchedule": true,
            "enableOnBehalfRequestorsToAddAccess": true, "enableOnBehalfRequestorsToUpdateAccess": true,
            "enableOnBehalfRequestorsToRemoveAccess": true, "onBehalfRequestors": somebody()},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": true,
            "isRequestorJustificationRequired": true, "stages": [{"durationBeforeAutomaticDenial": "P14D",
                "durationBeforeEscalation": "P7D", "isEscalationEnabled": true,
                "isApproverJustificationRequired": true, "approverInformationVisibility": "visible",
                "primaryApprovers": somebody(), "fallbackPrimaryApprovers": somebody(),
                "escalationApprovers": somebody(), "fallbackEscalationApprovers": somebody()}]},
        "reviewSettings": {"isEnabled": true, "isSelfReview": false, "isRecommendationEnabled": true,
            "isReviewerJustificationRequired": true, "expirationBehavior": "removeAccess",
            "primaryReviewers": somebody(), "fallbackReviewers": somebody(),
            "schedule": {"startDateTime": "2027-01-04T00:00:00Z",
                "expiration": {"type": "afterDuration", "duration": "P14D", "endDateTime": null},
                "recurrence": {
                    "pattern": {"type": "relativeYearly", "interval": 1, "month": 1, "dayOfMonth": 1,
                        "daysOfWeek": ["monday"], "firstDayOfWeek": "monday", "index": "second"},
                    "range": {"type": "numbered", "numberOfOccurrences": 1, "startDate": "2027-01-04",
                        "endDate": "2029-01-04", "recurrenceTimeZone": "UTC"}}}},
        "notificationSettings": {"isAssignmentNotificationDisabled": true},
        "questions": questions(),
        "customExtensionStageSettings": [{"id": "setting1", "stage": "assignmentRequestCreated",
            "customExtension": {"id": "extension1"}}],
    })
}

/// A second policy, for properties that depend on another expiration.
fn dated_policy() -> Value {
    json!({"id": "policy2", "displayName": "Dated policy", "accessPackage": {"id": "package1"},
        "expiration": {"type": "afterDateTime", "endDateTime": "2027-01-01T00:00:00Z"}})
}

fn extension(of: &str, id: &str, callback: Value) -> Value {
    kind(
        of,
        json!({"id": id, "displayName": id, "description": "Text", "callbackConfiguration": callback,
        "endpointConfiguration": kind("logicAppTriggerEndpointConfiguration", json!({"subscriptionId": "s1",
            "resourceGroupName": "g1", "logicAppWorkflowName": "w1"})),
        "authenticationConfiguration": kind("azureAdPopTokenAuthentication", json!({}))}),
    )
}

fn extensions() -> Value {
    let (request, assignment) =
        ("accessPackageAssignmentRequestWorkflowExtension", "accessPackageAssignmentWorkflowExtension");
    let (plain, stage) =
        ("customExtensionCallbackConfiguration", "accessPackageRequestApprovalStageCallbackConfiguration");
    json!([
        extension(request, "extension1", kind(plain, json!({"timeoutDuration": "PT1H"}))),
        extension(assignment, "extension2", kind(plain, json!({"durationBeforeTimeout": "PT1H"}))),
        extension(request, "extension3", kind(stage, json!({"timeoutDuration": "PT1H"}))),
        extension(request, "extension4", kind(stage, json!({"durationBeforeTimeout": "PT1H"}))),
    ])
}

fn resources() -> Value {
    let attribute = json!({"name": "extension_1", "isEditable": true, "isPersistedOnAssignmentRemoval": true,
        "destination": kind("accessPackageUserDirectoryAttributeStore", json!({})),
        "source": kind("accessPackageResourceAttributeQuestion", json!({"question": questions()[0]}))});
    json!([
        {"id": "resource1", "originId": "group1", "originSystem": "AadGroup", "attributes": [attribute]},
        {"id": "resource2", "originId": "https://x/s1", "originSystem": "SharePointOnline",
            "environment": {"originId": "https://x-admin1", "isDefaultEnvironment": false}},
    ])
}

fn package() -> Value {
    json!({"id": "package1", "displayName": "Package", "description": "Text", "isHidden": true,
    "catalog": {"id": "catalog1"}, "incompatibleAccessPackages": [{"id": "package9"}],
    "incompatibleGroups": [{"id": "group9"}], "resourceRoleScopes": [
        {"role": {"originId": "Member_group1", "originSystem": "AadGroup", "displayName": "Member"},
            "scope": {"originId": "group1", "originSystem": "AadGroup", "isRootScope": true}},
        {"role": {"originId": "4", "originSystem": "SharePointOnline", "displayName": "Owners"},
            "scope": {"originId": "https://x/s1", "isRootScope": true}},
    ]})
}

fn organization() -> Value {
    json!({"id": "organization1", "displayName": "Partner", "description": "Text", "state": "proposed",
    "internalSponsors": [kind("user", json!({"id": "user1"}))],
    "externalSponsors": [kind("user", json!({"id": "user2"}))],
    "identitySources": [
        kind("azureActiveDirectoryTenant", json!({"tenantId": "tenant1"})),
        kind("domainIdentitySource", json!({"domainName": "example1"})),
        kind("externalDomainFederation", json!({"domainName": "example2", "issuerUri": "https://i1"})),
        kind("crossCloudAzureActiveDirectoryTenant", json!({"tenantId": "tenant2", "cloudInstance": "c1"})),
        kind("socialIdentitySource", json!({"socialIdentitySourceType": "facebook"})),
    ]})
}

/// The tenant: a list of objects for each Graph type that is read on its own.
pub(super) fn tenant() -> Value {
    json!({
        "accessPackageCatalog": [
            {"id": "catalog1", "displayName": "Catalog", "description": "Text", "state": "published",
                "isExternallyVisible": true, "catalogType": "serviceDefault"}],
        "accessPackageResource": resources(),
        "customCalloutExtension": extensions(),
        "accessPackage": [package()],
        "accessPackageAssignmentPolicy": [policy(), dated_policy()],
        "connectedOrganization": [organization()],
        "entitlementManagementSettings": [{"externalUserLifecycleAction": "blockSignIn",
            "durationUntilExternalUserDeletedAfterBlocked": "P30D"}],
        "unifiedRoleAssignment": [{"id": "assignment1", "principalId": "user1",
            "roleDefinitionId": role::CATALOG_OWNER, "appScopeId": "/AccessPackageCatalog/catalog1"}],
    })
}

/// The tenant in the form of a read.
pub(super) fn snapshot(tenant: &Value) -> Snapshot {
    let all = |name: &str| tenant[name].as_array().unwrap().clone();
    let in_catalog = |name: &str| [("catalog1".to_owned(), all(name))].into();
    Snapshot {
        organizations: all("connectedOrganization"),
        catalogs: all("accessPackageCatalog"),
        resources: in_catalog("accessPackageResource"),
        extensions: in_catalog("customCalloutExtension"),
        packages: all("accessPackage"),
        policies: all("accessPackageAssignmentPolicy"),
        role_assignments: all("unifiedRoleAssignment"),
        settings: all("entitlementManagementSettings").pop(),
        ..Snapshot::default()
    }
}
