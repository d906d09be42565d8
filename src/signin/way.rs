//! The ways to sign in, and what each takes. Nothing is sent here.

use std::path::PathBuf;

use super::{Environment, Secret};
use crate::graph::Token;

/// A method, by the name that files give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The first one that works.
    Auto,
    /// A token from the environment.
    EnvironmentToken,
    /// A person with a code.
    DeviceCode,
    /// The Azure CLI.
    AzureCli,
    /// The Azure Developer CLI.
    AzureDeveloperCli,
    /// An application with a secret.
    ClientSecret,
    /// An application with a certificate.
    ClientCertificate,
    /// An application that trusts somebody else's token.
    WorkloadIdentity,
    /// A service connection of Azure DevOps.
    AzurePipelines,
    /// An identity that Azure gives.
    ManagedIdentity,
}

impl Method {
    /// Its name in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
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

    /// Whether it is worth asking for this method where nobody named it. Only a virtual machine has an identity without
    /// saying so, and asking for one costs everybody else seconds.
    pub(super) fn offered_by(self, environment: &Environment) -> Result<(), String> {
        if self == Self::ManagedIdentity && !environment.has_identity {
            let why = "IDENTITY_ENDPOINT is not set; on a virtual machine write `method: managedIdentity`";
            return Err(why.to_owned());
        }
        Ok(())
    }

    /// Whether it asks a tool that may or may not be there, and signed in.
    pub(super) const fn is_tool(self) -> bool {
        matches!(self, Self::AzureCli | Self::AzureDeveloperCli)
    }
}

/// The order in which `auto` tries: what somebody set up for this run before what happens to be on the machine. A code
/// is never waited for without being asked.
#[must_use]
pub const fn order() -> &'static [Method] {
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

/// What a project file says of signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The method.
    pub method: Method,
    /// The client id, where the file names one.
    pub client_id: Option<String>,
    /// The service connection, where the file names one.
    pub service_connection: Option<String>,
}

/// A way with all that it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A token that is there already.
    Token(Token),
    /// A person with a code, through a public client.
    DeviceCode {
        /// The public client's id.
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
        /// Where the job asks for a token.
        url: String,
        /// What it asks with.
        token: Secret,
    },
    /// A service connection of Azure DevOps.
    Pipelines {
        /// The client id of the application behind it.
        client: String,
        /// The connection's id.
        connection: String,
        /// What proves the run.
        token: Secret,
    },
    /// An identity that Azure gives.
    Managed {
        /// The client id of a user-assigned one.
        client: Option<String>,
    },
}

impl Way {
    /// The way in words.
    #[must_use]
    pub const fn words(&self) -> &'static str {
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

/// The way that is wanted, with what the environment holds for it. `auto` is no way of its own.
///
/// # Errors
/// Says what is missing and where it comes from.
pub fn way(wanted: &Wanted, environment: &Environment) -> Result<Way, String> {
    let client = || {
        let known = wanted.client_id.clone().or_else(|| environment.client_id.clone());
        known.ok_or_else(|| {
            "it takes a client id: `clientId` in the project file, or AZURE_CLIENT_ID".to_owned()
        })
    };
    let need =
        |secret: &Option<Secret>, name: &str| secret.clone().ok_or_else(|| format!("{name} is not set"));
    Ok(match wanted.method {
        Method::Auto => return Err("`auto` is no single way".to_owned()),
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
        Method::WorkloadIdentity => federated(environment, client)?,
        Method::AzurePipelines => {
            if !environment.in_pipeline {
                return Err("SYSTEM_OIDCREQUESTURI is not set, which Azure Pipelines does".to_owned());
            }
            let token = need(&environment.system_access_token, "SYSTEM_ACCESSTOKEN").map_err(|why| {
                format!("{why}: map it in with `env: {{ SYSTEM_ACCESSTOKEN: $(System.AccessToken) }}`")
            })?;
            let connection = wanted.service_connection.clone();
            let connection = connection.ok_or("it takes a `serviceConnectionId` in the project file")?;
            Way::Pipelines { connection, token, client: client()? }
        }
        Method::ManagedIdentity => {
            Way::Managed { client: wanted.client_id.clone().or_else(|| environment.client_id.clone()) }
        }
    })
}

fn federated(
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
