//! Access packages as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Application, CatalogName, Group, Guid, Named, OneOrMany, Policy};

/// A bundle of resource roles that people request as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Package")]
pub struct Package {
    /// The display name, unique in its catalog.
    #[schemars(example = &"Partner portal")]
    pub name: String,
    /// The catalog that contains it, by name or id. The catalog cannot be changed later.
    #[schemars(example = &"Partner collaboration")]
    pub catalog: CatalogName,
    /// The description.
    #[schemars(example = &"Portal and documents for active partners")]
    pub description: Option<String>,
    /// Whether My Access leaves it out of browsing and search. Its direct link still works.
    pub hidden: Option<bool>,
    /// The roles that it grants. Each resource must also be a resource of the catalog.
    pub resources: Option<Vec<PackageResource>>,
    /// Access packages and groups that are incompatible with this access package.
    pub incompatible: Option<Incompatible>,
    /// Who can request it, who approves, and for how long access lasts.
    pub policies: Option<Vec<Policy>>,
    /// The object's id per tenant, by the tenant's name in the project. Needed only if the name is ambiguous.
    pub id: Option<BTreeMap<String, Guid>>,
    /// A former name, or a list of them. The object with that name is renamed; no new object is created.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project in which the object exists.
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
    /// An enterprise application, by its application (client) id.
    pub app_id: Option<Guid>,
    /// A SharePoint site collection, by URL.
    #[schemars(example = &"https://contoso.sharepoint.com/sites/partners")]
    pub site: Option<String>,
    /// The role's name: `Member`, `Owner`, `Eligible Member` or `Eligible Owner` of a group, an application's
    /// app role, or a site's role. Only groups have a default.
    #[schemars(example = &"Member")]
    pub role: Option<String>,
    /// The role's origin id. Needed only if two roles of the resource have the same name.
    #[schemars(example = &"aaaaaaaa-0000-4000-8000-000000000404")]
    pub role_id: Option<String>,
}

exactly_one!(PackageResource:
    "group" group, "groupId" group_id, "application" application,
    "servicePrincipalId" service_principal_id, "appId" app_id, "site" site);

/// Access packages and groups that are incompatible with an access package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Incompatible")]
pub struct Incompatible {
    /// Other access packages. People with an assignment to one of them cannot get this one. The reverse
    /// direction is declared in the other access package.
    pub packages: Option<Vec<Named<IncompatiblePackage>>>,
    /// Groups whose members cannot get this access package.
    pub groups: Option<Vec<Group>>,
}

/// An access package in another catalog, or identified by its id. A plain name refers to the same catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "IncompatiblePackage", transform = one_of(Self::ONE_OF))]
pub struct IncompatiblePackage {
    /// The access package's name.
    #[schemars(example = &"Vendor finance")]
    pub access_package: Option<String>,
    /// The access package's id in Graph.
    pub access_package_id: Option<Guid>,
    /// The catalog that contains it, by name or id.
    #[schemars(example = &"Finance")]
    pub catalog: Option<CatalogName>,
}

exactly_one!(IncompatiblePackage: "accessPackage" access_package, "accessPackageId" access_package_id);

mapping!(Package, Incompatible);
