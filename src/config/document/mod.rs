//! The documents of the language as written: required and optional keys, with nothing resolved.
//!
//! The JSON Schemas are generated from these types, so their comments are what people read in the editor.
//! Only shapes are checked here. Whether a text is a valid name or duration is checked later.

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
mod templated;
mod value;

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
pub(crate) use template::{BLOCKS, NONE, OWN, is_key_removal};
pub use template::{Parameter, PolicyTemplate, TemplateBody, TemplateUse, Templates};
pub use templated::TemplatedDocument;
pub use value::{Always, Date, Guid, Length, Whole};

/// A file of a Guestlist project: Microsoft Entra entitlement management as reviewed YAML. All files of a
/// project are merged, so every list can be split over any number of files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, remote = "Self")]
#[schemars(rename = "Document")]
pub struct Document {
    /// Partner organizations whose people can request access.
    pub connected_organizations: Option<Vec<Organization>>,
    /// Catalogs: containers for access packages and the resources that they use.
    pub catalogs: Option<Vec<Catalog>>,
    /// Access packages: what people request.
    pub access_packages: Option<Vec<Package>>,
    /// Templates: what several objects have in common, written once and usable in every file.
    pub templates: Option<Templates>,
    /// Objects that files refer to without managing them. They must exist in the tenant and are never
    /// changed.
    pub existing: Option<Existing>,
    /// Objects to delete. A deletion is always explicit: an object that is merely no longer declared
    /// stays in the tenant.
    pub remove: Option<Vec<Removal>>,
    /// Tenant-wide settings. Each part is managed only if it is present.
    pub settings: Option<Settings>,
}

mapping!(Document);
