//! A sandbox under test and a client of plain requests, for the tests of the sandbox.

use std::path::Path;

use guestlist::sandbox::{ManualClock, Options, Sandbox, start_sandbox};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) const EM: &str = "/identityGovernance/entitlementManagement";

pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: ManualClock,
    client: reqwest::Client,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or("no error")
    }

    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("{} {}", self.status, self.body)).to_owned()
    }

    /// The values of a member in a list.
    pub(crate) fn all(&self, member: &str) -> Vec<String> {
        let items = self.body["value"].as_array().unwrap_or_else(|| panic!("{} {}", self.status, self.body));
        items.iter().map(|item| item[member].as_str().unwrap_or("null").to_owned()).collect()
    }
}

impl Bench {
    pub(crate) async fn new() -> Bench {
        Bench::with(None).await
    }

    pub(crate) async fn with(state_dir: Option<&Path>) -> Bench {
        let clock = ManualClock::default();
        let options = Options {
            state_dir: state_dir.map(Path::to_path_buf),
            clock: std::sync::Arc::new(clock.clone()),
            ..Options::default()
        };
        Bench { clock, ..Bench::around(start_sandbox(options).await.unwrap()) }
    }

    /// Uses a sandbox that the test has started.
    pub(crate) fn around(sandbox: Sandbox) -> Bench {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Bench { sandbox, clock: ManualClock::default(), client }
    }

    /// Sends a request to a path below `/v1.0`, or to a complete URL.
    pub(crate) async fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Result<Answer, reqwest::Error> {
        let url = if path.starts_with("http") { path.to_owned() } else { self.sandbox.service_root() + path };
        let mut request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await?;
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Ok(Answer { status, headers, body })
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.try_send("GET", path, None, &[]).await.unwrap()
    }

    /// Reads below the path of entitlement management.
    pub(crate) async fn em(&self, path: &str) -> Answer {
        self.get(&format!("{EM}{path}")).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { None } else { Some(body) };
        self.try_send(method, &format!("{EM}{path}"), body, &[]).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, body).await
    }

    pub(crate) async fn catalog(&self, name: &str) -> String {
        let body = json!({"displayName": name, "description": "d", "state": "published",
            "isExternallyVisible": true});
        let answer = self.post("/catalogs", body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.id()
    }

    pub(crate) async fn package(&self, catalog: &str, name: &str) -> String {
        let body = json!({"catalog": {"id": catalog}, "displayName": name, "description": "d"});
        let answer = self.post("/accessPackages", body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.id()
    }

    pub(crate) async fn request(&self, kind: &str, catalog: &str, resource: Value) -> Answer {
        let body = json!({"requestType": kind, "resource": resource, "catalog": {"id": catalog}});
        self.post("/resourceRequests", body).await
    }

    /// Adds a resource and returns its id in the catalog.
    pub(crate) async fn resource(&self, catalog: &str, system: &str, origin: &str) -> String {
        let answer =
            self.request("adminAdd", catalog, json!({"originId": origin, "originSystem": system})).await;
        assert_eq!((answer.status, &answer.body["state"]), (201, &json!("delivered")), "{}", answer.body);
        let list = self.em(&format!("/catalogs/{catalog}/resources?$filter=originId eq '{origin}'")).await;
        list.all("id").remove(0)
    }

    pub(crate) async fn policy(&self, package: &str, name: &str) -> Answer {
        self.post("/assignmentPolicies", direct_policy(package, name)).await
    }
}

/// A policy for direct assignment only.
pub(crate) fn direct_policy(package: &str, name: &str) -> Value {
    json!({"displayName": name, "description": "direct", "allowedTargetScope": "notSpecified",
        "specificAllowedTargets": [], "automaticRequestSettings": null,
        "expiration": {"type": "noExpiration"},
        "requestorSettings": {"enableTargetsToSelfAddAccess": false,
            "enableTargetsToSelfUpdateAccess": false, "enableTargetsToSelfRemoveAccess": false,
            "allowCustomAssignmentSchedule": true, "enableOnBehalfRequestorsToAddAccess": false,
            "enableOnBehalfRequestorsToUpdateAccess": false,
            "enableOnBehalfRequestorsToRemoveAccess": false, "onBehalfRequestors": []},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": false,
            "isApprovalRequiredForUpdate": false, "stages": []},
        "accessPackage": {"id": package}})
}

/// A custom extension around requests, as its page shows it.
pub(crate) fn workflow() -> Value {
    json!({"@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
        "displayName": "test_action_0124_email", "description": "this is for graph testing only",
        "endpointConfiguration": {"@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
            "subscriptionId": "38ab2ccc-3747-4567-b36b-9478f5602f0d", "resourceGroupName": "rg",
            "logicAppWorkflowName": "wf"},
        "authenticationConfiguration": {"@odata.type": "#microsoft.graph.azureAdPopTokenAuthentication"},
        "callbackConfiguration": {"@odata.type": "#microsoft.graph.customExtensionCallbackConfiguration",
            "durationBeforeTimeout": "PT1H"}})
}

/// The names of an object's members in order.
pub(crate) fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect()
}
