//! The laws of the design, on the demo company and on generated states, through real HTTP against the sandbox.

use crate::world::{World, demo, desired, run};

#[test]
fn law_2_apply_then_plan_is_empty_for_the_demo() {
    run(async {
        let world = World::new().await;
        let plan = world.apply(&demo()).await;
        assert!(!plan.is_empty());
        let again = world.plan(&demo()).await.plan;
        assert!(again.is_empty(), "{:#?}", again.steps);
        assert!(again.about.held.is_empty());
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
