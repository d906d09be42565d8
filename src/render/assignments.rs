//! Assignments and plans about them, as text.

use std::fmt::Write;

use super::escape_hidden;
use super::plan::{Style, styled_mark};
use crate::view::{AssignmentListView, AssignmentsView, count_with_noun};

/// How many unchanged assignments are shown. Changed ones are always shown.
const STAYS_SHOWN: usize = 10;

/// Writes a plan about assignments.
///
/// # Errors
/// Only those of the writer.
pub fn assignments_text(out: &mut dyn Write, view: &AssignmentsView, colour: bool) -> std::fmt::Result {
    let style = Style { colour, all_foreign: false };
    writeln!(out, "{}", escape_hidden(&view.title))?;
    if !view.lines.is_empty() {
        writeln!(out)?;
    }
    let people = view.lines.iter().map(|(_, person, _)| escape_hidden(person).chars().count());
    let width = people.max().unwrap_or(0).min(60);
    for (sign, person, text) in &view.lines {
        writeln!(
            out,
            "{} {:width$}  {}",
            styled_mark(*sign, style),
            escape_hidden(person),
            escape_hidden(text)
        )?;
    }
    if !view.stays.is_empty() {
        writeln!(out, "\nUnchanged:")?;
        for (person, why) in view.stays.iter().take(STAYS_SHOWN) {
            writeln!(out, "    {}: {}", escape_hidden(person), escape_hidden(why))?;
        }
        if view.stays.len() > STAYS_SHOWN {
            writeln!(out, "    and {} more", view.stays.len() - STAYS_SHOWN)?;
        }
    }
    for warning in &view.warnings {
        writeln!(out, "\n! {}", escape_hidden(warning))?;
    }
    writeln!(out, "\n{}", view.summary)
}

/// Writes assignments: a heading for each access package and policy, and one line per person.
///
/// # Errors
/// Only those of the writer.
pub fn holders_text(out: &mut dyn Write, view: &AssignmentListView) -> std::fmt::Result {
    let names = view.rows.iter().map(|row| escape_hidden(&row.person).chars().count());
    let addresses =
        view.rows.iter().map(|row| escape_hidden(row.address.as_deref().unwrap_or("-")).chars().count());
    let (names, addresses) = (names.max().unwrap_or(0).min(40), addresses.max().unwrap_or(0).min(60));
    let mut heading = String::new();
    for row in &view.rows {
        let through = row.policy.clone().unwrap_or_else(|| format!("{} (deleted policy)", row.package));
        if through != heading {
            let gap = if heading.is_empty() { "" } else { "\n" };
            writeln!(out, "{gap}{}", escape_hidden(&through))?;
            heading = through;
        }
        let standing = match row.standing {
            crate::view::Membership::Internal => "internal",
            crate::view::Membership::External => "external",
            crate::view::Membership::Departed => "deleted",
        };
        let until = row.until.as_ref().map_or_else(|| "no end date".to_owned(), |end| format!("until {end}"));
        let (name, address) =
            (escape_hidden(&row.person), escape_hidden(row.address.as_deref().unwrap_or("-")));
        let state = escape_hidden(&row.state);
        writeln!(
            out,
            "    {name:names$}  {address:addresses$}  {standing:8}  {state:10}  {}",
            escape_hidden(&until)
        )?;
    }
    if view.rows.is_empty() {
        return writeln!(out, "No assignments.");
    }
    writeln!(out, "\n{}.", count_with_noun(view.rows.len(), "assignment"))
}
