//! `validate`: all findings about the files, offline, for every tenant of the project.

use crate::cli::exit::Exit;
use crate::cli::project;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui) -> Exit {
    project::validate_project(settings, ui)
}
