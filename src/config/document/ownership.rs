//! Objects that are not declared, as written: those that are only referred to, and those to delete.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Application, CatalogName, Group, Guid, Identity};

/// Objects that files refer to without managing them. They must exist in the tenant and are never changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Existing")]
pub struct Existing {
    /// Connected organizations that policies can refer to.
    pub connected_organizations: Option<Vec<ExistingOrganization>>,
    /// Catalogs, by name or id, that can contain declared access packages.
    #[schemars(example = &["Finance"])]
    pub catalogs: Option<Vec<CatalogName>>,
    /// Resources of catalogs, which declared access packages of the same catalog can use.
    pub resources: Option<Vec<ExistingResource>>,
    /// Custom extensions, which declared policies of the same catalog can call.
    pub extensions: Option<Vec<ExistingExtension>>,
    /// Access packages with all their policies. Declared access packages can be incompatible with them.
    pub access_packages: Option<Vec<ExistingPackage>>,
    /// Policies of declared access packages.
    pub policies: Option<Vec<ExistingPolicy>>,
}

/// A connected organization that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingOrganization")]
pub struct ExistingOrganization {
    /// The name that policies use.
    #[schemars(example = &"Fabrikam")]
    pub name: String,
    /// One of its identities.
    pub identity: Identity,
}

/// A resource of a catalog that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingResource", transform = one_of(Self::ONE_OF))]
pub struct ExistingResource {
    /// The catalog that contains it, by name or id.
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
    /// An enterprise application, by its application (client) id.
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
    /// The catalog that contains it, by name or id.
    #[schemars(example = &"Finance")]
    pub catalog: CatalogName,
}

/// An access package that is not managed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "ExistingPackage")]
pub struct ExistingPackage {
    /// The access package's name.
    #[schemars(example = &"Vendor finance")]
    pub access_package: String,
    /// The catalog that contains it, by name or id.
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
    /// The access package that it belongs to.
    #[schemars(example = &"Vendor finance")]
    pub access_package: String,
    /// The catalog that contains the access package, by name or id.
    #[schemars(example = &"Finance")]
    pub catalog: CatalogName,
}

/// An object to delete. A policy also needs its `accessPackage` and `catalog`; an access package, custom
/// extension or resource also needs its `catalog`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Removal")]
pub struct Removal {
    /// A connected organization, by one of its identities.
    pub connected_organization: Option<Identity>,
    /// A catalog to delete, or the catalog of the object to delete.
    #[schemars(example = &"Partner collaboration")]
    pub catalog: Option<CatalogName>,
    /// An access package to delete with its policies, or the access package of the policy to delete.
    #[schemars(example = &"Old portal")]
    pub access_package: Option<String>,
    /// A policy.
    #[schemars(example = &"By hand")]
    pub policy: Option<String>,
    /// A custom extension.
    #[schemars(example = &"Notify vendor desk")]
    pub extension: Option<String>,
    /// A group to remove from a catalog, by display name. The group itself is not deleted.
    pub group: Option<Group>,
    /// A group to remove from a catalog, by object id.
    pub group_id: Option<Guid>,
    /// An enterprise application to remove from a catalog, by display name.
    pub application: Option<Application>,
    /// An enterprise application to remove from a catalog, by the object id of its service principal.
    pub service_principal_id: Option<Guid>,
    /// An enterprise application to remove from a catalog, by its application (client) id.
    pub app_id: Option<Guid>,
    /// A SharePoint site collection to remove from a catalog, by URL.
    #[schemars(example = &"https://contoso.sharepoint.com/sites/partners")]
    pub site: Option<String>,
}

mapping!(Existing, ExistingOrganization, ExistingExtension, ExistingPackage, ExistingPolicy, Removal);
