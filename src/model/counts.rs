//! Numbers of assignments and requests, which affect deletions.

/// A number of people, with external users counted separately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headcount {
    /// Members of the directory and applications.
    pub internal: usize,
    /// External users.
    pub external: usize,
}

impl Headcount {
    /// The total.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.internal + self.external
    }
}

/// The assignments and requests of a package or policy, which affect its deletion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiveCounts {
    /// Active assignments of members and service principals of the directory.
    pub internal: usize,
    /// Live assignments of external users.
    pub external: usize,
    /// Live assignments of deleted users. No one has access, but the service refuses the deletion until these
    /// users are purged.
    // (fact deleted-users-count)
    pub departed: usize,
    /// Pending requests for the package. The service does not return the policy of a request, so a policy has
    /// the number of its package.
    pub pending: usize,
}

impl LiveCounts {
    /// The people who have access.
    #[must_use]
    pub const fn live_people(&self) -> Headcount {
        Headcount { internal: self.internal, external: self.external }
    }

    /// All live assignments. The service refuses a deletion while there are any.
    #[must_use]
    pub const fn assignment_count(&self) -> usize {
        self.internal + self.external + self.departed
    }

    /// Whether a deletion would affect no assignment and no request.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}
