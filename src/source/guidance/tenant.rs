//! GL6xx: what only the tenant can tell.

use super::advice::{Guidance, plain_guidance};

pub(super) const MISSING_OBJECT: Guidance = plain_guidance(
    "A group, user or application that does not exist cannot request, approve or be granted.",
    "Correct the spelling, create the object in the directory first, or refer to it by its id, for example with `groupId`. A \
     user is found by `userPrincipalName`, else by `mail`.",
);

pub(super) const AMBIGUOUS_OBJECT: Guidance = plain_guidance(
    "Display names are not unique in Microsoft Entra. Guestlist does not choose which of the objects becomes an approver or a \
     resource.",
    "Use the id of the object that is meant; the finding lists the candidates.",
);

pub(super) const DEPARTED_OBJECT: Guidance = plain_guidance(
    "The tenant still refers to an object that was deleted from the directory, for example an approver who left. It is kept \
     as it is, so that the plan does not fail, but it no longer decides anything.",
    "Replace the entry by a person or a group that exists, or take it out.",
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
    "Two declarations describe one object of the tenant, so each plan would undo what the other declaration says.",
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
    "Correct the id. Take it out to have the object created.",
);

pub(super) const BOTH_NAMES: Guidance = plain_guidance(
    "The tenant has an object with the new name and one with the former name. Renaming one of them would make two objects of \
     one name.",
    "Pin the object that is meant with `id`, or take `formerly` out and manage both.",
);

pub(super) const NOTHING_TO_RENAME: Guidance = plain_guidance(
    "`formerly` has done its work, or it is misspelt. If it is misspelt, a new object is created and the old one keeps its \
     assignments.",
    "Take `formerly` out once all tenants have the new name. If the plan shows a creation that you did not expect, correct the \
     former name.",
);

pub(super) const NOT_THERE: Guidance = plain_guidance(
    "What is listed under `existing` is managed elsewhere and must exist when the plan is made.",
    "Correct the spelling, or declare the object to have Guestlist create it.",
);

pub(super) const ALREADY_GONE: Guidance = plain_guidance(
    "The line has done its work. If it stays, it deletes the next object that someone creates under this name.",
    "Take the line out of `remove`.",
);

pub(super) const PROTECTED: Guidance = plain_guidance(
    "A pattern under `protected` of the project file matches the object. No file and no option deletes it.",
    "Take the line out of `remove`. If the object should be deleted, remove the pattern first, in a change of its own.",
);

pub(super) const NOT_EMPTY: Guidance = plain_guidance(
    "Guestlist deletes nothing that is not written down. Deleting the catalog would delete the objects in it.",
    "Add the lines that the finding lists to `remove`, or keep the catalog.",
);

pub(super) const IN_USE: Guidance = plain_guidance(
    "Another object refers to this one. Without it, a policy would lose its requestors or a package its separation of duties.",
    "Change the objects that the finding names first, or remove them as well.",
);

pub(super) const UNKNOWN_CALLER: Guidance = plain_guidance(
    "If the identity that applies loses its only owner role, the next run cannot change the catalog.",
    "Name the application under `auth.apply` with its `clientId`, or plan with the identity that applies. Guestlist then knows \
     which owner to keep.",
);
