//! Law 6 for parts that a caller can never see: an application does not see SharePoint sites, which must not
//! look like absence.

use std::process::Command;

use guestlist::cli::pipeline;
use guestlist::config;
use guestlist::graph::{Reader, Token};
use guestlist::model::{Desired, Key, Origin};
use guestlist::plan::{Operation, Part, Plan};
use guestlist::sandbox::bearer_token;
use guestlist::source::{Files, Findings};
use serde_json::json;

use crate::world::{World, demo, desired, run};

/// The tokens of both kinds of caller.
fn application() -> String {
    bearer_token(
        &json!({"idtyp": "app", "roles": ["EntitlementManagement.ReadWrite.All", "Directory.Read.All",
        "CrossTenantInformation.ReadBasic.All"]}),
    )
}

fn person() -> String {
    bearer_token(&json!({"idtyp": "user", "wids": ["62e90394-69f5-4237-9190-012177145e10"],
        "scp": "EntitlementManagement.ReadWrite.All Directory.Read.All CrossTenantInformation.ReadBasic.All"}))
}

/// The plan of a caller, whose token decides what it sees.
pub(crate) async fn plan_as(world: &World, token: String, wanted: &Desired) -> Plan {
    let token = Token::new(token);
    let blind = token.is_application_token() == Some(true);
    let client = world.client_with(Some(token));
    let planned = pipeline::plan_changes(&Reader::new(&client).as_application(blind), wanted).await.unwrap();
    let errors: Vec<_> = planned.pair.problems.iter().filter(|problem| problem.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    planned.plan
}

fn touches_a_site(operation: &Operation) -> bool {
    match operation {
        Operation::Add(Part::Role { link, .. }) | Operation::Remove(Part::Role { link, .. }) => {
            matches!(link.resource, Origin::Site(_))
        }
        operation => {
            matches!(operation.affected_key(), Key::Resource(key) if matches!(key.origin, Origin::Site(_)))
        }
    }
}

/// Files with and without a site, its role in a package, and the package itself.
fn files(sites: &[&str], links: &str) -> Desired {
    let sites: String =
        sites.iter().map(|s| format!("      - site: https://contoso.sharepoint.com/sites/{s}\n")).collect();
    let text = format!(
        "catalogs:\n  - name: C\n    resources:\n      - group: Sales\n{sites}\
         accessPackages:\n  - name: P\n    catalog: C\n    resources:\n      - group: Sales\n{links}"
    );
    desired(&[("a.yaml", &text)])
}

const MEMBERS: &str =
    "      - { site: https://contoso.sharepoint.com/sites/partners, role: Partners Members }\n";
const OWNERS: &str =
    "      - { site: https://contoso.sharepoint.com/sites/partners, role: Partners Owners }\n";

#[test]
fn what_an_application_cannot_see_is_neither_added_again_nor_removed() {
    run(async {
        let world = World::new().await;
        world.apply(&demo()).await;
        for (token, blind) in [(person(), false), (application(), true)] {
            let plan = plan_as(&world, token, &demo()).await;
            assert!(plan.is_empty(), "{:#?}", plan.steps);
            assert_eq!(plan.about.incomplete, []);
            assert!(plan.about.foreign.iter().all(|key| !key.contains("site:")), "{:?}", plan.about.foreign);
            let sites =
                demo().state.resources.into_keys().filter(|key| matches!(key.origin, Origin::Site(_)));
            for site in sites.map(|key| Key::Resource(key).to_string()) {
                assert_eq!(plan.about.not_evaluated.contains(&site), blind, "{:?}", plan.about.not_evaluated);
            }
        }
    });
}

#[test]
fn an_application_plans_everything_but_sites() {
    run(async {
        let world = World::new().await;
        world.apply(&files(&["partners"], MEMBERS)).await;
        // (desired state, steps of a person for sites, steps that an application leaves open)
        for (wanted, steps, open) in [
            (files(&["partners"], MEMBERS), 0, &[][..]),
            (files(&["partners", "finance"], MEMBERS), 1, &["resource/C/site:"][..]),
            (files(&["partners"], OWNERS), 2, &["accessPackage/C/P: its SharePoint site roles"]),
            (files(&["partners"], ""), 1, &["accessPackage/C/P: its SharePoint site roles"]),
        ] {
            let sighted = plan_as(&world, person(), &wanted).await;
            assert_eq!(sighted.about.not_evaluated, Vec::<String>::new());
            assert_eq!(sighted.steps.iter().filter(|step| touches_a_site(&step.operation)).count(), steps);
            let blind = plan_as(&world, application(), &wanted).await;
            assert_eq!(blind.steps, [], "nothing but sites differs");
            for said in open {
                let listed = blind.about.not_evaluated.iter().any(|line| line.contains(said));
                assert!(listed, "{said}: {:?}", blind.about.not_evaluated);
            }
        }
        // Everything except the sites is compared and written.
        let mut wanted = files(&["partners"], MEMBERS);
        wanted.state.packages.values_mut().for_each(|package| package.description.push('!'));
        let blind = plan_as(&world, application(), &wanted).await;
        assert_eq!(blind.steps.len(), 1);
        assert_eq!(blind.steps, plan_as(&world, person(), &wanted).await.steps);
    });
}

#[test]
fn an_application_creates_what_stands_beside_a_site() {
    run(async {
        let world = World::new().await;
        let wanted = files(&["partners"], MEMBERS);
        let blind = plan_as(&world, application(), &wanted).await;
        assert!(!blind.steps.iter().any(|step| touches_a_site(&step.operation)), "{:#?}", blind.steps);
        assert!(blind.steps.iter().any(|step| step.key == "accessPackage/C/P"));
        let open = &blind.about.not_evaluated;
        assert!(open.iter().any(|line| line == "accessPackage/C/P: its SharePoint site roles"), "{open:?}");
    });
}

#[test]
fn what_is_no_site_is_missed_by_an_application_too() {
    run(async {
        let world = World::new().await;
        let blind = plan_as(&world, application(), &demo()).await;
        let sighted = plan_as(&world, person(), &demo()).await;
        let keys = |plan: &Plan| -> Vec<String> {
            plan.steps.iter().filter(|s| !touches_a_site(&s.operation)).map(|s| s.key.clone()).collect()
        };
        assert_eq!(keys(&blind), keys(&sighted));
    });
}

#[test]
fn an_application_exports_what_it_sees_and_says_what_not() {
    run(async {
        let world = World::new().await;
        world.apply(&demo()).await;
        let client = world.client_with(Some(Token::new(application())));
        let export = world.export_with(&Reader::new(&client).as_application(true)).await;
        assert!(
            export.notes.iter().any(|note| note.what == "SharePoint sites in catalogs"),
            "{:?}",
            export.notes
        );
        let mut findings = Findings::default();
        let texts = export.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let files = Files::from_texts(texts, &mut findings);
        let wanted = config::read_desired(&files, config::TargetTenant::detached("sandbox"), &mut findings);
        assert!(!findings.has_errors(), "{:#?}", findings.to_sorted());
        assert!(plan_as(&world, application(), &wanted).await.is_empty());
        assert!(plan_as(&world, person(), &wanted).await.is_empty());
    });
}

/// Runs the program on the demo against a sandbox server.
async fn guestlist(world: &World, token: &str, args: &'static [&'static str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guestlist"));
    command
        .args(args)
        .args(["--quiet", "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("GUESTLIST_GRAPH_ENDPOINT", world.sandbox.service_root())
        .env("GUESTLIST_ACCESS_TOKEN", token);
    let ended = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    (ended.status.code().unwrap(), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blind_spot_ends_a_run_only_where_completeness_is_required() {
    let world = World::new().await;
    world.apply(&demo()).await;
    world.sandbox.clear_writes();
    for (token, args, code) in [
        (person(), &["plan", "--detailed-exitcode", "--require-complete"][..], 0),
        (application(), &["plan", "--detailed-exitcode"], 0),
        (application(), &["plan", "--detailed-exitcode", "--require-complete"], 6),
        (application(), &["apply", "--auto-approve"], 0),
        (application(), &["apply", "--auto-approve", "--require-complete"], 6),
    ] {
        let (ended, said) = guestlist(&world, &token, args).await;
        assert_eq!(ended, code, "{args:?}: {said}");
    }
    assert_eq!(world.sandbox.recorded_writes().len(), 0);
}
