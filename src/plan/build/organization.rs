//! Steps of connected organizations.

use std::collections::BTreeSet;

use crate::diff::{Change, ChangeSet, Update};
use crate::model::{Key, Organization, OrganizationKey, Principal};
use crate::plan::{Operation, SponsorKind};

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn organizations(&mut self, changes: &ChangeSet) {
        for (key, change) in &changes.organizations {
            match change {
                Change::Create(after) => self.create_organization(key, after),
                Change::Update(update) => {
                    if self.writable(&Key::Organization(key.clone()), &update.fields) {
                        self.update_organization(key, update);
                    }
                }
                Change::Delete(before) => {
                    let (key, before) = (key.clone(), before.clone());
                    self.push(Operation::DeleteOrganization { key, before }, Vec::new());
                }
            }
        }
    }

    fn create_organization(&mut self, key: &OrganizationKey, after: &Organization) {
        // The service takes one source at creation; the others are added to what then exists (corrections B16).
        let first = Organization { identity: BTreeSet::from([key.0.clone()]), ..after.clone() };
        let more = after.identity.len() > 1;
        self.push(Operation::CreateOrganization { key: key.clone(), after: first.clone() }, Vec::new());
        if more {
            let operation =
                Operation::UpdateOrganization { key: key.clone(), before: first, after: after.clone() };
            self.push(operation, Vec::new());
        }
        let nobody = BTreeSet::new();
        self.sponsors(key, SponsorKind::Internal, &nobody, &after.internal_sponsors);
        self.sponsors(key, SponsorKind::External, &nobody, &after.external_sponsors);
    }

    fn update_organization(&mut self, key: &OrganizationKey, update: &Update<Organization>) {
        let Update { before, after, fields } = update;
        let own = fields_outside(fields, &["sponsors."]);
        if !own.is_empty() {
            let (before, after) = (before.clone(), after.clone());
            self.push(Operation::UpdateOrganization { key: key.clone(), before, after }, own);
        }
        self.sponsors(key, SponsorKind::Internal, &before.internal_sponsors, &after.internal_sponsors);
        self.sponsors(key, SponsorKind::External, &before.external_sponsors, &after.external_sponsors);
    }

    fn sponsors(
        &mut self,
        key: &OrganizationKey,
        list: SponsorKind,
        before: &BTreeSet<Principal>,
        after: &BTreeSet<Principal>,
    ) {
        for principal in after.difference(before).cloned() {
            self.push(Operation::AddSponsor { key: key.clone(), list, principal }, Vec::new());
        }
        for principal in before.difference(after).cloned() {
            self.push(Operation::RemoveSponsor { key: key.clone(), list, principal }, Vec::new());
        }
    }
}
