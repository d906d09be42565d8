//! The values from the environment that sign-in uses, as they were passed in. Nothing shows a secret.

use std::path::PathBuf;

/// A secret. `Debug` masks it and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(super) String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(masked)")
    }
}

/// The values from the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `GUESTLIST_ACCESS_TOKEN`.
    pub access_token: Option<Secret>,
    /// `AZURE_CLIENT_ID`.
    pub client_id: Option<String>,
    /// `AZURE_CLIENT_SECRET`.
    pub client_secret: Option<Secret>,
    /// The content of the file that `AZURE_CLIENT_CERTIFICATE_PATH` names, or why it cannot be read.
    pub client_certificate: Option<Result<Secret, String>>,
    /// `AZURE_FEDERATED_TOKEN_FILE`.
    pub federated_token_file: Option<PathBuf>,
    /// `ACTIONS_ID_TOKEN_REQUEST_URL`, which GitHub Actions sets if a job may request tokens.
    pub github_url: Option<String>,
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub github_token: Option<Secret>,
    /// `SYSTEM_ACCESSTOKEN`, which an Azure pipeline must map.
    pub system_access_token: Option<Secret>,
    /// Whether `SYSTEM_OIDCREQUESTURI` is set, as in Azure Pipelines.
    pub in_pipeline: bool,
    /// Whether `IDENTITY_ENDPOINT` is set, as in Azure App Service.
    pub has_identity: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_a_secret() {
        let environment = Environment {
            access_token: Some(Secret::new("eyJ-token".to_owned())),
            client_secret: Some(Secret::new("pa55".to_owned())),
            ..Environment::default()
        };
        let shown = format!("{environment:?}");
        assert!(!shown.contains("eyJ") && !shown.contains("pa55"), "{shown}");
    }
}
