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
use crate::render::escape_hidden;
use crate::view::count_with_noun;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Export) -> Exit {
    if let Err(why) = check_writable(&options.out) {
        ui.write_message(&format!("error: {}: {why}", options.out.display()));
        return Exit::for_reason(Reason::CouldNotRun);
    }
    let (name, tenant) = match project::chosen_tenant(settings, ui) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let session = match connection::connect_to_tenant(settings, ui, &tenant, Purpose::Read).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let exported =
        pipeline::export_tenant(&session.graph_reader(), &name, &project::tenant_entry(&tenant)).await;
    session.close_session().await;
    let (export, facts) = match exported {
        Ok(exported) => exported,
        Err(error) => {
            ui.write_message(&format!("error: {}", escape_hidden(&error.to_string())));
            return Exit::for_reason(Reason::CouldNotRun);
        }
    };
    if !facts.failures.is_empty() {
        ui.write_message("error: nothing was written, because parts of the tenant could not be read:");
        for failure in &facts.failures {
            ui.write_message(&format!("  {}", escape_hidden(&failure.why)));
        }
        return Exit::for_reason(Reason::IncompleteRead);
    }
    if let Err(error) = write_project(&options.out, &export.files) {
        ui.write_message(&format!("error: {}: {error}", options.out.display()));
        return Exit::for_reason(Reason::CouldNotRun);
    }
    for note in &export.notes {
        ui.write_message(&format!(
            "not exported, stays in the tenant: {}: {}",
            escape_hidden(&note.what),
            escape_hidden(&note.why)
        ));
    }
    ui.write_message(&format!(
        "Wrote {} to {}.",
        count_with_noun(export.files.len(), "file"),
        options.out.display()
    ));
    Exit::success()
}

fn check_writable(out: &Path) -> Result<(), String> {
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
fn write_project(out: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    for (path, text) in files {
        let path = out.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
