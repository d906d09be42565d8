//! Places in project files as version 1 of the plan file writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Place, Route, RouteStep};

use super::convert::same;

/// A value in a project file. It is resolved to line and column only when a finding is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct PlaceV1 {
    /// The file, relative to the working directory if it is below it.
    pub file: String,
    /// The route to the value inside the file.
    pub route: RouteV1,
}

/// Keys and indices from the top of a document to a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Route")]
#[serde(transparent)]
pub struct RouteV1(pub Vec<RouteStepV1>);

/// One step of a route into a YAML document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RouteStep")]
#[serde(untagged)]
pub enum RouteStepV1 {
    /// The index in a list, from 0.
    Index(usize),
    /// The key of a mapping.
    Key(String),
}

impl From<Route> for RouteV1 {
    fn from(route: Route) -> Self {
        let step = |step| match step {
            RouteStep::Index(index) => RouteStepV1::Index(index),
            RouteStep::Key(key) => RouteStepV1::Key(key),
        };
        Self(route.0.into_iter().map(step).collect())
    }
}

impl From<RouteV1> for Route {
    fn from(published: RouteV1) -> Self {
        let step = |step| match step {
            RouteStepV1::Index(index) => RouteStep::Index(index),
            RouteStepV1::Key(key) => RouteStep::Key(key),
        };
        Self(published.0.into_iter().map(step).collect())
    }
}

same!(Place and PlaceV1: file, route: into);
