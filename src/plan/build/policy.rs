//! Steps of policies.

use crate::diff::{Change, ChangeSet, Update};
use crate::model::Key;
use crate::plan::Operation;

use super::Drafts;

impl Drafts<'_> {
    pub(super) fn policies(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.policies {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    self.push(Operation::CreatePolicy { key, after: after.clone() }, Vec::new());
                }
                Change::Update(Update { before, after, fields }) => {
                    if self.writable(&Key::Policy(key.clone()), fields) {
                        let (before, after) = (before.clone(), after.clone());
                        self.push(Operation::UpdatePolicy { key, before, after }, fields.clone());
                    }
                }
                Change::Delete(before) => {
                    let before = before.clone();
                    self.push(Operation::DeletePolicy { key, before }, Vec::new());
                }
            }
        }
    }
}
