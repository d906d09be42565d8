//! A case file: a base, the edits that are applied first, the edits that are planned, and special properties
//! of the tenant.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use guestlist::model::{Applier, Desired, ObjectId};
use guestlist::sandbox::{Faults, Refusal};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_yaml::Value as Yaml;

use super::edit::Edits;
use crate::world::{World, desired, desired_in, run};

/// The keys of a file `tests/cases/FOLDER/CASE.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Case {
    /// The name of a file of `tests/cases/bases`, or a document that only this case has.
    base: Yaml,
    /// Nothing is applied before the plan.
    #[serde(default)]
    fresh: bool,
    /// Edits of the base that give the applied state.
    #[serde(default)]
    before: Edits,
    /// Edits of the base that give the planned state.
    #[serde(default)]
    after: Edits,
    /// The planned state, if it has little in common with the base.
    policies: Option<Yaml>,
    /// The project file. There is a plan for each of its tenants.
    project: Option<Yaml>,
    /// The lock file.
    lock: Option<Yaml>,
    /// Rows to merge into the tenant's tables, as if they came from the portal. An id `name:NAME` means the
    /// row with that display name. A row that is null is deleted.
    #[serde(default)]
    portal: BTreeMap<String, BTreeMap<String, Value>>,
    /// The service replaces all ids that a client must not rely on.
    #[serde(default)]
    remake_service_ids: bool,
    /// The assignments: who has which package through which policy.
    #[serde(default)]
    assigned: Vec<Assigned>,
    /// The display name of the user who applies.
    applied_by: Option<String>,
    /// The page size of lists.
    page_size: Option<usize>,
    /// The paths of requests that are refused while planning.
    #[serde(default)]
    refused: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assigned {
    package: String,
    policy: String,
    people: Vec<String>,
}

/// Tenants with an applied state, by its text, because most cases begin with the same one.
static APPLIED: Mutex<BTreeMap<String, Arc<OnceLock<Value>>>> = Mutex::new(BTreeMap::new());

impl Case {
    pub(super) fn read(path: &Path) -> Self {
        read(path)
    }

    /// The name of the base, if it has one.
    pub(super) fn base_name(&self) -> Option<&str> {
        self.base.as_str()
    }

    /// The tenants that there is a plan for. `None` is the tenant of a project without a project file.
    pub(super) fn tenants(&self) -> Vec<Option<String>> {
        let Some(project) = &self.project else { return vec![None] };
        let names = project["tenants"].as_mapping().unwrap().keys();
        names.map(|name| Some(name.as_str().unwrap().to_owned())).collect()
    }

    /// The planned files. The file is named after the case, so that plans show its name.
    pub(super) fn wanted(&self, name: &str, tenant: Option<&str>) -> Desired {
        let document = edited(self.policies.clone().unwrap_or_else(|| self.base()), &self.after);
        let mut files = vec![(format!("policies/{name}.yaml"), text(&document))];
        for (path, document) in [("guestlist.yaml", &self.project), ("guestlist.lock.yaml", &self.lock)] {
            files.extend(document.as_ref().map(|document| (format!("policies/{path}"), text(document))));
        }
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        tenant.map_or_else(|| desired(&files), |tenant| desired_in(&files, tenant))
    }

    fn base(&self) -> Yaml {
        let Some(name) = self.base_name() else { return self.base.clone() };
        let path = super::folder().join(format!("bases/{name}.yaml"));
        read(&path)
    }

    /// The rows of the tenant after the first apply.
    pub(super) fn applied(&self) -> Option<Value> {
        if self.fresh {
            assert!(self.before.is_empty(), "`fresh` applies nothing, so `before` has no effect");
            return None;
        }
        let text = text(&edited(self.base(), &self.before));
        let applied = Arc::clone(APPLIED.lock().unwrap().entry(text.clone()).or_default());
        let dump = applied.get_or_init(|| {
            run(async {
                let world = World::new().await;
                world.apply(&desired(&[("policies/before.yaml", &text)])).await;
                world.sandbox.dump_tenant()
            })
        });
        Some(dump.clone())
    }

    /// The tenant that the plan is made for.
    pub(super) async fn tenant(&self, applied: Option<Value>) -> World {
        let mut world = World::new().await;
        if let Some(dump) = applied {
            world.sandbox.load_tenant(dump).unwrap();
        }
        if self.remake_service_ids {
            world.sandbox.replace_service_ids();
        }
        if let Some(name) = &self.applied_by {
            world.applier = Applier::Object(ObjectId::new(&world.id("users", name)));
        }
        world.sandbox.merge_rows(by_name(&world.sandbox.dump_tenant(), &self.portal)).unwrap();
        for Assigned { package, policy, people } in &self.assigned {
            let people: Vec<_> = people.iter().map(String::as_str).collect();
            world.assign(package, policy, &people).await;
        }
        world.sandbox.set_faults(self.faults(&self.refused));
        world
    }

    /// Ends the refusals while planning.
    pub(super) fn refuse_no_more(&self, world: &World) {
        world.sandbox.set_faults(self.faults(&[]));
    }

    fn faults(&self, refused: &[String]) -> Faults {
        let refuse = |path: &String| Refusal {
            method: "*".into(),
            path: path.clone(),
            status: 403,
            ..Refusal::default()
        };
        let faults = Faults { refuse: refused.iter().map(refuse).collect(), ..Faults::default() };
        Faults { page_size: self.page_size.unwrap_or(faults.page_size), ..faults }
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn edited(mut document: Yaml, edits: &Edits) -> Yaml {
    edits.apply(&mut document).unwrap_or_else(|why| panic!("{why}"));
    document
}

fn text(document: &Yaml) -> String {
    serde_yaml::to_string(document).unwrap()
}

/// Rows with names as ids are merged over the rows with these names; other rows are used as they are.
fn by_name(dump: &Value, portal: &BTreeMap<String, BTreeMap<String, Value>>) -> Value {
    let id_and_row = |table: &str, id: &str, row: &Value| match id.strip_prefix("name:") {
        None => (id.to_owned(), row.clone()),
        Some(name) => {
            let there = dump[table].as_object().into_iter().flatten();
            let found: Vec<_> = there.filter(|(_, row)| row["displayName"] == name).collect();
            let [(id, there)] = found[..] else { panic!("{} rows of {table} are {name}", found.len()) };
            (id.clone(), if row.is_null() { Value::Null } else { overlaid(there, row) })
        }
    };
    let rows = |table: &str, rows: &BTreeMap<String, Value>| {
        rows.iter().map(|(id, row)| id_and_row(table, id, row)).collect::<Value>()
    };
    portal.iter().map(|(table, changed)| (table.clone(), rows(table, changed))).collect()
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
