//! A plan as text for a terminal or a log.

use std::fmt::Write;

use crate::view::{Direction, ExposureView, HoldView, LineView, Mark, ObjectView, PlanView, count_with_noun};

use super::escape_hidden;

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
    writeln!(out, "Plan for {}", escape_hidden(&view.tenant))?;
    write_exposure(out, &view.exposure, style)?;
    for object in &view.objects {
        writeln!(out)?;
        write_object(out, object, style)?;
    }
    write_holds(out, &view.holds, style)?;
    for (name, why, lines) in &view.read_only {
        writeln!(out, "\n! {} differs, but cannot be written: {}", escape_hidden(name), escape_hidden(why))?;
        write_lines(out, lines, style)?;
    }
    if !view.incomplete.is_empty() {
        writeln!(out, "\nUnknown, because a read failed:")?;
        for (what, why) in &view.incomplete {
            writeln!(out, "  ? {}: {}", escape_hidden(what), escape_hidden(why))?;
        }
    }
    if !view.not_evaluated.is_empty() {
        writeln!(out, "\nNot evaluated, because this caller cannot see it:")?;
        for what in &view.not_evaluated {
            writeln!(out, "  - {}", escape_hidden(what))?;
        }
    }
    if !view.kept.is_empty() {
        writeln!(out, "\nKept, because removing it would lock out the identity that runs `apply`:")?;
        for what in &view.kept {
            writeln!(out, "  = {}", escape_hidden(what))?;
        }
    }
    write_foreign(out, &view.foreign, style)?;
    let summary = &view.summary;
    writeln!(out)?;
    let whole = view.read_only.is_empty() && view.incomplete.is_empty() && summary.open == 0;
    if view.objects.is_empty() && whole {
        writeln!(out, "Nothing to do for {}.", count_with_noun(summary.unchanged, "declared object"))?;
    }
    write!(out, "Plan: {} to add, {} to change, {} to delete.", summary.add, summary.change, summary.delete)?;
    if !view.exposure.is_empty() {
        write!(out, " Exposure: {}.", exposure_totals(&view.exposure))?;
    }
    if let Some(people) = &summary.people {
        write!(out, " Assignments affected: {people}.")?;
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
        writeln!(
            out,
            "  {}: {}",
            direction_word(one.direction),
            bold_text(&escape_hidden(&one.object), style)
        )?;
        for said in &one.sentences {
            writeln!(out, "      {}", escape_hidden(said))?;
        }
    }
    Ok(())
}

/// The word for a direction.
pub(super) fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Wider => "wider",
        Direction::Mixed => "mixed",
        Direction::Narrower => "narrower",
        Direction::Same => "same",
    }
}

/// The number of access packages for each direction: `wider (2), narrower (1)`.
pub(super) fn exposure_totals(exposure: &[ExposureView]) -> String {
    let count = |way| exposure.iter().filter(|one| one.direction == way).count();
    let ways = [Direction::Wider, Direction::Mixed, Direction::Narrower];
    let told = ways.into_iter().map(|way| (way, count(way))).filter(|(_, count)| *count > 0);
    told.map(|(way, count)| format!("{} ({count})", direction_word(way))).collect::<Vec<_>>().join(", ")
}

fn write_holds(out: &mut dyn Write, holds: &[HoldView], style: Style) -> std::fmt::Result {
    for hold in holds {
        let sign = if hold.accepted.is_some() { "=" } else { "!" };
        write!(out, "\n{sign} hold on {}", bold_text(&escape_hidden(&hold.object), style))?;
        match &hold.place {
            Some(place) => writeln!(out, "  ({})", escape_hidden(place))?,
            None => writeln!(out)?,
        }
        writeln!(out, "      {}: {}", hold.kind.title(), escape_hidden(&hold.says))?;
        match &hold.accepted {
            Some(by) => writeln!(out, "      {}  ({})", escape_hidden(by), escape_hidden(&hold.id))?,
            None => writeln!(out, "      --accept {}", escape_hidden(&hold.id))?,
        }
    }
    Ok(())
}

fn write_object(out: &mut dyn Write, object: &ObjectView, style: Style) -> std::fmt::Result {
    write!(
        out,
        "{} {} {}",
        styled_mark(object.mark, style),
        object.kind,
        bold_text(&escape_hidden(&object.name), style)
    )?;
    match &object.place {
        Some(place) => writeln!(out, "  ({})", escape_hidden(place))?,
        None => writeln!(out)?,
    }
    write_lines(out, &object.lines, style)?;
    if !object.carries.is_empty() {
        let carried: Vec<_> = object.carries.iter().map(|path| escape_hidden(path)).collect();
        writeln!(out, "      kept unchanged: {}", carried.join(", "))?;
    }
    Ok(())
}

fn write_lines(out: &mut dyn Write, lines: &[LineView], style: Style) -> std::fmt::Result {
    let width =
        lines.iter().map(|line| escape_hidden(&line.label).chars().count()).max().unwrap_or(0).min(40);
    for line in lines {
        let sign = line.mark.map_or(" ".to_owned(), |m| styled_mark(m, style));
        writeln!(out, "    {sign} {:width$}  {}", escape_hidden(&line.label), escape_hidden(&line.text))?;
    }
    Ok(())
}

fn write_foreign(out: &mut dyn Write, foreign: &[String], style: Style) -> std::fmt::Result {
    if foreign.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nNot declared in any file and left unchanged: {}",
        count_with_noun(foreign.len(), "object")
    )?;
    let shown = if style.all_foreign { foreign.len() } else { FOREIGN_SHOWN };
    for key in foreign.iter().take(shown) {
        writeln!(out, "    {}", escape_hidden(key))?;
    }
    if foreign.len() > shown {
        writeln!(out, "    and {} more", foreign.len() - shown)?;
    }
    Ok(())
}

pub(super) fn styled_mark(mark: Mark, style: Style) -> String {
    let (sign, colour) = match mark {
        Mark::Add => ("+", "32"),
        Mark::Change => ("~", "33"),
        Mark::Remove => ("-", "31"),
    };
    if style.colour { format!("\u{1b}[{colour}m{sign}\u{1b}[0m") } else { sign.to_owned() }
}

fn bold_text(text: &str, style: Style) -> String {
    if style.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
