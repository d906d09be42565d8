//! Assignments: who has which access package, through which policy, and until when.

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{Facts, LiveCounts, ObjectId, PackageKey, PolicyKey};

open_enum! {
    /// The state of an assignment.
    AssignmentState {
        /// The access is being delivered.
        Delivering = "delivering",
        /// The access was partly delivered.
        PartiallyDelivered = "partiallyDelivered",
        /// The access was delivered.
        Delivered = "delivered",
        /// The assignment has expired.
        Expired = "expired",
        /// The access could not be delivered.
        DeliveryFailed = "deliveryFailed",
    }
}

impl AssignmentState {
    /// Whether an assignment in this state prevents the deletion of its package and policy. An unknown state
    /// counts as live, because it may mean that a person has access.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self, Self::Expired | Self::DeliveryFailed)
    }
}

/// The target of an assignment, as the service recorded it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    /// The directory object's id. `None` if the service does not return it.
    pub id: Option<ObjectId>,
    /// The display name.
    pub name: String,
    /// The email address, or the user principal name.
    pub address: Option<String>,
}

/// How a person belongs to the tenant.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Membership {
    /// A member of the directory, or a service principal in it.
    Internal,
    /// An external user.
    External,
    /// A deleted user. The service counts the assignment until the user is purged.
    Departed,
}

impl Person {
    /// The domain of the person's address in lower case. Empty if the address has none. A guest's user
    /// principal name contains the home address with `_` instead of `@`
    /// (`ann_fabrikam.com#EXT#@contoso.com`).
    #[must_use]
    pub fn address_domain(&self) -> String {
        let address = self.address.as_deref().unwrap_or_default().to_lowercase();
        let domain = match address.split_once("#ext#") {
            Some((home, _)) => home.rsplit_once('_'),
            None => address.rsplit_once('@'),
        };
        domain.map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    }

    /// How this person belongs to the tenant, according to the directory objects.
    #[must_use]
    pub fn membership(&self, facts: &Facts) -> Membership {
        match self.id.as_ref().and_then(|id| facts.objects.get(id)) {
            Some(object) if object.is_guest() => Membership::External,
            Some(_) => Membership::Internal,
            None => Membership::Departed,
        }
    }
}

/// One assignment of a package to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The assignment's id in Graph.
    pub id: String,
    /// The assigned package.
    pub package: PackageKey,
    /// The policy of the assignment. `None` if the service names no policy that was read.
    pub policy: Option<PolicyKey>,
    /// The target.
    pub person: Person,
    /// The state.
    pub state: AssignmentState,
    /// The schedule as the service returned it, for requests that must keep it. Null if there is none.
    pub schedule: serde_json::Value,
}

impl LiveCounts {
    /// Counts the live assignments.
    #[must_use]
    pub fn new<'a>(assignments: impl IntoIterator<Item = &'a Assignment>, facts: &Facts) -> Self {
        let mut counts = Self::default();
        for assignment in assignments.into_iter().filter(|assignment| assignment.state.is_live()) {
            match assignment.person.membership(facts) {
                Membership::Internal => counts.internal += 1,
                Membership::External => counts.external += 1,
                Membership::Departed => counts.departed += 1,
            }
        }
        counts
    }
}
