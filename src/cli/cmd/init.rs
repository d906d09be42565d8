//! `init ci`: CI workflows for a policy repository.

use std::path::{Component, Path};

use crate::ci::{File, Forge, Project, Source, workflow_files};
use crate::cli::args::{CiHost, InitCi};
use crate::cli::exit::{Exit, Reason};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::render::escape_hidden;
use crate::source::PROJECT_FILE;

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui, options: &InitCi) -> Exit {
    let files = match requested_workflows(settings, options) {
        Ok((source, project)) => workflow_files(forge_of_host(options.host), &source, &project),
        Err(faults) => return refuse_workflows(ui, &faults),
    };
    let there: Vec<String> = files.iter().filter_map(differing_file).collect();
    if !(there.is_empty() || options.force) {
        let faults: Vec<String> =
            there.iter().map(|path| format!("{path} already exists with different content")).collect();
        ui.write_message("Nothing was written. Compare the files, and use --force to overwrite them.");
        return refuse_workflows(ui, &faults);
    }
    for (path, text) in &files {
        if let Err(why) = write_workflow(path, text) {
            return refuse_workflows(ui, &[format!("{path}: {why}")]);
        }
        ui.write_message(&format!("{path} written."));
    }
    show_next_steps(ui, options.host);
    Exit::success()
}

fn forge_of_host(host: CiHost) -> Forge {
    match host {
        CiHost::Github => Forge::GitHub,
        CiHost::AzureDevops => Forge::AzureDevOps,
        CiHost::Gitlab => Forge::GitLab,
    }
}

fn refuse_workflows(ui: &Ui, faults: &[String]) -> Exit {
    faults.iter().for_each(|fault| ui.write_message(&format!("error: {}", escape_hidden(fault))));
    Exit::for_reason(Reason::CouldNotRun)
}

/// The values to write into workflows. They end up in YAML and in shell scripts, so only characters without a
/// meaning there are allowed.
fn requested_workflows(settings: &Settings, options: &InitCi) -> Result<(Source, Project), Vec<String>> {
    let mut faults = Vec::new();
    let repository = match options.host {
        CiHost::Github => is_plain_word(&options.source, "/._-") && options.source.split('/').count() == 2,
        _ => options.source.strip_prefix("https://").is_some_and(|rest| is_plain_word(rest, "/._-~:")),
    };
    if !repository {
        let form = match options.host {
            CiHost::Github => "OWNER/NAME",
            _ => "a URL that begins with https:// and contains no password",
        };
        faults.push(format!("--source {}: expected {form}", options.source));
    }
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if options.rev.len() != 40 || !options.rev.chars().all(hex) {
        faults.push(format!("--rev {}: expected a commit, as 40 hex digits", options.rev));
    }
    if !is_plain_word(&options.branch, "/._-") {
        faults.push(format!(
            "--branch {}: expected a branch name that contains only letters, digits, `/`, `.`, `_` and `-`",
            options.branch
        ));
    }
    let tenant = settings.tenant.clone().unwrap_or_default();
    if !(tenant.is_empty() || is_plain_word(&tenant, "._-")) {
        faults.push(format!("--tenant {tenant}: expected a name of letters, digits, `.`, `_` and `-`"));
    }
    let mut inside = |option: &str, path: &Path| {
        let found = relative_path(path);
        if found.is_none() {
            faults.push(format!(
                "{option} {}: expected a path below the root of the repository that contains only letters, digits, \
                 `.`, `_` and `-`",
                path.display()
            ));
        }
        found.unwrap_or_default()
    };
    let dir = inside("--dir", &settings.dir);
    let file = settings.project.clone().unwrap_or_else(|| settings.dir.join(PROJECT_FILE));
    let project = inside("--project", &file);
    if !faults.is_empty() {
        return Err(faults);
    }
    let source = Source { repository: options.source.clone(), revision: options.rev.clone() };
    Ok((source, Project { dir, project, tenant, branch: options.branch.clone() }))
}

/// Whether a text consists of letters, digits and the given characters and does not look like an option.
fn is_plain_word(text: &str, more: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    plain && !text.is_empty() && !text.starts_with('-')
}

/// A path below the working directory, with `/`.
fn relative_path(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str().filter(|part| is_plain_word(part, "._-"))?),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::ParentDir => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The path of a file that exists with other content.
#[expect(clippy::disallowed_methods, reason = "workflows are read from the paths that the host prescribes")]
fn differing_file((path, text): &File) -> Option<String> {
    match std::fs::read_to_string(path) {
        Ok(there) if there == *text => None,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        _ => Some((*path).to_owned()),
    }
}

#[expect(clippy::disallowed_methods, reason = "workflows are written to the paths that the host prescribes")]
fn write_workflow(path: &str, text: &str) -> std::io::Result<()> {
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

/// The remaining steps for a person.
fn show_next_steps(ui: &Ui, host: CiHost) {
    let left = match host {
        CiHost::Github => {
            "Next: create the environments `guestlist-plan` and `guestlist-apply`, require reviewers for \
            the second, and add a federated credential in Entra for each \
            (`repo:OWNER/NAME:environment:...`). `guestlist permissions` lists what each needs."
        }
        CiHost::AzureDevops => {
            "Next: create a pipeline from `.azuredevops/guestlist.yml`, and the environment \
            `guestlist-apply` with an approval. `guestlist permissions` lists what each identity needs."
        }
        CiHost::Gitlab => {
            "Next: add `include: [{ local: .gitlab/guestlist.yml }]` to `.gitlab-ci.yml`, and protect the \
            environment `guestlist-apply`. `guestlist permissions` lists what each identity needs."
        }
    };
    ui.write_message(left);
}
