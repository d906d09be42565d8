//! The command line, as words. What they mean together with files and environment is decided in `settings`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit;
use crate::model::{Key, KeyFault};
use crate::render::COMMENT;

/// The KEY of something that can be deleted.
fn removable(text: &str) -> Result<Key, String> {
    match text.parse() {
        Ok(Key::Settings) => Err("settings cannot be deleted".to_owned()),
        Ok(key) => Ok(key),
        Err(fault) => Err(KeyFault::to_string(&fault)),
    }
}

/// A number of characters in which the most important of a plan has room.
fn limit(text: &str) -> Result<usize, String> {
    const LEAST: usize = 4_000;
    match text.replace(['_', ','], "").parse() {
        Ok(limit) if limit >= LEAST => Ok(limit),
        _ => Err(format!("give a number of characters, at least {LEAST}")),
    }
}

/// Microsoft Entra entitlement management as reviewed code.
#[derive(Debug, Parser)]
#[command(
    name = "guestlist", version, about, after_help = exit::TABLE, max_term_width = 110,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
}

/// What every command understands.
#[derive(Debug, Args)]
pub struct Global {
    /// The folder that holds the policies.
    #[arg(long, global = true, value_name = "PATH", default_value = "policies")]
    pub dir: PathBuf,
    /// The project file, where it is not `guestlist.yaml` in that folder (a pull-request run takes it from the base branch).
    #[arg(long, global = true, value_name = "FILE")]
    pub project: Option<PathBuf>,
    /// The tenant of the project file to work on, instead of its `defaultTenant`.
    #[arg(long, global = true, value_name = "NAME", env = "GUESTLIST_TENANT")]
    pub tenant: Option<String>,
    /// Another value for a variable of the project file, for this run; may be given several times.
    #[arg(long = "var", global = true, value_name = "NAME=VALUE")]
    pub variables: Vec<String>,
    /// The form of the result on standard output.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also write the plan, or what keeps it from being made, as Markdown for a comment to this file (`plan`, `apply`, `show`).
    #[arg(long, global = true, value_name = "FILE")]
    pub md_file: Option<PathBuf>,
    /// How many characters `--md-file` may have: GitHub takes 65,536, Azure DevOps 150,000, GitLab 1,000,000, Bitbucket
    /// Data Center 32,768.
    #[arg(long, global = true, value_name = "CHARACTERS", default_value_t = COMMENT, value_parser = limit)]
    pub md_limit: usize,
    /// Also write it to this file within the size of a step's summary on GitHub Actions, 1 MiB.
    #[arg(long, global = true, value_name = "FILE")]
    pub summary_file: Option<PathBuf>,
    /// Also write the result for programs to this file, as `--format json` prints it (`plan`, `apply`, `lock`, `validate`).
    #[arg(long, global = true, value_name = "FILE")]
    pub json_file: Option<PathBuf>,
    /// Also write what was found and what is held as SARIF 2.1.0 to this file (`plan`, `apply`, `show`, `validate`).
    #[arg(long, global = true, value_name = "FILE")]
    pub sarif_file: Option<PathBuf>,
    /// Also write it as JUnit XML to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub junit_file: Option<PathBuf>,
    /// Also write it as GitLab's Code Quality report to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub gitlab_file: Option<PathBuf>,
    /// Leave out of results what only the tenant knows: names of people, groups and applications become the first digits
    /// of their ids, and objects that no file declares are only counted (`plan`, `apply`, `show`; `exposure` keeps the names
    /// of packages).
    #[arg(long, global = true)]
    pub redact: bool,
    /// Whether findings are also shown beside their lines by the CI that runs this: `auto` asks GITHUB_ACTIONS and TF_BUILD.
    #[arg(long, global = true, value_enum, default_value_t = Annotations::Auto)]
    pub annotations: Annotations,
    /// When to colour: `auto` asks the terminal, NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub color: When,
    /// Say nothing of the progress on standard error; the same as `--log-level error`.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// What is said on standard error beside findings: errors alone, the progress, each exchange with the service, or
    /// also each request inside a batch. No level shows a token or a body.
    #[arg(long, global = true, value_enum, default_value_t = LogLevel::Info, env = "GUESTLIST_LOG_LEVEL")]
    pub log_level: LogLevel,
}

/// How much is said on standard error, each level with what those before it say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum LogLevel {
    /// Errors, and what a person must do.
    Error,
    /// The progress.
    Info,
    /// Each exchange: method, path, status, request id and time.
    Debug,
    /// Each request inside a batch.
    Trace,
}

impl Global {
    /// What the two options come to.
    #[must_use]
    pub fn level(&self) -> LogLevel {
        if self.quiet { LogLevel::Error } else { self.log_level }
    }
}

/// Who shows findings beside their lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Annotations {
    /// As the environment says.
    Auto,
    /// GitHub Actions.
    Github,
    /// Azure DevOps.
    Azure,
    /// Nobody.
    None,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// As the terminal and the environment say.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Checks the files: syntax, schema and references between them. Needs no tenant and no network.
    Validate,
    /// Gives every file of the folder one layout; comments stay, and what a file says stays the same.
    Fmt(Fmt),
    /// Shows what would change in the tenant.
    Plan(Plan),
    /// Renders a saved plan again. Needs no tenant and no network.
    Show(Show),
    /// Plans, asks, and makes the tenant as the files say.
    Apply(Apply),
    /// Records in the lock file which object every name means today, and which objects are managed.
    Lock(Lock),
    /// Who holds what; moves or ends assignments, for example before a deletion. Never part of `apply`.
    #[command(subcommand)]
    Assignments(Assignments),
    /// Whether the service answers, who calls, what the caller holds, lacks and has too much of, and which settings of
    /// the tenant keep guests out. Writes nothing.
    Doctor,
    /// The least permissions that this project needs, with the reason for each and the commands that grant them. Needs
    /// no tenant and no network.
    Permissions,
    /// Who can get into what: every package, who may ask for it, what stands between, for how long, and what it gives.
    /// Writes nothing.
    Exposure(Exposure),
    /// Writes what the tenant holds as files of a project.
    Export(Export),
    /// The embedded tenant: serves it, shows it, starts it anew.
    #[command(subcommand)]
    Sandbox(Sandbox),
    /// Writes what a repository of policies needs beside its policies.
    #[command(subcommand)]
    Init(Init),
    /// Writes the JSON Schemas of the files, and of what commands print for programs.
    Schema(Schema),
    /// Shows a help page: of a topic, a command, a finding code, a kind of hold or a key of the files. `guestlist help
    /// topics` lists the topics.
    Help(Help),
}

/// Options of `help`.
#[derive(Debug, Args)]
pub struct Help {
    /// What to show: `topics`, `plan`, `GL403`, `exposure-widened`, `decideWithin`.
    #[arg(value_name = "NAME")]
    pub words: Vec<String>,
}

/// What `init` writes.
#[derive(Debug, Subcommand)]
pub enum Init {
    /// Workflows that check and plan pull requests, forks among them, and apply what was merged behind an approval.
    Ci(InitCi),
}

/// Options of `init ci`.
#[derive(Debug, Args)]
pub struct InitCi {
    /// The host of the repository.
    #[arg(value_enum)]
    pub host: CiHost,
    /// Where this program comes from: `OWNER/NAME` on GitHub, elsewhere the address to clone.
    #[arg(long, value_name = "REPOSITORY")]
    pub source: String,
    /// The commit of it that was reviewed and is to run, all 40 hex digits.
    #[arg(long, value_name = "COMMIT")]
    pub rev: String,
    /// The branch that counts.
    #[arg(long, value_name = "NAME", default_value = "main")]
    pub branch: String,
    /// Write over files that are there and differ.
    #[arg(long)]
    pub force: bool,
}

/// A host of repositories with a CI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CiHost {
    /// GitHub Actions.
    Github,
    /// Azure DevOps.
    AzureDevops,
    /// GitLab.
    Gitlab,
}

/// Options of `fmt`.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Write nothing, name the files that are not formatted, and end with 1 when there are any.
    #[arg(long)]
    pub check: bool,
}

/// What a run accepts beside `accepted.yaml`.
#[derive(Debug, Args)]
pub struct Accept {
    /// Accept the hold with this id; may be given several times. In a sandbox or a rehearsal also `all` and `none`
    /// (which turns the tenant's `accept: all` off).
    #[arg(long = "accept", value_name = "ID")]
    pub holds: Vec<String>,
}

/// Options of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// What is accepted.
    #[command(flatten)]
    pub accept: Accept,
    /// End with 2 when there is something to change.
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Also delete this object (`accessPackage/CATALOG/NAME`), as a line under `remove:` would; may be given several times.
    #[arg(long, value_name = "KEY", value_parser = removable)]
    pub remove: Vec<Key>,
    /// Also write the plan to this file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// List every object that no file declares, not just the first few.
    #[arg(long)]
    pub all_foreign: bool,
    /// End with 6 when there is something that this caller cannot see (SharePoint sites, for an application).
    #[arg(long)]
    pub require_complete: bool,
    /// Refuse names that the lock file does not hold.
    #[arg(long)]
    pub locked: bool,
}

/// Options of `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The saved plan.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// List every object that no file declares, not just the first few.
    #[arg(long)]
    pub all_foreign: bool,
}

/// Options of `apply`.
#[derive(Debug, Args)]
pub struct Apply {
    /// The saved plan to carry out. Nothing is written unless it is unchanged, of this tenant, and the tenant and the
    /// files still are as it assumes. Without one, the run plans by itself.
    #[arg(value_name = "FILE", conflicts_with_all = ["remove", "locked"])]
    pub file: Option<PathBuf>,
    /// What is accepted.
    #[command(flatten)]
    pub accept: Accept,
    /// Also delete this object (`accessPackage/CATALOG/NAME`), as a line under `remove:` would; may be given several times.
    #[arg(long, value_name = "KEY", value_parser = removable)]
    pub remove: Vec<Key>,
    /// Do not ask.
    #[arg(long)]
    pub auto_approve: bool,
    /// Write nothing, and end with 6, when there is something that this caller cannot see.
    #[arg(long)]
    pub require_complete: bool,
    /// Refuse names that the lock file does not hold.
    #[arg(long)]
    pub locked: bool,
    /// Where the receipt of what was written is kept, instead of `.guestlist/receipts/TENANT-ID.json`.
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

/// Options of `exposure`.
#[derive(Debug, Args)]
pub struct Exposure {
    /// The tenant as it is, instead of as the files would make it.
    #[arg(long)]
    pub live: bool,
    /// As a Mermaid flowchart, which GitHub, Azure DevOps and GitLab draw inside Markdown.
    #[arg(long)]
    pub mermaid: bool,
}

/// Options of `lock`.
#[derive(Debug, Args)]
pub struct Lock {
    /// A name that leads to another object than when it was locked, and means that one from now on; may be given
    /// several times. Written as a plan shows it (`group:NAME`), or bare where no other kind of object has that name.
    #[arg(long, value_name = "NAME")]
    pub rebind: Vec<String>,
}

/// What to do with assignments. A KEY is accessPackage/CATALOG/NAME or policy/CATALOG/PACKAGE/NAME.
#[derive(Debug, Subcommand)]
pub enum Assignments {
    /// Lists who holds packages, through which policy, and until when.
    List(ListAssignments),
    /// Gives everybody who holds a package through one policy the same through another.
    Move(MoveAssignments),
    /// Ends the assignments of a package or of one of its policies.
    Remove(RemoveAssignments),
}

/// Options of `assignments list`.
#[derive(Debug, Args)]
pub struct ListAssignments {
    /// Only holders of this package.
    #[arg(long, value_name = "KEY", conflicts_with = "policy")]
    pub package: Option<String>,
    /// Only those who hold it through this policy.
    #[arg(long, value_name = "KEY")]
    pub policy: Option<String>,
    /// Also what has ended or could not be given.
    #[arg(long)]
    pub all: bool,
}

/// Options of `assignments move`.
#[derive(Debug, Args)]
pub struct MoveAssignments {
    /// The policy people hold a package through now.
    #[arg(value_name = "POLICY_KEY")]
    pub from: String,
    /// The policy that takes over, of the same package or of another.
    #[arg(long, value_name = "POLICY_KEY")]
    pub to: String,
    /// Do not ask.
    #[arg(long)]
    pub auto_approve: bool,
}

/// Options of `assignments remove`.
#[derive(Debug, Args)]
pub struct RemoveAssignments {
    /// The package or the policy.
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Only those of people from outside.
    #[arg(long, conflicts_with = "only_departed")]
    pub only_external: bool,
    /// Only those of users who were deleted from the directory.
    #[arg(long)]
    pub only_departed: bool,
    /// Do not ask.
    #[arg(long)]
    pub auto_approve: bool,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The folder to write to; it must not exist or be empty.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
}

/// What to do with the embedded tenant. Its state is in `.guestlist/` of the working directory.
#[derive(Debug, Subcommand)]
pub enum Sandbox {
    /// Serves it over HTTP on loopback until interrupted.
    Serve(Serve),
    /// Starts it anew with the seeded directory and nothing else.
    Reset,
    /// Fills it with the seeded directory where it has no state yet.
    Seed,
    /// Writes its whole state as JSON to standard output.
    Dump,
}

/// Options of `sandbox serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Keep the state in this folder instead of `.guestlist/sandbox`.
    #[arg(long, value_name = "PATH", conflicts_with = "memory")]
    pub state: Option<PathBuf>,
    /// Keep the state in memory alone: it is gone afterwards.
    #[arg(long)]
    pub memory: bool,
    /// Objects on a page.
    #[arg(long, default_value_t = 100)]
    pub page_size: usize,
    /// How long a new object stays invisible, in milliseconds.
    #[arg(long, default_value_t = 0)]
    pub visibility_delay: u64,
    /// How long a resource request takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    pub resource_request_time: u64,
    /// Refuse query options that are merely seen in practice.
    #[arg(long)]
    pub strict: bool,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The folder to write to.
    #[arg(long, value_name = "PATH", default_value = "schemas")]
    pub out: PathBuf,
}
