//! GL3xx: references between declarations.

use super::advice::{Guidance, plain_guidance};

pub(super) const DUPLICATE_OBJECT: Guidance = plain_guidance(
    "All files are merged. If an object were declared twice, the declarations could contradict each other, and a \
     change to one of them could be lost.",
    "Merge the two declarations. If the tenant has two objects with this name, give each declaration its own `id`; see \
     `guestlist help ownership`.",
)
.in_file(
    "\
catalogs:
  - { name: Trade fairs, state: published }
  - { name: trade fairs, description: Visitors }
",
    "\
catalogs:
  - { name: Trade fairs, state: published, description: Visitors }
",
);

pub(super) const UNKNOWN_REFERENCE: Guidance = plain_guidance(
    "A reference to an object that does not exist would leave a policy without its people, or a package without \
     its catalog.",
    "Correct the spelling, declare the object, or list it under `existing` if it is managed elsewhere. An object with `only` \
     exists in the tenants that it names and in no other.",
)
.in_policy(
    "\
requestors:
  scope: specificConnectedOrganizationUsers
  connectedOrganizations: [Fabricam]
  may: [add]
",
    "\
requestors:
  scope: specificConnectedOrganizationUsers
  connectedOrganizations: [Fabrikam]
  may: [add]
",
);

pub(super) const AMBIGUOUS_REFERENCE: Guidance = plain_guidance(
    "The name belongs to several declared objects, and it is not clear which one is meant.",
    "Refer to the object by its id, in the form that the finding shows, or rename one of the objects.",
);

pub(super) const RESOURCE_NOT_IN_CATALOG: Guidance = plain_guidance(
    "A package can only grant roles of resources that its catalog contains.",
    "List the resource under `resources` of the catalog, spelled in the same way.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
accessPackages:
  - name: Fair visit
    catalog: Trade fairs
    resources: [{ group: Visitors }]
",
    "\
catalogs:
  - name: Trade fairs
    resources: [{ group: Visitors }]
accessPackages:
  - name: Fair visit
    catalog: Trade fairs
    resources: [{ group: Visitors }]
",
);

pub(super) const FORMER_NAME: Guidance = plain_guidance(
    "`formerly` tells which object is renamed. If two declarations claim one former name, either of them could be that object.",
    "Keep `formerly` on one declaration only. If an object's old name now belongs to another object, identify it \
     by its `id`.",
)
.in_file(
    "\
catalogs:
  - { name: Trade fairs, formerly: Exhibitions }
  - { name: Exhibitions }
",
    "\
catalogs:
  - { name: Trade fairs, formerly: Exhibitions }
",
);

pub(super) const OWNERSHIP: Guidance = plain_guidance(
    "A declared object is managed, an object under `existing` is left alone, and an object under `remove` is deleted. \
     Only one of these can be right.",
    "Keep one of the entries. To delete an object, remove its declaration and keep the line under `remove`; see `guestlist help \
     ownership`.",
)
.in_file(
    "\
catalogs: [{ name: Trade fairs }]
remove: [{ catalog: Trade fairs }]
",
    "\
remove: [{ catalog: Trade fairs }]
",
);
