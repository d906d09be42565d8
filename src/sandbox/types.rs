//! The table of types, properties and enum members, derived from the published v1.0 metadata.
//!
//! It answers questions about names; it must not validate, coerce or shape anything.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A property or a navigation property of a type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    /// The name of a primitive (`String`, `Boolean`, ...), of an enum or of a type.
    pub(crate) ty: &'static str,
    pub(crate) collection: bool,
    pub(crate) navigation: bool,
    /// Declared not nullable.
    pub(crate) required: bool,
}

#[derive(Debug)]
struct Type {
    base: &'static str,
    is_abstract: bool,
    properties: Vec<Property>,
}

#[derive(Debug, Default)]
struct Table {
    types: BTreeMap<&'static str, Type>,
    enums: BTreeMap<&'static str, Vec<&'static str>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in include_str!("types.tsv").lines() {
        let mut cells = line.split('\t');
        let kind = cells.next().unwrap_or_default();
        let name = cells.next().unwrap_or_default();
        if kind == "enum" {
            table.enums.insert(name, cells.next().unwrap_or_default().split(' ').collect());
            continue;
        }
        let base = cells.next().unwrap_or_default();
        let is_abstract = cells.next() == Some("abstract");
        let properties = cells.next().unwrap_or_default().split(' ').filter_map(parse_property).collect();
        table.types.insert(name, Type { base, is_abstract, properties });
    }
    table
});

fn parse_property(text: &'static str) -> Option<Property> {
    let mut parts = text.split(':');
    let name = parts.next().filter(|name| !name.is_empty())?;
    let ty = parts.next()?;
    let flags = parts.next().unwrap_or_default();
    Some(Property {
        name,
        ty,
        collection: flags.contains('c'),
        navigation: flags.contains('n'),
        required: flags.contains('r'),
    })
}

/// Whether `name` is a type of the table.
pub(crate) fn is_type(name: &str) -> bool {
    TABLE.types.contains_key(name)
}

/// Whether a value of the type needs an `@odata.type`.
pub(crate) fn is_abstract(name: &str) -> bool {
    TABLE.types.get(name).is_some_and(|ty| ty.is_abstract)
}

/// Whether `name` is `base` or derives from it.
pub(crate) fn is_derived(name: &str, base: &str) -> bool {
    name == base || TABLE.types.get(name).is_some_and(|ty| !ty.base.is_empty() && is_derived(ty.base, base))
}

/// Whether other types derive from `name`.
pub(crate) fn has_derived(name: &str) -> bool {
    TABLE.types.values().any(|ty| ty.base == name)
}

/// Returns a property of a type or of its bases.
pub(crate) fn find_property(ty: &str, name: &str) -> Option<Property> {
    let row = TABLE.types.get(ty)?;
    row.properties
        .iter()
        .find(|property| property.name == name)
        .copied()
        .or_else(|| find_property(row.base, name))
}

/// Returns all properties of a type and its bases, navigation among them.
pub(crate) fn type_properties(ty: &str) -> Vec<Property> {
    TABLE.types.get(ty).map_or_else(Vec::new, |row| {
        let mut all = type_properties(row.base);
        all.extend(row.properties.iter().copied());
        all
    })
}

/// Returns the members of an enum in the order of their values.
pub(crate) fn enum_members(name: &str) -> Option<&'static [&'static str]> {
    TABLE.enums.get(name).map(Vec::as_slice)
}

/// Returns the canonical casing of an enum member, ignoring case.
pub(crate) fn enum_member(name: &str, value: &str) -> Option<&'static str> {
    enum_members(name)?.iter().copied().find(|member| member.eq_ignore_ascii_case(value))
}

/// Returns a member for a caller that did not ask for unknown members: members after `unknownFutureValue`,
/// and those that the table lacks, become `unknownFutureValue`.
pub(crate) fn guard_member<'v>(name: &str, value: &'v str) -> &'v str {
    let Some(members) = enum_members(name) else { return value };
    let Some(limit) = members.iter().position(|member| *member == "unknownFutureValue") else { return value };
    let known = members.iter().position(|member| *member == value).is_some_and(|at| at <= limit);
    if known { value } else { "unknownFutureValue" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_bases_and_members() {
        assert!(is_derived("accessPackageTextInputQuestion", "accessPackageQuestion"));
        assert!(find_property("accessPackageTextInputQuestion", "isRequired").is_some());
        assert!(is_abstract("subjectSet"));
        assert_eq!(enum_member("accessPackageExternalUserLifecycleAction", "None"), Some("none"));
        assert_eq!(guard_member("accessPackageRequestType", "approverRemove"), "unknownFutureValue");
        assert_eq!(guard_member("accessPackageRequestType", "adminAdd"), "adminAdd");
        assert_eq!(guard_member("expirationPatternType", "later"), "later");
    }

    #[test]
    fn every_property_has_a_known_type() {
        let simple =
            ["String", "Boolean", "Int32", "Int64", "DateTimeOffset", "Date", "Duration", "Guid", "Double"];
        let opaque = |name: &str| ["user", "group", "servicePrincipal", "organization"].contains(&name);
        for (name, ty) in TABLE.types.iter().filter(|(name, _)| !opaque(name)) {
            for property in &ty.properties {
                let known = simple.contains(&property.ty)
                    || is_type(property.ty)
                    || enum_members(property.ty).is_some()
                    || property.ty == "appScope";
                assert!(known, "{name}.{}: {}", property.name, property.ty);
            }
        }
    }
}
