//! Saved plans on disk. Nothing in them is trusted, because anyone may have edited them.

use std::path::Path;

use super::exit::{Exit, Reason};
use super::ui::Ui;
use crate::plan::{FORMAT_VERSION, Plan};

/// Reads a saved plan. A plan that was edited ends the run with 4, and a file that is not a plan with 1.
pub(super) fn read_saved_plan(ui: &Ui, file: &Path) -> Result<Plan, Exit> {
    let refused = |reason: Reason, why: &str| {
        ui.write_message(&format!("error: {}: {}", file.display(), crate::render::escape_hidden(why)));
        Exit::for_reason(reason)
    };
    let plan = parse_saved_plan(file).map_err(|why| refused(Reason::CouldNotRun, &why))?;
    if plan.has_valid_id() {
        return Ok(plan);
    }
    let why = "the plan was modified after it was made: its id does not match its steps; plan again";
    Err(refused(Reason::Stale, why))
}

#[expect(clippy::disallowed_methods, reason = "a saved plan is read from where the caller says")]
fn parse_saved_plan(file: &Path) -> Result<Plan, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("this file is not a plan: {error}"))?;
    match value.get("formatVersion").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(FORMAT_VERSION) => {}
        Some(version) => {
            return Err(format!(
                "this is a plan of version {version}, but this program reads version {FORMAT_VERSION}"
            ));
        }
        None => return Err("this file is not a plan: `formatVersion` is missing".to_owned()),
    }
    serde_json::from_value(value).map_err(|error| format!("this file is not a plan: {error}"))
}
