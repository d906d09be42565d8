//! The schema of the plan file.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::PlanV1;

/// Enum words of Graph, which may get new members: a plan shows them as in the tenant.
const OPEN: &[&str] = &[
    "CatalogState",
    "ExtensionKind",
    "OrganizationState",
    "TargetScope",
    "ApproverVisibility",
    "StageName",
    "ReviewOutcome",
    "LifecycleAction",
];

/// The JSON Schema of plan files, version 1. Objects get additional members only with another version.
#[must_use]
pub fn plan_schema() -> Value {
    open_schema(
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<PlanV1>().to_value(),
        "Guestlist plan",
    )
}

/// A schema that contains a plan, with a title and with Graph's enums open.
#[must_use]
pub fn open_schema(mut root: Value, title: &str) -> Value {
    root["title"] = json!(title);
    for name in OPEN {
        if let Some(open) = root["$defs"].get_mut(*name) {
            *open = json!({ "type": "string", "description": open["description"] });
        }
    }
    root
}
