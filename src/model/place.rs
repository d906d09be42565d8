//! Where something was written: a file and a route of keys and indices, never an offset.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Key;

/// One step of a route into a YAML document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RouteStep {
    /// The position in a list, from 0.
    Index(usize),
    /// The key of a mapping.
    Key(String),
}

/// Keys and indices from the top of a document to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Route(pub Vec<RouteStep>);

impl Route {
    /// The route one mapping key further down.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(RouteStep::Key(key.to_owned()));
        Self(steps)
    }

    /// The route one list position further down.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(RouteStep::Index(index));
        Self(steps)
    }
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                RouteStep::Index(index) => write!(f, "[{index}]")?,
                RouteStep::Key(key) if position == 0 => f.write_str(key)?,
                RouteStep::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

/// A value in a project file. It is turned into line and column only when a finding is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the working directory where it lies below it.
    pub file: String,
    /// The route to the value inside the file.
    pub route: Route,
}

impl Place {
    /// The place of a mapping key below this one.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        Self { file: self.file.clone(), route: self.route.key(key) }
    }

    /// The place of a list item below this one.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self { file: self.file.clone(), route: self.route.index(index) }
    }
}

/// Where each object and each reference of the desired state was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// The mapping that declares an object. Settings are written where their first part stands.
    pub objects: BTreeMap<Key, Place>,
    /// Every place where a directory object is named, in the order of the files, with what it may be.
    pub references: Vec<(super::Principal, Place)>,
    /// Every place where a tenant is named by one of its domains.
    pub domains: Vec<(String, Place)>,
}
