//! Catalogs as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{exactly_one, mapping, one_of};
use super::{Application, Group, Guid, Length, OneOrMany, Principal, Question};
use crate::model::{CatalogState, ExtensionKind};

/// A container for access packages and the resources that they use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Catalog")]
pub struct Catalog {
    /// The display name, unique in the tenant.
    #[schemars(example = &"Partner collaboration")]
    pub name: String,
    /// What the catalog is for.
    #[schemars(example = &"What partners can ask for")]
    pub description: Option<String>,
    /// Whether people can request access packages of this catalog.
    pub state: Option<CatalogState>,
    /// Whether users from other organizations can see and request its access packages.
    pub externally_visible: Option<bool>,
    /// Whether a plan deletes every object in this catalog that is neither declared nor listed under
    /// `existing`.
    pub exclusive: Option<bool>,
    /// The groups, applications and sites that its access packages can use.
    pub resources: Option<Vec<CatalogResource>>,
    /// The catalog's role assignments. Each list is managed only if it is present.
    pub roles: Option<CatalogRoles>,
    /// Logic Apps that policies of this catalog can call.
    pub extensions: Option<Vec<Extension>>,
    /// The object's id per tenant, by the tenant's name in the project. Needed only if the name is ambiguous.
    pub id: Option<BTreeMap<String, Guid>>,
    /// A former name, or a list of them. The object with that name is renamed; no new object is created.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project in which the object exists.
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
    /// An enterprise application, by its application (client) id.
    pub app_id: Option<Guid>,
    /// A SharePoint site collection, by URL.
    #[schemars(example = &"https://contoso.sharepoint.com/sites/partners")]
    pub site: Option<String>,
    /// The multi-geo environment of a site, by URL. Needed only if the tenant has several.
    #[schemars(example = &"https://contoso-admin.sharepoint.com/")]
    pub environment: Option<String>,
    /// Directory attributes that requestors provide.
    pub attributes: Option<Vec<Attribute>>,
    /// The tenants of the project in which the object exists.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

exactly_one!(CatalogResource:
    "group" group, "groupId" group_id, "application" application,
    "servicePrincipalId" service_principal_id, "appId" app_id, "site" site);

/// A directory attribute that requestors provide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Attribute")]
pub struct Attribute {
    /// The attribute's name.
    #[schemars(example = &"extension_x_costCenter")]
    pub name: String,
    /// The question that asks the requestor for the value.
    pub question: Question,
    /// Whether the value can be changed later.
    pub editable: Option<bool>,
    /// Whether the value is kept when the assignment ends.
    pub persists_after_removal: Option<bool>,
}

/// Role assignments of a catalog. A list that is absent is not managed; an empty list removes everyone.
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

/// A custom extension: a Logic App that policies call at a stage of a request or assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Extension")]
pub struct Extension {
    /// The display name, unique in the catalog.
    #[schemars(example = &"Notify vendor desk")]
    pub name: String,
    /// What the extension does.
    #[schemars(example = &"Tells the vendor desk about every request")]
    pub description: Option<String>,
    /// Which stages can call it.
    pub kind: ExtensionKind,
    /// The Logic App that runs.
    pub logic_app: LogicApp,
    /// Makes a request wait until the workflow calls back.
    pub callback: Option<Callback>,
    /// The object's id per tenant, by the tenant's name in the project. Needed only if the name is ambiguous.
    pub id: Option<BTreeMap<String, Guid>>,
    /// A former name, or a list of them. The object with that name is renamed; no new object is created.
    #[schemars(example = &"Old partner portal")]
    pub formerly: Option<OneOrMany<String>>,
    /// The tenants of the project in which the object exists.
    #[schemars(example = ["production"])]
    pub only: Option<Vec<String>>,
}

/// The location of a Logic App in Azure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "LogicApp")]
pub struct LogicApp {
    /// The id of the Azure subscription.
    pub subscription_id: Guid,
    /// The name of the resource group.
    #[schemars(example = &"identity")]
    pub resource_group: String,
    /// The name of the workflow.
    #[schemars(example = &"notify-vendor-desk")]
    pub workflow: String,
}

/// How the service waits for a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Callback")]
pub struct Callback {
    /// How long the service waits.
    pub timeout: Length,
}

mapping!(Catalog, Attribute, CatalogRoles, Extension, LogicApp, Callback);
