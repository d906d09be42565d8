//! GL6xx: what only the tenant can tell.

use super::advice::{Guidance, plain_guidance};

pub(super) const MISSING_OBJECT: Guidance = plain_guidance(
    "A group, user or application that does not exist cannot request access, approve requests or be a resource.",
    "Correct the spelling, create the object in the directory first, or refer to it by its id, for example with `groupId`. A \
     user is found by `userPrincipalName`, else by `mail`.",
);

pub(super) const AMBIGUOUS_OBJECT: Guidance = plain_guidance(
    "Display names are not unique in Microsoft Entra. Guestlist does not choose which of the objects becomes an approver or a \
     resource.",
    "Use the id of the object that is meant; the finding lists the candidates.",
);

pub(super) const DEPARTED_OBJECT: Guidance = plain_guidance(
    "The tenant still refers to an object that was deleted from the directory, for example an approver who left. The \
     reference is kept, so that the plan does not fail, but the deleted object can no longer decide anything.",
    "Replace the entry with a person or a group that exists, or remove it.",
);

pub(super) const NO_TENANT: Guidance = plain_guidance(
    "`tenant` finds the partner's Microsoft Entra tenant by one of its verified domains. No tenant has this one.",
    "Correct the domain. For a partner without Microsoft Entra write `domain` instead of `tenant`.",
);

pub(super) const UNKNOWN_ROLE: Guidance = plain_guidance(
    "A package grants one role of a resource. If no role, or more than one, has this name, it is not clear what people would \
     get.",
    "Use one of the roles that the finding lists, or name the role by `roleId`.",
);

pub(super) const TWINS: Guidance = plain_guidance(
    "Several objects in the tenant have the name of this declaration. Changing the wrong one would change other people's \
     access.",
    "Pin the object that is meant with `id: { TENANT: GUID }`, or rename the others in the portal. The finding lists the ids.",
);

pub(super) const SAME_OBJECT: Guidance = plain_guidance(
    "Two declarations describe the same object in the tenant, so each plan would undo part of one of them.",
    "Keep one declaration. A connected organization is known by its identity sources: give each source to one organization.",
);

pub(super) const REPLACEMENT: Guidance = plain_guidance(
    "The service cannot make this change on an existing object. It would have to be deleted and created again, and its \
     assignments would be lost.",
    "Declare a new object under a new name, move the assignments with `guestlist assignments move`, and remove the old object \
     in a later change.",
);

pub(super) const UNSUITABLE: Guidance = plain_guidance(
    "Entitlement management cannot manage the members of this object, for example because a rule or an on-premises directory \
     does.",
    "Use a security group or a Microsoft 365 group that is managed in the cloud and is not dynamic, an application of your \
     own, or a SharePoint site.",
);

pub(super) const PINNED_MISSING: Guidance = plain_guidance(
    "`id` names one object of the tenant. If it does not exist, creating another one in its place would hide the mistake.",
    "Correct the id. Remove it to have the object created.",
);

pub(super) const BOTH_NAMES: Guidance = plain_guidance(
    "The tenant has an object with the new name and another one with the former name. A rename would result in two \
     objects with the same name.",
    "Pin the object that is meant with `id`, or remove `formerly` and manage both.",
);

pub(super) const NOTHING_TO_RENAME: Guidance = plain_guidance(
    "Either the rename is already done, or `formerly` is misspelt. If it is misspelt, a new object is created and the \
     old one keeps its assignments.",
    "Remove `formerly` once all tenants have the new name. If the plan shows a creation that you did not expect, correct the \
     former name.",
);

pub(super) const NOT_THERE: Guidance = plain_guidance(
    "What is listed under `existing` is managed elsewhere and must exist when the plan is made.",
    "Correct the spelling, or declare the object to have Guestlist create it.",
);

pub(super) const ALREADY_GONE: Guidance = plain_guidance(
    "The object is already deleted. If the line stays, it deletes the next object that someone creates with this name.",
    "Remove the line from `remove`.",
);

pub(super) const PROTECTED: Guidance = plain_guidance(
    "A pattern under `protected` of the project file matches the object. No file and no option deletes it.",
    "Remove the line from `remove`. If the object should be deleted, remove the pattern first, in a change of its own.",
);

pub(super) const NOT_EMPTY: Guidance = plain_guidance(
    "Guestlist deletes only what is listed under `remove`. Deleting the catalog would also delete the objects in it.",
    "Add the lines that the finding lists to `remove`, or keep the catalog.",
);

pub(super) const IN_USE: Guidance = plain_guidance(
    "Another object refers to this one. Without it, a policy would lose its requestors, or a package would lose \
     its separation of duties.",
    "Change the objects that the finding names first, or remove them as well.",
);

pub(super) const UNKNOWN_CALLER: Guidance = plain_guidance(
    "If the identity that runs `apply` loses its only owner role, the next run cannot change the catalog.",
    "Set the `clientId` of the application under `auth.apply`, or run `plan` with the identity that will run `apply`. \
     Guestlist then knows which owner to keep.",
);
