//! The CI wrappers and the workflows of `init ci`: they match the manifest, their scripts run, and no secret
//! is available to jobs that run code from a pull request.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use guestlist::ci::{Forge, INPUTS, Project, SCRIPT, Source, workflow_files, wrapper_files};
use serde_yaml::Value;

use crate::golden::compare;
use crate::runs::Folder;
use crate::world::{World, desired};

const REVISION: &str = "0123456789abcdef0123456789abcdef01234567";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn written(forge: Forge) -> Vec<(&'static str, String)> {
    let repository = match forge {
        Forge::GitHub => "example/guestlist",
        Forge::AzureDevOps | Forge::GitLab => "https://git.example/guestlist.git",
    };
    let source = Source { repository: repository.to_owned(), revision: REVISION.to_owned() };
    let project = Project {
        dir: "iam/policies".to_owned(),
        project: "iam/policies/guestlist.yaml".to_owned(),
        tenant: "production".to_owned(),
        branch: "main".to_owned(),
    };
    workflow_files(forge, &source, &project)
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn github(name: &str) -> (String, Value) {
    let files = written(Forge::GitHub);
    let (_, text) = files.iter().find(|(path, _)| path.ends_with(name)).unwrap();
    (text.clone(), yaml(text))
}

fn texts<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Mapping(members) => members.iter().for_each(|(key, value)| {
            match value.as_str() {
                Some(text) if key == name => found.push(text),
                _ => texts(value, name, found),
            };
        }),
        Value::Sequence(items) => items.iter().for_each(|item| texts(item, name, found)),
        _ => {}
    }
}

fn all<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    texts(value, name, &mut found);
    found
}

#[test]
fn the_wrappers_are_those_of_the_manifest() {
    let blessing = std::env::var_os("BLESS").is_some();
    let mut differ = Vec::new();
    for (path, text) in wrapper_files() {
        let path = root().join(path);
        if blessing {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        differ.extend(compare(&path, &text));
    }
    for (host, forge) in
        [("github", Forge::GitHub), ("azure-devops", Forge::AzureDevOps), ("gitlab", Forge::GitLab)]
    {
        for (path, text) in written(forge) {
            assert!(!text.contains('@') || !text.contains("@DIR"), "{path}: {text}");
            let path = root().join("tests/ci").join(host).join(path.rsplit('/').next().unwrap());
            if blessing {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            }
            differ.extend(compare(&path, &text));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_placeholder_is_filled() {
    let files = [Forge::GitHub, Forge::AzureDevOps, Forge::GitLab].into_iter().flat_map(written);
    for (path, text) in files.chain(wrapper_files()) {
        for name in [
            "SCRIPT",
            "INPUTS",
            "ENV",
            "VARIABLES",
            "DIR",
            "TENANT",
            "BRANCH",
            "REPOSITORY",
            "REVISION",
            "PROJECT",
            "RUST",
        ] {
            assert!(!text.contains(&format!("@{name}")), "{name} in {path}");
        }
        yaml(&text);
    }
}

/// The variables from which the script reads its inputs.
fn read_by_the_script() -> BTreeSet<String> {
    let parts = SCRIPT.split("GUESTLIST_CI_").skip(1);
    parts.map(|part| part.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect()).collect()
}

#[test]
fn every_wrapper_hands_every_input_to_the_same_script() {
    let inputs: BTreeSet<String> =
        INPUTS.iter().map(|input| input.name.to_uppercase().replace('-', "_")).collect();
    assert_eq!(inputs, read_by_the_script());
    let files = wrapper_files();
    let of = |name: &str| yaml(&files.iter().find(|(path, _)| path.contains(name)).unwrap().1);
    let given = |environment: &Value| -> BTreeSet<String> {
        let names = environment.as_mapping().unwrap().keys().filter_map(Value::as_str);
        names.filter_map(|name| name.strip_prefix("GUESTLIST_CI_")).map(str::to_owned).collect()
    };
    let action = of("github/action");
    let names: Vec<&str> = action["inputs"].as_mapping().unwrap().keys().filter_map(Value::as_str).collect();
    assert_eq!(names, INPUTS.iter().map(|input| input.name).collect::<Vec<_>>());
    let azure = of("azure-devops");
    assert_eq!(azure["parameters"].as_sequence().unwrap().len(), INPUTS.len() + 2);
    let gitlab = of("gitlab");
    let steps = |value: &Value, list: &str, script: &str| {
        let steps = value[list].as_sequence().unwrap().clone();
        let step = steps.iter().find(|step| step[script].as_str() == Some(SCRIPT)).cloned();
        step.unwrap_or_else(|| panic!("no step of {list} is the script"))
    };
    assert_eq!(given(&steps(&action["runs"], "steps", "run")["env"]), inputs);
    assert_eq!(given(&steps(&azure, "steps", "bash")["env"]), inputs);
    assert_eq!(given(&gitlab[".guestlist"]["variables"]), inputs);
    let script = gitlab[".guestlist"]["script"][0].as_str().unwrap();
    assert_eq!(script, format!("bash <<'GUESTLIST'\n{SCRIPT}GUESTLIST\n"));
    for input in INPUTS {
        assert_eq!(action["inputs"][input.name]["default"], input.default, "{}", input.name);
    }
}

const PROJECT: &str = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";

/// Runs a wrapper's script as its host would.
fn script(folder: &Folder, endpoint: &str, script: &str, inputs: &[(&str, &str)]) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_guestlist")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(folder.path(".")).env("PATH", path);
    command.env("GUESTLIST_GRAPH_ENDPOINT", endpoint).env_remove("GITHUB_ACTIONS").env_remove("TF_BUILD");
    for input in INPUTS {
        let given = inputs.iter().find(|(name, _)| *name == input.name).map(|(_, value)| *value);
        let name = input.name.to_uppercase().replace('-', "_");
        command.env(format!("GUESTLIST_CI_{name}"), given.unwrap_or(input.default));
    }
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    (ended.status.code().unwrap(), said)
}

const BEFORE: &str = "catalogs:\n  - { name: C, externallyVisible: true }\n";
const WIDER: &str = "catalogs:\n  - { name: C, externallyVisible: true }\naccessPackages:\n  - name: P\n    catalog: C\n    policies: [{ name: All, requestors: { scope: allMemberUsers, may: [add] } }]\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_script_checks_plans_and_applies() {
    let world = World::new().await;
    world.apply(&desired(&[("a.yaml", BEFORE)])).await;
    let endpoint = world.sandbox.service_root();
    let files = wrapper_files();
    let gitlab = yaml(&files.iter().find(|(path, _)| path.contains("gitlab")).unwrap().1);
    let gitlab = gitlab[".guestlist"]["script"][0].as_str().unwrap().to_owned();
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", BEFORE)]);
    for text in [SCRIPT, gitlab.as_str()] {
        let run = |inputs: &[(&str, &str)]| script(&folder, &endpoint, text, inputs);
        folder.write("policies/a.yaml", BEFORE);
        assert_eq!(run(&[("command", "validate")]).0, 0);
        assert_eq!(run(&[]).0, 0, "nothing to do");
        // Changes without a hold give a plan, and apply carries it out.
        folder.write("policies/a.yaml", &format!("{BEFORE}  - {{ name: D{} }}\n", text.len()));
        let (code, said) = run(&[("fail-on-holds", "true")]);
        assert_eq!(code, 0, "{said}");
        assert_eq!(folder.read("guestlist-reports/exit-code"), "2\n");
        for file in [
            "plan.json",
            "plan.md",
            "summary.md",
            "result.json",
            "guestlist.sarif",
            "junit.xml",
            "code-quality.json",
        ] {
            assert!(!folder.read(&format!("guestlist-reports/{file}")).is_empty(), "{file}");
        }
        let (code, said) = run(&[("command", "apply")]);
        assert_eq!(code, 0, "{said}");
        assert!(folder.read("guestlist-reports/receipt.json").contains("catalog/D"));
        // A plan with an open hold is reported on a pull request, and fails the job before an apply.
        folder.write("policies/a.yaml", WIDER);
        assert_eq!(run(&[]).0, 0);
        assert_eq!(folder.read("guestlist-reports/exit-code"), "3\n");
        assert_eq!(run(&[("fail-on-holds", "true")]).0, 3);
        assert_eq!(run(&[("command", "apply")]).0, 3);
        // Errors in files, another project file, an unknown tenant, and an unknown command.
        folder.write("policies/a.yaml", "catalogs: 1\n");
        assert_eq!(run(&[]).0, 1);
        assert!(folder.read("guestlist-reports/plan.md").contains("no plan"));
        folder.write("policies/a.yaml", BEFORE);
        folder.write("base/guestlist.yaml", PROJECT);
        assert_eq!(
            run(&[("project", "base/guestlist.yaml"), ("tenant", "sandbox"), ("redact", "true")]).0,
            0
        );
        assert!(!folder.read("guestlist-reports/plan.md").contains("Contoso"));
        let (code, said) = run(&[("tenant", "elsewhere")]);
        assert!(code == 1 && said.contains("elsewhere"), "{said}");
        let (code, said) = run(&[("command", "plan; touch hurt")]);
        assert!(code == 1 && said.contains("give validate, plan or apply"), "{said}");
        assert_eq!(run(&[("dir", "$(touch hurt)")]).0, 1);
        assert!(!folder.path("hurt").exists());
    }
}

fn jobs(workflow: &Value) -> Vec<(&str, &Value)> {
    workflow["jobs"].as_mapping().unwrap().iter().map(|(name, job)| (name.as_str().unwrap(), job)).collect()
}

#[test]
fn no_secret_meets_what_a_pull_request_brings() {
    for name in ["guestlist-check.yml", "guestlist-plan.yml", "guestlist-apply.yml"] {
        let (text, workflow) = github(name);
        assert_eq!(workflow["permissions"], Value::Mapping(Default::default()), "{name}");
        assert!(!text.contains("secrets."), "{name}");
        for (job, value) in jobs(&workflow) {
            let may = |scope: &str, what: &str| value["permissions"][scope] == what;
            // The jobs that sign in to the tenant cannot write to the repository, and their environment
            // decides the identity.
            if may("id-token", "write") {
                assert!(!may("pull-requests", "write") && !may("contents", "write"), "{name} {job}");
                assert!(value["environment"].is_string(), "{name} {job}");
            }
            for step in value["steps"].as_sequence().unwrap() {
                if let Some(run) = step["run"].as_str() {
                    assert!(!run.contains("${{"), "{name} {job}: {run}");
                }
                if let Some(uses) = step["uses"].as_str() {
                    let pin = uses.split('@').nth(1).unwrap();
                    assert!(pin.len() == 40 && pin.chars().all(|c| c.is_ascii_hexdigit()), "{uses}");
                }
                if step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@")) {
                    assert_eq!(step["with"]["persist-credentials"], false, "{name} {job}");
                    assert!(step["with"]["allow-unsafe-pr-checkout"].is_null());
                }
            }
        }
    }
    // The job that checks a pull request has no secrets. The job that plans it runs the base branch only, and
    // takes the project file and acceptances from there.
    let (_, check) = github("guestlist-check.yml");
    assert!(check[Value::Bool(true)].is_null() && check["on"]["pull_request"].is_mapping());
    for (job, value) in jobs(&check) {
        let scopes: Vec<&str> =
            value["permissions"].as_mapping().unwrap().keys().filter_map(Value::as_str).collect();
        assert_eq!((scopes, &value["permissions"]["contents"]), (vec!["contents"], &"read".into()), "{job}");
    }
    let (_, plan) = github("guestlist-plan.yml");
    assert!(plan["on"]["workflow_run"].is_mapping() && plan["on"].as_mapping().unwrap().len() == 1);
    let job = &plan["jobs"]["plan"];
    assert_eq!(all(job, "ref"), ["main"]);
    assert_eq!(all(job, "dir"), ["change/policies"]);
    assert_eq!(all(job, "project"), ["base/iam/policies/guestlist.yaml"]);
    for run in all(job, "run") {
        assert_eq!(run, "cp change/number reports/number");
    }
    assert!(job["if"].as_str().unwrap().contains("vars.GUESTLIST_PLAN_FORKS == 'true'"));
    // Only the default branch applies, in its own environment, and only an earlier plan.
    let (_, apply) = github("guestlist-apply.yml");
    assert_eq!(all(&apply["jobs"]["apply"], "environment"), ["guestlist-apply"]);
    assert_eq!(apply["jobs"]["plan"]["if"], "github.ref == 'refs/heads/main'");
    assert_eq!(apply["jobs"]["apply"]["if"], "needs.plan.outputs.exit-code == '2'");
}

#[test]
fn a_comment_is_told_by_its_mark_and_meant_for_one_commit() {
    let files = wrapper_files();
    let action = yaml(&files.iter().find(|(path, _)| path.contains("comment")).unwrap().1);
    let step = action["runs"]["steps"][0].clone();
    let run = step["run"].as_str().unwrap();
    assert!(!run.contains("${{"));
    // A replacement for GitHub's program that records its arguments.
    let gh = r#"#!/usr/bin/env bash
echo "$*" >> asked
case "$*" in
  *"--jq .head.sha"*) echo "$HEAD" ;;
  *--slurp*) cat comments.json ;;
esac
"#;
    let comments = r#"[[{"id":1,"user":{"login":"somebody"},"body":"<!-- guestlist {} -->"},
        {"id":7,"user":{"login":"github-actions[bot]"},"body":"<!-- guestlist {} -->"}]]"#;
    for (number, head, comments, file, code, asked) in [
        (
            "12",
            "c",
            comments,
            "<!-- guestlist {} -->\nx",
            0,
            "--method PATCH repos/o/r/issues/comments/7 -F body=@plan.md --silent",
        ),
        (
            "12",
            "c",
            "[[]]",
            "<!-- guestlist {} -->\nx",
            0,
            "--method POST repos/o/r/issues/12/comments -F body=@plan.md --silent",
        ),
        ("12", "other", comments, "<!-- guestlist {} -->\nx", 0, ""),
        ("12", "c", comments, "anything", 1, ""),
        ("1; touch hurt", "c", comments, "<!-- guestlist {} -->\nx", 1, ""),
        ("", "c", comments, "<!-- guestlist {} -->\nx", 1, ""),
    ] {
        let folder = Folder::of(&[]);
        folder.write("bin/gh", gh);
        folder.write("comments.json", comments);
        folder.write("plan.md", file);
        assert!(Command::new("chmod").arg("+x").arg(folder.path("bin/gh")).status().unwrap().success());
        let path = format!("{}:{}", folder.path("bin").display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("bash");
        command.args(["-c", run]).current_dir(folder.path(".")).env("PATH", path).env("HEAD", head);
        command.env("GITHUB_REPOSITORY", "o/r").env("GH_TOKEN", "t").env("NUMBER", number);
        let ended = command.env("COMMIT", "c").env("FILE", "plan.md").output().unwrap();
        assert_eq!(ended.status.code(), Some(code), "{number} {ended:?}");
        let log = std::fs::read_to_string(folder.path("asked")).unwrap_or_default();
        let wrote = log.lines().find(|line| line.contains("--method")).unwrap_or_default();
        assert_eq!(wrote.trim_start_matches("api "), asked, "{log}");
        assert!(!folder.path("hurt").exists());
    }
}

#[test]
fn init_writes_workflows_and_never_over_others() {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT)]);
    let init = |more: &[&str]| folder.run(&[&["init", "ci"][..], more].concat());
    let source = ["--source", "example/guestlist", "--rev", REVISION];
    let ended = init(&[&["github"][..], &source].concat());
    assert_eq!(ended.code, 0, "{ended:#?}");
    let workflow = folder.read(".github/workflows/guestlist-plan.yml");
    assert!(workflow.contains(&format!("uses: example/guestlist/.ci/github@{REVISION}\n")), "{workflow}");
    assert!(
        workflow.contains("project: base/policies/guestlist.yaml\n") && ended.err.contains("Next:"),
        "{workflow}"
    );
    assert_eq!(init(&[&["github"][..], &source].concat()).code, 0, "the same again");
    folder.write(".github/workflows/guestlist-plan.yml", "ours\n");
    folder.write(".github/workflows/guestlist-apply.yml", "ours too\n");
    let ended = init(&[&["github", "--branch", "trunk"][..], &source].concat());
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("guestlist-plan.yml already exists")
            && ended.err.contains("guestlist-apply.yml already exists"),
        "{}",
        ended.err
    );
    assert_eq!(folder.read(".github/workflows/guestlist-plan.yml"), "ours\n");
    assert_eq!(init(&[&["github", "--force"][..], &source].concat()).code, 0);
    assert_eq!(folder.read(".github/workflows/guestlist-plan.yml"), workflow);
    for host in ["azure-devops", "gitlab"] {
        let ended = init(&[host, "--source", "https://git.example/g.git", "--rev", REVISION]);
        assert_eq!(ended.code, 0, "{ended:#?}");
    }
    assert!(
        folder.read(".gitlab/guestlist.yml").contains("GUESTLIST_REPOSITORY: 'https://git.example/g.git'\n")
    );
    assert!(folder.read(".azuredevops/guestlist.yml").contains("repository: 'https://git.example/g.git'\n"));
    // All faults are reported at once, and no value can have a special meaning in a workflow.
    let ended = init(&[
        "github",
        "--source",
        "https://x",
        "--rev",
        "main",
        "--branch",
        "a'b",
        "--dir",
        "../x",
        "--project",
        "/p.yaml",
        "--tenant",
        "a b",
    ]);
    assert_eq!(ended.code, 1);
    for option in [
        "--source https://x",
        "--rev main",
        "--branch a'b",
        "--dir ../x",
        "--project /p.yaml",
        "--tenant a b",
    ] {
        assert!(ended.err.contains(&format!("error: {option}: expected")), "{option}: {}", ended.err);
    }
    for source in ["https://user:word@git.example/g", "http://git.example/g", "https://x/'\n", "-x"] {
        let ended = init(&["gitlab", &format!("--source={source}"), "--rev", REVISION]);
        assert_eq!(ended.code, 1, "{source}");
    }
}
