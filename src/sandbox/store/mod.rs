//! The tables of the emulated tenant: rows by id, with undo until a request is complete.
//!
//! It must not know rules or HTTP. Members whose name starts with `_` are the sandbox's own and never leave
//! it.

pub(crate) mod disk;
mod tables;

use std::io;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::sandbox::message::Row;
use disk::Disk;

pub(crate) use tables::{Tables, parse_tables, table};

#[derive(Debug)]
struct Change {
    table: String,
    id: String,
    before: Option<Row>,
}

/// The stored tenant.
#[derive(Debug)]
pub(crate) struct Store {
    tables: Tables,
    seed: u64,
    changes: Vec<Change>,
    disk: Option<Disk>,
}

impl Store {
    pub(crate) fn new(tables: Tables, seed: u64, disk: Option<Disk>) -> Store {
        Store { tables, seed, changes: Vec::new(), disk }
    }

    pub(crate) fn get(&self, table: &str, id: &str) -> Option<&Row> {
        self.tables.get(table)?.get(id)
    }

    /// Returns the rows of a table in the order of their ids.
    pub(crate) fn rows(&self, table: &str) -> impl Iterator<Item = (&String, &Row)> {
        self.tables.get(table).into_iter().flatten()
    }

    pub(crate) fn put(&mut self, table: &str, id: &str, row: Row) {
        let before = self.tables.entry(table.to_owned()).or_default().insert(id.to_owned(), row);
        self.changes.push(Change { table: table.to_owned(), id: id.to_owned(), before });
    }

    pub(crate) fn remove(&mut self, table: &str, id: &str) {
        let before = self.tables.get_mut(table).and_then(|rows| rows.remove(id));
        if before.is_some() {
            self.changes.push(Change { table: table.to_owned(), id: id.to_owned(), before });
        }
    }

    /// Changes a row in place if it exists.
    pub(crate) fn update_row(&mut self, table: &str, id: &str, change: impl FnOnce(&mut Row)) {
        if let Some(mut row) = self.get(table, id).cloned() {
            change(&mut row);
            self.put(table, id, row);
        }
    }

    /// Removes the rows that pass a test.
    pub(crate) fn remove_where(&mut self, table: &str, pick: impl Fn(&Row) -> bool) {
        let ids: Vec<String> =
            self.rows(table).filter(|(_, row)| pick(row)).map(|(id, _)| id.clone()).collect();
        ids.iter().for_each(|id| self.remove(table, id));
    }

    /// Returns the next id of the sequence, which the seed determines.
    pub(crate) fn new_id(&mut self) -> String {
        let mut meta = self.get(table::META, "meta").cloned().unwrap_or_default();
        let count = meta.get("ids").and_then(Value::as_u64).unwrap_or_default() + 1;
        meta.insert("ids".into(), count.into());
        self.put(table::META, "meta", meta);
        self.derived_id(&count.to_string())
    }

    /// Returns the generation of the service-made ids, which [`Store::next_generation`] advances.
    fn generation(&self) -> u64 {
        let meta = self.get(table::META, "meta");
        meta.and_then(|meta| meta.get("generation")).and_then(Value::as_u64).unwrap_or_default()
    }

    pub(crate) fn next_generation(&mut self) {
        let mut meta = self.get(table::META, "meta").cloned().unwrap_or_default();
        meta.insert("generation".into(), (self.generation() + 1).into());
        self.put(table::META, "meta", meta);
    }

    /// Returns an id derived from a text. It is stable until the generation advances.
    pub(crate) fn service_id(&self, text: &str) -> String {
        self.derived_id(&format!("{}/{text}", self.generation()))
    }

    fn derived_id(&self, text: &str) -> String {
        let digest = Sha256::digest(format!("{}:{text}", self.seed));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Makes the changes durable and returns the ids of the changed rows.
    ///
    /// # Errors If the log cannot be written; the changes are undone.
    pub(crate) fn commit(&mut self) -> io::Result<Vec<String>> {
        if self.changes.is_empty() {
            return Ok(Vec::new());
        }
        let mut lines = Vec::new();
        for change in &self.changes {
            let row = self.tables.get(&change.table).and_then(|rows| rows.get(&change.id));
            lines.push(json!([change.table, change.id, row]));
        }
        let tables = &self.tables;
        let written = self.disk.as_mut().map_or(Ok(()), |disk| disk.append_changes(&lines, tables));
        if let Err(error) = written {
            self.rollback();
            return Err(error);
        }
        let mut touched: Vec<String> = Vec::new();
        for change in self.changes.drain(..) {
            let own = change.table == table::META || change.table == table::AUDITS;
            if !own && !touched.contains(&change.id) {
                touched.push(change.id);
            }
        }
        Ok(touched)
    }

    /// Undoes everything since the last commit.
    pub(crate) fn rollback(&mut self) {
        for change in self.changes.drain(..).rev() {
            let rows = self.tables.entry(change.table).or_default();
            match change.before {
                Some(row) => drop(rows.insert(change.id, row)),
                None => drop(rows.remove(&change.id)),
            }
        }
    }

    /// Returns all tables, in the form that [`Store::replace_tables`] accepts.
    pub(crate) fn dump_tables(&self) -> Value {
        json!(self.tables)
    }

    /// Replaces all tables.
    ///
    /// # Errors If the disk cannot be written.
    pub(crate) fn replace_tables(&mut self, tables: Tables) -> io::Result<()> {
        if let Some(disk) = &mut self.disk {
            disk.write_snapshot(&tables)?;
        }
        self.changes.clear();
        self.tables = tables;
        Ok(())
    }
}
