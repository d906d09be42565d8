//! Catalogs as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Application, Group, Guid, Length, OneOrMany, Principal, Question};
use crate::model::{CatalogState, ExtensionKind};

/// A container of access packages and of the resources they may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Catalog")]
pub struct Catalog {
    /// The display name, unique in the tenant.
    #[schemars(example = &"Partner collaboration")]
    pub name: String,
    /// What people can ask for here.
    #[schemars(example = &"What partners can ask for")]
    pub description: Option<String>,
    /// Whether packages can be requested.
    pub state: Option<CatalogState>,
    /// Whether people of other organizations can see and request its packages.
    pub externally_visible: Option<bool>,
    /// Whether everything in this catalog goes that is neither declared nor existing.
    pub exclusive: Option<bool>,
    /// The groups, applications and sites that its packages may use.
    pub resources: Option<Vec<CatalogResource>>,
    /// Who may do what in this catalog. Each list is managed only where it is present.
    pub roles: Option<CatalogRoles>,
    /// Logic Apps that policies of this catalog may call.
    pub extensions: Option<Vec<Extension>>,
    /// The id of the object in each tenant where its name is not enough, by the tenant's name in the project.
    pub id: Option<BTreeMap<String, Guid>>,
    /// The name it had before, or several: the object of that name is renamed instead of a new one made.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project that it exists in. Left out, it exists in every one.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

/// A group, application or site in a catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "CatalogResource", transform = one_of(Self::ONE_OF))]
pub struct CatalogResource {
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
    /// The multi-geo environment of a site, by URL. Leave it out where there is only one.
    #[schemars(example = &"https://contoso-admin.sharepoint.com/")]
    pub environment: Option<String>,
    /// Directory attributes that requestors fill in.
    pub attributes: Option<Vec<Attribute>>,
    /// The tenants of the project that it exists in. Left out, it exists in every one.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

exactly_one!(CatalogResource:
    "group" group, "groupId" group_id, "application" application,
    "servicePrincipalId" service_principal_id, "appId" app_id, "site" site);

/// A directory attribute that a requestor fills in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Attribute")]
pub struct Attribute {
    /// The attribute's name.
    #[schemars(example = &"extension_x_costCenter")]
    pub name: String,
    /// What the requestor is asked.
    pub question: Question,
    /// Whether the value may be changed later.
    pub editable: Option<bool>,
    /// Whether the value stays when the assignment ends.
    pub persists_after_removal: Option<bool>,
}

/// The delegated roles of a catalog. A list that is absent is not managed; an empty one takes everybody out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "CatalogRoles")]
pub struct CatalogRoles {
    /// Catalog owners.
    pub owners: Option<Vec<Principal>>,
    /// Catalog readers.
    pub readers: Option<Vec<Principal>>,
    /// Access package managers.
    pub access_package_managers: Option<Vec<Principal>>,
    /// Access package assignment managers.
    pub access_package_assignment_managers: Option<Vec<Principal>>,
}

/// A custom extension: a Logic App that policies call at a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Extension")]
pub struct Extension {
    /// The display name, unique in the catalog.
    #[schemars(example = &"Notify vendor desk")]
    pub name: String,
    /// What it does.
    #[schemars(example = &"Tells the vendor desk about every request")]
    pub description: Option<String>,
    /// Which stages may call it.
    pub kind: ExtensionKind,
    /// The Logic App behind it.
    pub logic_app: LogicApp,
    /// Makes a request wait until the workflow calls back.
    pub callback: Option<Callback>,
    /// The id of the object in each tenant where its name is not enough, by the tenant's name in the project.
    pub id: Option<BTreeMap<String, Guid>>,
    /// The name it had before, or several: the object of that name is renamed instead of a new one made.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project that it exists in. Left out, it exists in every one.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

/// Where a Logic App lives in Azure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "LogicApp")]
pub struct LogicApp {
    /// The Azure subscription's id.
    pub subscription_id: Guid,
    /// The resource group's name.
    #[schemars(example = &"identity")]
    pub resource_group: String,
    /// The workflow's name.
    #[schemars(example = &"notify-vendor-desk")]
    pub workflow: String,
}

/// How the service waits for a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Callback")]
pub struct Callback {
    /// How long.
    pub timeout: Length,
}

mapping!(Catalog, Attribute, CatalogRoles, Extension, LogicApp, Callback);
