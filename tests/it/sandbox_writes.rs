//! Writing to the sandbox: delays, faults, durability, assignments, the audit log.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use guestlist::sandbox::{
    Clock, Cut, Faults, ManualClock, Options, PutOmission, Random, Refusal, Sandbox, Seed, When, seed,
    start_sandbox,
};
use serde_json::{Value, json};

use crate::sandbox_bench::{Bench, EM, direct_policy};

#[tokio::test]
async fn new_objects_appear_after_the_delay() {
    let bench = Bench::new().await;
    let visibility_delay = Duration::from_secs(10);
    bench.sandbox.set_faults(Faults { visibility_delay, ..Faults::default() });
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let item = format!("/accessPackages/{package}");
    assert_eq!(bench.em(&item).await.status, 404);
    assert_eq!(bench.em("/accessPackages").await.all("id").len(), 0);
    bench.clock.advance(visibility_delay);
    assert_eq!(bench.em(&item).await.status, 200);
    assert_eq!(bench.em("/accessPackages").await.all("id").len(), 1);
}

#[tokio::test]
async fn resource_requests_take_their_time() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let resource_request_time = Duration::from_secs(30);
    bench.sandbox.set_faults(Faults { resource_request_time, ..Faults::default() });
    let group = json!({"originId": seed::AUDITORS, "originSystem": "AadGroup"});
    let made = bench.request("adminAdd", &catalog, group.clone()).await;
    assert_eq!(made.body["state"], "delivering");
    assert_eq!(bench.request("adminAdd", &catalog, group).await.code(), "ResourceAlreadyOnboarded");
    let resources = format!("/catalogs/{catalog}/resources");
    assert_eq!(bench.em(&resources).await.all("id").len(), 0);
    bench.clock.advance(resource_request_time);
    let request = format!("/resourceRequests/{}?$expand=catalog,resource", made.id());
    let read = bench.em(&request).await;
    assert_eq!((&read.body["state"], &read.body["catalog"]["id"]), (&json!("delivered"), &json!(catalog)));
    let id = bench.em(&resources).await.all("id").remove(0);
    assert_eq!(read.body["resource"]["id"], *id);
    assert_eq!(bench.request("adminRemove", &catalog, json!({"id": id})).await.body["state"], "delivering");
    assert_eq!(bench.em(&resources).await.all("id").len(), 1);
    bench.clock.advance(resource_request_time);
    assert_eq!(bench.em(&resources).await.all("id").len(), 0);
}

#[tokio::test]
async fn connections_break_before_and_after_the_write() {
    let bench = Bench::new().await;
    for (when, kept) in [(When::BeforeWrite, false), (When::AfterWrite, true)] {
        let name = format!("{when:?}");
        let cut = Some(Cut { at_request: 2, when, forever: false });
        bench.sandbox.set_faults(Faults { cut, ..Faults::default() });
        assert_eq!(bench.em("/settings").await.status, 200);
        let body = json!({"displayName": name});
        let answer = bench.try_send("POST", &format!("{EM}/catalogs"), Some(body), &[]).await;
        assert!(answer.is_err());
        let found = bench.em("/catalogs").await.all("displayName").contains(&name);
        assert_eq!(found, kept, "{name}");
    }
    let cut = Some(Cut { at_request: 1, when: When::BeforeWrite, forever: true });
    bench.sandbox.set_faults(Faults { cut, ..Faults::default() });
    for _ in 0..2 {
        assert!(bench.try_send("GET", &format!("{EM}/settings"), None, &[]).await.is_err());
    }
    bench.sandbox.set_faults(Faults::default());
    assert_eq!(bench.em("/settings").await.status, 200);
}

#[tokio::test]
async fn a_batch_breaks_at_its_part() {
    let bench = Bench::new().await;
    let cut = Some(Cut { at_request: 2, when: When::AfterWrite, forever: false });
    bench.sandbox.set_faults(Faults { cut, ..Faults::default() });
    let part = |id: &str| {
        json!({"id": id, "method": "POST", "url": format!("{EM}/catalogs"),
            "headers": {"Content-Type": "application/json"}, "body": {"displayName": id}})
    };
    let body = json!({"requests": [part("a"), part("b"), part("c")]});
    assert!(bench.try_send("POST", "/$batch", Some(body), &[]).await.is_err());
    let mut names = bench.em("/catalogs").await.all("displayName");
    names.sort();
    assert_eq!(names, ["General", "a", "b"]);
    let writes = bench.sandbox.recorded_writes();
    assert_eq!(writes.len(), 2);
    assert_eq!((writes[0].status, writes[0].ids.len()), (201, 1));
}

#[tokio::test]
async fn refusals_match_method_and_path_and_run_out() {
    let bench = Bench::new().await;
    let refusal = Refusal {
        method: "GET".into(),
        path: format!("{EM}/catalogs/*/resources"),
        status: 429,
        code: "TooManyRequests".into(),
        message: "Please retry again later.".into(),
        times: Some(1),
        retry_after: Some(10),
        html: false,
    };
    bench.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
    let path = format!("/catalogs/{}/resources", seed::GENERAL);
    let first = bench.em(&path).await;
    assert_eq!((first.status, first.code()), (429, "TooManyRequests"));
    assert_eq!(first.headers["retry-after"], "10");
    assert_eq!(bench.em(&path).await.status, 200);
}

async fn open(dir: &std::path::Path) -> Result<Sandbox, guestlist::sandbox::StartError> {
    let clock = Arc::new(ManualClock::default());
    let state_dir = Some(dir.to_path_buf());
    start_sandbox(Options { state_dir, clock, seed: Seed::Empty, ..Options::default() }).await
}

#[tokio::test]
async fn what_was_answered_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let bench = Bench::with(Some(dir.path())).await;
    bench.catalog("first").await;
    bench.sandbox.merge_rows(json!({"users": {seed::ALEX: null}})).unwrap();
    bench.catalog("second").await;
    assert!(open(dir.path()).await.is_err(), "two processes must not write one state");
    let before = bench.sandbox.dump_tenant();
    bench.sandbox.stop().await;
    let log = dir.path().join("log.jsonl");
    let mut text = std::fs::read_to_string(&log).unwrap();
    assert!(text.lines().count() >= 3);
    text.push_str("[[\"catalogs\",\"torn");
    std::fs::write(&log, text).unwrap();
    let bench = Bench::with(Some(dir.path())).await;
    assert_eq!(bench.sandbox.dump_tenant(), before);
    let id = bench.catalog("third").await;
    assert!(before["catalogs"].get(&id).is_none(), "ids are not used twice");
    bench.sandbox.stop().await;
    let sandbox = open(dir.path()).await.unwrap();
    assert_eq!(sandbox.dump_tenant()["catalogs"].as_object().unwrap().len(), 4);
    sandbox.stop().await;
}

#[tokio::test]
async fn dumps_can_be_loaded_and_ids_are_the_same_for_the_same_seed() {
    let (left, right) = (Bench::new().await, Bench::new().await);
    assert_eq!(left.catalog("c").await, right.catalog("c").await);
    let dump = left.sandbox.dump_tenant();
    left.catalog("d").await;
    left.sandbox.load_tenant(dump.clone()).unwrap();
    assert_eq!(left.sandbox.dump_tenant(), dump);
    assert!(left.sandbox.load_tenant(json!({"nothing": {}})).is_err());
    assert!(left.sandbox.merge_rows(json!({"users": []})).is_err());
}

#[tokio::test]
async fn service_made_ids_can_all_change() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let group = bench.resource(&catalog, "AadGroup", seed::AUDITORS).await;
    let links = format!("/accessPackages/{package}/resourceRoleScopes");
    let body = json!({"role": {"originId": format!("Member_{}", seed::AUDITORS), "originSystem": "AadGroup",
        "resource": {"id": group}}, "scope": {"originId": seed::AUDITORS, "originSystem": "AadGroup"}});
    let link = bench.post(&links, body).await.id();
    bench.sandbox.replace_service_ids();
    let found = bench.em(&format!("{links}?$expand=role,scope")).await;
    assert_eq!(found.all("id").len(), 1);
    assert_ne!(found.all("id"), [link]);
    assert_eq!(found.body["value"][0]["role"]["displayName"], "Member");
    let resources = bench.em(&format!("/catalogs/{catalog}/resources")).await;
    assert_ne!(resources.all("id"), [group]);
    assert_eq!(bench.em("/accessPackages").await.all("id"), [package]);
}

#[tokio::test]
async fn parallel_policies_on_one_package_conflict() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let (left, right) = (bench.package(&catalog, "l").await, bench.package(&catalog, "r").await);
    let part = |id: &str, package: &str, after: Value| {
        json!({"id": id, "method": "POST", "url": format!("{EM}/assignmentPolicies"), "dependsOn": after,
            "headers": {"Content-Type": "application/json"}, "body": direct_policy(package, id)})
    };
    let body = json!({"requests": [part("a", &left, json!([])), part("b", &left, json!([])),
        part("c", &right, json!([])), part("d", &right, json!(["c"]))]});
    let answer = bench.try_send("POST", "/$batch", Some(body), &[]).await.unwrap();
    let statuses: Vec<u64> = answer.body["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 409, 201, 201]);
}

#[tokio::test]
async fn unknowns_can_be_switched() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let policy = bench.policy(&package, "direct").await.id();
    let path = format!("/assignmentPolicies/{policy}");
    let mut body = direct_policy(&package, "direct");
    body["reviewSettings"] = json!({"isEnabled": true});
    assert_eq!(bench.send("PUT", &path, body).await.status, 200);
    let short = || json!({"displayName": "short"});
    bench.sandbox.set_faults(Faults { put_omission: PutOmission::Keep, ..Faults::default() });
    let kept = bench.send("PUT", &path, short()).await;
    assert_eq!((kept.status, &kept.body["reviewSettings"]["isEnabled"]), (200, &json!(true)));
    let flags = Faults {
        missing_policy_status: 403,
        unique_names: true,
        list_questions_inline: true,
        ..Faults::default()
    };
    bench.sandbox.set_faults(flags);
    assert_eq!(bench.send("PUT", &path, short()).await.body["reviewSettings"]["isEnabled"], false);
    let missing = "/assignmentPolicies/aaaaaaaa-0000-4000-8000-999999999999";
    assert_eq!(bench.send("DELETE", missing, Value::Null).await.status, 403);
    assert_eq!(bench.policy(&package, "short").await.status, 400);
    assert_eq!(bench.em("/assignmentPolicies").await.body["value"][0]["questions"], json!([]));
    bench.sandbox.merge_rows(json!({"assignmentPolicies": {&policy: {"_reviewDeleted": true}}})).unwrap();
    let mut body = direct_policy(&package, "direct");
    body["reviewSettings"] = json!({"isEnabled": true});
    let refused = bench.send("PUT", &path, body).await;
    assert_eq!((refused.status, refused.code()), (404, ""));
}

#[tokio::test]
async fn policies_that_break_a_rule_are_refused() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let user = json!({"@odata.type": "#microsoft.graph.singleUser", "userId": seed::MEGAN});
    for (member, value) in [
        ("allowedTargetScope", json!("specificDirectoryUsers")),
        ("specificAllowedTargets", json!([user])),
        ("expiration", json!({"type": "afterDuration"})),
        ("requestApprovalSettings", json!({"isApprovalRequiredForAdd": true, "stages": []})),
        ("requestorSettings", json!({"enableTargets": true})),
        ("reviewSettings", json!({"primaryReviewers": [{"userId": seed::MEGAN}]})),
        ("questions", json!([{"text": "untyped"}])),
        ("displayName", json!("")),
        ("nothing", json!(1)),
    ] {
        let mut body = direct_policy(&package, "x");
        body[member] = value;
        assert_eq!(bench.post("/assignmentPolicies", body).await.status, 400, "{member}");
    }
    let mut departed = direct_policy(&package, "departed");
    departed["allowedTargetScope"] = json!("specificDirectoryUsers");
    departed["specificAllowedTargets"] = json!([{"@odata.type": "#microsoft.graph.singleUser",
        "userId": "aaaaaaaa-0000-4000-8000-999999999999"}]);
    assert_eq!(bench.post("/assignmentPolicies", departed).await.status, 201);
}

#[tokio::test]
async fn live_assignments_hold_their_package() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let policy = bench.policy(&package, "direct").await.id();
    let body = json!({"requestType": "adminAdd", "assignment": {"targetId": seed::FABRIKAM_LEAD,
        "assignmentPolicyId": policy, "accessPackageId": package}});
    let made = bench.post("/assignmentRequests", body.clone()).await;
    assert_eq!((made.status, &made.body["state"]), (201, &json!("delivered")), "{}", made.body);
    assert_eq!(bench.post("/assignmentRequests", body).await.status, 400);
    let query = format!("$filter=accessPackage/id eq '{package}' and state eq 'Delivered'&$expand=target");
    let live = bench.em(&format!("/assignments?{query}")).await;
    assert_eq!(live.body["value"][0]["target"]["email"], "lead@fabrikam.com");
    for path in [format!("/accessPackages/{package}"), format!("/assignmentPolicies/{policy}")] {
        assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 400);
    }
    let remove = json!({"requestType": "adminRemove", "assignment": {"id": live.all("id")[0]}});
    assert_eq!(bench.post("/assignmentRequests", remove).await.status, 201);
    assert_eq!(bench.em(&format!("/assignments?{query}")).await.all("id").len(), 0);
    assert_eq!(bench.em("/assignments").await.all("state"), ["expired"]);
    let path = format!("/accessPackages/{package}");
    assert_eq!(bench.send("DELETE", &path, Value::Null).await.status, 204);
}

#[tokio::test]
async fn every_write_leaves_an_audit_entry() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    bench.clock.advance(Duration::from_secs(1));
    let path = format!("/catalogs/{catalog}");
    bench.send("PATCH", &path, json!({"isExternallyVisible": false})).await;
    let query = format!(
        "$filter=loggedByService eq 'Entitlement Management' and \
        targetResources/any(t:t/id eq '{catalog}')&$orderby=activityDateTime desc"
    );
    let found = bench.get(&format!("/auditLogs/directoryAudits?{query}")).await;
    assert_eq!(
        found.all("activityDisplayName"),
        ["Update access package catalog", "Create access package catalog"]
    );
    let change = &found.body["value"][0]["targetResources"][0]["modifiedProperties"][0];
    assert_eq!(change["displayName"], "IsExternallyVisible");
    assert_eq!((&change["oldValue"], &change["newValue"]), (&json!("\"True\""), &json!("\"False\"")));
}

#[tokio::test]
async fn approval_keeps_a_direct_assignment_pending() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let mut approved = direct_policy(&package, "approved");
    approved["requestApprovalSettings"] = json!({"isApprovalRequiredForAdd": true, "stages": [
        {"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": seed::MEGAN}]}]});
    let policy = bench.post("/assignmentPolicies", approved).await.id();
    let body = json!({"requestType": "adminAdd", "assignment": {"targetId": seed::ALEX,
        "assignmentPolicyId": policy, "accessPackageId": package}});
    let made = bench.post("/assignmentRequests", body.clone()).await;
    assert_eq!(made.body["state"], "pendingApproval");
    assert_eq!(bench.post("/assignmentRequests", body.clone()).await.code(), "ExistingOpenRequest");
    assert_eq!(bench.em("/assignments").await.all("id").len(), 0);
    let query = "$filter=state eq 'pendingApproval'&$expand=requestor,accessPackage";
    let open = bench.em(&format!("/assignmentRequests?{query}")).await;
    assert_eq!(open.body["value"][0]["requestor"]["objectId"], seed::ALEX);
    assert_eq!(open.body["value"][0]["accessPackage"]["id"], *package);
    let cancel = format!("/assignmentRequests/{}/cancel", made.id());
    assert_eq!(bench.post(&cancel, Value::Null).await.status, 204);
    assert_eq!(bench.post(&cancel, Value::Null).await.status, 400);
    bench.sandbox.set_faults(Faults { bypass_approval: true, ..Faults::default() });
    assert_eq!(bench.post("/assignmentRequests", body).await.body["state"], "delivered");
}

#[tokio::test]
async fn scope_and_incompatibility_bar_a_subject() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let (held, wanted) = (bench.package(&catalog, "held").await, bench.package(&catalog, "wanted").await);
    let assign = |user: &str, policy: &str, package: &str| {
        json!({"requestType": "adminAdd", "assignment": {"targetId": user, "assignmentPolicyId": policy,
            "accessPackageId": package}})
    };
    let mut members = direct_policy(&wanted, "members");
    members["allowedTargetScope"] = json!("allMemberUsers");
    let members = bench.post("/assignmentPolicies", members).await.id();
    let guest = assign(seed::FABRIKAM_LEAD, &members, &wanted);
    assert_eq!(bench.post("/assignmentRequests", guest).await.code(), "InvalidRequestor");
    let direct = bench.policy(&held, "direct").await.id();
    assert_eq!(bench.post("/assignmentRequests", assign(seed::ALEX, &direct, &held)).await.status, 201);
    let body = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0{EM}/accessPackages/{held}")});
    let path = format!("/accessPackages/{wanted}/incompatibleAccessPackages/$ref");
    assert_eq!(bench.post(&path, body).await.status, 204);
    let barred = bench.post("/assignmentRequests", assign(seed::ALEX, &members, &wanted)).await;
    assert_eq!(barred.code(), "IncompatibleAccess");
    let mut named = direct_policy(&wanted, "named");
    named["allowedTargetScope"] = json!("specificDirectoryUsers");
    named["specificAllowedTargets"] =
        json!([{"@odata.type": "#microsoft.graph.singleUser", "userId": seed::MEGAN}]);
    assert_eq!(bench.post("/assignmentPolicies", named).await.status, 201);
    let wide = bench.post("/assignmentRequests", assign(seed::MEGAN, &members, &wanted)).await;
    assert_eq!(wide.code(), "InvalidPolicy", "a narrower policy names the subject");
    let invited = json!({"requestType": "adminAdd", "assignment": {"target": {"email": "new@example.com"},
        "assignmentPolicyId": direct, "accessPackageId": held}});
    assert_eq!(bench.post("/assignmentRequests", invited).await.status, 201);
    assert_eq!(bench.get("/users?$filter=mail eq 'new@example.com'").await.all("id").len(), 1);
}

#[tokio::test]
async fn random_faults_follow_their_seed() {
    let random = Random { seed: 7, rate429: 0.3, rate503: 0.2, rate_cut: 0.1 };
    let mut runs = Vec::new();
    for _ in 0..2 {
        let bench = Bench::new().await;
        bench.sandbox.set_faults(Faults { random: Some(random), ..Faults::default() });
        let mut seen = Vec::new();
        for _ in 0..30 {
            let answer = bench.try_send("GET", &format!("{EM}/settings"), None, &[]).await;
            seen.push(answer.map_or(0, |answer| answer.status));
        }
        runs.push(seen);
    }
    assert_eq!(runs[0], runs[1]);
    for status in [0, 200, 429, 503] {
        assert!(runs[0].contains(&status), "{status}: {:?}", runs[0]);
    }
}

/// A clock whose sleepers wait until the test releases them.
#[derive(Default)]
struct HeldClock {
    asleep: tokio::sync::Notify,
    go_on: tokio::sync::Notify,
}

impl Clock for HeldClock {
    fn clock_time(&self) -> Duration {
        Duration::from_secs(1_767_225_600)
    }

    fn sleep_until_due(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            self.asleep.notify_one();
            self.go_on.notified().await;
        })
    }
}

#[tokio::test]
async fn a_policy_being_created_occupies_its_package() {
    let clock = Arc::new(HeldClock::default());
    let sandbox = start_sandbox(Options { clock: clock.clone(), ..Options::default() }).await.unwrap();
    let bench = Arc::new(Bench::around(sandbox));
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let policy_write_time = Duration::from_secs(1);
    bench.sandbox.set_faults(Faults { policy_write_time, ..Faults::default() });
    let first = tokio::spawn({
        let (bench, package) = (bench.clone(), package.clone());
        async move { bench.policy(&package, "first").await.status }
    });
    clock.asleep.notified().await;
    assert_eq!(bench.policy(&package, "second").await.status, 409);
    clock.go_on.notify_one();
    assert_eq!(first.await.unwrap(), 201);
    bench.sandbox.set_faults(Faults::default());
    assert_eq!(bench.policy(&package, "third").await.status, 201);
}

#[tokio::test]
async fn an_error_can_be_a_page() {
    let bench = Bench::new().await;
    let refusal = Refusal {
        method: "*".into(),
        status: 400,
        message: "<html>ASP.NET Runtime Error</html>".into(),
        html: true,
        ..Refusal::default()
    };
    bench.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
    let answer = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = answer.get(bench.sandbox.service_root() + EM + "/settings").send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (400, &"text/html".parse().unwrap())
    );
    assert!(answer.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn a_refused_write_changes_nothing() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let mut members = direct_policy(&package, "members");
    members["allowedTargetScope"] = json!("allMemberUsers");
    let policy = bench.post("/assignmentPolicies", members).await.id();
    let before = bench.sandbox.dump_tenant();
    let stranger = json!({"requestType": "adminAdd", "assignment": {"target": {"email": "new@example.com"},
        "assignmentPolicyId": policy, "accessPackageId": package}});
    assert_eq!(bench.post("/assignmentRequests", stranger).await.status, 400);
    assert_eq!(bench.sandbox.dump_tenant(), before);
}

#[tokio::test]
async fn one_request_at_a_time_moves_or_ends_an_assignment() {
    let bench = Bench::new().await;
    let catalog = bench.catalog("c").await;
    let package = bench.package(&catalog, "p").await;
    let (from, to) = (bench.policy(&package, "from").await.id(), bench.policy(&package, "to").await.id());
    let other = bench.package(&catalog, "other").await;
    let elsewhere = bench.policy(&other, "elsewhere").await.id();
    let add = json!({"requestType": "adminAdd", "assignment": {"targetId": seed::ALEX,
        "assignmentPolicyId": from, "accessPackageId": package}});
    bench.post("/assignmentRequests", add).await;
    let id = bench.em("/assignments").await.all("id")[0].clone();
    let update = |policy: &str| json!({"requestType": "adminUpdate", "assignment": {"id": id, "assignmentPolicyId": policy}});
    assert_eq!(bench.post("/assignmentRequests", update(&elsewhere)).await.code(), "InvalidModel");
    let assignment_time = Duration::from_secs(5);
    bench.sandbox.set_faults(Faults { assignment_time, ..Faults::default() });
    let made = bench.post("/assignmentRequests", update(&to)).await;
    assert_eq!((made.status, &made.body["state"]), (201, &json!("delivering")));
    let remove = json!({"requestType": "adminRemove", "assignment": {"id": id}});
    for second in [update(&to), remove.clone()] {
        assert_eq!(bench.post("/assignmentRequests", second).await.code(), "ExistingOpenRequest");
    }
    bench.clock.advance(assignment_time);
    let moved = bench.em("/assignments?$expand=assignmentPolicy").await;
    assert_eq!(moved.body["value"][0]["assignmentPolicy"]["id"], *to);
    bench.sandbox.set_faults(Faults { undeliverable: vec![seed::ALEX.to_owned()], ..Faults::default() });
    assert_eq!(bench.post("/assignmentRequests", remove.clone()).await.body["state"], "deliveryFailed");
    assert_eq!(bench.em("/assignments").await.all("state"), ["delivered"]);
    bench.sandbox.set_faults(Faults { ignore_moves: true, ..Faults::default() });
    assert_eq!(bench.post("/assignmentRequests", update(&from)).await.status, 201);
    let stayed = bench.em("/assignments?$expand=assignmentPolicy").await;
    assert_eq!(stayed.body["value"][0]["assignmentPolicy"]["id"], *to);
    assert_eq!(bench.post("/assignmentRequests", remove).await.status, 201);
    assert_eq!(bench.em("/assignments").await.all("state"), ["expired"]);
}
