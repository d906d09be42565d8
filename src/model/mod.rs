//! The vocabulary: what entitlement management is made of, and the two sides that are compared.
//!
//! No I/O, no Graph property names, no YAML. Everything here is a plain value that two sides can share.

mod actual;
mod assignment;
mod catalog;
mod duration;
mod hidden;
mod key;
mod key_text;
mod lock;
mod name;
mod open;
mod organization;
mod ownership;
mod package;
mod place;
mod policy;
mod question;
mod reference;
mod rekey;
mod rename;
mod review;
mod settings;
mod state;
mod walk;

pub use actual::{
    Actual, Applier, Binding, Bindings, DirectoryKind, DirectoryObject, Facts, Lookup, ReadFailure,
    ResourceRole, Tenant, Unread,
};
pub use assignment::{Assignment, AssignmentState, Headcount, LiveCounts, Person, Standing};
pub use catalog::{
    Attribute, Catalog, CatalogRoles, CatalogState, Extension, ExtensionKind, LogicApp, Origin, OriginSystem,
    Resource,
};
pub use duration::Span;
pub use hidden::{hidden, is_hidden, is_shapeless};
pub use key::{CatalogKey, ExtensionKey, Key, OrganizationKey, PackageKey, PolicyKey, ResourceKey};
pub use key_text::{KeyFault, KeyPattern};
pub use lock::{KeyText, Lock, LockedName, NameKind, Unlocked};
pub use name::{exact, folded};
pub use organization::{IdentitySource, Organization, OrganizationState};
pub use ownership::{Limits, Ownership};
pub use package::{Package, PackageRef, RoleLink, RoleRef, role_id};
pub use place::{Origins, Place, Route, RouteStep, Trace, Traces};
pub use policy::{
    Approval, ApproverVisibility, Automatic, Escalation, Expiration, ExtensionBinding, ExtensionRef,
    OnBehalf, Policy, RequestKind, Requests, Stage, StageName, TargetScope,
};
pub use question::{Answer, Choice, Question};
pub use reference::{DirectoryRef, ObjectId, OrganizationRef, Principal, Subject};
pub use rename::Renames;
pub use review::{Recurrence, RecurrencePattern, RecurrenceRange, Review, ReviewOutcome, Reviewers};
pub use settings::{ExternalUserLifecycle, LifecycleAction, Settings};
pub use state::{Desired, State};
pub use walk::{Reference, ReferenceMut};
