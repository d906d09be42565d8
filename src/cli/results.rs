//! The results of a run for every audience: people, CI hosts, and programs.

use std::path::{Path, PathBuf};

use crate::model::Place;
use crate::plan::{Plan, PlanV1};
use crate::render::{annotations, faults_markdown, gitlab, junit, sarif};
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
    pub(super) fn end(&self, settings: &Settings, ui: &Ui, exit: Exit) -> Exit {
        if !self.found.is_empty() {
            ui.message(findings::text(self.files, self.found, ui.colour_messages).trim_end());
        }
        let report = self.report(settings);
        if let Some(host) = settings.annotations {
            let commands = annotations(host, &report.entries);
            commands.lines().for_each(|command| ui.message(command));
        }
        if settings.format == Format::Json {
            ui.result(&self.document(&exit));
        }
        if let Some(file) = &settings.json_file {
            ui.also(file, &self.document(&exit));
        }
        if self.plan.is_none() && self.found.has_errors() {
            settings.comment(ui, |limit| faults_markdown(&report, limit));
        }
        write_reports(&report, &settings.reports, ui);
        exit
    }

    /// The JSON result.
    fn document(&self, exit: &Exit) -> String {
        let findings = finding::findings(self.files, self.found).into_iter().map(FindingV1::from).collect();
        let document = ResultV1 { plan: self.plan.cloned().map(PlanV1::from), findings, exit: exit.view() };
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    fn report(&self, settings: &Settings) -> Report {
        let mut locator = Locator::new(self.files);
        let mut spot = |place: &Place| {
            let located = locator.locate(place, Points::Value)?;
            Some((located.position.line, located.position.column))
        };
        let plan = self.plan.map(|plan| PlanView::of(plan, &mut |_| None));
        let project = settings.project.clone().unwrap_or_else(|| settings.dir.join(PROJECT_FILE));
        let files = self.files.policies.iter().map(|file| file.path.clone()).collect();
        let found = finding::findings(self.files, self.found);
        Report::of(shown(&project), files, &found, plan.as_ref(), &mut spot)
    }
}

/// A path in the form that reports use.
fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Writes a report in every requested format.
pub(super) fn write_reports(report: &Report, wanted: &[(Kind, PathBuf)], ui: &Ui) {
    for (kind, file) in wanted {
        let text = match kind {
            Kind::Sarif => sarif(report, env!("CARGO_PKG_VERSION")),
            Kind::JUnit => junit(report),
            Kind::GitLab => gitlab(report),
        };
        ui.also(file, &text);
    }
}
