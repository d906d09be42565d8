//! GL2xx: values that cannot be what they are meant to be.

use super::advice::{Guidance, plain_guidance};

pub(super) const OPEN_WORD: Guidance = plain_guidance(
    "Microsoft Graph adds values to its enums without a new version, so a value that Guestlist does not know is sent \
     unchanged. If it is a typo, Graph refuses the change during `apply`.",
    "Correct the spelling; the finding offers the nearest word. If the word is new in Graph, leave it.",
)
.in_file(
    "\
catalogs:
  - { name: Trade fairs, state: publishd }
",
    "\
catalogs:
  - { name: Trade fairs, state: published }
",
);

pub(super) const BAD_NAME: Guidance = plain_guidance(
    "Objects are found by their names. Two names that differ only by a space or a hidden character look the same in \
     the portal and in review.",
    "Use a name without leading or trailing spaces, without hidden characters, and of at most 1024 characters.",
)
.in_file(
    "\
catalogs:
  - name: \" Trade fairs\"
",
    "\
catalogs:
  - name: Trade fairs
",
);

pub(super) const BAD_DURATION: Guidance = plain_guidance(
    "Graph takes durations of a fixed length. A month or a year has none, so Guestlist does not convert them.",
    "Write a number with `w`, `d`, `h`, `m` or `s`, such as `180d` or `2h`, or ISO 8601, such as `P14D`. Access lasts at most \
     3660 days.",
)
.in_policy(
    "\
direct: true
expiration: { after: 6 months }
",
    "\
direct: true
expiration: { after: 180d }
",
);

pub(super) const BAD_DATE: Guidance = plain_guidance(
    "If day and month are in a different order, access could end on a different day than the reviewer expects.",
    "Write the date as `2027-01-31`, or with a time and a time zone as `2027-01-31T00:00:00Z`.",
)
.in_policy(
    "\
direct: true
expiration: { until: 31.01.2027 }
",
    "\
direct: true
expiration: { until: 2027-01-31 }
",
);

pub(super) const BAD_ID: Guidance = plain_guidance(
    "Ids of Microsoft Entra are GUIDs. A name in the place of an id finds no object.",
    "Copy the object id from the portal, or use the key that takes a name, such as `group` instead of `groupId`.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    resources: [{ groupId: Visitors }]
",
    "\
catalogs:
  - name: Trade fairs
    resources: [{ group: Visitors }]
",
);

pub(super) const BAD_DOMAIN: Guidance = plain_guidance(
    "Graph finds the partner by the domain. It does not find a partner by a URL or a email address.",
    "Write the domain alone, such as `fabrikam.com`.",
)
.in_file(
    "\
connectedOrganizations:
  - { name: Litware, identity: { domain: \"https://litware.com\" } }
",
    "\
connectedOrganizations:
  - { name: Litware, identity: { domain: litware.com } }
",
);

pub(super) const BAD_URL: Guidance = plain_guidance(
    "A site is known to the service by its full address.",
    "Write the address with `https://`, as the browser shows it when the site is open.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    resources: [{ site: contoso.sharepoint.com/sites/fairs }]
",
    "\
catalogs:
  - name: Trade fairs
    resources: [{ site: \"https://contoso.sharepoint.com/sites/fairs\" }]
",
);

pub(super) const BAD_NUMBER: Guidance = plain_guidance(
    "Graph does not refuse an out-of-range number until `apply`, when other changes may already have been made.",
    "Use a number in the range that the finding gives.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval:
  stages: [{ approvers: [{ requestorManager: 0 }] }]
",
    "\
requestors: { scope: allMemberUsers, may: [add] }
approval:
  stages: [{ approvers: [{ requestorManager: 1 }] }]
",
);

pub(super) const REPEATED: Guidance = plain_guidance(
    "A duplicate entry has no effect. Often a different entry was meant.",
    "Remove one of the two, or correct it.",
)
.in_policy(
    "\
requestors: { scope: allMemberUsers, may: [add, add] }
",
    "\
requestors: { scope: allMemberUsers, may: [add, remove] }
",
);

pub(super) const LOOK_ALIKE: Guidance = plain_guidance(
    "A Cyrillic letter in a Latin word looks like the Latin letter. Someone could add a group or an object that passes for a \
     known one.",
    "Type the name again on one keyboard layout. If both names are right, give one of them a name that differs visibly.",
);

pub(super) const BAD_LANGUAGE: Guidance = plain_guidance(
    "The service picks a translation by its BCP 47 tag. A tag that it does not know is never shown.",
    "Write a tag such as `nl` or `de-AT`.",
)
.in_policy(
    "\
direct: true
questions:
  - text: Which project?
    answer: {}
    localizations: { Dutch language: Welk project? }
",
    "\
direct: true
questions:
  - text: Which project?
    answer: {}
    localizations: { nl: Welk project? }
",
);

pub(super) const BAD_PATTERN: Guidance = plain_guidance(
    "If a pattern is not a valid regular expression, no answer can match it, so no request succeeds. If Guestlist \
     cannot read a pattern but the service may, the finding is only a warning.",
    "Correct the expression. Write a literal bracket as `\\(` or `\\[`.",
)
.in_policy(
    "\
direct: true
questions:
  - text: Which project?
    answer: { pattern: \"^PRJ-([0-9]+$\" }
",
    "\
direct: true
questions:
  - text: Which project?
    answer: { pattern: \"^PRJ-[0-9]+$\" }
",
);
