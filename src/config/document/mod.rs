//! The documents of the language as they are written: what is required, what is optional, and nothing resolved.
//!
//! The JSON Schemas come from these types, so their comments are what people read while they write. Whether a
//! text is a good name or a length of time is not judged here: shapes alone are.

mod accepted;
mod catalog;
mod form;
mod lock;
mod organization;
mod ownership;
mod package;
mod parameter_type;
mod policy;
mod project;
mod question;
mod reference;
mod review;
mod settings;
mod template;
mod value;
mod written;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use form::mapping;

pub use accepted::{Accepted, AcceptedHold};
pub use catalog::{Attribute, Callback, Catalog, CatalogResource, CatalogRoles, Extension, LogicApp};
pub use form::{OneOrMany, tagged};
pub use lock::{Lock, LockedTenant};
pub use organization::{CrossCloud, Federation, Identity, Organization, Sponsors};
pub use ownership::{
    Existing, ExistingExtension, ExistingOrganization, ExistingPackage, ExistingPolicy, ExistingResource,
    Removal,
};
pub use package::{Incompatible, IncompatiblePackage, Package, PackageResource};
pub use parameter_type::ParameterType;
pub use policy::{
    Approval, Automatic, Binding, Escalation, Expiration, Notifications, OnBehalf, Policy, RequestWord,
    Requestors, Stage,
};
pub use project::{AcceptAll, Auth, AuthMethod, Cloud, Limits, Project, Sandbox, SignIn, Tenant};
pub use question::{Choice, Question, TextAnswer};
pub use reference::{
    Application, ApplicationId, CatalogId, CatalogName, ConnectedOrganizationId, ExtensionId, ExtensionName,
    Group, GroupId, Named, OrganizationName, Principal, Subject, TenantId, TenantName, User, UserId,
};
pub use review::{Frequency, Range, Recurrence, Review, Reviewers, Rhythm};
pub use settings::{Lifecycle, Settings};
pub(crate) use template::{BLOCKS, NONE, OWN, is_none};
pub use template::{Parameter, PolicyTemplate, TemplateBody, TemplateUse, Templates};
pub use value::{Always, Date, Guid, Length, Whole};
pub use written::Written;

/// Entitlement management as reviewed YAML: one file of a Guestlist project. Files are merged, so every list may be spread over as many files as you like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Document")]
pub struct Document {
    /// The partners whose people may ask for access.
    pub connected_organizations: Option<Vec<Organization>>,
    /// Catalogs: containers of access packages and of the resources they may use.
    pub catalogs: Option<Vec<Catalog>>,
    /// Access packages: what people ask for.
    pub access_packages: Option<Vec<Package>>,
    /// What several objects have in common, written once and used in any file.
    pub templates: Option<Templates>,
    /// Objects that files refer to and that are not managed here: they must be in the tenant, and nothing of them is ever written.
    pub existing: Option<Existing>,
    /// Objects that go. Deletion is always written down; what files merely no longer declare is left alone.
    pub remove: Option<Vec<Removal>>,
    /// Tenant-wide settings. Each part is managed only where it is present.
    pub settings: Option<Settings>,
}

mapping!(Document);
