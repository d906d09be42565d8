//! `guestlist help`, and that the examples of its pages have the findings and holds that they are about.

use std::process::{Command, Stdio};

use guestlist::config;
use guestlist::help;
use guestlist::plan::HoldKind;
use guestlist::source::{Code, Files, Findings, Shows};
use serde_json::Value;

use crate::runs::Folder;
use crate::world::{World, desired, run};

/// What examples refer to.
const BESIDE: &str = "\
catalogs:
  - { name: Partner collaboration, externallyVisible: true, resources: [{ group: Partner Portal Users }] }
connectedOrganizations:
  - { name: Fabrikam, identity: { tenant: fabrikam.com } }
accessPackages:
  - { name: Partner portal, catalog: Partner collaboration }
";

const PROJECT: &str =
    "version: 1\ntenants: { sandbox: { sandbox: {}, variables: { partnerTeam: Partner Managers } } }\n";

/// The codes of what is found in an example.
fn found(shows: Shows, example: &str) -> Vec<Code> {
    let indented = |text: &str| text.lines().map(|line| format!("        {line}\n")).collect::<String>();
    let policy = format!(
        "accessPackages:\n  - name: Shown\n    catalog: Partner collaboration\n    policies:\n      - name: Shown\n{}",
        indented(example)
    );
    let (project, file) = match shows {
        Shows::ProjectFile => (example, "catalogs: []\n"),
        Shows::PolicyFile => (PROJECT, example),
        Shows::Policy => (PROJECT, policy.as_str()),
    };
    let mut found = Findings::default();
    let texts = [("guestlist.yaml", project), ("beside.yaml", BESIDE), ("shown.yaml", file)];
    let files = Files::from_texts(texts, &mut found);
    let project = config::project_of(&files, &mut found);
    let aim = match &project {
        Some(project) => config::TargetTenant::new(project, project.tenants.keys().next().unwrap()),
        None => config::TargetTenant::without_tenant(),
    };
    config::read_desired(&files, aim, &mut found);
    found.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn examples_have_the_finding_that_they_are_about() {
    let mut faults = Vec::new();
    let mut count = 0;
    for code in Code::ALL {
        let Some(example) = code.guidance().example else { continue };
        count += 1;
        let wrong = found(example.shows, example.wrong);
        if wrong.is_empty() || wrong.iter().any(|found| found != code) {
            faults.push(format!("{code}: the example has {wrong:?}"));
        }
        let right = found(example.shows, example.right);
        if !right.is_empty() {
            faults.push(format!("{code}: the corrected example has {right:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 40, "{count} codes have an example");
}

#[test]
fn examples_raise_the_hold_that_they_are_about() {
    for kind in HoldKind::ALL {
        let Some((before, after)) = kind.guidance().example else { continue };
        run(async {
            let world = World::new().await;
            world.apply(&desired(&[("a.yaml", before)])).await;
            let plan = world.plan(&desired(&[("a.yaml", after)])).await.plan;
            let kinds: Vec<HoldKind> = plan.holds.iter().map(|hold| hold.kind).collect();
            assert!(kinds.contains(kind), "{kind:?}: {kinds:?}");
        });
    }
}

#[test]
fn advice_on_holds_is_in_whole_sentences() {
    for kind in HoldKind::ALL {
        let guidance = kind.guidance();
        for text in [guidance.why, guidance.fix] {
            assert!(text.ends_with('.') && !text.contains("  "), "{kind:?}: {text}");
        }
    }
}

#[test]
fn help_shows_pages_commands_and_keys() {
    let folder = Folder::of(&[]);
    for (words, starts, contains) in [
        ("topics", "# Help topics\n", "- `holds` "),
        ("GL403", "# GL403: approval-stages\n", "## What to do\n"),
        ("gl403", "# GL403: approval-stages\n", "```yaml\n"),
        ("approval-stages", "# GL403: approval-stages\n", "stages"),
        ("exposure-widened", "# Hold: exposure-widened\n", "Before:\n"),
        ("delete-catalog@3fa91c0b7d52e864", "# Hold: delete-catalog\n", "## Why the change is held\n"),
        ("lock file", "# Lock file\n", "guestlist lock --rebind"),
        ("findings", "# Finding codes\n", "- `GL809` unused-template: "),
        ("language", "# Language\n", "# Every key\n"),
        ("holds", "# Holds\n", "## Kinds of hold\n"),
        ("decideWithin", "# Key: decideWithin\n", "Default: `14d`."),
        ("approval.stages", "# Key: approval.stages\n", "`approvers`"),
        ("scope", "# Key: scope\n", "\n  - `allMemberUsers`: "),
        ("plan", "Show what would change", "Usage: guestlist plan "),
        ("sandbox serve", "", "Usage: guestlist sandbox serve "),
        // A command and a page have this name.
        ("exposure", "", "Usage: guestlist exposure "),
        ("exposure", "", "\n# Exposure\n"),
        ("", "", "Exit codes:\n"),
    ] {
        let words: Vec<&str> = words.split_whitespace().collect();
        let run = folder.run(&[&["help"], words.as_slice()].concat());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{words:?}");
        assert!(run.out.starts_with(starts) && run.out.contains(contains), "{words:?}: {}", run.out);
    }
}

#[test]
fn every_key_has_a_meaning_and_an_example() {
    let sheets = help::all_sheets();
    for (sheet, key) in sheets.iter().flat_map(|sheet| sheet.keys.iter().map(move |key| (sheet, key))) {
        let place = format!("{} {:?}: {}", sheet.document, sheet.places.first(), key.name);
        assert!(!key.meaning.is_empty() && key.form != "any value" || key.name == "default", "{place}");
        let example: Value =
            serde_yaml::from_str(key.example.as_deref().unwrap_or_else(|| panic!("{place}"))).unwrap();
        assert!(!example.is_null(), "{place}");
    }
    // Examples are those of the pages, whose files are planned by a test.
    let keys = help::find_page("keys").unwrap();
    for shown in
        ["`decideWithin: 10d`", "`localizations: { nl: \"Voor welk project is dit?\" }`", "`openFor: 14d`"]
    {
        assert!(keys.contains(shown), "{shown}");
    }
}

#[test]
fn help_offers_the_nearest_name() {
    let folder = Folder::of(&[]);
    for (asked, near) in [
        ("holdz", "`holds`"),
        ("GL40", "`GL40"),
        ("exposure-wide", "`exposure-widened`"),
        ("plann", "`plan`"),
    ] {
        let run = folder.run(&["help", asked]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{asked}");
        assert!(
            run.err.starts_with("error: ") && run.err.contains(&format!("Did you mean {near}")),
            "{}",
            run.err
        );
    }
    let run = folder.run(&["help", "q\u{1b}[2J"]);
    assert_eq!(run.code, 1);
    assert!(!run.err.contains('\u{1b}') && run.err.contains("guestlist help topics"), "{}", run.err);
}

#[test]
fn help_needs_no_sound_environment_and_takes_closed_pipes() {
    let folder = Folder::of(&[]);
    let run = folder.run_with(&["help", "sign-in"], &[("AZURE_CLIENT_CERTIFICATE_PATH", "missing.pem")]);
    assert_eq!(run.code, 0, "{run:#?}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_guestlist"))
        .args(["help", "language"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn findings_name_the_page_of_their_code() {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", "catalogs: [{ nam: A }]\n")]);
    let run = folder.run(&["validate"]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.ends_with(
            "Run `guestlist help` with the code of a finding for more about it: `guestlist help GL102`.\n"
        ),
        "{}",
        run.err
    );
    folder.write("policies/a.yaml", "catalogs: [{ name: A, resorces: [] }]\n");
    let run = folder.run(&["validate"]);
    assert!(run.err.ends_with("Run `guestlist help GL101` for more about this finding.\n"), "{}", run.err);
}
