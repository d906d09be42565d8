//! Files that run Guestlist in CI: wrappers for three hosts, and the workflows that `init ci` writes.
//!
//! One manifest (`manifest`) contains the inputs and the script; templates turn it into each host's files.
//! The files are thin: the program makes all decisions.
//!
//! The rule behind the workflows: a pull request supplies data; the base branch supplies code, project file
//! and guardrails; and no job that runs anything from a pull request has secrets. Facts: github/docs
//! "Security hardening", actions/checkout 7 (which refuses to check out a fork in a job with secrets),
//! learn.microsoft.com "Azure Pipelines YAML schema", docs.gitlab.com "CI/CD YAML syntax reference".

mod manifest;

pub use manifest::{INPUTS, Input, SCRIPT};

/// A repository host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// GitHub.
    GitHub,
    /// Azure DevOps.
    AzureDevOps,
    /// GitLab.
    GitLab,
}

/// A file to write: its path from the root of the repository, with `/`, and its content.
pub type File = (&'static str, String);

/// The source of this program in workflows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `OWNER/NAME` on GitHub, otherwise the URL to clone.
    pub repository: String,
    /// The commit as 40 hex digits, so that exactly the reviewed version runs.
    pub revision: String,
}

/// The properties of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The folder of the policy files, with `/`.
    pub dir: String,
    /// The project file, relative to the root of the repository.
    pub project: String,
    /// The name of the tenant. Empty for the default one.
    pub tenant: String,
    /// The default branch.
    pub branch: String,
}

const ACTION: &str = include_str!("templates/action.yml");
const COMMENT: &str = include_str!("templates/comment.yml");
const AZURE_STEPS: &str = include_str!("templates/azure-steps.yml");
const AZURE: &str = include_str!("templates/azure.yml");
const GITLAB_JOB: &str = include_str!("templates/gitlab-job.yml");
const GITLAB: &str = include_str!("templates/gitlab.yml");
const CHECK: &str = include_str!("templates/check.yml");
const PLAN: &str = include_str!("templates/plan.yml");
const APPLY: &str = include_str!("templates/apply.yml");

/// The wrappers in this program's own repository, by path.
#[must_use]
pub fn wrapper_files() -> Vec<File> {
    vec![
        (".ci/github/action.yml", fill_template(ACTION)),
        (".ci/github/comment/action.yml", COMMENT.to_owned()),
        (".ci/azure-devops/guestlist-steps.yml", fill_template(AZURE_STEPS)),
        (".ci/gitlab/guestlist-job.yml", fill_template(GITLAB_JOB)),
    ]
}

/// The files for a policy repository.
#[must_use]
pub fn workflow_files(forge: Forge, source: &Source, project: &Project) -> Vec<File> {
    let with = |template: &str| {
        fill_template(template)
            .replace("@REPOSITORY@", &source.repository)
            .replace("@REVISION@", &source.revision)
            .replace("@DIR@", &project.dir)
            .replace("@PROJECT@", &project.project)
            .replace("@TENANT@", &project.tenant)
            .replace("@BRANCH@", &project.branch)
    };
    match forge {
        Forge::GitHub => vec![
            (".github/workflows/guestlist-check.yml", with(CHECK)),
            (".github/workflows/guestlist-plan.yml", with(PLAN)),
            (".github/workflows/guestlist-apply.yml", with(APPLY)),
        ],
        Forge::AzureDevOps => vec![
            (".azuredevops/guestlist-steps.yml", with(AZURE_STEPS)),
            (".azuredevops/guestlist.yml", with(AZURE)),
        ],
        Forge::GitLab => {
            vec![(".gitlab/guestlist-job.yml", with(GITLAB_JOB)), (".gitlab/guestlist.yml", with(GITLAB))]
        }
    }
}

/// A template with the manifest filled in.
fn fill_template(template: &str) -> String {
    let mut text = String::new();
    for line in template.lines() {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let block = match line.trim() {
            "@SCRIPT@" => Some(SCRIPT.to_owned()),
            "@INPUTS_GITHUB@" => Some(manifest::github_inputs()),
            "@ENV_GITHUB@" => Some(manifest::github_environment()),
            "@INPUTS_AZURE@" => Some(manifest::azure_parameters()),
            "@ENV_AZURE@" => Some(manifest::azure_environment()),
            "@VARIABLES_GITLAB@" => Some(manifest::gitlab_variables()),
            _ => None,
        };
        match block {
            Some(block) => block.trim_end().lines().for_each(|inner| {
                text.push_str(format!("{indent}{inner}").trim_end());
                text.push('\n');
            }),
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text.replace("@RUST@", env!("CARGO_PKG_RUST_VERSION"))
}
