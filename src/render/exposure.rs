//! Who can get access to what: as text, and as a Mermaid flowchart.

use std::fmt::Write;

use crate::view::{ExposureMapView, Side, count_with_noun};

use super::escape_hidden;

/// Writes the map as text.
///
/// # Errors
/// Only those of the writer.
pub fn exposure_text(out: &mut dyn Write, view: &ExposureMapView) -> std::fmt::Result {
    let state = match view.of {
        Side::Files => "after applying the files",
        Side::Tenant => "as it is now",
    };
    writeln!(out, "Who can get access to what in {}, {state}", escape_hidden(&view.tenant))?;
    for package in &view.packages {
        let [catalog, name] = &package.name;
        writeln!(out, "\n{} / {}", escape_hidden(catalog), escape_hidden(name))?;
        for says in &package.door {
            writeln!(out, "    ! {says}")?;
        }
        if package.offers.is_empty() {
            writeln!(out, "    no one can get it")?;
        }
        for offer in &package.offers {
            let reviewed = if offer.reviewed { ", reviewed" } else { "" };
            writeln!(out, "    {}", escape_hidden(&offer.who))?;
            writeln!(
                out,
                "        policy \"{}\": {}, {}{reviewed}",
                escape_hidden(&offer.policy),
                escape_hidden(&offer.gate),
                escape_hidden(&offer.time)
            )?;
        }
        if !package.gives.is_empty() {
            let gives: Vec<_> = package.gives.iter().map(|one| escape_hidden(one)).collect();
            writeln!(out, "    grants {}", gives.join(", "))?;
        }
    }
    let open = view.packages.iter().filter(|package| !package.offers.is_empty()).count();
    writeln!(
        out,
        "\n{}; people can get {open} of them.",
        count_with_noun(view.packages.len(), "access package")
    )
}

/// Writes the map as a flowchart: people, policies, access packages, and the resource roles that these grant.
///
/// # Errors
/// Only those of the writer.
pub fn exposure_mermaid(out: &mut dyn Write, view: &ExposureMapView) -> std::fmt::Result {
    writeln!(out, "flowchart LR")?;
    let mut people: Vec<&str> = Vec::new();
    for (at, package) in view.packages.iter().enumerate() {
        let [catalog, name] = &package.name;
        writeln!(out, "  p{at}[[\"{}\"]]", mermaid_label(&format!("{catalog} / {name}")))?;
        for offer in &package.offers {
            let known = people.iter().position(|one| *one == offer.who);
            let who = known.unwrap_or_else(|| {
                people.push(&offer.who);
                people.len() - 1
            });
            if known.is_none() {
                writeln!(out, "  w{who}([\"{}\"])", mermaid_label(&offer.who))?;
            }
            let edge = format!("{}: {}, {}", offer.policy, offer.gate, offer.time);
            writeln!(out, "  w{who} -->|\"{}\"| p{at}", mermaid_label(&edge))?;
        }
        for (role, gives) in package.gives.iter().enumerate() {
            writeln!(out, "  p{at} --> g{at}_{role}[\"{}\"]", mermaid_label(gives))?;
        }
    }
    Ok(())
}

/// A text for Mermaid's quotes that cannot end them, be markup or act (mermaid.js.org, entity codes).
fn mermaid_label(text: &str) -> String {
    escape_hidden(text).chars().fold(String::new(), |mut out, letter| {
        match letter {
            letter if letter.is_alphanumeric() || " .,:;/-_()“”'+=@".contains(letter) => out.push(letter),
            letter => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
        }
        out
    })
}
