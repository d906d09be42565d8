//! Assignment policies: from documents to the state.

use std::collections::BTreeSet;

use crate::model::{
    self, ExtensionBinding, ExtensionKey, ExtensionRef, Key, PackageKey, PolicyKey, RequestKind, Requests,
    Span, StageName, State, Subject, TargetScope,
};
use crate::property::absent_default;
use crate::source::{Code, Finding, nearest_name};

use super::builder::Builder;
use super::context::Context;
use super::cursor::Cursor;
use super::document::{
    Automatic, Binding, Expiration, ExtensionId, Length, Named, OnBehalf, Policy, RequestWord,
};
use super::rule::rule_flaws;

/// Who a policy is for, and what they may request.
struct Audience {
    scope: TargetScope,
    targets: BTreeSet<Subject>,
    automatic: Option<model::Automatic>,
    requests: Requests,
}

impl Builder<'_> {
    pub(super) fn read_policies(
        &mut self,
        at: &Cursor<'_>,
        policies: &[Policy],
        package: &PackageKey,
        state: &mut State,
    ) {
        let mut automatic = 0;
        for (index, written) in policies.iter().enumerate() {
            let at = at.index(index);
            if !self.context.is_here(&at, self.target, written.only.as_deref()) {
                continue;
            }
            automatic += usize::from(written.automatic.is_some());
            if written.automatic.is_some() && automatic == 2 {
                let message = "a package can have only one automatic policy";
                self.context.report_error(&at.key("automatic"), Code::PolicyParts, message);
            }
            let policy = self.read_policy(&at, written, package, state);
            let pin = self.read_pin(&at, written.id.as_ref());
            let key = PolicyKey { package: package.clone(), name: policy.name.clone(), pin };
            if self.declare_key(Key::Policy(key.clone()), at.written_place()) {
                self.read_former_names(&at, &Key::Policy(key.clone()), written.formerly.as_ref());
                let questions = written.questions.as_deref().unwrap_or_default();
                self.read_former_texts(&at.key("questions"), &key, questions);
                state.policies.insert(key, policy);
            }
        }
    }

    fn read_policy(
        &mut self,
        at: &Cursor<'_>,
        written: &Policy,
        package: &PackageKey,
        state: &State,
    ) -> model::Policy {
        let name = self.context.read_name(&at.key("name"), &written.name);
        let audience = self.read_audience(at, written);
        let context = &mut self.context;
        let questions = written.questions.as_deref().unwrap_or_default();
        let silent = absent_default::<model::Policy>();
        let policy = model::Policy {
            description: written.description.clone().unwrap_or_else(|| name.clone()),
            approval: context.read_approval(&at.key("approval"), written.approval.as_ref(), &audience.scope),
            expiration: context.read_expiration(
                &at.key("expiration"),
                written.expiration.as_ref(),
                silent.expiration,
            ),
            review: written.review.as_ref().map(|review| context.read_review(&at.key("review"), review)),
            notifications: written.notifications.clone().unwrap_or_default().to_model(),
            questions: context.read_questions(&at.key("questions"), questions),
            extensions: self.read_bindings(
                &at.key("extensions"),
                written.extensions.as_deref(),
                package,
                state,
            ),
            name,
            scope: audience.scope,
            targets: audience.targets,
            automatic: audience.automatic,
            requests: audience.requests,
        };
        if policy.automatic.is_some() && !policy.approval.stages.is_empty() {
            let message = "approval has no effect in an automatic policy: there are no requests";
            self.context.report_error(&at.key("approval"), Code::PolicyParts, message);
        }
        policy
    }

    fn read_audience(&mut self, at: &Cursor<'_>, written: &Policy) -> Audience {
        if let Some(requestors) = &written.requestors {
            let at = at.key("requestors");
            let context = &mut self.context;
            context.warn_unknown_word(&at.key("scope"), requestors.scope.graph_word(), TargetScope::WORDS);
            let silent = absent_default::<Requests>();
            let requests = Requests {
                may: context.read_request_kinds(&at.key("may"), &requestors.may),
                custom_schedule: requestors.custom_schedule.unwrap_or(silent.custom_schedule),
                on_behalf: context.on_behalf(&at.key("onBehalf"), requestors.on_behalf.as_ref()),
            };
            let targets = self.read_targets(&at, requestors);
            return Audience { scope: requestors.scope.clone(), targets, automatic: None, requests };
        }
        let (scope, targets, automatic) = match &written.automatic {
            Some(rule) => {
                let at = at.key("automatic");
                let targets = BTreeSet::from([self.context.read_rule(&at.key("rule"), &rule.rule)]);
                let automatic = self.context.read_automatic(&at, rule);
                (TargetScope::SpecificDirectoryUsers, targets, Some(automatic))
            }
            None => (TargetScope::NotSpecified, BTreeSet::new(), None),
        };
        Audience { scope, targets, automatic, requests: Requests::default() }
    }

    fn read_bindings(
        &mut self,
        at: &Cursor<'_>,
        written: Option<&[Binding]>,
        package: &PackageKey,
        state: &State,
    ) -> BTreeSet<ExtensionBinding> {
        let mut bindings = Vec::new();
        for (index, binding) in written.unwrap_or_default().iter().enumerate() {
            let at = at.index(index);
            self.context.warn_unknown_word(&at.key("stage"), binding.stage.graph_word(), StageName::WORDS);
            let extension = match &binding.extension {
                Named::By(ExtensionId::ExtensionId(id)) => {
                    let id_at = at.key("extension");
                    let id = self.context.graph_id(&id_at.key("extensionId"), id);
                    match self.known.declared.key_of_pin(&id) {
                        Some(Key::Extension(key)) => ExtensionRef::Key(key.clone()),
                        _ => ExtensionRef::Id(id),
                    }
                }
                Named::Name(name) => {
                    ExtensionRef::Key(self.resolve_extension(&at, name, &binding.stage, package, state))
                }
            };
            bindings.push(ExtensionBinding { stage: binding.stage.clone(), extension });
        }
        self.context.read_set(at, bindings)
    }

    fn resolve_extension(
        &mut self,
        at: &Cursor<'_>,
        name: &str,
        stage: &StageName,
        package: &PackageKey,
        state: &State,
    ) -> ExtensionKey {
        let name_at = at.key("extension");
        let name = self.context.read_name(&name_at, name);
        let key = ExtensionKey { catalog: package.catalog.clone(), name, pin: None };
        let key = match self.resolve_declared(&name_at, &Key::Extension(key.clone()), "{ extensionId: … }")
        {
            Some(Key::Extension(key)) => key,
            _ => key,
        };
        match state.extensions.get(&key) {
            Some(extension) if stage.is_callable(&extension.kind) == Some(false) => {
                let message =
                    format!("an extension of the kind `{}` cannot be called at `{stage}`", extension.kind);
                self.context.report_error(&at.key("stage"), Code::ExtensionStage, message);
            }
            Some(_) => {}
            None if self.is_possibly_known(&Key::Extension(key.clone())) => {}
            None => {
                let place = self.known.elsewhere.objects.get(&Key::Extension(key.clone())).cloned();
                if self.is_elsewhere(&name_at, &format!("the extension `{}`", key.name), place) {
                    return key;
                }
                let catalog = &package.catalog;
                let names = state.extensions_of_catalog(catalog).map(|(known, _)| known.name.as_str());
                let near = nearest_name(&key.name, names).map(str::to_owned);
                let message = format!("the catalog `{}` has no extension `{}`", catalog.name, key.name);
                self.report_unknown(&name_at, message, near);
            }
        }
        key
    }
}

impl Context<'_> {
    fn read_request_kinds(&mut self, at: &Cursor<'_>, words: &[RequestWord]) -> BTreeSet<RequestKind> {
        let kinds = words.iter().map(|word| request_kind(*word)).collect();
        self.read_set(at, kinds)
    }

    fn on_behalf(&mut self, at: &Cursor<'_>, written: Option<&OnBehalf>) -> model::OnBehalf {
        let Some(written) = written else { return model::OnBehalf::default() };
        let may = self.read_request_kinds(&at.key("may"), &written.may);
        if written.by.is_empty() && !may.is_empty() {
            self.report_error(&at.key("by"), Code::EmptyList, "no requestors are named in `by`");
        }
        model::OnBehalf { may, by: self.read_subjects(&at.key("by"), &written.by) }
    }

    fn read_rule(&mut self, at: &Cursor<'_>, rule: &str) -> Subject {
        for flaw in rule_flaws(rule) {
            let finding = if flaw.fatal {
                Finding::error(Code::WrongForm, at.written_place(), flaw.message)
            } else {
                Finding::warning(Code::OpenWord, at.written_place(), flaw.message)
            };
            self.findings.push(finding.maybe_help(flaw.help));
        }
        Subject::AttributeRule(rule.to_owned())
    }

    fn read_automatic(&mut self, at: &Cursor<'_>, written: &Automatic) -> model::Automatic {
        let silent = absent_default::<model::Automatic>();
        let leaving = written.remove_when_leaving.unwrap_or(silent.remove_when_leaving);
        if !leaving && written.grace_period.is_some() {
            let message =
                "the grace period has no effect: with `removeWhenLeaving: false`, access is never removed";
            self.report_warning(&at.key("gracePeriod"), Code::PolicyParts, message);
        }
        model::Automatic {
            assign: written.assign.unwrap_or(silent.assign),
            remove_when_leaving: leaving,
            grace_period: self.grace_period(&at.key("gracePeriod"), written.grace_period.as_ref()),
        }
    }

    /// A grace period of zero is the same as none; the service shows both as none.
    fn grace_period(&mut self, at: &Cursor<'_>, written: Option<&Length>) -> Option<Span> {
        written.map(|length| self.read_span(at, length)).filter(|span| *span != Span::Seconds(0))
    }

    fn read_expiration(
        &mut self,
        at: &Cursor<'_>,
        written: Option<&Expiration>,
        silent: model::Expiration,
    ) -> model::Expiration {
        match written {
            Some(Expiration::After(span)) => {
                model::Expiration::After(self.read_access_length(&at.key("after"), span))
            }
            Some(Expiration::Until(date)) => {
                model::Expiration::Until(self.read_moment(&at.key("until"), date))
            }
            Some(Expiration::Never) => model::Expiration::Never,
            Some(Expiration::NotSpecified) => model::Expiration::NotSpecified,
            None => silent,
        }
    }
}

pub(super) fn request_kind(word: RequestWord) -> RequestKind {
    match word {
        RequestWord::Add => RequestKind::Add,
        RequestWord::Update => RequestKind::Update,
        RequestWord::Remove => RequestKind::Remove,
    }
}

impl Builder<'_> {
    /// The organization with a display name.
    pub(super) fn find_organization(
        &mut self,
        at: &Cursor<'_>,
        name: &str,
    ) -> Option<model::OrganizationKey> {
        let name = self.context.read_name(at, name);
        match self.known.organizations.get(&name).map(Vec::as_slice) {
            Some([key]) => Some(key.clone()),
            Some(keys) => {
                let mut finding = Finding::error(
                    Code::AmbiguousReference,
                    at.written_place(),
                    format!("{} organizations are named `{name}`", keys.len()),
                );
                for key in keys {
                    if let Some(place) = self.context.origin.objects.get(&Key::Organization(key.clone())) {
                        finding = finding.with_related(place.clone(), "one of them");
                    }
                }
                self.context.findings.push(finding.with_help("write `{ connectedOrganizationId: … }`"));
                None
            }
            None => {
                let place = self.known.elsewhere.organizations.get(&name).cloned();
                if self.is_elsewhere(at, &format!("the connected organization `{name}`"), place) {
                    return None;
                }
                let near = nearest_name(&name, self.known.organizations.keys().map(String::as_str))
                    .map(str::to_owned);
                self.report_unknown(
                    at,
                    format!("no connected organization `{name}` is declared or listed under `existing`"),
                    near,
                );
                None
            }
        }
    }
}
