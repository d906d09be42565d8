//! What is written is what is read back, and what is not modelled survives.

use serde_json::{Value, json};

use super::*;
use crate::actual::read_policy;
use crate::model::{
    Answer, Approval, ApproverVisibility, Automatic, CatalogKey, Choice, DirectoryRef, Escalation,
    Expiration, ExtensionBinding, ExtensionKey, ExtensionRef, IdentitySource, Index, Notifications, ObjectId,
    OnBehalf, OrganizationKey, OrganizationRef, PackageKey, Question, Recurrence, RecurrencePattern,
    RecurrenceRange, RequestKind, Requests, Review, ReviewOutcome, Reviewers, Span, Stage, StageName,
    Subject, TargetScope,
};

fn now() -> Timestamp {
    "2027-01-04T00:00:00Z".parse().unwrap()
}

fn key() -> PolicyKey {
    let catalog = CatalogKey { name: "C".into(), pin: None };
    let package = PackageKey { catalog, name: "P".into(), pin: None };
    PolicyKey { package, name: "X".into(), pin: None }
}

/// Ids, and the index that leads back from them.
fn bound() -> (Ids, Index) {
    let organization = OrganizationKey(IdentitySource::Domain("fabrikam.com".into()));
    let extension = ExtensionKey { catalog: key().package.catalog, name: "E".into(), pin: None };
    let mut ids = Ids::default();
    ids.insert_id(Key::Package(key().package), "pkg");
    ids.insert_id(Key::Organization(organization.clone()), "org");
    ids.insert_id(Key::Extension(extension.clone()), "ext");
    let mut index = Index::default();
    index.organizations.insert(ObjectId::new("org"), organization);
    index.extensions.insert(ObjectId::new("ext"), extension);
    (ids, index)
}

fn user(id: &str) -> Subject {
    Subject::User(DirectoryRef::Id(ObjectId::new(id)))
}

fn review() -> Review {
    Review {
        every: Recurrence {
            pattern: RecurrencePattern {
                kind: "weekly".into(),
                interval: 1,
                days_of_week: ["monday".to_owned()].into(),
                first_day_of_week: Some("monday".into()),
                ..RecurrencePattern::default()
            },
            range: RecurrenceRange {
                kind: "endDate".into(),
                end_date: Some("2028-01-01".into()),
                ..RecurrenceRange::default()
            },
        },
        starting: Some(now()),
        open_for: Span::from_days(3),
        reviewers: Reviewers::Named([user("u3")].into()),
        fallback: [user("u4")].into(),
        recommendations: false,
        reviewer_justification: false,
        on_no_response: ReviewOutcome::RemoveAccess,
    }
}

fn full() -> Policy {
    let (_, index) = bound();
    let organization = index.organizations[&ObjectId::new("org")].clone();
    let extension = index.extensions[&ObjectId::new("ext")].clone();
    let stage = Stage {
        approvers: [Subject::InternalSponsors, Subject::RequestorManager(2)].into(),
        fallback: [
            user("u1"),
            Subject::Unknown(r##"{"@odata.type":"#microsoft.graph.oracle","x":1}"##.into()),
        ]
        .into(),
        decide_within: Span::from_days(14),
        approver_justification: true,
        approver_visibility: ApproverVisibility::Other("shadow".into()),
        escalation: Some(Escalation {
            after: Span::from_days(7),
            approvers: [user("u2")].into(),
            fallback: [].into(),
        }),
        unknown_kind: None,
    };
    let plain = Stage {
        escalation: None,
        unknown_kind: Some("accessPackageDynamicApprovalStage".into()),
        ..stage.clone()
    };
    let question = |text: &str, answer| Question {
        localizations: [("nl".to_owned(), "Waarom".to_owned())].into(),
        required: true,
        ..Question::new(text, answer)
    };
    let choice = Choice { value: "eu".into(), text: "Europe".into(), localizations: [].into() };
    Policy {
        name: "X".into(),
        description: "d".into(),
        scope: TargetScope::SpecificConnectedOrganizationUsers,
        targets: [
            Subject::ConnectedOrganization(OrganizationRef::Key(organization)),
            Subject::ConnectedOrganization(OrganizationRef::Id(ObjectId::new("gone"))),
        ]
        .into(),
        automatic: Some(Automatic {
            assign: true,
            remove_when_leaving: true,
            grace_period: Some(Span::from_days(7)),
        }),
        requests: Requests {
            may: [RequestKind::Add, RequestKind::Remove].into(),
            custom_schedule: true,
            on_behalf: OnBehalf { may: [RequestKind::Add].into(), by: [Subject::TargetManager(1)].into() },
        },
        approval: Approval {
            required_for: [RequestKind::Update].into(),
            requestor_justification: true,
            stages: vec![stage, plain],
        },
        expiration: Expiration::Until("2027-01-31T00:00:00Z".parse().unwrap()),
        review: Some(review()),
        notifications: Notifications { assignment: false },
        questions: vec![
            question("b", Answer::Text { single_line: true, pattern: Some("^x$".into()) }),
            question("a", Answer::Choice { choices: vec![choice], multiple: true }),
            question("c", Answer::Unknown(r##"{"@odata.type":"#microsoft.graph.slider","max":3}"##.into())),
        ],
        extensions: [ExtensionBinding {
            stage: StageName::AssignmentOneDayBeforeExpiration,
            extension: ExtensionRef::Key(extension),
        }]
        .into(),
    }
}

fn bare() -> Policy {
    Policy {
        automatic: None,
        requests: Requests::default(),
        approval: Approval::default(),
        expiration: Expiration::NotSpecified,
        review: None,
        notifications: Notifications::default(),
        questions: vec![],
        extensions: [].into(),
        targets: [].into(),
        scope: TargetScope::NotSpecified,
        ..full()
    }
}

#[test]
fn what_is_created_is_read_back_the_same() {
    let (ids, index) = bound();
    for wanted in [full(), bare()] {
        let body = policy_post(&key(), &wanted, &ids, now()).unwrap();
        assert_eq!(read_policy(&body, &index), wanted);
        assert_eq!(body["accessPackage"], json!({"id": "pkg"}));
    }
    let stage = &policy_post(&key(), &full(), &ids, now()).unwrap()["requestApprovalSettings"]["stages"][1];
    for list in
        ["primaryApprovers", "fallbackPrimaryApprovers", "escalationApprovers", "fallbackEscalationApprovers"]
    {
        assert!(stage[list].is_array(), "{list}");
    }
}

#[test]
fn each_policy_replaces_each_other() {
    let (ids, index) = bound();
    for before in [full(), bare()] {
        let raw = policy_post(&key(), &before, &ids, now()).unwrap();
        for after in [full(), bare()] {
            let body = policy_put(&key(), &after, &raw, &ids, now()).unwrap();
            assert_eq!(read_policy(&body, &index), after);
        }
    }
}

/// The policy in the tenant: the full policy with unknown members at every depth.
fn strange() -> Value {
    let (ids, _) = bound();
    let mut raw = policy_post(&key(), &full(), &ids, now()).unwrap();
    raw["id"] = json!("p1");
    raw["createdDateTime"] = json!("2020-01-01T00:00:00Z");
    raw["catalog"] = json!({"id": "c"});
    raw["questions@odata.context"] = json!("ctx");
    raw["verifiable"] = json!({"deep@odata.context": "x", "kept": [1]});
    raw["requestorSettings"]["strange"] = json!(true);
    raw["requestApprovalSettings"]["stages"][0]["strange"] = json!("s");
    raw["requestApprovalSettings"]["stages"][0]["primaryApprovers"][1]["description"] = json!("Boss");
    raw["questions"][0]["id"] = json!("q-b");
    raw["questions"][1]["choices"][0]["strange"] = json!(1);
    raw["reviewSettings"]["schedule"]["startDateTime"] = json!("2021-05-05T00:00:00Z");
    raw["reviewSettings"]["schedule"]["recurrence"]["pattern"]["strange"] = json!(1);
    raw["customExtensionStageSettings"][0]["id"] = json!("s1");
    raw["customExtensionStageSettings"][0]["customExtension"]["displayName"] = json!("E");
    raw
}

#[test]
fn what_is_not_modelled_survives_an_update_at_every_depth() {
    let (ids, index) = bound();
    let raw = strange();
    let mut after = read_policy(&raw, &index);
    after.name = "Y".into();
    after.questions.reverse();
    let body = policy_put(&key(), &after, &raw, &ids, now()).unwrap();
    assert_eq!(read_policy(&body, &index), after);
    for name in ["id", "createdDateTime", "catalog", "questions@odata.context"] {
        assert_eq!(body.get(name), None, "{name}");
    }
    assert_eq!(body["verifiable"], json!({"kept": [1]}));
    assert_eq!(body["requestorSettings"]["strange"], true);
    assert_eq!(body["requestApprovalSettings"]["stages"][0]["strange"], "s");
    let approvers = body["requestApprovalSettings"]["stages"][0]["primaryApprovers"].as_array().unwrap();
    assert_eq!(approvers.iter().filter(|one| one["description"] == "Boss").count(), 1);
    assert_eq!((&body["questions"][2]["id"], &body["questions"][2]["sequence"]), (&json!("q-b"), &json!(2)));
    assert_eq!(body["questions"][1]["choices"][0]["strange"], 1);
    assert_eq!(body["reviewSettings"]["schedule"]["startDateTime"], "2021-05-05T00:00:00Z");
    assert_eq!(body["reviewSettings"]["schedule"]["recurrence"]["pattern"]["strange"], 1);
    let setting = json!({"stage": "assignmentOneDayBeforeExpiration", "customExtension":
        {"@odata.type": "#microsoft.graph.accessPackageAssignmentWorkflowExtension", "id": "ext"}});
    assert_eq!(body["customExtensionStageSettings"], json!([setting]));
}

#[test]
fn a_review_without_a_start_starts_now_and_a_running_one_keeps_its_start() {
    let (ids, _) = bound();
    let mut policy = full();
    policy.review.as_mut().unwrap().starting = None;
    let body = policy_post(&key(), &policy, &ids, now()).unwrap();
    assert_eq!(body["reviewSettings"]["schedule"]["startDateTime"], "2027-01-04T00:00:00Z");
    let off = policy_put(&key(), &Policy { review: None, ..full() }, &strange(), &ids, now()).unwrap();
    assert_eq!(off["reviewSettings"]["isEnabled"], false);
}

#[test]
fn names_and_objects_without_ids_are_refused() {
    let (ids, _) = bound();
    let mut policy = full();
    policy.targets = [Subject::User(DirectoryRef::Name("megan".into()))].into();
    let error = policy_post(&key(), &policy, &ids, now()).unwrap_err();
    assert_eq!(error, EncodeError::Unbound("megan".into()));
    let error = policy_post(&key(), &full(), &Ids::default(), now()).unwrap_err();
    assert_eq!(error, EncodeError::Unmade(Box::new(Key::Package(key().package))));
}
