//! The project file as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Guid, Settings, Whole, tagged};

/// The project file of Guestlist: which tenants there are and how to sign in to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Project")]
pub struct Project {
    /// The version of the language. There is one: 1.
    pub version: Whole,
    /// The tenant that is meant where none is named.
    #[schemars(example = &"sandbox")]
    pub default_tenant: Option<String>,
    /// The tenants, by a name of your own.
    pub tenants: BTreeMap<String, Tenant>,
    /// Objects that are never deleted, whatever files and flags say: KEYs, in which `*` stands for any run of characters within a part.
    #[schemars(example = &["catalog/Partner collaboration", "accessPackage/*/Break glass"])]
    pub protected: Option<Vec<String>>,
    /// How much one plan may change before somebody has to accept that.
    pub limits: Option<Limits>,
}

/// How much one plan may change before somebody has to accept that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Limits")]
pub struct Limits {
    /// How many objects one plan may delete.
    #[schemars(example = 5)]
    pub max_deletes: Option<Whole>,
    /// How many of a hundred managed objects one plan may change or delete, where there are ten of them or more.
    #[schemars(example = 30)]
    pub max_change_percent: Option<Whole>,
}

/// A tenant: the embedded sandbox, or a tenant of a Microsoft cloud.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Tenant", transform = one_of(Self::ONE_OF))]
pub struct Tenant {
    /// The embedded emulator, whose state lives beside the project.
    #[schemars(example = Sandbox {})]
    pub sandbox: Option<Sandbox>,
    /// The tenant's id.
    pub tenant_id: Option<Guid>,
    /// The cloud it lives in.
    pub cloud: Option<Cloud>,
    /// How to sign in.
    pub auth: Option<Auth>,
    /// Values for `${var.NAME}` in policy files and in this tenant's settings, by name.
    pub variables: Option<BTreeMap<String, String>>,
    /// Settings of this tenant. Each part takes the place of the same part in policy files.
    pub settings: Option<Settings>,
    /// Accepts every hold beforehand. Only the sandbox may: nobody is locked out of it, and nobody let in.
    pub accept: Option<AcceptAll>,
}

exactly_one!(Tenant: "sandbox" sandbox, "tenantId" tenant_id);

/// The embedded emulator. It needs no options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Sandbox")]
pub struct Sandbox {}

/// What a sandbox accepts beforehand.
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

/// How to sign in: one way for everything, or one to plan with and another to apply with. Secrets come from the
/// environment, never from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Auth", transform = one_of(Self::ONE_OF))]
pub struct Auth {
    /// The one way to sign in.
    pub method: Option<AuthMethod>,
    /// The application's client id; of a user-assigned identity its client id.
    pub client_id: Option<Guid>,
    /// The service connection of Azure DevOps that signs in.
    #[schemars(example = &"33333333-4444-5555-6666-777777777777")]
    pub service_connection_id: Option<String>,
    /// How to sign in to read: for `plan`, `export` and `lock`.
    pub plan: Option<SignIn>,
    /// How to sign in to write: for `apply`, `assignments move` and `assignments remove`.
    pub apply: Option<SignIn>,
}

exactly_one!(Auth: "method" method, "plan" plan);

/// One way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "SignIn")]
pub struct SignIn {
    /// The method.
    pub method: AuthMethod,
    /// The application's client id; of a user-assigned identity its client id.
    pub client_id: Option<Guid>,
    /// The service connection of Azure DevOps that signs in.
    #[schemars(example = &"33333333-4444-5555-6666-777777777777")]
    pub service_connection_id: Option<String>,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum AuthMethod {
    /// The first of the others that the environment has what it takes for; which one is said.
    Auto,
    /// An access token that something else got, from `GUESTLIST_ACCESS_TOKEN`.
    EnvironmentToken,
    /// A person signs in with a code on any device, through a public client of your own.
    DeviceCode,
    /// Whoever is signed in to the Azure CLI. Its tokens carry no entitlement scopes for people.
    AzureCli,
    /// Whoever is signed in to the Azure Developer CLI. Its tokens carry no entitlement scopes for people.
    AzureDeveloperCli,
    /// An application with a secret, from `AZURE_CLIENT_SECRET`.
    ClientSecret,
    /// An application with a certificate: the PEM file that `AZURE_CLIENT_CERTIFICATE_PATH` names holds it and its private key.
    ClientCertificate,
    /// An application that trusts tokens of GitHub Actions, of Kubernetes, or of any file that `AZURE_FEDERATED_TOKEN_FILE` names.
    WorkloadIdentity,
    /// An application that trusts a service connection of Azure DevOps; `SYSTEM_ACCESSTOKEN` proves the run.
    AzurePipelines,
    /// The identity that Azure gives a machine or an app.
    ManagedIdentity,
}

mapping!(Project, Sandbox, SignIn, Limits);
