//! The table of defaults: what every optional key means where it is absent.
//!
//! One row per optional key. The code that fills defaults reads this table and the schemas carry it, so that the
//! documentation cannot say something else than what is sent.

use crate::model::Span;

/// What an absent key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The same as this, as written in YAML.
    Yaml(&'static str),
    /// The same as the value of this key beside it.
    SameAs(&'static str),
    /// Something that no value says.
    Words(&'static str),
}

/// One optional key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The path of the key; `[]` stands for the entries of a list, `*` for any key.
    pub key: &'static str,
    /// What it means where it is absent.
    pub meaning: Meaning,
    /// The property of Graph that it sets.
    pub graph: &'static str,
    /// What is sent where it is absent.
    pub sent: &'static str,
}

const fn yaml(key: &'static str, value: &'static str, graph: &'static str, sent: &'static str) -> Row {
    Row { key, meaning: Meaning::Yaml(value), graph, sent }
}

const fn same(key: &'static str, other: &'static str, graph: &'static str) -> Row {
    Row { key, meaning: Meaning::SameAs(other), graph, sent: "the same text" }
}

const fn words(key: &'static str, text: &'static str, graph: &'static str, sent: &'static str) -> Row {
    Row { key, meaning: Meaning::Words(text), graph, sent }
}

const UNMANAGED: &str = "not managed: what the tenant holds stays";

const BY_NAME: &str = "its name leads to one object";

const NEVER_RENAMED: &str = "it has had no other name";

const EVERY_TENANT: &str = "it exists in every tenant of the project";

/// Every optional key of the language.
#[rustfmt::skip]
pub const DEFAULTS: &[Row] = &[
    words("connectedOrganizations", "none in this file", "connectedOrganizations", "nothing"),
    same("connectedOrganizations[].description", "name", "description"),
    yaml("connectedOrganizations[].state", "configured", "state", "configured"),
    words(
        "connectedOrganizations[].sponsors",
        "no sponsors",
        "internalSponsors, externalSponsors",
        "removed",
    ),
    yaml("connectedOrganizations[].sponsors.internal", "[]", "internalSponsors", "removed"),
    yaml("connectedOrganizations[].sponsors.external", "[]", "externalSponsors", "removed"),
    words("connectedOrganizations[].only", EVERY_TENANT, "", "nothing"),
    words("catalogs", "none in this file", "catalogs", "nothing"),
    same("catalogs[].description", "name", "description"),
    yaml("catalogs[].state", "published", "state", "published"),
    yaml("catalogs[].externallyVisible", "false", "isExternallyVisible", "false"),
    words("catalogs[].id", BY_NAME, "", "nothing"),
    words("catalogs[].formerly", NEVER_RENAMED, "", "nothing"),
    words("catalogs[].only", EVERY_TENANT, "", "nothing"),
    yaml("catalogs[].exclusive", "false", "", "nothing: what is not declared is foreign"),
    yaml("catalogs[].resources", "[]", "resources", "nothing: resources that are not declared are foreign"),
    words("catalogs[].resources[].only", EVERY_TENANT, "", "nothing"),
    words("catalogs[].resources[].environment", "the tenant's only environment", "environment", "nothing"),
    yaml("catalogs[].resources[].attributes", "[]", "attributes", "[]"),
    yaml("catalogs[].resources[].attributes[].editable", "false", "isEditable", "false"),
    yaml(
        "catalogs[].resources[].attributes[].persistsAfterRemoval",
        "false",
        "isPersistedOnAssignmentRemoval",
        "false",
    ),
    words("catalogs[].resources[].attributes[].question.formerly", NEVER_RENAMED, "", "nothing"),
    yaml("catalogs[].resources[].attributes[].question.localizations", "{}", "localizations", "[]"),
    yaml("catalogs[].resources[].attributes[].question.required", "false", "isRequired", "false"),
    yaml("catalogs[].resources[].attributes[].question.answerEditable", "false", "isAnswerEditable", "false"),
    words(
        "catalogs[].resources[].attributes[].question.answer",
        "free text",
        "@odata.type",
        "accessPackageTextInputQuestion",
    ),
    yaml(
        "catalogs[].resources[].attributes[].question.answer.singleLine",
        "false",
        "isSingleLineQuestion",
        "false",
    ),
    words("catalogs[].resources[].attributes[].question.answer.pattern", "any text", "regexPattern", "null"),
    words(
        "catalogs[].resources[].attributes[].question.choices",
        "free text",
        "@odata.type",
        "accessPackageTextInputQuestion",
    ),
    same("catalogs[].resources[].attributes[].question.choices[].text", "value", "text"),
    yaml("catalogs[].resources[].attributes[].question.choices[].localizations", "{}", "localizations", "[]"),
    yaml(
        "catalogs[].resources[].attributes[].question.multiple",
        "false",
        "isMultipleSelectionAllowed",
        "false",
    ),
    words("catalogs[].roles", UNMANAGED, "roleAssignments", "nothing"),
    words("catalogs[].roles.owners", UNMANAGED, "roleAssignments", "nothing"),
    words("catalogs[].roles.readers", UNMANAGED, "roleAssignments", "nothing"),
    words("catalogs[].roles.accessPackageManagers", UNMANAGED, "roleAssignments", "nothing"),
    words("catalogs[].roles.accessPackageAssignmentManagers", UNMANAGED, "roleAssignments", "nothing"),
    yaml(
        "catalogs[].extensions",
        "[]",
        "customWorkflowExtensions",
        "nothing: extensions that are not declared are foreign",
    ),
    words("catalogs[].extensions[].id", BY_NAME, "", "nothing"),
    words("catalogs[].extensions[].formerly", NEVER_RENAMED, "", "nothing"),
    words("catalogs[].extensions[].only", EVERY_TENANT, "", "nothing"),
    same("catalogs[].extensions[].description", "name", "description"),
    words(
        "catalogs[].extensions[].callback",
        "the service launches the workflow and goes on",
        "callbackConfiguration",
        "null",
    ),
    words("accessPackages", "none in this file", "accessPackages", "nothing"),
    same("accessPackages[].description", "name", "description"),
    words("accessPackages[].id", BY_NAME, "", "nothing"),
    words("accessPackages[].formerly", NEVER_RENAMED, "", "nothing"),
    words("accessPackages[].only", EVERY_TENANT, "", "nothing"),
    yaml("accessPackages[].hidden", "false", "isHidden", "false"),
    yaml("accessPackages[].resources", "[]", "resourceRoleScopes", "removed"),
    words(
        "accessPackages[].resources[].role",
        "Member for a group; required for everything else",
        "role.displayName",
        "Member",
    ),
    words(
        "accessPackages[].resources[].roleId",
        "the role is found by name",
        "role.originId",
        "what the resource lists",
    ),
    words(
        "accessPackages[].incompatible",
        "nothing",
        "incompatibleAccessPackages, incompatibleGroups",
        "removed",
    ),
    yaml("accessPackages[].incompatible.packages", "[]", "incompatibleAccessPackages", "removed"),
    same("accessPackages[].incompatible.packages[].catalog", "catalog of the package", "id"),
    yaml("accessPackages[].incompatible.groups", "[]", "incompatibleGroups", "removed"),
    yaml(
        "accessPackages[].policies",
        "[]",
        "assignmentPolicies",
        "nothing: policies that are not declared are foreign",
    ),
    words("accessPackages[].policies[].id", BY_NAME, "", "nothing"),
    words("accessPackages[].policies[].formerly", NEVER_RENAMED, "", "nothing"),
    words("accessPackages[].policies[].only", EVERY_TENANT, "", "nothing"),
    same("accessPackages[].policies[].description", "name", "description"),
    yaml(
        "accessPackages[].policies[].requestors.connectedOrganizations",
        "[]",
        "specificAllowedTargets",
        "[]",
    ),
    yaml("accessPackages[].policies[].requestors.users", "[]", "specificAllowedTargets", "[]"),
    yaml("accessPackages[].policies[].requestors.groups", "[]", "specificAllowedTargets", "[]"),
    yaml("accessPackages[].policies[].requestors.servicePrincipals", "[]", "specificAllowedTargets", "[]"),
    yaml(
        "accessPackages[].policies[].requestors.customSchedule",
        "false",
        "allowCustomAssignmentSchedule",
        "false",
    ),
    words(
        "accessPackages[].policies[].requestors.onBehalf",
        "nobody asks for others",
        "onBehalfRequestors",
        "[]",
    ),
    yaml("accessPackages[].policies[].automatic.assign", "true", "requestAccessForAllowedTargets", "true"),
    yaml(
        "accessPackages[].policies[].automatic.removeWhenLeaving",
        "true",
        "removeAccessWhenTargetLeavesAllowedTargets",
        "true",
    ),
    words(
        "accessPackages[].policies[].automatic.gracePeriod",
        "none: access ends at once",
        "gracePeriodBeforeAccessRemoval",
        "null",
    ),
    yaml("accessPackages[].policies[].questions", "[]", "questions", "[]"),
    words("accessPackages[].policies[].questions[].formerly", NEVER_RENAMED, "", "nothing"),
    yaml("accessPackages[].policies[].questions[].localizations", "{}", "localizations", "[]"),
    yaml("accessPackages[].policies[].questions[].required", "false", "isRequired", "false"),
    yaml("accessPackages[].policies[].questions[].answerEditable", "false", "isAnswerEditable", "false"),
    words(
        "accessPackages[].policies[].questions[].answer",
        "free text",
        "@odata.type",
        "accessPackageTextInputQuestion",
    ),
    yaml(
        "accessPackages[].policies[].questions[].answer.singleLine",
        "false",
        "isSingleLineQuestion",
        "false",
    ),
    words("accessPackages[].policies[].questions[].answer.pattern", "any text", "regexPattern", "null"),
    words(
        "accessPackages[].policies[].questions[].choices",
        "free text",
        "@odata.type",
        "accessPackageTextInputQuestion",
    ),
    same("accessPackages[].policies[].questions[].choices[].text", "value", "text"),
    yaml("accessPackages[].policies[].questions[].choices[].localizations", "{}", "localizations", "[]"),
    yaml("accessPackages[].policies[].questions[].multiple", "false", "isMultipleSelectionAllowed", "false"),
    words(
        "accessPackages[].policies[].approval",
        "nobody needs to say yes",
        "requestApprovalSettings",
        "no stages",
    ),
    words(
        "accessPackages[].policies[].approval.requiredFor",
        "[add] with stages, [] without",
        "isApprovalRequiredForAdd, isApprovalRequiredForUpdate",
        "true, false",
    ),
    yaml(
        "accessPackages[].policies[].approval.requestorJustification",
        "false",
        "isRequestorJustificationRequired",
        "false",
    ),
    yaml("accessPackages[].policies[].approval.stages", "[]", "stages", "[]"),
    yaml("accessPackages[].policies[].approval.stages[].fallback", "[]", "fallbackPrimaryApprovers", "[]"),
    yaml(
        "accessPackages[].policies[].approval.stages[].decideWithin",
        "14d",
        "durationBeforeAutomaticDenial",
        "P14D",
    ),
    yaml(
        "accessPackages[].policies[].approval.stages[].approverJustification",
        "false",
        "isApproverJustificationRequired",
        "false",
    ),
    yaml(
        "accessPackages[].policies[].approval.stages[].approverVisibility",
        "default",
        "approverInformationVisibility",
        "default",
    ),
    words(
        "accessPackages[].policies[].approval.stages[].escalation",
        "nobody else is asked",
        "isEscalationEnabled",
        "false",
    ),
    yaml(
        "accessPackages[].policies[].approval.stages[].escalation.fallback",
        "[]",
        "fallbackEscalationApprovers",
        "[]",
    ),
    yaml("accessPackages[].policies[].expiration", "never", "expiration", "noExpiration"),
    words("accessPackages[].policies[].review", "no review", "reviewSettings", "null"),
    words("accessPackages[].policies[].review.recurrence.range", "without end", "range", "noEnd"),
    yaml(
        "accessPackages[].policies[].review.recurrence.range.numberOfOccurrences",
        "0",
        "numberOfOccurrences",
        "0",
    ),
    words(
        "accessPackages[].policies[].review.recurrence.range.startDate",
        "the start of the review",
        "startDate",
        "nothing",
    ),
    words("accessPackages[].policies[].review.recurrence.range.endDate", "none", "endDate", "nothing"),
    words(
        "accessPackages[].policies[].review.recurrence.range.recurrenceTimeZone",
        "UTC",
        "recurrenceTimeZone",
        "nothing",
    ),
    yaml("accessPackages[].policies[].review.recurrence.pattern.month", "0", "month", "0"),
    yaml("accessPackages[].policies[].review.recurrence.pattern.dayOfMonth", "0", "dayOfMonth", "0"),
    yaml("accessPackages[].policies[].review.recurrence.pattern.daysOfWeek", "[]", "daysOfWeek", "[]"),
    words(
        "accessPackages[].policies[].review.recurrence.pattern.firstDayOfWeek",
        "sunday",
        "firstDayOfWeek",
        "nothing",
    ),
    words("accessPackages[].policies[].review.recurrence.pattern.index", "first", "index", "nothing"),
    words(
        "accessPackages[].policies[].review.starting",
        "the day of creation",
        "schedule.startDateTime",
        "that day",
    ),
    yaml("accessPackages[].policies[].review.fallback", "[]", "fallbackReviewers", "[]"),
    yaml("accessPackages[].policies[].review.recommendations", "true", "isRecommendationEnabled", "true"),
    yaml(
        "accessPackages[].policies[].review.reviewerJustification",
        "true",
        "isReviewerJustificationRequired",
        "true",
    ),
    yaml("accessPackages[].policies[].review.onNoResponse", "keepAccess", "expirationBehavior", "keepAccess"),
    words(
        "accessPackages[].policies[].notifications",
        "every mail is sent",
        "notificationSettings",
        "isAssignmentNotificationDisabled: false",
    ),
    yaml(
        "accessPackages[].policies[].notifications.assignment",
        "true",
        "isAssignmentNotificationDisabled",
        "false",
    ),
    yaml("accessPackages[].policies[].extensions", "[]", "customExtensionStageSettings", "[]"),
    words("templates", "none in this file", "", "nothing"),
    words("templates.policies", "none in this file", "", "nothing"),
    words("templates.policies.*.parameters", "every use is the same", "", "nothing"),
    words("templates.policies.*.parameters.*.default", "every use gives a value", "", "nothing"),
    words("existing", "none in this file", "", "nothing"),
    words("existing.connectedOrganizations", "none in this file", "", "nothing"),
    words("existing.catalogs", "none in this file", "", "nothing"),
    words("existing.resources", "none in this file", "", "nothing"),
    words("existing.extensions", "none in this file", "", "nothing"),
    words("existing.accessPackages", "none in this file", "", "nothing"),
    words("existing.policies", "none in this file", "", "nothing"),
    words("remove", "nothing goes by this file", "", "nothing"),
    words("remove[].catalog", "no catalog goes with this line", "", "nothing"),
    words("remove[].accessPackage", "no package goes with this line", "", "nothing"),
    words("remove[].policy", "no policy goes with this line", "", "nothing"),
    words("remove[].extension", "no extension goes with this line", "", "nothing"),
    words("remove[].connectedOrganization", "no organization goes with this line", "", "nothing"),
    words("remove[].group", "no resource goes with this line", "", "nothing"),
    words("remove[].groupId", "no resource goes with this line", "", "nothing"),
    words("remove[].application", "no resource goes with this line", "", "nothing"),
    words("remove[].servicePrincipalId", "no resource goes with this line", "", "nothing"),
    words("remove[].appId", "no resource goes with this line", "", "nothing"),
    words("remove[].site", "no resource goes with this line", "", "nothing"),
    words("settings", UNMANAGED, "settings", "nothing"),
    words("settings.externalUserLifecycle", UNMANAGED, "externalUserLifecycleAction", "nothing"),
    words(
        "settings.externalUserLifecycle.deleteAfter",
        "what the tenant holds stays",
        "durationUntilExternalUserDeletedAfterBlocked",
        "nothing",
    ),
    words("settings.catalogCreators", UNMANAGED, "roleAssignments", "nothing"),
];

const CLIENT_ID: &str = "what `AZURE_CLIENT_ID` holds, or none where the method needs none";
const CONNECTION_ID: &str = "none; azurePipelines needs it";

/// Every optional key of the project file.
pub const PROJECT_DEFAULTS: &[Row] = &[
    words("defaultTenant", "the only tenant, or the one named on the command line", "", ""),
    yaml("protected", "[]", "", ""),
    words("limits", "five deletions, and thirty of a hundred objects", "", ""),
    yaml("limits.maxDeletes", "5", "", ""),
    yaml("limits.maxChangePercent", "30", "", ""),
    yaml("tenants.*.cloud", "global", "", ""),
    yaml("tenants.*.auth", "{ method: auto }", "", ""),
    words("tenants.*.auth.clientId", CLIENT_ID, "", ""),
    words("tenants.*.auth.serviceConnectionId", CONNECTION_ID, "", ""),
    words("tenants.*.auth.apply", "the same as to plan", "", ""),
    words("tenants.*.auth.apply.clientId", CLIENT_ID, "", ""),
    words("tenants.*.auth.apply.serviceConnectionId", CONNECTION_ID, "", ""),
    words("tenants.*.auth.plan.clientId", CLIENT_ID, "", ""),
    words("tenants.*.auth.plan.serviceConnectionId", CONNECTION_ID, "", ""),
    yaml("tenants.*.variables", "{}", "", ""),
    words("tenants.*.settings", "the settings of the policy files", "", ""),
    words("tenants.*.settings.externalUserLifecycle", "that of the policy files", "", ""),
    words("tenants.*.settings.externalUserLifecycle.deleteAfter", "what the tenant holds stays", "", ""),
    words("tenants.*.settings.catalogCreators", "that of the policy files", "", ""),
    words("tenants.*.accept", "no hold is accepted beforehand", "", ""),
];

/// The default of a key as YAML, by the end of its path: keys of one name in one kind of object share a row.
fn text(key: &str) -> &'static str {
    let row = DEFAULTS.iter().find(|row| row.key.ends_with(key));
    match row.map(|row| row.meaning) {
        Some(Meaning::Yaml(value)) => value,
        _ => {
            debug_assert!(false, "no row with a value for {key}");
            ""
        }
    }
}

/// The switch that an absent key means.
pub(crate) fn flag(key: &str) -> bool {
    text(key) == "true"
}

/// The word that an absent key means.
pub(crate) fn word(key: &str) -> &'static str {
    text(key)
}

/// The length of time that an absent key means.
pub(crate) fn span(key: &str) -> Span {
    Span::of_service(text(key))
}
