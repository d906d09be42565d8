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
    "The object is not recorded in the lock file, so it may have been created in the portal. Its declaration leaves \
     out something that the tenant has, such as a role of a package, an approver or a setting. Applying the \
     declaration would remove it. Often the author of the declaration did not know that it existed.",
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
    "The lock file records which object each name referred to when it was reviewed. Now the name refers to a different \
     object. For example, someone who deletes a group and creates another one with its name would become an approver \
     in each policy that names it.",
    "Find out who created the new object and why. If it is right, run `guestlist lock --rebind NAME` and commit the lock file: \
     the hold then goes away without an acceptance. If not, correct the name in the files or in the directory.",
);

const EXPOSURE_WIDENED: HoldGuidance = hold_guidance(
    "After the change, more people could get a package, or people could get it with less approval, for longer, with \
     more roles, or under a weaker review. A diff of YAML does not show who they are; the lines below `Who can get \
     access` do.",
    "Read the sentences marked `wider` and check that access is intended for each group of people. If so, accept the \
     hold. If not, narrow the policy, for example by adding a second policy for the people who should get more.",
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
    "Each request under the policy would be granted at once. If external users can use the policy, they can in effect \
     invite themselves.",
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
    "Move the assignments with `guestlist assignments move`, or end them with `guestlist assignments remove`, and plan \
     again. Accepting the hold is not enough: the service still refuses the deletion. See `guestlist help \
     assignments`.",
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
    "A plan that deletes or changes this much is often a mistake: the wrong folder, the wrong tenant, or a search and \
     replace that matched too much. The percentage limit applies only if there are at least ten managed objects.",
    "Check the tenant in the first line of the plan. Split the change into several pull requests, raise `limits` in the project \
     file in a change of its own, or accept the hold for this plan.",
);

const SELF_LOCKOUT: HoldGuidance = hold_guidance(
    "The identity that runs `apply` owns the catalog only through a group, and that group would no longer be an owner. \
     This change would succeed, but the next run would be refused.",
    "Keep the identity, or a group that it is a member of, among the `owners` of the catalog. Accept the hold if \
     another team takes over the catalog and applies it from another repository.",
);
