//! Access packages as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Application, CatalogName, Group, Guid, Named, OneOrMany, Policy};

/// A bundle of roles that is requested as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Package")]
pub struct Package {
    /// The display name, unique in its catalog.
    #[schemars(example = &"Partner portal")]
    pub name: String,
    /// The catalog it lives in, by name or by id. It cannot be changed later.
    #[schemars(example = &"Partner collaboration")]
    pub catalog: CatalogName,
    /// What people get with it.
    #[schemars(example = &"Portal and documents for active partners")]
    pub description: Option<String>,
    /// Whether it is left out of browsing and search in My Access; its link still works.
    pub hidden: Option<bool>,
    /// The roles it grants. Every resource must stand in the catalog too.
    pub resources: Option<Vec<PackageResource>>,
    /// What nobody may hold beside it.
    pub incompatible: Option<Incompatible>,
    /// Who may ask for it, who says yes, and for how long.
    pub policies: Option<Vec<Policy>>,
    /// The id of the object in each tenant where its name is not enough, by the tenant's name in the project.
    pub id: Option<BTreeMap<String, Guid>>,
    /// The name it had before, or several: the object of that name is renamed instead of a new one made.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project that it exists in. Left out, it exists in every one.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

/// One role of one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "PackageResource", transform = one_of(Self::ONE_OF))]
pub struct PackageResource {
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
    /// The role's name: `Member`, `Owner`, `Eligible Member` or `Eligible Owner` of a group, an app role, a site's role. Only a group has a default.
    #[schemars(example = &"Member")]
    pub role: Option<String>,
    /// The role by the id its origin gives it, where two roles share a name.
    #[schemars(example = &"aaaaaaaa-0000-4000-8000-000000000404")]
    pub role_id: Option<String>,
}

exactly_one!(PackageResource:
    "group" group, "groupId" group_id, "application" application,
    "servicePrincipalId" service_principal_id, "appId" app_id, "site" site);

/// What nobody may hold beside a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Incompatible")]
pub struct Incompatible {
    /// Other packages. Whoever holds one cannot get this package; the other direction is declared there.
    pub packages: Option<Vec<Named<IncompatiblePackage>>>,
    /// Groups. Their members cannot get this package.
    pub groups: Option<Vec<Group>>,
}

/// A package of another catalog, or by id. A bare name means the same catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "IncompatiblePackage", transform = one_of(Self::ONE_OF))]
pub struct IncompatiblePackage {
    /// The package's name.
    #[schemars(example = &"Vendor finance")]
    pub access_package: Option<String>,
    /// The package's id in Graph.
    pub access_package_id: Option<Guid>,
    /// Its catalog, by name or by id.
    #[schemars(example = &"Finance")]
    pub catalog: Option<CatalogName>,
}

exactly_one!(IncompatiblePackage: "accessPackage" access_package, "accessPackageId" access_package_id);

mapping!(Package, Incompatible);
