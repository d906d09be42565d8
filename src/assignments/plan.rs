//! The plan of moving or ending assignments, version 1.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::{Assignment, Key, PackageKey, Person, PolicyKey, Standing};
use crate::plan::{StepId, digest};

/// The version of the plan's form.
pub const FORMAT_VERSION: u32 = 1;

/// What somebody wants done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Intent {
    /// End the assignments of a package, or those made through one policy.
    Remove {
        /// The package or the policy.
        from: Key,
        /// Only those of people who stand so.
        only: Option<Standing>,
    },
    /// Give everybody who has a package through one policy the same through another.
    Move {
        /// The policy that is drained.
        from: PolicyKey,
        /// The policy that takes over, of the same package or of another.
        to: PolicyKey,
    },
}

impl Intent {
    /// The package whose holders are touched.
    #[must_use]
    pub fn package(&self) -> Option<&PackageKey> {
        match self {
            Self::Remove { from: Key::Package(package), .. } => Some(package),
            Self::Remove { from: Key::Policy(policy), .. } | Self::Move { from: policy, .. } => {
                Some(&policy.package)
            }
            Self::Remove { .. } => None,
        }
    }

    /// The packages whose holders have to be known.
    pub fn packages(&self) -> impl Iterator<Item = Key> + '_ {
        let to = match self {
            Self::Move { to, .. } => Some(&to.package),
            Self::Remove { .. } => None,
        };
        self.package().into_iter().chain(to).map(|package| Key::Package(package.clone()))
    }
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// Always [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 over version, tenant, intent and steps, in hex.
    pub id: String,
    /// The tenant the plan was made for, by id.
    pub tenant: String,
    /// What is wanted.
    pub intent: Intent,
    /// What will be asked of the service, by person.
    pub steps: Vec<Step>,
    /// What the plan is about and does not do; not part of the id.
    pub about: About,
}

/// One request to the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// Whom it is about.
    pub person: Person,
    /// Where this person stands.
    pub standing: Standing,
    /// What is asked.
    pub operation: Operation,
    /// Steps that must have ended well before this one starts.
    pub waits_for: Vec<StepId>,
}

/// What is asked of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Operation {
    /// Ends an assignment.
    Remove {
        /// The assignment.
        assignment: Held,
    },
    /// Moves an assignment to another policy of its package. The access is never interrupted, and the schedule stays.
    Reassign {
        /// The assignment.
        assignment: Held,
        /// The policy that takes over.
        to: PolicyKey,
    },
    /// Gives another package.
    Add {
        /// The assignment in whose place it is given.
        instead_of: Held,
        /// The policy it is given through.
        to: PolicyKey,
    },
}

impl Operation {
    /// The assignment the operation starts from.
    #[must_use]
    pub const fn source(&self) -> &Held {
        match self {
            Self::Remove { assignment } | Self::Reassign { assignment, .. } => assignment,
            Self::Add { instead_of, .. } => instead_of,
        }
    }
}

/// An assignment as it was when the plan was made: a step may start only while it still is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Held {
    /// The id Graph gave it.
    pub id: String,
    /// The package that is assigned.
    pub package: PackageKey,
    /// The policy it was assigned through.
    pub policy: Option<PolicyKey>,
    /// Its schedule as the service holds it.
    pub schedule: Value,
}

impl Held {
    /// Whether an assignment still is as it was.
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

impl From<&Assignment> for Held {
    fn from(assignment: &Assignment) -> Self {
        let Assignment { id, package, policy, schedule, .. } = assignment.clone();
        Self { id, package, policy, schedule }
    }
}

/// What stands beside the steps and outside the id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct About {
    /// The version of the program that made the plan.
    pub tool: String,
    /// The tenant's display name.
    pub tenant_name: String,
    /// Holders that are left as they are, and why.
    pub stays: Vec<Stay>,
    /// What whoever agrees to the plan should know.
    pub warnings: Vec<String>,
}

/// A holder who is left as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stay {
    /// Who.
    pub person: Person,
    /// Where this person stands.
    pub standing: Standing,
    /// Why.
    pub why: String,
}

impl Plan {
    /// A plan with the id of its contents.
    #[must_use]
    pub fn new(tenant: String, intent: Intent, steps: Vec<Step>, about: About) -> Self {
        let hashed =
            json!({"formatVersion": FORMAT_VERSION, "tenant": tenant, "intent": intent, "steps": steps});
        Self { format_version: FORMAT_VERSION, id: digest(&hashed), tenant, intent, steps, about }
    }
}
