//! `export`: the tenant's objects as the files of a project.

use std::path::Path;
use std::sync::Arc;

use crate::cli::args;
use crate::cli::connection::{self, Purpose};
use crate::cli::exit::{Exit, Reason};
use crate::cli::pipeline;
use crate::cli::project;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::render::escape;
use crate::view::counted;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Export) -> Exit {
    if let Err(why) = writable(&options.out) {
        ui.message(&format!("error: {}: {why}", options.out.display()));
        return Exit::because(Reason::CouldNotRun);
    }
    let (name, tenant) = match project::tenant(settings, ui) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let session = match connection::connect(settings, ui, &tenant, Purpose::Read).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let exported = pipeline::export(&session.reader(), &name, &project::entry(&tenant)).await;
    session.close().await;
    let (export, facts) = match exported {
        Ok(exported) => exported,
        Err(error) => {
            ui.message(&format!("error: {}", escape(&error.to_string())));
            return Exit::because(Reason::CouldNotRun);
        }
    };
    if !facts.failures.is_empty() {
        ui.message("error: nothing was written, because parts of the tenant could not be read:");
        for failure in &facts.failures {
            ui.message(&format!("  {}", escape(&failure.why)));
        }
        return Exit::because(Reason::IncompleteRead);
    }
    if let Err(error) = write(&options.out, &export.files) {
        ui.message(&format!("error: {}: {error}", options.out.display()));
        return Exit::because(Reason::CouldNotRun);
    }
    for note in &export.notes {
        ui.message(&format!(
            "not exported, stays in the tenant: {}: {}",
            escape(&note.what),
            escape(&note.why)
        ));
    }
    ui.message(&format!("Wrote {} to {}.", counted(export.files.len(), "file"), options.out.display()));
    Exit::done()
}

fn writable(out: &Path) -> Result<(), String> {
    let entries = match std::fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    match entries.count() {
        0 => Ok(()),
        _ => {
            Err("the folder is not empty; an export never overwrites files, so choose another folder"
                .to_owned())
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "an export is written to the folder that the caller gives")]
fn write(out: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    for (path, text) in files {
        let path = out.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
