//! Where something was written: a file and a route of keys and indices, never an offset.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, PolicyKey};

/// One step of a route into a YAML document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteStep {
    /// The position in a list, from 0.
    Index(usize),
    /// The key of a mapping.
    Key(String),
}

/// Keys and indices from the top of a document to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// The place that a route leads to from this one.
    #[must_use]
    pub fn below(&self, route: &Route) -> Self {
        let steps = self.route.0.iter().chain(&route.0).cloned().collect();
        Self { file: self.file.clone(), route: Route(steps) }
    }
}

/// How a value came to stand at a place of an expanded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Where it was written.
    pub written: Place,
    /// Other places that made it so, and what they have to do with it.
    pub also: Vec<(Place, String)>,
}

/// Where the values of expanded files were written. A place that has no trace was written where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces(BTreeMap<Place, Trace>);

impl Traces {
    /// Notes how the value at a place came there; what lies below it came with it.
    pub fn insert(&mut self, place: Place, trace: Trace) {
        self.0.insert(place, trace);
    }

    /// Where the value at a place was written, and what else made it so.
    #[must_use]
    pub fn of(&self, place: &Place) -> (Place, Vec<(Place, String)>) {
        let (mut place, mut also) = (place.clone(), Vec::new());
        while let Some((depth, trace)) = self.nearest(&place) {
            also.extend(trace.also.iter().cloned());
            let below = Route(place.route.0[depth..].to_vec());
            let written = trace.written.below(&below);
            if written == place {
                break;
            }
            place = written;
        }
        (place, also)
    }

    /// The trace of a place or of what it lies in, and how deep that is.
    fn nearest(&self, place: &Place) -> Option<(usize, &Trace)> {
        if self.0.is_empty() {
            return None;
        }
        (1..=place.route.0.len()).rev().find_map(|depth| {
            let route = Route(place.route.0[..depth].to_vec());
            Some((depth, self.0.get(&Place { file: place.file.clone(), route })?))
        })
    }
}

/// Where each object and each reference of the desired state was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// The mapping that declares an object. Settings are written where their first part stands.
    pub objects: BTreeMap<Key, Place>,
    /// The keys that each declaration holds, as paths from its mapping on (`approval.stages[0].fallback`): everything
    /// else of the object is a default.
    pub written: BTreeMap<Place, BTreeSet<String>>,
    /// The names that objects had before, as far as the files know: whatever has one is renamed, not made anew.
    pub former: BTreeMap<Key, Vec<(String, Place)>>,
    /// The texts that questions of policies had before, by the text they have now.
    pub reworded: BTreeMap<PolicyKey, BTreeMap<String, Vec<(String, Place)>>>,
    /// Every place where a directory object is named, in the order of the files, with what it may be.
    pub references: Vec<(super::Principal, Place)>,
    /// Every place where a tenant is named by one of its domains.
    pub domains: Vec<(String, Place)>,
    /// Where what templates and variables brought to a place was written.
    pub traces: Traces,
}
