//! Places in files: a file and a route of keys and indices, never an offset.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, PolicyKey};

/// One step of a route into a YAML document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RouteStep {
    /// The index in a list, from 0.
    Index(usize),
    /// The key of a mapping.
    Key(String),
}

/// Keys and indices from the top of a document to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(pub Vec<RouteStep>);

impl Route {
    /// The route to a key of the mapping at this route.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(RouteStep::Key(key.to_owned()));
        Self(steps)
    }

    /// The route to an entry of the list at this route.
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

/// A value in a project file. It is resolved to line and column only when a finding is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the working directory if it is below it.
    pub file: String,
    /// The route to the value inside the file.
    pub route: Route,
}

impl Place {
    /// The place of a key of this mapping.
    #[must_use]
    pub fn at_key(&self, key: &str) -> Self {
        Self { file: self.file.clone(), route: self.route.key(key) }
    }

    /// The place of an entry of this list.
    #[must_use]
    pub fn at_index(&self, index: usize) -> Self {
        Self { file: self.file.clone(), route: self.route.index(index) }
    }

    /// The place at a route below this one.
    #[must_use]
    pub fn at_route(&self, route: &Route) -> Self {
        let steps = self.route.0.iter().chain(&route.0).cloned().collect();
        Self { file: self.file.clone(), route: Route(steps) }
    }
}

/// The origin of a value in an expanded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The place where it was written.
    pub written: Place,
    /// Other places that caused it, each with a note.
    pub also: Vec<(Place, String)>,
}

/// The origins of values in expanded files. A place without a trace was written where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces(BTreeMap<Place, Trace>);

impl Traces {
    /// Records the origin of the value at a place and of everything below it.
    pub fn insert_trace(&mut self, place: Place, trace: Trace) {
        self.0.insert(place, trace);
    }

    /// The place where a value was written, and the other places that caused it.
    #[must_use]
    pub fn trace_place(&self, place: &Place) -> (Place, Vec<(Place, String)>) {
        let (mut place, mut also) = (place.clone(), Vec::new());
        while let Some((depth, trace)) = self.nearest_trace(&place) {
            also.extend(trace.also.iter().cloned());
            let below = Route(place.route.0[depth..].to_vec());
            let written = trace.written.at_route(&below);
            if written == place {
                break;
            }
            place = written;
        }
        (place, also)
    }

    /// The trace of a place or of its nearest ancestor, and the depth of that.
    fn nearest_trace(&self, place: &Place) -> Option<(usize, &Trace)> {
        if self.0.is_empty() {
            return None;
        }
        (1..=place.route.0.len()).rev().find_map(|depth| {
            let route = Route(place.route.0[..depth].to_vec());
            Some((depth, self.0.get(&Place { file: place.file.clone(), route })?))
        })
    }
}

/// The places of every object and reference of the desired state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The mapping that declares each object. For settings, the place of their first part.
    pub objects: BTreeMap<Key, Place>,
    /// The keys that each declaration contains, as paths below its mapping (`approval.stages[0].fallback`).
    /// All other properties are defaults.
    pub declared_keys: BTreeMap<Place, BTreeSet<String>>,
    /// Former names of objects in the files. An object with such a name is renamed instead of a new one
    /// created.
    pub former: BTreeMap<Key, Vec<(String, Place)>>,
    /// Former texts of the questions of policies, by their current text.
    pub reworded: BTreeMap<PolicyKey, BTreeMap<String, Vec<(String, Place)>>>,
    /// Every place that names a directory object, in the order of the files, with the kinds that it may be.
    pub references: Vec<(super::Principal, Place)>,
    /// Every place that names a tenant by one of its domains.
    pub domains: Vec<(String, Place)>,
    /// The origins of values that came from templates and variables.
    pub traces: Traces,
}
