//! Every property of the Graph types we decode: modelled, set by the service, left out for a reason, or carried.
//!
//! The walk that finds what is not modelled reads this table, so that table and behaviour cannot differ. Names
//! and enum members are those of the v1.0 metadata (fact v1-metadata-types). `@odata` annotations are not properties.

use crate::model::{
    ApproverVisibility, CatalogState, LifecycleAction, OrganizationState, ReviewOutcome, StageName,
    TargetScope,
};

/// What becomes of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is in the model.
    Modelled,
    /// The service sets it; it is never written.
    ReadOnly,
    /// It says nothing that is managed, for this reason.
    Ignored(&'static str),
    /// It is not in the model: carried through every update, and named when it holds something.
    Carried,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text, number, flag, or anything that is not looked into.
    Plain,
    /// One of these words, or a list of them.
    Word(&'static [&'static str]),
    /// An object of this type (or of the type its `@odata.type` names), or a list of them.
    Object(&'static str),
}

/// One property of a Graph type.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Graph's name.
    pub name: &'static str,
    /// What becomes of it.
    pub used: Use,
    /// What it holds.
    pub holds: Holds,
}

/// A Graph type without `microsoft.graph.`.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name.
    pub name: &'static str,
    /// Its properties, inherited ones included.
    pub properties: &'static [Property],
}

const fn plain(name: &'static str) -> Property {
    Property { name, used: Use::Modelled, holds: Holds::Plain }
}
const fn word(name: &'static str, words: &'static [&'static str]) -> Property {
    Property { name, used: Use::Modelled, holds: Holds::Word(words) }
}
const fn object(name: &'static str, of: &'static str) -> Property {
    Property { name, used: Use::Modelled, holds: Holds::Object(of) }
}
const fn read_only(name: &'static str) -> Property {
    Property { name, used: Use::ReadOnly, holds: Holds::Plain }
}
const fn ignored(name: &'static str, reason: &'static str) -> Property {
    Property { name, used: Use::Ignored(reason), holds: Holds::Plain }
}
const fn carried(name: &'static str) -> Property {
    Property { name, used: Use::Carried, holds: Holds::Plain }
}

const ID: Property = read_only("id");
const CREATED: Property = read_only("createdDateTime");
const CHANGED: Property = read_only("modifiedDateTime");
const LABEL: Property = ignored("description", "the service fills it with a display name");
const SOURCE_LABEL: Property = ignored("displayName", "a label; the organization has a name of its own");
const OWN: &str = "an object of its own, read and compared by itself";
const JOINED: &str = "a reference; its id joins the two objects";

const DAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The table.
pub const TYPES: &[Type] = &[
    Type {
        name: "accessPackageCatalog",
        properties: &[
            ID,
            CREATED,
            CHANGED,
            plain("displayName"),
            plain("description"),
            word("catalogType", &["userManaged", "serviceDefault", "serviceManaged"]),
            word("state", CatalogState::WORDS),
            plain("isExternallyVisible"),
            ignored("accessPackages", OWN),
            ignored("resources", OWN),
            ignored("resourceRoles", OWN),
            ignored("resourceScopes", OWN),
            ignored("customWorkflowExtensions", OWN),
        ],
    },
    Type {
        name: "accessPackageResource",
        properties: &[
            ID,
            CREATED,
            CHANGED,
            read_only("displayName"),
            read_only("description"),
            plain("originId"),
            plain("originSystem"),
            object("attributes", "accessPackageResourceAttribute"),
            object("environment", "accessPackageResourceEnvironment"),
            ignored("roles", "mirrors of the origin; packages name the ones they use"),
            ignored("scopes", "mirrors of the origin"),
            carried("uploadSessions"),
        ],
    },
    Type {
        name: "accessPackageResourceEnvironment",
        properties: &[
            ID,
            CREATED,
            CHANGED,
            read_only("displayName"),
            read_only("description"),
            plain("originId"),
            read_only("originSystem"),
            plain("isDefaultEnvironment"),
            read_only("connectionInfo"),
            ignored("resources", OWN),
        ],
    },
    Type {
        name: "accessPackageResourceAttribute",
        properties: &[
            plain("name"),
            plain("isEditable"),
            plain("isPersistedOnAssignmentRemoval"),
            object("destination", "accessPackageUserDirectoryAttributeStore"),
            object("source", "accessPackageResourceAttributeQuestion"),
        ],
    },
    Type { name: "accessPackageUserDirectoryAttributeStore", properties: &[] },
    Type {
        name: "accessPackageResourceAttributeQuestion",
        properties: &[object("question", "accessPackageQuestion")],
    },
    Type {
        name: "accessPackage",
        properties: &[
            ID,
            CREATED,
            CHANGED,
            plain("displayName"),
            plain("description"),
            plain("isHidden"),
            ignored("catalog", JOINED),
            ignored("catalogId", "a stray of the catalog's id (fact package-stray-catalog-id)"),
            object("resourceRoleScopes", "accessPackageResourceRoleScope"),
            plain("incompatibleAccessPackages"),
            plain("incompatibleGroups"),
            ignored("accessPackagesIncompatibleWith", "the inverse of other packages' lists"),
            ignored("assignmentPolicies", OWN),
        ],
    },
    Type {
        name: "accessPackageResourceRoleScope",
        properties: &[
            ID,
            CREATED,
            object("role", "accessPackageResourceRole"),
            object("scope", "accessPackageResourceScope"),
        ],
    },
    Type {
        name: "accessPackageResourceRole",
        properties: &[
            ID,
            plain("displayName"),
            read_only("description"),
            plain("originId"),
            plain("originSystem"),
            read_only("type"),
            ignored("resource", JOINED),
        ],
    },
    Type {
        name: "accessPackageResourceScope",
        properties: &[
            ID,
            read_only("displayName"),
            read_only("description"),
            plain("originId"),
            plain("originSystem"),
            plain("isRootScope"),
            ignored("resource", JOINED),
            ignored("url", "an address of the scope, which its origin id says"),
        ],
    },
    Type {
        name: "accessPackageAssignmentPolicy",
        properties: &[
            ID,
            CREATED,
            CHANGED,
            plain("displayName"),
            plain("description"),
            word("allowedTargetScope", TargetScope::WORDS),
            object("specificAllowedTargets", "subjectSet"),
            object("automaticRequestSettings", "accessPackageAutomaticRequestSettings"),
            object("expiration", "expirationPattern"),
            object("requestorSettings", "accessPackageAssignmentRequestorSettings"),
            object("requestApprovalSettings", "accessPackageAssignmentApprovalSettings"),
            object("reviewSettings", "accessPackageAssignmentReviewSettings"),
            object("notificationSettings", "accessPackageNotificationSettings"),
            ignored("accessPackage", JOINED),
            ignored("catalog", JOINED),
            object("questions", "accessPackageQuestion"),
            object("customExtensionStageSettings", "customExtensionStageSetting"),
        ],
    },
    Type {
        name: "accessPackageAutomaticRequestSettings",
        properties: &[
            plain("requestAccessForAllowedTargets"),
            plain("removeAccessWhenTargetLeavesAllowedTargets"),
            plain("gracePeriodBeforeAccessRemoval"),
        ],
    },
    Type {
        name: "expirationPattern",
        properties: &[
            word("type", &["notSpecified", "noExpiration", "afterDateTime", "afterDuration"]),
            plain("duration"),
            plain("endDateTime"),
        ],
    },
    Type {
        name: "accessPackageAssignmentRequestorSettings",
        properties: &[
            plain("enableTargetsToSelfAddAccess"),
            plain("enableTargetsToSelfUpdateAccess"),
            plain("enableTargetsToSelfRemoveAccess"),
            plain("allowCustomAssignmentSchedule"),
            plain("enableOnBehalfRequestorsToAddAccess"),
            plain("enableOnBehalfRequestorsToUpdateAccess"),
            plain("enableOnBehalfRequestorsToRemoveAccess"),
            object("onBehalfRequestors", "subjectSet"),
        ],
    },
    Type {
        name: "accessPackageAssignmentApprovalSettings",
        properties: &[
            plain("isApprovalRequiredForAdd"),
            plain("isApprovalRequiredForUpdate"),
            plain("isRequestorJustificationRequired"),
            object("stages", "accessPackageApprovalStage"),
        ],
    },
    Type {
        name: "accessPackageApprovalStage",
        properties: &[
            plain("durationBeforeAutomaticDenial"),
            plain("durationBeforeEscalation"),
            plain("isEscalationEnabled"),
            plain("isApproverJustificationRequired"),
            word("approverInformationVisibility", ApproverVisibility::WORDS),
            object("primaryApprovers", "subjectSet"),
            object("fallbackPrimaryApprovers", "subjectSet"),
            object("escalationApprovers", "subjectSet"),
            object("fallbackEscalationApprovers", "subjectSet"),
        ],
    },
    Type {
        name: "accessPackageAssignmentReviewSettings",
        properties: &[
            plain("isEnabled"),
            plain("isSelfReview"),
            plain("isRecommendationEnabled"),
            plain("isReviewerJustificationRequired"),
            word("expirationBehavior", ReviewOutcome::WORDS),
            object("schedule", "entitlementManagementSchedule"),
            object("primaryReviewers", "subjectSet"),
            object("fallbackReviewers", "subjectSet"),
        ],
    },
    Type {
        name: "entitlementManagementSchedule",
        properties: &[
            plain("startDateTime"),
            object("expiration", "expirationPattern"),
            object("recurrence", "patternedRecurrence"),
        ],
    },
    Type {
        name: "patternedRecurrence",
        properties: &[object("pattern", "recurrencePattern"), object("range", "recurrenceRange")],
    },
    Type {
        name: "recurrencePattern",
        properties: &[
            word(
                "type",
                &[
                    "daily",
                    "weekly",
                    "absoluteMonthly",
                    "relativeMonthly",
                    "absoluteYearly",
                    "relativeYearly",
                ],
            ),
            plain("interval"),
            plain("month"),
            plain("dayOfMonth"),
            word("daysOfWeek", DAYS),
            word("firstDayOfWeek", DAYS),
            word("index", &["first", "second", "third", "fourth", "last"]),
        ],
    },
    Type {
        name: "recurrenceRange",
        properties: &[
            word("type", &["endDate", "noEnd", "numbered"]),
            plain("numberOfOccurrences"),
            plain("startDate"),
            plain("endDate"),
            plain("recurrenceTimeZone"),
        ],
    },
    Type {
        name: "accessPackageNotificationSettings",
        properties: &[plain("isAssignmentNotificationDisabled")],
    },
    Type {
        name: "accessPackageTextInputQuestion",
        properties: &[
            ID,
            plain("text"),
            plain("isRequired"),
            plain("isAnswerEditable"),
            plain("sequence"),
            object("localizations", "accessPackageLocalizedText"),
            plain("isSingleLineQuestion"),
            plain("regexPattern"),
        ],
    },
    Type {
        name: "accessPackageMultipleChoiceQuestion",
        properties: &[
            ID,
            plain("text"),
            plain("isRequired"),
            plain("isAnswerEditable"),
            plain("sequence"),
            object("localizations", "accessPackageLocalizedText"),
            object("choices", "accessPackageAnswerChoice"),
            plain("isMultipleSelectionAllowed"),
        ],
    },
    Type {
        name: "accessPackageAnswerChoice",
        properties: &[
            plain("actualValue"),
            plain("text"),
            object("localizations", "accessPackageLocalizedText"),
        ],
    },
    Type { name: "accessPackageLocalizedText", properties: &[plain("languageCode"), plain("text")] },
    Type {
        name: "customExtensionStageSetting",
        properties: &[ID, word("stage", StageName::WORDS), ignored("customExtension", JOINED)],
    },
    Type { name: "singleUser", properties: &[plain("userId"), LABEL] },
    Type { name: "groupMembers", properties: &[plain("groupId"), LABEL] },
    Type { name: "connectedOrganizationMembers", properties: &[plain("connectedOrganizationId"), LABEL] },
    Type { name: "attributeRuleMembers", properties: &[plain("membershipRule"), LABEL] },
    Type { name: "singleServicePrincipal", properties: &[plain("servicePrincipalId"), LABEL] },
    Type { name: "requestorManager", properties: &[plain("managerLevel"), LABEL] },
    Type { name: "targetManager", properties: &[plain("managerLevel"), LABEL] },
    Type { name: "internalSponsors", properties: &[LABEL] },
    Type { name: "externalSponsors", properties: &[LABEL] },
    Type { name: "targetUserSponsors", properties: &[LABEL] },
    Type { name: "targetApplicationOwners", properties: &[LABEL] },
    Type { name: "targetAgentIdentitySponsorsOrOwners", properties: &[LABEL] },
    Type { name: "accessPackageAssignmentRequestWorkflowExtension", properties: EXTENSION },
    Type { name: "accessPackageAssignmentWorkflowExtension", properties: EXTENSION },
    Type {
        name: "logicAppTriggerEndpointConfiguration",
        properties: &[
            plain("subscriptionId"),
            plain("resourceGroupName"),
            plain("logicAppWorkflowName"),
            read_only("url"),
        ],
    },
    Type { name: "azureAdPopTokenAuthentication", properties: &[] },
    Type { name: "customExtensionCallbackConfiguration", properties: CALLBACK },
    Type { name: "accessPackageRequestApprovalStageCallbackConfiguration", properties: CALLBACK },
    Type {
        name: "connectedOrganization",
        properties: &[
            ID,
            CREATED,
            CHANGED,
            plain("displayName"),
            plain("description"),
            word("state", OrganizationState::WORDS),
            object("identitySources", "identitySource"),
            plain("internalSponsors"),
            plain("externalSponsors"),
        ],
    },
    Type { name: "azureActiveDirectoryTenant", properties: &[plain("tenantId"), SOURCE_LABEL] },
    Type { name: "domainIdentitySource", properties: &[plain("domainName"), SOURCE_LABEL] },
    Type {
        name: "externalDomainFederation",
        properties: &[plain("domainName"), plain("issuerUri"), SOURCE_LABEL],
    },
    Type {
        name: "crossCloudAzureActiveDirectoryTenant",
        properties: &[plain("tenantId"), plain("cloudInstance"), SOURCE_LABEL],
    },
    Type {
        name: "socialIdentitySource",
        properties: &[word("socialIdentitySourceType", &["facebook"]), SOURCE_LABEL],
    },
    Type {
        name: "entitlementManagementSettings",
        properties: &[
            ID,
            word("externalUserLifecycleAction", LifecycleAction::WORDS),
            plain("durationUntilExternalUserDeletedAfterBlocked"),
        ],
    },
    Type {
        name: "unifiedRoleAssignment",
        properties: &[
            ID,
            plain("principalId"),
            plain("roleDefinitionId"),
            plain("appScopeId"),
            ignored("directoryScopeId", "entitlement management scopes by catalog, in appScopeId"),
            ignored("condition", "entitlement management has no conditions"),
            ignored("principalOrganizationId", "the tenant's own"),
            ignored("principal", JOINED),
            ignored("roleDefinition", JOINED),
            ignored("appScope", JOINED),
            ignored("directoryScope", JOINED),
        ],
    },
];

/// Forms that an object of the table can take and that are not modelled, and what becomes of them.
pub const UNMODELLED: &[(&str, &str)] = &[
    ("accessPackageDynamicApprovalStage", "v1.0 gives it no members; its policy is named and never written"),
    ("httpRequestEndpoint", "its extension is named and never written: replacing it would lose the address"),
    ("azureAdTokenAuthentication", "carried as it stands through every update, and named"),
];

const EXTENSION: &[Property] = &[
    ID,
    CREATED,
    read_only("createdBy"),
    read_only("lastModifiedBy"),
    read_only("lastModifiedDateTime"),
    plain("displayName"),
    plain("description"),
    object("endpointConfiguration", "customExtensionEndpointConfiguration"),
    object("authenticationConfiguration", "azureAdPopTokenAuthentication"),
    carried("clientConfiguration"),
    object("callbackConfiguration", "customExtensionCallbackConfiguration"),
];

/// The callback's time has two names in what Microsoft publishes (fact extension-callback-names).
const CALLBACK: &[Property] = &[plain("timeoutDuration"), plain("durationBeforeTimeout")];

/// The row of a type.
#[must_use]
pub fn of_type(name: &str) -> Option<&'static Type> {
    TYPES.iter().find(|row| row.name == name)
}
