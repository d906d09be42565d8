//! `show`: a saved plan, rendered again.

use crate::cli::args::{self, Format};
use crate::cli::exit::Exit;
use crate::cli::saved;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::render::{COMMENT, Style, plan_markdown, plan_text};
use crate::view::PlanView;

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui, options: &args::Show) -> Exit {
    let plan = match saved::read(ui, &options.file) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let view = PlanView::of(&plan, &mut |_| None);
    if let Some(file) = &settings.md_file {
        ui.also(file, &plan_markdown(&view, COMMENT));
    }
    match settings.format {
        Format::Json => {
            ui.result(&(serde_json::to_string_pretty(&plan).unwrap_or_default() + "\n"));
        }
        Format::Text => {
            let mut text = String::new();
            let style = Style { colour: ui.colour, all_foreign: options.all_foreign };
            let _ = plan_text(&mut text, &view, style);
            ui.result(&text);
        }
    }
    Exit::done()
}
