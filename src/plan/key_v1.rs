//! Keys as version 1 of the plan file writes them: member by member, or as a KEY.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{
    CatalogKey, ExtensionKey, IdentitySource, Key, ObjectId, OrganizationKey, Origin, PackageKey, PolicyKey,
    ResourceKey,
};

use super::convert::same;
use super::value_v1::ValueV1;

/// The key of a catalog: its name in the tenant, ignoring case, because the service requires unique names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogKeyV1 {
    /// The name as written when the key was made. Comparisons ignore case.
    pub name: String,
    /// The id of the catalog, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}

/// The key of an access package: its name in its catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PackageKeyV1 {
    /// The catalog that contains it.
    pub catalog: CatalogKeyV1,
    /// The name as written.
    pub name: String,
    /// The id of the package, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}

/// The key of an assignment policy: its name in its package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyKeyV1 {
    /// The access package that it belongs to.
    pub package: PackageKeyV1,
    /// The name as written.
    pub name: String,
    /// The id of the policy, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}

/// The key of a custom extension: its name in its catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionKeyV1 {
    /// The catalog that contains it.
    pub catalog: CatalogKeyV1,
    /// The name as written.
    pub name: String,
    /// The id of the extension, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}

/// The key of a catalog resource: the catalog and the object behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceKeyV1 {
    /// The catalog that contains it.
    pub catalog: CatalogKeyV1,
    /// The group, application or site.
    pub origin: ValueV1<Origin>,
}

/// The key of a connected organization: one of its identity sources.
///
/// An organization can have several sources. Two organizations that share any source are the same, so `scope`
/// gives both sides the same key before they are compared. The key in a file is the first source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationKeyV1(pub ValueV1<IdentitySource>);

/// The key of any object that is created, changed or deleted on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyV1 {
    /// A connected organization.
    Organization(OrganizationKeyV1),
    /// A catalog.
    Catalog(CatalogKeyV1),
    /// A resource in a catalog.
    Resource(ResourceKeyV1),
    /// A custom extension of a catalog.
    Extension(ExtensionKeyV1),
    /// An access package.
    Package(PackageKeyV1),
    /// An assignment policy.
    Policy(PolicyKeyV1),
    /// The tenant-wide settings.
    Settings,
}

same!(CatalogKey and CatalogKeyV1: name, pin);
same!(PackageKey and PackageKeyV1: catalog: into, name, pin);
same!(PolicyKey and PolicyKeyV1: package: into, name, pin);
same!(ExtensionKey and ExtensionKeyV1: catalog: into, name, pin);
same!(ResourceKey and ResourceKeyV1: catalog: into, origin: value);

impl From<OrganizationKey> for OrganizationKeyV1 {
    fn from(key: OrganizationKey) -> Self {
        Self(ValueV1(key.0))
    }
}

impl From<OrganizationKeyV1> for OrganizationKey {
    fn from(published: OrganizationKeyV1) -> Self {
        Self(published.0.0)
    }
}

/// The kinds of key, one for one.
macro_rules! kinds {
    ($($kind:ident),+) => {
        impl From<Key> for KeyV1 {
            fn from(key: Key) -> Self {
                match key {
                    $(Key::$kind(key) => Self::$kind(key.into()),)+
                    Key::Settings => Self::Settings,
                }
            }
        }

        impl From<KeyV1> for Key {
            fn from(published: KeyV1) -> Self {
                match published {
                    $(KeyV1::$kind(key) => Self::$kind(key.into()),)+
                    KeyV1::Settings => Self::Settings,
                }
            }
        }
    };
}

kinds!(Organization, Catalog, Resource, Extension, Package, Policy);

/// Values of properties hold keys too, so both have one definition in the schema.
macro_rules! defined_as {
    ($($published:ident as $inner:ident),+) => {
        $(impl JsonSchema for $published {
            fn schema_name() -> Cow<'static, str> {
                $inner::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                $inner::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                $inner::json_schema(generator)
            }
        })+
    };
}

defined_as! {
    CatalogKeyV1 as CatalogKey, PackageKeyV1 as PackageKey, PolicyKeyV1 as PolicyKey,
    ExtensionKeyV1 as ExtensionKey, ResourceKeyV1 as ResourceKey, OrganizationKeyV1 as OrganizationKey,
    KeyV1 as Key
}

/// A key as its KEY. Lists of them are in the order of the texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyTextV1<K = Key> {
    text: String,
    key: K,
}

impl From<Key> for KeyTextV1 {
    fn from(key: Key) -> Self {
        Self { text: key.to_string(), key }
    }
}

impl From<KeyTextV1> for Key {
    fn from(published: KeyTextV1) -> Self {
        published.key
    }
}

impl From<PackageKey> for KeyTextV1<PackageKey> {
    fn from(key: PackageKey) -> Self {
        Self { text: Key::Package(key.clone()).to_string(), key }
    }
}

impl From<KeyTextV1<PackageKey>> for PackageKey {
    fn from(published: KeyTextV1<PackageKey>) -> Self {
        published.key
    }
}

impl<K> Serialize for KeyTextV1<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for KeyTextV1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let key = text.parse().map_err(Error::custom)?;
        Ok(Self { text, key })
    }
}

impl<'de> Deserialize<'de> for KeyTextV1<PackageKey> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let KeyTextV1 { text, key } = KeyTextV1::<Key>::deserialize(deserializer)?;
        match key {
            Key::Package(key) => Ok(Self { text, key }),
            Key::Organization(_)
            | Key::Catalog(_)
            | Key::Resource(_)
            | Key::Extension(_)
            | Key::Policy(_)
            | Key::Settings => Err(Error::custom(format!("`{text}` is not an access package"))),
        }
    }
}

impl<K> JsonSchema for KeyTextV1<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
