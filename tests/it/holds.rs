//! Holds: which changes raise them, how they are accepted, and that nothing is written before that.

use serde_json::Value;

use crate::runs::Folder;

const PROJECT: &str = "version: 1\ntenants: { sandbox: { sandbox: {} } }\n";

const BEFORE: &str = "\
catalogs:
  - name: Tools
    description: What people can ask for
    resources: [{ group: Sales }, { group: Auditors }]
accessPackages:
  - name: Basis
    catalog: Tools
    resources: [{ group: Sales }, { group: Auditors }]
    policies:
      - name: Ask
        requestors: { scope: allMemberUsers, may: [] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
";

/// A sandbox with the content of `BEFORE`.
fn applied() -> Folder {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", BEFORE)]);
    let run = folder.run(&["apply", "--auto-approve", "--accept", "all"]);
    assert_eq!(run.code, 0, "{run:#?}");
    folder
}

/// The same project after an edit.
fn edited(folder: &Folder, from: &str, to: &str) {
    let text = folder.read("policies/a.yaml");
    assert!(text.contains(from), "{text}");
    folder.write("policies/a.yaml", &text.replace(from, to));
}

/// A sandbox with a package whose declaration lacks one of its roles.
fn stripped() -> Folder {
    let folder = applied();
    edited(
        &folder,
        "    resources: [{ group: Sales }, { group: Auditors }]\n    policies",
        "    resources: [{ group: Sales }]\n    policies",
    );
    folder
}

fn holds(folder: &Folder, arguments: &[&str]) -> Vec<Value> {
    let run = folder.run(&[&["plan", "--format", "json"], arguments].concat());
    run.json()["plan"]["holds"].as_array().unwrap().clone()
}

fn only_id(folder: &Folder) -> String {
    let holds = holds(folder, &[]);
    assert_eq!(holds.len(), 1, "{holds:#?}");
    holds[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_taken_away_is_held_until_it_is_accepted() {
    let folder = stripped();
    let id = only_id(&folder);
    let plan = folder.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 3, "{plan:#?}");
    assert!(plan.out.contains("! hold on accessPackage/Tools/Basis  (policies/a.yaml:6)"), "{}", plan.out);
    assert!(plan.out.contains(&format!("--accept {id}")), "{}", plan.out);
    assert!(plan.out.ends_with("Holds: 1 open, 0 accepted.\n"), "{}", plan.out);

    let before = folder.run(&["sandbox", "dump"]).out;
    let refused = folder.run(&["apply", "--auto-approve"]);
    assert_eq!(refused.code, 3, "{refused:#?}");
    assert!(refused.err.contains("Nothing was written"), "{}", refused.err);
    assert_eq!(folder.run(&["sandbox", "dump"]).out, before);

    let accepted = folder.run(&["plan", "--accept", &id]);
    assert_eq!(accepted.code, 0);
    assert!(accepted.out.contains("accepted by --accept"), "{}", accepted.out);
    assert!(accepted.out.ends_with("Holds: 0 open, 1 accepted.\n"), "{}", accepted.out);
    assert_eq!(folder.run(&["apply", "--auto-approve", "--accept", &id]).code, 0);
    assert_eq!(holds(&folder, &[]), Vec::<Value>::new());
}

#[test]
fn values_that_are_written_are_no_loss() {
    let folder = applied();
    edited(&folder, "after: 90d", "after: 30d");
    edited(&folder, "description: What people can ask for", "description: Tools");
    edited(
        &folder,
        "    resources: [{ group: Sales }, { group: Auditors }]\naccess",
        "    externallyVisible: true\n    resources: [{ group: Sales }, { group: Auditors }]\naccess",
    );
    assert_eq!(holds(&folder, &[]), Vec::<Value>::new());
    // An explicit value that equals the default is the same.
    edited(&folder, "    description: Tools\n", "");
    let held = holds(&folder, &[]);
    assert_eq!(held.len(), 1, "{held:#?}");
    assert_eq!(held[0]["key"], "catalog/Tools");
    assert!(held[0]["says"].as_str().unwrap().contains("in description;"), "{held:#?}");
}

#[test]
fn an_id_lives_as_long_as_the_change() {
    let folder = stripped();
    let id = only_id(&folder);
    edited(&folder, "after: 90d", "after: 30d");
    folder.write("policies/b.yaml", "catalogs: [{ name: Another }]\n");
    assert_eq!(only_id(&folder), id, "another change of the plan touched it");
    edited(&folder, "    resources: [{ group: Sales }]\n    policies", "    resources: []\n    policies");
    assert_ne!(only_id(&folder), id, "more is taken away now");
}

#[test]
fn a_reviewed_entry_accepts_until_its_day() {
    let folder = stripped();
    let id = only_id(&folder);
    let entry =
        |until: &str| format!("accepted:\n  - {{ id: {id}, reason: left, owner: Megan, until: {until} }}\n");
    folder.write("policies/accepted.yaml", &entry("2999-01-31"));
    let plan = folder.run(&["plan"]);
    assert_eq!(plan.code, 0, "{plan:#?}");
    assert!(plan.out.contains("accepted until 2999-01-31 by Megan: left"), "{}", plan.out);

    folder.write("policies/accepted.yaml", &entry("2020-01-31"));
    let plan = folder.run(&["plan"]);
    assert_eq!(plan.code, 3, "{plan:#?}");
    assert!(plan.err.contains("warning[GL703]: this acceptance expired on 2020-01-31"), "{}", plan.err);

    folder.write(
        "policies/accepted.yaml",
        &entry("2999-01-31").replace(&id, "adoption-strips@0000000000000000"),
    );
    let plan = folder.run(&["plan"]);
    assert_eq!(plan.code, 3, "{plan:#?}");
    assert!(plan.err.contains("warning[GL702]: this plan has no hold with the id"), "{}", plan.err);
}

#[test]
fn a_wrong_entry_is_a_fault_of_the_files() {
    let folder = applied();
    for (text, said) in [
        (
            "accepted:\n- { id: all, reason: r, owner: o, until: 2999-01-31 }\n",
            "error[GL701]: `all` is not the id of a hold",
        ),
        (
            "accepted:\n- { id: adoption-strips@3fa91c0b7d52e864, reason: r, owner: o }\n",
            "error[GL102]: missing key `until`",
        ),
        (
            "accepted:\n- { id: adoption-strips@3fa91c0b7d52e864, reason: r, owner: o, until: soon }\n",
            "error[GL204]: `soon` is not a date",
        ),
        (
            "accepted:\n- { id: adoption-strips@3fa91c0b7d52e864, reason: \"\", owner: o, until: 2999-01-31 }\n",
            "error[GL202]: this text is empty",
        ),
        ("accepted: [x]\n", "error[GL103]: expected"),
        ("- x\n", "error[GL008]"),
        ("holds: []\n", "error[GL101]: unknown key `holds`"),
    ] {
        folder.write("policies/accepted.yaml", text);
        for command in ["validate", "plan"] {
            let run = folder.run(&[command]);
            assert_eq!(run.code, 1, "{text}: {run:#?}");
            assert!(
                run.err.contains(said) && run.err.contains("--> policies/accepted.yaml:"),
                "{text}: {}",
                run.err
            );
        }
    }
}

#[test]
fn a_change_that_brings_its_own_acceptance_is_still_held() {
    let folder = stripped();
    let id = only_id(&folder);
    let entry = format!("accepted:\n  - {{ id: {id}, reason: r, owner: o, until: 2999-01-31 }}\n");
    folder.write("base/guestlist.yaml", PROJECT);
    folder.write("policies/accepted.yaml", &entry);
    assert_eq!(folder.run(&["plan", "--project", "base/guestlist.yaml"]).code, 3);
    folder.write("base/accepted.yaml", &entry);
    assert_eq!(folder.run(&["plan", "--project", "base/guestlist.yaml"]).code, 0);
}

#[test]
fn a_sandbox_may_accept_everything_and_nothing_else_may() {
    let folder = stripped();
    let all = PROJECT.replace("sandbox: {} }", "sandbox: {}, accept: all }");
    assert_eq!(folder.run(&["plan", "--accept", "all"]).code, 0);
    folder.write("policies/guestlist.yaml", &all);
    let plan = folder.run(&["plan", "--format", "json"]);
    assert_eq!(plan.code, 0, "{plan:#?}");
    assert_eq!(plan.json()["plan"]["holds"][0]["accepted"]["by"], "tenant");
    assert_eq!(folder.run(&["plan", "--accept", "none"]).code, 3);
    let both = folder.run(&["plan", "--accept", "none", "--accept", "all"]);
    assert_eq!(both.code, 1, "{both:#?}");

    // The environment decides which tenant a run writes to, whatever the entry's name is.
    let elsewhere = folder.run_with(&["plan"], &[("GUESTLIST_GRAPH_ENDPOINT", "https://graph.example.com")]);
    assert_eq!(elsewhere.code, 1, "{elsewhere:#?}");
    assert!(elsewhere.err.contains("`accept: all` is allowed only for a sandbox"), "{}", elsewhere.err);

    let tenant = "{ tenantId: aaaaaaaa-0000-4000-8000-000000000000 }";
    folder.write("policies/guestlist.yaml", &format!("version: 1\ntenants: {{ real: {tenant} }}\n"));
    let token = ("GUESTLIST_ACCESS_TOKEN", "opaque");
    for word in ["all", "none"] {
        let refused = folder.run_with(&["plan", "--accept", word], &[token]);
        assert_eq!(refused.code, 1, "{refused:#?}");
        assert!(refused.err.contains("are allowed only for a sandbox"), "{}", refused.err);
    }
    folder.write(
        "policies/guestlist.yaml",
        "version: 1\ntenants: { real: { tenantId: aaaaaaaa-0000-4000-8000-000000000000, accept: all } }\n",
    );
    let refused = folder.run(&["validate"]);
    assert_eq!(refused.code, 1, "{refused:#?}");
    assert!(
        refused.err.contains("error[GL504]: `accept: all` is allowed only for a sandbox"),
        "{}",
        refused.err
    );
}

#[test]
fn a_word_that_is_no_id_is_refused() {
    let folder = applied();
    let run = folder.run(&["apply", "--accept", "adoption-strips"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.err.contains("`--accept adoption-strips` is not the id of a hold"), "{}", run.err);
}

#[test]
fn a_hold_cannot_be_taken_out_of_a_saved_plan() {
    let folder = stripped();
    assert_eq!(folder.run(&["plan", "--out", "plan.json"]).code, 3);
    let shown = folder.run(&["show", "plan.json"]);
    assert!(shown.code == 0 && shown.out.contains("Holds: 1 open"), "{shown:#?}");
    let mut plan: Value = serde_json::from_str(&folder.read("plan.json")).unwrap();
    plan["holds"] = Value::Array(Vec::new());
    folder.write("plan.json", &plan.to_string());
    assert_eq!(folder.run(&["show", "plan.json"]).code, 4);
}
