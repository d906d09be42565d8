//! The plan of moving or removing assignments, version 1.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::{Assignment, Key, Membership, PackageKey, Person, PolicyKey};
use crate::plan::{StepId, digest_json};

/// The version of the format.
pub const FORMAT_VERSION: u32 = 1;

/// The change that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Intent {
    /// Remove the assignments of a package or policy.
    Remove {
        /// The package or policy.
        from: Key,
        /// Only assignments of people of this kind.
        only: Option<Membership>,
    },
    /// Move the assignments of one policy to another.
    Move {
        /// The policy of the existing assignments.
        from: PolicyKey,
        /// The new policy, of the same package or another one.
        to: PolicyKey,
    },
}

impl Intent {
    /// The package whose assignments change.
    #[must_use]
    pub fn touched_package(&self) -> Option<&PackageKey> {
        match self {
            Self::Remove { from: Key::Package(package), .. } => Some(package),
            Self::Remove { from: Key::Policy(policy), .. } | Self::Move { from: policy, .. } => {
                Some(&policy.package)
            }
            Self::Remove { .. } => None,
        }
    }

    /// The packages whose assignments must be known.
    pub fn packages_to_read(&self) -> impl Iterator<Item = Key> + '_ {
        let to = match self {
            Self::Move { to, .. } => Some(&to.package),
            Self::Remove { .. } => None,
        };
        self.touched_package().into_iter().chain(to).map(|package| Key::Package(package.clone()))
    }
}

/// The steps that carry out an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// The version of this format. Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 over version, tenant, intent and steps, in hex.
    pub id: String,
    /// The id of the plan's tenant.
    pub tenant: String,
    /// The intent.
    pub intent: Intent,
    /// The requests to send, by person.
    pub steps: Vec<Step>,
    /// Information in addition to the steps, which is not part of the id.
    pub about: About,
}

/// One request to the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// The person.
    pub person: Person,
    /// Whether the person is internal, external or deleted.
    pub standing: Membership,
    /// The request.
    pub operation: Operation,
    /// Steps that must have succeeded before this one starts.
    pub waits_for: Vec<StepId>,
}

/// A request to the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Operation {
    /// Removes an assignment.
    Remove {
        /// The assignment.
        assignment: HeldAssignment,
    },
    /// Moves an assignment to another policy of its package. Access is not interrupted, and the schedule does
    /// not change.
    Reassign {
        /// The assignment.
        assignment: HeldAssignment,
        /// The new policy.
        to: PolicyKey,
    },
    /// Assigns another package.
    Add {
        /// The assignment that it replaces.
        instead_of: HeldAssignment,
        /// The policy of the new assignment.
        to: PolicyKey,
    },
}

impl Operation {
    /// The assignment that the operation starts from.
    #[must_use]
    pub const fn source_assignment(&self) -> &HeldAssignment {
        match self {
            Self::Remove { assignment } | Self::Reassign { assignment, .. } => assignment,
            Self::Add { instead_of, .. } => instead_of,
        }
    }
}

/// An assignment as it was when the plan was made. A step starts only if the assignment has not changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeldAssignment {
    /// Its id in Graph.
    pub id: String,
    /// The assigned package.
    pub package: PackageKey,
    /// The policy of the assignment.
    pub policy: Option<PolicyKey>,
    /// Its schedule, as the service returned it.
    pub schedule: Value,
}

impl HeldAssignment {
    /// Whether an assignment has not changed.
    #[must_use]
    pub fn is_still(&self, now: &Assignment) -> bool {
        let Self { id, package, policy, schedule } = self;
        now.id == *id
            && now.package == *package
            && now.policy == *policy
            && now.schedule == *schedule
            && now.state.is_live()
    }
}

impl From<&Assignment> for HeldAssignment {
    fn from(assignment: &Assignment) -> Self {
        let Assignment { id, package, policy, schedule, .. } = assignment.clone();
        Self { id, package, policy, schedule }
    }
}

/// Information in addition to the steps, which is not part of the id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct About {
    /// The version of the program that made the plan.
    pub tool: String,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Assignments that do not change, with the reason.
    pub stays: Vec<Stay>,
    /// What a person should know before agreeing.
    pub warnings: Vec<String>,
}

/// An assignment that does not change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stay {
    /// The person.
    pub person: Person,
    /// Whether the person is internal, external or deleted.
    pub standing: Membership,
    /// The reason.
    pub why: String,
}

impl Plan {
    /// A plan with the id of its content.
    #[must_use]
    pub fn new(tenant: String, intent: Intent, steps: Vec<Step>, about: About) -> Self {
        let hashed =
            json!({"formatVersion": FORMAT_VERSION, "tenant": tenant, "intent": intent, "steps": steps});
        Self { format_version: FORMAT_VERSION, id: digest_json(&hashed), tenant, intent, steps, about }
    }
}
