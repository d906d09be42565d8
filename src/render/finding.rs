//! Findings in the style of compilers, and as single lines.

use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::escape_hidden;
use crate::view::Severity;
use crate::view::finding::{FindingView, Spot};

/// Writes findings with their source lines.
///
/// # Errors Only those of the writer.
pub fn write_findings(views: &[FindingView], colour: bool, sink: &mut dyn Write) -> std::fmt::Result {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    for view in views {
        writeln!(sink, "{}\n", renderer.render(&report_groups(view)))?;
    }
    Ok(())
}

fn report_groups(view: &FindingView) -> Vec<Group<'static>> {
    let level = match view.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(escape_hidden(&view.message)).id(view.code.number());
    let mut group = Group::with_title(title);
    for snippet in view.spot.iter().map(|spot| source_snippet(spot, AnnotationKind::Primary, None)) {
        group = group.element(snippet);
    }
    for (spot, what) in &view.more {
        group = group.element(source_snippet(spot, AnnotationKind::Context, Some(what)));
    }
    if let Some(help) = &view.help {
        group = group.element(Level::HELP.message(escape_hidden(help)));
    }
    vec![group]
}

fn source_snippet(
    spot: &Spot,
    kind: AnnotationKind,
    label: Option<&str>,
) -> Snippet<'static, Annotation<'static>> {
    // The span is measured in the escaped line, which can be longer than the line in the file.
    let start = escape_hidden(&spot.snippet[..spot.start]).len();
    let end = start + escape_hidden(&spot.snippet[spot.start..spot.end]).len();
    let annotation = kind.span(start..end).label(label.map(escape_hidden));
    Snippet::source(escape_hidden(&spot.snippet))
        .line_start(spot.line.max(1))
        .path(escape_hidden(&spot.file))
        .annotation(annotation)
}

/// Writes findings as single lines: `policies/a.yaml:3:5: error[GL101]: message (help)`.
///
/// # Errors Only those of the writer.
pub fn write_short(views: &[FindingView], sink: &mut dyn Write) -> std::fmt::Result {
    for view in views {
        if let Some(spot) = &view.spot {
            write!(sink, "{}:{}:{}: ", escape_hidden(&spot.file), spot.line, spot.column)?;
        }
        write!(
            sink,
            "{}[{}]: {}",
            view.severity.severity_word(),
            view.code.number(),
            escape_hidden(&view.message)
        )?;
        match &view.help {
            Some(help) => writeln!(sink, " ({})", escape_hidden(help))?,
            None => writeln!(sink)?,
        }
    }
    Ok(())
}
