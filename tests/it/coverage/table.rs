//! The table of coverage compared with the sandbox's table of types, which was derived from the published
//! metadata independently.

use std::collections::{BTreeMap, BTreeSet};

use guestlist::property::coverage::{Shape, UNMODELLED, Use, all_types};

/// The sandbox's table.
const PUBLISHED: &str = include_str!("../../../src/sandbox/types.tsv");

/// Modelled properties that the sandbox's table lacks, with their source.
const MORE: &[(&str, &str, &str)] = &[
    ("accessPackage", "catalogId", "seen in answers (fact package-stray-catalog-id)"),
    (
        "accessPackageResource",
        "uploadSessions",
        "in the metadata; nothing writes it, so the sandbox lacks it",
    ),
    ("accessPackageResourceScope", "url", "in the metadata of beta (fact scope-url-in-beta)"),
    (
        "customExtensionCallbackConfiguration",
        "durationBeforeTimeout",
        "the documentation's samples (fact extension-callback-names)",
    ),
    (
        "accessPackageRequestApprovalStageCallbackConfiguration",
        "durationBeforeTimeout",
        "the documentation's samples (fact extension-callback-names)",
    ),
    ("requestorManager", "description", "seen in answers"),
    ("targetManager", "description", "seen in answers"),
    ("internalSponsors", "description", "seen in answers"),
    ("externalSponsors", "description", "seen in answers"),
    ("targetUserSponsors", "description", "seen in answers"),
    ("targetApplicationOwners", "description", "seen in answers"),
    ("targetAgentIdentitySponsorsOrOwners", "description", "seen in answers"),
];

struct Published {
    base: &'static str,
    is_abstract: bool,
    /// Types by property.
    properties: BTreeMap<&'static str, &'static str>,
}

struct Metadata {
    types: BTreeMap<&'static str, Published>,
    enums: BTreeMap<&'static str, BTreeSet<&'static str>>,
}

fn metadata() -> Metadata {
    let mut metadata = Metadata { types: BTreeMap::new(), enums: BTreeMap::new() };
    for line in PUBLISHED.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[0] {
            "type" => {
                let properties = cells[4].split_whitespace().map(|cell| {
                    let mut parts = cell.split(':');
                    (parts.next().unwrap(), parts.next().unwrap())
                });
                let (base, is_abstract) = (cells[2], cells[3] == "abstract");
                let published = Published { base, is_abstract, properties: properties.collect() };
                metadata.types.insert(cells[1], published);
            }
            "enum" => drop(metadata.enums.insert(cells[1], cells[2].split_whitespace().collect())),
            other => panic!("a row of the kind {other}"),
        }
    }
    assert!(metadata.types.len() > 60 && metadata.enums.len() > 15, "the table was not read");
    metadata
}

impl Metadata {
    /// The properties of a type with their types, including inherited ones.
    fn properties(&self, name: &str) -> BTreeMap<&'static str, &'static str> {
        let Some(published) = self.types.get(name) else { return BTreeMap::new() };
        let mut all = self.properties(published.base);
        all.extend(&published.properties);
        all
    }

    /// The type and all types that derive from it, without abstract ones.
    fn forms(&self, name: &str) -> Vec<&'static str> {
        let derives = |mut from: &'static str| loop {
            if from == name {
                return true;
            }
            match self.types.get(from) {
                Some(published) if !published.base.is_empty() => from = published.base,
                _ => return false,
            }
        };
        let forms = self.types.iter().filter(|(from, published)| !published.is_abstract && derives(from));
        forms.map(|(from, _)| *from).collect()
    }
}

#[test]
fn the_table_of_coverage_has_every_published_property() {
    let metadata = metadata();
    for (name, row) in all_types() {
        let mut published: BTreeSet<&str> = metadata.properties(name).into_keys().collect();
        assert!(metadata.types.contains_key(name), "{name} is no published type");
        published.extend(MORE.iter().filter(|(of, ..)| of == name).map(|(_, name, _)| *name));
        let covered: BTreeSet<&str> = row.keys().copied().collect();
        assert_eq!(covered, published, "{name}");
    }
}

#[test]
fn every_form_of_a_modelled_object_is_in_the_table_or_left_out_for_a_reason() {
    let metadata = metadata();
    for (name, row) in all_types() {
        let published = metadata.properties(name);
        for property in row.values().filter(|property| property.used == Use::Modelled) {
            let Some(of) = published.get(property.name) else { continue };
            if let Shape::Object(_) = property.shape {
                for form in metadata.forms(of) {
                    let reason =
                        UNMODELLED.iter().find(|(name, _)| *name == form).map(|(_, reason)| reason.len());
                    let known = all_types().contains_key(form) || reason.is_some_and(|length| length > 10);
                    assert!(known, "{name}.{} can be a {form}, and nobody decided what of it", property.name);
                }
            }
        }
    }
    for (name, _) in UNMODELLED {
        assert!(metadata.types.contains_key(name) && !all_types().contains_key(name), "{name}");
    }
}

#[test]
fn every_published_enum_member_is_a_known_word() {
    let metadata = metadata();
    for (name, row) in all_types() {
        let published = metadata.properties(name);
        for property in row.values() {
            let members = published.get(property.name).and_then(|of| metadata.enums.get(of));
            let at = format!("{name}.{}", property.name);
            match (members, property.shape, property.used) {
                (Some(members), Shape::Word(words), _) => {
                    let members: BTreeSet<&str> =
                        members.iter().copied().filter(|member| *member != "unknownFutureValue").collect();
                    assert_eq!(words.iter().copied().collect::<BTreeSet<_>>(), members, "{at}");
                }
                (Some(_), _, Use::Modelled) => panic!("{at} is an enum and its words are not told"),
                (None, Shape::Word(_), _) => panic!("{at} is no enum"),
                _ => {}
            }
        }
    }
}
