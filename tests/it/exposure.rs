//! The holds on wider access and on deletions: which change raises which hold, and how each is accepted.

use serde_json::Value;

use crate::runs::Folder;
use crate::world::World;

/// A sandbox without `accept: all`, so that holds are open.
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
        let endpoint = self.world.sandbox.service_root();
        let arguments = ["plan", "--format", "json"];
        let run = self.folder.run_with(&arguments, &[("GUESTLIST_GRAPH_ENDPOINT", &endpoint)]);
        let holds = run.json()["plan"]["holds"].as_array().unwrap().clone();
        let text = |hold: &Value, name: &str| hold[name].as_str().unwrap().to_owned();
        holds.iter().map(|hold| (text(hold, "kind"), text(hold, "key"), text(hold, "id"))).collect()
    }

    /// The same, without the holds that exist because the tenant has no lock.
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
    let endpoint = bench.world.sandbox.service_root();
    let run = |arguments: &[&str]| {
        bench.folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())])
    };
    let shown = run(&["plan"]);
    let first = "Who can get access:\n  wider: C / P\n      Users from Woodgrove will be able to get P with \
        one approval (by members of group Partner Managers), for 90 days.\n";
    assert!(shown.out.contains(first) && shown.out.contains("Exposure: wider (1)."), "{}", shown.out);
    // A wider change is a different change.
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

#[tokio::test(flavor = "multi_thread")]
async fn the_map_of_who_gets_in_is_told_in_text_json_and_mermaid() {
    let bench = Bench::new().await;
    let wider =
        BEFORE.replace("[Fabrikam]", "[Fabrikam, Woodgrove]") + "  - { name: \"<b>`Q`</b>\", catalog: C }\n";
    bench.folder.write("policies/a.yaml", &wider);
    let endpoint = bench.world.sandbox.service_root();
    let run = |arguments: &[&str]| {
        let run = bench.folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())]);
        assert_eq!(run.code, 0, "{run:#?}");
        run
    };
    let text = run(&["exposure"]).out;
    let portal = "\
C / P
    users from Fabrikam and Woodgrove
        policy \"Partners\": with one approval (by members of group Partner Managers), for 90 days
    grants Member of group Sales
";
    assert!(text.contains("after applying the files") && text.contains(portal), "{text}");
    assert!(text.contains("C / <b>`Q`</b>\n    no one can get it\n"), "{text}");
    assert!(text.ends_with("2 access packages; people can get 1 of them.\n"), "{text}");
    let live = run(&["exposure", "--live"]).out;
    assert!(
        live.contains("as it is now")
            && live.contains("    users from Fabrikam\n")
            && !live.contains("Woodgrove"),
        "{live}"
    );

    let json = run(&["exposure", "--format", "json"]).json();
    assert_eq!((&json["formatVersion"], &json["of"]), (&1.into(), &"files".into()));
    let package =
        &json["packages"].as_array().unwrap().iter().find(|one| one["key"] == "accessPackage/C/P").unwrap();
    assert_eq!(package["offers"][0]["who"], "users from Fabrikam and Woodgrove");
    assert_eq!(
        (&package["offers"][0]["band"], &package["gives"][0]),
        (&1.into(), &"Member of group Sales".into())
    );

    // Names cannot add elements to the drawing.
    let drawn = run(&["exposure", "--mermaid"]).out;
    assert!(drawn.starts_with("flowchart LR\n"), "{drawn}");
    assert!(drawn.contains("([\"users from Fabrikam and Woodgrove\"])"), "{drawn}");
    assert!(drawn.contains("C / #60;b#62;#96;Q#96;#60;/b#62;"), "{drawn}");
    assert!(!drawn.contains('<') && !drawn.contains('`'), "{drawn}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_and_the_result_for_programs_are_written_in_one_run() {
    let bench = Bench::new().await;
    bench.folder.write("policies/a.yaml", &BEFORE.replace("[Fabrikam]", "[Fabrikam, Woodgrove]"));
    let endpoint = bench.world.sandbox.service_root();
    let run = |arguments: &[&str]| {
        bench.folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())])
    };
    let files = ["--md-file", "plan.md", "--json-file", "result.json"];
    let ended = run(&[&["plan", "--out", "plan.json"][..], &files].concat());
    assert_eq!(ended.code, 3, "{ended:#?}");
    let comment = bench.folder.read("plan.md");
    assert!(comment.starts_with("<!-- guestlist {"), "{comment}");
    for part in [
        "· ⛔ 1 hold open · ↑ exposure widened\n",
        "Plan: 0 to add, 1 to change, 0 to delete. Exposure: wider (1). Holds: 1 open, 0 accepted.\n",
        "- ↑ wider: **C &#47; P**\n  - Users from Woodgrove will be able to get P with one approval",
        "To accept: an entry in `accepted.yaml`, or `--accept exposure-widened@",
        "<summary>Changes by object (1)</summary>",
        "```diff\n! policy C / P / Partners",
        "\n+     targets  users from Woodgrove\n",
    ] {
        assert!(comment.contains(part), "{part} in {comment}");
    }
    let result: Value = serde_json::from_str(&bench.folder.read("result.json")).unwrap();
    assert_eq!(result["exit"]["reason"], "holdsOpen");
    let plan: Value = serde_json::from_str(&bench.folder.read("plan.json")).unwrap();
    assert_eq!(result["plan"]["id"], plan["id"]);
    // A saved plan gives the same comment, without places in files that are not available.
    assert_eq!(run(&["show", "plan.json", "--md-file", "again.md"]).code, 0);
    assert_eq!(bench.folder.read("again.md").lines().nth(3), comment.lines().nth(3));
    let ended = run(&["plan", "--md-file", "nowhere/plan.md"]);
    assert_eq!(ended.code, 3);
    assert!(ended.err.contains("warning: nowhere/plan.md: "), "{}", ended.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ci_shows_findings_beside_their_lines() {
    let folder =
        Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", "catalogs:\n  - { name: C, colour: red }\n")]);
    let github = "::error title=GL101 unknown-key,file=policies/a.yaml,line=2,col=16::unknown key `colour`";
    for (arguments, variables, expected) in [
        (&["validate"][..], &[("GITHUB_ACTIONS", "true")][..], Some(github)),
        (&["validate", "--annotations", "github"], &[], Some(github)),
        (
            &["plan"],
            &[("TF_BUILD", "True")],
            Some(
                "##vso[task.logissue \
                type=error;code=GL101;sourcepath=policies/a.yaml;linenumber=2;columnnumber=16]unknown key",
            ),
        ),
        (&["validate", "--annotations", "none"], &[("GITHUB_ACTIONS", "true")], None),
        (&["validate"], &[], None),
    ] {
        let run = folder.run_with(arguments, variables);
        assert_eq!(run.code, 1, "{run:#?}");
        match expected {
            Some(line) => {
                assert!(run.err.lines().any(|one| one.starts_with(line)), "{arguments:?}: {}", run.err)
            }
            None => assert!(!run.err.contains("::error") && !run.err.contains("##vso"), "{}", run.err),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_changes_much_at_once_is_held() {
    let world = World::new().await;
    let catalogs = |count: usize, description: &str| {
        let one = |number| format!("  - {{ name: C{number}, description: {description}{number} }}\n");
        format!("catalogs:\n{}", (0..count).map(one).collect::<String>())
    };
    world.apply(&crate::world::desired(&[("a.yaml", &catalogs(10, "d"))])).await;
    let bench = Bench { world, folder: Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", "")]) };
    let held = pairs(&[("mass-change", "plan")]);
    // Three of ten objects are 30 percent; four exceed the limit.
    let edited = |count: usize| {
        let lines = catalogs(10, "d");
        (0..count).fold(lines, |text, number| {
            text.replace(&format!("description: d{number} "), &format!("description: e{number} "))
        })
    };
    assert_eq!(bench.kinds(&edited(3)), []);
    assert_eq!(bench.kinds(&edited(4)), held);
    // New objects do not count as changes of existing ones.
    assert_eq!(bench.kinds(&(edited(3) + "  - { name: New }\n")), []);
    let limits =
        |text: &str| bench.folder.write("policies/guestlist.yaml", &format!("{PROJECT}limits: {text}\n"));
    limits("{ maxChangePercent: 40 }");
    assert_eq!(bench.kinds(&edited(4)), []);
    limits("{ maxDeletes: 1, maxChangePercent: 100 }");
    let removed = catalogs(8, "d") + "remove: [{ catalog: C8 }, { catalog: C9 }]\n";
    let kinds: Vec<String> = bench.kinds(&removed).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["delete-catalog", "delete-catalog", "mass-change"]);
    limits("{ maxDeletes: 2, maxChangePercent: 100 }");
    assert_eq!(bench.kinds(&removed).len(), 2);
    for (text, says) in [
        ("{ maxDeletes: -1 }", "error[GL208]: `maxDeletes` is -1; expected a number from 0 to 1000000"),
        (
            "{ maxChangePercent: 101 }",
            "error[GL208]: `maxChangePercent` is 101; expected a number from 0 to 100",
        ),
    ] {
        limits(text);
        let run = bench.folder.run(&["validate"]);
        assert!(run.code == 1 && run.err.contains(says), "{run:#?}");
    }
}
