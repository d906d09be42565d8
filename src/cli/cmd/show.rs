//! `show`: a saved plan, rendered again.

use crate::cli::args::{self, Format};
use crate::cli::exit::{Exit, Reason};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::plan::{FORMAT_VERSION, Plan};
use crate::render::{Style, plan_text};
use crate::view::PlanView;

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui, options: &args::Show) -> Exit {
    let plan = match read(&options.file) {
        Ok(plan) => plan,
        Err(why) => {
            ui.message(&format!("error: {}: {}", options.file.display(), crate::render::escape(&why)));
            return Exit::because(Reason::CouldNotRun);
        }
    };
    match settings.format {
        Format::Json => {
            ui.result(&(serde_json::to_string_pretty(&plan).unwrap_or_default() + "\n"));
        }
        Format::Text => {
            let mut text = String::new();
            let style = Style { colour: ui.colour, all_foreign: options.all_foreign };
            let view = PlanView::of(&plan, &mut |_| None);
            let _ = plan_text(&mut text, &view, style);
            ui.result(&text);
        }
    }
    Exit::done()
}

#[expect(clippy::disallowed_methods, reason = "a saved plan is read from where the caller says")]
fn read(file: &std::path::Path) -> Result<Plan, String> {
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
    let plan: Plan = serde_json::from_value(value).map_err(|error| format!("this is no plan: {error}"))?;
    if plan.id_holds() {
        Ok(plan)
    } else {
        Err("the plan was changed after it was made: its id does not match its steps".to_owned())
    }
}
