//! The methods that azure_identity implements.

use std::sync::Arc;

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret as AzureSecret, TokenCredential};
use azure_core::http::{ClientMethodOptions, ClientOptions, Transport};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, AzureDeveloperCliCredential,
    AzureDeveloperCliCredentialOptions, AzurePipelinesCredential, AzurePipelinesCredentialOptions,
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId, WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};

use super::certificate::Certificate;
use super::http::{Http, error_with_causes};
use super::{Authority, Secret, Way};
use crate::graph::{Clock, Credential, Renewing, Token};

/// Gets a token with a method.
///
/// # Errors The answer of the authority or the tool, with advice for known codes.
pub(super) async fn get_token(
    way: &Way,
    authority: &Authority,
    clock: &Arc<dyn Clock>,
) -> Result<Token, String> {
    let http = Http::new(&authority.host)?;
    let credential = library_credential(way, authority, http, clock).map_err(|error| error.to_string())?;
    match credential.get_token(&[&authority.default_scope()], None).await {
        Ok(token) => Ok(Token::new(token.token.secret().to_owned())),
        Err(error) => Err(with_advice_for(&error_without_link(&error))),
    }
}

/// Gets new tokens with the same method.
pub(super) struct LibraryRenewal {
    pub(super) way: Way,
    pub(super) authority: Authority,
    pub(super) clock: Arc<dyn Clock>,
}

impl Credential for LibraryRenewal {
    fn renew(&self) -> Renewing<'_> {
        Box::pin(get_token(&self.way, &self.authority, &self.clock))
    }
}

fn library_credential(
    way: &Way,
    authority: &Authority,
    http: Http,
    clock: &Arc<dyn Clock>,
) -> azure_core::Result<Arc<dyn TokenCredential>> {
    let tenant = authority.tenant.as_str();
    let client_options = || client_options(authority, &http);
    Ok(match way {
        Way::AzureCli => AzureCliCredential::new(Some(AzureCliCredentialOptions {
            tenant_id: Some(tenant.to_owned()),
            ..Default::default()
        }))?,
        Way::AzureDeveloperCli => {
            AzureDeveloperCliCredential::new(Some(AzureDeveloperCliCredentialOptions {
                tenant_id: Some(tenant.to_owned()),
                ..Default::default()
            }))?
        }
        Way::ClientSecret { client, secret: Secret(secret) } => ClientSecretCredential::new(
            tenant,
            client.clone(),
            AzureSecret::new(secret.clone()),
            Some(ClientSecretCredentialOptions { client_options: client_options() }),
        )?,
        Way::ClientCertificate { client, pem } => ClientAssertionCredential::new(
            tenant.to_owned(),
            client.clone(),
            Certificate {
                client: client.clone(),
                pem: pem.clone(),
                audience: authority.endpoint_url("token"),
                clock: Arc::clone(clock),
            },
            Some(ClientAssertionCredentialOptions { client_options: client_options() }),
        )?,
        Way::TokenFile { client, file } => {
            WorkloadIdentityCredential::new(Some(WorkloadIdentityCredentialOptions {
                credential_options: ClientAssertionCredentialOptions { client_options: client_options() },
                client_id: Some(client.clone()),
                tenant_id: Some(tenant.to_owned()),
                token_file_path: Some(file.clone()),
            }))?
        }
        Way::GitHub { client, url, token } => ClientAssertionCredential::new(
            tenant.to_owned(),
            client.clone(),
            GitHub { http: http.clone(), url: url.clone(), token: token.clone() },
            Some(ClientAssertionCredentialOptions { client_options: client_options() }),
        )?,
        Way::Pipelines { client, connection, token: Secret(token) } => AzurePipelinesCredential::new(
            tenant.to_owned(),
            client.clone(),
            connection,
            AzureSecret::new(token.clone()),
            Some(AzurePipelinesCredentialOptions {
                credential_options: ClientAssertionCredentialOptions { client_options: client_options() },
            }),
        )?,
        Way::Managed { client } => ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
            user_assigned_id: client.clone().map(UserAssignedId::ClientId),
            client_options: client_options(),
        }))?,
        Way::Token(_) | Way::DeviceCode { .. } => {
            let message = "the library does not implement this method";
            return Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, message));
        }
    })
}

fn client_options(authority: &Authority, http: &Http) -> ClientOptions {
    let mut custom = CustomConfiguration::default();
    custom.authority_host = http.library_host(&authority.host);
    ClientOptions {
        transport: Some(Transport::new(Arc::new(http.clone()))),
        cloud: Some(Arc::new(CloudConfiguration::from(custom))),
        ..ClientOptions::default()
    }
}

/// A job of GitHub Actions, which gets a token from GitHub that the application trusts.
#[derive(Clone, Debug)]
struct GitHub {
    http: Http,
    url: String,
    token: Secret,
}

/// The audience that applications in Entra expect (documentation of workload identity federation by GitHub
/// and Microsoft).
const AUDIENCE: &str = "api://AzureADTokenExchange";

#[async_trait::async_trait]
impl ClientAssertion for GitHub {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let failed = |why: String| {
            let message = format!("GitHub gave the job no token: {why}");
            azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, message)
        };
        let mut url = url::Url::parse(&self.url).map_err(|error| failed(error.to_string()))?;
        url.query_pairs_mut().append_pair("audience", AUDIENCE);
        let request = self.http.plain_client().get(url).bearer_auth(&self.token.0);
        let response = request.send().await.map_err(|error| failed(error_with_causes(&error)))?;
        let status = response.status();
        let body: serde_json::Value = response.json().await.unwrap_or_default();
        let value = body["value"].as_str().map(str::to_owned);
        value.ok_or_else(|| failed(format!("it answered {}", status.as_u16())))
    }
}

/// The text of an error without the link that the library appends.
fn error_without_link(error: &azure_core::Error) -> String {
    let text = error.to_string();
    let text = text.split("\nTo troubleshoot").next().unwrap_or(&text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Entra's codes with something to do (learn.microsoft.com, reference-error-codes).
const ADVICE: &[(&str, &str)] = &[
    (
        "AADSTS7000215",
        "the secret is not valid for the application; use the secret's value, not its id, and check that it \
        has not expired",
    ),
    ("AADSTS7000222", "the secret has expired; create a new one"),
    (
        "AADSTS700027",
        "the certificate is not registered for the application or has expired; upload its public part to \
        the app registration",
    ),
    ("AADSTS700016", "the tenant has no application with this client id; check both"),
    ("AADSTS90002", "this cloud has no tenant with this id; check `tenantId` and `cloud`"),
    (
        "AADSTS70021",
        "no federated credential of the application matches the token; compare issuer, subject and audience",
    ),
    ("AADSTS700213", "no federated credential of the application matches the token's subject"),
    ("AADSTS700024", "the external token has expired or is not valid yet"),
    ("AADSTS50105", "the person or application is not assigned to the application"),
    ("AADSTS65001", "consent is missing; grant it as an administrator"),
    (
        "AADSTS7000218",
        "the application is not a public client; allow public client flows in its app registration",
    ),
];

/// The authority's answer, with advice if there is any.
pub(super) fn with_advice_for(said: &str) -> String {
    let known = ADVICE
        .iter()
        .find(|(code, _)| said.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == *code));
    match known {
        Some((_, advice)) => format!("{said} ({advice})"),
        None => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_goes_by_the_whole_code() {
        assert!(with_advice_for("AADSTS700016: Application not found").contains("check both"));
        assert_eq!(with_advice_for("AADSTS7000161: something else"), "AADSTS7000161: something else");
    }
}
