//! GL7xx: what is accepted and what is locked.

use super::advice::{Guidance, plain_guidance};

pub(super) const BAD_HOLD_ID: Guidance = plain_guidance(
    "An acceptance is tied to one change by the id of its hold. An entry whose id is not the id of a hold accepts \
     nothing.",
    "Copy the id from the plan. It looks like `adoption-strips@3fa91c0b7d52e864`.",
);

pub(super) const UNUSED_ACCEPTANCE: Guidance = plain_guidance(
    "The change was applied, or it is a different change now. The entry would accept the same change again if it came back.",
    "Remove the entry from `accepted.yaml`. If the plan shows the hold under a new id, review the change and \
     accept that id.",
);

pub(super) const EXPIRED_ACCEPTANCE: Guidance = plain_guidance(
    "An acceptance is valid up to and including its day. That day has passed, so the hold is open again.",
    "Review the change and set a later day, or remove the entry.",
);

pub(super) const UNLOCKED: Guidance = plain_guidance(
    "A name that is not in the lock file refers to whichever object has the name today. Anyone who can create a group \
     could take over a name.",
    "Run `guestlist lock` and commit the lock file together with the policies; see `guestlist help lock-file`.",
);

pub(super) const BAD_LOCK: Guidance = plain_guidance(
    "The lock file was edited by hand or merged, and now contradicts itself.",
    "Keep one of the entries, or delete the section of the tenant and run `guestlist lock` again. Review the ids that it \
     records.",
);
