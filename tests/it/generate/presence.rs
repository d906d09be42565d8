//! Proof that the generator is complete: each optional part occurs present and absent, and each form of each
//! choice occurs. Types are destructured without `..`, so a new field does not compile until the generator
//! makes it.

use std::collections::BTreeMap;

use guestlist::model::*;
use guestlist::property::{Info, Table, absent_default, changed_fields, table_rows};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{serviceable, state};

/// The number of states.
const SAMPLES: usize = 200;

/// Which parts occurred in which form.
#[derive(Default)]
struct Seen(BTreeMap<(String, &'static str), usize>);

impl Seen {
    /// A part that may be absent, or a switch.
    fn part(&mut self, name: &str, present: bool) {
        self.form(name, &["present", "absent"], usize::from(!present));
    }

    /// One of several forms, by its index in the list of all of them.
    fn form(&mut self, name: &str, all: &[&'static str], which: usize) {
        for form in all {
            self.0.entry((name.to_owned(), form)).or_default();
        }
        *self.0.entry((name.to_owned(), all[which])).or_default() += 1;
    }

    /// The optional members of a type by its table: each as a file means it that says nothing, and otherwise.
    fn optional<T: Table>(&mut self, of: &str, value: &T) {
        let differing = changed_fields(&absent_default::<T>(), value);
        let own =
            |row: &Info| row.is_leaf && row.meaning.is_some() && row.published.matches('/').count() == 1;
        for row in table_rows::<T>("").into_iter().filter(own) {
            let present = differing.iter().any(|change| change.field == row.key);
            self.part(&format!("{of}.{}", row.key), present);
        }
    }

    /// An open enum: the members of the metadata, in order.
    fn word(&mut self, name: &'static str, all: &[&'static str], word: &str) {
        if let Some(which) = all.iter().position(|known| *known == word) {
            self.form(name, all, which);
        }
    }

    fn never(&self) -> Vec<String> {
        let never = self.0.iter().filter(|(_, count)| **count == 0);
        never.map(|((name, form), _)| format!("{name}: {form}")).collect()
    }

    fn state(&mut self, state: &State) {
        let State { organizations, catalogs, resources, extensions, packages, policies, settings } = state;
        organizations.values().for_each(|one| self.organization(one));
        catalogs.values().for_each(|one| self.catalog(one));
        resources.iter().for_each(|(key, one)| self.resource(key, one));
        extensions.values().for_each(|one| self.extension(one));
        packages.values().for_each(|one| self.package(one));
        policies.values().for_each(|one| self.policy(one));
        let Settings { external_user_lifecycle, catalog_creators } = settings;
        self.part("settings.lifecycle", external_user_lifecycle.is_some());
        self.part("settings.creators", catalog_creators.is_some());
        if let Some(ExternalUserLifecycle { action, delete_after }) = external_user_lifecycle {
            let all = ["none", "blockSignIn", "blockSignInAndDelete"];
            self.word("lifecycle.action", &all, action.graph_word());
            self.part("lifecycle.deleteAfter", delete_after.is_some());
        }
    }

    fn organization(&mut self, organization: &Organization) {
        let Organization { name: _, description, identity, state, internal_sponsors, external_sponsors } =
            organization;
        self.part("organization.description", !description.is_empty());
        self.word("organization.state", &["configured", "proposed"], state.graph_word());
        self.form("organization.sources", &["one", "several"], usize::from(identity.len() > 1));
        for source in identity {
            let all = ["tenant", "domain", "federation", "crossCloud", "social"];
            self.form(
                "source",
                &all,
                match source {
                    IdentitySource::Tenant(_) => 0,
                    IdentitySource::Domain(_) => 1,
                    IdentitySource::Federation { domain: _, issuer: _ } => 2,
                    IdentitySource::CrossCloud { tenant: _, cloud: _ } => 3,
                    IdentitySource::Social(_) => 4,
                    IdentitySource::Unknown(_) => continue,
                },
            );
        }
        self.principals("organization.internalSponsors", &["user", "group"], internal_sponsors);
        self.principals("organization.externalSponsors", &["user", "group"], external_sponsors);
    }

    fn principals<'a>(
        &mut self,
        name: &'static str,
        kinds: &[&'static str],
        principals: impl IntoIterator<Item = &'a Principal>,
    ) {
        let mut none = true;
        for principal in principals {
            none = false;
            let which = match principal {
                Principal::User(_) => 0,
                Principal::Group(_) => 1,
                Principal::ServicePrincipal(_) => 2,
                Principal::Unknown(_) => continue,
            };
            if which < kinds.len() {
                self.form(name, kinds, which);
            }
        }
        self.part(name, !none);
    }

    fn catalog(&mut self, catalog: &Catalog) {
        // The built-in catalog always exists and is never created.
        let Catalog { name: _, description, state, externally_visible, roles, built_in: _ } = catalog;
        self.part("catalog.description", !description.is_empty());
        self.word("catalog.state", &["unpublished", "published"], state.graph_word());
        self.part("catalog.externallyVisible", *externally_visible);
        let CatalogRoles { owners, readers, access_package_managers, access_package_assignment_managers } =
            roles;
        for (name, list) in [
            ("catalog.owners", owners),
            ("catalog.readers", readers),
            ("catalog.accessPackageManagers", access_package_managers),
            ("catalog.accessPackageAssignmentManagers", access_package_assignment_managers),
        ] {
            self.form(name, &["unmanaged", "managed"], usize::from(list.is_some()));
            if let Some(list) = list {
                self.principals(name, &["user", "group", "servicePrincipal"], list);
            }
        }
    }

    fn resource(&mut self, key: &ResourceKey, resource: &Resource) {
        let Resource { attributes, environment } = resource;
        self.part("resource.attributes", !attributes.is_empty());
        for Attribute { question, editable, persists_after_removal } in attributes.values() {
            self.part("attribute.editable", *editable);
            self.part("attribute.persistsAfterRemoval", *persists_after_removal);
            self.question(question);
        }
        let which = match &key.origin {
            Origin::Group(_) => 0,
            Origin::Application(_) => 1,
            Origin::Site(_) => {
                self.part("site.environment", environment.is_some());
                2
            }
            Origin::Other { system: _, id: _ } => return,
        };
        self.form("resource", &["group", "application", "site"], which);
    }

    fn extension(&mut self, extension: &Extension) {
        let Extension { name: _, description, kind, logic_app, callback_timeout } = extension;
        let LogicApp { subscription_id: _, resource_group: _, workflow: _ } = logic_app;
        self.part("extension.description", !description.is_empty());
        self.word("extension.kind", &["assignmentRequest", "assignment"], kind.graph_word());
        self.part("extension.callback", callback_timeout.is_some());
    }

    fn package(&mut self, package: &Package) {
        let Package { name: _, description, hidden, roles, incompatible_packages, incompatible_groups } =
            package;
        self.part("package.description", !description.is_empty());
        self.part("package.hidden", *hidden);
        self.part("package.roles", !roles.is_empty());
        self.part("package.incompatiblePackages", !incompatible_packages.is_empty());
        self.part("package.incompatibleGroups", !incompatible_groups.is_empty());
    }

    fn policy(&mut self, policy: &Policy) {
        let Policy {
            name: _,
            description,
            scope,
            targets,
            automatic,
            requests,
            approval,
            expiration,
            review,
            notifications,
            questions,
            extensions,
        } = policy;
        self.part("policy.description", !description.is_empty());
        let scopes = [
            "notSpecified",
            "specificDirectoryUsers",
            "specificConnectedOrganizationUsers",
            "specificDirectoryServicePrincipals",
            "allMemberUsers",
            "allDirectoryUsers",
            "allDirectoryServicePrincipals",
            "allConfiguredConnectedOrganizationUsers",
            "allExternalUsers",
            "allDirectoryAgentIdentities",
        ];
        self.word("policy.scope", &scopes, scope.graph_word());
        self.subjects("policy.targets", targets);
        self.part("policy.automatic", automatic.is_some());
        if let Some(Automatic { assign, remove_when_leaving, grace_period }) = automatic {
            self.part("automatic.assign", *assign);
            self.part("automatic.removeWhenLeaving", *remove_when_leaving);
            self.part("automatic.gracePeriod", grace_period.is_some());
        }
        self.requests(requests);
        self.approval(approval);
        let forms = ["notSpecified", "never", "after", "until"];
        let which = match expiration {
            Expiration::NotSpecified => Some(0),
            Expiration::Never => Some(1),
            Expiration::After(_) => Some(2),
            Expiration::Until(_) => Some(3),
            Expiration::Unknown(_) => None,
        };
        which.into_iter().for_each(|which| self.form("policy.expiration", &forms, which));
        self.part("policy.review", review.is_some());
        review.iter().for_each(|review| self.review(review));
        self.optional("policy.notifications", notifications);
        self.part("policy.questions", !questions.is_empty());
        questions.iter().for_each(|question| self.question(question));
        self.part("policy.extensions", !extensions.is_empty());
        for ExtensionBinding { stage, extension: _ } in extensions {
            let stages = [
                "assignmentRequestCreated",
                "assignmentRequestApproved",
                "assignmentRequestGranted",
                "assignmentRequestRemoved",
                "assignmentFourteenDaysBeforeExpiration",
                "assignmentOneDayBeforeExpiration",
            ];
            self.word("binding.stage", &stages, stage.graph_word());
        }
    }

    fn requests(&mut self, requests: &Requests) {
        let Requests { may, custom_schedule, on_behalf } = requests;
        let OnBehalf { may: on_behalf_may, by } = on_behalf;
        self.kinds("requests.may", may);
        self.part("requests.customSchedule", *custom_schedule);
        self.kinds("onBehalf.may", on_behalf_may);
        self.part("onBehalf.by", !by.is_empty());
    }

    fn kinds(&mut self, name: &'static str, kinds: &std::collections::BTreeSet<RequestKind>) {
        self.part(name, !kinds.is_empty());
        for kind in kinds {
            let which = match kind {
                RequestKind::Add => 0,
                RequestKind::Update => 1,
                RequestKind::Remove => 2,
            };
            self.form(name, &["add", "update", "remove"], which);
        }
    }

    fn approval(&mut self, approval: &Approval) {
        let Approval { required_for, requestor_justification, stages } = approval;
        self.part("approval.requiredFor", !required_for.is_empty());
        self.part("approval.requestorJustification", *requestor_justification);
        self.form("approval.stages", &["none", "one", "two", "three"], stages.len());
        for stage in stages {
            let Stage {
                approvers,
                fallback,
                decide_within: _,
                approver_justification,
                approver_visibility,
                escalation,
                // Only a tenant with values from a later version contains one.
                unknown_kind: _,
            } = stage;
            self.subjects("stage.approvers", approvers);
            self.subjects("stage.fallback", fallback);
            self.part("stage.approverJustification", *approver_justification);
            let all = ["default", "notVisible", "visible"];
            self.word("stage.approverVisibility", &all, approver_visibility.graph_word());
            self.part("stage.escalation", escalation.is_some());
            if let Some(Escalation { after: _, approvers, fallback }) = escalation {
                self.subjects("escalation.approvers", approvers);
                self.subjects("escalation.fallback", fallback);
            }
        }
    }

    fn review(&mut self, review: &Review) {
        let Review {
            every,
            starting,
            open_for: _,
            reviewers,
            fallback,
            recommendations,
            reviewer_justification,
            on_no_response,
        } = review;
        self.part("review.starting", starting.is_some());
        match reviewers {
            Reviewers::Themselves => self.form("review.reviewers", &["self", "named"], 0),
            Reviewers::Named(subjects) => {
                self.form("review.reviewers", &["self", "named"], 1);
                self.subjects("review.named", subjects);
            }
        }
        self.part("review.fallback", !fallback.is_empty());
        self.part("review.recommendations", *recommendations);
        self.part("review.reviewerJustification", *reviewer_justification);
        let all = ["keepAccess", "removeAccess", "acceptAccessRecommendation"];
        self.word("review.onNoResponse", &all, on_no_response.graph_word());
        let Recurrence { pattern, range } = every;
        let RecurrencePattern {
            kind,
            interval: _,
            month: _,
            day_of_month: _,
            days_of_week,
            first_day_of_week,
            index,
        } = pattern;
        self.word("recurrence.pattern", Recurrence::PATTERNS, kind);
        self.part("recurrence.daysOfWeek", !days_of_week.is_empty());
        self.part("recurrence.firstDayOfWeek", first_day_of_week.is_some());
        self.part("recurrence.index", index.is_some());
        let RecurrenceRange { kind, occurrences: _, start_date, end_date, time_zone } = range;
        self.word("recurrence.range", Recurrence::RANGES, kind);
        self.part("recurrence.startDate", start_date.is_some());
        self.part("recurrence.endDate", end_date.is_some());
        self.part("recurrence.timeZone", time_zone.is_some());
    }

    fn question(&mut self, question: &Question) {
        self.optional("question", question);
        match &question.answer {
            Answer::Text { single_line, pattern } => {
                self.form("answer", &["text", "choice"], 0);
                self.part("text.singleLine", *single_line);
                self.part("text.pattern", pattern.is_some());
            }
            Answer::Choice { choices, multiple } => {
                self.form("answer", &["text", "choice"], 1);
                self.part("choice.multiple", *multiple);
                for Choice { value: _, text: _, localizations } in choices {
                    self.part("choice.localizations", !localizations.is_empty());
                }
            }
            Answer::Unknown(_) => {}
        }
    }

    fn subjects(&mut self, name: &'static str, subjects: &std::collections::BTreeSet<Subject>) {
        if name != "stage.approvers" && name != "review.named" {
            self.part(name, !subjects.is_empty());
        }
        let all = [
            "user",
            "group",
            "servicePrincipal",
            "connectedOrganization",
            "attributeRule",
            "requestorManager",
            "targetManager",
            "internalSponsors",
            "externalSponsors",
            "targetUserSponsors",
            "targetApplicationOwners",
            "targetAgentIdentitySponsorsOrOwners",
        ];
        for subject in subjects {
            let which = match subject {
                Subject::User(_) => 0,
                Subject::Group(_) => 1,
                Subject::ServicePrincipal(_) => 2,
                Subject::ConnectedOrganization(_) => 3,
                Subject::AttributeRule(_) => 4,
                Subject::RequestorManager(_) => 5,
                Subject::TargetManager(_) => 6,
                Subject::InternalSponsors => 7,
                Subject::ExternalSponsors => 8,
                Subject::TargetUserSponsors => 9,
                Subject::TargetApplicationOwners => 10,
                Subject::TargetAgentIdentitySponsorsOrOwners => 11,
                Subject::Unknown(_) => continue,
            };
            self.form("subject", &all, which);
        }
    }
}

fn sampled(strategy: impl Strategy<Value = State>) -> Seen {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut seen = Seen::default();
    for _ in 0..SAMPLES {
        seen.state(&strategy.new_tree(&mut runner).unwrap().current());
    }
    seen
}

#[test]
fn everything_there_is_is_generated() {
    assert_eq!(sampled(state()).never(), Vec::<String>::new());
}

#[test]
fn everything_the_service_takes_is_generated_for_it() {
    // Microsoft's default fills this in, so a tenant always shows it.
    let filled = |what: &String| what != "lifecycle.deleteAfter: absent";
    let never: Vec<_> = sampled(serviceable()).never().into_iter().filter(filled).collect();
    assert_eq!(never, Vec::<String>::new());
}
