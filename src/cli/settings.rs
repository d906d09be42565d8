//! Combines the command line and the environment. Only this file reads the environment.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::signin::{Environment, Secret};

use crate::render::{Host, SUMMARY};

use super::args::{Annotations, Format, Global};

/// The folder of the embedded tenant's state, below the working directory.
pub(super) const SANDBOX_STATE: &str = ".guestlist/sandbox";

/// A report format for other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    JUnit,
    /// GitLab's Code Quality report.
    GitLab,
}

/// The options of a run, resolved.
#[derive(Debug)]
pub(super) struct Settings {
    /// The folder of the policy files.
    pub(super) dir: PathBuf,
    /// The project file, if it is outside that folder.
    pub(super) project: Option<PathBuf>,
    /// The name of the chosen tenant, if given.
    pub(super) tenant: Option<String>,
    /// Overridden variables of the project file.
    pub(super) variables: BTreeMap<String, String>,
    /// The format of results.
    pub(super) format: Format,
    /// The CI host that shows annotations.
    pub(super) annotations: Option<Host>,
    /// The file for the plan as Markdown.
    pub(super) md_file: Option<PathBuf>,
    /// The maximum number of characters in that file.
    pub(super) md_limit: usize,
    /// The file for the step summary.
    pub(super) summary_file: Option<PathBuf>,
    /// Whether personal data of the tenant is hidden.
    pub(super) redact: bool,
    /// The file for the JSON result.
    pub(super) json_file: Option<PathBuf>,
    /// The files for other reports.
    pub(super) reports: Vec<(Kind, PathBuf)>,
    /// Another base URL of Graph, from `GUESTLIST_GRAPH_ENDPOINT`, with its version.
    pub(super) endpoint: Option<String>,
    /// Another authority, from `GUESTLIST_AUTHORITY`.
    pub(super) authority: Option<String>,
    /// The values from the environment that sign-in uses.
    pub(super) environment: Environment,
    /// The folder of the embedded tenant's state.
    pub(super) sandbox_state: PathBuf,
}

impl Settings {
    /// Resolves the global options.
    ///
    /// # Errors Which value is invalid.
    pub(super) fn new(global: &Global) -> Result<Self, String> {
        Ok(Self {
            dir: global.dir.clone(),
            project: global.project.clone(),
            tenant: global.tenant.clone(),
            variables: parse_variables(&global.variables)?,
            format: global.format,
            annotations: annotation_host(global.annotations)?,
            md_file: global.md_file.clone(),
            md_limit: global.md_limit,
            summary_file: global.summary_file.clone(),
            redact: global.redact,
            json_file: global.json_file.clone(),
            reports: [
                (Kind::Sarif, &global.sarif_file),
                (Kind::JUnit, &global.junit_file),
                (Kind::GitLab, &global.gitlab_file),
            ]
            .into_iter()
            .filter_map(|(kind, file)| Some((kind, file.clone()?)))
            .collect(),
            endpoint: read_variable("GUESTLIST_GRAPH_ENDPOINT")?.map(|text| with_version(&text)),
            authority: read_variable("GUESTLIST_AUTHORITY")?,
            environment: read_environment()?,
            sandbox_state: PathBuf::from(SANDBOX_STATE),
        })
    }
}

impl Settings {
    /// Writes the comment and the step summary, each within its own limit.
    pub(super) fn write_comment(&self, ui: &super::ui::Ui, write: impl Fn(usize) -> String) {
        let wanted = [(&self.md_file, self.md_limit), (&self.summary_file, SUMMARY)];
        wanted.iter().filter_map(|(file, limit)| Some((file.as_ref()?, *limit))).for_each(|(file, limit)| {
            ui.write_result_file(file, &write(limit));
        });
    }
}

/// The CI host that was chosen or that runs this program.
fn annotation_host(wanted: Annotations) -> Result<Option<Host>, String> {
    Ok(match wanted {
        Annotations::Github => Some(Host::GitHub),
        Annotations::Azure => Some(Host::Azure),
        Annotations::None => None,
        Annotations::Auto if read_variable("GITHUB_ACTIONS")?.is_some() => Some(Host::GitHub),
        Annotations::Auto if read_variable("TF_BUILD")?.is_some() => Some(Host::Azure),
        Annotations::Auto => None,
    })
}

fn parse_variables(written: &[String]) -> Result<BTreeMap<String, String>, String> {
    let mut values = BTreeMap::new();
    for text in written {
        let Some((name, value)) = text.split_once('=') else {
            return Err(format!("`--var {text}` has no value; write `--var NAME=VALUE`"));
        };
        if values.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(format!("`--var {name}` is given twice"));
        }
    }
    Ok(values)
}

#[expect(clippy::disallowed_methods, reason = "only this file reads the environment")]
fn read_variable(name: &str) -> Result<Option<String>, String> {
    match std::env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value.trim().to_owned())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(format!("{name} is not valid text")),
    }
}

fn read_environment() -> Result<Environment, String> {
    let secret = |name: &str| Ok::<_, String>(read_variable(name)?.map(Secret::new));
    Ok(Environment {
        access_token: secret("GUESTLIST_ACCESS_TOKEN")?,
        client_id: read_variable("AZURE_CLIENT_ID")?,
        client_secret: secret("AZURE_CLIENT_SECRET")?,
        client_certificate: read_variable("AZURE_CLIENT_CERTIFICATE_PATH")?
            .map(|path| read_certificate(&path)),
        federated_token_file: read_variable("AZURE_FEDERATED_TOKEN_FILE")?.map(PathBuf::from),
        github_url: read_variable("ACTIONS_ID_TOKEN_REQUEST_URL")?,
        github_token: secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN")?,
        system_access_token: secret("SYSTEM_ACCESSTOKEN")?,
        in_pipeline: read_variable("SYSTEM_OIDCREQUESTURI")?.is_some(),
        has_identity: read_variable("IDENTITY_ENDPOINT")?.is_some(),
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment names this file, so it counts as a part of the environment"
)]
fn read_certificate(path: &str) -> Result<Secret, String> {
    let text = std::fs::read_to_string(path);
    text.map(Secret::new)
        .map_err(|error| format!("{path}, which AZURE_CLIENT_CERTIFICATE_PATH names: {error}"))
}

/// Adds the version to an endpoint that lacks it. The only version is v1.0.
fn with_version(endpoint: &str) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    if endpoint.ends_with("/v1.0") { endpoint.to_owned() } else { format!("{endpoint}/v1.0") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_names_with_values() {
        let read = |texts: &[&str]| {
            parse_variables(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            read(&["team=a=b", "none="]).unwrap().into_iter().collect::<Vec<_>>(),
            [("none".to_owned(), String::new()), ("team".to_owned(), "a=b".to_owned()),]
        );
        assert!(read(&["team"]).is_err());
        assert!(read(&["team=a", "team=b"]).is_err());
    }

    #[test]
    fn an_endpoint_needs_no_version() {
        assert_eq!(with_version("http://127.0.0.1:8000/"), "http://127.0.0.1:8000/v1.0");
        assert_eq!(with_version("http://127.0.0.1:8000/v1.0/"), "http://127.0.0.1:8000/v1.0");
    }
}
