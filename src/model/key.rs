//! Natural keys: the names of objects, never the service's ids.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::name::{Exact, Folded, exact_form};
use super::pin::pin_at;
use super::{DirectoryRef, IdentitySource, ObjectId, Origin, is_shapeless};

macro_rules! compared_by {
    ($type:ty, |$key:ident| $what:expr) => {
        impl $type {
            fn compared(&self) -> impl Ord + Hash + '_ {
                let $key = self;
                $what
            }
        }
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.compared() == other.compared()
            }
        }
        impl Eq for $type {}
        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                self.compared().cmp(&other.compared())
            }
        }
        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.compared().hash(state);
            }
        }
    };
}

pub(super) use compared_by;

/// The key of a catalog: its name in the tenant, ignoring case, because the service requires unique names.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogKey {
    /// The name as written when the key was made. Comparisons ignore case.
    pub name: String,
    /// The id of the catalog, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}
compared_by!(CatalogKey, |key| (Folded(&key.name), &key.pin));

impl CatalogKey {
    /// A catalog that a file gives by id alone. The id replaces the name until it is known.
    #[must_use]
    pub fn from_id(id: &ObjectId) -> Self {
        Self { name: id.to_string(), pin: Some(id.clone()) }
    }

    /// Whether only the catalog's id is known.
    #[must_use]
    pub fn is_by_id(&self) -> bool {
        self.pin.as_ref().is_some_and(|pin| pin.as_str() == self.name)
    }
}

/// The key of an access package: its name in its catalog.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageKey {
    /// The catalog that contains it.
    pub catalog: CatalogKey,
    /// The name as written.
    pub name: String,
    /// The id of the package, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}
compared_by!(PackageKey, |key| (&key.catalog, Exact(&key.name), &key.pin));

/// The key of an assignment policy: its name in its package.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyKey {
    /// The access package that it belongs to.
    pub package: PackageKey,
    /// The name as written.
    pub name: String,
    /// The id of the policy, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}
compared_by!(PolicyKey, |key| (&key.package, Exact(&key.name), &key.pin));

/// The key of a custom extension: its name in its catalog.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionKey {
    /// The catalog that contains it.
    pub catalog: CatalogKey,
    /// The name as written.
    pub name: String,
    /// The id of the extension, if several share the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<ObjectId>,
}
compared_by!(ExtensionKey, |key| (&key.catalog, Exact(&key.name), &key.pin));

/// The key of a catalog resource: the catalog and the object behind it.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct ResourceKey {
    /// The catalog that contains it.
    pub catalog: CatalogKey,
    /// The group, application or site.
    pub origin: Origin,
}

/// The key of a connected organization: one of its identity sources.
///
/// An organization can have several sources. Two organizations that share any source are the same, so `scope`
/// gives both sides the same key before they are compared. The key in a file is the first source.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationKey(pub IdentitySource);

/// The key of any object that is created, changed or deleted on its own.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Key {
    /// A connected organization.
    Organization(OrganizationKey),
    /// A catalog.
    Catalog(CatalogKey),
    /// A resource in a catalog.
    Resource(ResourceKey),
    /// A custom extension of a catalog.
    Extension(ExtensionKey),
    /// An access package.
    Package(PackageKey),
    /// An assignment policy.
    Policy(PolicyKey),
    /// The tenant-wide settings.
    Settings,
}

impl Key {
    /// The id that distinguishes the object from others with its name.
    #[must_use]
    pub fn own_pin(&self) -> Option<&ObjectId> {
        match self {
            Self::Catalog(key) => key.pin.as_ref(),
            Self::Package(key) => key.pin.as_ref(),
            Self::Policy(key) => key.pin.as_ref(),
            Self::Extension(key) => key.pin.as_ref(),
            Self::Organization(_) | Self::Resource(_) | Self::Settings => None,
        }
    }

    /// The same key without the object's own pin, as all objects with this name have it.
    #[must_use]
    pub fn without_pin(&self) -> Self {
        self.edit_key(|_, pin| *pin = None)
    }

    /// The key of an object with another name in the same place, without a pin.
    #[must_use]
    pub fn with_name(&self, name: &str) -> Self {
        self.edit_key(|own, pin| {
            name.clone_into(own);
            *pin = None;
        })
    }

    fn edit_key(&self, edit: impl FnOnce(&mut String, &mut Option<ObjectId>)) -> Self {
        let mut key = self.clone();
        match &mut key {
            Self::Catalog(CatalogKey { name, pin })
            | Self::Package(PackageKey { name, pin, .. })
            | Self::Policy(PolicyKey { name, pin, .. })
            | Self::Extension(ExtensionKey { name, pin, .. }) => edit(name, pin),
            Self::Organization(_) | Self::Resource(_) | Self::Settings => {}
        }
        key
    }
}

const INSIDE_NAMES: &AsciiSet = &CONTROLS.add(b'/').add(b'*').add(b'%');

fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    // Letters of every language stay readable. Invisible characters are encoded like separators, even valid
    // joiners, because people type a KEY again as they read it.
    let stays = |c: char| !c.is_ascii() && !is_shapeless(c);
    let name = exact_form(name);
    let like_a_pin = pin_at(&name);
    for (at, c) in name.char_indices() {
        let mut buffer = [0; 4];
        match c {
            '@' if like_a_pin == Some(at) => f.write_str("%40")?,
            c if stays(c) => write!(f, "{c}")?,
            c => write!(f, "{}", utf8_percent_encode(c.encode_utf8(&mut buffer), INSIDE_NAMES))?,
        }
    }
    Ok(())
}

fn write_reference(f: &mut fmt::Formatter<'_>, kind: &str, r: &DirectoryRef) -> fmt::Result {
    write!(f, "{kind}:")?;
    match r {
        DirectoryRef::Id(id) | DirectoryRef::AppId(id) => write!(f, "{id}"),
        DirectoryRef::Name(text) => write_name(f, text),
    }
}

fn write_pin(f: &mut fmt::Formatter<'_>, pin: Option<&ObjectId>) -> fmt::Result {
    pin.map_or(Ok(()), |id| write!(f, "@{id}"))
}

impl Key {
    /// The catalog that an object is or belongs to.
    #[must_use]
    pub fn home_catalog(&self) -> Option<&CatalogKey> {
        match self {
            Self::Catalog(key) => Some(key),
            Self::Resource(key) => Some(&key.catalog),
            Self::Extension(key) => Some(&key.catalog),
            Self::Package(key) => Some(&key.catalog),
            Self::Policy(key) => Some(&key.package.catalog),
            Self::Organization(_) | Self::Settings => None,
        }
    }
}

impl fmt::Display for CatalogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_name(f, &self.name)?;
        if self.is_by_id() { Ok(()) } else { write_pin(f, self.pin.as_ref()) }
    }
}

impl fmt::Display for PackageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.catalog)?;
        write_name(f, &self.name)?;
        write_pin(f, self.pin.as_ref())
    }
}

impl fmt::Display for PolicyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.package)?;
        write_name(f, &self.name)?;
        write_pin(f, self.pin.as_ref())
    }
}

impl fmt::Display for ExtensionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.catalog)?;
        write_name(f, &self.name)?;
        write_pin(f, self.pin.as_ref())
    }
}

impl fmt::Display for ResourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/", self.catalog)?;
        match &self.origin {
            Origin::Group(group) => write_reference(f, "group", group),
            Origin::Application(application) => write_reference(f, "application", application),
            Origin::Site(url) => {
                write!(f, "site:")?;
                write_name(f, url)
            }
            Origin::Other { system, id } => {
                write!(f, "{system}:")?;
                write_name(f, id)
            }
        }
    }
}

impl fmt::Display for OrganizationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            IdentitySource::Tenant(tenant) => write_reference(f, "tenant", tenant),
            IdentitySource::Domain(domain) => {
                f.write_str("domain:")?;
                write_name(f, domain)
            }
            IdentitySource::Federation { domain, issuer } => {
                f.write_str("federation:")?;
                write_name(f, domain)?;
                f.write_str(":")?;
                write_name(f, issuer)
            }
            IdentitySource::CrossCloud { tenant, cloud } => {
                write!(f, "crossCloud:{tenant}:")?;
                write_name(f, cloud)
            }
            IdentitySource::Social(kind) => write!(f, "social:{kind}"),
            IdentitySource::Unknown(json) => {
                write!(f, "unknown:")?;
                write_name(f, json)
            }
        }
    }
}

impl fmt::Display for Key {
    /// The KEY on the command line: `policy/CATALOG/PACKAGE/NAME`, with `/`, `*`, `%` and invisible
    /// characters encoded inside names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization(key) => write!(f, "organization/{key}"),
            Self::Catalog(key) => write!(f, "catalog/{key}"),
            Self::Resource(key) => write!(f, "resource/{key}"),
            Self::Extension(key) => write!(f, "extension/{key}"),
            Self::Package(key) => write!(f, "accessPackage/{key}"),
            Self::Policy(key) => write!(f, "policy/{key}"),
            Self::Settings => f.write_str("settings"),
        }
    }
}
