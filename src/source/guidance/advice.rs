//! The form of the advice on a finding.

/// The advice on a code, as its help page prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guidance {
    /// Why it matters, in whole sentences.
    pub why: &'static str,
    /// What to do, in whole sentences.
    pub fix: &'static str,
    /// Files that have the finding, and the same files without it.
    pub example: Option<Example>,
}

/// A text that has a finding, and the same text without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What the texts are part of.
    pub shows: Shows,
    /// The text with the finding.
    pub wrong: &'static str,
    /// The text without it.
    pub right: &'static str,
}

/// What an example is part of. Texts use the objects that a test declares beside them: the catalog `Partner
/// collaboration` with the group `Partner Portal Users`, the package `Partner portal`, and the organization `Fabrikam`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A whole policy file.
    PolicyFile,
    /// The whole project file.
    ProjectFile,
    /// The keys of one policy of a package, without its name.
    Policy,
}

/// Advice without an example.
pub(super) const fn plain_guidance(why: &'static str, fix: &'static str) -> Guidance {
    Guidance { why, fix, example: None }
}

impl Guidance {
    const fn with_example(self, shows: Shows, wrong: &'static str, right: &'static str) -> Self {
        Self { example: Some(Example { shows, wrong, right }), ..self }
    }

    /// The same with two policy files.
    pub(super) const fn in_file(self, wrong: &'static str, right: &'static str) -> Self {
        self.with_example(Shows::PolicyFile, wrong, right)
    }

    /// The same with two project files.
    pub(super) const fn in_project(self, wrong: &'static str, right: &'static str) -> Self {
        self.with_example(Shows::ProjectFile, wrong, right)
    }

    /// The same with the keys of two policies.
    pub(super) const fn in_policy(self, wrong: &'static str, right: &'static str) -> Self {
        self.with_example(Shows::Policy, wrong, right)
    }
}
