//! Generated assignment policies with all their parts.

use std::collections::BTreeSet;

use guestlist::model::*;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::pool::{group, localizations, moment, name, service, span, text, user};

pub(super) fn question() -> impl Strategy<Value = Question> {
    let choice = ("[a-z]{1,2}", text(), localizations()).prop_map(|(value, text, localizations)| Choice {
        value,
        text,
        localizations,
    });
    let answer = prop_oneof![
        (any::<bool>(), option::of(text()))
            // An empty pattern equals none: neither files nor reads contain one.
            .prop_map(|(single_line, pattern)| (single_line, pattern.filter(|pattern| !pattern.is_empty())))
            .prop_map(|(single_line, pattern)| Answer::Text { single_line, pattern }),
        (vec(choice, 1..3), any::<bool>())
            .prop_map(|(choices, multiple)| Answer::Choice { choices, multiple }),
    ];
    ("[A-Za-z]{1,8}\\?", localizations(), any::<bool>(), any::<bool>(), answer).prop_map(
        |(text, localizations, required, answer_editable, answer)| Question {
            text,
            localizations,
            required,
            answer_editable,
            answer,
        },
    )
}

pub(super) fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![
        4 => user().prop_map(Subject::User),
        4 => group().prop_map(Subject::Group),
        1 => service().prop_map(Subject::ServicePrincipal),
        1 => (1..4_i64).prop_map(Subject::RequestorManager),
        1 => (1..4_i64).prop_map(Subject::TargetManager),
        2 => select(vec![
            Subject::InternalSponsors,
            Subject::ExternalSponsors,
            Subject::TargetUserSponsors,
            Subject::TargetApplicationOwners,
            Subject::TargetAgentIdentitySponsorsOrOwners,
        ]),
    ]
}

pub(super) fn subjects() -> impl Strategy<Value = BTreeSet<Subject>> {
    btree_set(subject(), 0..3)
}

pub(super) fn somebody() -> impl Strategy<Value = BTreeSet<Subject>> {
    btree_set(subject(), 1..3)
}

pub(super) fn kinds(all: Vec<RequestKind>) -> impl Strategy<Value = BTreeSet<RequestKind>> {
    let most = all.len();
    btree_set(select(all), 0..=most)
}

pub(super) fn requests() -> impl Strategy<Value = Requests> {
    let all = || vec![RequestKind::Add, RequestKind::Update, RequestKind::Remove];
    let on_behalf = prop_oneof![
        Just(OnBehalf::default()),
        (kinds(all()), somebody()).prop_map(|(may, by)| OnBehalf { may, by }),
    ];
    (kinds(all()), any::<bool>(), on_behalf).prop_map(|(may, custom_schedule, on_behalf)| Requests {
        may,
        custom_schedule,
        on_behalf,
    })
}

pub(super) fn stage() -> impl Strategy<Value = Stage> {
    let visibility = prop_oneof![
        Just(ApproverVisibility::Default),
        Just(ApproverVisibility::Visible),
        Just(ApproverVisibility::NotVisible),
        Just(ApproverVisibility::Other("tomorrow".to_owned())),
    ];
    let escalation = (span(), subjects(), subjects()).prop_map(|(after, approvers, fallback)| Escalation {
        after,
        approvers,
        fallback,
    });
    (somebody(), subjects(), span(), any::<bool>(), visibility, option::of(escalation)).prop_map(
        |(approvers, fallback, decide_within, approver_justification, approver_visibility, escalation)| {
            Stage {
                approvers,
                fallback,
                decide_within,
                approver_justification,
                approver_visibility,
                escalation,
                unknown_kind: None,
            }
        },
    )
}

pub(super) fn approval() -> impl Strategy<Value = Approval> {
    let staged = (kinds(vec![RequestKind::Add, RequestKind::Update]), any::<bool>(), vec(stage(), 1..4))
        .prop_map(|(required_for, requestor_justification, stages)| Approval {
            required_for,
            requestor_justification,
            stages,
        });
    let unstaged = any::<bool>()
        .prop_map(|requestor_justification| Approval { requestor_justification, ..Approval::default() });
    prop_oneof![unstaged, staged]
}

pub(super) fn expiration() -> impl Strategy<Value = Expiration> {
    prop_oneof![
        Just(Expiration::NotSpecified),
        Just(Expiration::Never),
        span().prop_map(Expiration::After),
        moment().prop_map(Expiration::Until),
    ]
}

pub(super) fn recurrence() -> impl Strategy<Value = Recurrence> {
    let preset =
        select(vec![("weekly", 1), ("absoluteMonthly", 1), ("absoluteMonthly", 3), ("absoluteMonthly", 12)])
            .prop_map(|(kind, interval)| Recurrence {
                pattern: RecurrencePattern {
                    kind: kind.to_owned(),
                    interval,
                    ..RecurrencePattern::default()
                },
                range: RecurrenceRange { kind: "noEnd".to_owned(), ..RecurrenceRange::default() },
            });
    let day = || option::of(select(vec!["monday", "friday"]).prop_map(str::to_owned));
    let date = || option::of(select(vec!["2027-01-31", "2028-02-29"]).prop_map(str::to_owned));
    let numbers = (1..5_i64, 0..13_i64, 0..32_i64);
    let kind = select(Recurrence::PATTERNS.to_vec());
    let pattern = (kind, numbers, btree_set(Just("monday".to_owned()), 0..2), day()).prop_map(
        |(kind, (interval, month, day_of_month), days_of_week, first_day_of_week)| RecurrencePattern {
            kind: kind.to_owned(),
            interval,
            month,
            day_of_month,
            days_of_week,
            index: first_day_of_week.as_ref().map(|_| "second".to_owned()),
            first_day_of_week,
        },
    );
    let range = (select(vec!["noEnd", "endDate", "numbered"]), 0..20_i64, date(), date(), any::<bool>())
        .prop_map(|(kind, occurrences, start_date, end_date, zone)| RecurrenceRange {
            kind: kind.to_owned(),
            occurrences,
            start_date,
            end_date,
            time_zone: zone.then(|| "W. Europe Standard Time".to_owned()),
        });
    prop_oneof![preset, (pattern, range).prop_map(|(pattern, range)| Recurrence { pattern, range })]
}

pub(super) fn review() -> impl Strategy<Value = Review> {
    let reviewers = prop_oneof![Just(Reviewers::Themselves), somebody().prop_map(Reviewers::Named)];
    let outcome = prop_oneof![
        Just(ReviewOutcome::KeepAccess),
        Just(ReviewOutcome::RemoveAccess),
        Just(ReviewOutcome::AcceptAccessRecommendation),
        Just(ReviewOutcome::Other("askAgain".to_owned())),
    ];
    let flags = (any::<bool>(), any::<bool>());
    (recurrence(), option::of(moment()), span(), reviewers, subjects(), flags, outcome).prop_map(
        |(
            every,
            starting,
            open_for,
            reviewers,
            fallback,
            (recommendations, reviewer_justification),
            on_no_response,
        )| {
            Review {
                every,
                starting,
                open_for,
                reviewers,
                fallback,
                recommendations,
                reviewer_justification,
                on_no_response,
            }
        },
    )
}

/// Who a policy is for: a scope with fitting targets. The caller fills in organizations.
pub(super) fn audience() -> impl Strategy<Value = (TargetScope, BTreeSet<Subject>)> {
    let people = prop_oneof![user().prop_map(Subject::User), group().prop_map(Subject::Group)];
    let without = select(vec![
        TargetScope::NotSpecified,
        TargetScope::AllMemberUsers,
        TargetScope::AllDirectoryUsers,
        TargetScope::AllDirectoryServicePrincipals,
        TargetScope::AllConfiguredConnectedOrganizationUsers,
        TargetScope::AllExternalUsers,
        TargetScope::AllDirectoryAgentIdentities,
        TargetScope::SpecificConnectedOrganizationUsers,
        TargetScope::Other("everybodyElse".to_owned()),
    ]);
    prop_oneof![
        without.prop_map(|scope| (scope, BTreeSet::new())),
        btree_set(people, 1..4).prop_map(|targets| (TargetScope::SpecificDirectoryUsers, targets)),
        btree_set(service().prop_map(Subject::ServicePrincipal), 1..3)
            .prop_map(|targets| (TargetScope::SpecificDirectoryServicePrincipals, targets)),
    ]
}

pub(super) fn policy() -> impl Strategy<Value = Policy> {
    let automatic = (any::<bool>(), any::<bool>(), option::of(span())).prop_map(
        |(assign, remove_when_leaving, grace_period)| Automatic { assign, remove_when_leaving, grace_period },
    );
    let head = (name(), text(), audience(), option::weighted(0.2, automatic), requests());
    let rest = (approval(), expiration(), option::of(review()), any::<bool>(), vec(question(), 0..3));
    (head, rest).prop_map(|((name, description, (scope, targets), automatic, requests), rest)| {
        let (approval, expiration, review, assignment, questions) = rest;
        let mut policy = Policy {
            name,
            description,
            scope,
            targets,
            automatic,
            requests,
            approval,
            expiration,
            review,
            notifications: Notifications { assignment },
            questions,
            extensions: BTreeSet::new(),
        };
        if policy.automatic.is_some() {
            policy.scope = TargetScope::SpecificDirectoryUsers;
            policy.targets = BTreeSet::from([Subject::AttributeRule("(user.city -eq \"Ely\")".to_owned())]);
            policy.requests = Requests::default();
            policy.approval = Approval::default();
        }
        policy
    })
}
