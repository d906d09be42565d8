//! The codes of findings: stable, unique, explained once. No code is ever given a new meaning.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $member:ident = $code:literal $slug:literal),+ $(,)?) => {
        /// What a finding is about. Numbers are grouped: 0 files, 1 shape, 2 values, 3 references, 4 rules of the
        /// service, 5 the project file, 6 what only the tenant can tell, 7 what is accepted and locked, 8 templates and
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

            /// What it means, in one line.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$member => concat!($($doc),+).trim(),)+ }
            }
        }
    };
}

codes! {
    /// A file or folder cannot be read, or is not one that may be read (a symbolic link).
    Unreadable = "GL001" "unreadable",
    /// A file is larger or longer than what can be read and pointed at.
    TooLarge = "GL002" "too-large",
    /// A file is not UTF-8, or starts with a byte order mark.
    Encoding = "GL003" "encoding",
    /// A file is not YAML.
    Syntax = "GL004" "syntax",
    /// A mapping has the same key twice.
    DuplicateKey = "GL005" "duplicate-key",
    /// Anchors, aliases, merge keys and tags are not part of the language.
    Indirection = "GL006" "indirection",
    /// A file holds more than one YAML document.
    SeveralDocuments = "GL007" "several-documents",
    /// A file's document is not a mapping.
    NotMapping = "GL008" "not-a-mapping",
    /// Values are nested deeper than the language ever needs.
    TooDeep = "GL009" "too-deep",
    /// A key is not text, or a value is no text, number, list, mapping or true/false.
    NotPlain = "GL010" "not-plain",
    /// A key stands without a value.
    NoValue = "GL011" "no-value",
    /// A character stands here that nobody sees, or that changes how others are shown.
    HiddenCharacter = "GL012" "hidden-character",
    /// A file has more findings than are shown.
    More = "GL013" "more",
    /// A file cannot be laid out anew without a change to what it says.
    NotFormatted = "GL014" "not-formatted",
    /// A key is not part of the language here.
    UnknownKey = "GL101" "unknown-key",
    /// A required key is missing.
    MissingKey = "GL102" "missing-key",
    /// A value has a form that is not taken here.
    WrongForm = "GL103" "wrong-form",
    /// Of several keys that exclude each other, exactly one must stand.
    ExactlyOne = "GL104" "exactly-one",
    /// A word is none of those taken here.
    UnknownWord = "GL105" "unknown-word",
    /// A word of Graph is not known to this version; it is sent as it stands.
    OpenWord = "GL201" "open-word",
    /// A name is empty, too long, starts or ends with a blank, or holds a hidden character.
    BadName = "GL202" "bad-name",
    /// A length of time cannot be read.
    BadDuration = "GL203" "bad-duration",
    /// A date cannot be read.
    BadDate = "GL204" "bad-date",
    /// An id is not a GUID.
    BadId = "GL205" "bad-id",
    /// A domain cannot be one.
    BadDomain = "GL206" "bad-domain",
    /// A URL cannot be one, or is not https.
    BadUrl = "GL207" "bad-url",
    /// A number is out of its range.
    BadNumber = "GL208" "bad-number",
    /// The same entry stands twice in a list.
    Repeated = "GL209" "repeated",
    /// A word mixes letters of several scripts, or two names look the same.
    LookAlike = "GL210" "look-alike",
    /// A language is not written as a BCP 47 tag.
    BadLanguage = "GL211" "bad-language",
    /// A pattern is no regular expression, or perhaps none for the service.
    BadPattern = "GL212" "bad-pattern",
    /// Two declarations have the same key.
    DuplicateObject = "GL301" "duplicate-object",
    /// A name refers to nothing that is declared.
    UnknownReference = "GL302" "unknown-reference",
    /// A name refers to several declared objects.
    AmbiguousReference = "GL303" "ambiguous-reference",
    /// A package uses a resource that its catalog does not hold.
    ResourceNotInCatalog = "GL304" "resource-not-in-catalog",
    /// A former name is one that another object has or had.
    FormerName = "GL305" "former-name",
    /// One object is declared, existing or removed at once.
    Ownership = "GL320" "ownership",
    /// A scope and a list of targets do not go together.
    ScopeTargets = "GL401" "scope-targets",
    /// A list that must not be empty is.
    EmptyList = "GL402" "empty-list",
    /// Approval is asked for without a stage, or has more than three.
    ApprovalStages = "GL403" "approval-stages",
    /// A kind of approver cannot be found for the people of this scope.
    ApproverScope = "GL404" "approver-scope",
    /// An escalation would come after the decision is due.
    EscalationTiming = "GL405" "escalation-timing",
    /// A part of a policy does nothing, or is refused, beside another.
    PolicyParts = "GL406" "policy-parts",
    /// An extension cannot be called at this stage.
    ExtensionStage = "GL407" "extension-stage",
    /// A package would be incompatible with itself.
    SelfIncompatible = "GL408" "self-incompatible",
    /// A review runs longer than its rhythm allows.
    ReviewTiming = "GL409" "review-timing",
    /// There is no project file.
    NoProject = "GL501" "no-project",
    /// A tenant is named that the project does not have.
    UnknownTenant = "GL502" "unknown-tenant",
    /// The project file is of a version that this program does not read.
    ProjectVersion = "GL503" "project-version",
    /// An entry of a tenant cannot be used.
    TenantEntry = "GL504" "tenant-entry",
    /// A text is no KEY, or no pattern of KEYs.
    BadKey = "GL520" "bad-key",
    /// No object of the directory has this name.
    MissingObject = "GL601" "missing-object",
    /// Several objects of the directory have this name.
    AmbiguousObject = "GL602" "ambiguous-object",
    /// An id leads to no object of the directory any more.
    DepartedObject = "GL603" "departed-object",
    /// No tenant owns this domain.
    NoTenant = "GL604" "no-tenant",
    /// A resource does not offer this role, or offers it twice.
    UnknownRole = "GL605" "unknown-role",
    /// Several objects of the tenant are what one declaration describes.
    Twins = "GL606" "twins",
    /// Two declarations describe one object of the tenant.
    SameObject = "GL607" "same-object",
    /// The service cannot make this change in place.
    Replacement = "GL608" "replacement",
    /// Entitlement management does not take this object into a catalog.
    Unsuitable = "GL609" "unsuitable",
    /// The tenant has no such object with the id that pins one.
    PinnedMissing = "GL610" "pinned-missing",
    /// The tenant holds an object under its new and under its former name.
    BothNames = "GL611" "both-names",
    /// A former name leads to nothing that could be renamed.
    NothingToRename = "GL612" "nothing-to-rename",
    /// An object that is said to exist does not.
    NotThere = "GL613" "not-there",
    /// An object that is removed is gone; the line that removes it would delete a later object of its name.
    AlreadyGone = "GL614" "already-gone",
    /// An object is removed that must never be deleted.
    Protected = "GL615" "protected",
    /// A catalog is removed that still holds objects.
    NotEmpty = "GL616" "not-empty",
    /// An object is removed that another one uses.
    InUse = "GL617" "in-use",
    /// Owners of a catalog go while nothing says whether the identity that applies is among them.
    UnknownCaller = "GL618" "unknown-caller",
    /// An id in `accepted.yaml` is not that of a hold.
    BadHoldId = "GL701" "bad-hold-id",
    /// An entry of `accepted.yaml` accepts no hold of this plan.
    UnusedAcceptance = "GL702" "unused-acceptance",
    /// An entry of `accepted.yaml` has run out.
    ExpiredAcceptance = "GL703" "expired-acceptance",
    /// A name is not in the lock file.
    Unlocked = "GL704" "unlocked",
    /// An entry of the lock file cannot be right.
    BadLock = "GL705" "bad-lock",
    /// A variable has no value in this tenant.
    UnknownVariable = "GL801" "unknown-variable",
    /// What opens like a variable is none, or a variable has a name that none can have.
    BadSubstitution = "GL802" "bad-substitution",
    /// A template is named that no file declares.
    UnknownTemplate = "GL803" "unknown-template",
    /// A parameter is named that the template does not declare.
    UnknownParameter = "GL804" "unknown-parameter",
    /// A parameter without a default is given no value.
    MissingParameter = "GL805" "missing-parameter",
    /// A parameter stands where values of another type stand.
    ParameterType = "GL806" "parameter-type",
    /// A template uses a template.
    NestedTemplate = "GL807" "nested-template",
    /// A parameter is declared and stands nowhere in its template.
    UnusedParameter = "GL808" "unused-parameter",
    /// A template is declared and no policy uses it.
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
