//! Assignments and plans about them, as text.

use std::fmt::Write;

use super::escape;
use super::plan::{Style, mark};
use crate::view::{AssignmentsView, HoldersView, counted};

/// How many unchanged assignments are shown. Changed ones are always shown.
const STAYS_SHOWN: usize = 10;

/// Writes a plan about assignments.
///
/// # Errors
/// Only those of the writer.
pub fn assignments_text(out: &mut dyn Write, view: &AssignmentsView, colour: bool) -> std::fmt::Result {
    let style = Style { colour, all_foreign: false };
    writeln!(out, "{}", escape(&view.title))?;
    if !view.lines.is_empty() {
        writeln!(out)?;
    }
    let people = view.lines.iter().map(|(_, person, _)| escape(person).chars().count());
    let width = people.max().unwrap_or(0).min(60);
    for (sign, person, text) in &view.lines {
        writeln!(out, "{} {:width$}  {}", mark(*sign, style), escape(person), escape(text))?;
    }
    if !view.stays.is_empty() {
        writeln!(out, "\nUnchanged:")?;
        for (person, why) in view.stays.iter().take(STAYS_SHOWN) {
            writeln!(out, "    {}: {}", escape(person), escape(why))?;
        }
        if view.stays.len() > STAYS_SHOWN {
            writeln!(out, "    and {} more", view.stays.len() - STAYS_SHOWN)?;
        }
    }
    for warning in &view.warnings {
        writeln!(out, "\n! {}", escape(warning))?;
    }
    writeln!(out, "\n{}", view.summary)
}

/// Writes assignments: a heading for each access package and policy, and one line per person.
///
/// # Errors
/// Only those of the writer.
pub fn holders_text(out: &mut dyn Write, view: &HoldersView) -> std::fmt::Result {
    let names = view.rows.iter().map(|row| escape(&row.person).chars().count());
    let addresses = view.rows.iter().map(|row| escape(row.address.as_deref().unwrap_or("-")).chars().count());
    let (names, addresses) = (names.max().unwrap_or(0).min(40), addresses.max().unwrap_or(0).min(60));
    let mut heading = String::new();
    for row in &view.rows {
        let through = row.policy.clone().unwrap_or_else(|| format!("{} (deleted policy)", row.package));
        if through != heading {
            let gap = if heading.is_empty() { "" } else { "\n" };
            writeln!(out, "{gap}{}", escape(&through))?;
            heading = through;
        }
        let standing = match row.standing {
            crate::view::Standing::Internal => "internal",
            crate::view::Standing::External => "external",
            crate::view::Standing::Departed => "deleted",
        };
        let until = row.until.as_ref().map_or_else(|| "no end date".to_owned(), |end| format!("until {end}"));
        let (name, address) = (escape(&row.person), escape(row.address.as_deref().unwrap_or("-")));
        let state = escape(&row.state);
        writeln!(
            out,
            "    {name:names$}  {address:addresses$}  {standing:8}  {state:10}  {}",
            escape(&until)
        )?;
    }
    if view.rows.is_empty() {
        return writeln!(out, "No assignments.");
    }
    writeln!(out, "\n{}.", counted(view.rows.len(), "assignment"))
}
