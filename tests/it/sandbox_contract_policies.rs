//! The documented payloads of assignment policies, in sequence, against one sandbox.

use guestlist::sandbox::seed;
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, direct_policy, names, workflow};

/// A package for policies, and its catalog.
async fn package(bench: &Bench) -> (String, String) {
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    (catalog, package)
}

fn megan() -> Value {
    json!({"@odata.type": "#microsoft.graph.singleUser", "userId": seed::MEGAN})
}

fn managers() -> Value {
    json!({"@odata.type": "#microsoft.graph.groupMembers", "groupId": seed::PARTNER_MANAGERS,
        "description": "group for users"})
}

fn external_policy(package: &str) -> Value {
    let stage = |primary: Value, fallback: Value| {
        json!({"durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": false,
            "isEscalationEnabled": false, "durationBeforeEscalation": "PT0S", "primaryApprovers": primary,
            "fallbackPrimaryApprovers": fallback, "escalationApprovers": [], "fallbackEscalationApprovers": []})
    };
    json!({"displayName": "policy for external access requests", "description": "two stages",
        "allowedTargetScope": "AllConfiguredConnectedOrganizationUsers", "specificAllowedTargets": [],
        "expiration": {"endDateTime": null, "duration": null, "type": "noExpiration"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": true,
            "enableTargetsToSelfRemoveAccess": true, "allowCustomAssignmentSchedule": false,
            "enableOnBehalfRequestorsToAddAccess": false, "enableOnBehalfRequestorsToUpdateAccess": false,
            "enableOnBehalfRequestorsToRemoveAccess": false, "onBehalfRequestors": []},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": false,
            "stages": [
                stage(json!([{"@odata.type": "#microsoft.graph.internalSponsors"}]), json!([megan(), managers()])),
                stage(json!([]), json!([megan()]))]},
        "reviewSettings": {"isEnabled": true, "expirationBehavior": "keepAccess",
            "isRecommendationEnabled": true, "isReviewerJustificationRequired": true, "isSelfReview": false,
            "schedule": {"startDateTime": "2022-07-02T06:59:59.998Z",
                "expiration": {"duration": "P14D", "type": "afterDuration"},
                "recurrence": {"pattern": {"type": "absoluteMonthly", "interval": 3, "month": 0,
                    "dayOfMonth": 0, "daysOfWeek": []}, "range": {"type": "noEnd", "numberOfOccurrences": 0}}},
            "primaryReviewers": [managers()], "fallbackReviewers": []},
        "accessPackage": {"id": package}})
}

/// entitlementmanagement-post-assignmentpolicies 1.
#[tokio::test]
async fn a_direct_policy_is_created() {
    let bench = Bench::new().await;
    let (_, package) = package(&bench).await;
    let sent = direct_policy(&package, "New Policy");
    let made = bench.post("/assignmentPolicies", sent.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let context = made.body["@odata.context"].as_str().unwrap();
    assert!(
        context.ends_with("/$metadata#identityGovernance/entitlementManagement/assignmentPolicies/$entity")
    );
    let read = bench.em(&format!("/assignmentPolicies/{}", made.id())).await;
    for (name, value) in sent.as_object().unwrap() {
        match name.as_str() {
            "accessPackage" => assert_eq!(read.body.get(name), None, "a reference comes with $expand alone"),
            // The sample leaves the justification out.
            "requestApprovalSettings" => {
                assert_eq!(read.body[name]["isRequestorJustificationRequired"], false);
                assert_eq!(read.body[name]["stages"], json!([]));
            }
            "expiration" => assert_eq!(read.body[name]["type"], "noExpiration"),
            _ => assert_eq!(read.body[name], *value, "{name}"),
        }
    }
    let mut nowhere = sent;
    nowhere.as_object_mut().unwrap().remove("accessPackage");
    assert_eq!(bench.post("/assignmentPolicies", nowhere).await.status, 400);
}

/// entitlementmanagement-post-assignmentpolicies 2.
#[tokio::test]
async fn a_policy_for_people_from_outside_is_created() {
    let bench = Bench::new().await;
    let (_, package) = package(&bench).await;
    let sent = external_policy(&package);
    let made = bench.post("/assignmentPolicies", sent.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let read = bench.em(&format!("/assignmentPolicies/{}", made.id())).await.body;
    assert_eq!(read["allowedTargetScope"], "allConfiguredConnectedOrganizationUsers", "camelCase comes back");
    assert_eq!(read["requestorSettings"], sent["requestorSettings"]);
    let stages = read["requestApprovalSettings"]["stages"].as_array().unwrap();
    assert_eq!(stages.len(), 2);
    assert_eq!(stages[0]["primaryApprovers"][0]["@odata.type"], "#microsoft.graph.internalSponsors");
    assert_eq!(stages[0]["fallbackPrimaryApprovers"][0]["description"], "Megan Bowen");
    assert_eq!(stages[0]["fallbackPrimaryApprovers"][1]["description"], "group for users");
    assert_eq!(
        (&stages[1]["primaryApprovers"], stages[1]["fallbackPrimaryApprovers"][0]["userId"].as_str()),
        (&json!([]), Some(seed::MEGAN))
    );
    assert_eq!(read["reviewSettings"], sent["reviewSettings"]);
}

/// entitlementmanagement-post-assignmentpolicies 3.
#[tokio::test]
async fn an_automatic_policy_is_created() {
    let bench = Bench::new().await;
    let (_, package) = package(&bench).await;
    let rule = json!([{"@odata.type": "#microsoft.graph.attributeRuleMembers",
        "description": "Membership rule for all users from sales department",
        "membershipRule": "(user.department -eq \"Sales\")"}]);
    let sent = json!({"displayName": "Sales department users",
        "description": "All users from sales department", "allowedTargetScope": "specificDirectoryUsers",
        "specificAllowedTargets": rule, "automaticRequestSettings": {"requestAccessForAllowedTargets": true},
        "accessPackage": {"id": package}});
    let made = bench.post("/assignmentPolicies", sent.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/assignmentPolicies/{}", made.id());
    let read = bench.em(&path).await.body;
    assert_eq!(read["specificAllowedTargets"], rule);
    assert_eq!(read["automaticRequestSettings"]["requestAccessForAllowedTargets"], true);
    assert_eq!(read["expiration"]["type"], "noExpiration", "the blocks that the sample omits come back");
    assert_eq!(read["requestorSettings"]["enableTargetsToSelfAddAccess"], false);
    assert_eq!(read["requestApprovalSettings"]["isApprovalRequiredForAdd"], false);
    assert_eq!(read["requestApprovalSettings"]["stages"], json!([]));
    let mut grace = sent;
    grace["automaticRequestSettings"] = json!({"requestAccessForAllowedTargets": true,
        "removeAccessWhenTargetLeavesAllowedTargets": true, "gracePeriodBeforeAccessRemoval": "P7D"});
    assert_eq!(bench.send("PUT", &path, grace.clone()).await.status, 200);
    let read = bench.em(&path).await.body;
    assert_eq!(read["automaticRequestSettings"], grace["automaticRequestSettings"]);
}

/// Converts the booleans and numbers of a body to strings.
fn as_strings(value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        Value::Array(items) => items.iter().map(as_strings).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), as_strings(value))).collect()
        }
        other => other.clone(),
    }
}

/// The same without the ids that the service generates.
fn without_ids(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            members.retain(|name, _| {
                !["id", "createdDateTime", "modifiedDateTime"].contains(&name.as_str())
                    && !name.contains("@odata.context")
            });
            members.values_mut().for_each(|value| *value = without_ids(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_ids(item.take())),
        _ => {}
    }
    value
}

/// The number of booleans and numbers in a body.
fn scalars(value: &Value) -> usize {
    match value {
        Value::Bool(_) | Value::Number(_) => 1,
        Value::Array(items) => items.iter().map(scalars).sum(),
        Value::Object(members) => members.values().map(scalars).sum(),
        _ => 0,
    }
}

fn questions() -> Value {
    let choice = |value: &str, text: &str| json!({"@odata.type": "microsoft.graph.accessPackageAnswerChoice", "actualValue": value, "text": text});
    json!([
        {"@odata.type": "#microsoft.graph.accessPackageMultipleChoiceQuestion", "sequence": 1,
            "isRequired": true, "isAnswerEditable": true, "text": "What country are you working from?",
            "isMultipleSelectionAllowed": false,
            "choices": [choice("KE", "Kenya"), choice("US", "United States"), choice("GY", "Guyana")]},
        {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "sequence": 2, "isRequired": true,
            "isAnswerEditable": true, "text": "What do you do for work?",
            "localizations": [{"languageCode": "fr-CA", "text": "Que fais-tu comme travail?"}],
            "isSingleLineQuestion": false, "regexPattern": "[a-zA-Z]+[a-zA-Z\\s]*"}])
}

/// entitlementmanagement-post-assignmentpolicies 4.
#[tokio::test]
async fn questions_are_created_and_values_may_be_strings() {
    let bench = Bench::new().await;
    let (_, package) = package(&bench).await;
    let body = json!({"displayName": "A Policy With Questions", "description": "",
        "allowedTargetScope": "allMemberUsers", "expiration": {"type": "noExpiration"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": true,
            "enableTargetsToSelfRemoveAccess": true},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": true,
            "stages": [{"durationBeforeAutomaticDenial": "P7D", "isApproverJustificationRequired": false,
                "isEscalationEnabled": false, "fallbackPrimaryApprovers": [], "escalationApprovers": [],
                "fallbackEscalationApprovers": [], "primaryApprovers": [megan()]}]},
        "questions": questions(), "accessPackage": {"id": package}});
    assert_eq!(scalars(&body), 15);
    let made = bench.post("/assignmentPolicies", as_strings(&body)).await;
    assert_eq!((made.status, &made.body["description"]), (201, &json!("")), "{}", made.body);
    let read = bench.em(&format!("/assignmentPolicies/{}", made.id())).await.body;
    let (first, second) = (&read["questions"][0], &read["questions"][1]);
    assert_eq!((&first["sequence"], &first["isRequired"]), (&json!(1), &json!(true)));
    assert_eq!(first["choices"][2]["actualValue"], "GY");
    assert_eq!(second["@odata.type"], "#microsoft.graph.accessPackageTextInputQuestion");
    assert_eq!((&second["sequence"], &second["isSingleLineQuestion"]), (&json!(2), &json!(false)));
    assert!(first["id"].is_string() && second["id"].is_string());
    assert_eq!(read["requestApprovalSettings"]["stages"][0]["durationBeforeEscalation"], "PT0S");
}

/// The same example with every boolean and number of a policy, in every block.
#[tokio::test]
async fn every_boolean_and_number_may_be_a_string() {
    let bench = Bench::new().await;
    let (catalog, package) = package(&bench).await;
    let other = bench.package(&catalog, "q").await;
    let manager = json!({"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 2});
    let mut body = external_policy(&package);
    body["questions"] = questions();
    body["notificationSettings"] = json!({"isAssignmentNotificationDisabled": true});
    body["requestApprovalSettings"]["isRequestorJustificationRequired"] = json!(true);
    body["requestApprovalSettings"]["stages"][0]["primaryApprovers"] = json!([manager]);
    body["requestApprovalSettings"]["stages"][0]["isEscalationEnabled"] = json!(true);
    body["reviewSettings"]["schedule"]["recurrence"]["range"] =
        json!({"type": "numbered", "numberOfOccurrences": 4});
    let plain = bench.post("/assignmentPolicies", body.clone()).await;
    let mut texts = as_strings(&body);
    texts["accessPackage"]["id"] = json!(other);
    assert_eq!(scalars(&texts), 0);
    let made = bench.post("/assignmentPolicies", texts.clone()).await;
    assert_eq!((plain.status, made.status), (201, 201), "{}", made.body);
    assert!(scalars(&made.body) > 30, "{}", made.body);
    let read = async |id: String| bench.em(&format!("/assignmentPolicies/{id}")).await.body;
    let expected = without_ids(read(plain.id()).await);
    assert_eq!(without_ids(read(made.id()).await), expected);
    let put = bench.send("PUT", &format!("/assignmentPolicies/{}", made.id()), texts).await;
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(without_ids(read(made.id()).await), expected);
    // The rules of an automatic policy have booleans of their own.
    let automatic = json!({"displayName": "Sales", "description": "Sales",
        "allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": [
            {"@odata.type": "#microsoft.graph.attributeRuleMembers", "membershipRule": "(user.city -eq \"Ely\")"}],
        "automaticRequestSettings": {"requestAccessForAllowedTargets": "true",
            "removeAccessWhenTargetLeavesAllowedTargets": "false"}, "accessPackage": {"id": package}});
    let made = bench.post("/assignmentPolicies", automatic).await;
    assert_eq!(
        made.body["automaticRequestSettings"]["requestAccessForAllowedTargets"], true,
        "{}",
        made.body
    );
    assert_eq!(made.body["automaticRequestSettings"]["removeAccessWhenTargetLeavesAllowedTargets"], false);
    let mut word = body;
    word["requestorSettings"]["allowCustomAssignmentSchedule"] = json!("yes");
    assert_eq!(bench.post("/assignmentPolicies", word).await.code(), "InvalidModel", "no boolean at all");
}

/// entitlementmanagement-post-assignmentpolicies 5.
#[tokio::test]
async fn stages_call_extensions() {
    let bench = Bench::new().await;
    let (catalog, package) = package(&bench).await;
    let extension = bench.post(&format!("/catalogs/{catalog}/customWorkflowExtensions"), workflow()).await;
    let kind = "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension";
    let mut staged = direct_policy(&package, "extensionPolicy");
    staged["customExtensionStageSettings"] = json!([{"stage": "assignmentRequestCreated",
        "customExtension": {"@odata.type": kind, "id": extension.id()}}]);
    let made = bench.post("/assignmentPolicies", staged.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let expand = "$expand=customExtensionStageSettings($expand=customExtension)";
    let read = bench.em(&format!("/assignmentPolicies/{}?{expand}", made.id())).await.body;
    let settings = read["customExtensionStageSettings"].as_array().unwrap();
    assert_eq!((settings.len(), &settings[0]["stage"]), (1, &json!("assignmentRequestCreated")));
    assert_eq!(settings[0]["customExtension"]["displayName"], "test_action_0124_email");
    assert_eq!(settings[0]["customExtension"]["@odata.type"], kind);
    // An extension of another catalog, and a stage that does not fit its kind.
    let other = bench.catalog("d").await;
    let foreign = bench.post(&format!("/catalogs/{other}/customWorkflowExtensions"), workflow()).await;
    for (stage, id) in
        [("assignmentRequestCreated", foreign.id()), ("assignmentOneDayBeforeExpiration", extension.id())]
    {
        staged["customExtensionStageSettings"] = json!([{"stage": stage, "customExtension": {"id": id}}]);
        assert_eq!(bench.post("/assignmentPolicies", staged.clone()).await.code(), "InvalidModel", "{stage}");
    }
}

/// entitlementmanagement-post-assignmentpolicies 6, whose sample has the form of beta.
#[tokio::test]
async fn a_dynamic_approver_is_refused() {
    let bench = Bench::new().await;
    let (catalog, package) = package(&bench).await;
    let path = format!("/catalogs/{catalog}/customWorkflowExtensions");
    let extension = json!({"@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
        "id": bench.post(&path, workflow()).await.id()});
    let asking = "assignmentRequestDeterminingApprovalRequirements";
    let dynamic = json!({"@odata.type": "#microsoft.graph.accessPackageDynamicApprovalStage",
        "customExtension": extension});
    let example = json!({"displayName": "Dynamic approver policy", "description": "Dynamic approver policy",
        "canExtend": false, "durationInDays": null, "expirationDateTime": null, "accessPackageId": package,
        "accessReviewSettings": null, "questions": [],
        "accessPackageNotificationSettings": {"isAssignmentNotificationDisabled": false},
        "verifiableCredentialSettings": {"credentialTypes": []},
        "requestorSettings": {"scopeType": "AllExistingDirectorySubjects", "acceptRequests": true,
            "allowedRequestors": []},
        "requestApprovalSettings": {"isApprovalRequired": true, "isApprovalRequiredForExtension": false,
            "isRequestorJustificationRequired": true, "approvalMode": "SingleStage", "approvalStages": [dynamic]},
        "customExtensionStageSettings": [{"stage": asking, "customExtension": extension}]});
    let refused = bench.post("/assignmentPolicies", example.clone()).await;
    assert_eq!((refused.status, refused.code()), (400, "InvalidModel"));
    // Each name that v1.0 lacks is refused in an otherwise valid policy.
    let known = ["displayName", "description", "questions", "customExtensionStageSettings"];
    let blocks = ["requestorSettings", "requestApprovalSettings"];
    let (mut tried, members) = (0, example.as_object().unwrap());
    let inside = |block: &str| example[block].as_object().unwrap().clone();
    let nested = blocks.iter().flat_map(|block| inside(block).into_iter().map(|(n, v)| (Some(*block), n, v)));
    let top = members.iter().map(|(name, value)| (None, name.clone(), value.clone()));
    for (block, name, value) in top.chain(nested) {
        let shared = [&known[..], &blocks[..], &["isRequestorJustificationRequired"]].concat();
        if shared.contains(&name.as_str()) {
            continue;
        }
        let mut body = external_policy(&package);
        match block {
            Some(block) => body[block][&name] = value,
            None => body[&name] = value,
        }
        let refused = bench.post("/assignmentPolicies", body).await;
        assert_eq!((refused.status, refused.code()), (400, "InvalidModel"), "{name}");
        tried += 1;
    }
    assert_eq!(tried, 14);
    let mut stage = external_policy(&package);
    stage["requestApprovalSettings"]["stages"] = json!([dynamic]);
    assert_eq!(
        bench.post("/assignmentPolicies", stage).await.code(),
        "InvalidModel",
        "no such member in v1.0"
    );
    let mut word = external_policy(&package);
    word["customExtensionStageSettings"] = example["customExtensionStageSettings"].clone();
    assert_eq!(
        bench.post("/assignmentPolicies", word).await.code(),
        "ArgumentException",
        "no such stage in v1.0"
    );
    assert_eq!(bench.em("/assignmentPolicies").await.all("id").len(), 0, "nothing was stored");
}

/// A complete replacement of a policy, as on the page of the update.
fn all_users(id: &str, package: &str) -> Value {
    json!({"id": id, "displayName": "All Users", "description": "All users can request",
        "allowedTargetScope": "allDirectoryUsers", "specificAllowedTargets": [],
        "automaticRequestSettings": null, "expiration": {"type": "noExpiration"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{
            "durationBeforeAutomaticDenial": "P2D", "isApproverJustificationRequired": false,
            "isEscalationEnabled": false, "durationBeforeEscalation": "PT0S",
            "primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}],
            "fallbackPrimaryApprovers": [megan()], "escalationApprovers": [], "fallbackEscalationApprovers": []}]},
        "accessPackage": {"id": package}})
}

/// accesspackageassignmentpolicy-update 1.
#[tokio::test]
async fn a_policy_is_replaced() {
    let bench = Bench::new().await;
    let (catalog, package) = package(&bench).await;
    let mut before = external_policy(&package);
    before["questions"] = questions();
    let made = bench.post("/assignmentPolicies", before).await;
    let path = format!("/assignmentPolicies/{}", made.id());
    let body = all_users(&made.id(), &package);
    let put = bench.send("PUT", &path, body.clone()).await;
    assert_eq!((put.status, &put.body["displayName"]), (200, &json!("All Users")), "{}", put.body);
    let read = bench.em(&path).await.body;
    assert_eq!((&read["id"], &read["createdDateTime"]), (&made.body["id"], &made.body["createdDateTime"]));
    assert_eq!(read["allowedTargetScope"], "allDirectoryUsers");
    let stages = read["requestApprovalSettings"]["stages"].as_array().unwrap();
    assert_eq!((stages.len(), &stages[0]["primaryApprovers"][0]["managerLevel"]), (1, &json!(1)));
    assert_eq!(read["reviewSettings"]["isEnabled"], false, "an omitted block falls back to its default");
    assert_eq!(read["questions"], json!([]), "the sample omits the questions, too");
    let mut empty = body.clone();
    empty["requestApprovalSettings"] = json!({"isApprovalRequiredForUpdate": true, "stages": []});
    assert_eq!(bench.send("PUT", &path, empty).await.code(), "InvalidApprovalStages");
    assert_eq!(bench.em(&path).await.body, read, "nothing of a refused body is written");
    let mut moved = body.clone();
    moved["accessPackage"]["id"] = json!(bench.package(&catalog, "q").await);
    assert_eq!(bench.send("PUT", &path, moved).await.status, 400);
    let mut other = body.clone();
    other["id"] = json!(seed::GENERAL);
    assert_eq!(bench.send("PUT", &path, other).await.status, 400);
    assert_eq!(bench.send("PATCH", &path, body).await.status, 405);
    let below = format!("/accessPackages/{package}/assignmentPolicies");
    assert_eq!(bench.post(&below, json!({})).await.status, 404);
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(bench.em("/assignmentPolicies").await.all("id").len(), 0);
}

/// accesspackageassignmentpolicy-update 2 and 3.
#[tokio::test]
async fn stage_settings_are_taken_and_given_by_a_replacement() {
    let bench = Bench::new().await;
    let (catalog, package) = package(&bench).await;
    let extension = bench.post(&format!("/catalogs/{catalog}/customWorkflowExtensions"), workflow()).await;
    let item = format!("/catalogs/{catalog}/customWorkflowExtensions/{}", extension.id());
    let made = bench.post("/assignmentPolicies", external_policy(&package)).await;
    let path = format!("/assignmentPolicies/{}", made.id());
    let mut body = all_users(&made.id(), &package);
    let expand = format!("{path}?$expand=customExtensionStageSettings($expand=customExtension)");
    let stages = ["assignmentRequestCreated", "assignmentRequestGranted"];
    for given in [&stages[..], &[], &stages[1..]] {
        let setting = |stage: &&str| json!({"stage": stage, "customExtension": {"id": extension.id()}});
        body["customExtensionStageSettings"] = given.iter().map(setting).collect();
        let put = bench.send("PUT", &path, body.clone()).await;
        assert_eq!(put.status, 200, "{}", put.body);
        let read = bench.em(&expand).await.body;
        let settings = read["customExtensionStageSettings"].as_array().unwrap();
        let found: Vec<_> = settings.iter().map(|setting| setting["stage"].as_str().unwrap()).collect();
        assert_eq!(found, given);
    }
    assert_eq!(bench.send("DELETE", &item, Value::Null).await.status, 400, "a policy uses it");
    body["customExtensionStageSettings"] = json!([]);
    assert_eq!(bench.send("PUT", &path, body).await.status, 200);
    assert_eq!(bench.send("DELETE", &item, Value::Null).await.status, 204);
}

/// accesspackageassignmentpolicy-get 1 and 2.
#[tokio::test]
async fn a_policy_is_read_with_every_member() {
    let bench = Bench::new().await;
    let (_, package) = package(&bench).await;
    let mut sent = external_policy(&package);
    sent["reviewSettings"] = Value::Null;
    let path = format!("/assignmentPolicies/{}", bench.post("/assignmentPolicies", sent).await.id());
    let read = bench.em(&path).await.body;
    let plain = [
        "@odata.context",
        "allowedTargetScope",
        "automaticRequestSettings",
        "createdDateTime",
        "description",
        "displayName",
        "expiration",
        "id",
        "modifiedDateTime",
        "notificationSettings",
        "questions",
        "questions@odata.context",
        "requestApprovalSettings",
        "requestorSettings",
        "reviewSettings",
        "specificAllowedTargets",
    ];
    assert_eq!(names(&read), plain);
    assert_eq!(names(&read["expiration"]), ["duration", "endDateTime", "type"]);
    assert_eq!((&read["reviewSettings"], &read["automaticRequestSettings"]), (&Value::Null, &Value::Null));
    for stage in read["requestApprovalSettings"]["stages"].as_array().unwrap() {
        let all = [
            "approverInformationVisibility",
            "durationBeforeAutomaticDenial",
            "durationBeforeEscalation",
            "escalationApprovers",
            "fallbackEscalationApprovers",
            "fallbackPrimaryApprovers",
            "isApproverJustificationRequired",
            "isEscalationEnabled",
            "primaryApprovers",
        ];
        assert_eq!(names(stage), all);
    }
    let some = bench.em(&format!("{path}?$select=id,displayName")).await.body;
    assert_eq!(names(&some), ["@odata.context", "displayName", "id"]);
    let expand = "$expand=accessPackage,catalog,customExtensionStageSettings";
    let whole = bench.em(&format!("{path}?{expand}")).await.body;
    assert_eq!(
        (&whole["accessPackage"]["id"], &whole["catalog"]["displayName"]),
        (&json!(package), &json!("c"))
    );
    assert_eq!(whole["customExtensionStageSettings"], json!([]));
    let beta = bench.em(&format!("{path}?$expand=accessPackageCatalog")).await;
    assert_eq!((beta.status, beta.code()), (400, "BadRequest"), "a name of beta");
}

/// entitlementmanagement-list-assignmentpolicies.
#[tokio::test]
async fn policies_are_listed() {
    let bench = Bench::new().await;
    let (catalog, package) = package(&bench).await;
    let other = bench.package(&catalog, "q").await;
    for (package, name) in [(&package, "direct"), (&other, "direct"), (&other, "second")] {
        assert_eq!(bench.policy(package, name).await.status, 201);
    }
    let list =
        async |filter: &str| bench.em(&format!("/assignmentPolicies?$expand=accessPackage{filter}")).await;
    let all = list("").await;
    assert_eq!(all.all("id").len(), 3);
    let context = all.body["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("/$metadata#identityGovernance/entitlementManagement/assignmentPolicies"));
    assert_eq!(list("&$filter=displayName eq 'second'").await.all("displayName"), ["second"]);
    let found =
        list(&format!("&$filter=(displayname eq 'direct') and (accessPackage/id eq '{package}')")).await;
    assert_eq!(found.all("displayName"), ["direct"]);
    assert_eq!(found.body["value"][0]["accessPackage"]["id"], *package);
    assert!(found.body["value"][0].get("questions").is_none(), "questions come with one policy alone");
}
