//! Templates and variables: their meaning, and the findings about their errors.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use guestlist::config::{self, TargetTenant};
use guestlist::model::State;
use guestlist::render::finding::{write_findings, write_short};
use guestlist::source::{Files, Findings};
use guestlist::view::FindingV1;
use guestlist::view::finding::finding_views;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::world::{World, desired, run};

const PROJECT: &str = "version: 1\ndefaultTenant: test\ntenants:\n  \
    test: { sandbox: {}, variables: { team: Partner Managers, sly: \"a: [b]\\n- ${var.team}\" } }\n  \
    production: { tenantId: 11111111-2222-3333-4444-555555555555, variables: { team: Sales, term: 60d } }\n";

/// The state and the findings of files for one tenant.
fn read(files: &[(&str, &str)], tenant: &str) -> (State, Files, Findings) {
    let mut found = Findings::default();
    let project = [("guestlist.yaml", PROJECT)];
    let files = Files::from_texts(project.iter().chain(files).copied(), &mut found);
    let project = config::project_of(&files, &mut found).unwrap();
    let desired = config::read_desired(&files, TargetTenant::new(&project, tenant), &mut found);
    (desired.state, files, found)
}

/// The findings about files, one line each.
fn said(files: &[(&str, &str)]) -> String {
    let (_, files, found) = read(files, "test");
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    said
}

/// The state of files without a fault.
fn state(files: &[(&str, &str)], tenant: &str) -> State {
    let (state, files, found) = read(files, tenant);
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    assert_eq!(said, "");
    state
}

const HEAD: &str = "connectedOrganizations:\n- { name: Fabrikam, identity: { tenant: fabrikam.com } }\n\
    catalogs:\n- name: C\naccessPackages:\n- name: P\n  catalog: C\n  policies:\n";

const TEMPLATE: &str = "templates:
  policies:
    short:
      parameters:
        orgs: { type: connectedOrganizations }
        term: { type: duration, default: 30d }
      policy:
        requestors:
          scope: specificConnectedOrganizationUsers
          connectedOrganizations: { param: orgs }
          may: [add]
        approval: { stages: [{ approvers: [internalSponsors], fallback: [{ group: \"${var.team}\" }] }] }
        expiration: { after: { param: term } }
";

/// The findings about a policy below the common head.
fn policy(body: &str) -> String {
    said(&[("a.yaml", &format!("{HEAD}{body}")), ("t.yaml", TEMPLATE)])
}

#[test]
fn a_template_is_the_policy_that_it_spells_out() {
    let used = "  - { name: Q, template: short, with: { orgs: [Fabrikam], term: 14d } }\n  \
        - { name: R, template: short, with: { orgs: [Fabrikam] }, approval: none, description: D }\n  \
        - { name: S, template: short, with: { orgs: [] }, requestors: none, direct: true, expiration: never }\n";
    let written = "  - name: Q\n    requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }\n    \
        approval: { stages: [{ approvers: [internalSponsors], fallback: [{ group: Partner Managers }] }] }\n    \
        expiration: { after: 14d }\n  - name: R\n    description: D\n    \
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }\n    \
        expiration: { after: 30d }\n  - name: S\n    direct: true\n    \
        approval: { stages: [{ approvers: [internalSponsors], fallback: [{ group: Partner Managers }] }] }\n    \
        expiration: never\n";
    let by_template = state(&[("a.yaml", &format!("{HEAD}{used}")), ("t.yaml", TEMPLATE)], "test");
    let by_hand = state(&[("a.yaml", &format!("{HEAD}{written}"))], "test");
    assert_eq!(by_template, by_hand);
}

#[test]
fn tenants_differ_by_their_variables() {
    let used = format!("{HEAD}  - {{ name: Q, template: short, with: {{ orgs: [Fabrikam] }} }}\n");
    let files = [("a.yaml", used.as_str()), ("t.yaml", TEMPLATE)];
    for (tenant, team) in [("test", "Partner Managers"), ("production", "Sales")] {
        let policies = state(&files, tenant).policies;
        assert!(format!("{policies:?}").contains(team), "{tenant}: {policies:#?}");
    }
}

#[test]
fn a_value_stays_a_text() {
    let files = [("a.yaml", "catalogs:\n- { name: C, description: \"${var.sly} $${var.team}\" }\n")];
    let catalogs = state(&files, "test").catalogs;
    assert_eq!(catalogs.values().next().unwrap().description, "a: [b]\n- ${var.team} ${var.team}");
}

#[test]
fn faults_of_variables() {
    assert_eq!(
        said(&[(
            "a.yaml",
            "catalogs:\n- { name: C, description: \"${var.tem}\" }\n- { name: D, description: \"a ${team}\" }\n- { name: E, description: \"${var.zzz}\" }\n"
        )]),
        "a.yaml:2:27: error[GL801]: the tenant `test` has no variable `tem` (did you mean \
        `team`?)\na.yaml:3:27: error[GL802]: `${team}` is not a variable (write `${var.NAME}` for a \
        variable, and \
        `$${` for a literal `${`)\na.yaml:4:27: error[GL801]: the tenant `test` has no variable `zzz` (set it under `tenants.test.variables` in the project file)\n"
    );
    // Errors in the text itself are not reported as long as its variable is unknown.
    assert_eq!(
        policy(
            "  - { name: Q, template: short, with: { orgs: [\"${var.partner}\"], term: \"${var.term}\" } }\n"
        ),
        "a.yaml:9:48: error[GL801]: the tenant `test` has no variable `partner` (set it under `tenants.test.variables` in the project file)\n\
         a.yaml:9:73: error[GL801]: the tenant `test` has no variable `term` (did you mean `team`?)\n"
    );
}

#[test]
fn a_wrong_value_of_a_variable_is_shown_at_both_places() {
    let text_of = "catalogs:\n- name: C\naccessPackages:\n- { name: P, catalog: \"${var.team}\" }\n";
    let (_, files, found) = read(&[("a.yaml", text_of)], "test");
    let mut shown = String::new();
    write_findings(&finding_views(&files, &found), false, &mut shown).unwrap();
    for part in [
        "no catalog `Partner Managers` is declared",
        "a.yaml:4:23",
        "guestlist.yaml:4:43",
        "the variable `team` is set here",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn faults_of_uses() {
    let said = [
        policy(
            "  - { name: Q, template: shrt, with: { orgs: [Fabrikam] } }\n  - { name: R, template: short, with: { orgs: [Fabrikam] } }\n",
        ),
        policy(
            "  - { name: Q, template: short, with: { org: [Fabrikam], term: [1d] } }\n  - { name: R, template: short }\n",
        ),
        policy("  - { name: Q, template: short, with: { orgs: [Fabrikm], term: 6 months } }\n"),
        policy(
            "  - { name: Q, template: short, with: { orgs: [Fabrikam] }, direct: true, review: none }\n  - { name: R, template: short, with: { orgs: [Fabrikam] }, requestors: none }\n",
        ),
        policy("  - { name: Q, template: short, with: { orgs: [Fabrikam] }, aproval: none }\n"),
        policy(
            "  - { name: Q, direct: true, approval: none }\n  - { name: R, template: short, with: { orgs: [Fabrikam] }, approval: nothing }\n",
        ),
    ];
    let expected = [
        "a.yaml:9:26: error[GL803]: there is no policy template `shrt` (did you mean `short`?)\n",
        "a.yaml:9:39: error[GL805]: the parameter `orgs` of the template `short` has no value (write `with: { orgs: … }`)\na.yaml:9:41: error[GL804]: the template `short` has no parameter `org` (did you mean `orgs`?)\na.yaml:9:64: error[GL103]: expected text, such as `180d`, found a list\na.yaml:10:26: error[GL805]: the parameter `orgs` of the template `short` has no value (write `with: { orgs: … }`)\n",
        "a.yaml:9:48: error[GL302]: no connected organization `Fabrikm` is declared or listed under \
        `existing` (did you mean `Fabrikam`?)\na.yaml:9:64: error[GL203]: invalid duration `6 months`: \
        unknown unit `months` (write `180d`, `2h`, or ISO 8601 such as `P14D`)\n",
        "a.yaml:9:61: error[GL104]: `direct` and `requestors` cannot be combined (remove the template's \
        `requestors` with `requestors: none`)\na.yaml:9:83: warning[GL406]: the template has no `review`, so `none` has no effect\na.yaml:10:26: error[GL104]: neither this policy nor the template `short` \
        defines who the policy is for (write exactly one of `requestors`, `automatic` and `direct`)\n",
        "a.yaml:9:61: error[GL101]: unknown key `aproval` (did you mean `approval`?)\n",
        "a.yaml:9:40: error[GL103]: expected a mapping such as `{ requestorJustification: … }`, found text \
        (leave the key out: `none` is allowed only next to `template:`, where it removes a key that the \
        template sets)\na.yaml:10:71: error[GL105]: unknown value `nothing` (expected one of `none`)\n",
    ];
    assert_eq!(said, expected, "{}", said.join("---\n"));
}

/// The findings about a template that a policy uses, if any.
fn template(parameters: &str, body: &str, used: &str) -> String {
    said(&[
        ("a.yaml", &format!("{HEAD}{used}")),
        (
            "t.yaml",
            &format!(
                "templates:\n  policies:\n    short:\n      parameters: {parameters}\n      policy:\n{body}"
            ),
        ),
    ])
}

const USED: &str = "  - { name: Q, template: short }\n";
const UNUSED: &str = "  - { name: Q, direct: true }\n";

#[test]
fn faults_of_templates() {
    let said = [
        template("{}", "        direct: true\n        template: short\n", USED),
        template(
            "{ a: { type: boolean, default: true }, b: { type: duration, default: 3 } }",
            "        direct: true\n        expiration: { after: { param: a } }\n        description: { param: c }\n",
            USED,
        ),
        template("{ a: { type: durtion } }", "        direct: true\n        name: A\n", USED),
        template(
            "{ a: { type: duration, default: 6 months } }",
            "        direct: true\n        expiration: { after: { param: a } }\n        review: { every: weekly, openFor: 1y, reviewers: self }\n",
            UNUSED,
        ),
        template("{}", "        direct: true\n        approval: { param: a }\n", USED),
        said(&[
            (
                "a.yaml",
                &format!(
                    "{HEAD}  - {{ name: Q, template: short, with: {{ orgs: [] }}, requestors: none, direct: true }}\n"
                ),
            ),
            ("s.yaml", TEMPLATE),
            ("t.yaml", TEMPLATE),
        ]),
    ];
    let expected = [
        "t.yaml:7:9: error[GL807]: a template cannot use a template (copy the keys that it needs)\n",
        "t.yaml:4:58: warning[GL808]: the parameter `b` is never used in the template\nt.yaml:4:88: \
        error[GL103]: expected text, such as `180d`, found a number (put it in quotes: \
        \"3\")\nt.yaml:7:39: error[GL806]: expected a parameter of the type `duration`; `a` is a \
        `boolean`\nt.yaml:8:31: error[GL804]: the template has no parameter `c`\n",
        "t.yaml:4:32: error[GL105]: unknown value `durtion` (did you mean `duration`?)\nt.yaml:7:9: \
        error[GL101]: unknown key `name` (known keys: `approval`, `automatic`, `description`, `direct`, \
        `expiration`, `extensions`, `notifications`, `questions`, `requestors` and `review`)\n",
        "t.yaml:3:5: warning[GL809]: no policy uses the template `short`\nt.yaml:4:51: error[GL203]: \
        invalid duration `6 months`: unknown unit `months` (write `180d`, `2h`, or ISO 8601 such as \
        `P14D`)\nt.yaml:8:43: error[GL203]: invalid duration `1y`: unknown unit `y` (write `180d`, `2h`, or \
        ISO 8601 such as `P14D`)\n",
        "t.yaml:7:21: error[GL101]: unknown key `param` (in a template, a parameter can only be used for text, \
        a number, `true` or `false`, a name or a list; write everything else in the policy, next to \
        `template:`)\n",
        "t.yaml:3:5: error[GL301]: the template `short` is declared twice\n",
    ];
    assert_eq!(said, expected, "{}", said.join("---\n"));
}

#[test]
fn findings_inside_a_template_point_at_both_places() {
    let uses = format!("{HEAD}{USED}{}", USED.replace('Q', "R"));
    let written = "templates:\n  policies:\n    short:\n      policy:\n        requestors:\n          scope: specificConnectedOrganizationUsers\n          connectedOrganizations: [Fabrikm]\n          may: []\n";
    let (_, files, found) = read(&[("a.yaml", &uses), ("t.yaml", written)], "test");
    let views = finding_views(&files, &found);
    assert_eq!(views.len(), 1, "{views:#?}");
    let json: Value = serde_json::to_value(FindingV1::from(views[0].clone())).unwrap();
    let places: Vec<_> = json["more"]
        .as_array()
        .unwrap()
        .iter()
        .map(|more| (more[0]["file"].clone(), more[0]["line"].clone(), more[1].clone()))
        .collect();
    let here = json!("the template is used here");
    assert_eq!(places, [(json!("a.yaml"), json!(9), here.clone()), (json!("a.yaml"), json!(10), here)]);
    let mut shown = String::new();
    write_findings(&views, false, &mut shown).unwrap();
    assert_eq!(
        shown,
        "error[GL302]: no connected organization `Fabrikm` is declared or listed under `existing`\n  --> \
        t.yaml:7:36\n   |\n 7 |           connectedOrganizations: [Fabrikm]\n   |                                    ^^^^^^^\n   |\n  ::: a.yaml:9:5\n   |\n 9 |   - { name: Q, template: short }\n   |     \
        ---------------------------- the template is used here\n   |\n  ::: a.yaml:10:5\n   |\n10 |   - \
        { name: R, template: short }\n   |     ---------------------------- the template is used here\n   \
        |\n   = help: did you mean `Fabrikam`?\n\n"
    );
}

#[test]
fn a_tenant_s_own_settings_take_the_place_of_those_in_policy_files() {
    let project = "version: 1\ntenants:\n  a:\n    sandbox: {}\n    settings: { externalUserLifecycle: { action: none } }\n  b: { sandbox: {} }\n";
    let policies = "settings:\n  externalUserLifecycle: { action: blockSignInAndDelete, deleteAfter: 30d }\n  catalogCreators: [{ group: Sales }]\n";
    let mut found = Findings::default();
    let files = Files::from_texts([("guestlist.yaml", project), ("a.yaml", policies)], &mut found);
    let project = config::project_of(&files, &mut found).unwrap();
    let settings: BTreeMap<&str, _> = ["a", "b"]
        .into_iter()
        .map(|tenant| {
            (
                tenant,
                config::read_desired(&files, TargetTenant::new(&project, tenant), &mut found).state.settings,
            )
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    let action = |tenant: &str| settings[tenant].external_user_lifecycle.clone().unwrap().action.to_string();
    assert_eq!((action("a").as_str(), action("b").as_str()), ("none", "blockSignInAndDelete"));
    assert_eq!(settings["a"].catalog_creators, settings["b"].catalog_creators);
}

#[test]
fn a_tenant_s_own_settings_take_its_variables() {
    let project = "version: 1\ntenants:\n  a:\n    sandbox: {}\n    variables: { team: Sales, term: 30d, literal: x }\n    settings:\n      \
        externalUserLifecycle: { action: blockSignInAndDelete, deleteAfter: \"${var.term}\" }\n      catalogCreators: [{ group: \"${var.team} $${\" }]\n";
    let judged = |project: &str, given: &[(&str, &str)]| {
        let mut found = Findings::default();
        let files = Files::from_texts([("guestlist.yaml", project)], &mut found);
        let mut project = config::project_of(&files, &mut found).unwrap();
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        project.override_variables(&given.collect(), &mut found);
        let settings =
            config::read_desired(&files, TargetTenant::new(&project, "a"), &mut found).state.settings;
        let mut said = String::new();
        write_short(&finding_views(&files, &found), &mut said).unwrap();
        (serde_json::to_value(settings).unwrap(), said)
    };
    let (written, said) =
        judged(&project.replace("${var.term}", "60d").replace("${var.team}", "Buyers"), &[]);
    assert_eq!((written.to_string().contains("\"Buyers ${\""), said.as_str()), (true, ""), "{written}");
    let given = [("term", "60d"), ("team", "Buyers")];
    assert_eq!(judged(project, &given), (written, String::new()), "as if it were written out");
    let (_, said) = judged(project, &[("term", "1y")]);
    assert!(said.starts_with("guestlist.yaml:7:75: error[GL203]"), "{said}");
    let (_, said) = judged(&project.replace("var.term", "var.trem"), &[]);
    assert_eq!(
        said,
        "guestlist.yaml:7:75: error[GL801]: the tenant `a` has no variable `trem` (did you mean `term`?)\n"
    );
}

#[test]
fn only_variables_of_the_project_can_be_given() {
    let mut found = Findings::default();
    let files = Files::from_texts([("guestlist.yaml", PROJECT)], &mut found);
    let mut project = config::project_of(&files, &mut found).unwrap();
    project.override_variables(&BTreeMap::from([("term".to_owned(), "1d".to_owned())]), &mut found);
    assert!(found.is_empty());
    assert_eq!(project.particulars["test"].variables["term"].value, "1d");
    project.override_variables(&BTreeMap::from([("trem".to_owned(), "1d".to_owned())]), &mut found);
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    assert_eq!(
        said,
        "error[GL801]: `--var trem`: no tenant of the project has a variable `trem` (did you mean `term`?)\n"
    );
}

#[test]
fn names_that_look_like_variables_survive_an_export() {
    let name = "${var.x} $${ \\ '\"{ é";
    let written = json!({
        "catalogs": [{ "name": config_text(name), "resources": [{ "group": "Sales" }] }],
        "accessPackages": [{ "name": "$${", "catalog": config_text(name), "description": "$$${var.team}", "policies": [
            { "name": "Q", "direct": true, "questions": [{ "text": "$$$${}" }] },
        ] }],
    });
    run(async {
        let world = World::new().await;
        let wanted = desired(&[("a.yaml", &written.to_string())]);
        assert_eq!(wanted.state.catalogs.values().next().unwrap().name, name);
        world.apply(&wanted).await;
        let export = world.export().await;
        assert_eq!(export.notes, []);
        let files: Vec<_> = export.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let again = desired(&files);
        assert_eq!(again.state.packages.values().next().unwrap().name, "${");
        let planned = world.plan(&again).await;
        assert!(planned.plan.is_empty(), "{:#?}", planned.plan.steps);
    });
}

#[test]
fn what_only_the_tenant_can_tell_points_at_both_places_too() {
    let used = format!("{HEAD}  - {{ name: Q, template: short, with: {{ orgs: [Fabrikam] }} }}\n");
    let template = TEMPLATE.replace("${var.team}", "Nobody's group");
    let files = [("a.yaml", used.as_str()), ("t.yaml", template.as_str())];
    run(async {
        let planned = World::new().await.try_plan(&desired(&files)).await.unwrap();
        let mut found = Findings::default();
        let files = Files::from_texts(files, &mut found);
        found
            .extend(planned.pair.problems.iter().map(|problem| problem.to_finding(&planned.pair.provenance)));
        let mut shown = String::new();
        write_findings(&finding_views(&files, &found), false, &mut shown).unwrap();
        for part in
            ["no group named `Nobody's group`", "t.yaml:12:83", "a.yaml:9:5", "the template is used here"]
        {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    });
}

/// A text escaped for a policy file.
fn config_text(text: &str) -> String {
    text.replace("${", "$${")
}

#[test]
fn validate_judges_every_tenant_and_names_those_with_a_fault() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validate-tenants");
    std::fs::create_dir_all(&folder).unwrap();
    let project = "version: 1\ndefaultTenant: a\ntenants:\n  a: { sandbox: {}, variables: { catalog: C, after: 3d } }\n  \
        b: { sandbox: {}, variables: { catalog: D, after: 3d } }\n  c: { sandbox: {}, variables: { after: 3d } }\n";
    std::fs::write(folder.join("guestlist.yaml"), project).unwrap();
    let policies = "catalogs: [{ name: C }]\naccessPackages:\n- name: P\n  catalog: \"${var.catalog}\"\n  policies:\n  \
        - { name: Q, direct: true, review: { every: weekly, openFor: 9d, reviewers: self }, expiration: { after: \"${var.after}\" } }\n";
    std::fs::write(folder.join("a.yaml"), policies).unwrap();
    let validate = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guestlist"));
        let ended = command.arg("validate").args(arguments).arg("--dir").arg(&folder).output().unwrap();
        (ended.status.code().unwrap(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, said) = validate(&[]);
    assert_eq!(code, 1);
    let titles: Vec<_> = said.lines().filter(|line| line.contains("[GL")).collect();
    assert_eq!(
        titles,
        [
            "error[GL302]: no catalog `D` is declared or listed under `existing` in the tenant `b`",
            "error[GL801]: the tenant `c` has no variable `catalog`",
            "warning[GL409]: a review that is open for 9 days overlaps the next one",
        ]
    );
    assert_eq!(validate(&["--var", "catalog=C"]).0, 0, "{said}");
    let (code, said) = validate(&["--var", "catlog=C"]);
    assert!(code == 1 && said.contains("no tenant of the project has a variable `catlog`"), "{said}");
    assert_eq!(validate(&["--tenant", "a"]).0, 0);
}

/// The keys of a policy, each with one value replaced by a parameter, and that value.
fn parts() -> Vec<(&'static str, &'static str, Value, Value)> {
    let who = json!({ "approvers": [{ "group": "G" }], "decideWithin": { "param": "x" } });
    vec![
        (
            "questions",
            "questions",
            json!({ "param": "x" }),
            json!([{ "text": "Why: ${x}?".replace("${", "$${") }]),
        ),
        ("approval", "duration", json!({ "stages": [who] }), json!("3d")),
        (
            "approval",
            "subjects",
            json!({ "stages": [{ "approvers": { "param": "x" } }] }),
            json!(["externalSponsors", { "user": "a@b.c" }]),
        ),
        (
            "approval",
            "subject",
            json!({ "stages": [{ "approvers": ["internalSponsors", { "param": "x" }] }] }),
            json!({ "requestorManager": 2 }),
        ),
        (
            "approval",
            "group",
            json!({ "stages": [{ "approvers": [{ "group": { "param": "x" } }] }] }),
            json!({ "groupId": "11111111-2222-3333-4444-555555555555" }),
        ),
        (
            "approval",
            "boolean",
            json!({ "requestorJustification": { "param": "x" }, "stages": [{ "approvers": [{ "group": "G" }] }] }),
            json!(true),
        ),
        (
            "approval",
            "requestKinds",
            json!({ "requiredFor": { "param": "x" }, "stages": [{ "approvers": [{ "group": "G" }] }] }),
            json!(["add", "update"]),
        ),
        ("expiration", "date", json!({ "until": { "param": "x" } }), json!("2027-01-31")),
        ("expiration", "duration", json!({ "after": { "param": "x" } }), json!("P14D")),
        (
            "review",
            "integer",
            json!({ "every": "weekly", "openFor": "2d", "reviewers": { "targetManager": { "param": "x" } } }),
            json!(2),
        ),
        (
            "review",
            "subjects",
            json!({ "every": "weekly", "openFor": "2d", "reviewers": { "param": "x" } }),
            json!([{ "group": "G" }]),
        ),
        ("description", "string", json!({ "param": "x" }), json!("no: { yaml }\n- é")),
        ("notifications", "boolean", json!({ "assignment": { "param": "x" } }), json!(false)),
    ]
}

fn put(value: &Value, name: &str, argument: &Value) -> Value {
    match value {
        Value::Object(map) if map.get("param") == Some(&json!(name)) => argument.clone(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, inner)| (key.clone(), put(inner, name, argument))).collect())
        }
        Value::Array(items) => items.iter().map(|item| put(item, name, argument)).collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn expanding_equals_writing_out(chosen in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), any::<bool>()), 0..5)) {
        let parts = parts();
        let (mut body, mut by_hand) = (serde_json::Map::new(), serde_json::Map::new());
        let (mut parameters, mut with, mut used) = (json!({}), json!({}), json!({ "name": "Q", "template": "t" }));
        body.insert("direct".to_owned(), json!(true));
        by_hand.insert("direct".to_owned(), json!(true));
        by_hand.insert("name".to_owned(), json!("Q"));
        for (index, default, taken_out) in chosen {
            let (key, kind, value, argument) = &parts[index.index(parts.len())];
            if body.contains_key(*key) {
                continue;
            }
            let name = format!("p{}", body.len());
            body.insert((*key).to_owned(), put(value, "x", &json!({ "param": name })));
            parameters[&name] = json!({ "type": kind });
            if default {
                parameters[&name]["default"] = argument.clone();
            } else {
                with[&name] = argument.clone();
            }
            if taken_out && *key != "description" {
                used[*key] = json!("none");
            } else {
                by_hand.insert((*key).to_owned(), put(value, "x", argument));
            }
        }
        used["with"] = with;
        let document = |policy: Value| json!({
            "catalogs": [{ "name": "C" }],
            "accessPackages": [{ "name": "P", "catalog": "C", "policies": [policy] }],
        }).to_string();
        let templates = json!({ "templates": { "policies": { "t": { "parameters": parameters, "policy": body } } } }).to_string();
        let (one, files, found) = read(&[("a.yaml", &document(used)), ("t.yaml", &templates)], "test");
        let (other, _, found_by_hand) = read(&[("a.yaml", &document(Value::Object(by_hand)))], "test");
        prop_assert!(!found.has_errors(), "{:#?}", finding_views(&files, &found));
        prop_assert_eq!(found.has_errors(), found_by_hand.has_errors());
        prop_assert_eq!(one, other);
    }
}
