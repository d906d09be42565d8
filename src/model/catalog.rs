//! Catalogs and what they hold: resources, delegated roles and custom extensions.

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
    /// Where a catalog resource lives (Graph's `originSystem`).
    OriginSystem {
        /// A group.
        AadGroup = "AadGroup",
        /// An enterprise application.
        AadApplication = "AadApplication",
        /// A SharePoint site collection.
        SharePointOnline = "SharePointOnline",
    }
}

/// A container of packages and of the resources they may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Catalog {
    /// The display name as spelled.
    pub name: String,
    /// What people can ask for here.
    pub description: String,
    /// Published or not.
    pub state: CatalogState,
    /// Whether people of other organizations can see and request its packages.
    pub externally_visible: bool,
    /// Who may do what in this catalog.
    pub roles: CatalogRoles,
    /// Whether this is the built-in catalog, which cannot be created, renamed or deleted.
    pub built_in: bool,
}

/// The delegated roles of a catalog. On the file's side a list that is absent is not managed.
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
    /// A kind of resource this version does not manage.
    Other {
        /// Graph's word for the origin system.
        system: String,
        /// The origin id as the service spells it.
        id: String,
    },
}

impl Origin {
    /// The object of the directory behind it, if there is one.
    #[must_use]
    pub fn principal(&self) -> Option<Principal> {
        match self {
            Self::Group(group) => Some(Principal::Group(group.clone())),
            Self::Application(application) => Some(Principal::ServicePrincipal(application.clone())),
            Self::Site(_) | Self::Other { .. } => None,
        }
    }
}

/// A resource in a catalog. Its identity is its key; this is what else can be said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// The attributes requestors must supply, by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// The multi-geo environment of a site, by URL; `None` where there is only one.
    pub environment: Option<String>,
}

/// A directory attribute that a requestor fills in (`accessPackageResourceAttribute`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// What the requestor is asked.
    pub question: Question,
    /// Whether the value may be changed later.
    pub editable: bool,
    /// Whether the value stays when the assignment ends.
    pub persists_after_removal: bool,
}

open_enum! {
    /// Which stages may call a custom extension: decided by its Graph type.
    ExtensionKind {
        /// Around a request (`accessPackageAssignmentRequestWorkflowExtension`).
        AssignmentRequest = "assignmentRequest",
        /// Around an assignment's end (`accessPackageAssignmentWorkflowExtension`).
        Assignment = "assignment",
    }
}

/// A custom extension: a Logic App that a policy calls at a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// The display name as spelled.
    pub name: String,
    /// What the extension does.
    pub description: String,
    /// Which stages may call it.
    pub kind: ExtensionKind,
    /// The Logic App behind it.
    pub logic_app: LogicApp,
    /// How long the service waits for the workflow to call back; `None` launches and goes on.
    pub callback_timeout: Option<Span>,
}

/// Where a Logic App lives in Azure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogicApp {
    /// The Azure subscription's id.
    pub subscription_id: String,
    /// The resource group's name.
    pub resource_group: String,
    /// The workflow's name.
    pub workflow: String,
}
