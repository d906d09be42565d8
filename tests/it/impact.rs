//! What a plan says about existing assignments: how many there are, and how the plan affects them.

use guestlist::sandbox::{Faults, Refusal};
use serde_json::{Value, json};

use crate::runs::Folder;
use crate::world::World;

const PROJECT: &str = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";

const BEFORE: &str = "\
connectedOrganizations:
  - { name: Fabrikam, identity: { tenant: fabrikam.com } }
  - { name: Woodgrove, identity: { tenant: woodgrovebank.com } }
catalogs:
  - { name: C, externallyVisible: true, resources: [{ group: Sales }, { group: Marketing }] }
accessPackages:
  - name: P
    catalog: C
    resources: [{ group: Sales }]
    policies:
      - name: Partners
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam, Woodgrove], may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
        review: { every: quarterly, starting: 2027-01-01, openFor: 14d, reviewers: [{ group: Auditors }] }
      - { name: By hand, direct: true }
";

struct Bench {
    world: World,
    folder: Folder,
}

impl Bench {
    /// Assigned to two guests through the first policy, and to two members through the other one.
    async fn new() -> Self {
        let world = World::new().await;
        world.apply(&crate::world::desired(&[("a.yaml", BEFORE)])).await;
        world.sandbox.set_faults(Faults { bypass_approval: true, ..Faults::default() });
        world.assign("P", "Partners", &["Fabrikam Lead", "Woodgrove Buyer"]).await;
        world.assign("P", "By hand", &["Alex Wilber", "Lee Gu"]).await;
        world.sandbox.set_faults(Faults::default());
        Self { world, folder: Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", BEFORE)]) }
    }

    fn run(&self, policies: &str, arguments: &[&str]) -> crate::runs::Ended {
        self.folder.write("policies/a.yaml", policies);
        let endpoint = self.world.sandbox.service_root();
        self.folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())])
    }

    /// The effects of a plan as `KEY: effect least/most members, least/most guests`.
    fn effects(&self, policies: &str) -> Vec<String> {
        let plan = self.run(policies, &["plan", "--format", "json"]).json()["plan"].clone();
        let range = |one: &Value, of: &str| format!("{}/{}", one["atLeast"][of], one["atMost"][of]);
        let text = |one: &Value| {
            let (key, effect) = (one["key"].as_str().unwrap(), one["effect"].as_str().unwrap());
            let key = key.rsplit('/').next().unwrap();
            format!("{key}: {effect} {}, {}", range(one, "internal"), range(one, "external"))
        };
        plan["about"]["impact"].as_array().into_iter().flatten().map(text).collect()
    }

    fn refuse(&self, path: &str) {
        let path = path.into();
        let refusal = Refusal { method: "*".into(), path, status: 403, ..Refusal::default() };
        self.world.sandbox.set_faults(Faults { refuse: vec![refusal], ..Faults::default() });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn narrowing_revokes_nothing_and_says_how_many_keep_it() {
    let bench = Bench::new().await;
    let narrower = BEFORE.replace("[Fabrikam, Woodgrove]", "[Fabrikam]");
    assert_eq!(
        bench.effects(&narrower),
        [
            "P: keeps 2/2, 2/2",
            "P: cannotRenew 0/0, 1/1",
            "Partners: keeps 0/0, 2/2",
            "Partners: cannotRenew 0/0, 1/1"
        ]
    );
    let text = bench.run(&narrower, &["plan"]).out;
    // Columns are as wide as the longest label, which is not what is looked at here.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Users from Woodgrove will no longer be able to get P; existing assignments are kept until they end.",
        "Existing assignments: 4 (2 external users), kept until they end; cannot renew: 1 (1 external user).",
        "Exposure: narrower (1). Assignments affected: 4 (2 external users).",
        "assignments 2 (2 external users)",
        "keep access 2 (2 external users), until the assignment ends; nothing is revoked",
        "cannot renew 1 (1 external user), after the assignment has ended",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // After applying, everyone still has their access.
    let accept = ["apply", "--auto-approve", "--accept", "all"];
    assert_eq!(bench.run(&narrower, &accept).code, 0);
    let dump = bench.world.sandbox.dump_tenant();
    let states = dump["assignments"].as_object().unwrap().values().map(|row| row["state"].clone());
    assert!(states.clone().count() == 4 && states.into_iter().all(|state| state == "delivered"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_says_what_it_means_for_those_who_are_in() {
    let bench = Bench::new().await;
    for (what, edited, expected) in [
        ("nothing", BEFORE.to_owned(), &[][..]),
        ("a description", BEFORE.replace("name: P\n", "name: P\n    description: Words\n"), &[]),
        ("the end of access", BEFORE.replace("after: 90d", "after: 30d"), &["Partners: keeps 0/0, 2/2"]),
        ("a review", BEFORE.replace("openFor: 14d", "openFor: 7d"), &["Partners: nextReview 0/0, 2/2"]),
        (
            "another role",
            BEFORE.replace(
                "    resources: [{ group: Sales }]",
                "    resources: [{ group: Sales }, { group: Marketing }]",
            ),
            &["P: gains 2/2, 2/2"],
        ),
        (
            "a role less",
            BEFORE.replace("    resources: [{ group: Sales }]", "    resources: []"),
            &["P: loses 2/2, 2/2"],
        ),
        (
            "nobody may ask",
            BEFORE.replace("may: [add]", "may: []"),
            &[
                "P: keeps 2/2, 2/2",
                "P: cannotRenew 0/0, 2/2",
                "Partners: keeps 0/0, 2/2",
                "Partners: cannotRenew 0/0, 2/2",
            ],
        ),
        (
            "anybody may ask",
            BEFORE.replace(
                "scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam, Woodgrove]",
                "scope: allExternalUsers",
            ),
            &["Partners: keeps 0/0, 2/2"],
        ),
        (
            "an organization that goes",
            BEFORE
                .replace("[Fabrikam, Woodgrove]", "[Woodgrove]")
                .replace("  - { name: Fabrikam, identity: { tenant: fabrikam.com } }\n", ""),
            &[
                "P: keeps 2/2, 2/2",
                "P: cannotRenew 0/0, 0/1",
                "Partners: keeps 0/0, 2/2",
                "Partners: cannotRenew 0/0, 0/1",
            ],
        ),
    ] {
        assert_eq!(bench.effects(&edited), expected, "{what}");
    }
    let text = bench.run(&BEFORE.replace("openFor: 14d", "openFor: 7d"), &["plan"]).out;
    assert!(text.contains("2 (2 external users), from the next review on\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_from_nowhere_known_may_be_cut() {
    let bench = Bench::new().await;
    let mut rows = bench.world.sandbox.dump_tenant()["assignments"].clone();
    for row in rows.as_object_mut().unwrap().values_mut() {
        let target = &mut row["_target"];
        if target["displayName"] == "Fabrikam Lead" {
            target["email"] = Value::Null;
            target["principalName"] = json!("lead_live.example#EXT#@contoso.com");
        }
    }
    bench.world.sandbox.merge_rows(json!({ "assignments": rows })).unwrap();
    let narrower = BEFORE.replace("[Fabrikam, Woodgrove]", "[Fabrikam]");
    assert_eq!(bench.effects(&narrower)[1], "P: cannotRenew 0/0, 1/2");
    let text = bench.run(&narrower, &["plan"]).out;
    assert!(text.contains("; cannot renew: 1 (1 external user), at most 2 (2 external users).\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_reaches_everybody_at_once_is_held() {
    let bench = Bench::new().await;
    let kinds = |policies: &str| {
        let plan = bench.run(policies, &["plan", "--format", "json"]).json();
        let holds = plan["plan"]["holds"].as_array().unwrap().clone();
        let kinds = holds.iter().map(|hold| hold["kind"].as_str().unwrap().to_owned());
        kinds.filter(|kind| kind != "adoption-strips").collect::<Vec<_>>()
    };
    let less = BEFORE.replace("    resources: [{ group: Sales }]", "    resources: []");
    let more = BEFORE.replace(
        "    resources: [{ group: Sales }]",
        "    resources: [{ group: Sales }, { group: Marketing }]",
    );
    assert_eq!(kinds(&less), ["fan-out"]);
    assert_eq!(kinds(&more), ["exposure-widened", "fan-out"]);
    assert_eq!(kinds(&BEFORE.replace("after: 90d", "after: 30d")), [""; 0]);
    // The hold does not depend on the number, and is raised even if the assignments cannot be counted.
    let id = |policies: &str| {
        let plan = bench.run(policies, &["plan", "--format", "json"]).json();
        let holds = plan["plan"]["holds"].as_array().unwrap().clone();
        holds.iter().find(|hold| hold["kind"] == "fan-out").map(|hold| hold["id"].clone())
    };
    let held = id(&less);
    bench.world.assign("P", "By hand", &["Megan Bowen"]).await;
    assert_eq!(id(&less), held);
    bench.refuse("/identityGovernance/entitlementManagement/assignments");
    assert_eq!(id(&less), held);
    let run = bench.run(&less, &["plan"]);
    assert!(run.code == 3 && run.out.contains("  - assignments of accessPackage/C/P: "), "{run:#?}");
    assert!(run.out.contains("and the assignments could not be counted"), "{}", run.out);
    bench.world.sandbox.set_faults(Faults::default());
    // There are no assignments, so no one is affected.
    let mut rows = bench.world.sandbox.dump_tenant()["assignments"].clone();
    rows.as_object_mut().unwrap().values_mut().for_each(|row| *row = Value::Null);
    bench.world.sandbox.merge_rows(json!({ "assignments": rows })).unwrap();
    assert_eq!(kinds(&less), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn counting_costs_two_exchanges_however_much_is_touched() {
    let bench = Bench::new().await;
    let exchanges = |policies: &str| {
        bench.world.sandbox.reset_counters();
        bench.run(policies, &["plan"]);
        bench.world.sandbox.request_counters().exchanges
    };
    let nothing = exchanges(BEFORE);
    let one = exchanges(&BEFORE.replace("after: 90d", "after: 30d"));
    assert_eq!(one - nothing, 2, "assignments with requests that wait, and the people");
    let packages = |description: &str| {
        let one = |number| {
            format!(
                "  - {{ name: Q{number}, catalog: C, description: {description}, policies: [{{ name: D, direct: true }}] }}\n"
            )
        };
        BEFORE.to_owned() + &(0..15).map(one).collect::<String>()
    };
    bench.world.apply(&crate::world::desired(&[("a.yaml", &packages("One"))])).await;
    let (nothing, many) = (exchanges(&packages("One")), exchanges(&packages("Two")));
    assert_eq!(many - nothing, 1, "nobody holds them");
}
