//! Who can get into what, as it is shown.

use std::collections::BTreeMap;

use crate::exposure::{OfferRow, PackageRow};

/// Which state is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The tenant as the files would change it.
    Files,
    /// The tenant as it is now.
    Tenant,
}

/// Who can get access to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposureMapView {
    /// The tenant's name and id.
    pub tenant: String,
    /// Of which state.
    pub of: Side,
    /// The access packages.
    pub packages: Vec<PackageRow>,
}

impl ExposureMapView {
    /// The view, with names for ids.
    #[must_use]
    pub fn new(tenant: String, of: Side, rows: Vec<PackageRow>, names: &BTreeMap<String, String>) -> Self {
        let named = |text: String| replace_ids(&text, names);
        let offer = |row: OfferRow| OfferRow { who: named(row.who), gate: named(row.gate), ..row };
        let package = |row: PackageRow| PackageRow {
            gives: row.gives.into_iter().map(named).collect(),
            offers: row.offers.into_iter().map(offer).collect(),
            ..row
        };
        Self { tenant, of, packages: rows.into_iter().map(package).collect() }
    }
}

/// The ids in braces in a text.
#[must_use]
pub fn ids_in(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(id, _)| id).collect()
}

/// A text with names in place of ids in braces. Other text in braces stays.
#[must_use]
pub fn replace_ids(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut parts = text.split('{');
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((id, rest)) if names.contains_key(id) || uuid::Uuid::parse_str(id).is_ok() => {
                said.push_str(names.get(id).map_or(id, String::as_str));
                said.push_str(rest);
            }
            _ => {
                said.push('{');
                said.push_str(part);
            }
        }
    }
    said
}
