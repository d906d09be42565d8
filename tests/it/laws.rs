//! The laws of the design, on the demo company and on generated states, through real HTTP against the sandbox.

use guestlist::cli::pipeline;
use guestlist::diff::diff_states;
use guestlist::model::{Answer, Desired, Question, State};
use guestlist::plan::Comparison;
use guestlist::scope;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::Config;

use crate::generate::{actual, facts, serviceable, state};
use crate::world::{World, demo, desired, run};

#[test]
fn law_2_apply_then_plan_is_empty_for_the_demo() {
    run(async {
        let world = World::new().await;
        let plan = world.apply(&demo()).await;
        assert!(!plan.is_empty());
        let again = world.plan(&demo()).await.plan;
        assert!(again.is_empty(), "{:#?}", again.steps);
        assert!(again.about.read_only.is_empty());
    });
}

#[test]
fn law_3_export_then_load_then_plan_is_empty_for_the_demo() {
    run(async {
        let world = World::new().await;
        world.apply(&demo()).await;
        let export = world.export().await;
        assert_eq!(export.notes, []);
        let files: Vec<_> = export
            .files
            .iter()
            .filter(|(path, _)| path != "guestlist.yaml")
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let planned = world.plan(&desired(&files)).await;
        assert!(planned.plan.is_empty(), "{:#?}", planned.plan.steps);
        assert_eq!(planned.pair.foreign.len(), 0, "{:#?}", planned.pair.foreign);
    });
}

/// The number of generated states for each law without a network.
const CASES: u32 = 200;

fn config() -> Config {
    Config { cases: CASES, failure_persistence: None, ..Config::default() }
}

#[test]
fn law_1_holds_for_questions_with_one_text() {
    let text = |single_line| Question::new("k?", Answer::Text { single_line, pattern: None });
    let runner = &mut proptest::test_runner::TestRunner::deterministic();
    let mut state = loop {
        let state = state().new_tree(runner).unwrap().current();
        if !state.policies.is_empty() {
            break state;
        }
    };
    let asks = |state: &mut State, questions: Vec<Question>| {
        state.policies.values_mut().next().unwrap().questions = questions;
        state.clone()
    };
    let both = asks(&mut state, vec![text(false), text(true)]);
    assert!(diff_states(&both, &both).is_empty());
    for other in [vec![text(true), text(false)], vec![text(false)], vec![text(false), text(true), text(true)]]
    {
        let other = asks(&mut state, other);
        assert!(!diff_states(&both, &other).is_empty() && !diff_states(&other, &both).is_empty());
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn law_1_equal_states_do_not_differ_and_unequal_ones_do(first in state(), second in state()) {
        prop_assert!(diff_states(&first, &first).is_empty());
        prop_assert_eq!(diff_states(&first, &second).is_empty(), first == second);
    }

    #[test]
    fn law_10_every_plan_passes_the_audit(first in serviceable(), second in serviceable()) {
        let facts = facts(&first);
        let wanted = Desired { state: second, ..Desired::default() };
        let pair = scope::claim_objects(&wanted, actual(first), &facts);
        prop_assume!(pair.problems.iter().all(|problem| !problem.is_error()));
        let comparison = Comparison::new(&pair);
        pipeline::build_planned(pair, &comparison, facts).unwrap();
    }

    #[test]
    fn law_10_holds_for_a_single_difference(there in serviceable(), which in any::<prop::sample::Index>()) {
        let mut wanted = there.clone();
        if !wanted.policies.is_empty() {
            let at = which.index(wanted.policies.len());
            let policy = wanted.policies.values_mut().nth(at).unwrap();
            policy.approval.requestor_justification = !policy.approval.requestor_justification;
            policy.review = None;
        }
        if !wanted.packages.is_empty() {
            let at = which.index(wanted.packages.len());
            wanted.packages.values_mut().nth(at).unwrap().roles.clear();
        }
        let facts = facts(&there);
        let wanted = Desired { state: wanted, ..Desired::default() };
        let pair = scope::claim_objects(&wanted, actual(there), &facts);
        prop_assume!(pair.problems.iter().all(|problem| !problem.is_error()));
        let comparison = Comparison::new(&pair);
        pipeline::build_planned(pair, &comparison, facts).unwrap();
    }
}

/// The same mappings with their keys in reverse order.
fn reversed(value: serde_yaml::Value) -> serde_yaml::Value {
    match value {
        serde_yaml::Value::Mapping(members) => {
            let members: Vec<_> = members.into_iter().collect();
            let members = members.into_iter().rev().map(|(key, value)| (key, reversed(value)));
            serde_yaml::Value::Mapping(members.collect())
        }
        serde_yaml::Value::Sequence(items) => items.into_iter().map(reversed).collect(),
        scalar => scalar,
    }
}

#[test]
fn law_4_the_order_of_files_and_keys_changes_no_byte_of_a_plan() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    let paths = [
        "guestlist.yaml",
        "partners.yaml",
        "templates.yaml",
        "catalogs/finance.yaml",
        "catalogs/partner-collaboration.yaml",
    ];
    let files: Vec<_> = paths.iter().map(|path| (*path, read(path))).collect();
    let turned: Vec<_> = files
        .iter()
        .rev()
        .map(|(path, text)| {
            let value = reversed(serde_yaml::from_str(text).unwrap());
            (*path, serde_yaml::to_string(&value).unwrap())
        })
        .collect();
    fn texts<'a>(files: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
        files.iter().map(|(path, text)| (*path, text.as_str())).collect()
    }
    run(async {
        let world = World::new().await;
        let plan = world.plan(&desired(&texts(&files))).await.plan;
        let other = world.plan(&desired(&texts(&turned))).await.plan;
        assert_eq!(serde_json::to_string(&plan).unwrap(), serde_json::to_string(&other).unwrap());
    });
}
