//! Who holds what, and plans about it, as text.

use std::fmt::Write;

use super::escape;
use super::plan::{Style, mark};
use crate::view::{AssignmentsView, HoldersView};

/// Whoever loses or gets something is always shown; of those who do not, the first few.
const STAYS_SHOWN: usize = 10;

/// Writes a plan about holders.
///
/// # Errors
/// Only those of the sink.
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
        writeln!(out, "\nLeft as they are:")?;
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

/// Writes who holds what: a heading for each package and policy, and a line for each person.
///
/// # Errors
/// Only those of the sink.
pub fn holders_text(out: &mut dyn Write, view: &HoldersView) -> std::fmt::Result {
    let names = view.rows.iter().map(|row| escape(&row.person).chars().count());
    let addresses = view.rows.iter().map(|row| escape(row.address.as_deref().unwrap_or("-")).chars().count());
    let (names, addresses) = (names.max().unwrap_or(0).min(40), addresses.max().unwrap_or(0).min(60));
    let mut heading = String::new();
    for row in &view.rows {
        let through =
            row.policy.clone().unwrap_or_else(|| format!("{} (a policy that is gone)", row.package));
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
        return writeln!(out, "Nobody holds it.");
    }
    let s = if view.rows.len() == 1 { "" } else { "s" };
    writeln!(out, "\n{} assignment{s}.", view.rows.len())
}
