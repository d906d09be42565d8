//! Golden cases: YAML and a tenant in, the plan as text and JSON out.
//!
//! A case is a folder below `tests/cases`. `policies/` is what is wanted; `before/`, where there is one, is applied to
//! a fresh sandbox first; `tenant.json` is merged into it afterwards, as if somebody had used the portal. A case with
//! `variants/` plans each file there instead of `policies/`; one with a project file plans for each of its tenants. `BLESS=1` writes the plans anew.

use std::path::{Path, PathBuf};

use guestlist::model::{Applier, Desired, ObjectId};
use guestlist::plan::Plan;
use guestlist::render::{Style, plan_text};
use guestlist::sandbox::Faults;
use guestlist::view::PlanView;
use serde_json::Value;

use crate::world::{World, desired, desired_in, run};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The YAML files of a folder as one desired state.
fn wanted(files: &[PathBuf], tenant: Option<&str>) -> Desired {
    let texts: Vec<_> = files
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("policies/{name}"), std::fs::read_to_string(path).unwrap())
        })
        .collect();
    let texts: Vec<_> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    tenant.map_or_else(|| desired(&texts), |tenant| desired_in(&texts, tenant))
}

/// The tenants that the project file among these files names.
fn tenants(files: &[PathBuf]) -> Vec<String> {
    let Some(project) = files.iter().find(|path| path.ends_with("guestlist.yaml")) else { return Vec::new() };
    let project: Value = serde_yaml::from_str(&std::fs::read_to_string(project).unwrap()).unwrap();
    project["tenants"].as_object().unwrap().keys().cloned().collect()
}

/// The tenant of a case.
async fn tenant(case: &Path) -> World {
    let mut world = World::new().await;
    let before = entries(&case.join("before"));
    if !before.is_empty() {
        world.apply(&wanted(&before, None)).await;
    }
    if let Ok(text) = std::fs::read_to_string(case.join("tenant.json")) {
        let mut portal: Value = serde_json::from_str(&text).unwrap();
        let members = portal.as_object_mut().unwrap();
        if members.remove("remakeServiceIds") == Some(Value::Bool(true)) {
            world.sandbox.remake_service_ids();
        }
        if let Some(size) = members.remove("pageSize").and_then(|size| size.as_u64()) {
            let page_size = usize::try_from(size).unwrap();
            world.sandbox.set_faults(Faults { page_size, ..Faults::default() });
        }
        if let Some(name) = members.remove("appliedBy").as_ref().and_then(Value::as_str) {
            world.applier = Applier::Object(ObjectId::new(&world.id("users", name)));
        }
        // A name stands for the id that the sandbox gave the object.
        let portal = by_name(&world.sandbox.dump(), &portal);
        world.sandbox.merge(portal).unwrap();
    }
    world
}

/// Rows that are named `name:NAME` merged over the row of that display name; others as they are.
fn by_name(dump: &Value, portal: &Value) -> Value {
    let mut merged = serde_json::Map::new();
    for (table, rows) in portal.as_object().unwrap() {
        let mut new = serde_json::Map::new();
        for (id, row) in rows.as_object().unwrap() {
            match id.strip_prefix("name:") {
                None => drop(new.insert(id.clone(), row.clone())),
                Some(name) => {
                    let there = dump[table].as_object().into_iter().flatten();
                    let (id, found) = there.clone().find(|(_, row)| row["displayName"] == name).unwrap();
                    let row = if row.is_null() { Value::Null } else { overlaid(found, row) };
                    new.insert(id.clone(), row);
                }
            }
        }
        merged.insert(table.clone(), Value::Object(new));
    }
    Value::Object(merged)
}

fn overlaid(there: &Value, over: &Value) -> Value {
    match (there, over) {
        (Value::Object(there), Value::Object(over)) => {
            let mut members = there.clone();
            for (name, value) in over {
                let below = members.get(name).map(|below| overlaid(below, value));
                members.insert(name.clone(), below.unwrap_or_else(|| value.clone()));
            }
            Value::Object(members)
        }
        (Value::Array(there), Value::Array(over)) if there.len() == over.len() => {
            there.iter().zip(over).map(|(there, over)| overlaid(there, over)).collect()
        }
        (_, over) => over.clone(),
    }
}

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    let view = PlanView::of(plan, &mut |_| None);
    plan_text(&mut text, &view, Style { colour: false, all_foreign: true }).unwrap();
    text
}

/// Compares a golden file, or writes it; says what differs.
pub(crate) fn compare(path: &Path, now: &str) -> Option<String> {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, now).unwrap();
        return None;
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    (golden != now).then(|| {
        let diff = similar::TextDiff::from_lines(&golden, now);
        format!("{}\n{}", path.display(), diff.unified_diff().context_radius(3))
    })
}

/// Plans one state against a tenant, compares both forms, applies, and plans again.
async fn check(case: &Path, files: &[PathBuf], of: Option<&str>, golden: &Path) -> Vec<String> {
    let world = tenant(case).await;
    let wanted = wanted(files, of);
    let planned = world.plan(&wanted).await.plan;
    let json = serde_json::to_string_pretty(&planned).unwrap() + "\n";
    let mut faults = Vec::new();
    faults.extend(compare(&golden.with_extension("txt"), &text(&planned)));
    faults.extend(compare(&golden.with_extension("json"), &json));
    let (_, outcome) = world.try_apply(&wanted).await.unwrap();
    if !outcome.is_whole() {
        faults.push(format!("{}: {:?} {:?}", golden.display(), outcome.failed, outcome.skipped));
    }
    let again = world.plan(&wanted).await.plan;
    if !again.is_empty() {
        faults.push(format!("{}: a second plan is not empty:\n{}", golden.display(), text(&again)));
    }
    faults
}

#[test]
fn every_case_gives_its_golden_plan() {
    let mut faults = Vec::new();
    let mut count = 0;
    for case in entries(&cases()) {
        let variants = entries(&case.join("variants"));
        let yaml: Vec<_> =
            variants.iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
        for variant in &yaml {
            faults.extend(run(check(&case, std::slice::from_ref(*variant), None, variant)));
            count += 1;
        }
        if yaml.is_empty() {
            let files = entries(&case.join("policies"));
            assert!(!files.is_empty(), "{} has neither policies nor variants", case.display());
            let tenants = tenants(&files);
            for tenant in &tenants {
                faults.extend(run(check(&case, &files, Some(tenant), &case.join(tenant))));
            }
            if tenants.is_empty() {
                faults.extend(run(check(&case, &files, None, &case.join("plan"))));
            }
            count += 1;
        }
        for golden in variants.iter().filter(|path| path.extension().is_some_and(|e| e != "yaml")) {
            if !golden.with_extension("yaml").exists() {
                faults.push(format!("{} belongs to no variant", golden.display()));
            }
        }
    }
    assert!(count > 60, "only {count} cases");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
