//! The README and the help pages: what they show is true, what they name exists, and nothing is left out.

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory;
use guestlist::cli::args::Cli;
use guestlist::config;
use guestlist::help;
use guestlist::plan::Hold;
use guestlist::source::{Files, Findings};

use crate::world::{World, run};

/// A fenced block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The language behind the fence.
    pub(crate) language: String,
    /// The line of the fence, from 1.
    pub(crate) line: usize,
    /// The text, without the indentation of the fence.
    pub(crate) text: String,
}

impl Block {
    /// The file that a block shows, by the path in its first line, and its other lines.
    pub(crate) fn file(&self) -> Option<(&str, &str)> {
        let (first, rest) = self.text.split_once('\n')?;
        let path = first.strip_prefix("# ").filter(|path| path.starts_with("policies/"))?;
        Some((path, rest))
    }

    /// The command lines of a block.
    fn commands(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter_map(|line| line.strip_prefix("$ "))
    }
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, Block)> = None;
    for (number, line) in (1..).zip(page.lines()) {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(language)) => {
                let indent = line.len() - line.trim_start().len();
                let block = Block { language: language.to_owned(), line: number, text: String::new() };
                open = Some((indent, block));
            }
            (Some(_), Some("")) => blocks.extend(open.take().map(|(_, block)| block)),
            (Some((indent, block)), _) => {
                assert!(line.len() < *indent || line[..*indent].trim().is_empty(), "line {number}: {line}");
                block.text.push_str(line.get(*indent..).unwrap_or_default());
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert_eq!(open, None, "a block is not closed");
    blocks
}

/// The README and the written pages, by name.
pub(crate) fn pages() -> Vec<(&'static str, &'static str)> {
    let mut pages = vec![("README", include_str!("../../README.md"))];
    pages.extend(help::WRITTEN);
    pages
}

/// The commands of `text` blocks. They need a real tenant, a tool other than Guestlist, or people in the sandbox.
const NOT_RUN: &[(&str, &str)] = &[
    ("README", "guestlist doctor"),
    ("README", "guestlist export --out exported"),
    ("README", "guestlist --dir exported plan"),
    ("README", "cp exported/organizations.yaml exported/catalogs/partners.yaml policies/"),
    ("README", "guestlist lock"),
    ("README", "guestlist plan"),
    (
        "assignments",
        "guestlist assignments list --package \"accessPackage/Partner collaboration/Old portal\"",
    ),
    ("assignments", "guestlist assignments move \"policy/Partner collaboration/Old portal/By hand\" \\"),
    ("assignments", "guestlist assignments remove \"accessPackage/Partner collaboration/Old portal\""),
    ("developing", "cargo build"),
    (
        "developing",
        "cargo test                                                   # all tests, about 5 minutes",
    ),
    (
        "developing",
        "cargo test --test it golden::                                # compares the plans of all cases",
    ),
    (
        "developing",
        "cargo test --test it golden::change_policy                   # those of one folder of cases",
    ),
    (
        "developing",
        "BLESS=1 cargo test --test it golden::change_policy::scope    # writes the plan of one case anew",
    ),
    (
        "developing",
        "BLESS=1 cargo test --test it                                 # writes every golden file and schema anew",
    ),
    ("sign-in", "guestlist --tenant production doctor"),
];

#[test]
fn commands_that_are_not_run_are_listed() {
    let mut found = Vec::new();
    for (page, text) in pages() {
        for block in blocks(text) {
            match block.language.as_str() {
                "text" => {
                    let bare = |line: &&str| line.starts_with("guestlist ");
                    assert_eq!(block.text.lines().find(bare), None, "{page}:{}: write `$ `", block.line);
                    found.extend(block.commands().map(|command| (page, command.to_owned())));
                }
                "console" => assert!(block.text.starts_with("$ "), "{page}:{}", block.line),
                "yaml" | "diff" => assert_eq!(block.commands().next(), None, "{page}:{}", block.line),
                other => panic!("{page}:{}: a block in `{other}`", block.line),
            }
        }
    }
    let listed: Vec<_> = NOT_RUN.iter().map(|(page, command)| (*page, (*command).to_owned())).collect();
    assert_eq!(found, listed, "`text` blocks with commands, and the list of them");
}

/// The files that a page ends with, below `policies/`.
fn files(page: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for block in blocks(page).iter().filter(|block| block.language == "yaml") {
        let Some((path, text)) = block.file() else { continue };
        let path = path.trim_start_matches("policies/");
        files.retain(|(other, _)| other != path);
        files.push((path.to_owned(), text.to_owned()));
    }
    files
}

#[test]
fn the_files_of_every_page_load_and_plan() {
    for (page, text) in pages() {
        let shown = files(text);
        let mut findings = Findings::default();
        let files =
            Files::from_texts(shown.iter().map(|(path, text)| (path.as_str(), text.as_str())), &mut findings);
        let project = files.project.as_ref().map(|_| config::project_of(&files, &mut findings).unwrap());
        config::read_accepted(&files, Hold::is_id, &mut findings);
        config::read_locks(&files, &mut findings);
        let aim = match &project {
            Some(project) => config::TargetTenant::new(project, project.find_tenant(None).unwrap().0),
            None => config::TargetTenant::detached("sandbox"),
        };
        let desired = config::read_desired(&files, aim, &mut findings);
        assert!(findings.is_empty(), "{page}: {:#?}", findings.to_sorted());
        if files.policies.is_empty() {
            continue;
        }
        run(async {
            let world = World::new().await;
            world.apply(&desired).await;
            assert!(world.plan(&desired).await.plan.is_empty(), "{page}");
        });
    }
}

#[test]
fn pages_are_listed_linked_and_readable_in_a_terminal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/help");
    let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(".md")?.to_owned()))
        .collect();
    let listed: BTreeSet<String> = help::WRITTEN.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(on_disk, listed);
    let readme = include_str!("../../README.md");
    assert!(readme.lines().count() <= 220, "the README has {} lines", readme.lines().count());
    for (name, text) in help::WRITTEN {
        assert!(readme.contains(&format!("[{name}](src/help/{name}.md)")), "the README does not link {name}");
        let summary = help::topic_summary(text);
        assert!(text.starts_with("# ") && summary.ends_with('.') && summary.len() <= 90, "{name}: {summary}");
        let mut is_code = false;
        for (number, line) in (1..).zip(text.lines()) {
            is_code ^= line.trim_start().starts_with("```");
            let is_prose = !is_code && !line.starts_with('|');
            assert!(!is_prose || line.chars().count() <= 100, "{name}:{number}: longer than 100 characters");
            assert!(!is_prose || !line.contains("]("), "{name}:{number}: a terminal follows no links");
        }
    }
}

#[test]
fn what_pages_refer_to_exists() {
    let mut root = Cli::command();
    root.build();
    let is_known = |words: &[&str]| {
        words.iter().try_fold(&root, |command, word| command.find_subcommand(word)).is_some()
            || help::find_page(&words.join("-")).is_some()
    };
    let guidance = guestlist::source::Code::ALL
        .iter()
        .map(|code| (code.number(), help::find_page(code.number()).unwrap()));
    let kinds = guestlist::plan::HoldKind::ALL
        .iter()
        .map(|kind| (kind.slug(), help::find_page(kind.slug()).unwrap()));
    let written = pages().into_iter().map(|(name, text)| (name, text.to_owned()));
    for (page, text) in written.chain(guidance).chain(kinds) {
        for (_, rest) in
            text.match_indices("guestlist help ").map(|(at, found)| (at, &text[at + found.len()..]))
        {
            let named = rest.split(['`', '\n', '"']).next().unwrap();
            let words: Vec<&str> = named.split(' ').collect();
            let is_placeholder = named.chars().all(|c| c.is_ascii_uppercase());
            assert!(is_placeholder || is_known(&words), "{page}: `guestlist help {named}`");
        }
    }
}

#[test]
fn every_exit_code_is_on_its_page() {
    let page = help::find_page("exit-codes").unwrap();
    for line in guestlist::cli::exit::TABLE.lines().skip(1) {
        let code = line.split_whitespace().next().unwrap();
        assert!(page.contains(&format!("| {code} |")), "exit code {code}");
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = include_str!("../../Cargo.toml");
    let section = |title: &str| {
        let rest = manifest.split_once(title).unwrap().1;
        let lines = rest.lines().skip(1).take_while(|line| !line.starts_with('['));
        lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect::<BTreeSet<_>>()
    };
    let declared = &section("[dependencies]") | &section("[dev-dependencies]");
    let page = help::find_page("developing").unwrap();
    let list = page.split_once("## Dependencies").unwrap().1;
    let named: BTreeSet<String> = list
        .lines()
        .filter(|line| line.starts_with("- `"))
        .flat_map(|line| line.split_once(": ").unwrap().0.trim_start_matches("- ").split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    assert_eq!(declared, named);
}
