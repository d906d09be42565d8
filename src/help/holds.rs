//! Pages of kinds of hold, made from their table.

use crate::plan::HoldKind;

use super::wrap::wrap_text;

/// Every kind with its meaning, below the page on holds.
pub(super) fn list_holds() -> String {
    let mut text =
        "## Kinds of hold\n\n`guestlist help KIND` explains why the change is held and what to check.\n\n"
            .to_owned();
    for kind in HoldKind::ALL {
        text += &wrap_text(&format!("`{}`: {}", kind.slug(), kind.meaning()), "- ", "  ");
    }
    text
}

/// The page of one kind.
pub(super) fn hold_page(kind: HoldKind) -> String {
    let guidance = kind.guidance();
    let mut text = format!("# Hold: {}\n\n", kind.slug());
    text += &wrap_text(kind.meaning(), "", "");
    text += &format!("\n## Why the change is held\n\n{}", wrap_text(guidance.why, "", ""));
    text += &format!("\n## What to do\n\n{}", wrap_text(guidance.fix, "", ""));
    text += &wrap_text("`guestlist help holds` says how to accept a hold.", "\n", "");
    if let Some((before, after)) = guidance.example {
        text += &format!("\n## Example\n\nBefore:\n\n```yaml\n{before}```\n");
        text += &format!("\nAfter (this change raises the hold):\n\n```yaml\n{after}```\n");
    }
    text
}
