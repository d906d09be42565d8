//! The documented payloads, one after the other, against one sandbox. Comments carry the names of the pages.

use guestlist::sandbox::seed;
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, EM, direct_policy};

/// entitlementmanagement-post-catalogs, accesspackagecatalog-update, -get, list-catalogs.
#[tokio::test]
async fn rows_1_to_3_catalogs() {
    let bench = Bench::new().await;
    let body = json!({"displayName": "sales", "description": "for employees working with sales",
        "state": "published", "isExternallyVisible": true});
    let made = bench.post("/catalogs", body).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.body["catalogType"], "userManaged");
    assert_eq!(
        made.body["@odata.context"],
        format!(
            "{}/$metadata#identityGovernance/entitlementManagement/catalogs/$entity",
            bench.sandbox.base_url()
        )
    );
    let path = format!("/catalogs/{}", made.id());
    let patched =
        bench.send("PATCH", &path, json!({"displayName": "Catalog one", "state": "unpublished"})).await;
    assert_eq!((patched.status, &patched.body), (204, &Value::Null));
    let read = bench.em(&path).await;
    assert_eq!(
        (&read.body["displayName"], &read.body["state"]),
        (&json!("Catalog one"), &json!("unpublished"))
    );
    assert_eq!(read.body["description"], "for employees working with sales");
    let general = bench.em("/catalogs?$filter=displayName eq 'General'&$expand=accessPackages").await;
    assert_eq!(general.body["value"][0]["catalogType"], "serviceDefault");
    assert_eq!(general.body["value"][0]["accessPackages"], json!([]));
    let found = bench.em("/catalogs?$filter=contains(tolower(displayName),'one')").await;
    assert_eq!(found.all("displayName"), ["Catalog one"]);
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
    let general = format!("/catalogs/{}", seed::GENERAL);
    assert_eq!(bench.send("DELETE", &general, Value::Null).await.status, 400);
}

/// entitlementmanagement-post-resourcerequests 1 to 5, accesspackagecatalog-list-resources, -list-resourceroles,
/// entitlementmanagement-list-resourceenvironments.
#[tokio::test]
async fn rows_4_to_7_resources() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let group = bench.resource(&catalog, "AadGroup", seed::PARTNER_PORTAL_USERS).await;
    let app = bench.resource(&catalog, "AadApplication", seed::PARTNER_PORTAL).await;
    let url = "https://contoso.sharepoint.com/sites/partners";
    let site = json!({"originId": url, "originSystem": "SharePointOnline",
        "environment": {"originId": "https://contoso-admin.sharepoint.com/"}});
    assert_eq!(bench.request("adminAdd", &catalog, site).await.status, 201);
    let again = json!({"originId": url, "originSystem": "SharePointOnline"});
    let again = bench.request("adminAdd", &catalog, again).await;
    assert_eq!((again.status, again.code()), (400, "ResourceAlreadyOnboarded"));
    let list = bench.em(&format!("/catalogs/{catalog}/resources?$expand=roles,scopes,environment")).await;
    assert_eq!(list.all("id").len(), 3);
    let items = list.body["value"].as_array().unwrap();
    let item = items.iter().find(|item| item["id"] == *group).unwrap();
    assert_eq!(item["roles"][0]["originId"], format!("Member_{}", seed::PARTNER_PORTAL_USERS));
    assert_eq!(item["scopes"][0]["isRootScope"], true);
    let item = items.iter().find(|item| item["originId"] == url).unwrap();
    assert_eq!(item["environment"]["isDefaultEnvironment"], true);
    let roles = |filter: &str| format!("/catalogs/{catalog}/resourceRoles?$filter={filter}&$expand=resource");
    let filter = format!("(originSystem eq 'AadApplication' and resource/id eq '{app}')");
    let found = bench.em(&roles(&filter)).await;
    assert_eq!(found.all("displayName"), ["Supplier", "Buyer", "Viewer", "Support", "Support"]);
    assert_eq!(found.body["value"][0]["resource"]["originId"], seed::PARTNER_PORTAL);
    assert_eq!(bench.em(&format!("/catalogs/{catalog}/resourceRoles")).await.status, 400);
    let malformed = bench.em(&roles("(originSystem eq 'AadGroup' and resource/id eq 'x')")).await;
    assert_eq!((malformed.status, malformed.code()), (400, "InvalidFilter"));
    let other = format!("(originSystem eq 'AadGroup' and resource/id eq '{}')", seed::AUDITORS);
    assert_eq!(bench.em(&roles(&other)).await.code(), "ResourceNotFound");
    let attributes = json!({"originId": seed::PARTNER_PORTAL_USERS, "originSystem": "AadGroup", "attributes": [
        {"name": "extension_2b676109c7c74ae2b41549205f1947ed_personalTitle", "isEditable": true,
         "isPersistedOnAssignmentRemoval": true,
         "destination": {"@odata.type": "#microsoft.graph.accessPackageUserDirectoryAttributeStore"},
         "source": {"@odata.type": "#microsoft.graph.accessPackageResourceAttributeQuestion",
            "question": {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "isRequired": true,
                "text": "Title", "sequence": 0, "isSingleLineQuestion": true, "localizations": []}}}]});
    assert_eq!(bench.request("adminUpdate", &catalog, attributes).await.status, 201);
    let read = bench.em(&format!("/catalogs/{catalog}/resources?$filter=id eq '{group}'")).await;
    assert_eq!(read.body["value"][0]["attributes"][0]["source"]["question"]["text"], "Title");
    assert_eq!(bench.request("adminRemove", &catalog, json!({"id": group})).await.status, 201);
    assert_eq!(bench.em(&format!("/catalogs/{catalog}/resources")).await.all("id").len(), 2);
    let orphan = json!({"requestType": "adminRemove", "resource": {"id": app}});
    assert_eq!(bench.post("/resourceRequests", orphan).await.code(), "UnAuthorized");
    assert_eq!(bench.em("/resourceEnvironments").await.status, 400);
    let found = bench.em("/resourceEnvironments?$filter=originSystem eq 'SharePointOnline'").await;
    assert_eq!(found.all("id").len(), 2);
}

/// entitlementmanagement-post-accesspackages, accesspackage-update, -get, -post-resourcerolescopes 1 to 3,
/// -list-resourcerolescopes, -delete-resourcerolescopes.
#[tokio::test]
async fn rows_8_to_12_packages_and_role_links() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "sales reps").await;
    let path = format!("/accessPackages/{package}");
    let patch = json!({"displayName": "sales people", "isHidden": true});
    assert_eq!(bench.send("PATCH", &path, patch).await.status, 204);
    let read = bench.em(&format!("{path}?$expand=catalog,assignmentPolicies")).await;
    assert_eq!((&read.body["isHidden"], &read.body["catalog"]["id"]), (&json!(true), &json!(catalog)));
    assert!(read.body.get("_catalog").is_none());
    let group = bench.resource(&catalog, "AadGroup", seed::PARTNER_PORTAL_USERS).await;
    let app = bench.resource(&catalog, "AadApplication", seed::PARTNER_PORTAL).await;
    let url = "https://contoso.sharepoint.com/sites/partners";
    let site = bench.resource(&catalog, "SharePointOnline", url).await;
    let links = format!("{path}/resourceRoleScopes");
    let body = json!({"role": {"displayName": "Partners Members", "originSystem": "SharePointOnline",
            "originId": "4", "resource": {"id": site}},
        "scope": {"displayName": "Root", "description": "Root Scope", "originId": url,
            "originSystem": "SharePointOnline", "isRootScope": true}});
    let made = bench.post(&links, body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let listed =
        bench.em(&format!("/catalogs/{catalog}/resources?$expand=roles,scopes&$filter=id eq '{site}'")).await;
    let resource = &listed.body["value"][0];
    let role = resource["roles"].as_array().unwrap().iter().find(|role| role["originId"] == "4").unwrap();
    let ids = format!("{}_{}", role["id"].as_str().unwrap(), resource["scopes"][0]["id"].as_str().unwrap());
    assert_eq!(made.id(), ids);
    assert_eq!(bench.post(&links, body).await.status, 400);
    let link = |origin: &str, system: &str, role: &str, resource: &str| {
        json!({"role": {"originSystem": system, "originId": role,
                "resource": {"id": resource, "originId": origin, "originSystem": system}},
            "scope": {"originId": origin, "originSystem": system}})
    };
    let member = format!("Member_{}", seed::PARTNER_PORTAL_USERS);
    let body = link(seed::PARTNER_PORTAL_USERS, "AadGroup", &member, &group);
    assert_eq!(bench.post(&links, body).await.status, 201);
    let body = link(seed::PARTNER_PORTAL, "AadApplication", seed::SUPPLIER_ROLE, &app);
    assert_eq!(bench.post(&links, body).await.status, 201);
    let body = link(seed::PARTNER_PORTAL, "AadApplication", "nobody", &app);
    assert_eq!(bench.post(&links, body).await.code(), "RoleNotFound");
    let body = link(seed::AUDITORS, "AadGroup", "Member_x", seed::AUDITORS);
    assert_eq!(bench.post(&links, body).await.code(), "ResourceNotFound");
    let read = bench.em(&format!("{path}?$expand=resourceRoleScopes($expand=role,scope)")).await;
    let found = read.body["resourceRoleScopes"].as_array().unwrap();
    assert_eq!(found.len(), 3);
    assert!(
        found.iter().all(|link| link["scope"]["displayName"] == "Root" && link["role"]["resource"].is_null())
    );
    let removed = bench.request("adminRemove", &catalog, json!({"id": site})).await;
    assert_eq!(removed.code(), "InvalidDeleteResourceHasEntitlements");
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 400);
    for link in bench.em(&links).await.all("id") {
        assert_eq!(bench.send("DELETE", &format!("{links}/{link}"), Value::Null).await.status, 204);
    }
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(bench.em(&path).await.code(), "AccessPackageNotFound");
    let orphan = bench.post("/accessPackages", json!({"displayName": "x"})).await;
    assert_eq!((orphan.status, orphan.code()), (403, "UnAuthorized"));
}

/// accesspackage-post-incompatibleaccesspackage, -post-incompatiblegroup, -delete-incompatible*.
#[tokio::test]
async fn row_13_incompatibilities() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let (left, right) = (bench.package(&catalog, "left").await, bench.package(&catalog, "right").await);
    let path = format!("/accessPackages/{left}");
    let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0{EM}/accessPackages/{right}")});
    let references = format!("{path}/incompatibleAccessPackages");
    assert_eq!(bench.post(&format!("{references}/$ref"), body.clone()).await.status, 204);
    assert_eq!(bench.post(&format!("{references}/$ref"), body).await.status, 400);
    assert_eq!(bench.em(&references).await.all("id"), std::slice::from_ref(&right));
    let inverse = bench.em(&format!("/accessPackages/{right}/accessPackagesIncompatibleWith")).await;
    assert_eq!(inverse.all("id"), [left]);
    assert_eq!(bench.send("DELETE", &format!("{references}/{right}/$ref"), Value::Null).await.status, 204);
    let groups = format!("{path}/incompatibleGroups");
    let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/groups/{}", seed::AUDITORS)});
    assert_eq!(bench.post(&format!("{groups}/$ref"), body).await.status, 204);
    assert_eq!(bench.em(&groups).await.all("displayName"), ["Auditors"]);
    let gone = bench.send("DELETE", &format!("{groups}/{}/$ref", seed::AUDITORS), Value::Null).await;
    assert_eq!(gone.status, 204);
}

fn external_policy(package: &str) -> Value {
    let stage = |primary: Value, fallback: Value| {
        json!({"durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": false,
            "isEscalationEnabled": false, "durationBeforeEscalation": "PT0S", "primaryApprovers": primary,
            "fallbackPrimaryApprovers": fallback, "escalationApprovers": [], "fallbackEscalationApprovers": []})
    };
    let user = json!({"@odata.type": "#microsoft.graph.singleUser", "userId": seed::MEGAN});
    let group = json!({"@odata.type": "#microsoft.graph.groupMembers", "groupId": seed::PARTNER_MANAGERS,
        "description": "group for users"});
    json!({"displayName": "policy for external access requests", "description": "two stages",
        "allowedTargetScope": "AllConfiguredConnectedOrganizationUsers", "specificAllowedTargets": [],
        "expiration": {"endDateTime": null, "duration": null, "type": "noExpiration"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": false,
            "enableTargetsToSelfRemoveAccess": false, "allowCustomAssignmentSchedule": true},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": false,
            "stages": [
                stage(json!([{"@odata.type": "#microsoft.graph.internalSponsors"}]), json!([user, group])),
                stage(json!([]), json!([user]))]},
        "reviewSettings": {"isEnabled": true, "expirationBehavior": "keepAccess",
            "isRecommendationEnabled": true, "isReviewerJustificationRequired": true, "isSelfReview": false,
            "schedule": {"startDateTime": "2022-07-02T06:59:59.998Z",
                "expiration": {"duration": "P14D", "type": "afterDuration"},
                "recurrence": {"pattern": {"type": "absoluteMonthly", "interval": 3, "month": 0,
                    "dayOfMonth": 0, "daysOfWeek": []}, "range": {"type": "noEnd", "numberOfOccurrences": 0}}},
            "primaryReviewers": [group], "fallbackReviewers": []},
        "accessPackage": {"id": package}})
}

/// entitlementmanagement-post-assignmentpolicies 1 to 3, list-assignmentpolicies, accesspackageassignmentpolicy-get.
#[tokio::test]
async fn rows_14_to_16_and_22_to_23_policies() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let direct = bench.policy(&package, "direct").await;
    assert_eq!(direct.status, 201, "{}", direct.body);
    let external = bench.post("/assignmentPolicies", external_policy(&package)).await;
    assert_eq!(external.status, 201, "{}", external.body);
    let automatic = json!({"displayName": "Sales department users", "description": "All users from sales",
        "allowedTargetScope": "specificDirectoryUsers",
        "specificAllowedTargets": [{"@odata.type": "#microsoft.graph.attributeRuleMembers",
            "description": "All users from sales", "membershipRule": "(user.department -eq \"Sales\")"}],
        "automaticRequestSettings": {"requestAccessForAllowedTargets": true,
            "removeAccessWhenTargetLeavesAllowedTargets": true, "gracePeriodBeforeAccessRemoval": "P7D"},
        "accessPackage": {"id": package}});
    let automatic = bench.post("/assignmentPolicies", automatic).await;
    assert_eq!(automatic.status, 201, "{}", automatic.body);
    assert_eq!(automatic.body["requestorSettings"]["enableTargetsToSelfAddAccess"], false);
    assert_eq!(automatic.body["requestApprovalSettings"]["stages"], json!([]));
    let read = bench.em(&format!("/assignmentPolicies/{}", external.id())).await;
    assert_eq!(read.body["allowedTargetScope"], "allConfiguredConnectedOrganizationUsers");
    let stage = &read.body["requestApprovalSettings"]["stages"][0];
    assert_eq!(stage["fallbackPrimaryApprovers"][0]["description"], "Megan Bowen");
    assert_eq!(stage["fallbackPrimaryApprovers"][1]["description"], "group for users");
    assert_eq!(read.body["questions"], json!([]));
    assert!(read.body["questions@odata.context"].is_string());
    assert!(read.body.get("customExtensionStageSettings").is_none());
    assert!(read.body.get("accessPackage").is_none());
    let filter = format!("(displayname eq 'direct') and (accessPackage/id eq '{package}')");
    let list = bench.em(&format!("/assignmentPolicies?$filter={filter}&$expand=accessPackage")).await;
    assert_eq!(list.all("displayName"), ["direct"]);
    assert_eq!(list.body["value"][0]["accessPackage"]["id"], *package);
    assert!(list.body["value"][0].get("questions").is_none());
}

/// entitlementmanagement-post-assignmentpolicies 4 to 6.
#[tokio::test]
async fn rows_17_to_19_questions_extensions_and_foreign_shapes() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let mut texts = direct_policy(&package, "questions");
    texts["requestApprovalSettings"] = json!({"isApprovalRequiredForAdd": "false", "stages": []});
    texts["questions"] = json!([
        {"@odata.type": "#microsoft.graph.accessPackageMultipleChoiceQuestion", "isRequired": "false",
            "sequence": "0", "isAnswerEditable": "true", "isMultipleSelectionAllowed": "false",
            "text": "what state are you from?",
            "localizations": [{"languageCode": "fr-CA", "text": "de quel état?"}],
            "choices": [{"actualValue": "AZ", "text": "Arizona", "localizations": []}]},
        {"@odata.type": "microsoft.graph.accessPackageTextInputQuestion", "isRequired": true, "sequence": "1",
            "text": "Why?", "isSingleLineQuestion": "false", "localizations": []}]);
    let made = bench.post("/assignmentPolicies", texts).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let read = bench.em(&format!("/assignmentPolicies/{}", made.id())).await;
    let questions = &read.body["questions"];
    assert_eq!((&questions[0]["sequence"], &questions[0]["isRequired"]), (&json!(0), &json!(false)));
    assert_eq!(questions[1]["@odata.type"], "#microsoft.graph.accessPackageTextInputQuestion");
    assert!(questions[0]["id"].is_string());

    let extension = bench.post(&format!("/catalogs/{catalog}/customWorkflowExtensions"), workflow()).await;
    let mut staged = direct_policy(&package, "stages");
    staged["customExtensionStageSettings"] = json!([{"stage": "assignmentRequestCreated", "customExtension":
        {"@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension", "id": extension.id()}}]);
    let staged = bench.post("/assignmentPolicies", staged).await;
    assert_eq!(staged.status, 201, "{}", staged.body);
    let expand = "$expand=customExtensionStageSettings($expand=customExtension)";
    let read = bench.em(&format!("/assignmentPolicies/{}?{expand}", staged.id())).await;
    let setting = &read.body["customExtensionStageSettings"][0];
    assert_eq!(setting["customExtension"]["displayName"], "test_action_0124_email");

    let mut foreign = external_policy(&package);
    foreign["requestApprovalSettings"]["approvalMode"] = json!("SingleStage");
    let refused = bench.post("/assignmentPolicies", foreign).await;
    assert_eq!((refused.status, refused.code()), (400, "InvalidModel"));
}

fn workflow() -> Value {
    json!({"@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
        "displayName": "test_action_0124_email", "description": "this is for graph testing only",
        "endpointConfiguration": {"@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
            "subscriptionId": "38ab2ccc-3747-4567-b36b-9478f5602f0d", "resourceGroupName": "rg",
            "logicAppWorkflowName": "wf"},
        "authenticationConfiguration": {"@odata.type": "#microsoft.graph.azureAdPopTokenAuthentication"},
        "callbackConfiguration": {"@odata.type": "#microsoft.graph.customExtensionCallbackConfiguration",
            "durationBeforeTimeout": "PT1H"}})
}

/// accesspackageassignmentpolicy-update 1 to 3.
#[tokio::test]
async fn rows_20_and_21_replacing_a_policy() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let made = bench.post("/assignmentPolicies", external_policy(&package)).await;
    let path = format!("/assignmentPolicies/{}", made.id());
    let body = json!({"id": made.id(), "displayName": "All Users", "description": "All users can request",
        "allowedTargetScope": "allDirectoryUsers", "specificAllowedTargets": [],
        "automaticRequestSettings": null, "expiration": {"type": "noExpiration"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{
            "durationBeforeAutomaticDenial": "P2D", "isApproverJustificationRequired": false,
            "isEscalationEnabled": false, "durationBeforeEscalation": "PT0S",
            "primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}],
            "fallbackPrimaryApprovers": [], "escalationApprovers": [], "fallbackEscalationApprovers": []}]},
        "accessPackage": {"id": package}});
    let put = bench.send("PUT", &path, body.clone()).await;
    assert_eq!((put.status, &put.body["displayName"]), (200, &json!("All Users")), "{}", put.body);
    assert_eq!(put.body["reviewSettings"]["isEnabled"], false, "an omitted block falls back to its default");
    let mut empty = body.clone();
    empty["requestApprovalSettings"] = json!({"isApprovalRequiredForUpdate": true, "stages": []});
    assert_eq!(bench.send("PUT", &path, empty).await.code(), "InvalidApprovalStages");
    assert_eq!(bench.em(&path).await.body["requestApprovalSettings"]["isApprovalRequiredForAdd"], true);
    let mut moved = body.clone();
    moved["accessPackage"]["id"] = json!(bench.package(&catalog, "q").await);
    assert_eq!(bench.send("PUT", &path, moved).await.status, 400);
    assert_eq!(bench.send("PATCH", &path, body.clone()).await.status, 405);
    let extension = bench.post(&format!("/catalogs/{catalog}/customWorkflowExtensions"), workflow()).await;
    let mut staged = body;
    staged["customExtensionStageSettings"] =
        json!([{"stage": "assignmentRequestGranted", "customExtension": {"id": extension.id()}}]);
    assert_eq!(bench.send("PUT", &path, staged.clone()).await.status, 200);
    let path_of_extension = format!("/catalogs/{catalog}/customWorkflowExtensions/{}", extension.id());
    assert_eq!(bench.send("DELETE", &path_of_extension, Value::Null).await.status, 400);
    staged["customExtensionStageSettings"] = json!([]);
    assert_eq!(bench.send("PUT", &path, staged).await.status, 200);
    assert_eq!(bench.send("DELETE", &path_of_extension, Value::Null).await.status, 204);
    let below = format!("/accessPackages/{package}/assignmentPolicies");
    assert_eq!(bench.post(&below, json!({})).await.status, 404);
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
}

/// accesspackagecatalog-post-accesspackagecustomworkflowextensions 1 and 2, and the pages of its objects.
#[tokio::test]
async fn row_24_custom_extensions() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let path = format!("/catalogs/{catalog}/customWorkflowExtensions");
    let made = bench.post(&path, workflow()).await;
    assert_eq!((made.status, &made.body["callbackConfiguration"]["timeoutDuration"]), (201, &json!("PT1H")));
    let mut second = workflow();
    second["@odata.type"] = json!("#microsoft.graph.accessPackageAssignmentWorkflowExtension");
    second.as_object_mut().unwrap().remove("callbackConfiguration");
    assert_eq!(bench.post(&path, second).await.status, 201);
    let mut changed = workflow();
    changed["displayName"] = json!("other");
    let item = format!("{path}/{}", made.id());
    assert_eq!(bench.send("PUT", &item, changed).await.status, 200);
    assert_eq!(bench.em(&item).await.body["displayName"], "other");
    assert_eq!(bench.em(&path).await.all("id").len(), 2);
    let mut untyped = workflow();
    untyped.as_object_mut().unwrap().remove("@odata.type");
    assert_eq!(bench.post(&path, untyped).await.status, 400);
}

/// entitlementmanagement-post-connectedorganizations 1 and 2, connectedorganization-update, sponsors.
#[tokio::test]
async fn rows_25_and_26_organizations() {
    let bench = Bench::new().await;
    let domain = |name: &str| {
        json!({"displayName": name, "description": "d", "state": "proposed", "identitySources": [
            {"@odata.type": "#microsoft.graph.domainIdentitySource", "domainName": name, "displayName": name}]})
    };
    let northwind = bench.post("/connectedOrganizations", domain("northwindtraders.com")).await;
    assert_eq!((northwind.status, &northwind.body["state"]), (201, &json!("proposed")));
    assert_eq!(northwind.body["identitySources"][0]["@odata.type"], "#microsoft.graph.domainIdentitySource");
    let fabrikam = bench.post("/connectedOrganizations", domain("fabrikam.com")).await;
    let source = &fabrikam.body["identitySources"][0];
    assert_eq!(source["@odata.type"], "#microsoft.graph.azureActiveDirectoryTenant");
    assert_eq!(source["tenantId"], seed::FABRIKAM);
    let tenant = json!({"displayName": "Fabrikam again", "identitySources": [
        {"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": seed::FABRIKAM,
            "displayName": "Fabrikam"}]});
    assert_eq!(bench.post("/connectedOrganizations", tenant).await.status, 400);
    assert_eq!(bench.post("/connectedOrganizations", domain("contoso.com")).await.status, 400);
    let path = format!("/connectedOrganizations/{}", fabrikam.id());
    let patched = bench.send("PATCH", &path, json!({"state": "configured"})).await;
    assert_eq!((patched.status, &patched.body["state"]), (202, &json!("configured")));
    let any = "identitySources/any(is:is/microsoft.graph.azureActiveDirectoryTenant/tenantId eq";
    let found = bench.em(&format!("/connectedOrganizations?$filter={any} '{}')", seed::FABRIKAM)).await;
    assert_eq!(found.all("id"), [fabrikam.id()]);
    let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/users/{}", seed::MEGAN)});
    let sponsors = format!("{path}/internalSponsors");
    assert_eq!(bench.post(&format!("{sponsors}/$ref"), body).await.status, 204);
    let read = bench.em(&sponsors).await;
    assert_eq!(read.body["value"][0]["@odata.type"], "#microsoft.graph.user");
    assert_eq!(read.all("id"), [seed::MEGAN]);
    let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/directoryObjects/{}", seed::FABRIKAM_LEAD)});
    assert_eq!(bench.post(&format!("{path}/externalSponsors/$ref"), body).await.status, 204);
    let gone = bench.send("DELETE", &format!("{sponsors}/{}/$ref", seed::MEGAN), Value::Null).await;
    assert_eq!(gone.status, 204);
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
}

/// entitlementmanagementsettings-update, rbacapplication-post-roleassignments 4, -list-roleassignments 3,
/// -list-roledefinitions.
#[tokio::test]
async fn rows_27_to_30_settings_and_roles() {
    let bench = Bench::new().await;
    let body = json!({"externalUserLifecycleAction": "None", "durationUntilExternalUserDeletedAfterBlocked": "P10D"});
    assert_eq!(bench.send("PATCH", "/settings", body).await.status, 204);
    assert_eq!(bench.em("/settings").await.body["externalUserLifecycleAction"], "none");
    let catalog = bench.catalog("c").await;
    let roles = "/roleManagement/entitlementManagement";
    let owner = bench.get(&format!("{roles}/roleDefinitions?$filter=displayName eq 'Catalog owner'")).await;
    let owner = owner.all("id").remove(0);
    assert_eq!(owner, "ae79f266-94d4-4dab-b730-feca7e132178");
    let scope = format!("/AccessPackageCatalog/{catalog}");
    let body = json!({"principalId": seed::MEGAN, "roleDefinitionId": owner, "appScopeId": scope});
    let path = format!("{roles}/roleAssignments");
    let made = bench.try_send("POST", &path, Some(body), &[]).await.unwrap();
    assert_eq!(made.status, 201, "{}", made.body);
    let filter = format!("$filter=appScopeId eq '{scope}'&$expand=principal,roleDefinition");
    let found = bench.get(&format!("{path}?{filter}")).await;
    assert_eq!(found.body["value"][0]["principal"]["displayName"], "Megan Bowen");
    assert_eq!(found.body["value"][0]["roleDefinition"]["displayName"], "Catalog owner");
    let item = format!("{path}/{}", made.id());
    assert_eq!(bench.try_send("DELETE", &item, None, &[]).await.unwrap().status, 204);
}
