//! The audit finds each kind of mistake in a plan with deletions.

use guestlist::cli::pipeline::Planned;
use guestlist::model::{Actual, Key};
use guestlist::plan::audit::{AuditInputs, audit_changes};
use guestlist::plan::{Object, Operation, Plan, Step, StepId};

use super::{ALL, OLD, files};
use crate::world::{World, run};

async fn planned() -> Planned {
    let world = World::new().await;
    world.apply(&files(OLD)).await;
    world.plan(&files(ALL)).await
}

fn said(planned: &Planned, plan: &Plan) -> Vec<String> {
    let there = Actual { state: planned.pair.actual.clone(), bindings: planned.pair.bindings.clone() };
    let known = AuditInputs {
        origin: &planned.pair.provenance,
        facts: &planned.facts,
        lock: planned.pair.lock.as_ref(),
        foreign: &planned.pair.foreign,
        limits: planned.pair.limits,
    };
    audit_changes(plan, &there, &planned.pair.desired, &known).iter().map(ToString::to_string).collect()
}

/// The first step of a kind.
fn step<'a>(plan: &'a mut Plan, kind: &str) -> &'a mut Step {
    let is = |step: &&mut Step| serde_json::to_value(&step.operation).unwrap()["kind"] == kind;
    plan.steps.iter_mut().find(is).unwrap()
}

/// Removes the first step of a kind, as if it had never been planned.
fn without(plan: &mut Plan, kind: &str) {
    let gone = step(plan, kind).id;
    plan.steps.retain(|step| step.id != gone);
    for (index, step) in plan.steps.iter_mut().enumerate() {
        step.id = StepId(index + 1);
        step.waits_for.retain(|wait| *wait != gone);
        step.waits_for.iter_mut().filter(|wait| **wait > gone).for_each(|wait| wait.0 -= 1);
    }
}

type Mistake = (&'static str, fn(&mut Plan), &'static str);

const MISTAKES: &[Mistake] = &[
    ("a policy is left in its package", |plan| without(plan, "deletePolicy"), "needs it"),
    ("a role is left on its package", |plan| without(plan, "removeRole"), "which still has roles"),
    ("a package is left in its catalog", |plan| without(plan, "deletePackage"), "needs it"),
    ("an extension is left in its catalog", |plan| without(plan, "deleteExtension"), "needs it"),
    ("a resource is left in its catalog", |plan| without(plan, "removeResource"), "needs it"),
    ("the catalog is left although it is to go", |plan| without(plan, "deleteCatalog"), "catalog/Old"),
    (
        "a catalog waits for nothing",
        |plan| step(plan, "deleteCatalog").waits_for.clear(),
        "it does not wait for step",
    ),
    (
        "an organization waits for nothing",
        |plan| step(plan, "deleteOrganization").waits_for.clear(),
        "it does not wait for step",
    ),
    (
        "a package waits for nothing",
        |plan| step(plan, "deletePackage").waits_for.clear(),
        "it does not wait for step",
    ),
    (
        "holders lose a role before the package's policies could go",
        |plan| step(plan, "removeRole").waits_for.clear(),
        "it takes a role from a package before",
    ),
    (
        "a package is deleted without knowing its policies",
        |plan| {
            let Operation::Delete { object: Object::Package(_, _), contents: policies } =
                &mut step(plan, "deletePackage").operation
            else {
                return;
            };
            policies.clear();
        },
        "it does not list the contents of the object that it deletes",
    ),
    (
        "a catalog is deleted without knowing what it holds",
        |plan| {
            let Operation::Delete { object: Object::Catalog(_, _), contents } =
                &mut step(plan, "deleteCatalog").operation
            else {
                return;
            };
            contents.retain(|key| !matches!(key, Key::Extension(_)));
        },
        "it does not list the contents of the object that it deletes",
    ),
    (
        "a policy is deleted that is foreign",
        |plan| {
            let key = step(plan, "deletePolicy").key.clone();
            plan.about.foreign.push(key);
        },
        "which is foreign",
    ),
];

#[test]
fn law_10_every_mistake_in_a_deletion_is_found() {
    run(async {
        let planned = planned().await;
        assert_eq!(said(&planned, &planned.plan), [""; 0]);
        for (name, mistake, sentence) in MISTAKES {
            let mut plan = planned.plan.clone();
            mistake(&mut plan);
            assert_ne!(plan, planned.plan, "{name}");
            let said = said(&planned, &plan);
            assert!(said.iter().any(|one| one.contains(sentence)), "{name}: {said:#?}");
        }
        // Objects that are still declared must not be deleted, nor the built-in catalog.
        let mut kept = planned.pair.desired.clone();
        kept.packages.extend(planned.pair.actual.packages.clone());
        let there = Actual { state: planned.pair.actual.clone(), bindings: planned.pair.bindings.clone() };
        let known = AuditInputs {
            origin: &planned.pair.provenance,
            facts: &planned.facts,
            lock: planned.pair.lock.as_ref(),
            foreign: &planned.pair.foreign,
            limits: planned.pair.limits,
        };
        assert!(!audit_changes(&planned.plan, &there, &kept, &known).is_empty());
        let mut there = there;
        there.state.catalogs.values_mut().for_each(|catalog| catalog.built_in = true);
        let said: Vec<_> = audit_changes(&planned.plan, &there, &planned.pair.desired, &known)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(said.iter().any(|one| one.contains("it deletes the built-in catalog")), "{said:#?}");
    });
}
