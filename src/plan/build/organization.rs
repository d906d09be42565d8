//! Steps of connected organizations.

use std::collections::BTreeSet;

use crate::diff::{self, Change, ChangeSet};
use crate::model::{Key, Organization, OrganizationKey, Principal};
use crate::plan::{Object, Operation, Part, SponsorKind, Update};

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn draft_organizations(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.organizations {
            match change {
                Change::Create(after) => self.draft_new_organization(key, after),
                Change::Update(update) => {
                    if self.is_writable(&Key::Organization(key.clone()), &update.fields) {
                        self.update_organization(key, update);
                    }
                }
                Change::Delete(before) => {
                    self.draft_deletion(Object::Organization(key.clone(), before.clone()));
                }
            }
        }
    }

    fn draft_new_organization(&mut self, key: &OrganizationKey, after: &Organization) {
        // The service takes one source at creation; the others are added to what then exists
        // (fact organization-starts-with-one-source).
        let first = Organization { identity: BTreeSet::from([key.0.clone()]), ..after.clone() };
        let more = after.identity.len() > 1;
        self.push_draft(Operation::Create(Object::Organization(key.clone(), first.clone())), Vec::new());
        if more {
            let update = Update::Organization { key: key.clone(), before: first, after: after.clone() };
            self.push_draft(Operation::Update(update), Vec::new());
        }
        let nobody = BTreeSet::new();
        self.draft_sponsors(key, SponsorKind::Internal, &nobody, &after.internal_sponsors);
        self.draft_sponsors(key, SponsorKind::External, &nobody, &after.external_sponsors);
    }

    fn update_organization(&mut self, key: &OrganizationKey, update: &diff::Update<Organization>) {
        let diff::Update { before, after, fields } = update;
        let own = fields_outside(fields, &["sponsors."]);
        if !own.is_empty() {
            let (before, after) = (before.clone(), after.clone());
            self.push_draft(Operation::Update(Update::Organization { key: key.clone(), before, after }), own);
        }
        self.draft_sponsors(key, SponsorKind::Internal, &before.internal_sponsors, &after.internal_sponsors);
        self.draft_sponsors(key, SponsorKind::External, &before.external_sponsors, &after.external_sponsors);
    }

    fn draft_sponsors(
        &mut self,
        key: &OrganizationKey,
        list: SponsorKind,
        before: &BTreeSet<Principal>,
        after: &BTreeSet<Principal>,
    ) {
        for principal in after.difference(before).cloned() {
            let part = Part::Sponsor { organization: key.clone(), list, principal };
            self.push_draft(Operation::Add(part), Vec::new());
        }
        for principal in before.difference(after).cloned() {
            let part = Part::Sponsor { organization: key.clone(), list, principal };
            self.push_draft(Operation::Remove(part), Vec::new());
        }
    }
}
