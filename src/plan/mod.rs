//! The plan: what will be written and in which order, decided completely before the first write.
//!
//! A plan is data. Applying it makes no decisions; only ids that are created on the way are filled in.

pub mod audit;
mod build;
mod convert;
mod digest;
mod draft;
mod exposure_v1;
mod facet;
mod file_v1;
mod guidance;
mod hold;
mod impact;
mod inputs;
mod key_v1;
mod operation;
mod operation_v1;
mod order;
mod place_v1;
mod remember;
mod schema;
mod step;
mod value_v1;
mod word_v1;

pub use build::{Comparison, build_change_plan, touched_keys};
pub use digest::digest_json;
pub use facet::{completed_facet, step_facet};
pub use file_v1::PlanV1;
pub use guidance::HoldGuidance;
pub use hold::{Acceptance, Accepting, Hold, HoldKind};
pub use impact::{Effect, Impact};
pub use inputs::{declared_digests, declared_value};
pub use operation::{Object, Operation, Part, Risk, RoleName, SponsorKind, Update};
pub use remember::{Remembered, remember_meanings};
pub use schema::{open_schema, plan_schema};
pub use step::{
    About, FORMAT_VERSION, Incomplete, Kept, KnownObject, Plan, Precondition, ReadOnly, Step, StepId,
    redact_names,
};
