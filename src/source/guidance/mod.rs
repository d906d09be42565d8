//! What to do about a finding: for each code why it matters, how to fix it, and an example where one helps.
//!
//! The match below has no wildcard, so that a code without guidance does not compile.

mod advice;
mod files;
mod lock;
mod project;
mod references;
mod rules;
mod shape;
mod templates;
mod tenant;
mod values;

use super::Code;

pub use advice::{Example, Guidance, Shows};

impl Code {
    /// Why a finding with this code matters and what to do about it.
    #[must_use]
    pub const fn guidance(self) -> Guidance {
        match self {
            Self::Unreadable => files::UNREADABLE,
            Self::TooLarge => files::TOO_LARGE,
            Self::Encoding => files::ENCODING,
            Self::Syntax => files::SYNTAX,
            Self::DuplicateKey => files::DUPLICATE_KEY,
            Self::Indirection => files::INDIRECTION,
            Self::SeveralDocuments => files::SEVERAL_DOCUMENTS,
            Self::NotMapping => files::NOT_MAPPING,
            Self::TooDeep => files::TOO_DEEP,
            Self::NotPlain => files::NOT_PLAIN,
            Self::NoValue => files::NO_VALUE,
            Self::HiddenCharacter => files::HIDDEN_CHARACTER,
            Self::More => files::MORE,
            Self::NotFormatted => files::NOT_FORMATTED,
            Self::UnknownKey => shape::UNKNOWN_KEY,
            Self::MissingKey => shape::MISSING_KEY,
            Self::WrongForm => shape::WRONG_FORM,
            Self::ExactlyOne => shape::EXACTLY_ONE,
            Self::UnknownWord => shape::UNKNOWN_WORD,
            Self::OpenWord => values::OPEN_WORD,
            Self::BadName => values::BAD_NAME,
            Self::BadDuration => values::BAD_DURATION,
            Self::BadDate => values::BAD_DATE,
            Self::BadId => values::BAD_ID,
            Self::BadDomain => values::BAD_DOMAIN,
            Self::BadUrl => values::BAD_URL,
            Self::BadNumber => values::BAD_NUMBER,
            Self::Repeated => values::REPEATED,
            Self::LookAlike => values::LOOK_ALIKE,
            Self::BadLanguage => values::BAD_LANGUAGE,
            Self::BadPattern => values::BAD_PATTERN,
            Self::DuplicateObject => references::DUPLICATE_OBJECT,
            Self::UnknownReference => references::UNKNOWN_REFERENCE,
            Self::AmbiguousReference => references::AMBIGUOUS_REFERENCE,
            Self::ResourceNotInCatalog => references::RESOURCE_NOT_IN_CATALOG,
            Self::FormerName => references::FORMER_NAME,
            Self::Ownership => references::OWNERSHIP,
            Self::ScopeTargets => rules::SCOPE_TARGETS,
            Self::EmptyList => rules::EMPTY_LIST,
            Self::ApprovalStages => rules::APPROVAL_STAGES,
            Self::ApproverScope => rules::APPROVER_SCOPE,
            Self::EscalationTiming => rules::ESCALATION_TIMING,
            Self::PolicyParts => rules::POLICY_PARTS,
            Self::ExtensionStage => rules::EXTENSION_STAGE,
            Self::SelfIncompatible => rules::SELF_INCOMPATIBLE,
            Self::ReviewTiming => rules::REVIEW_TIMING,
            Self::NoProject => project::NO_PROJECT,
            Self::UnknownTenant => project::UNKNOWN_TENANT,
            Self::ProjectVersion => project::PROJECT_VERSION,
            Self::TenantEntry => project::TENANT_ENTRY,
            Self::BadKey => project::BAD_KEY,
            Self::MissingObject => tenant::MISSING_OBJECT,
            Self::AmbiguousObject => tenant::AMBIGUOUS_OBJECT,
            Self::DepartedObject => tenant::DEPARTED_OBJECT,
            Self::NoTenant => tenant::NO_TENANT,
            Self::UnknownRole => tenant::UNKNOWN_ROLE,
            Self::Twins => tenant::TWINS,
            Self::SameObject => tenant::SAME_OBJECT,
            Self::Replacement => tenant::REPLACEMENT,
            Self::Unsuitable => tenant::UNSUITABLE,
            Self::PinnedMissing => tenant::PINNED_MISSING,
            Self::BothNames => tenant::BOTH_NAMES,
            Self::NothingToRename => tenant::NOTHING_TO_RENAME,
            Self::NotThere => tenant::NOT_THERE,
            Self::AlreadyGone => tenant::ALREADY_GONE,
            Self::Protected => tenant::PROTECTED,
            Self::NotEmpty => tenant::NOT_EMPTY,
            Self::InUse => tenant::IN_USE,
            Self::UnknownCaller => tenant::UNKNOWN_CALLER,
            Self::BadHoldId => lock::BAD_HOLD_ID,
            Self::UnusedAcceptance => lock::UNUSED_ACCEPTANCE,
            Self::ExpiredAcceptance => lock::EXPIRED_ACCEPTANCE,
            Self::Unlocked => lock::UNLOCKED,
            Self::BadLock => lock::BAD_LOCK,
            Self::UnknownVariable => templates::UNKNOWN_VARIABLE,
            Self::BadSubstitution => templates::BAD_SUBSTITUTION,
            Self::UnknownTemplate => templates::UNKNOWN_TEMPLATE,
            Self::UnknownParameter => templates::UNKNOWN_PARAMETER,
            Self::MissingParameter => templates::MISSING_PARAMETER,
            Self::ParameterType => templates::PARAMETER_TYPE,
            Self::NestedTemplate => templates::NESTED_TEMPLATE,
            Self::UnusedParameter => templates::UNUSED_PARAMETER,
            Self::UnusedTemplate => templates::UNUSED_TEMPLATE,
        }
    }
}
