//! How many people have access, and what else keeps an object from being deleted.

/// A number of people, those from outside apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headcount {
    /// Members of the directory and applications.
    pub internal: usize,
    /// People from outside.
    pub external: usize,
}

impl Headcount {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.internal + self.external
    }
}

/// Who holds a package or a policy now, and what stands in the way of deleting it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiveCounts {
    /// Live assignments of members of the directory and of applications.
    pub internal: usize,
    /// Live assignments of people from outside.
    pub external: usize,
    /// Live assignments of users who were deleted: nobody has access, and the service still refuses the deletion
    /// until they are purged.
    // (fact deleted-users-count)
    pub departed: usize,
    /// Requests to the package that wait for somebody. The service does not say through which policy they were
    /// made, so a policy shows all of its package's.
    pub pending: usize,
}

impl LiveCounts {
    /// The people who have access now.
    #[must_use]
    pub const fn people(&self) -> Headcount {
        Headcount { internal: self.internal, external: self.external }
    }

    /// Every live assignment: as long as there are any, the service refuses to delete.
    #[must_use]
    pub const fn assignments(&self) -> usize {
        self.internal + self.external + self.departed
    }

    /// Whether nothing would be lost.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
