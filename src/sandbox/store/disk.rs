//! The state directory: a snapshot, a log that is appended and synced before each answer, and a lock.
//!
//! It must not interpret rows. No other file of the sandbox touches the disk.
#![expect(clippy::disallowed_methods, reason = "only this file of the sandbox touches the file system")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::tables::{Tables, parse_tables};

const SNAPSHOT: &str = "snapshot.json";
const LOG: &str = "log.jsonl";
const LOCK: &str = "lock";
/// The number of log lines after which a new snapshot is written, so that starting stays fast.
const COMPACT_AFTER: u64 = 2_000;

/// The open state directory. It is locked as long as this exists.
#[derive(Debug)]
pub(crate) struct Disk {
    dir: PathBuf,
    log: File,
    lines: u64,
    _lock: File,
}

impl Disk {
    /// Opens or creates the directory and returns its content.
    ///
    /// # Errors `WouldBlock` if another process has it locked. `InvalidData` if the snapshot or a log line
    /// except the last cannot be read.
    pub(crate) fn open_directory(dir: &Path) -> io::Result<(Disk, Option<Tables>)> {
        fs::create_dir_all(dir)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let why = "another process uses this state directory";
                return Err(io::Error::new(io::ErrorKind::WouldBlock, why));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let mut held = read_snapshot(&dir.join(SNAPSHOT))?;
        if let Some(tables) = &mut held {
            replay_log(&dir.join(LOG), tables)?;
        }
        let log = OpenOptions::new().create(true).append(true).open(dir.join(LOG))?;
        let mut disk = Disk { dir: dir.to_path_buf(), log, lines: 0, _lock: lock };
        if let Some(tables) = &held {
            disk.write_snapshot(tables)?;
        }
        Ok((disk, held))
    }

    /// Appends the changes of one request and waits until they are on disk.
    pub(crate) fn append_changes(&mut self, changes: &[Value], tables: &Tables) -> io::Result<()> {
        if self.lines >= COMPACT_AFTER {
            return self.write_snapshot(tables);
        }
        let mut line = json!(changes).to_string();
        line.push('\n');
        let length = self.log.metadata()?.len();
        let written = self.log.write_all(line.as_bytes()).and_then(|()| self.log.sync_data());
        if written.is_err() {
            // A partial line must not end up in the middle of the log.
            self.log.set_len(length)?;
        }
        self.lines += 1;
        written
    }

    /// Writes a new snapshot and empties the log.
    pub(crate) fn write_snapshot(&mut self, tables: &Tables) -> io::Result<()> {
        let fresh = self.dir.join("snapshot.new");
        let mut file = File::create(&fresh)?;
        file.write_all(json!(tables).to_string().as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, self.dir.join(SNAPSHOT))?;
        // The rename is durable only after the directory is synced. Replaying an old log over the snapshot is
        // harmless.
        File::open(&self.dir)?.sync_all()?;
        self.log.set_len(0)?;
        self.log.sync_all()?;
        self.lines = 0;
        Ok(())
    }
}

fn read_snapshot(path: &Path) -> io::Result<Option<Tables>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let dump: Value = serde_json::from_str(&text)?;
    parse_tables(&dump).map(Some).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
}

/// Applies the log. An incomplete last line belongs to a request that was not answered, so it is dropped.
fn replay_log(path: &Path, tables: &mut Tables) -> io::Result<()> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    for (index, line) in lines.iter().enumerate() {
        let changes: Vec<(String, String, Option<crate::sandbox::message::Row>)> =
            match serde_json::from_slice(line) {
                Ok(changes) => changes,
                Err(_) if index + 1 == lines.len() => break,
                Err(error) => return Err(error.into()),
            };
        for (table, id, row) in changes {
            let rows = tables.entry(table).or_default();
            match row {
                Some(row) => drop(rows.insert(id, row)),
                None => drop(rows.remove(&id)),
            }
        }
    }
    Ok(())
}
