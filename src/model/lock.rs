//! The contents of the lock file for one tenant: the object of each name, and the managed objects.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{Hash, Hasher};

use super::key::compared_by;
use super::name::Folded;
use super::{Key, Lookup, ObjectId, exact_form, folded_form};

/// The kind of object that a name in a file refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A group, by its display name.
    Group,
    /// A user, by userPrincipalName or mail.
    User,
    /// A service principal, by its display name.
    Application,
    /// A service principal, by the id of its application.
    AppId,
    /// A tenant, by one of its domains.
    Tenant,
}

impl NameKind {
    /// The prefix of such a name.
    #[must_use]
    pub const fn name_word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::User => "user",
            Self::Application => "application",
            Self::AppId => "appId",
            Self::Tenant => "tenant",
        }
    }
}

/// A name in a file for an object of the directory. The directory ignores case, so another spelling is the
/// same name.
#[derive(Clone, Debug)]
pub struct LockedName {
    /// The kind of object.
    pub kind: NameKind,
    /// The name as written.
    pub name: String,
}
compared_by!(LockedName, |name| (name.kind, Folded(&name.name)));

impl LockedName {
    /// The name in a look-up, if it has one.
    #[must_use]
    pub fn from_lookup(lookup: &Lookup) -> Option<Self> {
        let (kind, name) = match lookup {
            Lookup::GroupsNamed(name) => (NameKind::Group, name.clone()),
            Lookup::UsersNamed(name) => (NameKind::User, name.clone()),
            Lookup::ServicePrincipalsNamed(name) => (NameKind::Application, name.clone()),
            Lookup::ServicePrincipalOfApp(id) => (NameKind::AppId, id.to_string()),
            Lookup::TenantOfDomain(domain) => (NameKind::Tenant, domain.clone()),
            Lookup::Object(_) | Lookup::TenantOfId(_) | Lookup::RolesOf(_) | Lookup::MembersOf(_) => {
                return None;
            }
        };
        Some(Self { kind, name })
    }
}

impl fmt::Display for LockedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.name_word(), self.name)
    }
}

/// The KEY of an object as text. It ignores the case of the catalog's name, like a key.
#[derive(Clone, Debug)]
pub struct KeyText(pub String);
compared_by!(KeyText, |text| canonical_name(&text.0));

fn canonical_name(text: &str) -> String {
    let mut parts: Vec<String> = exact_form(text).split('/').map(str::to_owned).collect();
    match parts.as_mut_slice() {
        [kind, catalog, ..] if kind != "organization" => *catalog = folded_form(catalog),
        _ => {}
    }
    parts.join("/")
}

/// How a run treats a name that is not in the lock file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unlocked {
    /// As a warning.
    #[default]
    Doubted,
    /// As an error.
    Refused,
    /// As a name to record.
    Recorded,
}

/// The recorded names and objects of one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The object of each name at the time of locking.
    pub names: BTreeMap<LockedName, ObjectId>,
    /// The objects that were managed at the time of locking: declared, and adopted without a loss.
    pub managed: BTreeSet<KeyText>,
    /// How to treat other names.
    pub unlocked: Unlocked,
}

impl Lock {
    /// Whether an object is recorded as managed.
    #[must_use]
    pub fn has_managed(&self, key: &Key) -> bool {
        self.managed.contains(&KeyText(key.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CatalogKey, PackageKey};

    #[test]
    fn names_count_without_case_and_kinds_apart() {
        let name = |kind, name: &str| LockedName { kind, name: name.to_owned() };
        assert_eq!(name(NameKind::Group, "Sales"), name(NameKind::Group, "sales"));
        assert_eq!(name(NameKind::Group, "Caf\u{e9}"), name(NameKind::Group, "CAFE\u{301}"));
        assert_ne!(name(NameKind::Group, "Sales"), name(NameKind::Application, "Sales"));
        assert_ne!(name(NameKind::Group, "Sales"), name(NameKind::Group, "Sale"));
    }

    #[test]
    fn keys_are_remembered_as_keys_compare() {
        let key = |catalog: &str, name: &str| {
            let catalog = CatalogKey { name: catalog.to_owned(), pin: None };
            Key::Package(PackageKey { catalog, name: name.to_owned(), pin: None })
        };
        let managed = BTreeSet::from([KeyText(key("Tools/1", "Basis").to_string())]);
        let lock = Lock { managed, ..Lock::default() };
        assert!(lock.has_managed(&key("Tools/1", "Basis")));
        assert!(lock.has_managed(&key("TOOLS/1", "Basis")));
        assert!(!lock.has_managed(&key("Tools/1", "basis")));
        assert!(!lock.has_managed(&key("Tools", "Basis")));
    }
}
