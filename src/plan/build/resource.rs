//! Steps of what a catalog holds beside its packages: custom extensions and resources.

use std::collections::BTreeMap;

use crate::diff::{Change, ChangeSet, Update};
use crate::model::{Key, Resource};
use crate::plan::Operation;

use super::Drafts;

impl Drafts<'_> {
    pub(super) fn extensions(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.extensions {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    self.push(Operation::CreateExtension { key, after: after.clone() }, Vec::new());
                }
                Change::Update(Update { before, after, fields }) => {
                    if self.writable(&Key::Extension(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdateExtension { key, before, after }, fields.clone());
                    }
                }
                Change::Delete(before) => {
                    let before = before.clone();
                    self.push(Operation::DeleteExtension { key, before }, Vec::new());
                }
            }
        }
    }

    pub(super) fn resources(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.resources {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    let bare = Resource { attributes: BTreeMap::new(), ..after.clone() };
                    self.push(Operation::AddResource { key: key.clone(), after: bare.clone() }, Vec::new());
                    if *after != bare {
                        let operation = Operation::UpdateResource { key, before: bare, after: after.clone() };
                        self.push(operation, Vec::new());
                    }
                }
                Change::Update(Update { before, after, fields }) => {
                    if self.writable(&Key::Resource(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdateResource { key, before, after }, fields.clone());
                    }
                }
                Change::Delete(before) => {
                    let before = before.clone();
                    self.push(Operation::RemoveResource { key, before }, Vec::new());
                }
            }
        }
    }
}
