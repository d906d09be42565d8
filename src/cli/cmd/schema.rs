//! `schema`: the JSON Schemas of input files and JSON results.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::cli::args;
use crate::cli::exit::{Exit, Reason};
use crate::cli::results::ResultV1;
use crate::cli::ui::Ui;
use crate::view::{DoctorView, ExposureV1, PermissionsView};
use crate::{config, plan};

/// Every published schema by file name.
#[must_use]
pub fn published_schemas() -> Vec<(&'static str, Value)> {
    let mut all = config::file_schemas();
    all.push(("plan.schema.json", plan::plan_schema()));
    all.push((
        "result.schema.json",
        result_schema::<ResultV1>("Guestlist result of plan, apply, lock and validate"),
    ));
    all.push(("exposure.schema.json", result_schema::<ExposureV1>("Guestlist result of exposure")));
    all.push(("doctor.schema.json", result_schema::<DoctorView>("Guestlist result of doctor")));
    all.push((
        "permissions.schema.json",
        result_schema::<PermissionsView>("Guestlist result of permissions"),
    ));
    all
}

/// The schema of a command's output with `--format json`.
fn result_schema<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    plan::open_schema(settings.into_generator().into_root_schema_for::<T>().to_value(), title)
}

#[expect(clippy::disallowed_methods, reason = "schemas are written to the folder that the caller gives")]
pub(in crate::cli) fn run(ui: &Ui, options: &args::Schema) -> Exit {
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&options.out)?;
        for (name, schema) in published_schemas() {
            let text = serde_json::to_string_pretty(&schema)? + "\n";
            std::fs::write(options.out.join(name), text)?;
        }
        Ok(())
    };
    match write() {
        Ok(()) => Exit::success(),
        Err(error) => {
            ui.write_message(&format!("error: {}: {error}", options.out.display()));
            Exit::for_reason(Reason::CouldNotRun)
        }
    }
}
