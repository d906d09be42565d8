//! Policies as Microsoft documents them (fact policy-sample-shape), with and without what the service fills in.

use serde_json::{Value, json};

use super::*;
use crate::model::{
    Answer, DirectoryRef, Expiration, ExtensionBinding, ExtensionRef, ObjectId, RequestKind, Reviewers, Span,
    StageName, Subject,
};

/// A policy with every member, as a read shows it (fact policy-sample-shape).
fn complete() -> Value {
    json!({
        "id": "p1", "displayName": "Partners", "description": "External",
        "allowedTargetScope": "allConfiguredConnectedOrganizationUsers", "specificAllowedTargets": [],
        "automaticRequestSettings": null,
        "expiration": {"type": "afterDuration", "duration": "P365D", "endDateTime": null},
        "requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": false,
            "enableTargetsToSelfRemoveAccess": true, "allowCustomAssignmentSchedule": false,
            "enableOnBehalfRequestorsToAddAccess": false, "onBehalfRequestors": []},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": false,
            "isRequestorJustificationRequired": true, "stages": [{"durationBeforeAutomaticDenial": "P14D",
                "isApproverJustificationRequired": false, "isEscalationEnabled": false,
                "durationBeforeEscalation": "PT0S", "approverInformationVisibility": "default",
                "primaryApprovers": [{"@odata.type": "#microsoft.graph.internalSponsors"}],
                "fallbackPrimaryApprovers": [
                    {"@odata.type": "#microsoft.graph.singleUser", "userId": "U1", "description": "Megan"},
                    {"@odata.type": "#microsoft.graph.groupMembers", "groupId": "g1", "description": null}],
                "escalationApprovers": [], "fallbackEscalationApprovers": []}]},
        "reviewSettings": {"isEnabled": true, "expirationBehavior": "keepAccess", "isRecommendationEnabled": true,
            "isReviewerJustificationRequired": true, "isSelfReview": false,
            "schedule": {"startDateTime": "2022-07-02T06:59:59.998Z",
                "expiration": {"type": "afterDuration", "duration": "P14D"},
                "recurrence": {"pattern": {"type": "absoluteMonthly", "interval": 3, "month": 0, "dayOfMonth": 0,
                    "daysOfWeek": [], "firstDayOfWeek": "sunday", "index": "first"},
                    "range": {"type": "noEnd", "numberOfOccurrences": 0, "endDate": "0001-01-01"}}},
            "primaryReviewers": [{"@odata.type": "#microsoft.graph.groupMembers", "groupId": "g1"}],
            "fallbackReviewers": []},
        "notificationSettings": {"isAssignmentNotificationDisabled": false},
        "questions": [
            {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "id": "q2", "sequence": 2, "text": "b"},
            {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "id": "q1", "isRequired": true,
                "isAnswerEditable": true, "sequence": 1, "text": "a", "isSingleLineQuestion": true,
                "localizations": [{"languageCode": "en-us", "text": "A"}], "regexPattern": ""}],
        "customExtensionStageSettings": [{"id": "s", "stage": "assignmentRequestCreated", "customExtension":
            {"@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension", "id": "X1"}}],
        "accessPackage": {"id": "pkg"}
    })
}

#[test]
fn the_complete_policy_is_read() {
    let policy = read_policy(&complete(), &Index::default());
    assert_eq!(policy.expiration, Expiration::After(Span::from_days(365)));
    assert_eq!(policy.requests.may, [RequestKind::Add, RequestKind::Remove].into());
    let stage = &policy.approval.stages[0];
    assert_eq!(stage.approvers, [Subject::InternalSponsors].into());
    let id = |id: &str| DirectoryRef::Id(ObjectId::new(id));
    assert_eq!(stage.fallback, [Subject::User(id("u1")), Subject::Group(id("g1"))].into());
    assert_eq!((stage.escalation.as_ref(), stage.unknown_kind.as_ref()), (None, None));
    let review = policy.review.unwrap();
    assert_eq!(review.reviewers, Reviewers::Named([Subject::Group(id("g1"))].into()));
    assert_eq!((review.every.pattern.interval, review.every.pattern.index), (3, None));
    assert_eq!(review.every.range.end_date, None);
    assert_eq!(policy.questions.iter().map(|q| q.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(policy.questions[0].answer, Answer::Text { single_line: true, pattern: None });
    let bound = ExtensionBinding {
        stage: StageName::AssignmentRequestCreated,
        extension: ExtensionRef::Id(ObjectId::new("x1")),
    };
    assert_eq!(policy.extensions, [bound].into());
    assert!(policy.notifications.assignment);
}

#[test]
fn null_absent_and_filled_in_blocks_are_one() {
    let bare = json!({"id": "1", "displayName": "x", "allowedTargetScope": "NotSpecified"});
    let nulls = json!({"id": "1", "displayName": "x", "description": null, "allowedTargetScope": "notSpecified",
        "specificAllowedTargets": null, "automaticRequestSettings": null, "expiration": null,
        "requestorSettings": null, "requestApprovalSettings": null, "reviewSettings": null,
        "notificationSettings": null, "questions": null, "customExtensionStageSettings": null});
    let filled = json!({"id": "1", "displayName": "x", "description": "", "allowedTargetScope": "notSpecified",
        "specificAllowedTargets": [], "automaticRequestSettings": {"gracePeriodBeforeAccessRemoval": null},
        "expiration": {"type": "noExpiration", "duration": "PT0S", "endDateTime": null},
        "requestorSettings": {"enableTargetsToSelfAddAccess": false, "onBehalfRequestors": []},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": false, "stages": []},
        "reviewSettings": {"isEnabled": false, "primaryReviewers": [], "schedule": null},
        "notificationSettings": {"isAssignmentNotificationDisabled": false}, "questions": []});
    let index = Index::default();
    assert_eq!(read_policy(&bare, &index), read_policy(&nulls, &index));
    assert_eq!(read_policy(&bare, &index), read_policy(&filled, &index));
}

#[test]
fn what_is_not_known_is_kept_and_never_panics() {
    let mut odd = complete();
    odd["expiration"] = json!({"type": "afterDuration", "duration": null, "fun": 1});
    odd["requestApprovalSettings"]["stages"][0]["@odata.type"] =
        json!("#microsoft.graph.accessPackageDynamicApprovalStage");
    odd["specificAllowedTargets"] = json!([{"@odata.type": "#microsoft.graph.singleUser"}, 3, null]);
    odd["questions"] = json!([{"@odata.type": "#microsoft.graph.slider", "id": "q", "text": "t", "max": 3}]);
    odd["customExtensionStageSettings"][0]["customExtension"] = Value::Null;
    odd["requestorSettings"] = json!("text");
    let read = read_policy(&odd, &Index::default());
    assert!(matches!(read.expiration, Expiration::Unknown(_)));
    assert_eq!(read.approval.stages[0].unknown_kind.as_deref(), Some("accessPackageDynamicApprovalStage"));
    assert!(matches!(read.targets.first(), Some(Subject::Unknown(_))));
    assert_eq!(
        read.questions[0].answer,
        Answer::Unknown(r##"{"@odata.type":"#microsoft.graph.slider","max":3}"##.into())
    );
    assert_eq!(hidden_extension_stages(&odd).len(), 1);
}
