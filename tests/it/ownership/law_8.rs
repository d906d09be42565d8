//! Law 8: no write outside the managed scope, whatever is declared, existing, removed, exclusive and
//! protected. The sandbox's write log is the evidence.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use guestlist::cli::pipeline;
use guestlist::graph::Reader;
use guestlist::model::*;
use guestlist::plan::Comparison;
use guestlist::scope;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::generate::{actual, directory, facts, serviceable};
use crate::world::{World, run};

/// What the files say about one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Declared,
    Changed,
    Nothing,
    Removed,
    Existing,
}

/// What the files say about every object of a tenant. References between objects are consistent.
fn said(there: &State, choices: &[u8]) -> BTreeMap<Key, Said> {
    let mut choices = choices.iter().copied().cycle();
    let mut next = || match choices.next().unwrap_or_default() {
        0 | 1 => Said::Declared,
        2 => Said::Changed,
        3 => Said::Nothing,
        4 => Said::Removed,
        _ => Said::Existing,
    };
    let mut all: BTreeMap<Key, Said> = BTreeMap::new();
    for key in there.organizations.keys() {
        all.insert(Key::Organization(key.clone()), next());
    }
    for key in there.catalogs.keys() {
        all.insert(Key::Catalog(key.clone()), next());
    }
    let inside = |all: &BTreeMap<Key, Said>, home: &Key, said: Said| match all[home] {
        Said::Declared | Said::Changed => said,
        Said::Existing if said != Said::Changed => said,
        Said::Removed => Said::Removed,
        _ => Said::Nothing,
    };
    let resources = there.resources.keys().cloned().map(Key::Resource);
    let extensions = there.extensions.keys().cloned().map(Key::Extension);
    let packages = there.packages.keys().cloned().map(Key::Package);
    for key in resources.chain(extensions).chain(packages) {
        let said = inside(&all, &Key::Catalog(key.home_catalog().unwrap().clone()), next());
        all.insert(key, said);
    }
    for key in there.policies.keys() {
        let said = inside(&all, &Key::Package(key.package.clone()), next());
        all.insert(Key::Policy(key.clone()), said);
    }
    for used in used_by_declared(there, &all) {
        all.entry(used).and_modify(|said| {
            if matches!(said, Said::Nothing | Said::Removed) {
                *said = Said::Existing;
            }
        });
    }
    all
}

fn is_declared(said: Said) -> bool {
    matches!(said, Said::Declared | Said::Changed)
}

/// The objects that declared packages and policies refer to.
fn used_by_declared(there: &State, all: &BTreeMap<Key, Said>) -> BTreeSet<Key> {
    let mut used = BTreeSet::new();
    for (key, package) in
        there.packages.iter().filter(|(key, _)| is_declared(all[&Key::Package((*key).clone())]))
    {
        for link in &package.roles {
            let (catalog, origin) = (key.catalog.clone(), link.resource.clone());
            used.insert(Key::Resource(ResourceKey { catalog, origin }));
        }
        for other in &package.incompatible_packages {
            let PackageRef::Key(other) = other else { continue };
            used.insert(Key::Package(other.clone()));
        }
    }
    for (_, policy) in there.policies.iter().filter(|(key, _)| is_declared(all[&Key::Policy((*key).clone())]))
    {
        for target in &policy.targets {
            let Subject::ConnectedOrganization(OrganizationRef::Key(key)) = target else { continue };
            used.insert(Key::Organization(key.clone()));
        }
        for binding in &policy.extensions {
            let ExtensionRef::Key(key) = &binding.extension else { continue };
            used.insert(Key::Extension(key.clone()));
        }
    }
    used
}

/// The files that say so.
fn wanted(there: &State, all: &BTreeMap<Key, Said>, exclusive: &[bool], protected: &[bool]) -> Desired {
    let mut state = there.clone();
    let changed = |key: Key, text: &mut String| {
        if all[&key] == Said::Changed {
            text.push_str(" (changed)");
        }
    };
    state.organizations.retain(|key, _| is_declared(all[&Key::Organization(key.clone())]));
    state.catalogs.retain(|key, _| is_declared(all[&Key::Catalog(key.clone())]));
    state.resources.retain(|key, _| is_declared(all[&Key::Resource(key.clone())]));
    state.extensions.retain(|key, _| is_declared(all[&Key::Extension(key.clone())]));
    state.packages.retain(|key, _| is_declared(all[&Key::Package(key.clone())]));
    state.policies.retain(|key, _| is_declared(all[&Key::Policy(key.clone())]));
    state.settings = Settings::default();
    state
        .organizations
        .iter_mut()
        .for_each(|(key, o)| changed(Key::Organization(key.clone()), &mut o.description));
    state.catalogs.iter_mut().for_each(|(key, c)| changed(Key::Catalog(key.clone()), &mut c.description));
    state.packages.iter_mut().for_each(|(key, p)| changed(Key::Package(key.clone()), &mut p.description));
    state.policies.iter_mut().for_each(|(key, p)| changed(Key::Policy(key.clone()), &mut p.description));
    let place = Place { file: "a.yaml".to_owned(), route: Route::default() };
    let having =
        |wanted: Said| all.iter().filter(move |(_, said)| **said == wanted).map(|(key, _)| key.clone());
    let catalogs = state.catalogs.keys().cloned().zip(exclusive.iter().cycle());
    let guarded = all.keys().zip(protected.iter().cycle()).filter(|(_, guarded)| **guarded);
    let ownership = Ownership {
        limits: Default::default(),
        existing: having(Said::Existing).map(|key| (key, place.clone())).collect(),
        remove: having(Said::Removed).map(|key| (key, Some(place.clone()))).collect(),
        exclusive: catalogs.filter(|(_, exclusive)| **exclusive).map(|(key, _)| key).collect(),
        protected: guarded.map(|(key, _)| (key.to_string().parse().unwrap(), place.clone())).collect(),
        targets: BTreeSet::new(),
    };
    Desired { state, ownership, ..Desired::default() }
}

/// The writes that a run may make, derived from the files alone.
fn may_write(key: &Key, all: &BTreeMap<Key, Said>, ownership: &Ownership) -> bool {
    let guarded = ownership.protected.iter().any(|(pattern, _)| pattern.is_match(key, &[]));
    match all.get(key) {
        Some(Said::Declared | Said::Changed) => true,
        Some(Said::Removed) => !guarded,
        Some(Said::Existing) | None => false,
        Some(Said::Nothing) => {
            let shed = key.home_catalog().is_some_and(|home| ownership.exclusive.contains(home));
            let with_its_package = matches!(key, Key::Policy(policy)
                if all[&Key::Package(policy.package.clone())] == Said::Removed);
            (shed || with_its_package) && !guarded
        }
    }
}

type Setup = (State, Vec<u8>, Vec<bool>, Vec<bool>);

fn setups() -> impl Strategy<Value = Setup> {
    let choices = proptest::collection::vec(0..6_u8, 1..24);
    let guarded = proptest::collection::vec(proptest::bool::weighted(0.1), 1..16);
    (serviceable(), choices, proptest::collection::vec(any::<bool>(), 1..4), guarded)
}

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn law_10_every_plan_over_random_ownership_passes_the_audit() {
    let (deleting, refused) = (Cell::new(0), Cell::new(0));
    runner(600)
        .run(&setups(), |(there, choices, exclusive, protected)| {
            let all = said(&there, &choices);
            let wanted = wanted(&there, &all, &exclusive, &protected);
            let facts = facts(&there);
            let pair = scope::claim_objects(&wanted, actual(there), &facts);
            if pair.problems.iter().any(|problem| problem.is_error()) {
                refused.set(refused.get() + 1);
                return Ok(());
            }
            let comparison = Comparison::new(&pair);
            let planned = pipeline::build_planned(pair, &comparison, facts).unwrap();
            for step in planned.plan.steps.iter().filter(|step| step.operation.is_deletion()) {
                deleting.set(deleting.get() + 1);
                let key = step.operation.affected_key();
                prop_assert!(may_write(&key, &all, &wanted.ownership), "{key}");
            }
            Ok(())
        })
        .unwrap();
    assert!(
        deleting.get() > 300 && refused.get() > 30,
        "{} deletions, {} refused",
        deleting.get(),
        refused.get()
    );
}

#[test]
fn law_8_no_write_leaves_the_managed_scope() {
    let (deleting, written) = (Cell::new(0), Cell::new(0));
    runner(48)
        .run(&setups(), |(there, choices, exclusive, protected)| {
            run(async {
                let world = World::new().await;
                world.sandbox.merge_rows(directory()).unwrap();
                world.apply(&Desired { state: there, ..Desired::default() }).await;
                let client = world.client();
                let (before, _) = pipeline::read_actual(&Reader::new(&client)).await.unwrap();
                let mut there = before.state.clone();
                there.catalogs.retain(|_, catalog| !catalog.built_in);
                let all = said(&there, &choices);
                let wanted = wanted(&there, &all, &exclusive, &protected);
                let planned = world.try_plan(&wanted).await.unwrap();
                if planned.pair.problems.iter().any(|problem| problem.is_error()) {
                    return;
                }
                world.sandbox.clear_writes();
                let plan = world.apply(&wanted).await;
                deleting.set(
                    deleting.get() + plan.steps.iter().filter(|step| step.operation.is_deletion()).count(),
                );
                let by_id: BTreeMap<&str, &Key> =
                    before.bindings.0.iter().map(|(key, binding)| (binding.id.as_str(), key)).collect();
                for record in world.sandbox.recorded_writes() {
                    written.set(written.get() + 1);
                    for key in record.ids.iter().filter_map(|id| by_id.get(id.as_str())) {
                        assert!(
                            may_write(key, &all, &wanted.ownership),
                            "{} {} wrote {key}",
                            record.method,
                            record.path
                        );
                    }
                }
                let after = super::state(&world).await;
                for key in before.bindings.0.keys().filter(|key| !may_write(key, &all, &wanted.ownership)) {
                    assert!(same(key, &before.state, &after), "{key}");
                }
                let left = world.plan(&wanted).await.plan;
                assert_eq!(left.steps, [], "run again");
            });
            Ok(())
        })
        .unwrap();
    assert!(
        deleting.get() > 20 && written.get() > 40,
        "{} deletions, {} writes",
        deleting.get(),
        written.get()
    );
}

fn same(key: &Key, before: &State, after: &State) -> bool {
    match key {
        Key::Organization(key) => before.organizations.get(key) == after.organizations.get(key),
        Key::Catalog(key) => before.catalogs.get(key) == after.catalogs.get(key),
        Key::Resource(key) => before.resources.get(key) == after.resources.get(key),
        Key::Extension(key) => before.extensions.get(key) == after.extensions.get(key),
        Key::Package(key) => before.packages.get(key) == after.packages.get(key),
        Key::Policy(key) => before.policies.get(key) == after.policies.get(key),
        Key::Settings => before.settings == after.settings,
    }
}
