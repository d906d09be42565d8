//! Journals on disk: one file per tenant, one line per event, each written to disk before the request that it
//! is about is sent.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::apply::{Journal, Line, pending_writes};

/// The folder of journals, below the working directory.
const FOLDER: &str = ".guestlist/journal";

/// An open journal.
pub(super) struct Journals {
    file: Mutex<File>,
    path: PathBuf,
    /// What earlier runs left unfinished.
    pub(super) before: Vec<Line>,
}

impl Journals {
    /// Opens the journal of a tenant and drops the entries that no run needs any more.
    ///
    /// # Errors Why the journal cannot be written. Nothing may be applied then.
    pub(super) fn open_journal(tenant: &str, now: Duration) -> Result<Self, String> {
        let path = Path::new(FOLDER).join(format!("{tenant}.jsonl"));
        let named = |why: std::io::Error| format!("{}: {why}", path.display());
        std::fs::create_dir_all(FOLDER).map_err(named)?;
        let before = read_journal(&path).map_err(named)?;
        let over = pending_writes(&before, now).is_empty();
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(named)?;
        if over {
            file.set_len(0).map_err(named)?;
        }
        let before = if over { Vec::new() } else { before };
        Ok(Self { file: Mutex::new(file), path, before })
    }
}

/// The lines of a journal. A line that was cut off is about a request that was never sent.
#[expect(clippy::disallowed_methods, reason = "a journal is read from the place where the last run wrote it")]
fn read_journal(path: &Path) -> std::io::Result<Vec<Line>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

impl Journal for Journals {
    fn append_line(&self, entry: &Line) -> Result<(), String> {
        let line = serde_json::to_string(entry).map_err(|error| error.to_string())? + "\n";
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|why| format!("{}: {why}", self.path.display()))
    }
}
