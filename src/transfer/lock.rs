//! The text of the lock file.

use std::collections::BTreeMap;

use crate::config::document::{self, Guid, LockedTenant};
use crate::model::{Lock, NameKind, ObjectId};

use super::page::to_yaml;

const HEAD: &str = "\
# Written by `guestlist lock` and committed with the policies: which object each name referred to, and which objects
# are managed. If a name now resolves to a different object, the plan has a hold until the name is locked again.
";

/// The lock file of these tenants, sorted, so that the same tenants give the same bytes.
#[must_use]
pub fn lock_file(locks: &BTreeMap<ObjectId, Lock>) -> String {
    let tenants = locks.iter().map(|(id, lock)| (id.to_string(), locked_tenant(lock))).collect();
    format!("{HEAD}{}", to_yaml(&document::Lock { tenants }))
}

fn locked_tenant(lock: &Lock) -> LockedTenant {
    let mut tenant = LockedTenant::default();
    for (name, id) in &lock.names {
        let list = match name.kind {
            NameKind::Group => &mut tenant.groups,
            NameKind::User => &mut tenant.users,
            NameKind::Application => &mut tenant.applications,
            NameKind::AppId => &mut tenant.app_ids,
            NameKind::Tenant => &mut tenant.domains,
        };
        list.insert(name.name.clone(), Guid(id.to_string()));
    }
    tenant.managed = lock.managed.iter().map(|key| key.0.clone()).collect();
    tenant.managed.sort();
    tenant
}
