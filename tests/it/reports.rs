//! Every output format of a plan: golden files, size limits, and names that cannot act as markup or commands.

use std::path::Path;

use guestlist::plan::{Accepting, Plan};
use guestlist::render::{
    COMMENT, Host, SUMMARY, Style, annotation_lines, faults_markdown, gitlab_report, junit_report,
    plan_markdown, plan_text, sarif_report,
};
use guestlist::sandbox::{Faults, Refusal};
use guestlist::view::{
    Direction, ExposureView, HoldKind, HoldView, LineView, Mark, ObjectView, PlanView, Report, Summary,
};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use crate::golden::compare;
use crate::runs::Folder;
use crate::world::{World, desired, run};

const BEFORE: &str = "\
connectedOrganizations:
  - { name: Fabrikam, identity: { tenant: fabrikam.com } }
  - { name: Woodgrove, identity: { tenant: woodgrovebank.com } }
catalogs:
  - { name: C, externallyVisible: true, resources: [{ group: Sales }, { group: Marketing }] }
accessPackages:
  - name: P
    catalog: C
    resources: [{ group: Sales }]
    policies:
      - name: Partners
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
";

/// Cases by name: the files, the people with an assignment, and the path that is refused.
fn cases() -> Vec<(&'static str, String, &'static [&'static str], Option<&'static str>)> {
    let wider = BEFORE.replace("[Fabrikam]", "[Fabrikam, Woodgrove]");
    let nobody: &[&str] = &[];
    vec![
        ("nothing", BEFORE.to_owned(), nobody, None),
        (
            "one-of-each",
            BEFORE
                .replace("name: Woodgrove,", "name: Woodgrove Bank,")
                .replace("externallyVisible: true", "externallyVisible: true, description: New words")
                + "  - { name: Q, catalog: C, resources: [{ group: Marketing }] }\nremove: [{ policy: Partners, accessPackage: P, catalog: C }]\n",
            nobody,
            None,
        ),
        ("widening", wider.clone(), nobody, None),
        ("narrowing", BEFORE.replace("may: [add]", "may: []"), &["Fabrikam Lead"], None),
        ("mixed", wider.replace("after: 90d", "after: 30d"), &["Fabrikam Lead"], None),
        (
            "holds",
            BEFORE.replace("    resources: [{ group: Sales }]\n", "    resources: []\n")
                + "remove: [{ policy: Partners, accessPackage: P, catalog: C }]\n",
            &["Fabrikam Lead"],
            None,
        ),
        ("unread", wider, nobody, Some("/identityGovernance/entitlementManagement/catalogs")),
    ]
}

async fn plan(policies: &str, holders: &[&str], refused: Option<&str>) -> Plan {
    let world = World::new().await;
    world.apply(&desired(&[("policies/a.yaml", BEFORE)])).await;
    world.sandbox.set_faults(Faults { bypass_approval: true, ..Faults::default() });
    world.assign("P", "Partners", holders).await;
    let refuse = refused.map(|path| Refusal {
        method: "*".into(),
        path: path.into(),
        status: 403,
        ..Refusal::default()
    });
    world.sandbox.set_faults(Faults { refuse: refuse.into_iter().collect(), ..Faults::default() });
    // Removed objects are no longer declared.
    let wanted = match policies.contains("remove:") {
        true => {
            policies.split("    policies:\n").next().unwrap().to_owned()
                + policies.split("expiration: { after: 90d }\n").nth(1).unwrap()
        }
        false => policies.to_owned(),
    };
    world.plan(&desired(&[("policies/a.yaml", &wanted)])).await.plan
}

/// Every format of a plan, by the name of its file.
fn forms(view: &PlanView) -> Vec<(&'static str, String)> {
    let mut text = String::new();
    plan_text(&mut text, view, Style { colour: false, all_foreign: true }).unwrap();
    let files = vec!["policies/a.yaml".to_owned()];
    let mut spot = |_: &_| Some((7, 5));
    let report = Report::new("policies/guestlist.yaml".to_owned(), files, &[], Some(view), &mut spot);
    vec![
        ("plan.txt", text),
        ("plan.md", plan_markdown(view, COMMENT)),
        ("plan.sarif", sarif_report(&report, "0.0.0")),
        ("junit.xml", junit_report(&report)),
        ("gitlab.json", gitlab_report(&report)),
        ("github.txt", annotation_lines(Host::GitHub, &report.entries)),
        ("azure.txt", annotation_lines(Host::Azure, &report.entries)),
    ]
}

#[test]
fn every_form_of_a_plan_is_golden() {
    let mut differ = Vec::new();
    run(async {
        for (name, policies, holders, refused) in cases() {
            let plan = plan(&policies, holders, refused).await;
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports").join(name);
            if std::env::var_os("BLESS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
            }
            let forms = forms(&PlanView::new(&plan, &mut |_| None));
            differ.extend(forms.iter().filter_map(|(file, text)| compare(&folder.join(file), text)));
        }
    });
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_form_of_hostile_names_is_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/hostile");
    let forms = forms(&named(&ATOMS.concat(), 1));
    let differ: Vec<_> = forms.iter().filter_map(|(file, text)| compare(&folder.join(file), text)).collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn the_same_change_has_the_same_fingerprint_wherever_it_stands() {
    run(async {
        let wider = BEFORE.replace("[Fabrikam]", "[Fabrikam, Woodgrove]");
        let prints = |plan: &Plan, line| {
            let view = PlanView::new(plan, &mut |_| None);
            let mut spot = |_: &_| Some((line, 1));
            let report = Report::new("p".to_owned(), Vec::new(), &[], Some(&view), &mut spot);
            report.entries.into_iter().map(|entry| entry.fingerprint).collect::<Vec<_>>()
        };
        let first = plan(&wider, &[], None).await;
        let moved = plan(&format!("# a comment\n{wider}"), &[], None).await;
        assert_eq!(prints(&first, 3), prints(&moved, 4));
        assert_eq!(prints(&first, 3).len(), 1);
        // An accepted hold has the same fingerprint but needs no attention.
        let mut accepted = first.clone();
        accepted.note_acceptance(&Accepting { everything: true, ..Accepting::default() });
        assert_eq!(prints(&first, 3), prints(&accepted, 3));
        let forms = forms(&PlanView::new(&accepted, &mut |_| None));
        let form = |name| &forms.iter().find(|(file, _)| *file == name).unwrap().1;
        let log: Value = serde_json::from_str(form("plan.sarif")).unwrap();
        assert_eq!(log["runs"][0]["results"][0]["suppressions"][0]["status"], "accepted");
        assert_eq!((form("gitlab.json").as_str(), form("github.txt").as_str()), ("[]\n", ""));
        assert!(form("junit.xml").contains("failures=\"0\"") && !form("junit.xml").contains("<failure"));
    });
}

/// A plan in which every possible place contains this name.
fn named(name: &str, objects: usize) -> PlanView {
    let text = || name.to_owned();
    let line = LineView { mark: Some(Mark::Add), label: text(), text: text() };
    let object = ObjectView {
        mark: Mark::Remove,
        kind: "access package",
        name: text(),
        place: Some(text()),
        lines: vec![line.clone()],
        carries: vec![text()],
    };
    let hold = HoldView {
        id: "exposure-widened@0123456789abcdef".to_owned(),
        kind: HoldKind::ExposureWidened,
        object: text(),
        place: Some(text()),
        cause: None,
        says: text(),
        accepted: None,
    };
    let accepted = HoldView { accepted: Some(text()), ..hold.clone() };
    PlanView {
        id: "0".repeat(64),
        tenant: text(),
        exposure: vec![ExposureView { object: text(), direction: Direction::Wider, sentences: vec![text()] }],
        objects: vec![object; objects],
        holds: vec![hold, accepted],
        read_only: vec![(text(), text(), vec![line])],
        incomplete: vec![(text(), text())],
        not_evaluated: vec![text()],
        kept: vec![text()],
        foreign: vec![text()],
        summary: Summary { delete: objects, open: 1, accepted: 1, ..Summary::default() },
    }
}

#[test]
fn five_hundred_changes_fit_where_they_go() {
    for (name, limit) in [
        ("x".repeat(300), 32_768),
        ("x".repeat(300), COMMENT),
        ("x".repeat(300), 150_000),
        ("x".repeat(10_000), COMMENT),
        ("\u{1f600}".repeat(700), SUMMARY),
    ] {
        let text = plan_markdown(&named(&name, 500), limit);
        assert!(text.chars().count() < limit && text.len() < 1 << 20, "{} of {limit}", text.chars().count());
        assert!(text.contains("not fit here"), "{limit}");
    }
    let text = plan_markdown(&named("x", 500), SUMMARY);
    assert!(text.contains("Changes by object (500)"), "{}", text.len());
    let report = |name: &str| {
        Report::new("p".to_owned(), vec![name.to_owned()], &[], Some(&named(name, 500)), &mut |_| None)
    };
    let mut many = report("x");
    let entry = many.entries[0].clone();
    many.entries = vec![entry; 6_000];
    let log: Value = serde_json::from_str(&sarif_report(&many, "0.0.0")).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 5_000);
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(note, "1000 more results do not fit into this report.");
    assert_eq!(junit_report(&report("x")).matches("<testcase").count(), 2 + 500 + 5);
    assert!(faults_markdown(&many, COMMENT).contains("not fit here"));
}

/// Building blocks for malicious names.
const ATOMS: &[&str] = &[
    "\u{1b}[2J",
    "\u{1b}]8;;https://evil.example\u{7}",
    "\u{9b}31m",
    "::error::x",
    "\n::warning::",
    "##vso[task.complete]",
    "##[error]",
    "@everyone",
    "@octocat",
    "</details>",
    "<details>",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&#60;",
    "|",
    "`",
    "```",
    "~~~",
    "\n",
    "\r\n",
    "# ",
    "- ",
    "1. ",
    "> ",
    "***",
    "__x__",
    "[x](https://evil.example)",
    "![x](y)",
    "https://evil.example",
    "www.evil.example",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{0}",
    "\u{fffe}",
    "\"",
    "'",
    "\\",
    "{0}",
    "[a](1)",
    "%0A",
    "%25",
    ";",
    "]",
    ",line=1",
    "$(id)",
    "/close",
    "!1",
    "#1",
    "~x",
    "é",
    "企業",
    "a",
    " ",
    "\t",
    "    ",
];

fn hostile() -> impl Strategy<Value = String> {
    let atoms = proptest::collection::vec(proptest::sample::select(ATOMS), 1..12);
    atoms.prop_map(|atoms| format!("n{}", atoms.concat()))
}

/// The elements of rendered Markdown by kind, and the text outside code.
fn structure(text: &str) -> (Vec<String>, String) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut kinds = Vec::new();
    let mut plain = String::new();
    let mut code = false;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => code = false,
            Event::Start(tag) => kinds.push(format!("{tag:?}").split(['(', ' ']).next().unwrap().to_owned()),
            Event::Html(html) | Event::InlineHtml(html) if !html.starts_with("<!-- guestlist {") => {
                kinds.push(html.into_string());
            }
            Event::Code(text) => kinds.push(format!("code {text}")),
            Event::Text(text) if !code => plain.push_str(&text),
            Event::Rule => kinds.push("rule".to_owned()),
            Event::HardBreak => kinds.push("break".to_owned()),
            _ => {}
        }
    }
    (kinds, plain)
}

/// Whether a character can act on a terminal, or reorders or hides text.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn law_9_nothing_of_a_name_acts_in_any_form(name in hostile()) {
        let (plain, hostile) = (forms(&named("n", 2)), forms(&named(&name, 2)));
        for ((file, expected), (_, text)) in plain.iter().zip(&hostile) {
            prop_assert!(!text.chars().any(acts), "{file}: {text:?}");
            let lines = |text: &str, mark: fn(&str) -> bool| text.lines().filter(|line| mark(line)).count();
            // Only the program itself may print commands for runners.
            let github = |line: &str| line.trim_start().starts_with("::");
            let azure = |line: &str| line.contains("##vso[") || line.contains("##[");
            if matches!(*file, "plan.txt" | "github.txt" | "azure.txt" | "plan.md") {
                prop_assert_eq!(lines(text, github), lines(expected, github), "{}: {}", file, text);
                prop_assert_eq!(lines(text, azure), lines(expected, azure), "{}: {}", file, text);
            }
            match *file {
                "plan.txt" | "github.txt" | "azure.txt" => {
                    prop_assert_eq!(text.lines().count(), expected.lines().count(), "{}: {}", file, text);
                }
                "plan.md" => {
                    let ((kinds, said), (ours, _)) = (structure(text), structure(expected));
                    prop_assert_eq!(kinds, ours, "{}", text);
                    let mention = |text: &str, at: char| {
                        let after = text.split(at).skip(1).filter_map(|rest| rest.chars().next());
                        after.filter(|c| c.is_alphanumeric()).count()
                    };
                    prop_assert_eq!((mention(&said, '@'), mention(&said, '#')), (0, 0), "{}", said);
                }
                "plan.sarif" | "gitlab.json" => {
                    let (read, ours): (Value, Value) =
                        (serde_json::from_str(text).unwrap(), serde_json::from_str(expected).unwrap());
                    let count = |value: &Value| value.to_string().matches("\":").count();
                    prop_assert!(count(&read) >= count(&ours));
                    for result in read["runs"][0]["results"].as_array().into_iter().flatten() {
                        let said = result["message"]["text"].as_str().unwrap();
                        let bare = said.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
                        prop_assert!(!bare.contains('[') && !bare.contains(']'), "{}", said);
                        prop_assert!(!said.replace("{{", "").replace("}}", "").contains(['{', '}']), "{}", said);
                    }
                }
                "junit.xml" => {
                    let mut reader = quick_xml::Reader::from_str(text);
                    let mut names = Vec::new();
                    loop {
                        match reader.read_event().unwrap() {
                            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                                names.push(tag.name().as_ref().to_owned());
                                for attribute in tag.attributes() {
                                    attribute.unwrap();
                                }
                            }
                            quick_xml::events::Event::Eof => break,
                            _ => {}
                        }
                    }
                    let tags = |text: &str| text.matches("<testcase").count();
                    prop_assert_eq!(names.iter().filter(|name| *name == "testcase").count(), tags(expected));
                }
                other => panic!("{other}"),
            }
        }
    }
}

#[test]
fn several_reports_are_written_in_one_run_and_faults_reach_them_all() {
    let project = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";
    let folder = Folder::of(&[
        ("guestlist.yaml", project),
        ("a.yaml", "catalogs:\n  - { name: C, colour: red }\n  - { name: C }\n"),
    ]);
    let files = [
        "--md-file",
        "plan.md",
        "--summary-file",
        "summary.md",
        "--json-file",
        "result.json",
        "--sarif-file",
        "plan.sarif",
        "--junit-file",
        "junit.xml",
        "--gitlab-file",
        "gitlab.json",
    ];
    for command in ["plan", "validate"] {
        let ended = folder.run(&[&[command][..], &files].concat());
        assert_eq!(ended.code, 1, "{ended:#?}");
        let comment = folder.read("plan.md");
        assert!(comment.contains("### Access plan · ⛔ no plan\n"), "{comment}");
        assert!(
            comment.contains("a&#46;yaml:2: **GL101** unknown key")
                || comment.contains("a.yaml:2: **GL101** unknown key"),
            "{comment}"
        );
        assert_eq!(comment, folder.read("summary.md"));
        let log: Value = serde_json::from_str(&folder.read("plan.sarif")).unwrap();
        let first = &log["runs"][0]["results"][0];
        assert_eq!(first["ruleId"], "GL101");
        let region = &first["locations"][0]["physicalLocation"]["region"];
        assert_eq!((&region["startLine"], &region["startColumn"]), (&2.into(), &16.into()));
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
        assert!(rule["help"]["text"].as_str().unwrap().len() > 20, "{rule}");
        let issues: Value = serde_json::from_str(&folder.read("gitlab.json")).unwrap();
        assert_eq!(issues[0]["location"]["lines"]["begin"], 2);
        assert_eq!(issues.as_array().unwrap().len(), log["runs"][0]["results"].as_array().unwrap().len());
        assert!(
            folder.read("junit.xml").contains("<failure message=\"unknown key `colour`"),
            "{}",
            folder.read("junit.xml")
        );
        for file in files.iter().filter(|file| !file.starts_with("--")) {
            std::fs::remove_file(folder.path(file)).unwrap();
        }
    }
    let ended = folder.run(&["plan", "--md-limit", "12"]);
    assert!(ended.code == 1 && ended.err.contains("at least 4000"), "{ended:#?}");
}

#[test]
fn every_result_for_programs_is_what_its_schema_says() {
    let schemas = guestlist::cli::published_schemas();
    let valid = |name: &str, value: &Value| {
        let schema = &schemas.iter().find(|(file, _)| *file == format!("{name}.schema.json")).unwrap().1;
        let validator = jsonschema::validator_for(schema).unwrap();
        let faults: Vec<_> = validator.iter_errors(value).map(|error| error.to_string()).collect();
        assert_eq!(faults, [""; 0], "{name}");
        assert!(!validator.is_valid(&Value::Object(Default::default())), "{name} takes anything");
    };
    let project = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";
    let folder = Folder::of(&[("guestlist.yaml", project), ("a.yaml", BEFORE)]);
    let run = |arguments: &[&str]| folder.run(&[arguments, &["--format", "json"]].concat()).json();
    for (command, schema) in [
        ("plan", "result"),
        ("validate", "result"),
        ("exposure", "exposure"),
        ("doctor", "doctor"),
        ("permissions", "permissions"),
    ] {
        valid(schema, &run(&[command]));
    }
    assert!(!run(&["plan"])["plan"]["steps"].as_array().unwrap().is_empty());
    folder.write("policies/a.yaml", "catalogs:\n  - { name: C, colour: red }\n");
    let faulty = run(&["plan"]);
    valid("result", &faulty);
    assert_eq!((&faulty["plan"], &faulty["findings"][0]["code"]), (&Value::Null, &"GL101".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redacted_plan_names_nobody_and_does_the_same() {
    let world = World::new().await;
    world.apply(&desired(&[("a.yaml", BEFORE)])).await;
    let project = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\n";
    let without = BEFORE.replace("  - { name: Fabrikam, identity: { tenant: fabrikam.com } }\n", "").replace(
        "scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam]",
        "scope: allExternalUsers",
    );
    let by_id = without
        .replace("group: Partner Managers", &format!("groupId: {}", world.id("groups", "Partner Managers")));
    let folder = Folder::of(&[("guestlist.yaml", project), ("a.yaml", &by_id)]);
    let endpoint = world.sandbox.service_root();
    let run =
        |arguments: &[&str]| folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str())]);
    let open = run(&["plan", "--out", "open.json", "--all-foreign"]);
    assert!(open.out.contains("Contoso") && open.out.contains("Partner Managers"), "{open:#?}");
    let closed = run(&[
        "plan",
        "--redact",
        "--out",
        "closed.json",
        "--json-file",
        "r.json",
        "--md-file",
        "r.md",
        "--all-foreign",
    ]);
    for text in [&closed.out, &folder.read("closed.json"), &folder.read("r.json"), &folder.read("r.md")] {
        assert!(!text.contains("Contoso") && !text.contains("Partner Managers"), "{text}");
    }
    assert!(closed.out.contains("organization/…"), "{}", closed.out);
    let id = |file: &str| serde_json::from_str::<Value>(&folder.read(file)).unwrap()["id"].clone();
    assert_eq!(id("open.json"), id("closed.json"));
    let shown = run(&["show", "open.json", "--redact"]);
    assert!(!shown.out.contains("Contoso") && !shown.out.contains("Partner Managers"), "{}", shown.out);
    let map = run(&["exposure", "--redact"]).out;
    assert!(map.contains("C / P") && !map.contains("Contoso") && !map.contains("Partner Managers"), "{map}");
    assert_eq!(run(&["apply", "closed.json", "--auto-approve", "--accept", "all"]).code, 0);
}
