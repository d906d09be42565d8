//! The sign-in methods and the values that each needs. Nothing is sent here.

use std::path::PathBuf;

use super::{Environment, Secret};
use crate::graph::Token;

/// A method, as files name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The first one for which the environment has credentials.
    Auto,
    /// A token from the environment.
    EnvironmentToken,
    /// A person who enters a code.
    DeviceCode,
    /// The Azure CLI.
    AzureCli,
    /// The Azure Developer CLI.
    AzureDeveloperCli,
    /// An application with a secret.
    ClientSecret,
    /// An application with a certificate.
    ClientCertificate,
    /// An application that trusts an external token.
    WorkloadIdentity,
    /// A service connection of Azure DevOps.
    AzurePipelines,
    /// A managed identity of Azure.
    ManagedIdentity,
}

impl Method {
    /// The method's name in files.
    #[must_use]
    pub const fn method_word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::EnvironmentToken => "environmentToken",
            Self::DeviceCode => "deviceCode",
            Self::AzureCli => "azureCli",
            Self::AzureDeveloperCli => "azureDeveloperCli",
            Self::ClientSecret => "clientSecret",
            Self::ClientCertificate => "clientCertificate",
            Self::WorkloadIdentity => "workloadIdentity",
            Self::AzurePipelines => "azurePipelines",
            Self::ManagedIdentity => "managedIdentity",
        }
    }

    /// Whether `auto` tries this method. A virtual machine has a managed identity without any variable, but
    /// asking for it costs every other machine seconds.
    pub(super) fn offered_by(self, environment: &Environment) -> Result<(), String> {
        if self == Self::ManagedIdentity && !environment.has_identity {
            let why = "IDENTITY_ENDPOINT is not set; on a virtual machine, write `method: managedIdentity`";
            return Err(why.to_owned());
        }
        Ok(())
    }

    /// Whether it uses a tool that may be missing or not signed in.
    pub(super) const fn is_tool(self) -> bool {
        matches!(self, Self::AzureCli | Self::AzureDeveloperCli)
    }
}

/// The order in which `auto` tries methods: credentials set up for this run come before tools on the machine.
/// Device code is never tried, because it would wait for a person.
#[must_use]
pub const fn automatic_order() -> &'static [Method] {
    &[
        Method::EnvironmentToken,
        Method::WorkloadIdentity,
        Method::AzurePipelines,
        Method::ClientSecret,
        Method::ClientCertificate,
        Method::ManagedIdentity,
        Method::AzureDeveloperCli,
        Method::AzureCli,
    ]
}

/// The sign-in that a project file declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedSignIn {
    /// The method.
    pub method: Method,
    /// The client id, if declared.
    pub client_id: Option<String>,
    /// The service connection, if declared.
    pub service_connection: Option<String>,
}

/// A method with all its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// An existing token.
    Token(Token),
    /// A person who enters a code, through a public client application.
    DeviceCode {
        /// The client id of the public client application.
        client: String,
    },
    /// The Azure CLI.
    AzureCli,
    /// The Azure Developer CLI.
    AzureDeveloperCli,
    /// An application with a secret.
    ClientSecret {
        /// Its client id.
        client: String,
        /// The secret.
        secret: Secret,
    },
    /// An application with a certificate.
    ClientCertificate {
        /// Its client id.
        client: String,
        /// The certificate and its private key, as PEM.
        pem: Secret,
    },
    /// An application that trusts the token in a file.
    TokenFile {
        /// Its client id.
        client: String,
        /// The file.
        file: PathBuf,
    },
    /// An application that trusts GitHub Actions.
    GitHub {
        /// Its client id.
        client: String,
        /// The URL from which the job gets a token.
        url: String,
        /// The job's credential for that URL.
        token: Secret,
    },
    /// A service connection of Azure DevOps.
    Pipelines {
        /// The client id of the application behind it.
        client: String,
        /// The id of the service connection.
        connection: String,
        /// The credential of the pipeline run.
        token: Secret,
    },
    /// A managed identity of Azure.
    Managed {
        /// The client id, for a user-assigned identity.
        client: Option<String>,
    },
}

impl Way {
    /// The method in words.
    #[must_use]
    pub const fn way_words(&self) -> &'static str {
        match self {
            Self::Token(_) => "an access token from the environment",
            Self::DeviceCode { .. } => "device code",
            Self::AzureCli => "Azure CLI",
            Self::AzureDeveloperCli => "Azure Developer CLI",
            Self::ClientSecret { .. } => "client secret",
            Self::ClientCertificate { .. } => "client certificate",
            Self::TokenFile { .. } => "workload identity",
            Self::GitHub { .. } => "workload identity of GitHub Actions",
            Self::Pipelines { .. } => "Azure Pipelines",
            Self::Managed { .. } => "managed identity",
        }
    }
}

/// The requested method with its values from the environment. `auto` is not a method of its own.
///
/// # Errors What is missing, and where to set it.
pub fn choose_way(wanted: &WantedSignIn, environment: &Environment) -> Result<Way, String> {
    let client = || {
        let known = wanted.client_id.clone().or_else(|| environment.client_id.clone());
        known.ok_or_else(|| {
            "a client id is missing; set `clientId` in the project file, or AZURE_CLIENT_ID".to_owned()
        })
    };
    let need =
        |secret: &Option<Secret>, name: &str| secret.clone().ok_or_else(|| format!("{name} is not set"));
    Ok(match wanted.method {
        Method::Auto => return Err("`auto` is not a single method".to_owned()),
        Method::EnvironmentToken => {
            let Secret(token) = need(&environment.access_token, "GUESTLIST_ACCESS_TOKEN")?;
            Way::Token(Token::new(token))
        }
        Method::DeviceCode => Way::DeviceCode { client: client()? },
        Method::AzureCli => Way::AzureCli,
        Method::AzureDeveloperCli => Way::AzureDeveloperCli,
        Method::ClientSecret => Way::ClientSecret {
            secret: need(&environment.client_secret, "AZURE_CLIENT_SECRET")?,
            client: client()?,
        },
        Method::ClientCertificate => {
            let file = environment.client_certificate.clone();
            let pem = file.ok_or("AZURE_CLIENT_CERTIFICATE_PATH is not set")??;
            Way::ClientCertificate { pem, client: client()? }
        }
        Method::WorkloadIdentity => federated_way(environment, client)?,
        Method::AzurePipelines => {
            if !environment.in_pipeline {
                return Err("SYSTEM_OIDCREQUESTURI is not set; it is set only inside an Azure Pipelines job"
                    .to_owned());
            }
            let token = need(&environment.system_access_token, "SYSTEM_ACCESSTOKEN").map_err(|why| {
                format!("{why}; map it with `env: {{ SYSTEM_ACCESSTOKEN: $(System.AccessToken) }}`")
            })?;
            let connection = wanted.service_connection.clone();
            let connection = connection.ok_or("`serviceConnectionId` is missing in the project file")?;
            Way::Pipelines { connection, token, client: client()? }
        }
        Method::ManagedIdentity => {
            Way::Managed { client: wanted.client_id.clone().or_else(|| environment.client_id.clone()) }
        }
    })
}

fn federated_way(
    environment: &Environment,
    client: impl FnOnce() -> Result<String, String>,
) -> Result<Way, String> {
    if let Some(file) = environment.federated_token_file.clone() {
        return Ok(Way::TokenFile { file, client: client()? });
    }
    match (&environment.github_url, &environment.github_token) {
        (Some(url), Some(token)) => {
            Ok(Way::GitHub { url: url.clone(), token: token.clone(), client: client()? })
        }
        _ => Err("neither AZURE_FEDERATED_TOKEN_FILE nor ACTIONS_ID_TOKEN_REQUEST_URL is set; a job of GitHub Actions needs `permissions: { id-token: write }`".to_owned()),
    }
}
