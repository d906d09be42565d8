//! Journals on disk: one file a tenant, a line an event, each on the disk before what it is about is sent.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::apply::{Journal, Line, pending};

/// Where journals are kept, below the working directory.
const FOLDER: &str = ".guestlist/journal";

/// A journal that is open.
pub(super) struct Journals {
    file: Mutex<File>,
    path: PathBuf,
    /// What former runs left.
    pub(super) before: Vec<Line>,
}

impl Journals {
    /// Opens the journal of a tenant. What no run has to know of any more is dropped from it.
    ///
    /// # Errors
    /// Says why it cannot be kept: then nothing may be written.
    pub(super) fn open(tenant: &str, now: Duration) -> Result<Self, String> {
        let path = Path::new(FOLDER).join(format!("{tenant}.jsonl"));
        let named = |why: std::io::Error| format!("{}: {why}", path.display());
        std::fs::create_dir_all(FOLDER).map_err(named)?;
        let before = read(&path).map_err(named)?;
        let over = pending(&before, now).is_empty();
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(named)?;
        if over {
            file.set_len(0).map_err(named)?;
        }
        let before = if over { Vec::new() } else { before };
        Ok(Self { file: Mutex::new(file), path, before })
    }
}

/// The lines of a journal. One that was cut while it was written is about something that was not sent.
#[expect(clippy::disallowed_methods, reason = "a journal is read from where the last run left it")]
fn read(path: &Path) -> std::io::Result<Vec<Line>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

impl Journal for Journals {
    fn add(&self, entry: &Line) -> Result<(), String> {
        let line = serde_json::to_string(entry).map_err(|error| error.to_string())? + "\n";
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|why| format!("{}: {why}", self.path.display()))
    }
}
