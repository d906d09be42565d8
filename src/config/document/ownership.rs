//! Objects that are not declared, as written: those that are only referred to, and those that go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Application, CatalogName, Group, Guid, Identity};

/// Objects that files refer to and that are not managed here: they must be in the tenant, and nothing of them is ever written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Existing")]
pub struct Existing {
    /// Connected organizations. Policies may name them.
    pub connected_organizations: Option<Vec<ExistingOrganization>>,
    /// Catalogs, by name or by id. Declared packages may live in them.
    #[schemars(example = &["Finance"])]
    pub catalogs: Option<Vec<CatalogName>>,
    /// Resources of catalogs. Declared packages of the same catalog may use them.
    pub resources: Option<Vec<ExistingResource>>,
    /// Custom extensions. Declared policies of the same catalog may call them.
    pub extensions: Option<Vec<ExistingExtension>>,
    /// Access packages, with all their policies. Declared packages may be incompatible with them.
    pub access_packages: Option<Vec<ExistingPackage>>,
    /// Policies of declared packages.
    pub policies: Option<Vec<ExistingPolicy>>,
}

/// A connected organization that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingOrganization")]
pub struct ExistingOrganization {
    /// The name by which policies refer to it.
    #[schemars(example = &"Fabrikam")]
    pub name: String,
    /// One of the identities it has.
    pub identity: Identity,
}

/// A resource of a catalog that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingResource", transform = one_of(Self::ONE_OF))]
pub struct ExistingResource {
    /// The catalog that holds it, by name or by id.
    #[schemars(example = &"Finance")]
    pub catalog: CatalogName,
    /// A group, by display name.
    pub group: Option<Group>,
    /// A group, by object id.
    pub group_id: Option<Guid>,
    /// An enterprise application, by display name.
    pub application: Option<Application>,
    /// An enterprise application, by the object id of its service principal.
    pub service_principal_id: Option<Guid>,
    /// An enterprise application, by the id of the application.
    pub app_id: Option<Guid>,
    /// A SharePoint site collection, by URL.
    #[schemars(example = &"https://contoso.sharepoint.com/sites/partners")]
    pub site: Option<String>,
}

exactly_one!(ExistingResource:
    "group" group, "groupId" group_id, "application" application,
    "servicePrincipalId" service_principal_id, "appId" app_id, "site" site);

/// A custom extension that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingExtension")]
pub struct ExistingExtension {
    /// The extension's name.
    #[schemars(example = &"Notify vendor desk")]
    pub extension: String,
    /// The catalog that holds it, by name or by id.
    #[schemars(example = &"Finance")]
    pub catalog: CatalogName,
}

/// An access package that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingPackage")]
pub struct ExistingPackage {
    /// The package's name.
    #[schemars(example = &"Vendor finance")]
    pub access_package: String,
    /// The catalog that holds it, by name or by id.
    #[schemars(example = &"Finance")]
    pub catalog: CatalogName,
}

/// A policy that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingPolicy")]
pub struct ExistingPolicy {
    /// The policy's name.
    #[schemars(example = &"By hand")]
    pub policy: String,
    /// The package it belongs to.
    #[schemars(example = &"Vendor finance")]
    pub access_package: String,
    /// The catalog that holds the package, by name or by id.
    #[schemars(example = &"Finance")]
    pub catalog: CatalogName,
}

/// An object that goes. What it lives in is named beside it: a policy's package and catalog, the catalog of anything else but an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Removal")]
pub struct Removal {
    /// A connected organization, by one of its identities.
    pub connected_organization: Option<Identity>,
    /// A catalog; or the catalog of what is named beside it.
    #[schemars(example = &"Partner collaboration")]
    pub catalog: Option<CatalogName>,
    /// An access package, with its policies; or the package of the policy beside it.
    #[schemars(example = &"Old portal")]
    pub access_package: Option<String>,
    /// A policy.
    #[schemars(example = &"By hand")]
    pub policy: Option<String>,
    /// A custom extension.
    #[schemars(example = &"Notify vendor desk")]
    pub extension: Option<String>,
    /// A group that a catalog holds, by display name. The group itself stays.
    pub group: Option<Group>,
    /// A group that a catalog holds, by object id.
    pub group_id: Option<Guid>,
    /// An enterprise application that a catalog holds, by display name.
    pub application: Option<Application>,
    /// An enterprise application that a catalog holds, by the object id of its service principal.
    pub service_principal_id: Option<Guid>,
    /// An enterprise application that a catalog holds, by the id of the application.
    pub app_id: Option<Guid>,
    /// A SharePoint site collection that a catalog holds, by URL.
    #[schemars(example = &"https://contoso.sharepoint.com/sites/partners")]
    pub site: Option<String>,
}

mapping!(Existing, ExistingOrganization, ExistingExtension, ExistingPackage, ExistingPolicy, Removal);
