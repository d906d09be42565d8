//! Catalogs and their contents: resources, delegated roles and custom extensions.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{DirectoryRef, Principal, Question, Span};

open_enum! {
    /// Whether requests through a catalog are possible (`accessPackageCatalogState`).
    CatalogState {
        /// Packages cannot be requested.
        Unpublished = "unpublished",
        /// Packages can be requested.
        Published = "published",
    }
}

open_enum! {
    /// The system of a catalog resource (Graph's `originSystem`).
    OriginSystem {
        /// A group.
        AadGroup = "AadGroup",
        /// An enterprise application.
        AadApplication = "AadApplication",
        /// A SharePoint site collection.
        SharePointOnline = "SharePointOnline",
    }
}

/// A container for access packages and the resources that they use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Catalog {
    /// The display name exactly as written.
    pub name: String,
    /// The description.
    pub description: String,
    /// Whether the catalog is published.
    pub state: CatalogState,
    /// Whether users from other organizations can see and request its access packages.
    pub externally_visible: bool,
    /// The catalog's role assignments.
    pub roles: CatalogRoles,
    /// Whether this is the built-in catalog, which cannot be created, renamed or deleted.
    pub built_in: bool,
}

/// The delegated roles of a catalog. A list that is absent in the files is not managed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogRoles {
    /// Catalog owners.
    pub owners: Option<BTreeSet<Principal>>,
    /// Catalog readers.
    pub readers: Option<BTreeSet<Principal>>,
    /// Access package managers.
    pub access_package_managers: Option<BTreeSet<Principal>>,
    /// Access package assignment managers.
    pub access_package_assignment_managers: Option<BTreeSet<Principal>>,
}

/// The object behind a catalog resource.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// A group.
    Group(DirectoryRef),
    /// A service principal.
    Application(DirectoryRef),
    /// A SharePoint site collection, by its URL without a trailing slash.
    Site(String),
    /// A kind of resource that this version of Guestlist does not manage.
    Other {
        /// The name of the origin system in Graph.
        system: String,
        /// The origin id as the service returned it.
        id: String,
    },
}

impl Origin {
    /// The directory object behind it, if there is one.
    #[must_use]
    pub fn origin_principal(&self) -> Option<Principal> {
        match self {
            Self::Group(group) => Some(Principal::Group(group.clone())),
            Self::Application(application) => Some(Principal::ServicePrincipal(application.clone())),
            Self::Site(_) | Self::Other { .. } => None,
        }
    }
}

/// A resource in a catalog. Its key identifies it; these are its other properties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// The attributes that requestors must provide, by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// The multi-geo environment of a site, by URL. `None` if the tenant has only one.
    pub environment: Option<String>,
}

/// A directory attribute that requestors provide (`accessPackageResourceAttribute`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// The question that asks the requestor for the value.
    pub question: Question,
    /// Whether the value can be changed later.
    pub editable: bool,
    /// Whether the value is kept when the assignment ends.
    pub persists_after_removal: bool,
}

open_enum! {
    /// Which stages can call a custom extension. Its Graph type determines this.
    ExtensionKind {
        /// The stages of a request (`accessPackageAssignmentRequestWorkflowExtension`).
        AssignmentRequest = "assignmentRequest",
        /// The stages at the end of an assignment (`accessPackageAssignmentWorkflowExtension`).
        Assignment = "assignment",
    }
}

/// A custom extension: a Logic App that a policy calls at a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// The display name exactly as written.
    pub name: String,
    /// What the extension does.
    pub description: String,
    /// Which stages can call it.
    pub kind: ExtensionKind,
    /// The Logic App that runs.
    pub logic_app: LogicApp,
    /// How long the service waits for the workflow to call back. `None` means that it does not wait.
    pub callback_timeout: Option<Span>,
}

/// The location of a Logic App in Azure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogicApp {
    /// The id of the Azure subscription.
    pub subscription_id: String,
    /// The name of the resource group.
    pub resource_group: String,
    /// The name of the workflow.
    pub workflow: String,
}
