//! Steps of policies.

use std::collections::BTreeMap;

use crate::diff::{self, Change, ChangeSet, FieldChange};
use crate::model::{Key, Policy, PolicyKey};
use crate::plan::{Object, Operation, Update};

use super::Drafts;

impl Drafts<'_> {
    pub(super) fn draft_policies(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.policies {
            let key = key.clone();
            match change {
                Change::Create(after) => {
                    self.push_draft(Operation::Create(Object::Policy(key, after.clone())), Vec::new());
                }
                Change::Update(diff::Update { before, after, fields }) => {
                    let reworded = self.reworded_questions(&key, before, after);
                    let fields = merge_reworded(fields, &reworded);
                    if self.is_writable(&Key::Policy(key.clone()), &fields) {
                        let (before, after) = (before.clone(), after.clone());
                        let update = Update::Policy { key, before, after, reworded };
                        self.push_draft(Operation::Update(update), fields);
                    }
                }
                Change::Delete(before) => {
                    self.draft_deletion(Object::Policy(key, before.clone()));
                }
            }
        }
    }

    /// The reworded questions of a policy, if the tenant still shows the former text.
    fn reworded_questions(
        &self,
        key: &PolicyKey,
        before: &Policy,
        after: &Policy,
    ) -> BTreeMap<String, String> {
        let asks = |policy: &Policy, text: &str| policy.questions.iter().any(|one| one.text == text);
        let said = self.pair.provenance.reworded.get(key).into_iter().flatten();
        let new = said.filter(|(now, _)| asks(after, now) && !asks(before, now));
        let old = new.filter_map(|(now, former)| {
            let (text, _) = former.iter().find(|(text, _)| asks(before, text) && !asks(after, text))?;
            Some((now.clone(), text.clone()))
        });
        old.collect()
    }
}

/// The changes, with each reworded question as one change: not a removed and an added one.
fn merge_reworded(fields: &[FieldChange], reworded: &BTreeMap<String, String>) -> Vec<FieldChange> {
    let named = |text: &String| format!("questions[{text}]");
    let old = |field: &FieldChange| reworded.values().any(|was| field.field == named(was));
    let mut left: Vec<FieldChange> = fields.iter().filter(|field| !old(field)).cloned().collect();
    for (now, was) in reworded {
        let before = fields.iter().find(|field| field.field == named(was)).map(|field| field.before.clone());
        let new = left.iter_mut().find(|field| field.field == named(now));
        if let (Some(before), Some(new)) = (before, new) {
            new.before = before;
        }
    }
    left
}
