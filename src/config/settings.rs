//! Tenant-wide settings: from documents to the state.

use crate::model::{self, Key, LifecycleAction};
use crate::source::{Code, Finding};

use super::at::At;
use super::builder::Builder;
use super::document::Settings;

impl Builder<'_> {
    /// Reads the settings of one policy file, except for the parts that the tenant overrides.
    pub(super) fn settings(
        &mut self,
        at: &At<'_>,
        written: &Settings,
        own: &Settings,
        settings: &mut model::Settings,
    ) {
        let mut rest = written.clone();
        if own.external_user_lifecycle.is_some() {
            rest.external_user_lifecycle = None;
        }
        if own.catalog_creators.is_some() {
            rest.catalog_creators = None;
        }
        if rest != Settings::default() {
            self.part_settings(at, &rest, settings);
        }
    }

    /// Reads settings. Each part may be declared once.
    pub(super) fn part_settings(&mut self, at: &At<'_>, written: &Settings, settings: &mut model::Settings) {
        let place = at.place();
        let first = self.context.origin.objects.entry(Key::Settings).or_insert(place).clone();
        if let Some(lifecycle) = &written.external_user_lifecycle {
            let at = at.key("externalUserLifecycle");
            self.context.known(&at.key("action"), lifecycle.action.word(), LifecycleAction::WORDS);
            let delete_after = lifecycle.delete_after.as_ref().map(|after| {
                let at = at.key("deleteAfter");
                if matches!(lifecycle.action, LifecycleAction::None | LifecycleAction::BlockSignIn) {
                    let message = format!(
                        "`deleteAfter` has no effect: the action `{}` deletes no guests",
                        lifecycle.action
                    );
                    self.context.warning(&at, Code::PolicyParts, message);
                }
                self.context.span(&at, after)
            });
            let part = model::ExternalUserLifecycle { action: lifecycle.action.clone(), delete_after };
            if settings.external_user_lifecycle.replace(part).is_some() {
                self.twice(&at, &first);
            }
        }
        if let Some(creators) = &written.catalog_creators {
            let at = at.key("catalogCreators");
            let part = self.context.principals(&at, creators);
            if settings.catalog_creators.replace(part).is_some() {
                self.twice(&at, &first);
            }
        }
    }

    fn twice(&mut self, at: &At<'_>, first: &model::Place) {
        let finding = Finding::error(Code::DuplicateObject, at.place(), "this setting is declared twice");
        self.context.findings.push(finding.and(first.clone(), "first declared here"));
    }
}
