//! Golden cases: a project and a tenant in, the plan as text and JSON out.
//!
//! A case is a file `tests/cases/FOLDER/CASE.yaml` and a test `golden::folder::case`. It names a base, a project in
//! `tests/cases/bases`, and the edits that lead from the base to what is planned. `Case` has every key of the file, `Edits`
//! every kind of edit. The base is applied to a sandbox, then the edited base is planned, and the plan is compared with
//! `CASE.txt` (`CASE.TENANT.txt` where the case has a project file). Then the plan is applied, and a second plan is empty.
//!
//! To add a case, write its file, name it in `cases!` below, write its plan with `BLESS=1`, and read the plan:
//!
//! ```text
//! cargo test --test it golden::change_policy                     # compares the plans of one folder
//! BLESS=1 cargo test --test it golden::change_policy::scope      # writes the plan of one case anew
//! ```
//!
//! # Decisions
//! - Text has only what changes, so a change of the base touches few golden files. JSON has whole objects: at most
//!   twelve cases have it, chosen to show every part of the format.
//! - An edit that does not apply exactly once fails its case. Otherwise a case could test nothing after its base changed.

mod case;
mod edit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use guestlist::plan::{self, Plan};
use guestlist::render::{Style, plan_text};
use guestlist::view::PlanView;
use serde_json::Value;

use crate::takeover::files;
use crate::world::run;
use case::Case;

/// Defines a test for each case, in a module per folder. `-` in file names becomes `_`.
macro_rules! cases {
    ($($folder:ident: $($case:ident)+;)+) => {
        const CASES: &[(&str, &[&str])] = &[$((stringify!($folder), &[$(stringify!($case)),+])),+];
        $(mod $folder {$(
            #[test]
            fn $case() {
                super::check(stringify!($folder), stringify!($case));
            }
        )+})+
    };
}

cases! {
    change_catalog: assignment_managers description externally_visible managers name_in_capitals owners readers state;
    change_extension: callback description resource_group subscription workflow;
    change_organization: description identity name sponsors_external sponsors_internal state;
    change_package: description hidden incompatible_groups resources;
    change_policy: approver_justification approver_visibility approvers closed custom_schedule decide_within description
        escalation_after escalation_approvers escalation_fallback expiration_after expiration_hours expiration_never
        expiration_not_specified expiration_until extension_stage fallback may notifications on_behalf question_choices
        question_editable question_localizations question_multiple question_order question_pattern question_required
        question_text requestor_justification required_for review_every review_fallback review_justification
        review_no_response review_open_for review_recommendations review_reviewers review_self review_starting scope
        targets;
    change_resource: attributes;
    change_settings: action catalog_creators delete_after;
    create: automatic_policy catalog direct_policy extension organizations package request_policies resources settings;
    create_scope: agents all_configured_organizations all_directory_users all_external_users all_member_users
        service_principals;
    deletion: catalog extension gone package policy resource;
    names: departed_approver group_recreated name_rebound one_package_name_in_two_catalogs
        one_policy_name_in_two_packages rename;
    ownership: exclusive existing made_in_the_portal self_lockout;
    plan_format: assigned changes unread;
    remove_block: approval decide_within description escalation expiration extensions fallback notifications on_behalf
        pattern questions review review_starting;
    remove_entry: catalog_role_holder extension_binding incompatible question role_link sponsor stage target;
    remove_object: catalog organization package policy resource settings;
    service: page_size_1 service_made_ids_change spelled_otherwise two_hours unknown_endpoint unmodelled;
    tenants: template;
}

/// The cases whose plans are also golden as JSON, at most twelve, each with what it adds to the others.
const JSON: [(&str, &str); 11] = [
    ("create/automatic-policy", "a policy without requests"),
    ("create/request-policies", "all that can be created, and what waits for what"),
    ("deletion/catalog", "all that can be deleted"),
    ("names/name-rebound", "a name that leads elsewhere"),
    ("names/rename", "known: what keeps its id under a new key"),
    ("ownership/self-lockout", "kept: what the identity that runs `apply` keeps"),
    ("plan-format/assigned", "holders and impact"),
    ("plan-format/changes", "what can be changed, or taken out of an object"),
    ("plan-format/unread", "incomplete and notEvaluated"),
    ("service/unknown-endpoint", "sealed: what this version cannot write"),
    ("service/unmodelled", "carries: what this version of Guestlist does not know and keeps"),
];

const _: () = assert!(JSON.len() <= 12);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    let view = PlanView::new(plan, &mut |_| None);
    plan_text(&mut text, &view, Style { colour: false, all_foreign: true }).unwrap();
    text
}

/// Removes the ids of refused requests, because they depend on how many requests came before.
fn without_request_ids(text: &str) -> String {
    let mut parts = text.split("(request ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "(request ID" + part.split_at(36).1)
}

fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Compares or rewrites a golden file, and returns the difference.
pub(crate) fn compare(path: &Path, now: &str) -> Option<String> {
    if is_blessing() {
        std::fs::write(path, now).unwrap();
        return None;
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    (golden != now).then(|| {
        let diff = similar::TextDiff::from_lines(&golden, now);
        format!("{}\n{}", path.display(), diff.unified_diff().context_radius(3))
    })
}

/// The path of a case below `tests/cases`, without an extension.
fn path_of(folder: &str, case: &str) -> String {
    format!("{folder}/{case}").replace('_', "-")
}

/// The golden files of a case for one of its tenants, by extension.
fn goldens(path: &str, tenant: Option<&str>) -> BTreeMap<&'static str, String> {
    let stem = tenant.map_or_else(|| path.to_owned(), |tenant| format!("{path}.{tenant}"));
    let mut extensions = vec!["txt"];
    extensions.extend(JSON.iter().any(|(with_json, _)| *with_json == path).then_some("json"));
    extensions.into_iter().map(|extension| (extension, format!("{stem}.{extension}"))).collect()
}

fn check(folder: &str, case: &str) {
    let path = path_of(folder, case);
    let case = Case::read(&self::folder().join(format!("{path}.yaml")));
    let applied = case.applied();
    for tenant in case.tenants() {
        let faults = run(faults(&path, &case, applied.clone(), tenant.as_deref()));
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// Plans, compares, applies, and plans again.
async fn faults(path: &str, case: &Case, applied: Option<Value>, tenant: Option<&str>) -> Vec<String> {
    let name = path.rsplit_once('/').unwrap().1;
    let wanted = case.wanted(name, tenant);
    let world = case.tenant(applied).await;
    let plan = world.plan(&wanted).await.plan;
    let json = serde_json::to_value(&plan).unwrap();
    let mut faults: Vec<_> = schema().iter_errors(&json).map(|error| error.to_string()).collect();
    for (extension, golden) in goldens(path, tenant) {
        let now = match extension {
            "json" => serde_json::to_string_pretty(&plan).unwrap() + "\n",
            _ => text(&plan),
        };
        faults.extend(compare(&folder().join(golden), &without_request_ids(&now)));
    }
    case.refuse_no_more(&world);
    let (_, outcome) = world.try_apply(&wanted).await.unwrap();
    if !outcome.is_whole() {
        faults.push(format!("{path}: {:?} {:?}", outcome.failed, outcome.skipped));
    }
    let again = world.plan(&wanted).await.plan;
    if !again.is_empty() {
        faults.push(format!("{path}: a second plan is not empty:\n{}", text(&again)));
    }
    faults
}

/// The published schema that every plan is validated against.
fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| jsonschema::validator_for(&plan::plan_schema()).unwrap())
}

#[test]
fn every_file_belongs_to_a_case_and_every_case_has_its_files() {
    let mut wanted = BTreeSet::new();
    for (folder, cases) in CASES {
        for case in *cases {
            let path = path_of(folder, case);
            let file = format!("{path}.yaml");
            let case = Case::read(&self::folder().join(&file));
            wanted.insert(file);
            wanted.extend(case.base_name().map(|base| format!("bases/{base}.yaml")));
            for tenant in case.tenants() {
                wanted.extend(goldens(&path, tenant.as_deref()).into_values());
            }
        }
    }
    let found = BTreeSet::from_iter(files(&folder()));
    let stray: Vec<_> = found.difference(&wanted).collect();
    assert!(stray.is_empty(), "in tests/cases, but of no case in `cases!`: {stray:#?}");
    if !is_blessing() {
        let missing: Vec<_> = wanted.difference(&found).collect();
        assert!(missing.is_empty(), "not in tests/cases; BLESS=1 writes plans: {missing:#?}");
    }
}

#[test]
fn the_golden_json_shows_every_part_of_the_format() {
    let golden = |(path, _): &(&str, &str)| std::fs::read_to_string(folder().join(format!("{path}.json")));
    let plans: Vec<Value> =
        JSON.iter().map(|case| serde_json::from_str(&golden(case).unwrap()).unwrap()).collect();
    let abouts: Vec<_> = plans.iter().map(|plan| plan["about"].clone()).collect();
    let steps: Vec<_> = plans.iter().flat_map(|plan| plan["steps"].as_array().cloned().unwrap()).collect();
    let schema = plan::plan_schema();
    let of = |name: &str| &schema["$defs"][name];
    for (part, values) in [(&schema, &plans), (of("About"), &abouts), (of("Step"), &steps)] {
        for member in part["properties"].as_object().unwrap().keys() {
            let shows = |value: &Value| !matches!(value[member].to_string().as_str(), "null" | "[]" | "{}");
            assert!(values.iter().any(shows), "no golden JSON shows `{member}`");
        }
    }
    for operation in of("Operation")["oneOf"].as_array().unwrap() {
        let kind = &operation["properties"]["kind"]["const"];
        assert!(steps.iter().any(|step| step["operation"]["kind"] == *kind), "no golden JSON shows {kind}");
    }
}
