//! What a property has to do with who can get access.

/// The part of access that a property decides (design: exposure).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessEffect {
    /// Who may ask for access or gets it by rule.
    Audience,
    /// What is required between a request and access: approval, questions, extensions that can block.
    Gate,
    /// How long access lasts.
    Time,
    /// When access is reviewed, and by which reviewers.
    Review,
    /// What access gives.
    Reach,
    /// Whether those who may ask can see what they may ask for.
    Door,
    /// Who can give access, or decide about it, through another object.
    Authority,
    /// It does not affect access, for this reason.
    Nothing(&'static str),
}
