//! Where a conversion stands in a document. A route is made only when something is said about it.

use crate::model::{Place, Route, RouteStep};

/// A step of the way back to the top of a file.
#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    File(&'a str),
    Key(&'a str),
    Index(usize),
}

/// A place on the stack: cheap to walk down with, since most places are never shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    up: Option<&'a At<'a>>,
    step: Step<'a>,
}

impl<'a> At<'a> {
    /// The top of a file.
    pub(super) fn file(path: &'a str) -> Self {
        Self { up: None, step: Step::File(path) }
    }

    /// One key further down.
    pub(super) fn key(&'a self, key: &'a str) -> At<'a> {
        At { up: Some(self), step: Step::Key(key) }
    }

    /// One list position further down.
    pub(super) fn index(&'a self, index: usize) -> At<'a> {
        At { up: Some(self), step: Step::Index(index) }
    }

    /// The place, written out.
    pub(super) fn place(&self) -> Place {
        let mut steps = Vec::new();
        let mut here = Some(self);
        let mut file = "";
        while let Some(at) = here {
            match at.step {
                Step::File(path) => file = path,
                Step::Key(key) => steps.push(RouteStep::Key(key.to_owned())),
                Step::Index(index) => steps.push(RouteStep::Index(index)),
            }
            here = at.up;
        }
        steps.reverse();
        Place { file: file.to_owned(), route: Route(steps) }
    }
}
