//! `show`: shows a saved plan again.

use crate::cli::args::{self, Format};
use crate::cli::exit::Exit;
use crate::cli::results::write_reports;
use crate::cli::saved;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::render::{Style, plan_markdown, plan_text};
use crate::source::PROJECT_FILE;
use crate::view::{PlanView, Report};

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui, options: &args::Show) -> Exit {
    let mut plan = match saved::read_saved_plan(ui, &options.file) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    if settings.redact {
        plan.redact_tenant();
    }
    let view = PlanView::new(&plan, &mut |_| None);
    settings.write_comment(ui, |limit| plan_markdown(&view, limit));
    let project = settings.dir.join(PROJECT_FILE).display().to_string();
    let report = Report::new(project, Vec::new(), &[], Some(&view), &mut |_| None);
    write_reports(&report, &settings.reports, ui);
    match settings.format {
        Format::Json => {
            ui.write_result(&(serde_json::to_string_pretty(&plan).unwrap_or_default() + "\n"));
        }
        Format::Text => {
            let mut text = String::new();
            let style = Style { colour: ui.colour, all_foreign: options.all_foreign };
            let _ = plan_text(&mut text, &view, style);
            ui.write_result(&text);
        }
    }
    Exit::success()
}
