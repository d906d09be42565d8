//! `fmt`: formats the files of the folder and keeps comments. `--check` only lists files that are not
//! formatted.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::cli::args::{self, Format};
use crate::cli::exit::{Exit, Reason};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::cli::{findings, project};
use crate::render::escape_hidden;
use crate::source::{self, Files, Findings};
use crate::transfer;
use crate::view::count_with_noun;

/// A file that is not formatted.
struct Changed {
    path: String,
    before: String,
    after: String,
}

pub(in crate::cli) fn run(settings: &Settings, ui: &Ui, options: &args::Fmt) -> Exit {
    let mut found = Findings::default();
    // A project file from elsewhere belongs to another folder.
    let files = source::load_files(&settings.dir, None, &mut found);
    if found.has_errors() {
        return project::refuse_files(&files, &found, settings, ui);
    }
    let changed = changed_files(&files, &mut found);
    let mut exit = Exit::success();
    for file in &changed {
        if options.check {
            exit = Exit::for_reason(Reason::NotFormatted);
        } else if let Err(why) = replace_file(file) {
            ui.write_message(&format!("error: {}: {}", escape_hidden(&file.path), escape_hidden(&why)));
            exit.0.push(Reason::CouldNotRun);
        }
    }
    show_changes(&files, &changed, &found, settings, ui, options.check, &exit);
    exit
}

fn changed_files(files: &Files, found: &mut Findings) -> Vec<Changed> {
    let mut changed = Vec::new();
    for file in files.project.iter().chain(&files.policies).chain(&files.accepted) {
        match transfer::format_file(file) {
            Ok(after) if after == file.text => {}
            Ok(after) => changed.push(Changed { path: file.path.clone(), before: file.text.clone(), after }),
            Err(doubt) => found.push(*doubt),
        }
    }
    changed.sort_by(|left, right| left.path.cmp(&right.path));
    changed
}

fn show_changes(
    files: &Files,
    changed: &[Changed],
    found: &Findings,
    settings: &Settings,
    ui: &Ui,
    check: bool,
    exit: &Exit,
) {
    if !found.is_empty() {
        ui.write_message(findings::findings_text(files, found, ui.colour_messages).trim_end());
    }
    let paths: Vec<&str> = changed.iter().map(|file| file.path.as_str()).collect();
    if settings.format == Format::Json {
        let document = json!({ "changed": paths, "findings": findings::findings_json(files, found), "exit": exit.exit_view() });
        ui.write_result(&(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"));
    } else {
        paths.iter().for_each(|path| ui.write_result(&format!("{}\n", escape_hidden(path))));
    }
    let count = format!(
        "{} {}",
        count_with_noun(changed.len(), "file"),
        if changed.len() == 1 { "is" } else { "are" }
    );
    ui.write_message(&match (changed.is_empty(), check) {
        (true, _) => "All files are formatted.".to_owned(),
        (false, true) => format!("{count} not formatted: run `guestlist fmt`."),
        (false, false) => format!("{count} now formatted."),
    });
}

/// Replaces a file with its new text in one step, so that it is never half written.
#[expect(clippy::disallowed_methods, reason = "`fmt` writes the files of the project")]
fn replace_file(file: &Changed) -> Result<(), String> {
    let path = Path::new(&file.path);
    let now = std::fs::read(path).map_err(|error| error.to_string())?;
    if now != file.before.as_bytes() {
        return Err("the file has changed during formatting; it was not overwritten".to_owned());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Dot files are not part of a project, so a leftover would do no harm.
    let fresh = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = write_fresh(&fresh, path, &file.after).and_then(|()| std::fs::rename(&fresh, path));
    if written.is_err() {
        drop(std::fs::remove_file(&fresh));
    }
    written.map_err(|error| error.to_string())
}

fn write_fresh(fresh: &Path, like: &Path, text: &str) -> std::io::Result<()> {
    let permissions = std::fs::metadata(like)?.permissions();
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(fresh)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
