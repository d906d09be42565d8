//! What to do about a hold: for each kind why it waits, what to check, and an example where one helps.
//!
//! The match below has no wildcard, so that a kind without guidance does not compile.

use super::HoldKind;

/// The advice on a kind of hold, as its help page prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldGuidance {
    /// Why the change waits, in whole sentences.
    pub why: &'static str,
    /// What to check and what to do, in whole sentences.
    pub fix: &'static str,
    /// A change that raises the hold: a policy file before and after.
    pub example: Option<(&'static str, &'static str)>,
}

const fn hold_guidance(why: &'static str, fix: &'static str) -> HoldGuidance {
    HoldGuidance { why, fix, example: None }
}

impl HoldGuidance {
    const fn with_hold_example(self, before: &'static str, after: &'static str) -> Self {
        Self { example: Some((before, after)), ..self }
    }
}

impl HoldKind {
    /// Why a hold of this kind waits and what to do about it.
    #[must_use]
    pub const fn guidance(self) -> HoldGuidance {
        match self {
            Self::AdoptionStrips => ADOPTION_STRIPS,
            Self::ReferenceRebound => REFERENCE_REBOUND,
            Self::ExposureWidened => EXPOSURE_WIDENED,
            Self::ApprovalRemoved => APPROVAL_REMOVED,
            Self::DeleteWithAssignments => DELETE_WITH_ASSIGNMENTS,
            Self::FanOut => FAN_OUT,
            Self::DeleteCatalog => DELETE_CATALOG,
            Self::MassChange => MASS_CHANGE,
            Self::SelfLockout => SELF_LOCKOUT,
        }
    }
}

const ADOPTION_STRIPS: HoldGuidance = hold_guidance(
    "The object is not recorded in the lock file, so it may have been made in the portal. Its declaration leaves out something \
     that the tenant has, and applying it would remove that: a role of a package, an approver, a setting. Often the author of \
     the declaration did not know of it.",
    "Compare the lines marked `-` in the plan with the tenant. Add to the declaration what should stay; `guestlist export` \
     writes a declaration that is complete. Accept the hold if the loss is intended. After the change is applied, run \
     `guestlist lock`: what is recorded as managed does not raise this hold again.",
)
.with_hold_example(
    "\
catalogs:
  - name: Tools
    resources: [{ group: Sales }, { group: Auditors }]
accessPackages:
  - name: Basics
    catalog: Tools
    resources: [{ group: Sales }, { group: Auditors }]
",
    "\
catalogs:
  - name: Tools
    resources: [{ group: Sales }, { group: Auditors }]
accessPackages:
  - name: Basics
    catalog: Tools
    resources: [{ group: Sales }]
",
);

const REFERENCE_REBOUND: HoldGuidance = hold_guidance(
    "The lock file records which object a name meant when it was reviewed. Now the name belongs to another object. Someone who \
     deletes a group and creates another one under its name would become an approver of each policy that names it.",
    "Find out who created the new object and why. If it is right, run `guestlist lock --rebind NAME` and commit the lock file: \
     the hold then goes away without an acceptance. If not, correct the name in the files or in the directory.",
);

const EXPOSURE_WIDENED: HoldGuidance = hold_guidance(
    "After the change, people could get a package who could not get it before, or get it with less approval, for longer, with \
     more roles, or under a weaker review. A diff of YAML does not show who that is; the lines below `Who can get in` do.",
    "Read the sentences marked `wider` and check that each group of people is meant. If so, accept the hold. If not, narrow the \
     policy, for example with a second policy for the people who should get more.",
)
.with_hold_example(
    "\
catalogs:
  - { name: Tools, resources: [{ group: Sales }] }
accessPackages:
  - name: Basics
    catalog: Tools
    resources: [{ group: Sales }]
    policies:
      - name: Members
        requestors: { scope: allMemberUsers, may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 30d }
",
    "\
catalogs:
  - { name: Tools, resources: [{ group: Sales }] }
accessPackages:
  - name: Basics
    catalog: Tools
    resources: [{ group: Sales }]
    policies:
      - name: Members
        requestors: { scope: allMemberUsers, may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 365d }
",
);

const APPROVAL_REMOVED: HoldGuidance = hold_guidance(
    "Each request under the policy would be granted at once. For a policy that people from outside can use, that means that \
     they invite themselves.",
    "Keep a stage of approval. If access without approval is intended, check that it ends soon and is reviewed, and accept the \
     hold.",
)
.with_hold_example(
    "\
catalogs:
  - { name: Tools, resources: [{ group: Sales }] }
accessPackages:
  - name: Basics
    catalog: Tools
    resources: [{ group: Sales }]
    policies:
      - name: Members
        requestors: { scope: allMemberUsers, may: [add] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 30d }
",
    "\
catalogs:
  - { name: Tools, resources: [{ group: Sales }] }
accessPackages:
  - name: Basics
    catalog: Tools
    resources: [{ group: Sales }]
    policies:
      - name: Members
        requestors: { scope: allMemberUsers, may: [add] }
        expiration: { after: 30d }
",
);

const DELETE_WITH_ASSIGNMENTS: HoldGuidance = hold_guidance(
    "People have access through the package or policy, or wait for it. The service refuses to delete it while they do, so the \
     change would stop half-way.",
    "Move the assignments with `guestlist assignments move`, or end them with `guestlist assignments remove`, and plan again. \
     To accept the hold does not make the service delete it; see `guestlist help assignments`.",
);

const FAN_OUT: HoldGuidance = hold_guidance(
    "The roles of a package apply to each of its assignments. When a role is added or removed, everyone with an assignment gains \
     or loses it within minutes, whatever policy they came through. The same hold is raised if Guestlist could not count the \
     assignments.",
    "Look at the number of people that the plan gives. If only some of them should get the role, offer it in a package of its \
     own.",
);

const DELETE_CATALOG: HoldGuidance = hold_guidance(
    "A catalog cannot be restored. Its role assignments, and the links to My Access pages of its packages, are lost with it.",
    "Unpublish the catalog with `state: unpublished` instead: this stops requests and can be undone. Accept the hold if the \
     catalog is no longer needed.",
)
.with_hold_example(
    "\
catalogs: [{ name: Tools }]
",
    "\
remove: [{ catalog: Tools }]
",
);

const MASS_CHANGE: HoldGuidance = hold_guidance(
    "A plan that deletes or changes this much is often a mistake: the wrong folder, the wrong tenant, or a search and replace \
     that hit more than it should. The share counts from ten managed objects on.",
    "Check the tenant in the first line of the plan. Split the change into several pull requests, raise `limits` in the project \
     file in a change of its own, or accept the hold for this plan.",
);

const SELF_LOCKOUT: HoldGuidance = hold_guidance(
    "The identity that applies owns the catalog through a group alone, and that group is no longer an owner. The change itself \
     would succeed, and the next run would be refused.",
    "Keep the identity, or a group that it is a member of, among the `owners` of the catalog. Accept the hold if the catalog \
     goes to another team that applies it from another repository.",
);
