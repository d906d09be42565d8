//! Law 13: a name, an id, and a key by id or by name lead to the same object on both sides before anything is
//! compared.
//!
//! States are written as files, and the spelling of every reference in them is chosen at random.

use std::collections::BTreeSet;

use guestlist::model::*;
use guestlist::plan::Comparison;
use guestlist::scope;
use guestlist::transfer::Export;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::spelling::Speller;
use crate::generate::{actual, facts, serviceable, state};
use crate::laws_http::{loaded, replaces, tenant, wanted};
use crate::world::{World, desired, run};

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn coins() -> impl Strategy<Value = Vec<bool>> {
    proptest::collection::vec(any::<bool>(), 61..=61)
}

/// The files of an export with their references in other spellings.
fn respelled(export: &Export, dump: &Value, coins: &[bool], roles: bool) -> Vec<(String, String)> {
    let mut speller = Speller::new(dump, coins.to_vec(), roles);
    let files = export.files.iter().filter(|(path, _)| path != "guestlist.yaml");
    files.map(|(path, text)| (path.clone(), speller.file(text))).collect()
}

fn read(files: &[(String, String)]) -> Desired {
    let texts: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    desired(&texts)
}

#[test]
fn law_13_every_spelling_of_what_is_there_gives_an_empty_plan() {
    let spelled = std::cell::RefCell::new(BTreeSet::new());
    runner(24)
        .run(&(serviceable(), coins()), |(first, coins)| {
            run(async {
                let world = tenant().await;
                world.apply(&wanted(&first)).await;
                let export = world.export().await;
                let files = respelled(&export, &world.sandbox.dump_tenant(), &coins, true);
                for word in WORDS.iter().filter(|word| files.iter().any(|(_, text)| text.contains(**word))) {
                    spelled.borrow_mut().insert(*word);
                }
                let planned = world.plan(&read(&files)).await;
                assert_eq!(planned.plan.steps, [], "{files:#?}");
                assert_eq!(planned.plan.holds, []);
                let named = world.plan(&loaded(&export)).await;
                assert_eq!(planned.pair.foreign, named.pair.foreign);
            });
            Ok(())
        })
        .unwrap();
    let never: Vec<_> = WORDS.iter().filter(|word| !spelled.borrow().contains(*word)).collect();
    assert!(never.is_empty(), "never written: {never:?}");
}

/// The ways to name an object that the files above must contain at least once.
const WORDS: [&str; 13] = [
    "catalogId:",
    "accessPackageId:",
    "extensionId:",
    "connectedOrganizationId:",
    "objectId:",
    "groupId:",
    "userId:",
    "servicePrincipalId:",
    "appId:",
    "roleId:",
    "tenantId:",
    "domain:",
    "accessPackage:",
];

#[test]
fn law_13_every_spelling_of_what_is_wanted_gives_the_same_plan() {
    runner(16)
        .run(&(serviceable(), serviceable(), coins()), |(first, second, coins)| {
            run(async {
                let world = tenant().await;
                world.apply(&wanted(&first)).await;
                if replaces(&world, &second).await {
                    return;
                }
                let export = elsewhere(&second).await;
                let files = respelled(&export, &world.sandbox.dump_tenant(), &coins, false);
                let named = world.plan(&loaded(&export)).await.plan;
                let respelled = world.plan(&read(&files)).await.plan;
                assert_eq!(named.id, respelled.id, "{files:#?}");
            });
            Ok(())
        })
        .unwrap();
}

/// A state as files, exported from a tenant of its own.
async fn elsewhere(state: &State) -> Export {
    let world: World = tenant().await;
    world.apply(&wanted(state)).await;
    world.export().await
}

/// A state with references in other spellings, without files in between: including references that the
/// service refuses, such as deleted users.
fn otherwise(state: &State, there: &Actual, facts: &Facts, coins: &[bool]) -> State {
    let mut next = 0;
    let mut flip = || {
        next += 1;
        coins[next % coins.len()]
    };
    let id = |key: Key| there.bindings.0.get(&key).map(|binding| ObjectId::new(&binding.id));
    let name = |principal: &Principal| {
        let known = principal.reference().bound_object_id()?;
        let found = facts.found.iter().find(|(_, ids)| ids.as_slice() == [known.clone()])?;
        let object = facts.objects.get(known)?;
        let right = match (object.kind, principal) {
            (DirectoryKind::User, Principal::User(_))
            | (DirectoryKind::Group, Principal::Group(_))
            | (DirectoryKind::ServicePrincipal, Principal::ServicePrincipal(_)) => true,
            _ => return None,
        };
        let (Lookup::UsersNamed(name) | Lookup::GroupsNamed(name) | Lookup::ServicePrincipalsNamed(name)) =
            found.0
        else {
            return None;
        };
        right.then(|| DirectoryRef::Name(name.clone()))
    };
    let mut shown = BTreeSet::new();
    there.state.visit_references(&mut |_, reference| {
        if let Reference::Principal(principal) = reference {
            shown.extend(principal.reference().bound_object_id().cloned());
        }
    });
    let mut state = state.clone();
    state.map_references(&mut |reference| match reference {
        ReferenceMut::Principal(principal) => {
            let reference = principal.reference().clone();
            let is_here = facts.objects.contains_key(reference.bound_object_id().unwrap());
            // If neither the directory nor the tenant knows an id, only the file says which kind of object it
            // is.
            let is_shown = shown.contains(reference.bound_object_id().unwrap());
            match (flip(), flip(), name(principal)) {
                (true, true, Some(named)) => *principal = principal.with_reference(named),
                (false, true, _) if is_here || is_shown => *principal = Principal::Unknown(reference),
                (false, false, _) if !is_here && is_shown => *principal = Principal::User(reference),
                _ => {}
            }
        }
        ReferenceMut::Subject(subject) => {
            let named = subject.named_principal().and_then(|principal| name(&principal)).filter(|_| flip());
            match (subject, named) {
                (Subject::User(old) | Subject::Group(old) | Subject::ServicePrincipal(old), Some(named)) => {
                    *old = named;
                }
                (Subject::ConnectedOrganization(organization), _) => {
                    if let OrganizationRef::Key(key) = &*organization
                        && let Some(id) = id(Key::Organization(key.clone())).filter(|_| flip())
                    {
                        *organization = OrganizationRef::Id(id);
                    }
                }
                _ => {}
            }
        }
        ReferenceMut::Group(group) => {
            if let Some(named) = name(&Principal::Group(group.clone())).filter(|_| flip()) {
                *group = named;
            }
        }
        ReferenceMut::Origin(origin) => {
            if let Some(named) =
                origin.origin_principal().and_then(|principal| name(&principal)).filter(|_| flip())
            {
                *origin = with(origin, named);
            }
        }
        ReferenceMut::Role(link) => {
            let named = link.resource.origin_principal().and_then(|principal| name(&principal));
            if let Some(named) = named.filter(|_| flip()) {
                link.resource = with(&link.resource, named);
            }
        }
        ReferenceMut::Source(source) => {
            if let IdentitySource::Tenant(DirectoryRef::Id(tenant)) = &*source
                && let Some(Some(tenant)) = facts.tenants.get(&Lookup::TenantOfId(tenant.clone()))
            {
                let domain = tenant.default_domain.clone();
                // The key of an organization is one of its identities, so both have the same spelling.
                *source = if coins[0] {
                    IdentitySource::Domain(domain)
                } else {
                    IdentitySource::Tenant(DirectoryRef::Name(domain))
                };
            }
        }
        ReferenceMut::Package(other) => {
            if let PackageRef::Key(key) = &*other
                && let Some(id) = id(Key::Package(key.clone())).filter(|_| flip())
            {
                *other = PackageRef::Id(id);
            }
        }
        ReferenceMut::Extension(extension) => {
            if let ExtensionRef::Key(key) = &*extension
                && let Some(id) = id(Key::Extension(key.clone())).filter(|_| flip())
            {
                *extension = ExtensionRef::Id(id);
            }
        }
    });
    respell_targets(&mut state, facts, coins);
    let by_id = |catalog: &CatalogKey| {
        let known = id(Key::Catalog(catalog.clone()));
        known.filter(|_| coins[1]).map_or_else(|| catalog.clone(), |id| CatalogKey::from_id(&id))
    };
    state.map_keys(&|key| match key {
        Key::Package(key) => Key::Package(PackageKey { catalog: by_id(&key.catalog), ..key.clone() }),
        Key::Policy(key) => {
            let package = PackageKey { catalog: by_id(&key.package.catalog), ..key.package.clone() };
            Key::Policy(PolicyKey { package, ..key.clone() })
        }
        other => other.clone(),
    })
}

/// Targets follow the keys of organizations.
fn respell_targets(state: &mut State, facts: &Facts, coins: &[bool]) {
    state.map_references(&mut |reference| {
        if let ReferenceMut::Subject(Subject::ConnectedOrganization(OrganizationRef::Key(key))) = reference
            && let IdentitySource::Tenant(DirectoryRef::Id(tenant)) = &key.0
            && let Some(Some(tenant)) = facts.tenants.get(&Lookup::TenantOfId(tenant.clone()))
        {
            let domain = tenant.default_domain.clone();
            key.0 = if coins[0] {
                IdentitySource::Domain(domain)
            } else {
                IdentitySource::Tenant(DirectoryRef::Name(domain))
            };
        }
    });
}

fn with(origin: &Origin, reference: DirectoryRef) -> Origin {
    match origin {
        Origin::Group(_) => Origin::Group(reference),
        Origin::Application(_) => Origin::Application(reference),
        Origin::Site(_) | Origin::Other { .. } => origin.clone(),
    }
}

fn compared(wanted: &State, there: &Actual, facts: &Facts) -> (Comparison, Vec<scope::Problem>) {
    let wanted = Desired { state: wanted.clone(), ..Desired::default() };
    let recognised = scope::recognise_objects(&wanted, there.clone(), facts.clone());
    let pair = scope::claim_objects(&recognised.desired, recognised.actual, &recognised.facts);
    (Comparison::new(&pair), pair.problems)
}

#[test]
fn law_13_holds_for_states_that_no_service_takes() {
    runner(400)
        .run(&(state(), state(), coins()), |(first, second, coins)| {
            let (there, facts) = (actual(first.clone()), facts(&first));
            let (same, problems) = compared(&otherwise(&first, &there, &facts, &coins), &there, &facts);
            prop_assert!(same.changes.is_empty(), "{:#?}", same.changes);
            prop_assert!(problems.iter().all(|problem| !problem.is_error()), "{problems:#?}");
            let (named, _) = compared(&second, &there, &facts);
            let (respelled, _) = compared(&otherwise(&second, &there, &facts, &coins), &there, &facts);
            prop_assert_eq!(named.changes, respelled.changes);
            Ok(())
        })
        .unwrap();
}
