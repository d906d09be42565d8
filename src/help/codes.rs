//! Pages of finding codes, made from their table.

use std::fmt::Write;

use crate::source::{Code, Shows};

use super::wrap::wrap_text;

/// What a hundred of codes is about.
const GROUPS: &[(&str, &str)] = &[
    ("GL0", "Files"),
    ("GL1", "Keys and forms"),
    ("GL2", "Values"),
    ("GL3", "References between declarations"),
    ("GL4", "Rules of the service"),
    ("GL5", "The project file"),
    ("GL6", "Checks that need the tenant"),
    ("GL7", "Acceptances and the lock file"),
    ("GL8", "Variables and templates"),
];

/// Every code with its meaning.
pub(super) fn list_codes() -> String {
    let mut text = "# Finding codes\n\n".to_owned();
    text += &wrap_text(
        "Each finding has a code. A code never changes its meaning. `guestlist help CODE` explains why a finding \
         matters and what to do about it, with an example where one helps.",
        "",
        "",
    );
    for (start, title) in GROUPS {
        text += &format!("\n## {title}\n\n");
        for code in Code::ALL.iter().filter(|code| code.number().starts_with(start)) {
            let line = format!("`{}` {}: {}", code.number(), code.slug(), code.explanation());
            text += &wrap_text(&line, "- ", "  ");
        }
    }
    text
}

/// The page of one code.
pub(super) fn code_page(code: Code) -> String {
    let guidance = code.guidance();
    let mut text = format!("# {}: {}\n\n", code.number(), code.slug());
    text += &wrap_text(code.explanation(), "", "");
    text += &format!("\n## Why it matters\n\n{}", wrap_text(guidance.why, "", ""));
    text += &format!("\n## What to do\n\n{}", wrap_text(guidance.fix, "", ""));
    if let Some(example) = guidance.example {
        let what = match example.shows {
            Shows::PolicyFile => "A policy file",
            Shows::ProjectFile => "A project file",
            Shows::Policy => "A policy of a package",
        };
        // Writing into a String does not fail.
        let _ = write!(text, "\n## Example\n\n{what} with this finding:\n\n```yaml\n{}```\n", example.wrong);
        let _ = write!(text, "\nWithout it:\n\n```yaml\n{}```\n", example.right);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once() {
        let list = list_codes();
        for code in Code::ALL {
            assert_eq!(list.matches(&format!("- `{}` ", code.number())).count(), 1, "{code}");
        }
    }

    #[test]
    fn advice_is_in_whole_sentences() {
        for code in Code::ALL {
            let guidance = code.guidance();
            for text in [guidance.why, guidance.fix] {
                assert!(text.ends_with('.') && !text.contains("  "), "{code}: {text}");
            }
        }
    }
}
