//! KEYs as people write them: parsing, as the inverse of how a key is shown, and patterns.

use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::pin::{parse_guid, pin_at};
use super::{
    CatalogKey, DirectoryRef, ExtensionKey, IdentitySource, Key, ObjectId, OrganizationKey, Origin,
    PackageKey, PolicyKey, ResourceKey, exact_form, folded_form,
};

/// Why a text is not a KEY or a pattern of KEYs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// It starts with an unknown kind, or has too few or too many parts.
    #[error("`{0}` is not a KEY; expected one of {FORMS}")]
    Form(String),
    /// A part is empty, or the kind of a resource or organization is missing.
    #[error("`{0}` has an empty part; expected one of {FORMS}")]
    Empty(String),
    /// A star in a KEY that must name one object.
    #[error("`{0}` contains a `*`, which is allowed only under `protected`; write a star in a name as `%2A`")]
    Star(String),
    /// A percent sign without a valid encoding.
    #[error("`{0}` contains an invalid `%`; write a percent sign in a name as `%25`")]
    Percent(String),
}

/// The forms of a KEY.
const FORMS: &str = "catalog/NAME, accessPackage/CATALOG/NAME, policy/CATALOG/PACKAGE/NAME, \
     resource/CATALOG/group:NAME, extension/CATALOG/NAME, organization/tenant:ID";

/// How many parts follow a kind.
fn parts_of(kind: &str) -> Option<usize> {
    match kind {
        "catalog" | "organization" => Some(1),
        "accessPackage" | "resource" | "extension" => Some(2),
        "policy" => Some(3),
        _ => None,
    }
}

/// Splits a KEY into its kind and parts. The last part of a resource or an organization may contain plain
/// slashes.
fn split_key(text: &str) -> Option<(&str, Vec<&str>)> {
    let (kind, rest) = text.split_once('/')?;
    let count = parts_of(kind)?;
    let parts: Vec<&str> = match kind {
        "resource" | "organization" => rest.splitn(count, '/').collect(),
        _ => rest.split('/').collect(),
    };
    (parts.len() == count).then_some((kind, parts))
}

/// A part with its percent signs decoded.
fn decode_part(part: &str) -> Option<String> {
    let sound = part.match_indices('%').all(|(at, _)| {
        part.get(at + 1..at + 3).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    let text = percent_decode_str(part).decode_utf8().ok()?;
    sound.then(|| exact_form(&text))
}

struct Reading<'a>(&'a str);

impl Reading<'_> {
    fn read_text(&self, part: &str) -> Result<String, KeyFault> {
        if part.is_empty() {
            return Err(KeyFault::Empty(self.0.to_owned()));
        }
        if part.contains('*') {
            return Err(KeyFault::Star(self.0.to_owned()));
        }
        decode_part(part).ok_or_else(|| KeyFault::Percent(self.0.to_owned()))
    }

    /// A name with the id that pins it, if any.
    fn read_key_name(&self, part: &str) -> Result<(String, Option<ObjectId>), KeyFault> {
        let (name, pin) = match pin_at(part) {
            Some(at) => (&part[..at], parse_guid(&part[at + 1..])),
            None => (part, None),
        };
        Ok((self.read_text(name)?, pin))
    }

    fn read_catalog_key(&self, part: &str) -> Result<CatalogKey, KeyFault> {
        let (name, pin) = self.read_key_name(part)?;
        Ok(CatalogKey { name, pin })
    }

    fn read_package_key(&self, catalog: &str, part: &str) -> Result<PackageKey, KeyFault> {
        let (name, pin) = self.read_key_name(part)?;
        Ok(PackageKey { catalog: self.read_catalog_key(catalog)?, name, pin })
    }

    /// A word and the text after its colon.
    fn read_tagged<'p>(&self, part: &'p str) -> Result<(&'p str, &'p str), KeyFault> {
        let tagged = part.split_once(':').filter(|(word, value)| !word.is_empty() && !value.is_empty());
        tagged.ok_or_else(|| KeyFault::Empty(self.0.to_owned()))
    }

    fn read_reference(&self, value: &str) -> Result<DirectoryRef, KeyFault> {
        Ok(match parse_guid(value) {
            Some(id) => DirectoryRef::Id(id),
            None => DirectoryRef::Name(self.read_text(value)?),
        })
    }

    fn read_origin(&self, part: &str) -> Result<Origin, KeyFault> {
        let (word, value) = self.read_tagged(part)?;
        Ok(match word {
            "group" => Origin::Group(self.read_reference(value)?),
            "application" => Origin::Application(self.read_reference(value)?),
            "site" => Origin::Site(self.read_text(value)?.trim_end_matches('/').to_owned()),
            system => Origin::Other { system: system.to_owned(), id: self.read_text(value)? },
        })
    }

    fn read_identity_source(&self, part: &str) -> Result<IdentitySource, KeyFault> {
        let (word, value) = self.read_tagged(part)?;
        Ok(match word {
            "tenant" => IdentitySource::Tenant(self.read_reference(value)?),
            "domain" => IdentitySource::Domain(self.read_text(value)?.to_lowercase()),
            "federation" => {
                let (domain, issuer) = self.read_tagged(value)?;
                let domain = self.read_text(domain)?.to_lowercase();
                IdentitySource::Federation { domain, issuer: self.read_text(issuer)? }
            }
            "crossCloud" => {
                let (tenant, cloud) = self.read_tagged(value)?;
                let tenant = parse_guid(tenant).ok_or_else(|| KeyFault::Form(self.0.to_owned()))?;
                IdentitySource::CrossCloud { tenant, cloud: self.read_text(cloud)? }
            }
            "social" => IdentitySource::Social(self.read_text(value)?),
            "unknown" => IdentitySource::Unknown(self.read_text(value)?),
            _ => return Err(KeyFault::Form(self.0.to_owned())),
        })
    }
}

impl FromStr for Key {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        if text == "settings" {
            return Ok(Self::Settings);
        }
        let reading = Reading(text);
        let form = || KeyFault::Form(text.to_owned());
        let (kind, parts) = split_key(text).ok_or_else(form)?;
        Ok(match (kind, parts.as_slice()) {
            ("catalog", [name]) => Self::Catalog(reading.read_catalog_key(name)?),
            ("accessPackage", [catalog, name]) => Self::Package(reading.read_package_key(catalog, name)?),
            ("policy", [catalog, package, name]) => {
                let (name, pin) = reading.read_key_name(name)?;
                Self::Policy(PolicyKey { package: reading.read_package_key(catalog, package)?, name, pin })
            }
            ("resource", [catalog, origin]) => Self::Resource(ResourceKey {
                catalog: reading.read_catalog_key(catalog)?,
                origin: reading.read_origin(origin)?,
            }),
            ("extension", [catalog, name]) => {
                let (name, pin) = reading.read_key_name(name)?;
                Self::Extension(ExtensionKey { catalog: reading.read_catalog_key(catalog)?, name, pin })
            }
            ("organization", [source]) => {
                Self::Organization(OrganizationKey(reading.read_identity_source(source)?))
            }
            _ => return Err(form()),
        })
    }
}

/// A pattern over KEYs. `*` matches any characters within one part. Case is ignored: a pattern protects
/// objects, so it should match too much rather than too little.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyPattern {
    text: String,
    kind: String,
    /// For each part, the literals between its stars.
    parts: Vec<Vec<String>>,
}

impl FromStr for KeyPattern {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        let (kind, parts) = split_key(text).ok_or_else(|| KeyFault::Form(text.to_owned()))?;
        if parts.iter().any(|part| part.is_empty()) {
            return Err(KeyFault::Empty(text.to_owned()));
        }
        let literals = |part: &&str| part.split('*').map(decode_part).collect::<Option<Vec<_>>>();
        let parts: Option<Vec<Vec<String>>> = parts.iter().map(literals).collect();
        let parts = parts.ok_or_else(|| KeyFault::Percent(text.to_owned()))?;
        let parts =
            parts.iter().map(|literals| literals.iter().map(|text| folded_form(text)).collect()).collect();
        Ok(Self { text: text.to_owned(), kind: kind.to_owned(), parts })
    }
}

impl std::fmt::Display for KeyPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl KeyPattern {
    /// Whether the pattern matches a key. `also` contains other spellings of its last part, for example the
    /// name of a group whose key has its id.
    #[must_use]
    pub fn is_match(&self, key: &Key, also: &[String]) -> bool {
        let Some((kind, mut parts)) = key_spellings(key) else { return false };
        if let Some(last) = parts.last_mut() {
            last.extend_from_slice(also);
        }
        self.kind == kind
            && self.parts.len() == parts.len()
            && self.parts.iter().zip(&parts).all(|(literals, spellings)| {
                spellings.iter().any(|text| is_glob_match(literals, &folded_form(text)))
            })
    }
}

/// Whether a text consists of these literals with anything between them.
fn is_glob_match(literals: &[String], text: &str) -> bool {
    let [first, middle @ .., last] = literals else {
        return literals.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for literal in middle {
        match rest.find(literal.as_str()) {
            Some(at) => rest = &rest[at + literal.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

/// The kind of a key and its parts, each with all its spellings. Settings have none.
fn key_spellings(key: &Key) -> Option<(&'static str, Vec<Vec<String>>)> {
    let named = |name: &str, pin: Option<&ObjectId>| {
        let pinned = pin.map(|id| format!("{name}@{id}"));
        std::iter::once(name.to_owned()).chain(pinned).collect::<Vec<_>>()
    };
    let catalog = |key: &CatalogKey| named(&key.name, key.pin.as_ref());
    let package = |key: &PackageKey| vec![catalog(&key.catalog), named(&key.name, key.pin.as_ref())];
    Some(match key {
        Key::Catalog(key) => ("catalog", vec![catalog(key)]),
        Key::Package(key) => ("accessPackage", package(key)),
        Key::Policy(key) => {
            let mut parts = package(&key.package);
            parts.push(named(&key.name, key.pin.as_ref()));
            ("policy", parts)
        }
        Key::Extension(key) => ("extension", vec![catalog(&key.catalog), named(&key.name, key.pin.as_ref())]),
        Key::Resource(resource) => {
            let shown = last_part(key);
            ("resource", vec![catalog(&resource.catalog), vec![shown]])
        }
        Key::Organization(_) => ("organization", vec![vec![last_part(key)]]),
        Key::Settings => return None,
    })
}

/// The last part of a shown key, decoded.
fn last_part(key: &Key) -> String {
    let shown = key.to_string();
    let last = shown.rsplit('/').next().unwrap_or_default();
    decode_part(last).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap_or_else(|fault| panic!("{fault}"))
    }

    #[test]
    fn every_form_of_the_command_line_is_read() {
        for text in [
            "settings",
            "catalog/Partner collaboration",
            "catalog/Twin@cccccccc-0000-4000-8000-000000000001",
            "accessPackage/Partner collaboration/50%25 off %2A a%2Fb",
            "policy/C/P/Everybody in Sales",
            "resource/C/group:Sales",
            "resource/C/group:cccccccc-0000-4000-8000-000000000001",
            "resource/C/application:Partner Portal",
            "resource/C/site:https:%2F%2Fcontoso.sharepoint.com%2Fsites%2Fpartners",
            "resource/C/DirectoryRole:x",
            "extension/C/Notify",
            "organization/tenant:fabrikam.com",
            "organization/domain:northwindtraders.com",
            "organization/federation:a.example:urn:a",
            "organization/crossCloud:cccccccc-0000-4000-8000-000000000001:microsoftonline.us",
            "organization/social:facebook",
        ] {
            assert_eq!(key(text).to_string(), text);
        }
    }

    #[test]
    fn a_site_may_be_written_as_it_stands_in_a_browser() {
        let written = key("resource/C/site:https://contoso.sharepoint.com/sites/partners/");
        assert_eq!(
            written.to_string(),
            "resource/C/site:https:%2F%2Fcontoso.sharepoint.com%2Fsites%2Fpartners"
        );
    }

    #[test]
    fn what_is_no_key_is_said() {
        for (text, part) in [
            ("", "is not a KEY"),
            ("Partner collaboration", "is not a KEY"),
            ("package/C/P", "is not a KEY"),
            ("accessPackage/P", "is not a KEY"),
            ("catalog/a/b", "is not a KEY"),
            ("catalog/", "empty"),
            ("resource/C/Sales", "empty"),
            ("organization/fabrikam.com", "empty"),
            ("organization/name:Fabrikam", "is not a KEY"),
            ("catalog/*", "`*`"),
            ("catalog/50%", "`%`"),
            ("catalog/%ff", "`%`"),
        ] {
            let fault = text.parse::<Key>().map_or_else(|fault| fault.to_string(), |key| key.to_string());
            assert!(fault.contains(part), "{text}: {fault}");
        }
    }

    #[test]
    fn patterns_match_whole_parts() {
        for (pattern, text, matches) in [
            ("catalog/Partner collaboration", "catalog/partner Collaboration", true),
            ("catalog/Partner", "catalog/Partner collaboration", false),
            ("catalog/*", "catalog/X", true),
            ("catalog/*", "accessPackage/X/Y", false),
            ("accessPackage/*/Break glass", "accessPackage/X/Break glass", true),
            ("accessPackage/*/Break*", "accessPackage/X/Break glass", true),
            ("accessPackage/*/*e*g*", "accessPackage/X/Break glass", true),
            ("accessPackage/*/B*k", "accessPackage/X/Break glass", false),
            ("accessPackage/*/A%2AB", "accessPackage/X/A%2AB", true),
            ("accessPackage/*/A%2AB", "accessPackage/X/AxB", false),
            ("catalog/Twin", "catalog/Twin@cccccccc-0000-4000-8000-000000000001", true),
            ("catalog/*-000000000001", "catalog/Twin@cccccccc-0000-4000-8000-000000000001", true),
            ("organization/tenant:*", "organization/tenant:cccccccc-0000-4000-8000-000000000001", true),
        ] {
            let pattern: KeyPattern = pattern.parse().unwrap_or_else(|fault| panic!("{fault}"));
            assert_eq!(pattern.is_match(&key(text), &[]), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_matches_what_a_resource_is_called() {
        let pattern: KeyPattern = "resource/C/group:Fin*".parse().unwrap_or_else(|fault| panic!("{fault}"));
        let there = key("resource/C/group:cccccccc-0000-4000-8000-000000000001");
        assert!(!pattern.is_match(&there, &[]));
        assert!(pattern.is_match(&there, &["group:Finance".to_owned()]));
        assert!("user/X".parse::<KeyPattern>().is_err());
        assert!("catalog/%".parse::<KeyPattern>().is_err());
    }
}
