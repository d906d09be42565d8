//! GL1xx: keys and forms that the language does not have in a place.

use super::advice::{Guidance, plain_guidance};

pub(super) const UNKNOWN_KEY: Guidance = plain_guidance(
    "If a misspelt key were ignored, its default would apply instead: a policy could lose its approval through a typo.",
    "Correct the spelling; the finding offers the nearest key. `guestlist help keys` lists the keys of each place.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [add] }
approvals:
  stages: [{ approvers: [{ requestorManager: 1 }] }]
",
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval:
  stages: [{ approvers: [{ requestorManager: 1 }] }]
",
);

pub(super) const MISSING_KEY: Guidance = plain_guidance(
    "The key has no default: it decides which object is meant, or is a choice that should be visible in review.",
    "Add the key. The finding shows an example of its value.",
)
.in_file(
    "\
accessPackages:
  - name: Fair visit
",
    "\
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
",
);

pub(super) const WRONG_FORM: Guidance = plain_guidance(
    "Each place accepts at most one form of text, one form of mapping and one form of list, so that a value can be \
     read in one way only.",
    "Write the form that the finding names. A list with one entry still needs brackets; a number that is meant as text needs \
     quotes.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    resources: Visitors
",
    "\
catalogs:
  - name: Trade fairs
    resources: [{ group: Visitors }]
",
);

pub(super) const EXACTLY_ONE: Guidance = plain_guidance(
    "These keys cannot be combined: together they contradict each other. Without any of them it is not clear what \
     is meant.",
    "Keep exactly one of the keys that the finding names. For people who request and people who match a rule, write two \
     policies.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [add] }
automatic: { rule: (user.department -eq \"Sales\") }
",
    "\
automatic: { rule: (user.department -eq \"Sales\") }
",
);

pub(super) const UNKNOWN_WORD: Guidance = plain_guidance(
    "This key takes one of a fixed set of words. Any other word is a mistake.",
    "Use one of the words that the finding lists.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [request] }
",
    "\
requestors: { scope: allMemberUsers, may: [add] }
",
);
