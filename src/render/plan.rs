//! A plan as text for a terminal or a log.

use std::fmt::Write;

use crate::view::{Direction, ExposureView, HoldView, LineView, Mark, ObjectView, PlanView, counted};

use super::escape;

/// Options of the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether signs are coloured. The signs themselves are always shown.
    pub colour: bool,
    /// Whether every foreign object is listed instead of the first few.
    pub all_foreign: bool,
}

const FOREIGN_SHOWN: usize = 5;

/// Writes a plan.
///
/// # Errors
/// Only those of the writer.
pub fn plan_text(out: &mut dyn Write, view: &PlanView, style: Style) -> std::fmt::Result {
    writeln!(out, "Plan for {}", escape(&view.tenant))?;
    write_exposure(out, &view.exposure, style)?;
    for object in &view.objects {
        writeln!(out)?;
        write_object(out, object, style)?;
    }
    write_holds(out, &view.holds, style)?;
    for (name, why, lines) in &view.sealed {
        writeln!(out, "\n! {} differs, but cannot be written: {}", escape(name), escape(why))?;
        write_lines(out, lines, style)?;
    }
    if !view.incomplete.is_empty() {
        writeln!(out, "\nUnknown, because a read failed:")?;
        for (what, why) in &view.incomplete {
            writeln!(out, "  ? {}: {}", escape(what), escape(why))?;
        }
    }
    if !view.not_evaluated.is_empty() {
        writeln!(out, "\nNot evaluated, because this caller cannot see it:")?;
        for what in &view.not_evaluated {
            writeln!(out, "  - {}", escape(what))?;
        }
    }
    if !view.kept.is_empty() {
        writeln!(out, "\nKept, because it belongs to the identity that applies:")?;
        for what in &view.kept {
            writeln!(out, "  = {}", escape(what))?;
        }
    }
    write_foreign(out, &view.foreign, style)?;
    let summary = &view.summary;
    writeln!(out)?;
    let whole = view.sealed.is_empty() && view.incomplete.is_empty() && summary.open == 0;
    if view.objects.is_empty() && whole {
        writeln!(out, "Nothing to do for {}.", counted(summary.unchanged, "declared object"))?;
    }
    write!(out, "Plan: {} to add, {} to change, {} to delete.", summary.add, summary.change, summary.delete)?;
    if !view.exposure.is_empty() {
        write!(out, " Exposure: {}.", totals(&view.exposure))?;
    }
    if let Some(people) = &summary.people {
        write!(out, " Assignments touched: {people}.")?;
    }
    if !view.holds.is_empty() {
        write!(out, " Holds: {} open, {} accepted.", summary.open, summary.accepted)?;
    }
    writeln!(out)
}

/// The first lines of a plan: who gains access and who can no longer get it.
fn write_exposure(out: &mut dyn Write, exposure: &[ExposureView], style: Style) -> std::fmt::Result {
    if exposure.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWho can get access:")?;
    for one in exposure {
        writeln!(out, "  {}: {}", direction(one.direction), bold(&escape(&one.object), style))?;
        for said in &one.sentences {
            writeln!(out, "      {}", escape(said))?;
        }
    }
    Ok(())
}

/// The word for a direction.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Wider => "wider",
        Direction::Mixed => "mixed",
        Direction::Narrower => "narrower",
        Direction::Same => "same",
    }
}

/// The number of access packages for each direction: `wider (2), narrower (1)`.
pub(super) fn totals(exposure: &[ExposureView]) -> String {
    let count = |way| exposure.iter().filter(|one| one.direction == way).count();
    let ways = [Direction::Wider, Direction::Mixed, Direction::Narrower];
    let told = ways.into_iter().map(|way| (way, count(way))).filter(|(_, count)| *count > 0);
    told.map(|(way, count)| format!("{} ({count})", direction(way))).collect::<Vec<_>>().join(", ")
}

fn write_holds(out: &mut dyn Write, holds: &[HoldView], style: Style) -> std::fmt::Result {
    for hold in holds {
        let sign = if hold.accepted.is_some() { "=" } else { "!" };
        write!(out, "\n{sign} hold on {}", bold(&escape(&hold.object), style))?;
        match &hold.place {
            Some(place) => writeln!(out, "  ({})", escape(place))?,
            None => writeln!(out)?,
        }
        writeln!(out, "      {}: {}", hold.kind.title(), escape(&hold.says))?;
        match &hold.accepted {
            Some(by) => writeln!(out, "      {}  ({})", escape(by), escape(&hold.id))?,
            None => writeln!(out, "      --accept {}", escape(&hold.id))?,
        }
    }
    Ok(())
}

fn write_object(out: &mut dyn Write, object: &ObjectView, style: Style) -> std::fmt::Result {
    write!(out, "{} {} {}", mark(object.mark, style), object.kind, bold(&escape(&object.name), style))?;
    match &object.place {
        Some(place) => writeln!(out, "  ({})", escape(place))?,
        None => writeln!(out)?,
    }
    write_lines(out, &object.lines, style)?;
    if !object.carries.is_empty() {
        let carried: Vec<_> = object.carries.iter().map(|path| escape(path)).collect();
        writeln!(out, "      kept unchanged: {}", carried.join(", "))?;
    }
    Ok(())
}

fn write_lines(out: &mut dyn Write, lines: &[LineView], style: Style) -> std::fmt::Result {
    let width = lines.iter().map(|line| escape(&line.label).chars().count()).max().unwrap_or(0).min(40);
    for line in lines {
        let sign = line.mark.map_or(" ".to_owned(), |m| mark(m, style));
        writeln!(out, "    {sign} {:width$}  {}", escape(&line.label), escape(&line.text))?;
    }
    Ok(())
}

fn write_foreign(out: &mut dyn Write, foreign: &[String], style: Style) -> std::fmt::Result {
    if foreign.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nNot declared in any file and left unchanged: {}", counted(foreign.len(), "object"))?;
    let shown = if style.all_foreign { foreign.len() } else { FOREIGN_SHOWN };
    for key in foreign.iter().take(shown) {
        writeln!(out, "    {}", escape(key))?;
    }
    if foreign.len() > shown {
        writeln!(out, "    and {} more", foreign.len() - shown)?;
    }
    Ok(())
}

pub(super) fn mark(mark: Mark, style: Style) -> String {
    let (sign, colour) = match mark {
        Mark::Add => ("+", "32"),
        Mark::Change => ("~", "33"),
        Mark::Remove => ("-", "31"),
    };
    if style.colour { format!("\u{1b}[{colour}m{sign}\u{1b}[0m") } else { sign.to_owned() }
}

fn bold(text: &str, style: Style) -> String {
    if style.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
