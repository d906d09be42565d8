//! The codes of findings: stable, unique, explained once. A retired code is never reused.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $member:ident = $code:literal $slug:literal),+ $(,)?) => {
        /// What a finding is about. Numbers are grouped: 0 files, 1 shape, 2 values, 3 references, 4 rules of
        /// the service, 5 the project file, 6 the tenant, 7 accepted holds and the lock file, 8 templates and
        /// variables.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $member,)+
        }

        impl Code {
            /// Every code, in order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The stable number: `GL001`.
            #[must_use]
            pub const fn number(self) -> &'static str {
                match self { $(Self::$member => $code,)+ }
            }

            /// The stable name: `syntax`.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$member => $slug,)+ }
            }

            /// The meaning, in one line.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$member => concat!($($doc),+).trim(),)+ }
            }
        }
    };
}

codes! {
    /// A file or folder cannot be read, or must not be read because it is a symbolic link.
    Unreadable = "GL001" "unreadable",
    /// A file has too many bytes or lines.
    TooLarge = "GL002" "too-large",
    /// A file is not UTF-8, or starts with a byte order mark.
    Encoding = "GL003" "encoding",
    /// A file is not YAML.
    Syntax = "GL004" "syntax",
    /// A mapping contains the same key twice.
    DuplicateKey = "GL005" "duplicate-key",
    /// Anchors, aliases, merge keys and tags are not supported.
    Indirection = "GL006" "indirection",
    /// A file contains more than one YAML document.
    SeveralDocuments = "GL007" "several-documents",
    /// A file's document is not a mapping.
    NotMapping = "GL008" "not-a-mapping",
    /// Values are nested too deeply.
    TooDeep = "GL009" "too-deep",
    /// A key is not text, or a value is not a text, number, list, mapping, `true` or `false`.
    NotPlain = "GL010" "not-plain",
    /// A key has no value.
    NoValue = "GL011" "no-value",
    /// A character is invisible, or changes how other characters are shown.
    HiddenCharacter = "GL012" "hidden-character",
    /// A file has more findings than are shown.
    More = "GL013" "more",
    /// A file cannot be formatted without a change to its meaning.
    NotFormatted = "GL014" "not-formatted",
    /// A key is not allowed at this place.
    UnknownKey = "GL101" "unknown-key",
    /// A required key is missing.
    MissingKey = "GL102" "missing-key",
    /// A value has a form that is not allowed at this place.
    WrongForm = "GL103" "wrong-form",
    /// Exactly one of several keys is required.
    ExactlyOne = "GL104" "exactly-one",
    /// A value is not one of the words that are allowed at this place.
    UnknownWord = "GL105" "unknown-word",
    /// This version of Guestlist does not know a Graph enum value. The value is sent unchanged.
    OpenWord = "GL201" "open-word",
    /// A name is empty, too long, starts or ends with a space, or contains a hidden character.
    BadName = "GL202" "bad-name",
    /// A duration is invalid.
    BadDuration = "GL203" "bad-duration",
    /// A date is invalid.
    BadDate = "GL204" "bad-date",
    /// An id is not a GUID.
    BadId = "GL205" "bad-id",
    /// A domain is invalid.
    BadDomain = "GL206" "bad-domain",
    /// A URL is invalid or does not use https.
    BadUrl = "GL207" "bad-url",
    /// A number is out of range.
    BadNumber = "GL208" "bad-number",
    /// A list contains the same entry twice.
    Repeated = "GL209" "repeated",
    /// A word mixes letters of several scripts, or two names look the same.
    LookAlike = "GL210" "look-alike",
    /// A language code is not a BCP 47 tag.
    BadLanguage = "GL211" "bad-language",
    /// A regular expression is invalid, or the service may not accept it.
    BadPattern = "GL212" "bad-pattern",
    /// Two declarations have the same key.
    DuplicateObject = "GL301" "duplicate-object",
    /// A name refers to an object that is neither declared nor listed under `existing`.
    UnknownReference = "GL302" "unknown-reference",
    /// A name refers to several declared objects.
    AmbiguousReference = "GL303" "ambiguous-reference",
    /// An access package uses a resource that its catalog does not contain.
    ResourceNotInCatalog = "GL304" "resource-not-in-catalog",
    /// A former name is also the current or former name of another object.
    FormerName = "GL305" "former-name",
    /// An object is in more than one of these: the declarations, `existing` and `remove`.
    Ownership = "GL320" "ownership",
    /// A scope does not allow a list of targets.
    ScopeTargets = "GL401" "scope-targets",
    /// A list is empty where it needs at least one entry.
    EmptyList = "GL402" "empty-list",
    /// Approval is required but has no stage, or has more than three stages.
    ApprovalStages = "GL403" "approval-stages",
    /// The people in this scope do not have this kind of approver.
    ApproverScope = "GL404" "approver-scope",
    /// An escalation would start after the request is denied.
    EscalationTiming = "GL405" "escalation-timing",
    /// A part of a policy has no effect or is refused because of another part.
    PolicyParts = "GL406" "policy-parts",
    /// An extension cannot be called at this stage.
    ExtensionStage = "GL407" "extension-stage",
    /// An access package would be incompatible with itself.
    SelfIncompatible = "GL408" "self-incompatible",
    /// An access review is open for longer than its interval.
    ReviewTiming = "GL409" "review-timing",
    /// There is no project file.
    NoProject = "GL501" "no-project",
    /// The project has no tenant with this name.
    UnknownTenant = "GL502" "unknown-tenant",
    /// This program does not read this version of the project file.
    ProjectVersion = "GL503" "project-version",
    /// A tenant's entry is invalid.
    TenantEntry = "GL504" "tenant-entry",
    /// A text is not a KEY or a pattern of KEYs.
    BadKey = "GL520" "bad-key",
    /// No directory object has this name.
    MissingObject = "GL601" "missing-object",
    /// Several directory objects have this name.
    AmbiguousObject = "GL602" "ambiguous-object",
    /// No directory object has this id.
    DepartedObject = "GL603" "departed-object",
    /// No tenant owns this domain.
    NoTenant = "GL604" "no-tenant",
    /// A resource does not offer this role, or offers several with the same name.
    UnknownRole = "GL605" "unknown-role",
    /// Several objects of the tenant match one declaration.
    Twins = "GL606" "twins",
    /// Two declarations match one object of the tenant.
    SameObject = "GL607" "same-object",
    /// The service does not allow this change to an existing object.
    Replacement = "GL608" "replacement",
    /// Entitlement management does not accept this object as a resource.
    Unsuitable = "GL609" "unsuitable",
    /// No object of the tenant has the id that a declaration pins.
    PinnedMissing = "GL610" "pinned-missing",
    /// The tenant contains an object with the new name and one with the former name.
    BothNames = "GL611" "both-names",
    /// No object has the former name.
    NothingToRename = "GL612" "nothing-to-rename",
    /// An object that is listed under `existing` does not exist.
    NotThere = "GL613" "not-there",
    /// An object to remove no longer exists. The line under `remove` would delete a later object with that
    /// name.
    AlreadyGone = "GL614" "already-gone",
    /// A protected object is listed under `remove`.
    Protected = "GL615" "protected",
    /// A catalog to remove still contains objects.
    NotEmpty = "GL616" "not-empty",
    /// An object to remove is still used by another object.
    InUse = "GL617" "in-use",
    /// Catalog owners would be removed, and it is unknown whether the identity that runs `apply` is one of them.
    UnknownCaller = "GL618" "unknown-caller",
    /// An id in `accepted.yaml` is not the id of a hold.
    BadHoldId = "GL701" "bad-hold-id",
    /// An entry of `accepted.yaml` matches no hold of this plan.
    UnusedAcceptance = "GL702" "unused-acceptance",
    /// An entry of `accepted.yaml` has expired.
    ExpiredAcceptance = "GL703" "expired-acceptance",
    /// The lock file does not contain a name.
    Unlocked = "GL704" "unlocked",
    /// An entry of the lock file is invalid.
    BadLock = "GL705" "bad-lock",
    /// A variable has no value in this tenant.
    UnknownVariable = "GL801" "unknown-variable",
    /// A `${` does not begin a variable, or a variable has an invalid name.
    BadSubstitution = "GL802" "bad-substitution",
    /// No file declares the template.
    UnknownTemplate = "GL803" "unknown-template",
    /// The template does not declare the parameter.
    UnknownParameter = "GL804" "unknown-parameter",
    /// A parameter without a default has no value.
    MissingParameter = "GL805" "missing-parameter",
    /// A parameter is used where a value of another type belongs.
    ParameterType = "GL806" "parameter-type",
    /// A template uses a template.
    NestedTemplate = "GL807" "nested-template",
    /// A template declares a parameter and never uses it.
    UnusedParameter = "GL808" "unused-parameter",
    /// No policy uses a template.
    UnusedTemplate = "GL809" "unused-template",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.number())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_and_slugs_are_unique_and_in_order() {
        let numbers: Vec<_> = Code::ALL.iter().map(|code| code.number()).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
        let slugs: BTreeSet<_> = Code::ALL.iter().map(|code| code.slug()).collect();
        assert_eq!(slugs.len(), Code::ALL.len());
    }

    #[test]
    fn every_code_is_explained_in_one_sentence() {
        for code in Code::ALL {
            let text = code.explanation();
            assert!(text.ends_with('.') && !text.contains('\n') && text.len() < 120, "{code}: {text}");
        }
    }
}
