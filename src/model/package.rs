//! Access packages: the roles that they grant, and their incompatibilities.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DirectoryRef, ObjectId, Origin, PackageKey};

/// A bundle of resource roles that people request as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// The display name exactly as written.
    pub name: String,
    /// The description.
    pub description: String,
    /// Whether My Access leaves it out of browsing and search. Its direct link still works.
    pub hidden: bool,
    /// The roles it grants.
    pub roles: BTreeSet<RoleLink>,
    /// Other packages. People with an assignment to one of them cannot get this one. The reverse is not
    /// implied.
    pub incompatible_packages: BTreeSet<PackageRef>,
    /// Groups whose members cannot get this package.
    pub incompatible_groups: BTreeSet<DirectoryRef>,
}

/// A role of a catalog resource that a package grants.
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

/// A role of a resource: by its origin id after binding, by name before that.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum RoleRef {
    /// Graph's role origin id: `Member_<group>`, an app role's id, a site role's number.
    Id(String),
    /// The role's display name. A site role is still identified by name in a plan that also adds the site to the
    /// catalog.
    Name(String),
}

/// The id of a role in comparable form. The roles of a group contain the group's id, whose case may differ.
#[must_use]
pub fn comparable_role_id(id: &str, origin: &Origin) -> String {
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
    /// A package in the same state.
    Key(PackageKey),
    /// A package by its id in Graph.
    Id(ObjectId),
}
