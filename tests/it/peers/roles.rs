//! Roles in packages: everything that their resource offers, by the names that it gives them.

use guestlist::graph::{Request, ask::ENTITLEMENT};
use guestlist::sandbox::{Faults, Refusal, seed};
use guestlist::scope::Problem;
use serde_json::{Value, json};

use super::{applied, empty, file, granting, rows, sent};
use crate::world::{World, run};

/// The roles that the package grants, as the tenant stores them.
fn granted(world: &World) -> Vec<String> {
    let links = rows(world, "resourceRoleScopes");
    let mut granted: Vec<_> = links.iter().map(|link| link["_role"].as_str().unwrap().to_owned()).collect();
    granted.sort();
    granted
}

#[test]
fn roles_of_applications_are_found_by_name() {
    run(async {
        let wanted =
            |roles: &str| granting("[{ application: Partner Portal }, { application: Expenses }]", roles);
        let one = wanted(
            "[{ application: Partner Portal, role: Supplier }, { application: Expenses, role: Default Access }]",
        );
        let world = applied(&one).await;
        let nothing = "00000000-0000-0000-0000-000000000000";
        assert_eq!(granted(&world), [nothing, seed::SUPPLIER_ROLE]);
        empty(&world, &one).await;
        // The application is in the catalog now, so the catalog's list of roles applies.
        let other = wanted(
            "[{ application: Partner Portal, role: buyer }, { application: Expenses, role: Default Access }]",
        );
        world.apply(&other).await;
        assert_eq!(granted(&world), [nothing, "aaaaaaaa-0000-4000-8000-000000000402"]);
        empty(&world, &other).await;
        // A role for services and an ambiguous role name are reported before anything is written.
        world.sandbox.clear_writes();
        for role in ["Sync", "Support"] {
            let refused = wanted(&format!("[{{ application: Partner Portal, role: {role} }}]"));
            let planned = world.try_plan(&refused).await.unwrap();
            assert!(
                matches!(&planned.pair.problems[..], [Problem::Role { .. }]),
                "{:#?}",
                planned.pair.problems
            );
        }
        let by_id = wanted("[{ application: Partner Portal, roleId: aaaaaaaa-0000-4000-8000-000000000405 }]");
        world.apply(&by_id).await;
        assert_eq!(granted(&world), ["aaaaaaaa-0000-4000-8000-000000000405"]);
        empty(&world, &by_id).await;
    });
}

#[test]
fn roles_that_no_expansion_shows_are_found_all_the_same() {
    run(async {
        let resources = "[{ application: Partner Portal }, { group: Helpdesk Admins }, { group: Break Glass }, { group: Sales }, { site: 'https://contoso.sharepoint.com/sites/partners' }]";
        let wanted = granting(
            resources,
            "[{ application: Partner Portal, role: Viewer }, { group: Helpdesk Admins }, { group: Break Glass, role: Owner }, { group: Sales }, { site: 'https://contoso.sharepoint.com/sites/partners', role: Partners Visitors }]",
        );
        let world = World::with(Faults { empty_expanded_roles: true, ..Faults::default() }).await;
        world.apply(&granting(resources, "[]")).await;
        // The expansion shows no roles of any resource.
        let catalog = world.id("catalogs", "C");
        let path = format!("{ENTITLEMENT}/catalogs/{catalog}/resources?$expand=roles,scopes");
        let shown = world.client().read_pages(Request::get(path)).await.unwrap();
        assert_eq!(shown.len(), 5);
        assert!(shown.iter().all(|resource| resource["roles"] == json!([])), "{shown:#?}");
        world.apply(&wanted).await;
        let helpdesk = format!("Member_{}", seed::ROLE_ASSIGNABLE_GROUP);
        let glass = format!("Owner_{}", seed::PIM_GROUP);
        let sales = format!("Member_{}", world.id("groups", "Sales"));
        let mut expected =
            vec!["5".to_owned(), glass, helpdesk, sales, "aaaaaaaa-0000-4000-8000-000000000403".to_owned()];
        expected.sort();
        assert_eq!(granted(&world), expected);
        empty(&world, &wanted).await;
        let export = world.export().await;
        let said: String = export.files.iter().map(|(_, text)| text.as_str()).collect();
        assert!(said.contains("role: Viewer") && said.contains("role: Partners Visitors"), "{said}");
    });
}

const SITE: &str = "https://contoso.sharepoint.com/sites/partners";

#[test]
fn a_site_is_its_url_and_its_link_says_what_the_catalog_says() {
    run(async {
        let wanted = granting(
            &format!("[{{ site: '{SITE}' }}]"),
            &format!("[{{ site: '{SITE}', role: Partners Members }}]"),
        );
        let world = applied(&wanted).await;
        let catalog = world.id("catalogs", "C");
        let path = format!("{ENTITLEMENT}/catalogs/{catalog}/resources?$expand=scopes");
        let resource = world.client().read_pages(Request::get(path)).await.unwrap().remove(0);
        let filter = format!("(originSystem eq 'SharePointOnline' and resource/id eq {})", resource["id"]);
        let filter = filter.replace('"', "'").replace(' ', "%20");
        let path = format!("{ENTITLEMENT}/catalogs/{catalog}/resourceRoles?$filter={filter}");
        let roles = world.client().read_pages(Request::get(path)).await.unwrap();
        let role = roles.iter().find(|role| role["displayName"] == "Partners Members").unwrap();
        let scope = &resource["scopes"][0];
        let [link] = &sent(&world, "POST", "/resourceRoleScopes")[..] else { panic!("one link") };
        assert_eq!(link["role"]["originId"], role["originId"]);
        assert_eq!(link["role"]["originSystem"], "SharePointOnline");
        assert_eq!(link["role"]["resource"]["id"], resource["id"]);
        for member in ["originId", "originSystem", "isRootScope"] {
            assert_eq!(link["scope"][member], scope[member], "{member}");
        }
        // Reading uses the same key as writing.
        empty(&world, &wanted).await;
        let slash = granting(
            &format!("[{{ site: '{SITE}/' }}]"),
            &format!("[{{ site: '{SITE}/', role: Partners Members }}]"),
        );
        empty(&world, &slash).await;
        let export = world.export().await;
        let said: String = export.files.iter().map(|(_, text)| text.as_str()).collect();
        assert!(said.contains(&format!("site: {SITE}")) && said.contains("role: Partners Members"), "{said}");
    });
}

#[test]
fn the_service_says_which_roles_there_are() {
    run(async {
        let eligible = granting(
            "[{ group: Break Glass }]",
            "[{ group: Break Glass, role: Eligible Member }, { group: Break Glass, role: Eligible Owner }]",
        );
        let world = applied(&eligible).await;
        let id = seed::PIM_GROUP;
        assert_eq!(granted(&world), [format!("EligibleMember_{id}"), format!("EligibleOwner_{id}")]);
        empty(&world, &eligible).await;
        // A group that is not managed by PIM has no such role, and the plan names the roles that it has.
        let sales =
            |role: &str| granting("[{ group: Sales }]", &format!("[{{ group: Sales, role: {role} }}]"));
        let world = applied(&sales("Member")).await;
        let planned = world.try_plan(&sales("Eligible Member")).await.unwrap();
        let [Problem::Role { offered, twice: false, .. }] = &planned.pair.problems[..] else {
            panic!("{:#?}", planned.pair.problems)
        };
        assert!(offered.iter().all(|role| !role.contains("Eligible")) && offered.len() == 2, "{offered:?}");
        // An unknown role works like any other.
        let site = granting(
            &format!("[{{ site: '{SITE}' }}]"),
            &format!("[{{ site: '{SITE}', role: Archivists of tomorrow }}]"),
        );
        let world = World::new().await;
        let sites = world.sandbox.dump_tenant()["sites"].clone();
        let (key, row) = sites.as_object().unwrap().iter().find(|(_, row)| row["webUrl"] == SITE).unwrap();
        let mut roles: Value = row["_roles"].clone();
        roles["77"] = json!("Archivists of tomorrow");
        world.sandbox.merge_rows(json!({ "sites": { key: { "_roles": roles } } })).unwrap();
        world.apply(&site).await;
        assert_eq!(granted(&world), ["77"]);
        empty(&world, &site).await;
    });
}

#[test]
fn roles_are_listed_after_adding_and_taken_away_again() {
    run(async {
        let world = World::with(Faults { empty_expanded_roles: true, ..Faults::default() }).await;
        let resources = "[{ application: Partner Portal }, { group: Helpdesk Admins }]";
        let both = granting(
            resources,
            "[{ application: Partner Portal, role: Viewer }, { group: Helpdesk Admins }]",
        );
        world.apply(&both).await;
        empty(&world, &both).await;
        // The ids used to create a link can differ from those used to delete it.
        world.sandbox.replace_service_ids();
        let one = granting(resources, "[{ group: Helpdesk Admins }]");
        let plan = world.apply(&one).await;
        assert_eq!(plan.steps.len(), 1, "{:#?}", plan.steps);
        assert_eq!(granted(&world), [format!("Member_{}", seed::ROLE_ASSIGNABLE_GROUP)]);
        empty(&world, &one).await;
        let none = granting(resources, "[]");
        world.apply(&none).await;
        assert_eq!(granted(&world), [] as [String; 0]);
        empty(&world, &none).await;
    });
}

/// A tenant whose catalog returns a resource only after this many refusals of this kind.
fn slow_to_forget(code: &str, times: Option<u32>) -> Faults {
    let refusal = Refusal {
        method: "POST".to_owned(),
        path: "/identityGovernance/entitlementManagement/resourceRequests".to_owned(),
        status: 400,
        code: code.to_owned(),
        message: "The resource: Sales can not be deleted because there are active entitlements.".to_owned(),
        times,
        ..Refusal::default()
    };
    Faults { refuse: vec![refusal], ..Faults::default() }
}

#[test]
fn a_resource_leaves_after_its_links_although_the_service_still_counts_them() {
    const ENTITLED: &str = "InvalidDeleteResourceHasEntitlements";
    run(async {
        let before = granting("[{ group: Sales }]", "[{ group: Sales }]");
        let after = file(
            "catalogs: [{ name: C }]\naccessPackages: [{ name: P, catalog: C, resources: [] }]\nremove: [{ group: Sales, catalog: C }]\n",
        );
        for (code, times, asked, whole) in [
            (ENTITLED, Some(3), 4, true),
            ("CallerNotResourceOwner", Some(3), 1, false),
            ("BadRequest", Some(3), 1, false),
        ] {
            let world = applied(&before).await;
            world.sandbox.reset_counters();
            world.sandbox.set_faults(slow_to_forget(code, times));
            let (plan, outcome) = world.try_apply(&after).await.unwrap();
            assert_eq!(plan.steps.len(), 2, "{:#?}", plan.steps);
            assert_eq!(outcome.is_whole(), whole, "{code}: {outcome:#?}");
            let requests = world.sandbox.recorded_requests();
            let requests: Vec<_> = requests
                .iter()
                .filter(|line| line.starts_with("POST") && line.ends_with("/resourceRequests"))
                .collect();
            assert_eq!((requests.len(), rows(&world, "resourceRoleScopes").len()), (asked, 0), "{code}");
            let there = rows(&world, "resources").iter().filter(|row| row["_goneAt"].is_null()).count();
            assert_eq!(there == 0, whole, "{code}");
        }
        // If the service keeps refusing, the run ends with the service's message and does not wait forever.
        let world = applied(&before).await;
        world.sandbox.set_faults(slow_to_forget(ENTITLED, None));
        let (_, outcome) = world.try_apply(&after).await.unwrap();
        assert!(format!("{outcome:#?}").contains(ENTITLED), "{outcome:#?}");
        // If another package still grants the role, nothing is sent; the plan reports it before.
        let world = applied(&before).await;
        world.sandbox.clear_writes();
        let kept = file("catalogs: [{ name: C }]\nremove: [{ group: Sales, catalog: C }]\n");
        let problems = world.try_plan(&kept).await.unwrap().pair.problems;
        let used = |problem: &Problem| matches!(problem, Problem::InUse { users, .. } if users.len() == 1);
        assert!(problems.iter().any(used), "{problems:#?}");
        assert_eq!(world.sandbox.recorded_writes().len(), 0);
    });
}
