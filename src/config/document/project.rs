//! The project file as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Guid, Settings, Whole, tagged};

/// The project file of Guestlist: the tenants and how to sign in to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Project")]
pub struct Project {
    /// The version of the file format. The only version is 1.
    pub version: Whole,
    /// The tenant that a run uses if it does not name one.
    #[schemars(example = &"sandbox")]
    pub default_tenant: Option<String>,
    /// The tenants, by names of your choice.
    pub tenants: BTreeMap<String, Tenant>,
    /// KEYs of objects that are never deleted, whatever files and flags say. `*` matches any characters
    /// within one part of a KEY.
    #[schemars(example = &["catalog/Partner collaboration", "accessPackage/*/Break glass"])]
    pub protected: Option<Vec<String>>,
    /// How much one plan can change without a hold.
    pub limits: Option<Limits>,
}

/// How much one plan can change without a hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Limits")]
pub struct Limits {
    /// How many objects one plan can delete.
    #[schemars(example = 5)]
    pub max_deletes: Option<Whole>,
    /// The percentage of managed objects that one plan can change or delete. It applies only if at least 10 objects
    /// are managed.
    #[schemars(example = 30)]
    pub max_change_percent: Option<Whole>,
}

/// A tenant: the embedded sandbox, or a tenant in a Microsoft cloud.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Tenant", transform = one_of(Self::ONE_OF))]
pub struct Tenant {
    /// The embedded emulator. Its state is stored in the working directory.
    #[schemars(example = Sandbox {})]
    pub sandbox: Option<Sandbox>,
    /// The tenant's id.
    pub tenant_id: Option<Guid>,
    /// The cloud of the tenant.
    pub cloud: Option<Cloud>,
    /// How to sign in.
    pub auth: Option<Auth>,
    /// Values for `${var.NAME}` in policy files and in this tenant's settings, by name.
    pub variables: Option<BTreeMap<String, String>>,
    /// Settings for this tenant. Each part replaces the same part in policy files.
    pub settings: Option<Settings>,
    /// Accepts every hold in advance. Allowed only for the sandbox, which protects no real access.
    pub accept: Option<AcceptAll>,
}

exactly_one!(Tenant: "sandbox" sandbox, "tenantId" tenant_id);

/// The embedded emulator. It has no options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Sandbox")]
pub struct Sandbox {}

/// What a sandbox accepts in advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum AcceptAll {
    /// Every hold.
    All,
}

/// A Microsoft cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Cloud {
    /// The public cloud.
    Global,
    /// Microsoft Graph for US Government L4.
    UsGov,
    /// Microsoft Graph for US Government L5 (DOD).
    UsGovDod,
    /// Microsoft Graph China, operated by 21Vianet.
    China,
}

/// How to sign in: one method for everything, or one to plan and another to apply. Secrets come from the
/// environment, never from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Auth", transform = one_of(Self::ONE_OF))]
pub struct Auth {
    /// The method for planning and applying.
    pub method: Option<AuthMethod>,
    /// The client id of the application or of the user-assigned identity.
    pub client_id: Option<Guid>,
    /// The id of the Azure DevOps service connection.
    #[schemars(example = &"33333333-4444-5555-6666-777777777777")]
    pub service_connection_id: Option<String>,
    /// How to sign in to read: for `plan`, `export` and `lock`.
    pub plan: Option<SignIn>,
    /// How to sign in to write: for `apply`, `assignments move` and `assignments remove`.
    pub apply: Option<SignIn>,
}

exactly_one!(Auth: "method" method, "plan" plan);

/// A method of signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "SignIn")]
pub struct SignIn {
    /// The method.
    pub method: AuthMethod,
    /// The client id of the application or of the user-assigned identity.
    pub client_id: Option<Guid>,
    /// The id of the Azure DevOps service connection.
    #[schemars(example = &"33333333-4444-5555-6666-777777777777")]
    pub service_connection_id: Option<String>,
}

/// A method of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum AuthMethod {
    /// Uses the first of the other methods for which the environment has credentials. The run reports which one.
    Auto,
    /// An existing access token from `GUESTLIST_ACCESS_TOKEN`.
    EnvironmentToken,
    /// A person enters a code on any device. Needs a public client application of your own.
    DeviceCode,
    /// The account that is signed in to the Azure CLI. Tokens that it gets for people have no entitlement management
    /// scopes.
    AzureCli,
    /// The account that is signed in to the Azure Developer CLI. Tokens that it gets for people have no entitlement
    /// management scopes.
    AzureDeveloperCli,
    /// An application with a secret from `AZURE_CLIENT_SECRET`.
    ClientSecret,
    /// An application with a certificate. `AZURE_CLIENT_CERTIFICATE_PATH` names a PEM file with the
    /// certificate and its private key.
    ClientCertificate,
    /// An application with a federated credential for GitHub Actions or Kubernetes, or for the token in the file that
    /// `AZURE_FEDERATED_TOKEN_FILE` names.
    WorkloadIdentity,
    /// An application with a federated credential for an Azure DevOps service connection. `SYSTEM_ACCESSTOKEN`
    /// authenticates the pipeline run.
    AzurePipelines,
    /// The managed identity of an Azure resource.
    ManagedIdentity,
}

mapping!(Project, Sandbox, SignIn, Limits);
