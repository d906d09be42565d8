//! Who holds an access package, through which policy, and until when.

use serde::{Deserialize, Serialize};

use super::open::open_enum;
use super::{Facts, LiveCounts, ObjectId, PackageKey, PolicyKey};

open_enum! {
    /// How far an assignment is.
    AssignmentState {
        /// The access is being given.
        Delivering = "delivering",
        /// Some of the access was given.
        PartiallyDelivered = "partiallyDelivered",
        /// The access was given.
        Delivered = "delivered",
        /// The assignment has ended.
        Expired = "expired",
        /// The access could not be given.
        DeliveryFailed = "deliveryFailed",
    }
}

impl AssignmentState {
    /// Whether an assignment in this state keeps its package and its policy from being deleted. A word that is not
    /// known counts as live: what it stands for may well be somebody's access.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self, Self::Expired | Self::DeliveryFailed)
    }
}

/// Whom an assignment is for, as the service remembers them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Person {
    /// The directory object's id; `None` where the service no longer says.
    pub id: Option<ObjectId>,
    /// The display name.
    pub name: String,
    /// The mail address, or the user principal name.
    pub address: Option<String>,
}

/// Where a holder stands to this tenant.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// A member of the directory, or an application of it.
    Internal,
    /// Somebody from outside.
    External,
    /// Nobody any more: the user was deleted, and the service counts the assignment until the user is purged.
    Departed,
}

impl Person {
    /// The domain of this person's address, in lower case. A guest's user principal name holds the address of home
    /// with `_` for `@` (`ann_fabrikam.com#EXT#@contoso.com`). Empty where the address shows none.
    #[must_use]
    pub fn domain(&self) -> String {
        let address = self.address.as_deref().unwrap_or_default().to_lowercase();
        let domain = match address.split_once("#ext#") {
            Some((home, _)) => home.rsplit_once('_'),
            None => address.rsplit_once('@'),
        };
        domain.map(|(_, domain)| domain.to_owned()).unwrap_or_default()
    }

    /// Where this person stands, by the objects that were looked up.
    #[must_use]
    pub fn standing(&self, facts: &Facts) -> Standing {
        match self.id.as_ref().and_then(|id| facts.objects.get(id)) {
            Some(object) if object.is_external() => Standing::External,
            Some(_) => Standing::Internal,
            None => Standing::Departed,
        }
    }
}

/// One assignment of a package to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The id Graph gave it.
    pub id: String,
    /// The package that is assigned.
    pub package: PackageKey,
    /// The policy it was assigned through; `None` where the service names none that was read.
    pub policy: Option<PolicyKey>,
    /// Whom it is for.
    pub person: Person,
    /// How far it is.
    pub state: AssignmentState,
    /// Its schedule as the service holds it, for requests that must keep it; JSON null for none.
    pub schedule: serde_json::Value,
}

impl LiveCounts {
    /// Counts the live ones among assignments.
    #[must_use]
    pub fn of<'a>(assignments: impl IntoIterator<Item = &'a Assignment>, facts: &Facts) -> Self {
        let mut counts = Self::default();
        for assignment in assignments.into_iter().filter(|assignment| assignment.state.is_live()) {
            match assignment.person.standing(facts) {
                Standing::Internal => counts.internal += 1,
                Standing::External => counts.external += 1,
                Standing::Departed => counts.departed += 1,
            }
        }
        counts
    }
}
