//! `schema`: the JSON Schemas of the files.

use crate::cli::args;
use crate::cli::exit::{Exit, Reason};
use crate::cli::ui::Ui;
use crate::{config, plan};

/// Every published schema, by file name: of what people write, and of what the program writes for others.
#[must_use]
pub fn schemas() -> Vec<(&'static str, serde_json::Value)> {
    let mut all = config::schemas();
    all.push(("plan.schema.json", plan::schema()));
    all
}

#[expect(clippy::disallowed_methods, reason = "schemas are written where the caller says")]
pub(in crate::cli) fn run(ui: &Ui, options: &args::Schema) -> Exit {
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&options.out)?;
        for (name, schema) in schemas() {
            let text = serde_json::to_string_pretty(&schema)? + "\n";
            std::fs::write(options.out.join(name), text)?;
        }
        Ok(())
    };
    match write() {
        Ok(()) => Exit::done(),
        Err(error) => {
            ui.message(&format!("error: {}: {error}", options.out.display()));
            Exit::because(Reason::CouldNotRun)
        }
    }
}
