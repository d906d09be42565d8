//! Saved plans: applied as they were reviewed, or not at all.

use guestlist::sandbox::{Faults, Refusal};
use serde_json::{Value, json};

use crate::runs::{Ended, Folder};
use crate::world::{TENANT, World, desired};

const OTHER_TENANT: &str = "dddddddd-0000-4000-8000-000000000000";

const PROJECT: &str = "\
version: 1
defaultTenant: production
tenants:
  production: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 }
  other: { tenantId: dddddddd-0000-4000-8000-000000000000 }
";

const BEFORE: &str = "\
catalogs:
  - { name: C, resources: [{ group: Sales }] }
accessPackages:
  - name: P
    catalog: C
    resources: [{ group: Sales }]
    policies:
      - { name: Staff, requestors: { scope: allMemberUsers, may: [add] }, expiration: { after: 30d } }
  - { name: Q, catalog: C }
";

/// The changes of the reviewed plan: a policy changes, a package gets a description, another package is
/// created.
fn wanted() -> String {
    BEFORE
        .replace("after: 30d", "after: 60d")
        .replace("{ name: Q, catalog: C }", "{ name: Q, catalog: C, description: The second }")
        + "  - name: New\n    catalog: C\n    resources: [{ group: Sales }]\n    policies:\n      - { name: Staff, requestors: { scope: allMemberUsers, may: [add] } }\n"
}

struct Review {
    world: World,
    folder: Folder,
}

impl Review {
    /// A tenant in the old state, and a plan for the new one in `plan.json`.
    async fn new() -> Self {
        let world = World::new().await;
        world.apply(&desired(&[("a.yaml", BEFORE)])).await;
        let review =
            Self { world, folder: Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", &wanted())]) };
        let run = review.run(&["plan", "--out", "plan.json", "--detailed-exitcode", "--accept", "all"]);
        assert_eq!(run.code, 2, "{run:#?}");
        review
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let endpoint = self.world.sandbox.service_root();
        let variables =
            [("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()), ("GUESTLIST_ACCESS_TOKEN", "opaque")];
        self.folder.run_with(arguments, &variables)
    }

    fn apply(&self) -> Ended {
        self.run(&["apply", "plan.json", "--auto-approve", "--accept", "all"])
    }

    fn row(&self, table: &str, name: &str) -> (String, Value) {
        let id = self.world.id(table, name);
        let row = self.world.sandbox.dump_tenant()[table][&id].clone();
        (id, row)
    }

    fn forge(&self, change: impl FnOnce(&mut Value)) {
        let mut plan: Value = serde_json::from_str(&self.folder.read("plan.json")).unwrap();
        change(&mut plan);
        self.folder.write("plan.json", &plan.to_string());
    }
}

/// Changes to the tenant, the files or the plan between review and apply.
type Meanwhile = fn(&Review);

/// The expected exit code, and parts of the output.
const REFUSALS: &[(&str, Meanwhile, i32, &[&str])] = &[
    ("nothing", |_| {}, 0, &["5 of 5 steps were carried out"]),
    (
        "policy edited in the tenant",
        |review| {
            let (id, mut row) = review.row("assignmentPolicies", "Staff");
            row["requestorSettings"]["enableTargetsToSelfRemoveAccess"] = json!(true);
            review.world.sandbox.merge_rows(json!({ "assignmentPolicies": { id: row } })).unwrap();
        },
        4,
        &["the tenant has changed", "policy/C/P/Staff has changed"],
    ),
    (
        "object deleted",
        |review| {
            let (id, _) = review.row("accessPackages", "Q");
            review.world.sandbox.merge_rows(json!({ "accessPackages": { id: null } })).unwrap();
        },
        4,
        &["the tenant has changed", "accessPackage/C/Q has changed"],
    ),
    (
        "unrelated object changed",
        |review| {
            let (id, _) = review.row("groups", "Auditors");
            review.world.sandbox.merge_rows(json!({ "groups": { id: { "description": "x" } } })).unwrap();
            let (id, _) = review.row("catalogs", "General");
            review.world.sandbox.merge_rows(json!({ "catalogs": { id: { "description": "x" } } })).unwrap();
        },
        0,
        &["5 of 5 steps were carried out"],
    ),
    (
        "YAML comment changed",
        |review| review.folder.write("policies/a.yaml", &format!("# why\n{}", wanted())),
        0,
        &["5 of 5 steps were carried out"],
    ),
    (
        "unrelated YAML object changed",
        |review| {
            review.folder.write("policies/b.yaml", "catalogs: [{ name: Another }]\n");
        },
        0,
        &["5 of 5 steps were carried out"],
    ),
    (
        "YAML object changed",
        |review| review.folder.write("policies/a.yaml", &wanted().replace("60d", "90d")),
        4,
        &["the files have changed", "policy/C/P/Staff was modified"],
    ),
    (
        "no policies beside it",
        |review| std::fs::remove_file(review.folder.path("policies/a.yaml")).unwrap(),
        0,
        &["was not compared with its files", "5 of 5 steps were carried out"],
    ),
    (
        "a step forged",
        |review| {
            review.forge(|plan| plan["steps"][0]["operation"]["after"]["hidden"] = json!(true));
        },
        4,
        &["modified after it was made"],
    ),
    (
        "another tenant written into it",
        |review| review.forge(|plan| plan["tenant"] = json!(OTHER_TENANT)),
        4,
        &["modified after it was made"],
    ),
    (
        "what it was made from forged",
        |review| review.forge(|plan| plan["inputs"]["policy/C/P/Staff"] = json!("0")),
        4,
        &["modified after it was made"],
    ),
    (
        "a later version",
        |review| review.forge(|plan| plan["formatVersion"] = json!(2)),
        1,
        &["a plan of version 2, but this program reads version 1"],
    ),
    ("no plan", |review| review.folder.write("plan.json", "{}"), 1, &["this file is not a plan"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_carried_out_as_it_was_reviewed_or_not_at_all() {
    for (name, meanwhile, code, words) in REFUSALS {
        let review = Review::new().await;
        meanwhile(&review);
        let before = review.world.sandbox.dump_tenant();
        let run = review.apply();
        assert_eq!(run.code, *code, "{name}: {run:#?}");
        for word in *words {
            assert!(run.err.contains(word), "{name}: {word}: {}", run.err);
        }
        if *code != 0 {
            assert_eq!(review.world.sandbox.dump_tenant(), before, "{name}: something was written");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_one_tenant_is_not_for_another() {
    let review = Review::new().await;
    let dump = review.world.sandbox.dump_tenant();
    let mut organization = dump["organization"][TENANT].clone();
    organization["id"] = json!(OTHER_TENANT);
    let other = json!({ "organization": { TENANT: null, OTHER_TENANT: organization } });
    review.world.sandbox.merge_rows(other).unwrap();
    let run = review.run(&["--tenant", "other", "apply", "plan.json", "--auto-approve", "--accept", "all"]);
    assert_eq!(run.code, 4, "{run:#?}");
    assert!(run.err.contains(&format!("the plan is for tenant {TENANT}")), "{}", run.err);
    // Without the option, the project's own tenant differs from the one that answers.
    assert_eq!(review.apply().code, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_cut_goes_on_where_it_was() {
    let review = Review::new().await;
    let rows = |table: &str| review.world.sandbox.dump_tenant()[table].as_object().unwrap().len();
    let refusal = Refusal {
        method: "POST".to_owned(),
        path: "/identityGovernance/entitlementManagement/assignmentPolicies".to_owned(),
        status: 400,
        code: "InvalidModel".to_owned(),
        ..Refusal::default()
    };
    review.world.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
    let run = review.apply();
    assert_eq!(run.code, 5, "{run:#?}");
    review.world.sandbox.set_faults(Faults::default());
    let again = review.apply();
    assert_eq!(again.code, 0, "{again:#?}");
    assert!(again.err.contains("Already done"), "{}", again.err);
    assert_eq!((rows("accessPackages"), rows("assignmentPolicies")), (3, 2));
    // Applying once more does nothing.
    let done = review.apply();
    assert_eq!(done.code, 0, "{done:#?}");
    assert!(
        done.err.contains("0 of 5 steps were carried out") && done.err.contains("Already done: 5"),
        "{}",
        done.err
    );
    assert_eq!(review.run(&["plan", "--detailed-exitcode"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_applied_leaves_a_receipt() {
    let review = Review::new().await;
    assert_eq!(review.apply().code, 0);
    let receipt = |path: &str| -> Value { serde_json::from_str(&review.folder.read(path)).unwrap() };
    let file = format!(".guestlist/receipts/{TENANT}.json");
    let first = receipt(&file);
    let plan: Value = serde_json::from_str(&review.folder.read("plan.json")).unwrap();
    assert_eq!(
        (&first["formatVersion"], &first["tenant"], &first["plan"]),
        (&json!(1), &json!(TENANT), &plan["id"])
    );
    let keys: Vec<&String> = first["objects"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["accessPackage/C/New", "accessPackage/C/Q", "policy/C/New/Staff", "policy/C/P/Staff"]);

    // The receipt grows from run to run, without deleted objects.
    review.folder.write("policies/b.yaml", "remove: [{ policy: Staff, accessPackage: New, catalog: C }]\n");
    let kept = wanted().replace(
        "\n    policies:\n      - { name: Staff, requestors: { scope: allMemberUsers, may: [add] } }\n",
        "\n",
    );
    review.folder.write("policies/a.yaml", &kept);
    let run = review.run(&["apply", "--auto-approve"]);
    assert_eq!(run.code, 0, "{run:#?}");
    let second = receipt(&file);
    let keys: Vec<&String> = second["objects"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["accessPackage/C/New", "accessPackage/C/Q", "policy/C/P/Staff"]);
    assert_eq!(second["objects"]["policy/C/P/Staff"], first["objects"]["policy/C/P/Staff"]);

    // An unreadable receipt is not overwritten and does not make the run fail.
    review.folder.write("r.json", "not a receipt");
    review.folder.write("policies/b.yaml", "catalogs: [{ name: Another }]\n");
    let run = review.run(&["apply", "--auto-approve", "--receipt", "r.json"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.err.contains("the receipt was not written: r.json: this file is not a receipt"),
        "{}",
        run.err
    );
    assert_eq!(review.folder.read("r.json"), "not a receipt");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_is_on_the_disk_before_it_is_sent() {
    let world = World::new().await;
    let project = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";
    let folder =
        Folder::of(&[("guestlist.yaml", project), ("a.yaml", "catalogs: [{ name: C }, { name: D }]\n")]);
    let endpoint = world.sandbox.service_root();
    let apply =
        || folder.run_with(&["apply", "--auto-approve"], &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())]);
    // Without a writable journal, nothing is written.
    folder.write(".guestlist/journal", "in the way");
    let (before, ended) = (world.sandbox.dump_tenant(), apply());
    assert_eq!((ended.code, world.sandbox.dump_tenant()), (1, before), "{ended:#?}");
    assert!(
        ended.err.contains("nothing was written: cannot write the journal: .guestlist/journal"),
        "{}",
        ended.err
    );
    std::fs::remove_file(folder.path(".guestlist/journal")).unwrap();
    assert_eq!(apply().code, 0);
    let file = std::fs::read_dir(folder.path(".guestlist/journal")).unwrap().next().unwrap().unwrap().path();
    let lines = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events = |key: &str| -> Vec<&str> {
        let its = lines.iter().filter(|line| line["what"] == format!("createCatalog {key}"));
        its.map(|line| line["event"].as_str().unwrap()).collect()
    };
    assert_eq!((events("catalog/C"), events("catalog/D")), (vec!["begun", "seen"], vec!["begun", "seen"]));
    // An earlier journal that is not needed any more is dropped, and the next run starts anew, even after an
    // incomplete line.
    std::fs::write(&file, "{\"plan\": \"cut").unwrap();
    folder.write("policies/a.yaml", "catalogs: [{ name: C }, { name: D }, { name: E }]\n");
    assert_eq!(apply().code, 0);
    let lines = std::fs::read_to_string(&file).unwrap();
    assert!(lines.lines().count() == 2 && lines.lines().all(|line| line.contains("catalog/E")), "{lines}");
}
