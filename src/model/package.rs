//! Access packages: which roles people get, and what keeps them apart.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DirectoryRef, ObjectId, Origin, PackageKey};

/// A bundle of roles that is requested as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// The display name as spelled.
    pub name: String,
    /// What people get with it.
    pub description: String,
    /// Whether it is hidden from browsing and search in My Access (a link still works).
    pub hidden: bool,
    /// The roles it grants.
    pub roles: BTreeSet<RoleLink>,
    /// Packages whose holders cannot get this one (one direction).
    pub incompatible_packages: BTreeSet<PackageRef>,
    /// Groups whose members cannot get this one.
    pub incompatible_groups: BTreeSet<DirectoryRef>,
}

/// One role of one catalog resource, granted by a package.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct RoleLink {
    /// The resource in the package's catalog.
    pub resource: Origin,
    /// The role of that resource.
    pub role: RoleRef,
}

/// A role of a resource: by the id the origin gives it once bound, by name before.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum RoleRef {
    /// Graph's role origin id: `Member_<group>`, an app role's id, a site role's number.
    Id(String),
    /// The role's display name. A site's role stays a name in a plan that also adds the site to the catalog.
    Name(String),
}

/// The id of a role as it is compared: a group's roles hold the group's id, which is compared without case.
#[must_use]
pub fn role_id(id: &str, origin: &Origin) -> String {
    match origin {
        Origin::Group(DirectoryRef::Id(group)) => match id.split_once('_') {
            Some((role, of)) if of.eq_ignore_ascii_case(group.as_str()) => format!("{role}_{group}"),
            _ => id.to_owned(),
        },
        Origin::Application(_) => id.to_ascii_lowercase(),
        _ => id.to_owned(),
    }
}

/// Another access package.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum PackageRef {
    /// A package of the same state.
    Key(PackageKey),
    /// A package by the id Graph gave it.
    Id(ObjectId),
}
