//! Prevents text from files and tenants from acting on a terminal or on the systems that read CI logs.

/// The text with every character visible: control characters, line breaks, and characters that reorder or
/// hide text are written as `\u{..}`. So are the first characters of commands of the runners of GitHub
/// Actions (`::error::` at the beginning, `##[`) and Azure DevOps (`##vso[` anywhere in a line).
#[must_use]
pub fn escape_hidden(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut before = ' ';
    let command = text.trim_start().starts_with("::");
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if is_runner_command(rest)
            || (command && c == ':' && text.get(..at).is_some_and(|begun| begun.trim().is_empty()))
        {
            safe.extend(c.escape_unicode());
            before = c;
            continue;
        }
        // A variation selector after a character without variants is invisible.
        let is_idle =
            is_selector(c) && before < '\u{1000}' && !matches!(before, '0'..='9' | '#' | '*' | '©' | '®');
        if is_acting(c) || is_idle {
            safe.extend(c.escape_unicode())
        } else {
            safe.push(c)
        }
        before = c;
    }
    safe
}

/// Whether a runner's command begins here.
fn is_runner_command(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("##") else { return false };
    rest.starts_with('[') || rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("vso["))
}

fn is_acting(c: char) -> bool {
    // Noncharacters are not text; XML forbids two of them.
    let is_none = u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}');
    c.is_control()
        || is_none
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_a_runner() {
        for (text, safe) in [
            ("::error::x", "\\u{3a}:error::x"),
            ("  ::error::x", "  \\u{3a}:error::x"),
            ("a ::error::x", "a ::error::x"),
            ("x ##vso[task.setvariable]", "x \\u{23}#vso[task.setvariable]"),
            ("###VSO[x]", "#\\u{23}#VSO[x]"),
            ("##[error]x", "\\u{23}#[error]x"),
            ("## a heading", "## a heading"),
            ("a::b", "a::b"),
        ] {
            assert_eq!(escape_hidden(text), safe);
        }
    }

    #[test]
    fn nothing_acts_on_a_terminal() {
        let hostile = "a\u{1b}[2Jb\u{202e}c\nd\u{9b}31m\u{200b}";
        let safe = escape_hidden(hostile);
        assert!(safe.chars().all(|c| !is_acting(c)), "{safe}");
        assert_eq!(escape_hidden("Zoë 企業 ✓ ❤\u{fe0f} 葛\u{e0100}"), "Zoë 企業 ✓ ❤\u{fe0f} 葛\u{e0100}");
        assert_eq!(escape_hidden("Zoë\u{fe0f}"), "Zoë\\u{fe0f}");
    }
}
