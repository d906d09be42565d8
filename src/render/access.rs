//! Permissions and the results of `doctor`, as text.

use std::fmt::Write;

use super::escape_hidden;
use crate::view::{CallerKind, DoctorView, NeedView, NeedsView, PermissionsView, Verdict};

/// How many reasons the text shows per permission. JSON lists all of them.
const REASONS_SHOWN: usize = 4;

/// Writes the permissions that a project needs.
///
/// # Errors Only those of the writer.
pub fn permissions_text(out: &mut dyn Write, view: &PermissionsView) -> std::fmt::Result {
    writeln!(out, "Permissions that this project needs in the tenant `{}`", escape_hidden(&view.tenant))?;
    view.needs.iter().try_for_each(|needs| needs_text(out, needs))
}

fn needs_text(out: &mut dyn Write, needs: &NeedsView) -> std::fmt::Result {
    let (caller, permissions, instead) = match needs.caller {
        CallerKind::Application => (
            "an application without a signed-in user (app-only)",
            "application",
            "EntitlementManagement.ReadWrite.All",
        ),
        CallerKind::Delegated => ("a signed-in person", "delegated", "a directory role"),
    };
    writeln!(out, "\nTo {}, as {caller}:", needs.phase)?;
    writeln!(out, "  {permissions} permissions of Microsoft Graph")?;
    needs.permissions.iter().try_for_each(|need| need_text(out, need))?;
    if !needs.roles.is_empty() {
        writeln!(out, "  roles of the person")?;
        needs.roles.iter().try_for_each(|need| need_text(out, need))?;
    }
    if let Some(by_catalog) = &needs.by_catalog {
        writeln!(out, "  alternative to {instead} with fewer rights: Catalog owner of")?;
        write_indented(out, "    ", &by_catalog.catalogs)?;
        if !by_catalog.beyond.is_empty() {
            writeln!(out, "    which does not cover objects outside catalogs:")?;
            write_indented(out, "    ", &by_catalog.beyond)?;
        }
        write_indented(out, "    note: ", &by_catalog.notes)?;
    }
    writeln!(out, "  grant the permissions with")?;
    needs.commands.iter().try_for_each(|line| writeln!(out, "    {}", escape_hidden(line)))
}

fn need_text(out: &mut dyn Write, need: &NeedView) -> std::fmt::Result {
    writeln!(out, "    {}", escape_hidden(&need.name))?;
    write_indented(out, "      - ", &need.why)?;
    match &need.instead {
        Some(instead) => writeln!(out, "      or {}", escape_hidden(instead)),
        None => Ok(()),
    }
}

fn write_indented(out: &mut dyn Write, indent: &str, lines: &[String]) -> std::fmt::Result {
    for line in lines.iter().take(REASONS_SHOWN) {
        writeln!(out, "{indent}{}", escape_hidden(line))?;
    }
    if lines.len() > REASONS_SHOWN {
        writeln!(out, "{indent}and {} more (--format json lists all)", lines.len() - REASONS_SHOWN)?;
    }
    Ok(())
}

/// Writes the results of `doctor`. Each verdict has a sign, with and without colour.
///
/// # Errors Only those of the writer.
pub fn doctor_text(out: &mut dyn Write, view: &DoctorView) -> std::fmt::Result {
    for (at, section) in view.sections.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        writeln!(out, "{gap}{}", escape_hidden(&section.title))?;
        let width = section.checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
        for check in &section.checks {
            let (sign, open) = match check.verdict {
                Verdict::Good => ("ok", ""),
                Verdict::Warning => (" !", ""),
                Verdict::Bad => (" x", ""),
                Verdict::NotEvaluated => (" ?", "not evaluated: "),
            };
            let mut lines = check.says.lines();
            let first = lines.next().unwrap_or_default();
            writeln!(out, "  {sign} {:width$}  {open}{}", check.name, escape_hidden(first))?;
            for line in lines {
                writeln!(out, "     {:width$}  {}", "", escape_hidden(line))?;
            }
            if let Some(advice) = &check.advice {
                writeln!(out, "     {:width$}  {}", "", escape_hidden(advice))?;
            }
        }
    }
    let count =
        |verdict| view.sections.iter().flat_map(|s| &s.checks).filter(|c| c.verdict == verdict).count();
    let warnings = count(Verdict::Warning);
    writeln!(
        out,
        "\nDoctor: {} passed, {warnings} {}, {} failed, {} not evaluated.",
        count(Verdict::Good),
        if warnings == 1 { "warning" } else { "warnings" },
        count(Verdict::Bad),
        count(Verdict::NotEvaluated)
    )
}
