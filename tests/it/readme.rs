//! The README's examples: what it shows of the language loads without a finding, and plans against the sandbox.

use guestlist::config;
use guestlist::plan::{Hold, HoldKind};
use guestlist::source::{Files, Findings};

use crate::world::{World, run};

/// The files of policies in the README, by the path in their first line.
fn examples() -> Vec<(String, String)> {
    let readme = include_str!("../../README.md");
    readme
        .split("```yaml\n")
        .skip(1)
        .map(|rest| {
            let block = rest.split("```").next().unwrap();
            let path = block.lines().next().unwrap().trim_start_matches("# ").to_owned();
            (path, block.to_owned())
        })
        .filter(|(path, _)| path.starts_with("policies/"))
        .collect()
}

#[test]
fn the_language_of_the_readme_loads_and_plans() {
    let examples = examples();
    assert!(examples.iter().any(|(path, _)| path.ends_with("guestlist.yaml")), "no project file is shown");
    let mut findings = Findings::default();
    let files = Files::of_texts(
        examples.iter().map(|(path, text)| (path.trim_start_matches("policies/"), text.as_str())),
        &mut findings,
    );
    let project = config::project(&files, &mut findings).unwrap();
    assert!(!config::accepted(&files, Hold::is_id, &mut findings).is_empty());
    let desired = config::desired(&files, config::Aim::at(&project, "sandbox"), &mut findings);
    assert!(findings.is_empty(), "{:#?}", findings.sorted());
    run(async {
        let world = World::new().await;
        world.apply(&desired).await;
        assert!(world.plan(&desired).await.plan.is_empty());
    });
}

#[test]
fn every_kind_of_hold_stands_in_the_readme() {
    let readme = include_str!("../../README.md");
    for kind in HoldKind::ALL {
        assert!(readme.contains(&format!("| `{}` | ", kind.slug())), "{kind:?}");
    }
}

#[test]
fn every_code_of_the_exit_table_stands_in_the_readme() {
    let readme = include_str!("../../README.md");
    for line in guestlist::cli::exit::TABLE.lines().skip(1) {
        let code = line.split_whitespace().next().unwrap();
        assert!(readme.contains(&format!("| {code} |")), "exit code {code} is not in the README");
    }
}
