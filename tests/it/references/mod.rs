//! References by an id of Graph or the directory: they mean the object with that id, whether it is declared,
//! existing or foreign, and whatever was read of it.

mod faults;
mod laws;
mod people;
mod spelling;

use guestlist::model::Desired;
use guestlist::plan::Plan;
use serde_json::json;

use crate::ownership::{files, findings, steps};
use crate::world::{World, run};

/// The objects that other objects refer to, one declaration each.
const ORGANIZATION: &str =
    "connectedOrganizations: [{ name: Fabrikam, identity: { tenant: fabrikam.com } }]\n";
const FINANCE: &str = "- { name: Finance, resources: [{ group: Sales }] }\n";
const LEDGER: &str = "- { name: Ledger, catalog: Finance, resources: [{ group: Sales }] }\n";
const NOTIFY: &str = "  extensions:\n  - name: Notify\n    kind: assignmentRequest\n    logicApp: { subscriptionId: \
                      aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: rg, workflow: wf }\n";

/// The objects that refer to them, with the given references.
fn portal(catalog: &str, ledger: &str, notify: &str, fabrikam: &str) -> String {
    format!(
        "- name: Portal
  catalog: {catalog}
  incompatible: {{ packages: [{ledger}] }}
  policies:
  - name: Partners
    requestors: {{ scope: specificConnectedOrganizationUsers, connectedOrganizations: [{fabrikam}], may: [add] }}
    approval: {{ stages: [{{ approvers: [internalSponsors], fallback: [{{ group: Partner Managers }}] }}] }}
    expiration: {{ after: 30d }}
    extensions: [{{ stage: assignmentRequestCreated, extension: {notify} }}]
"
    )
}

const BY_NAME: [&str; 4] = ["Partners", "{ accessPackage: Ledger, catalog: Finance }", "Notify", "Fabrikam"];

fn declared(portal: &str) -> String {
    format!("{ORGANIZATION}catalogs:\n{FINANCE}- name: Partners\n{NOTIFY}accessPackages:\n{LEDGER}{portal}")
}

fn named(words: [&str; 4]) -> String {
    let [catalog, ledger, notify, fabrikam] = words;
    portal(catalog, ledger, notify, fabrikam)
}

/// A tenant with all objects, created by files that use names, and the same references by id.
async fn tenant() -> (World, [String; 4]) {
    let world = World::new().await;
    world.apply(&files(&declared(&named(BY_NAME)))).await;
    let by_id = [
        format!("{{ catalogId: {} }}", world.id("catalogs", "Partners")),
        format!("{{ accessPackageId: {} }}", world.id("accessPackages", "Ledger")),
        format!("{{ extensionId: {} }}", world.id("customWorkflowExtensions", "Notify")),
        format!("{{ connectedOrganizationId: {} }}", world.id("connectedOrganizations", "Fabrikam")),
    ];
    (world, by_id)
}

/// The references by name, except those given by id.
fn only(by_id: &[String; 4], which: usize) -> [&str; 4] {
    let mut words = BY_NAME;
    words[which] = &by_id[which];
    words
}

/// The tenant already matches: nothing to do and nothing to report.
async fn nothing(world: &World, what: &str, text: &str) {
    let wanted = files(text);
    let planned = world.plan(&wanted).await;
    assert_eq!(planned.plan.steps, [], "{what}:\n{text}");
    assert_eq!(planned.plan.holds, [], "{what}");
    assert_eq!(findings(world, &wanted).await, [""; 0], "{what}:\n{text}");
}

/// A change beside a reference changes only that property, and the reference stays.
async fn only_the_change(world: &World, what: &str, text: &str) {
    let text = text.replace("- name: Portal\n", "- name: Portal\n  description: What partners get\n");
    let changes = |plan: &Plan| steps(plan).into_iter().filter(|step| !step.contains("adoption"));
    let plan = world.plan(&files(&text)).await.plan;
    assert_eq!(changes(&plan).collect::<Vec<_>>(), ["updatePackage accessPackage/Partners/Portal"], "{what}");
}

#[test]
fn a_package_by_its_id_stays_incompatible() {
    run(async {
        let (world, by_id) = tenant().await;
        let portal = named(only(&by_id, 1));
        let all = declared(&portal);
        let existing = "existing: { accessPackages: [{ accessPackage: Ledger, catalog: Finance }] }\n";
        let by_catalog = format!(
            "existing: {{ accessPackages: [{{ accessPackage: Ledger, catalog: {{ catalogId: {} }} }}] }}\n",
            world.id("catalogs", "Finance")
        );
        let without = all.replace(LEDGER, "").replace(FINANCE, "");
        for (what, text) in [
            ("declared", all.clone()),
            ("existing", without.clone() + existing),
            ("existing, its catalog by id", without.clone() + &by_catalog),
            ("foreign", without),
        ] {
            nothing(&world, what, &text).await;
            only_the_change(&world, what, &text).await;
        }
        // It is the same incompatibility: a file without it removes it once.
        let free = all.replace(&format!("  incompatible: {{ packages: [{}] }}\n", by_id[1]), "");
        let plan = world.apply(&files(&free)).await;
        assert_eq!(steps(&plan), ["removeIncompatiblePackage accessPackage/Partners/Portal"]);
        let plan = world.apply(&files(&all)).await;
        assert_eq!(steps(&plan), ["addIncompatiblePackage accessPackage/Partners/Portal"]);
        nothing(&world, "made by id", &all).await;
        nothing(&world, "made by id, named", &declared(&named(BY_NAME))).await;
    });
}

#[test]
fn an_extension_by_its_id_stays_bound() {
    run(async {
        let (world, by_id) = tenant().await;
        let all = declared(&named(only(&by_id, 2)));
        let without = all.replace(NOTIFY, "");
        let existing = "existing: { extensions: [{ extension: Notify, catalog: Partners }] }\n";
        for (what, text) in
            [("declared", all.clone()), ("existing", without.clone() + existing), ("foreign", without)]
        {
            nothing(&world, what, &text).await;
            only_the_change(&world, what, &text).await;
        }
        let free = all.replace(
            &format!("    extensions: [{{ stage: assignmentRequestCreated, extension: {} }}]\n", by_id[2]),
            "",
        );
        world.apply(&files(&free)).await;
        world.apply(&files(&all)).await;
        nothing(&world, "made by id", &all).await;
        nothing(&world, "made by id, named", &declared(&named(BY_NAME))).await;
    });
}

#[test]
fn an_organization_by_its_id_stays_a_target() {
    run(async {
        let (world, by_id) = tenant().await;
        let all = declared(&named(only(&by_id, 3)));
        let without = all.replace(ORGANIZATION, "");
        let existing = "existing: { connectedOrganizations: [{ name: Fabrikam, identity: { tenant: fabrikam.com } }] }\n";
        for (what, text) in
            [("declared", all.clone()), ("existing", without.clone() + existing), ("foreign", without)]
        {
            nothing(&world, what, &text).await;
            only_the_change(&world, what, &text).await;
        }
    });
}

#[test]
fn a_catalog_by_its_id_is_the_catalog_of_its_packages() {
    run(async {
        let (world, by_id) = tenant().await;
        let id = &by_id[0];
        let all = declared(&named(only(&by_id, 0)));
        let without = all.replace(&format!("- name: Partners\n{NOTIFY}"), "");
        let extension = |catalog: &str| format!("extensions: [{{ extension: Notify, catalog: {catalog} }}]");
        let lists = |catalog: &str, inside: &str| {
            format!("existing: {{ catalogs: [{catalog}], {} }}\n", extension(inside))
        };
        for (what, text) in [
            ("declared", all.clone()),
            ("existing by name", without.clone() + &lists("Partners", "Partners")),
            ("existing by id", without.clone() + &lists(id, id)),
            ("existing in both ways", without.clone() + &lists("Partners", id)),
            ("foreign", without.clone()),
            ("foreign, everything by id", declared(&named(by_id.each_ref().map(String::as_str)))),
        ] {
            nothing(&world, what, &text).await;
            only_the_change(&world, what, &text).await;
        }
        // Existing objects can be named as they are listed, and in the other way.
        let named = without.replace(&format!("catalog: {id}"), "catalog: Partners");
        nothing(&world, "existing by id, used by name", &(named + &lists(id, id))).await;
        // The resource is in the catalog, whichever way the catalog is named.
        let used = |catalog: &str| {
            let papers =
                format!("- {{ name: Papers, catalog: {catalog}, resources: [{{ group: Sales }}] }}\n");
            declared(&self::named(BY_NAME)).replace(FINANCE, "").replace(LEDGER, &papers)
        };
        let finance = format!("{{ catalogId: {} }}", world.id("catalogs", "Finance"));
        let resources = |catalog: &str| {
            format!(
                "existing: {{ catalogs: [{catalog}], accessPackages: [{{ accessPackage: Ledger, catalog: {catalog} }}], \
                     resources: [{{ group: Sales, catalog: {catalog} }}] }}\n"
            )
        };
        let first = used("Finance") + &resources("Finance");
        world.apply(&files(&first)).await;
        for (package, beside) in [(&*finance, &*finance), ("Finance", &*finance), (&*finance, "Finance")] {
            nothing(&world, "a resource", &(used(package) + &resources(beside))).await;
        }
        nothing(&world, "a resource of a foreign catalog", &used(&finance).replace(BY_NAME[1], &by_id[1]))
            .await;
    });
}

#[test]
fn a_line_that_removes_may_name_a_catalog_by_its_id() {
    run(async {
        let (world, _) = tenant().await;
        let all = declared(&named(BY_NAME));
        let without = all.replace(LEDGER, "").replace(&format!("[{}]", BY_NAME[1]), "[]");
        let finance = world.id("catalogs", "Finance");
        let line = format!("remove: [{{ accessPackage: Ledger, catalog: {{ catalogId: {finance} }} }}]\n");
        // The line names by id an object that is declared by name.
        let both = findings(&world, &files(&(all.clone() + &line))).await;
        assert!(both.iter().any(|one| one.starts_with("GL320") && one.contains("is declared")), "{both:#?}");
        let plan = world.apply(&files(&(without.clone() + &line))).await;
        assert!(steps(&plan).contains(&"deletePackage accessPackage/Finance/Ledger".to_owned()), "{plan:#?}");
        let gone = findings(&world, &files(&(without + &line))).await;
        assert!(
            gone.iter().all(|one| one.contains("accessPackage/Finance/Ledger does not exist in the tenant")),
            "{gone:#?}"
        );
    });
}

/// A KEY of the command line with a name and an id.
#[test]
fn a_key_with_an_id_is_the_object_that_has_it() {
    run(async {
        let (world, _) = tenant().await;
        let without =
            declared(&named(BY_NAME)).replace(LEDGER, "").replace(&format!("[{}]", BY_NAME[1]), "[]");
        let removing = |key: String| -> Desired {
            let mut wanted = files(&without);
            wanted.ownership.remove.insert(key.parse().unwrap(), None);
            wanted
        };
        let (catalog, package) = (world.id("catalogs", "Finance"), world.id("accessPackages", "Ledger"));
        for key in [
            "accessPackage/Finance/Ledger".to_owned(),
            format!("accessPackage/Finance@{catalog}/Ledger"),
            format!("accessPackage/Finance/Ledger@{package}"),
            format!("accessPackage/Finance@{catalog}/Ledger@{package}"),
        ] {
            let plan = world.plan(&removing(key.clone())).await.plan;
            assert!(steps(&plan).contains(&"deletePackage accessPackage/Finance/Ledger".to_owned()), "{key}");
        }
        // With another name or id, the line is about another object.
        for key in [
            format!("accessPackage/Finance/Books@{package}"),
            format!("accessPackage/Finance/Ledger@{catalog}"),
        ] {
            let plan = world.plan(&removing(key.clone())).await.plan;
            assert!(plan.steps.iter().all(|step| !step.operation.is_deletion()), "{key}");
        }
    });
}

/// Two packages with the same name: an id selects one of them, and the other does not change.
#[test]
fn an_id_tells_twins_apart() {
    run(async {
        let (world, by_id) = tenant().await;
        let twin = "99999999-0000-4000-8000-000000000001";
        let mut row =
            world.sandbox.dump_tenant()["accessPackages"][world.id("accessPackages", "Ledger")].clone();
        row["id"] = json!(twin);
        row["description"] = json!("the other one");
        world.sandbox.merge_rows(json!({ "accessPackages": { twin: row } })).unwrap();
        let all = declared(&named(only(&by_id, 1))).replace(LEDGER, "").replace(FINANCE, "");
        nothing(&world, "a twin", &all).await;
        let other = all.replace(&by_id[1], &format!("{{ accessPackageId: {twin} }}"));
        let plan = world.apply(&files(&other)).await;
        assert_eq!(
            steps(&plan),
            [
                "addIncompatiblePackage accessPackage/Partners/Portal",
                "removeIncompatiblePackage accessPackage/Partners/Portal"
            ]
        );
        nothing(&world, "the other twin", &other).await;
    });
}
