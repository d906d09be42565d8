//! The holds on who gets in and on what goes: which change raises which, and how each is accepted.

use serde_json::Value;

use crate::runs::Folder;
use crate::world::World;

/// Holds are open here: a sandbox that does not accept everything beforehand.
const PROJECT: &str = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";

const BEFORE: &str = "\
connectedOrganizations:
  - { name: Fabrikam, identity: { tenant: fabrikam.com } }
  - { name: Woodgrove, identity: { tenant: woodgrovebank.com } }
catalogs:
  - { name: C, externallyVisible: true, resources: [{ group: Sales }] }
accessPackages:
  - name: P
    catalog: C
    resources: [{ group: Sales }]
    policies:
      - name: Partners
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
";

struct Bench {
    world: World,
    folder: Folder,
}

impl Bench {
    async fn new() -> Self {
        let world = World::new().await;
        world.apply(&crate::world::desired(&[("a.yaml", BEFORE)])).await;
        Self { world, folder: Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", BEFORE)]) }
    }

    /// The holds of a plan of these policies, as kind and KEY.
    fn holds(&self, policies: &str) -> Vec<(String, String, String)> {
        self.folder.write("policies/a.yaml", policies);
        let endpoint = self.world.sandbox.base_url();
        let arguments = ["plan", "--format", "json"];
        let run = self.folder.run_with(&arguments, &[("GUESTLIST_GRAPH_ENDPOINT", &endpoint)]);
        let holds = run.json()["plan"]["holds"].as_array().unwrap().clone();
        let text = |hold: &Value, name: &str| hold[name].as_str().unwrap().to_owned();
        holds.iter().map(|hold| (text(hold, "kind"), text(hold, "key"), text(hold, "id"))).collect()
    }

    /// The same, without what is held because nothing of the tenant is locked.
    fn kinds(&self, policies: &str) -> Vec<(String, String)> {
        let holds = self.holds(policies).into_iter().map(|(kind, key, _)| (kind, key));
        holds.filter(|(kind, _)| kind != "adoption-strips").collect()
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, key)| ((*kind).to_owned(), (*key).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lets_more_in_is_held_and_what_lets_fewer_in_is_not() {
    let bench = Bench::new().await;
    let widened = [("exposure-widened", "accessPackage/C/P")];
    for (what, edited, expected) in [
        ("nothing", BEFORE.to_owned(), &[][..]),
        ("another organization", BEFORE.replace("[Fabrikam]", "[Fabrikam, Woodgrove]"), &widened),
        (
            "anybody",
            BEFORE.replace(
                "scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam]",
                "scope: allExternalUsers",
            ),
            &widened,
        ),
        ("a longer stay", BEFORE.replace("after: 90d", "after: 365d"), &widened),
        ("another approver", BEFORE.replace("Partner Managers", "Auditors"), &widened),
        (
            "no approval",
            BEFORE.replace(
                "        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }\n",
                "",
            ),
            &[("approval-removed", "policy/C/P/Partners")],
        ),
        ("a shorter stay", BEFORE.replace("after: 90d", "after: 30d"), &[]),
        ("a closed door", BEFORE.replace("externallyVisible: true", "externallyVisible: false"), &[]),
        ("nobody may ask", BEFORE.replace("may: [add]", "may: []"), &[]),
        ("a description", BEFORE.replace("name: P\n", "name: P\n    description: Words\n"), &[]),
    ] {
        assert_eq!(bench.kinds(&edited), pairs(expected), "{what}");
    }
    let new = "  - name: New\n    catalog: C\n    policies: [{ name: All, requestors: { scope: allMemberUsers, may: [add] } }]\n";
    let new = format!("{BEFORE}{new}");
    assert_eq!(bench.kinds(&new), pairs(&[("exposure-widened", "accessPackage/C/New")]));
    assert_eq!(bench.kinds(&new.replace("allMemberUsers, may: [add]", "notSpecified, may: []")), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_on_exposure_is_accepted_for_this_very_change() {
    let bench = Bench::new().await;
    let wider = BEFORE.replace("[Fabrikam]", "[Fabrikam, Woodgrove]");
    let (_, _, id) = bench.holds(&wider).pop().unwrap();
    let endpoint = bench.world.sandbox.base_url();
    let run = |arguments: &[&str]| {
        bench.folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())])
    };
    let shown = run(&["plan"]);
    let first = "Who can get in:\n  wider: C / P\n      People of Woodgrove will be able to get P with one approval (by members of group Partner Managers), for 90 days.\n";
    assert!(shown.out.contains(first) && shown.out.contains("Exposure: wider (1)."), "{}", shown.out);
    // A wider change is another change.
    bench.folder.write("policies/a.yaml", &wider.replace("after: 90d", "after: 365d"));
    assert_eq!(run(&["apply", "--auto-approve", "--accept", &id]).code, 3);
    bench.folder.write("policies/a.yaml", &wider);
    assert_eq!(run(&["apply", "--auto-approve"]).code, 3);
    assert_eq!(run(&["apply", "--auto-approve", "--accept", &id]).code, 0);
    assert_eq!(run(&["plan", "--detailed-exitcode"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_for_good_is_held() {
    let bench = Bench::new().await;
    let nothing = "connectedOrganizations:\n  - { name: Fabrikam, identity: { tenant: fabrikam.com } }\n  - { name: Woodgrove, identity: { tenant: woodgrovebank.com } }\n";
    let all = format!(
        "{nothing}remove: [{{ catalog: C }}, {{ accessPackage: P, catalog: C }}, {{ group: Sales, catalog: C }}]\n"
    );
    assert_eq!(bench.kinds(&all), pairs(&[("delete-catalog", "catalog/C")]));
    let package = BEFORE.split("accessPackages:").next().unwrap();
    let package = format!("{package}remove: [{{ accessPackage: P, catalog: C }}]\n");
    assert_eq!(bench.kinds(&package), []);
    bench.world.assign("P", "Partners", &["Fabrikam Lead"]).await;
    let held = pairs(&[
        ("delete-with-assignments", "accessPackage/C/P"),
        ("delete-with-assignments", "policy/C/P/Partners"),
    ]);
    assert_eq!(bench.kinds(&package), held);
}
