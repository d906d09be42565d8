//! The command line as words. `settings` combines it with files and environment.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit;
use crate::model::{Key, KeyFault};
use crate::render::COMMENT;

/// The KEY of an object that can be deleted.
fn parse_removable(text: &str) -> Result<Key, String> {
    match text.parse() {
        Ok(Key::Settings) => Err("settings cannot be deleted".to_owned()),
        Ok(key) => Ok(key),
        Err(fault) => Err(KeyFault::to_string(&fault)),
    }
}

/// A number of characters that leaves room for the most important parts of a plan.
fn parse_limit(text: &str) -> Result<usize, String> {
    const LEAST: usize = 4_000;
    match text.replace(['_', ','], "").parse() {
        Ok(limit) if limit >= LEAST => Ok(limit),
        _ => Err(format!("expected a number of characters, at least {LEAST}")),
    }
}

/// Microsoft Entra entitlement management as reviewed code.
#[derive(Debug, Parser)]
#[command(
    name = "guestlist", version, about, after_help = exit::TABLE, max_term_width = 110,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// The options of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// The folder of the policy files.
    #[arg(long, global = true, value_name = "PATH", default_value = "policies")]
    pub dir: PathBuf,
    /// The project file, if it is not `guestlist.yaml` in that folder. A pull-request run takes it from the
    /// base branch.
    #[arg(long, global = true, value_name = "FILE")]
    pub project: Option<PathBuf>,
    /// Which of the project file's tenants to use instead of `defaultTenant`.
    #[arg(long, global = true, value_name = "NAME", env = "GUESTLIST_TENANT")]
    pub tenant: Option<String>,
    /// Override a variable of the project file for this run, as NAME=VALUE. Can be repeated.
    #[arg(long = "var", global = true, value_name = "NAME=VALUE")]
    pub variables: Vec<String>,
    /// The format of the result on standard output.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also write the plan, or the errors that prevent it, as Markdown for a comment to this file (`plan`,
    /// `apply`, `show`).
    #[arg(long, global = true, value_name = "FILE")]
    pub md_file: Option<PathBuf>,
    /// The maximum number of characters for `--md-file`. GitHub allows 65,536, Azure DevOps 150,000, GitLab
    /// 1,000,000, Bitbucket Data Center 32,768.
    #[arg(long, global = true, value_name = "CHARACTERS", default_value_t = COMMENT, value_parser = parse_limit)]
    pub md_limit: usize,
    /// Also write the Markdown to this file, within the 1 MiB limit of step summaries on GitHub Actions.
    #[arg(long, global = true, value_name = "FILE")]
    pub summary_file: Option<PathBuf>,
    /// Also write the JSON result to this file, as `--format json` prints it (`plan`, `apply`, `lock`,
    /// `validate`).
    #[arg(long, global = true, value_name = "FILE")]
    pub json_file: Option<PathBuf>,
    /// Also write findings and holds as SARIF 2.1.0 to this file (`plan`, `apply`, `show`, `validate`).
    #[arg(long, global = true, value_name = "FILE")]
    pub sarif_file: Option<PathBuf>,
    /// Also write findings and holds as JUnit XML to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub junit_file: Option<PathBuf>,
    /// Also write findings and holds as a GitLab Code Quality report to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub gitlab_file: Option<PathBuf>,
    /// Hide tenant data in results: names of people, groups and applications are replaced by the first digits
    /// of their ids, and objects that no file declares are only counted (`plan`, `apply`, `show`; `exposure`
    /// keeps the names of access packages).
    #[arg(long, global = true)]
    pub redact: bool,
    /// Whether to also print findings as annotations of a CI host. `auto` checks GITHUB_ACTIONS and TF_BUILD.
    #[arg(long, global = true, value_enum, default_value_t = Annotations::Auto)]
    pub annotations: Annotations,
    /// When to use colour. `auto` checks the terminal, NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub color: When,
    /// Do not show progress on standard error. Same as `--log-level error`.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// What to write to standard error in addition to findings: errors only, progress, each exchange with the
    /// service, or each request inside a batch as well. Tokens and bodies are never written, at any level.
    #[arg(long, global = true, value_enum, default_value_t = LogLevel::Info, env = "GUESTLIST_LOG_LEVEL")]
    pub log_level: LogLevel,
}

/// How much is written to standard error. Each level includes the previous ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum LogLevel {
    /// Errors, and instructions that a person must follow.
    Error,
    /// Progress.
    Info,
    /// Each exchange with the service: method, path, status, request id and time.
    Debug,
    /// Each request inside a batch.
    Trace,
}

impl Global {
    /// The level that results from both options.
    #[must_use]
    pub fn log_level(&self) -> LogLevel {
        if self.quiet { LogLevel::Error } else { self.log_level }
    }
}

/// The CI host that shows findings as annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Annotations {
    /// Detected from the environment.
    Auto,
    /// GitHub Actions.
    Github,
    /// Azure DevOps.
    Azure,
    /// No annotations.
    None,
}

/// The format of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Depends on the terminal and the environment.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the files: syntax, schema, and references between them. Needs no tenant and no network.
    Validate,
    /// Format all files of the folder. Keeps comments and does not change the meaning of a file.
    Fmt(Fmt),
    /// Show what would change in the tenant.
    Plan(Plan),
    /// Show a saved plan again. Needs no tenant and no network.
    Show(Show),
    /// Plan, ask for confirmation, and change the tenant to match the files.
    Apply(Apply),
    /// Record in the lock file which object each name refers to, and which objects are managed.
    Lock(Lock),
    /// List assignments, and move or remove them, for example before a deletion. Never part of `apply`.
    #[command(subcommand)]
    Assignments(Assignments),
    /// Check the connection: whether the service answers, which identity is used, which permissions it has,
    /// lacks, or has in excess, and which tenant settings block guests. Writes nothing.
    Doctor,
    /// Show the minimum permissions that this project needs, with reasons and the commands that grant them.
    /// Needs no tenant and no network.
    Permissions,
    /// Show who can get access to what: every access package, who can request it, who approves, for how long,
    /// and which resource roles it grants. Writes nothing.
    Exposure(Exposure),
    /// Write the tenant's objects as files of a project.
    Export(Export),
    /// Serve, show or reset the embedded tenant.
    #[command(subcommand)]
    Sandbox(Sandbox),
    /// Write the files that a policy repository needs in addition to its policies.
    #[command(subcommand)]
    Init(Init),
    /// Write the JSON Schemas of all input files and of all JSON results.
    Schema(Schema),
    /// Show a help page about a topic, a command, a finding code, a kind of hold or a key of the files. `guestlist help
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
    /// Write CI workflows that check and plan pull requests, including those from forks, and apply merged
    /// changes after an approval.
    Ci(InitCi),
}

/// Options of `init ci`.
#[derive(Debug, Args)]
pub struct InitCi {
    /// The host of the repository.
    #[arg(value_enum)]
    pub host: CiHost,
    /// The source of this program: `OWNER/NAME` on GitHub, otherwise the URL to clone.
    #[arg(long, value_name = "REPOSITORY")]
    pub source: String,
    /// The commit of that source to run, as 40 hex digits. Review the commit first.
    #[arg(long, value_name = "COMMIT")]
    pub rev: String,
    /// The default branch.
    #[arg(long, value_name = "NAME", default_value = "main")]
    pub branch: String,
    /// Overwrite existing files that differ.
    #[arg(long)]
    pub force: bool,
}

/// A repository host with CI.
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
    /// Write nothing, list the files that are not formatted, and exit with 1 if there are any.
    #[arg(long)]
    pub check: bool,
}

/// What a run accepts in addition to `accepted.yaml`.
#[derive(Debug, Args)]
pub struct Accept {
    /// Accept the hold with this id. Can be repeated. For a sandbox or a rehearsal, ID can also be `all`, or `none`
    /// to ignore the tenant's `accept: all`.
    #[arg(long = "accept", value_name = "ID")]
    pub holds: Vec<String>,
}

/// Options of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// Acceptances.
    #[command(flatten)]
    pub accept: Accept,
    /// Exit with 2 if there are changes.
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Also delete this object (`accessPackage/CATALOG/NAME`), like a line under `remove:`. Can be repeated.
    #[arg(long, value_name = "KEY", value_parser = parse_removable)]
    pub remove: Vec<Key>,
    /// Also write the plan to this file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// List every object that no file declares, instead of the first few.
    #[arg(long)]
    pub all_foreign: bool,
    /// Exit with 6 if there are parts that this caller cannot see (for an application, SharePoint sites).
    #[arg(long)]
    pub require_complete: bool,
    /// Refuse names that are not in the lock file.
    #[arg(long)]
    pub locked: bool,
}

/// Options of `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The saved plan.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// List every object that no file declares, instead of the first few.
    #[arg(long)]
    pub all_foreign: bool,
}

/// Options of `apply`.
#[derive(Debug, Args)]
pub struct Apply {
    /// The saved plan to apply. Nothing is written if the plan was modified, is for another tenant, or if the
    /// tenant or the files have changed since it was made. Without this option, the run makes its own
    /// plan.
    #[arg(value_name = "FILE", conflicts_with_all = ["remove", "locked"])]
    pub file: Option<PathBuf>,
    /// Acceptances.
    #[command(flatten)]
    pub accept: Accept,
    /// Also delete this object (`accessPackage/CATALOG/NAME`), like a line under `remove:`. Can be repeated.
    #[arg(long, value_name = "KEY", value_parser = parse_removable)]
    pub remove: Vec<Key>,
    /// Do not ask for confirmation.
    #[arg(long)]
    pub auto_approve: bool,
    /// Write nothing and exit with 6 if there are parts that this caller cannot see.
    #[arg(long)]
    pub require_complete: bool,
    /// Refuse names that are not in the lock file.
    #[arg(long)]
    pub locked: bool,
    /// The file for the receipt of this run, instead of `.guestlist/receipts/TENANT-ID.json`.
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

/// Options of `exposure`.
#[derive(Debug, Args)]
pub struct Exposure {
    /// Show the tenant as it is now, not as it would be after applying the files.
    #[arg(long)]
    pub live: bool,
    /// Print a Mermaid flowchart, which GitHub, Azure DevOps and GitLab render inside Markdown.
    #[arg(long)]
    pub mermaid: bool,
}

/// Options of `lock`.
#[derive(Debug, Args)]
pub struct Lock {
    /// Record the new object for a name that no longer resolves to the locked one. Write the name as a plan shows it
    /// (`group:NAME`), or as a bare name if it is unambiguous. Can be repeated.
    #[arg(long, value_name = "NAME")]
    pub rebind: Vec<String>,
}

/// What to do with assignments. A KEY is `accessPackage/CATALOG/NAME` or `policy/CATALOG/PACKAGE/NAME`.
#[derive(Debug, Subcommand)]
pub enum Assignments {
    /// List assignments: who has which access package, through which policy, and until when.
    List(ListAssignments),
    /// Move all assignments of one policy to another.
    Move(MoveAssignments),
    /// Remove the assignments of an access package or of one of its policies.
    Remove(RemoveAssignments),
}

/// Options of `assignments list`.
#[derive(Debug, Args)]
pub struct ListAssignments {
    /// List only assignments to this access package.
    #[arg(long, value_name = "KEY", conflicts_with = "policy")]
    pub package: Option<String>,
    /// List only assignments through this policy.
    #[arg(long, value_name = "KEY")]
    pub policy: Option<String>,
    /// Also list assignments that have ended or could not be delivered.
    #[arg(long)]
    pub all: bool,
}

/// Options of `assignments move`.
#[derive(Debug, Args)]
pub struct MoveAssignments {
    /// The policy of the existing assignments.
    #[arg(value_name = "POLICY_KEY")]
    pub from: String,
    /// The policy to move to, of the same access package or another one.
    #[arg(long, value_name = "POLICY_KEY")]
    pub to: String,
    /// Do not ask for confirmation.
    #[arg(long)]
    pub auto_approve: bool,
}

/// Options of `assignments remove`.
#[derive(Debug, Args)]
pub struct RemoveAssignments {
    /// The access package or policy.
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Remove only assignments of external users.
    #[arg(long, conflicts_with = "only_departed")]
    pub only_external: bool,
    /// Remove only assignments of users who were deleted from the directory.
    #[arg(long)]
    pub only_departed: bool,
    /// Do not ask for confirmation.
    #[arg(long)]
    pub auto_approve: bool,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The folder to write to. It must be empty, or not exist yet.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
}

/// What to do with the embedded tenant. Its state is in `.guestlist/` of the working directory.
#[derive(Debug, Subcommand)]
pub enum Sandbox {
    /// Serve it over HTTP on loopback until interrupted.
    Serve(Serve),
    /// Reset it to the seeded directory.
    Reset,
    /// Fill it with the seeded directory, unless it already has a state.
    Seed,
    /// Write its whole state as JSON to standard output.
    Dump,
}

/// Options of `sandbox serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port on 127.0.0.1. 0 chooses a free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Keep the state in this folder instead of `.guestlist/sandbox`.
    #[arg(long, value_name = "PATH", conflicts_with = "memory")]
    pub state: Option<PathBuf>,
    /// Keep the state only in memory and discard it at the end.
    #[arg(long)]
    pub memory: bool,
    /// The page size of lists.
    #[arg(long, default_value_t = 100)]
    pub page_size: usize,
    /// How long a new object stays invisible after it is created, in milliseconds.
    #[arg(long, default_value_t = 0)]
    pub visibility_delay: u64,
    /// How long a resource request takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    pub resource_request_time: u64,
    /// Refuse query options that work in practice but are not documented.
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
