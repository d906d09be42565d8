//! Tenant-wide settings: from documents to the state.

use crate::model::{self, Key, LifecycleAction};
use crate::source::{Code, Finding};

use super::at::At;
use super::desired::Builder;
use super::document::Settings;

impl Builder<'_> {
    /// Takes the settings of one file in; each part may stand in one file.
    pub(super) fn settings(&mut self, at: &At<'_>, written: &Settings) {
        let place = at.place();
        let first = self.context.origin.objects.entry(Key::Settings).or_insert(place).clone();
        if let Some(lifecycle) = &written.external_user_lifecycle {
            let at = at.key("externalUserLifecycle");
            self.context.known(&at.key("action"), lifecycle.action.word(), LifecycleAction::WORDS);
            let delete_after = lifecycle.delete_after.as_ref().map(|after| {
                let at = at.key("deleteAfter");
                if matches!(lifecycle.action, LifecycleAction::None | LifecycleAction::BlockSignIn) {
                    let message = format!("nobody is deleted with the action `{}`", lifecycle.action);
                    self.context.warning(&at, Code::PolicyParts, message);
                }
                self.context.span(&at, after)
            });
            let part = model::ExternalUserLifecycle { action: lifecycle.action.clone(), delete_after };
            if self.desired.settings.external_user_lifecycle.replace(part).is_some() {
                self.twice(&at, &first);
            }
        }
        if let Some(creators) = &written.catalog_creators {
            let at = at.key("catalogCreators");
            let part = self.context.principals(&at, creators);
            if self.desired.settings.catalog_creators.replace(part).is_some() {
                self.twice(&at, &first);
            }
        }
    }

    fn twice(&mut self, at: &At<'_>, first: &model::Place) {
        let finding = Finding::error(Code::DuplicateObject, at.place(), "this setting is declared twice");
        self.context.findings.push(finding.and(first.clone(), "settings are first declared here"));
    }
}
