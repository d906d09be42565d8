//! Routes to lines, columns and bytes, worked out only for what is shown.

use std::collections::BTreeMap;

use yamlpath::Document;

use crate::model::{Place, RouteStep};

use super::position::position;
use super::{Files, Points, Position};

/// A stretch of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Where it starts.
    pub position: Position,
    /// The first byte.
    pub start: usize,
    /// The byte behind the last, on the same line.
    pub end: usize,
}

/// Finds places in files; each file is taken apart at most once.
pub struct Locator<'f> {
    files: &'f Files,
    documents: BTreeMap<String, Option<Document>>,
}

impl std::fmt::Debug for Locator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locator").finish_non_exhaustive()
    }
}

impl<'f> Locator<'f> {
    /// A locator for these files.
    #[must_use]
    pub fn new(files: &'f Files) -> Self {
        Self { files, documents: BTreeMap::new() }
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&'f str> {
        self.files.get(file).map(|file| file.text.as_str())
    }

    /// Where a place is. What a route names and the file lacks is looked for at the nearest parent that exists.
    pub fn locate(&mut self, place: &Place, points: Points) -> Option<Located> {
        let text = self.text(&place.file)?;
        let document =
            self.documents.entry(place.file.clone()).or_insert_with(|| Document::new(text).ok()).as_ref();
        let (start, end) = document.and_then(|found| span(found, &place.route.0, points)).unwrap_or((0, 0));
        Some(on_one_line(text, start, end))
    }

    /// The stretch at a position, for faults in text that has no routes.
    #[must_use]
    pub fn at_position(&self, file: &str, at: Position) -> Option<Located> {
        let text = self.text(file)?;
        let line_start: usize =
            text.split_inclusive('\n').take(at.line.saturating_sub(1)).map(str::len).sum();
        let line = text[line_start..].lines().next().unwrap_or_default();
        let column =
            line.char_indices().nth(at.column.saturating_sub(1)).map_or(line.len(), |(byte, _)| byte);
        Some(on_one_line(text, line_start + column, line_start + line.len()))
    }
}

fn span(document: &Document, steps: &[RouteStep], points: Points) -> Option<(usize, usize)> {
    let mut points = points;
    for length in (1..=steps.len()).rev() {
        let components: Vec<_> = steps[..length]
            .iter()
            .map(|step| match step {
                RouteStep::Key(key) => yamlpath::Component::from(key.as_str()),
                RouteStep::Index(index) => yamlpath::Component::from(*index),
            })
            .collect();
        let is_key = matches!(steps[length - 1], RouteStep::Key(_));
        let route = yamlpath::Route::from(components);
        let feature = if points == Points::Key && is_key {
            document.query_key_only(&route).ok()
        } else {
            // A key without a value has no feature of its own: its key is what can be shown.
            document.query_exact(&route).ok().flatten().or_else(|| document.query_key_only(&route).ok())
        };
        if let Some(feature) = feature {
            return Some(feature.location.byte_span);
        }
        // What is missing is shown by the name of the mapping that lacks it, not by all it holds.
        points = Points::Key;
    }
    None
}

fn on_one_line(text: &str, start: usize, end: usize) -> Located {
    let start = start.min(text.len());
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = end.clamp(start, line_end);
    let end = start + text[start..end].trim_end().len();
    Located { position: position(text, start), start, end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Route;
    use crate::source::Findings;

    const TEXT: &str = "catalogs:\n  - name: Pärtner\n    resources: [{ group: A }, { grup: B }]\n    roles:\n      owners: []\n";

    fn shown(route: &Route, points: Points) -> (usize, usize, String) {
        let files = Files::of_texts([("a.yaml", TEXT)], &mut Findings::default());
        let mut locator = Locator::new(&files);
        let place = Place { file: "a.yaml".to_owned(), route: route.clone() };
        let found = locator.locate(&place, points).unwrap();
        (found.position.line, found.position.column, TEXT[found.start..found.end].to_owned())
    }

    #[test]
    fn values_keys_and_missing_keys_are_found() {
        let catalog = Route::default().key("catalogs").index(0);
        assert_eq!(shown(&catalog.key("name"), Points::Value), (2, 11, "Pärtner".to_owned()));
        assert_eq!(shown(&catalog.key("name"), Points::Key), (2, 5, "name".to_owned()));
        let grup = catalog.key("resources").index(1).key("grup");
        assert_eq!(shown(&grup, Points::Key), (3, 33, "grup".to_owned()));
        let missing = catalog.key("roles").key("readers");
        assert_eq!(shown(&missing, Points::Value), (4, 5, "roles".to_owned()));
        assert_eq!(shown(&catalog.key("state"), Points::Value), (2, 5, "name: Pärtner".to_owned()));
        assert_eq!(shown(&Route::default(), Points::Value).0, 1);
    }
}
