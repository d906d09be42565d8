//! Exposure as version 1 of its published format writes it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ExposureMapView, Side};
use crate::exposure::{OfferRow, PackageRow};

/// Who can get access to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ExposureMapView")]
pub struct ExposureV1 {
    /// Always 1.
    pub format_version: u32,
    /// The tenant's name and id.
    pub tenant: String,
    /// `files` for the tenant after applying the files, `tenant` for the tenant as it is now.
    pub of: &'static str,
    /// The packages.
    pub packages: Vec<PackageRowV1>,
}

/// Who can get one package, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PackageRow")]
pub struct PackageRowV1 {
    /// The KEY of the access package.
    pub key: String,
    /// The catalog and the package, by name.
    pub name: [String; 2],
    /// Conditions that limit all policies of the package, such as an unpublished catalog; empty if there are none.
    pub door: Vec<String>,
    /// The resource roles that people with an assignment get.
    pub gives: Vec<String>,
    /// What each policy that accepts requests or assigns by rule offers, in order of precedence.
    pub offers: Vec<OfferRowV1>,
}

/// What one policy offers, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OfferRow")]
pub struct OfferRowV1 {
    /// The policy.
    pub policy: String,
    /// Its precedence: if several policies fit a person, those with the lowest number apply.
    pub band: u8,
    /// The people that the policy is for, except those that a policy with higher precedence applies to.
    pub who: String,
    /// Whether access is assigned by rule.
    pub automatic: bool,
    /// What is required between request and access.
    pub gate: String,
    /// How long access lasts.
    pub time: String,
    /// Whether it is reviewed.
    pub reviewed: bool,
}

impl From<ExposureMapView> for ExposureV1 {
    fn from(view: ExposureMapView) -> Self {
        let ExposureMapView { tenant, of, packages } = view;
        Self {
            format_version: 1,
            tenant,
            of: match of {
                Side::Files => "files",
                Side::Tenant => "tenant",
            },
            packages: packages.into_iter().map(PackageRowV1::from).collect(),
        }
    }
}

impl From<PackageRow> for PackageRowV1 {
    fn from(row: PackageRow) -> Self {
        let PackageRow { key, name, door, gives, offers } = row;
        Self { key, name, door, gives, offers: offers.into_iter().map(OfferRowV1::from).collect() }
    }
}

impl From<OfferRow> for OfferRowV1 {
    fn from(row: OfferRow) -> Self {
        let OfferRow { policy, band, who, automatic, gate, time, reviewed } = row;
        Self { policy, band, who, automatic, gate, time, reviewed }
    }
}
