//! The schema of the plan file.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::PlanV1;

/// Words of Graph of which there may be more tomorrow: a plan shows them as the tenant has them.
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

/// The JSON Schema of plan files, version 1. A reader may meet members of objects in it that it does not know only
/// where the version is another.
#[must_use]
pub fn schema() -> Value {
    opened(
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<PlanV1>().to_value(),
        "Guestlist plan",
    )
}

/// A schema that holds a plan, under a title, with the words of Graph left open.
#[must_use]
pub fn opened(mut root: Value, title: &str) -> Value {
    root["title"] = json!(title);
    for name in OPEN {
        if let Some(open) = root["$defs"].get_mut(*name) {
            *open = json!({ "type": "string", "description": open["description"] });
        }
    }
    root
}
