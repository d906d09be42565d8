//! The rights of a caller: permissions in Microsoft Graph, directory roles, and catalog roles (facts
//! entitlement-permissions, directory-roles-of-entitlement, resource-owner-rights, entitlement-role-rights,
//! catalog-roles-see-part).
//!
//! It must not know paths: `permit` decides which rights a request needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use super::caller::{Caller, TokenPermissions};
use super::row::{text_of, texts_of};
use super::store::{Store, table};

/// Template ids of directory roles, as Microsoft's list of built-in roles has them.
pub(crate) mod directory_role {
    pub(crate) const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
    pub(crate) const IDENTITY_GOVERNANCE_ADMINISTRATOR: &str = "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e";
    pub(crate) const GLOBAL_READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    pub(crate) const SECURITY_READER: &str = "5d6b6bb7-de71-4623-b4af-96380a352509";
    pub(crate) const SECURITY_ADMINISTRATOR: &str = "194ae4cb-b126-40b2-bd5b-6091b380977d";
    pub(crate) const COMPLIANCE_ADMINISTRATOR: &str = "17315797-102d-40b4-93e0-432062caca18";
    pub(crate) const REPORTS_READER: &str = "4a5d8f65-41da-4de4-8968-e035b65339cf";
    pub(crate) const GROUPS_ADMINISTRATOR: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
    pub(crate) const SHAREPOINT_ADMINISTRATOR: &str = "f28a1f50-f6e7-4571-818b-6a12f2af6b6c";
}

/// The permissions that allow reading entitlement management. One of them is enough.
pub(crate) const READ: &[&str] = &["EntitlementManagement.Read.All", "EntitlementManagement.ReadWrite.All"];

/// A role on one catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Duty {
    Owner,
    Reader,
    PackageManager,
    AssignmentManager,
}

/// How much of entitlement management a caller can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grant {
    /// Everything in the tenant.
    Administrator,
    /// Reads everything in the tenant.
    Reader,
    /// What its catalog roles allow.
    ByCatalog,
}

/// What a caller may do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rights {
    held: Option<Arc<TokenPermissions>>,
    application: bool,
    object: Option<Uuid>,
    /// Roles by catalog.
    pub(crate) catalogs: BTreeMap<String, BTreeSet<Duty>>,
    /// Whether it may create catalogs.
    pub(crate) creator: bool,
    /// Whether it may write connected organizations without being an administrator.
    pub(crate) organizations: bool,
}

/// Kinds of resources by origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Group,
    Application,
    Site,
}

impl Rights {
    /// Combines the rights in the token with those that the tenant gives the caller.
    pub(crate) fn new(caller: &Caller, store: &Store) -> Rights {
        let mut rights = Rights {
            held: caller.held.clone(),
            application: caller.application,
            object: caller.object,
            ..Rights::default()
        };
        let Some(object) = caller.object.filter(|_| rights.held.is_some()) else { return rights };
        let selves = with_groups(store, &object.to_string());
        for (_, row) in store.rows(table::ROLE_ASSIGNMENTS) {
            if !selves.contains(text_of(row, "principalId")) {
                continue;
            }
            let definition = store.get(table::ROLE_DEFINITIONS, text_of(row, "roleDefinitionId"));
            let name = definition.map_or("", |definition| text_of(definition, "displayName"));
            rights.take_role(name, text_of(row, "appScopeId"));
        }
        rights
    }

    fn take_role(&mut self, role: &str, scope: &str) {
        let duty = match role.to_ascii_lowercase().as_str() {
            "catalog creator" => return self.creator = true,
            "connected organization administrator" => return self.organizations = true,
            "catalog owner" => Duty::Owner,
            "catalog reader" => Duty::Reader,
            "access package manager" => Duty::PackageManager,
            "access package assignment manager" => Duty::AssignmentManager,
            _ => return,
        };
        if let Some(catalog) = scope.strip_prefix("/AccessPackageCatalog/") {
            self.catalogs.entry(catalog.to_owned()).or_default().insert(duty);
        }
    }

    /// Whether the token contains no rights, which means that its bearer may do everything.
    pub(crate) fn is_unlimited(&self) -> bool {
        self.held.is_none()
    }

    /// Whether the token has one of these permissions in Microsoft Graph.
    pub(crate) fn has_permission(&self, any: &[&str]) -> bool {
        self.held.as_ref().is_none_or(|held| any.iter().any(|name| held.permissions.contains(*name)))
    }

    /// Whether the caller is an application, or a person with one of these directory roles.
    pub(crate) fn has_role(&self, any: &[&str]) -> bool {
        self.application
            || self.held.as_ref().is_none_or(|held| any.iter().any(|id| held.directory_roles.contains(*id)))
    }

    /// How much the caller can use with a permission. `None` for a person without it, whose roles then do not
    /// count. The catalog roles of an application count without it.
    pub(crate) fn reach_with(&self, any: &[&str]) -> Option<Grant> {
        use directory_role::*;
        match (self.has_permission(any), self.application) {
            (true, true) => Some(Grant::Administrator),
            (false, true) => Some(Grant::ByCatalog),
            (false, false) => None,
            (true, false) if self.has_role(&[GLOBAL_ADMINISTRATOR, IDENTITY_GOVERNANCE_ADMINISTRATOR]) => {
                Some(Grant::Administrator)
            }
            (true, false)
                if self.has_role(&[
                    GLOBAL_READER,
                    SECURITY_READER,
                    SECURITY_ADMINISTRATOR,
                    COMPLIANCE_ADMINISTRATOR,
                ]) =>
            {
                Some(Grant::Reader)
            }
            (true, false) => Some(Grant::ByCatalog),
        }
    }

    /// Whether the caller has one of these roles on a catalog.
    pub(crate) fn has_duty(&self, catalog: &str, any: &[Duty]) -> bool {
        self.catalogs.get(catalog).is_some_and(|duties| any.iter().any(|duty| duties.contains(duty)))
    }

    /// Whether the caller may change objects of an origin without owning them.
    pub(crate) fn is_within_reach(&self, source: Source) -> bool {
        use directory_role::*;
        let (permission, roles): (&str, &[&str]) = match source {
            Source::Group => ("Group.ReadWrite.All", &[GLOBAL_ADMINISTRATOR, GROUPS_ADMINISTRATOR]),
            Source::Application => {
                ("Application.ReadWrite.All", &[GLOBAL_ADMINISTRATOR, IDENTITY_GOVERNANCE_ADMINISTRATOR])
            }
            Source::Site => ("Sites.FullControl.All", &[GLOBAL_ADMINISTRATOR, SHAREPOINT_ADMINISTRATOR]),
        };
        if self.application { self.has_permission(&[permission]) } else { self.has_role(roles) }
    }

    /// Whether the caller is one of an object's owners.
    pub(crate) fn is_owner(&self, owners: Option<&Vec<Value>>) -> bool {
        let is = |owner: &Value| owner.as_str().and_then(|id| Uuid::parse_str(id).ok()) == self.object;
        self.object.is_some() && owners.is_some_and(|owners| owners.iter().any(is))
    }

    /// The caller's directory object, if the token names one.
    pub(crate) fn caller_object_id(&self) -> Option<String> {
        self.object.map(|id| id.to_string())
    }

    pub(crate) fn is_application_caller(&self) -> bool {
        self.application
    }
}

/// An object and every group that contains it, directly or not.
fn with_groups(store: &Store, object: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([object.to_owned()]);
    loop {
        let more: Vec<String> = store
            .rows(table::GROUPS)
            .filter(|(id, row)| {
                !found.contains(*id) && texts_of(row, "_members").iter().any(|id| found.contains(id))
            })
            .map(|(id, _)| id.clone())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}
