//! Keeps what strangers wrote from acting on a terminal.

/// The text with every character visible: control characters, line breaks and the marks that reorder or hide text
/// are written as `\u{..}`.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        // A selector behind a letter that has no variants is seen by nobody.
        let is_idle =
            selects(c) && before < '\u{1000}' && !matches!(before, '0'..='9' | '#' | '*' | '©' | '®');
        if acts(c) || is_idle {
            safe.extend(c.escape_unicode())
        } else {
            safe.push(c)
        }
        before = c;
    }
    safe
}

fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

fn selects(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_a_terminal() {
        let hostile = "a\u{1b}[2Jb\u{202e}c\nd\u{9b}31m\u{200b}";
        let safe = escape(hostile);
        assert!(safe.chars().all(|c| !acts(c)), "{safe}");
        assert_eq!(escape("Zoë 企業 ✓ ❤\u{fe0f} 葛\u{e0100}"), "Zoë 企業 ✓ ❤\u{fe0f} 葛\u{e0100}");
        assert_eq!(escape("Zoë\u{fe0f}"), "Zoë\\u{fe0f}");
    }
}
