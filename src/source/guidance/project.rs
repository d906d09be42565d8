//! GL5xx: the project file.

use super::advice::{Guidance, plain_guidance};

pub(super) const NO_PROJECT: Guidance = plain_guidance(
    "The project file names the tenants, the limits and what is protected. Without it Guestlist does not know where to plan.",
    "Create `guestlist.yaml` in the folder of the policies, name the folder with `--dir`, or name the file with `--project`. \
     `guestlist help tutorial` begins with a project file.",
);

pub(super) const UNKNOWN_TENANT: Guidance = plain_guidance(
    "A misspelt tenant must not fall back to another one: the plan would be made for the wrong tenant.",
    "Use a name under `tenants`, in `defaultTenant`, in `only` and `id`, and after `--tenant`.",
)
.in_project(
    "\
version: 1
defaultTenant: sandbx
tenants:
  sandbox: { sandbox: {} }
",
    "\
version: 1
defaultTenant: sandbox
tenants:
  sandbox: { sandbox: {} }
",
);

pub(super) const PROJECT_VERSION: Guidance = plain_guidance(
    "The version determines how the files are read. A different version of Guestlist could read them differently.",
    "Write `version: 1`, or install the Guestlist that reads the version of the project.",
)
.in_project(
    "\
version: 2
tenants:
  sandbox: { sandbox: {} }
",
    "\
version: 1
tenants:
  sandbox: { sandbox: {} }
",
);

pub(super) const TENANT_ENTRY: Guidance = plain_guidance(
    "The keys of the entry do not fit together, so it is not clear how to reach the tenant or what it may accept.",
    "Keep the keys of one kind: `sandbox` with `accept`, or `tenantId` with `cloud` and `auth`. Only a sandbox may accept all \
     holds beforehand.",
)
.in_project(
    "\
version: 1
tenants:
  production:
    tenantId: 11111111-2222-3333-4444-555555555555
    accept: all
",
    "\
version: 1
tenants:
  production:
    tenantId: 11111111-2222-3333-4444-555555555555
",
);

pub(super) const BAD_KEY: Guidance = plain_guidance(
    "A pattern under `protected` that matches nothing protects nothing.",
    "Write a KEY, such as `catalog/Finance` or `accessPackage/*/Break glass`. `guestlist help ownership` lists the forms of a \
     KEY.",
)
.in_project(
    "\
version: 1
protected: [package/Finance/Break glass]
tenants:
  sandbox: { sandbox: {} }
",
    "\
version: 1
protected: [accessPackage/Finance/Break glass]
tenants:
  sandbox: { sandbox: {} }
",
);
