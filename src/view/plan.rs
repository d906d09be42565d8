//! A plan as people read it: one entry per object, with its changes and their reasons.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diff::FieldChange;
use crate::exposure::{Direction, Movement};
use crate::model::{Key, PackageKey, Place};
use crate::plan::{
    Acceptance, Hold, HoldKind, Impact, Kept, Object, Operation, Part, Plan, RoleName, SponsorKind, Step,
    Update,
};
use crate::property::{self, Names, locate_field};

use super::describe;
use super::difference;
use super::exposure::replace_ids;
use super::impact;
use super::line::{LineView, Mark};

/// An object that the plan changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectView {
    /// The change.
    pub mark: Mark,
    /// The kind of object (`access package`).
    pub kind: &'static str,
    /// Its name, with the names of its containers.
    pub name: String,
    /// Where it is declared: `file:line`, if the line is known.
    pub place: Option<String>,
    /// The changes in detail.
    pub lines: Vec<LineView>,
    /// Properties that the update repeats unchanged, because Guestlist does not manage them.
    pub carries: Vec<String>,
}

/// A change that waits for acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldView {
    /// Its id for `--accept`.
    pub id: String,
    /// Its kind.
    pub kind: HoldKind,
    /// The object, with names in place of ids.
    pub object: String,
    /// Where the change is declared.
    pub place: Option<String>,
    /// The same place, as a route.
    pub cause: Option<Place>,
    /// What it means and what to do.
    pub says: String,
    /// How it was accepted, in words.
    pub accepted: Option<String>,
}

/// How the plan changes who can get one access package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposureView {
    /// The access package with its catalog.
    pub object: String,
    /// The overall direction.
    pub direction: Direction,
    /// The changes in sentences.
    pub sentences: Vec<String>,
}

/// The totals of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Objects to create.
    pub add: usize,
    /// Objects to change.
    pub change: usize,
    /// Objects to delete.
    pub delete: usize,
    /// Assignments of changed or deleted access packages, in words. `None` if there are none.
    pub people: Option<String>,
    /// Declared objects without changes.
    pub unchanged: usize,
    /// Open holds.
    pub open: usize,
    /// Accepted holds.
    pub accepted: usize,
}

/// A plan as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanView {
    /// The plan's id.
    pub id: String,
    /// The tenant's name and id.
    pub tenant: String,
    /// Changes of who can get access, the wider ones first.
    pub exposure: Vec<ExposureView>,
    /// The objects in the order of the plan.
    pub objects: Vec<ObjectView>,
    /// Open and accepted holds.
    pub holds: Vec<HoldView>,
    /// Objects that differ but cannot be written: name, reason and differences.
    pub read_only: Vec<(String, String, Vec<LineView>)>,
    /// Parts that could not be read, and the reason.
    pub incomplete: Vec<(String, String)>,
    /// Parts that this caller can never see.
    pub not_evaluated: Vec<String>,
    /// Role assignments of the identity that runs `apply`, which are kept. One sentence each.
    pub kept: Vec<String>,
    /// KEYs of objects that no file declares.
    pub foreign: Vec<String>,
    /// The totals.
    pub summary: Summary,
}

impl PlanView {
    /// Builds the view. `locate` turns a place into `file:line` if the files are available.
    #[must_use]
    pub fn new(plan: &Plan, locate: &mut dyn FnMut(&Place) -> Option<String>) -> Self {
        let names = &plan.about.names;
        let mut objects: Vec<ObjectView> = Vec::new();
        let mut at: BTreeMap<Key, usize> = BTreeMap::new();
        for step in &plan.steps {
            let index = *at.entry(step.operation.affected_key()).or_insert_with(|| {
                objects.push(object_view(step, names, locate));
                objects.len() - 1
            });
            let object = &mut objects[index];
            if step.operation.is_creation() {
                object.mark = Mark::Add;
            }
            if step.operation.is_deletion() {
                object.mark = Mark::Remove;
            }
            object.lines.extend(step_lines(step, names));
            object.carries.extend(step.carries.iter().cloned());
        }
        for (key, counts) in &plan.about.assignments {
            let Some(object) = at.get(key).map(|index| &mut objects[*index]) else { continue };
            object.lines.extend(impact::assignment_lines(key, counts, object.mark == Mark::Remove));
        }
        for one in &plan.about.impact {
            let Some(object) = at.get(&one.key).map(|index| &mut objects[*index]) else { continue };
            object.lines.push(impact::impact_summary_line(one));
        }
        let count = |mark| objects.iter().filter(|object| object.mark == mark).count();
        let summary = Summary {
            add: count(Mark::Add),
            change: count(Mark::Change),
            delete: count(Mark::Remove),
            people: impact::touched_summary(&plan.about.assignments),
            unchanged: plan.about.unchanged,
            open: plan.open_holds().count(),
            accepted: plan.holds.len() - plan.open_holds().count(),
        };
        let read_only = plan.about.read_only.iter();
        let mut by_package: BTreeMap<&PackageKey, Vec<&Impact>> = BTreeMap::new();
        for one in &plan.about.impact {
            if let Key::Package(package) = &one.key {
                by_package.entry(package).or_default().push(one);
            }
        }
        let impact = |movement: &Movement| by_package.get(&movement.package).map_or(&[][..], Vec::as_slice);
        let mut exposure: Vec<ExposureView> = plan
            .about
            .exposure
            .iter()
            .map(|movement| exposure_view(plan, movement, impact(movement)))
            .collect();
        exposure.sort_by_key(|one| std::cmp::Reverse(one.direction));
        Self {
            id: plan.id.clone(),
            tenant: tenant_title(plan),
            exposure,
            objects,
            holds: plan.holds.iter().map(|hold| hold_view(plan, hold, locate)).collect(),
            read_only: read_only
                .map(|read_only| {
                    (
                        read_only.key.clone(),
                        read_only.why.clone(),
                        change_lines(&read_only.key, &read_only.fields, names),
                    )
                })
                .collect(),
            incomplete: plan
                .about
                .incomplete
                .iter()
                .map(|i| (plan.readable_key(&i.what), i.why.clone()))
                .collect(),
            not_evaluated: plan.about.not_evaluated.clone(),
            kept: plan.about.kept.iter().map(|kept| own_role(plan, kept)).collect(),
            foreign: plan.about.foreign.iter().map(|key| plan.readable_key(key)).collect(),
            summary,
        }
    }
}

fn exposure_view(plan: &Plan, movement: &Movement, impact: &[&Impact]) -> ExposureView {
    ExposureView {
        object: plan.readable_key(&movement.package.to_string()).replacen('/', " / ", 1),
        direction: movement.direction,
        sentences: movement
            .sentences
            .iter()
            .map(|said| replace_ids(said, &plan.about.names))
            .chain(impact::impact_sentence(impact))
            .collect(),
    }
}

fn own_role(plan: &Plan, kept: &Kept) -> String {
    let holder = names_in_plan(plan, &kept.holder);
    format!("{holder} stays in `{}` of {}", kept.list, plan.readable_key(&kept.key))
}

fn names_in_plan(plan: &Plan, id: &str) -> String {
    plan.about.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

fn tenant_title(plan: &Plan) -> String {
    match plan.about.tenant_name.as_str() {
        "" => plan.tenant.clone(),
        name => format!("{name} ({})", plan.tenant),
    }
}

fn hold_view(plan: &Plan, hold: &Hold, locate: &mut dyn FnMut(&Place) -> Option<String>) -> HoldView {
    let accepted = hold.accepted.as_ref().map(|acceptance| match acceptance {
        Acceptance::CommandLine => "accepted by --accept".to_owned(),
        Acceptance::Tenant => "accepted, like every hold in this sandbox".to_owned(),
        Acceptance::File { reason, owner, until } => {
            format!("accepted until {until} by {owner}: {reason}")
        }
    });
    HoldView {
        id: hold.id.clone(),
        kind: hold.kind,
        object: plan.readable_key(&hold.key),
        place: place_of_cause(hold.cause.as_ref(), locate),
        cause: hold.cause.clone(),
        says: replace_ids(&hold.says, &plan.about.names),
        accepted,
    }
}

fn place_of_cause(cause: Option<&Place>, locate: &mut dyn FnMut(&Place) -> Option<String>) -> Option<String> {
    cause.map(|place| locate(place).unwrap_or_else(|| format!("{} {}", place.file, place.route)))
}

fn object_view(step: &Step, names: &Names, locate: &mut dyn FnMut(&Place) -> Option<String>) -> ObjectView {
    let (kind, name) = operation_title(&step.operation, names);
    let place = place_of_cause(step.cause.as_ref(), locate);
    ObjectView { mark: Mark::Change, kind, name, place, lines: Vec::new(), carries: Vec::new() }
}

fn operation_title(operation: &Operation, names: &Names) -> (&'static str, String) {
    let organization = |name: &String| ("connected organization", name.clone());
    match operation {
        Operation::Create(Object::Organization(_, there))
        | Operation::Update(Update::Organization { after: there, .. })
        | Operation::Delete { object: Object::Organization(_, there), .. } => organization(&there.name),
        Operation::Create(_)
        | Operation::Update(_)
        | Operation::Delete { .. }
        | Operation::Add(_)
        | Operation::Remove(_) => kind_and_name(&operation.affected_key(), names),
    }
}

fn kind_and_name(key: &Key, names: &Names) -> (&'static str, String) {
    match key {
        Key::Organization(key) => {
            let name = property::name_value(key, names);
            ("connected organization", name.trim_start_matches("tenant ").to_owned())
        }
        Key::Catalog(key) => ("catalog", key.name.clone()),
        Key::Resource(key) => (
            "catalog resource",
            format!("{} / {}", key.catalog.name, property::name_value(&key.origin, names)),
        ),
        Key::Extension(key) => ("custom extension", format!("{} / {}", key.catalog.name, key.name)),
        Key::Package(key) => ("access package", format!("{} / {}", key.catalog.name, key.name)),
        Key::Policy(key) => {
            ("policy", format!("{} / {} / {}", key.package.catalog.name, key.package.name, key.name))
        }
        Key::Settings => ("settings", "of entitlement management".to_owned()),
    }
}

fn step_lines(step: &Step, names: &Names) -> Vec<LineView> {
    match &step.operation {
        Operation::Create(object) | Operation::Delete { object, .. } => described_object(object, names),
        Operation::Update(update) if step.fields.is_empty() => completed_update(&step.key, update, names),
        Operation::Update(_) => change_lines(&step.key, &step.fields, names),
        Operation::Add(part) => vec![part_line(&step.key, Mark::Add, part, names)],
        Operation::Remove(part) => vec![part_line(&step.key, Mark::Remove, part, names)],
    }
}

fn described_object(object: &Object, names: &Names) -> Vec<LineView> {
    match object {
        Object::Organization(_, there) => describe::describe_organization(there, names),
        Object::Catalog(_, there) => describe::describe_catalog(there, names),
        Object::Resource(_, there) => describe::describe_resource(there, names),
        Object::Extension(_, there) => describe::describe_extension(there, names),
        Object::Package(_, there) => describe::describe_package(there, names),
        Object::Policy(_, there) => describe::describe_policy(there, names),
    }
}

/// A part that is added to an object that the same plan creates.
fn completed_update(key: &str, update: &Update, names: &Names) -> Vec<LineView> {
    match update {
        Update::Organization { after, .. } => {
            let field = locate_field(key, "identity");
            let text = field.show_located(&json!(after.identity), names);
            vec![LineView { mark: Some(Mark::Add), text, label: field.label }]
        }
        Update::Resource { after, .. } => describe::describe_resource(after, names),
        Update::Catalog { .. }
        | Update::Extension { .. }
        | Update::Package { .. }
        | Update::Policy { .. }
        | Update::Settings { .. } => Vec::new(),
    }
}

fn part_line(key: &str, mark: Mark, part: &Part, names: &Names) -> LineView {
    let (name, value) = match part {
        Part::Sponsor { list, principal, .. } => (sponsor_field(*list), json!(principal)),
        Part::Holder { role, principal, .. } => (role_field(*role), json!(principal)),
        Part::Role { link, .. } => ("resources", json!(link)),
        Part::IncompatiblePackage { other, .. } => ("incompatible.packages", json!(other)),
        Part::IncompatibleGroup { group, .. } => ("incompatible.groups", json!(group)),
    };
    let field = locate_field(key, name);
    LineView { mark: Some(mark), text: field.show_located(&value, names), label: field.label }
}

/// The field of a list of sponsors.
fn sponsor_field(list: SponsorKind) -> &'static str {
    match list {
        SponsorKind::Internal => "sponsors.internal",
        SponsorKind::External => "sponsors.external",
    }
}

/// The field of those who have a role.
fn role_field(role: RoleName) -> &'static str {
    match role {
        RoleName::Owner => "roles.owners",
        RoleName::Reader => "roles.readers",
        RoleName::AccessPackageManager => "roles.accessPackageManagers",
        RoleName::AccessPackageAssignmentManager => "roles.accessPackageAssignmentManagers",
        RoleName::CatalogCreator => "catalogCreators",
    }
}

/// Changed properties: lists by entry, everything else as `before -> after`.
fn change_lines(key: &str, fields: &[FieldChange], names: &Names) -> Vec<LineView> {
    let mut lines = Vec::new();
    for change in fields {
        let field = locate_field(key, &change.field);
        match (&change.before, &change.after) {
            (Value::Array(before), Value::Array(after)) => {
                lines.extend(difference::list_difference(&field, before, after, names));
            }
            (Value::String(before), Value::String(after))
                if let Some(differ) = difference::text_difference(&field.label, before, after) =>
            {
                lines.extend(differ);
            }
            (before, after) => {
                let text =
                    format!("{} -> {}", field.show_located(before, names), field.show_located(after, names));
                lines.push(LineView { mark: None, label: field.label, text });
            }
        }
    }
    lines
}
