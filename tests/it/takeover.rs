//! Adopting a tenant of 30 packages that was made without Guestlist, catalog by catalog, as a person would.
//!
//! The transcript is in `tests/takeover.txt`; `BLESS=1` rewrites it.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use guestlist::sandbox::seed::{
    ALEX, AUDITORS, FABRIKAM, PARTNER_MANAGERS, PARTNER_PORTAL, PARTNER_PORTAL_USERS, SUPPLIER_ROLE,
};
use serde_json::{Value, json};

use crate::golden::compare;
use crate::runs::{Ended, Folder};
use crate::sandbox_bench::{Bench, direct_policy};

const CATALOGS: [&str; 6] = ["Audit", "Buildings", "Design", "Partners", "Sales", "Travel"];

fn user(id: &str) -> Value {
    json!([{ "@odata.type": "#microsoft.graph.singleUser", "userId": id }])
}

fn group(id: &str) -> Value {
    json!([{ "@odata.type": "#microsoft.graph.groupMembers", "groupId": id }])
}

/// A policy through which people request access.
fn request_policy(package: &str, name: &str, scope: &str, targets: Value, approvers: Value) -> Value {
    let mut policy = direct_policy(package, name);
    policy["description"] = json!(format!("{name}, as the portal makes it"));
    policy["allowedTargetScope"] = json!(scope);
    policy["specificAllowedTargets"] = targets;
    policy["expiration"] = json!({ "type": "afterDuration", "duration": "P90D" });
    policy["requestorSettings"]["enableTargetsToSelfAddAccess"] = json!(true);
    policy["requestorSettings"]["enableTargetsToSelfRemoveAccess"] = json!(true);
    policy["requestApprovalSettings"]["isApprovalRequiredForAdd"] = json!(true);
    policy["requestApprovalSettings"]["stages"] = json!([{
        "durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": true,
        "isEscalationEnabled": false, "durationBeforeEscalation": "PT0S", "primaryApprovers": approvers,
        "fallbackPrimaryApprovers": group(PARTNER_MANAGERS), "escalationApprovers": [],
        "fallbackEscalationApprovers": []
    }]);
    policy["questions"] = json!([{
        "@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "sequence": 0, "text": "Why?",
        "isRequired": true, "isAnswerEditable": true, "isSingleLineQuestion": true, "localizations": [],
        "regexPattern": ""
    }]);
    policy
}

async fn made(bench: &Bench, path: &str, body: Value) -> String {
    let answer = bench.post(path, body).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.body);
    answer.id()
}

async fn links(bench: &Bench, package: &str, system: &str, origin: &str, role: &str, resource: &str) {
    let body = json!({
        "role": { "originSystem": system, "originId": role,
            "resource": { "id": resource, "originId": origin, "originSystem": system } },
        "scope": { "originId": origin, "originSystem": system }
    });
    made(bench, &format!("/accessPackages/{package}/resourceRoleScopes"), body).await;
}

/// Creates the tenant with plain requests, as scripts and the portal do.
async fn tenant(bench: &Bench) {
    let fabrikam = made(
        bench,
        "/connectedOrganizations",
        json!({ "displayName": "Fabrikam", "description": "Parts", "state": "configured", "identitySources": [{
            "@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": FABRIKAM,
            "displayName": "Fabrikam" }] }),
    )
    .await;
    let mut first = None;
    for catalog in CATALOGS {
        let home = bench.catalog(catalog).await;
        let portal = bench.resource(&home, "AadGroup", PARTNER_PORTAL_USERS).await;
        let application = bench.resource(&home, "AadApplication", PARTNER_PORTAL).await;
        let package = async |name: &str| bench.package(&home, &format!("{catalog} {name}")).await;
        let member = format!("Member_{PARTNER_PORTAL_USERS}");

        let by_hand = package("by hand").await;
        links(bench, &by_hand, "AadGroup", PARTNER_PORTAL_USERS, &member, &portal).await;
        assert_eq!(bench.policy(&by_hand, "By hand").await.status, 201);

        let asked = package("on request").await;
        links(bench, &asked, "AadGroup", PARTNER_PORTAL_USERS, &member, &portal).await;
        let policy = request_policy(&asked, "Ask", "allMemberUsers", json!([]), user(ALEX));
        made(bench, "/assignmentPolicies", policy).await;

        let partners = package("for partners").await;
        links(bench, &partners, "AadApplication", PARTNER_PORTAL, SUPPLIER_ROLE, &application).await;
        let organization = json!([{ "@odata.type": "#microsoft.graph.connectedOrganizationMembers",
            "connectedOrganizationId": fabrikam }]);
        let sponsors = json!([{ "@odata.type": "#microsoft.graph.internalSponsors" }]);
        let scope = "specificConnectedOrganizationUsers";
        made(
            bench,
            "/assignmentPolicies",
            request_policy(&partners, "Partners", scope, organization, sponsors),
        )
        .await;
        assert_eq!(bench.policy(&partners, "By hand").await.status, 201);

        let empty = package("to come").await;
        let other = first.get_or_insert_with(|| asked.clone()).clone();
        let kept_apart = package("kept apart").await;
        links(bench, &kept_apart, "AadGroup", PARTNER_PORTAL_USERS, &member, &portal).await;
        for (list, table, id) in [
            ("incompatibleAccessPackages", "accessPackages", other),
            ("incompatibleAccessPackages", "accessPackages", empty),
            ("incompatibleGroups", "groups", AUDITORS.to_owned()),
        ] {
            let root = bench.sandbox.service_root();
            let root = if table == "groups" { root } else { root + crate::sandbox_bench::EM };
            let body = json!({ "@odata.id": format!("{root}/{table}/{id}") });
            let answer = bench.post(&format!("/accessPackages/{kept_apart}/{list}/$ref"), body).await;
            assert_eq!(answer.status, 204, "{}", answer.body);
        }
    }
}

/// A shell that records commands and their output.
struct Shell {
    folder: Arc<Folder>,
    endpoint: String,
    transcript: String,
}

impl Shell {
    fn says(&mut self, text: &str) {
        writeln!(self.transcript, "# {text}").unwrap();
    }

    async fn run(&mut self, arguments: &'static [&'static str], code: i32) -> Ended {
        let (folder, endpoint) = (self.folder.clone(), self.endpoint.clone());
        let ended = tokio::task::spawn_blocking(move || {
            let variables =
                [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", "t")];
            folder.run_with(arguments, &variables)
        });
        let ended = ended.await.unwrap();
        let Ended { out, err, .. } = &ended;
        writeln!(self.transcript, "$ guestlist {}\n{out}{err}[{}]\n", arguments.join(" "), ended.code)
            .unwrap();
        assert_eq!(ended.code, code, "{}", self.transcript);
        ended
    }

    /// Copies an exported file into the project.
    fn take(&mut self, path: &str) {
        let text = self.folder.read(&format!("exported/{path}"));
        assert!(!text.is_empty(), "{path} was not exported");
        self.folder.write(&format!("policies/{path}"), &text);
        writeln!(self.transcript, "$ cp exported/{path} policies/{path}").unwrap();
    }
}

const PROJECT: &str = "\
version: 1
defaultTenant: production
tenants:
  production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000, auth: { method: environmentToken } }
";

/// A file written by hand, with typical omissions.
const BY_HAND: &str = "\
catalogs: [{ name: Design, externallyVisible: true, resources: [{ group: Partner Portal Users }] }]
accessPackages:
  - name: Design on request
    catalog: Design
    policies:
      - name: Ask
        requestors: { scope: allMemberUsers, may: [add] }
        approval: { stages: [{ approvers: [{ requestorManager: 1 }], fallback: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
";

const PLAN: &[&str] = &["plan", "--detailed-exitcode", "--quiet"];

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_of_thirty_packages_is_taken_over_and_nothing_is_stripped_unnoticed() {
    let bench = Bench::new().await;
    tenant(&bench).await;
    assert_eq!(bench.em("/accessPackages").await.all("id").len(), 30);
    let before = bench.sandbox.dump_tenant();
    bench.sandbox.clear_writes();
    let folder = Arc::new(Folder::of(&[("guestlist.yaml", PROJECT)]));
    let mut shell = Shell { folder, endpoint: bench.sandbox.service_root(), transcript: String::new() };

    shell.says("Nothing is declared yet: everything is foreign and left alone.");
    let ended = shell.run(PLAN, 0).await;
    assert!(ended.out.contains("0 declared objects"), "{}", ended.out);
    shell.says("Write down what is there, beside the project.");
    shell.run(&["export", "--out", "exported", "--quiet"], 0).await;
    shell.says("What names mean and the organizations first, since policies name them; then the settings.");
    let mut left: Vec<String> = files(&shell.folder.path("exported"));
    left.retain(|path| path != "guestlist.yaml");
    let outside: Vec<String> = left.iter().filter(|path| !path.starts_with("catalogs/")).cloned().collect();
    for path in outside {
        shell.take(&path);
        shell.run(PLAN, 0).await;
    }

    let mut foreign = usize::MAX;
    for catalog in CATALOGS {
        if catalog == "Design" {
            shell.says("One catalog written by hand: what the file does not hold is said, and held back.");
            shell.folder.write("policies/catalogs/design.yaml", BY_HAND);
            let ended = shell.run(PLAN, 3).await;
            assert!(ended.out.contains("adoption-strips@"), "{}", ended.out);
            shell.run(&["apply", "--auto-approve", "--quiet"], 3).await;
            assert_eq!(bench.sandbox.recorded_writes().len(), 0);
            shell.says("So the exported file instead.");
        }
        shell.take(&format!("catalogs/{}.yaml", catalog.to_lowercase()));
        let ended = shell.run(&["plan", "--detailed-exitcode", "--quiet", "--format", "json"], 0).await;
        let plan = ended.json();
        assert_eq!((&plan["plan"]["steps"], &plan["plan"]["holds"]), (&json!([]), &json!([])), "{catalog}");
        let now = plan["plan"]["about"]["foreign"].as_array().unwrap().len();
        assert!(now < foreign, "{catalog}: {now} are foreign, {foreign} were");
        foreign = now;
        // The transcript contains what a person reads.
        let start = shell.transcript.rfind("$ guestlist").unwrap();
        shell.transcript.truncate(start);
        shell.run(PLAN, 0).await;
        shell.run(&["lock", "--quiet"], 0).await;
    }
    shell.says(
        "Everything but the built-in catalog is declared. From now on nothing else may be in these catalogs.",
    );
    for catalog in CATALOGS {
        let path = format!("policies/catalogs/{}.yaml", catalog.to_lowercase());
        let text = shell.folder.read(&path);
        let exclusive = text.replacen(
            &format!("- name: {catalog}\n"),
            &format!("- name: {catalog}\n    exclusive: true\n"),
            1,
        );
        assert_ne!(text, exclusive, "{text}");
        shell.folder.write(&path, &exclusive);
    }
    let ended = shell.run(PLAN, 0).await;
    assert!(ended.out.contains("Nothing to do"), "{}", ended.out);
    assert_eq!((ended.out.contains("warning"), ended.err.as_str()), (false, ""), "every name is locked");
    assert_eq!(bench.sandbox.recorded_writes().len(), 0, "a take-over writes nothing");
    assert_eq!(bench.sandbox.dump_tenant(), before);

    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/takeover.txt");
    assert_eq!(compare(&golden, &shell.transcript), None);
}

/// The files below a folder, as relative paths.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}
