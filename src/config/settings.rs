//! Tenant-wide settings: from documents to the state.

use crate::model::{self, Key, LifecycleAction};
use crate::source::{Code, Finding};

use super::builder::Builder;
use super::cursor::Cursor;
use super::document::Settings;

impl Builder<'_> {
    /// Reads the settings of one policy file, except for the parts that the tenant overrides.
    pub(super) fn read_settings(
        &mut self,
        at: &Cursor<'_>,
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
            self.add_settings(at, &rest, settings);
        }
    }

    /// Reads settings. Each part may be declared once.
    pub(super) fn add_settings(
        &mut self,
        at: &Cursor<'_>,
        written: &Settings,
        settings: &mut model::Settings,
    ) {
        let place = at.written_place();
        let first = self.context.origin.objects.entry(Key::Settings).or_insert(place).clone();
        if let Some(lifecycle) = &written.external_user_lifecycle {
            let at = at.key("externalUserLifecycle");
            self.context.warn_unknown_word(
                &at.key("action"),
                lifecycle.action.graph_word(),
                LifecycleAction::WORDS,
            );
            let delete_after = lifecycle.delete_after.as_ref().map(|after| {
                let at = at.key("deleteAfter");
                if matches!(lifecycle.action, LifecycleAction::None | LifecycleAction::BlockSignIn) {
                    let message = format!(
                        "`deleteAfter` has no effect: the action `{}` deletes no guests",
                        lifecycle.action
                    );
                    self.context.report_warning(&at, Code::PolicyParts, message);
                }
                self.context.read_span(&at, after)
            });
            let part = model::ExternalUserLifecycle { action: lifecycle.action.clone(), delete_after };
            if settings.external_user_lifecycle.replace(part).is_some() {
                self.report_settings_twice(&at, &first);
            }
        }
        if let Some(creators) = &written.catalog_creators {
            let at = at.key("catalogCreators");
            let part = self.context.read_principals(&at, creators);
            if settings.catalog_creators.replace(part).is_some() {
                self.report_settings_twice(&at, &first);
            }
        }
    }

    fn report_settings_twice(&mut self, at: &Cursor<'_>, first: &model::Place) {
        let finding =
            Finding::error(Code::DuplicateObject, at.written_place(), "this setting is declared twice");
        self.context.findings.push(finding.with_related(first.clone(), "first declared here"));
    }
}
