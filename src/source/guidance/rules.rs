//! GL4xx: rules of the service that a file can be checked against.

use super::advice::{Guidance, plain_guidance};

pub(super) const SCOPE_TARGETS: Guidance = plain_guidance(
    "The scope decides which list of targets Graph reads. A list that does not belong to the scope is ignored or refused.",
    "Use the scope that the finding names, or write a second policy: one policy has one scope.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, groups: [Sales], may: [add] }
",
    "\
requestors: { scope: specificDirectoryUsers, groups: [Sales], may: [add] }
",
);

pub(super) const EMPTY_LIST: Guidance = plain_guidance(
    "With an empty list, there is no one to approve, no choice to select or no one in scope, so a request could \
     never succeed.",
    "Add an entry, or remove the block that contains the list. If there are only fallback approvers, list them as \
     approvers instead.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval:
  stages: [{ approvers: [] }]
",
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval:
  stages: [{ approvers: [{ requestorManager: 1 }] }]
",
);

pub(super) const APPROVAL_STAGES: Guidance = plain_guidance(
    "Approval is decided in stages. Without a stage the service grants each request at once; with more than three it \
     refuses the policy. Removal of one's own access never needs approval.",
    "Add a stage, or write `stages: []` if no approval is intended. Keep `requiredFor` to `add` and `update`.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval: { requiredFor: [add] }
",
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval:
  requiredFor: [add]
  stages: [{ approvers: [{ requestorManager: 1 }] }]
",
);

pub(super) const APPROVER_SCOPE: Guidance = plain_guidance(
    "External users have no manager in your directory, and members belong to no connected organization, so they have no \
     sponsors. The service would find no approver and use the fallback approvers, if there are any.",
    "Choose approvers that exist for the people in the scope: sponsors for connected organizations, managers for members, a \
     group or a user for everyone.",
)
.in_policy(
    "\
requestors:
  scope: specificConnectedOrganizationUsers
  connectedOrganizations: [Fabrikam]
  may: [add]
approval:
  stages: [{ approvers: [{ requestorManager: 1 }] }]
",
    "\
requestors:
  scope: specificConnectedOrganizationUsers
  connectedOrganizations: [Fabrikam]
  may: [add]
approval:
  stages: [{ approvers: [internalSponsors], fallback: [{ group: Partner Managers }] }]
",
);

pub(super) const ESCALATION_TIMING: Guidance = plain_guidance(
    "A request is denied when `decideWithin` has passed. If the escalation starts later than that, the escalation \
     approvers are never asked.",
    "Make `escalation.after` shorter than `decideWithin`.",
)
.in_policy(
    "\
direct: true
approval:
  stages:
    - approvers: [{ group: Partner Managers }]
      decideWithin: 7d
      escalation: { after: 7d, approvers: [{ group: Vendor Desk }] }
",
    "\
direct: true
approval:
  stages:
    - approvers: [{ group: Partner Managers }]
      decideWithin: 7d
      escalation: { after: 3d, approvers: [{ group: Vendor Desk }] }
",
);

pub(super) const POLICY_PARTS: Guidance = plain_guidance(
    "One of the two parts has no effect together with the other, or the service refuses the combination. A reader \
     would believe that both apply.",
    "Remove one of the two. If both are needed, write two policies.",
)
.in_policy(
    "\
automatic: { rule: (user.department -eq \"Sales\") }
approval:
  stages: [{ approvers: [{ group: Partner Managers }] }]
",
    "\
automatic: { rule: (user.department -eq \"Sales\") }
",
);

pub(super) const EXTENSION_STAGE: Guidance = plain_guidance(
    "A custom extension of the kind `assignmentRequest` is called while a request is handled, one of the kind `assignment` \
     before access ends. The service refuses the other stages.",
    "Call the extension at a stage of its kind, or declare a second extension of the other kind.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    extensions:
      - name: Tell the desk
        kind: assignmentRequest
        logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: rg, workflow: wf }
accessPackages:
  - name: Fair visit
    catalog: Trade fairs
    policies:
      - name: By hand
        direct: true
        extensions: [{ stage: assignmentOneDayBeforeExpiration, extension: Tell the desk }]
",
    "\
catalogs:
  - name: Trade fairs
    extensions:
      - name: Tell the desk
        kind: assignment
        logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: rg, workflow: wf }
accessPackages:
  - name: Fair visit
    catalog: Trade fairs
    policies:
      - name: By hand
        direct: true
        extensions: [{ stage: assignmentOneDayBeforeExpiration, extension: Tell the desk }]
",
);

pub(super) const SELF_INCOMPATIBLE: Guidance = plain_guidance(
    "A package that is incompatible with itself could be assigned once and never renewed.",
    "Remove the package from its own list.",
)
.in_file(
    "\
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    incompatible: { packages: [Fair visit] }
",
    "\
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    incompatible: { packages: [Partner portal] }
",
);

pub(super) const REVIEW_TIMING: Guidance = plain_guidance(
    "A review that is still open when the next one starts is closed early, and reviewers get two requests for one decision.",
    "Shorten `openFor`, or let the review recur less often.",
)
.in_policy(
    "\
direct: true
review: { every: weekly, openFor: 14d, reviewers: self }
",
    "\
direct: true
review: { every: weekly, openFor: 3d, reviewers: self }
",
);
