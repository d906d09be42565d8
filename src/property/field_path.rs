//! Where a property is, as written in the files. Spelled out only where something is to be said about it.

/// A place below an object.
#[derive(Clone, Copy, Debug)]
pub struct FieldPath<'a> {
    up: Option<&'a FieldPath<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Key(&'a str),
    Place(usize),
    Text(&'a str),
    Each,
}

impl<'a> FieldPath<'a> {
    /// The object itself.
    pub(crate) const ROOT: FieldPath<'static> = FieldPath { up: None, step: Step::Key("") };

    /// A key of it. The empty key is the object itself.
    pub(crate) const fn child_key(&'a self, key: &'a str) -> FieldPath<'a> {
        FieldPath { up: Some(self), step: Step::Key(key) }
    }

    /// An entry of a list by its place.
    pub(super) const fn child_place(&'a self, place: usize) -> FieldPath<'a> {
        FieldPath { up: Some(self), step: Step::Place(place) }
    }

    /// An entry of a list by its text.
    pub(super) const fn child_text(&'a self, text: &'a str) -> FieldPath<'a> {
        FieldPath { up: Some(self), step: Step::Text(text) }
    }

    /// Every entry of a list.
    pub(super) const fn each_child(&'a self) -> FieldPath<'a> {
        FieldPath { up: Some(self), step: Step::Each }
    }
}

impl std::fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut steps = vec![self.step];
        let mut at = self;
        while let Some(up) = at.up {
            steps.push(up.step);
            at = up;
        }
        let mut first = true;
        for step in steps.into_iter().rev() {
            match step {
                Step::Key("") => continue,
                Step::Key(key) if first => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Place(place) => write!(f, "[{place}]")?,
                Step::Text(text) => write!(f, "[{text}]")?,
                Step::Each => f.write_str("[]")?,
            }
            first = false;
        }
        Ok(())
    }
}
