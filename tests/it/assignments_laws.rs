//! Laws of moving and removing assignments: wherever a run is cut, no one loses access in between, and no one
//! else is affected.

use std::time::Duration;

use guestlist::assignments::{Intent, Plan, audit_plan};
use guestlist::cli::assignments::AssignmentTenant;
use guestlist::graph::Reader;
use guestlist::model::Key;
use guestlist::sandbox::{Cut, Faults, When};
use serde_json::Value;

use crate::assignments::{holders, moving, package, planned, policy, ran, remove, tenant};
use crate::world::{World, run};

/// A service that is slow in every possible way.
fn slow() -> Faults {
    let (visibility_delay, assignment_time) = (Duration::from_secs(2), Duration::from_secs(3));
    Faults { visibility_delay, assignment_time, ..Faults::default() }
}

fn intents() -> [Intent; 3] {
    [
        remove(Key::Policy(policy("Old portal", "By hand"))),
        moving(("Old portal", "By hand"), ("Old portal", "Second")),
        moving(("Old portal", "By hand"), ("New portal", "By hand")),
    ]
}

type Row = (String, String, String);

/// People with access to one of the two portals.
fn with_access(world: &World) -> std::collections::BTreeSet<String> {
    holders(world).into_iter().map(|(person, ..)| person).collect()
}

/// Lets pending operations of the service complete.
async fn settled(world: &World) {
    use guestlist::sandbox::Clock as _;
    world.clock.sleep_until_due(Duration::from_secs(60)).await;
    world.sandbox.set_faults(slow());
    let _ = planned(world, &remove(Key::Package(package("Barred")))).await.unwrap();
}

/// Where a run is cut: at every request from the last read before the first write on, and after every write.
fn cuts(requests: &[String]) -> Vec<(u64, When)> {
    let writes = |request: &String| request.starts_with("POST") && request.contains("assignmentRequests");
    let first = requests.iter().position(writes).unwrap();
    let mut cuts = Vec::new();
    for (at, request) in (1..).zip(requests).skip(first.saturating_sub(1)) {
        cuts.push((at, When::BeforeWrite));
        if writes(request) {
            cuts.push((at, When::AfterWrite));
        }
    }
    cuts
}

#[test]
fn law_7_a_run_cut_at_any_request_converges_and_a_move_never_leaves_anybody_without_access() {
    run(async {
        let start = tenant().await.sandbox.dump_tenant();
        for intent in intents() {
            let world = begun(&start).await;
            world.sandbox.reset_counters();
            assert!(ran(&world, &intent).await.unwrap().is_whole(), "{intent:?}");
            let reference = holders(&world);
            for (at, when) in cuts(&world.sandbox.recorded_requests()) {
                cut(&start, &intent, at, when, &reference).await;
            }
        }
    });
}

#[test]
fn one_object_a_page_changes_nothing() {
    run(async {
        let start = tenant().await.sandbox.dump_tenant();
        for intent in intents() {
            let world = begun(&start).await;
            let whole = planned(&world, &intent).await.unwrap();
            world.sandbox.set_faults(Faults { page_size: 1, empty_last_page: true, strict: true, ..slow() });
            assert_eq!(planned(&world, &intent).await.unwrap(), whole);
            assert!(ran(&world, &intent).await.unwrap().is_whole());
            assert_eq!(planned(&world, &intent).await.unwrap().steps, []);
        }
    });
}

/// A slow service with the content of a dump.
async fn begun(start: &Value) -> World {
    let world = World::new().await;
    world.sandbox.load_tenant(start.clone()).unwrap();
    world.sandbox.set_faults(slow());
    world
}

async fn cut(start: &Value, intent: &Intent, at_request: u64, when: When, reference: &[Row]) {
    let here = format!("{intent:?} at {at_request} {when:?}");
    let writes = when == When::AfterWrite;
    for forever in [true, false].into_iter().filter(|forever| *forever || writes) {
        let world = begun(start).await;
        let everybody = with_access(&world);
        world.sandbox.set_faults(Faults { cut: Some(Cut { at_request, when, forever }), ..slow() });
        let first = ran(&world, intent).await;
        if !forever {
            assert!(first.is_ok_and(|first| first.is_whole()), "{here}");
        }
        settled(&world).await;
        if matches!(intent, Intent::Move { .. }) {
            assert_eq!(with_access(&world), everybody, "{here}");
        }
        let second = ran(&world, intent).await.unwrap();
        assert!(second.is_whole(), "{here}: {:?}", second.outcome);
        assert_eq!(holders(&world), reference, "{here}");
    }
}

/// The assignments of packages that the command does not name.
fn others(world: &World, named: &[&str]) -> Vec<Value> {
    let dump = world.sandbox.dump_tenant();
    let name = |row: &Value| {
        let id = row["_accessPackage"].as_str().unwrap_or_default();
        dump["accessPackages"][id]["displayName"].clone()
    };
    let rows = dump["assignments"].as_object().unwrap().values();
    rows.filter(|row| !named.iter().any(|named| name(row) == *named)).cloned().collect()
}

#[test]
fn law_8_nothing_is_written_but_requests_for_those_who_are_named() {
    run(async {
        for intent in intents() {
            let world = tenant().await;
            world.assign("Barred", "By hand", &["Isaiah Langer", "Woodgrove Buyer"]).await;
            let named: &[&str] = match &intent {
                Intent::Move { to, .. } if to.package == package("New portal") => {
                    &["Old portal", "New portal"]
                }
                _ => &["Old portal"],
            };
            let (before, rest) = (others(&world, named), world.sandbox.dump_tenant());
            world.sandbox.clear_writes();
            assert!(ran(&world, &intent).await.unwrap().is_whole());
            let writes = world.sandbox.recorded_writes();
            assert!(!writes.is_empty());
            assert!(
                writes
                    .iter()
                    .all(|write| write.method == "POST" && write.path.ends_with("/assignmentRequests")),
                "{writes:?}"
            );
            assert_eq!(others(&world, named), before);
            let after = world.sandbox.dump_tenant();
            let untouched = |name: &&String| {
                !["assignments", "assignmentRequests", "directoryAudits", "_meta"].contains(&name.as_str())
            };
            for table in rest.as_object().unwrap().keys().filter(untouched) {
                assert_eq!(after[table], rest[table], "{table}");
            }
            // Megan's assignment to the old portal is through another policy, which is not the source of the
            // move.
            assert!(holders(&world).contains(&("Megan Bowen".into(), "Old portal".into(), "Second".into())));
        }
    });
}

type Mistake = fn(&mut Plan);

#[test]
fn the_audit_finds_every_mistake_in_a_plan() {
    run(async {
        let world = tenant().await;
        let client = world.client();
        let reader = Reader::new(&client);
        let mut there = AssignmentTenant::read_tenant(&reader).await.unwrap();
        let across = moving(("Old portal", "By hand"), ("New portal", "By hand"));
        let plan = there.make_plan(&reader, &across).await.unwrap();
        let held = there.read_assignments(&reader, &across.packages_to_read().collect()).await.unwrap();
        assert_eq!(audit_plan(&plan, &held), [""; 0]);
        let mistakes: [(&str, Mistake); 6] = [
            ("out of order", |plan| plan.steps.swap(0, 1)),
            ("a person who is being moved would have no assignment", |plan| drop(plan.steps.remove(0))),
            ("as unchanged", |plan| drop(plan.steps.pop())),
            ("does something that was not requested", |plan| {
                plan.steps[1].person = plan.steps[2].person.clone()
            }),
            ("adds an assignment that already exists", |plan| {
                let again = plan.steps[0].clone();
                plan.steps.insert(1, again);
            }),
            ("does something that was not requested", |plan| {
                plan.intent = moving(("Old portal", "Second"), ("New portal", "By hand"));
            }),
        ];
        for (said, mistake) in mistakes {
            let mut wrong = plan.clone();
            mistake(&mut wrong);
            let faults = audit_plan(&wrong, &held);
            assert!(faults.iter().any(|fault| fault.contains(said)), "{said}: {faults:?}");
        }
    });
}
