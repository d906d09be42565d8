//! `export`: what the tenant holds, as the files of a project.

use std::sync::Arc;

use crate::cli::args;
use crate::cli::exit::{Exit, Reason};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;

pub(in crate::cli) async fn run(_settings: &Settings, _ui: &Arc<Ui>, _options: &args::Export) -> Exit {
    Exit::because(Reason::CouldNotRun)
}
