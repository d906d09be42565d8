//! The position of a conversion inside a document. A route is built only when a finding needs it.

use crate::model::{Place, Route, RouteStep};

/// One step; steps are linked from the innermost outwards.
#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    File(&'a str),
    Key(&'a str),
    Index(usize),
}

/// A position that lives on the stack, because most positions are never shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    up: Option<&'a Cursor<'a>>,
    step: Step<'a>,
}

impl<'a> Cursor<'a> {
    pub(super) fn top_of_file(path: &'a str) -> Self {
        Self { up: None, step: Step::File(path) }
    }

    /// The position of a key of this mapping.
    pub(super) fn key(&'a self, key: &'a str) -> Cursor<'a> {
        Cursor { up: Some(self), step: Step::Key(key) }
    }

    /// The position of an entry of this list.
    pub(super) fn index(&'a self, index: usize) -> Cursor<'a> {
        Cursor { up: Some(self), step: Step::Index(index) }
    }

    pub(super) fn written_place(&self) -> Place {
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
