//! Routes to lines, columns and bytes, worked out only for what is shown.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{Place, RouteStep};

use super::spans::{Found, Item, Spans};
use super::{File, Files, Points, Position};

/// A part of one line of a file.
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
    files: BTreeMap<&'f str, &'f File>,
    spans: BTreeMap<&'f str, Spans<'f>>,
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
        Self {
            files: files.all_files().map(|file| (file.path.as_str(), file)).collect(),
            spans: BTreeMap::new(),
        }
    }

    /// The text of a file.
    #[must_use]
    pub fn file_text(&self, file: &str) -> Option<&'f str> {
        self.files.get(file).map(|file| file.text.as_str())
    }

    /// Where a place is. What a route names and the file lacks is looked for at the nearest parent that exists.
    pub fn locate_place(&mut self, place: &Place, points: Points) -> Option<Located> {
        let spans = self.spans_of(&place.file)?;
        let span = find_span(spans, &place.route.0, points).unwrap_or(0..0);
        Some(on_one_line(spans, span))
    }

    /// The stretch at a position, for faults in text that has no routes.
    pub fn at_position(&mut self, file: &str, at: Position) -> Option<Located> {
        let spans = self.spans_of(file)?;
        let start = spans.line_starts().byte_of(spans.source_text(), at);
        Some(on_one_line(spans, start..spans.source_text().len()))
    }

    fn spans_of(&mut self, file: &str) -> Option<&Spans<'f>> {
        let file = self.files.get(file)?;
        Some(self.spans.entry(&file.path).or_insert_with(|| Spans::read(&file.text).0))
    }
}

fn find_span(spans: &Spans<'_>, route: &[RouteStep], points: Points) -> Option<Range<usize>> {
    let (done, found) = spans.follow_route(route).filter(|(done, _)| *done > 0)?;
    // A missing key is shown at the name of the mapping that lacks it, not at all of its content; an empty value at
    // its key or its dash.
    let wants_key = points == Points::Key || done < route.len();
    let value = &spans[found.value_node()];
    Some(match found {
        Found::Entry(entry) if wants_key || value.is_unwritten() => spans[entry.key].span.clone(),
        Found::Item(Item { dash: Some(dash), .. }) if value.is_unwritten() => dash..dash + 1,
        _ => value.span.clone(),
    })
}

fn on_one_line(spans: &Spans<'_>, span: Range<usize>) -> Located {
    let line = spans.source_text()[span.start..].split('\n').next().unwrap_or_default();
    let length = line.len().min(span.end.saturating_sub(span.start));
    let end = span.start + line[..line.floor_char_boundary(length)].trim_end().len();
    Located {
        position: spans.line_starts().position_of_byte(spans.source_text(), span.start),
        start: span.start,
        end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Route;
    use crate::source::Findings;

    const TEXT: &str = "catalogs:\n  - name: Pärtner\n    resources: [{ group: A }, { grup: B }]\n    roles:\n      owners: []\n";

    fn shown(route: &Route, points: Points) -> (usize, usize, String) {
        let files = Files::from_texts([("a.yaml", TEXT)], &mut Findings::default());
        let mut locator = Locator::new(&files);
        let place = Place { file: "a.yaml".to_owned(), route: route.clone() };
        let found = locator.locate_place(&place, points).unwrap();
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
