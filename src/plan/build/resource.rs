//! Steps of the objects in a catalog besides packages: custom extensions and resources.

use std::collections::BTreeMap;

use crate::diff::{self, Change, ChangeSet};
use crate::model::{Key, Resource};
use crate::plan::{Object, Operation, Update};

use super::Drafts;

impl Drafts<'_> {
    pub(super) fn draft_extensions(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.extensions {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    self.push_draft(Operation::Create(Object::Extension(key, after.clone())), Vec::new());
                }
                Change::Update(diff::Update { before, after, fields }) => {
                    if self.is_writable(&Key::Extension(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        let update = Update::Extension { key, before, after };
                        self.push_draft(Operation::Update(update), fields.clone());
                    }
                }
                Change::Delete(before) => {
                    self.draft_deletion(Object::Extension(key, before.clone()));
                }
            }
        }
    }

    pub(super) fn draft_resources(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.resources {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    let bare = Resource { attributes: BTreeMap::new(), ..after.clone() };
                    let object = Object::Resource(key.clone(), bare.clone());
                    self.push_draft(Operation::Create(object), Vec::new());
                    if *after != bare {
                        let update = Update::Resource { key, before: bare, after: after.clone() };
                        self.push_draft(Operation::Update(update), Vec::new());
                    }
                }
                Change::Update(diff::Update { before, after, fields }) => {
                    if self.is_writable(&Key::Resource(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        let update = Update::Resource { key, before, after };
                        self.push_draft(Operation::Update(update), fields.clone());
                    }
                }
                Change::Delete(before) => {
                    self.draft_deletion(Object::Resource(key, before.clone()));
                }
            }
        }
    }
}
