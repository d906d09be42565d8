//! The vocabulary of entitlement management, and the two sides that are compared.
//!
//! No I/O, no Graph property names, no YAML: only plain values that both sides share.

mod actual;
mod assignment;
mod catalog;
mod counts;
mod duration;
mod effect;
mod facts;
mod field;
mod hidden;
mod ids;
mod index;
mod key;
mod key_text;
mod lock;
mod lookup;
mod name;
mod open;
mod organization;
mod ownership;
mod package;
mod pin;
mod place;
mod policy;
mod question;
mod reference;
mod rekey;
mod rename;
mod review;
pub mod role;
mod settings;
mod state;
mod subject;
mod walk;

pub use actual::{Actual, Binding, Bindings};
pub use assignment::{Assignment, AssignmentState, Membership, Person};
pub use catalog::{
    Attribute, Catalog, CatalogRoles, CatalogState, Extension, ExtensionKind, LogicApp, Origin, OriginSystem,
    Resource,
};
pub use counts::{Headcount, LiveCounts};
pub use duration::Span;
pub use effect::AccessEffect;
pub use facts::{Applier, DirectoryKind, DirectoryObject, Facts, ResourceRole, Tenant};
pub use field::FieldChange;
pub use hidden::{hidden_characters, is_hidden, is_shapeless};
pub(crate) use ids::bound_id;
pub use ids::{EncodeError, Ids};
pub use index::Index;
pub use key::{CatalogKey, ExtensionKey, Key, OrganizationKey, PackageKey, PolicyKey, ResourceKey};
pub use key_text::{KeyFault, KeyPattern};
pub use lock::{KeyText, Lock, LockedName, NameKind, Unlocked};
pub use lookup::{Lookup, ReadFailure, Unread};
pub use name::{exact_form, folded_form};
pub use open::OpenWord;
pub use organization::{IdentitySource, Organization, OrganizationState};
pub use ownership::{Limits, Ownership};
pub use package::{Package, PackageRef, RoleLink, RoleRef, comparable_role_id};
pub use place::{Place, Provenance, Route, RouteStep, Trace, Traces};
pub use policy::{
    Approval, ApproverVisibility, Automatic, Escalation, Expiration, ExtensionBinding, ExtensionRef,
    Notifications, OnBehalf, Policy, RequestKind, Requests, Stage, StageName, TargetScope,
};
pub use question::{Answer, Choice, Question};
pub use reference::{DirectoryRef, ObjectId, Principal};
pub use rename::Renames;
pub use review::{Recurrence, RecurrencePattern, RecurrenceRange, Review, ReviewOutcome, Reviewers};
pub use settings::{ExternalUserLifecycle, LifecycleAction, Settings};
pub use state::{Desired, Entry, State};
pub use subject::{OrganizationRef, Subject};
pub use walk::{Reference, ReferenceMut};
