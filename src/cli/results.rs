//! The results of a run for every audience: people, CI hosts, and programs.

use std::path::{Path, PathBuf};

use crate::model::Place;
use crate::plan::{Plan, PlanV1};
use crate::render::{annotation_lines, faults_markdown, gitlab_report, junit_report, sarif_report};
use crate::source::{Files, Findings, Locator, PROJECT_FILE, Points};
use crate::view::{FindingV1, PlanView, Report, finding};

use super::args::Format;
use super::exit::{Exit, ExitV1};
use super::findings;
use super::settings::{Kind, Settings};
use super::ui::Ui;

/// The JSON result of `plan`, `apply`, `lock` and `validate`.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Document")]
pub(super) struct ResultV1 {
    /// The plan, if there is one.
    plan: Option<PlanV1>,
    /// The findings about files.
    findings: Vec<FindingV1>,
    /// How the run ended.
    exit: ExitV1,
}

/// The results of a run.
pub(super) struct Results<'a> {
    /// The files that it read.
    pub(super) files: &'a Files,
    /// The findings about them.
    pub(super) found: &'a Findings,
    /// The plan, if there is one.
    pub(super) plan: Option<&'a Plan>,
}

impl Results<'_> {
    /// Writes all outputs and ends the run.
    pub(super) fn end_run(&self, settings: &Settings, ui: &Ui, exit: Exit) -> Exit {
        if !self.found.is_empty() {
            ui.write_message(findings::findings_text(self.files, self.found, ui.colour_messages).trim_end());
        }
        let report = self.build_report(settings);
        if let Some(host) = settings.annotations {
            let commands = annotation_lines(host, &report.entries);
            commands.lines().for_each(|command| ui.write_message(command));
        }
        if settings.format == Format::Json {
            ui.write_result(&self.result_document(&exit));
        }
        if let Some(file) = &settings.json_file {
            ui.write_result_file(file, &self.result_document(&exit));
        }
        if self.plan.is_none() && self.found.has_errors() {
            settings.write_comment(ui, |limit| faults_markdown(&report, limit));
        }
        write_reports(&report, &settings.reports, ui);
        exit
    }

    /// The JSON result.
    fn result_document(&self, exit: &Exit) -> String {
        let findings =
            finding::finding_views(self.files, self.found).into_iter().map(FindingV1::from).collect();
        let document =
            ResultV1 { plan: self.plan.cloned().map(PlanV1::from), findings, exit: exit.exit_view() };
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    fn build_report(&self, settings: &Settings) -> Report {
        let mut locator = Locator::new(self.files);
        let mut spot = |place: &Place| {
            let located = locator.locate_place(place, Points::Value)?;
            Some((located.position.line, located.position.column))
        };
        let plan = self.plan.map(|plan| PlanView::new(plan, &mut |_| None));
        let project = settings.project.clone().unwrap_or_else(|| settings.dir.join(PROJECT_FILE));
        let files = self.files.policies.iter().map(|file| file.path.clone()).collect();
        let found = finding::finding_views(self.files, self.found);
        Report::new(show_path(&project), files, &found, plan.as_ref(), &mut spot)
    }
}

/// A path in the form that reports use.
fn show_path(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Writes a report in every requested format.
pub(super) fn write_reports(report: &Report, wanted: &[(Kind, PathBuf)], ui: &Ui) {
    for (kind, file) in wanted {
        let text = match kind {
            Kind::Sarif => sarif_report(report, env!("CARGO_PKG_VERSION")),
            Kind::JUnit => junit_report(report),
            Kind::GitLab => gitlab_report(report),
        };
        ui.write_result_file(file, &text);
    }
}
