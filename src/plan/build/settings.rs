//! Steps of the tenant-wide settings.

use crate::diff::{self, ChangeSet};
use crate::model::{Key, Settings};
use crate::plan::{Operation, RoleName, Update};

use super::{Drafts, fields_outside};

impl Drafts<'_> {
    pub(super) fn draft_settings(&mut self, changes: &ChangeSet) {
        let Some(diff::Update { before, after, fields }) = &changes.settings else { return };
        if !self.is_writable(&Key::Settings, fields) {
            return;
        }
        let own = fields_outside(fields, &["catalogCreators"]);
        if !own.is_empty() {
            let lifecycle = |settings: &Settings| Settings { catalog_creators: None, ..settings.clone() };
            let (before, after) = (lifecycle(before), lifecycle(after));
            self.push_draft(Operation::Update(Update::Settings { before, after }), own);
        }
        let (before, after) = (before.catalog_creators.as_ref(), after.catalog_creators.as_ref());
        self.draft_role_assignments(None, RoleName::CatalogCreator, before, after);
    }
}
