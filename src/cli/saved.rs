//! Saved plans on disk: read with suspicion, since anybody may have written to them.

use std::path::Path;

use super::exit::{Exit, Reason};
use super::ui::Ui;
use crate::plan::{FORMAT_VERSION, Plan};

/// Reads a saved plan. One that was changed after it was made ends the run with 4, one that is none with 1.
pub(super) fn read(ui: &Ui, file: &Path) -> Result<Plan, Exit> {
    let refused = |reason: Reason, why: &str| {
        ui.message(&format!("error: {}: {}", file.display(), crate::render::escape(why)));
        Exit::because(reason)
    };
    let plan = parsed(file).map_err(|why| refused(Reason::CouldNotRun, &why))?;
    if plan.id_holds() {
        return Ok(plan);
    }
    let why = "the plan was changed after it was made: its id does not match its steps; plan again";
    Err(refused(Reason::Stale, why))
}

#[expect(clippy::disallowed_methods, reason = "a saved plan is read from where the caller says")]
fn parsed(file: &Path) -> Result<Plan, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("this is no plan: {error}"))?;
    match value.get("formatVersion").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(FORMAT_VERSION) => {}
        Some(version) => {
            return Err(format!(
                "this is a plan of version {version}; this program reads version {FORMAT_VERSION}"
            ));
        }
        None => return Err("this is no plan: it has no formatVersion".to_owned()),
    }
    serde_json::from_value(value).map_err(|error| format!("this is no plan: {error}"))
}
