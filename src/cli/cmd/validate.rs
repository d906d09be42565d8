//! `validate`: every fault of the files, offline.

use crate::cli::exit::Exit;
use crate::cli::project;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui) -> Exit {
    match project::load(settings, ui) {
        Ok(loaded) => {
            let count = loaded.files.policies.len();
            ui.message(&format!("{count} files are valid."));
            loaded.finish(settings, ui, None, Exit::done())
        }
        Err(exit) => exit,
    }
}
