//! Characters that are invisible, or that change how other characters are shown.

/// Whether a character is hidden in every context: control characters, unusual line ends, direction marks,
/// fillers, and everything else without a shape.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Whether a character has no shape of its own, even if it rightly joins or selects the shapes of other
/// characters.
#[must_use]
pub fn is_shapeless(c: char) -> bool {
    is_hidden(c) || is_joiner(c) || is_selector(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The hidden characters of a text with their byte offsets.
///
/// Persian, Indic scripts and emoji need the two joiners between their own letters, and several scripts and
/// symbols have variants that a following selector chooses. Elsewhere, joiners and selectors are hidden.
pub fn hidden_characters(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().filter(|(at, c)| match *c {
        c if is_joiner(c) => !is_joiner_allowed(text, *at, c),
        c if is_selector(c) => !is_selector_allowed(text, *at, c),
        c => is_hidden(c),
    })
}

fn is_selector_allowed(text: &str, at: usize, selector: char) -> bool {
    let is_keycap = text[at + selector.len_utf8()..].starts_with('\u{20e3}');
    text[..at].chars().next_back().is_some_and(|before| match before {
        '0'..='9' | '#' | '*' => is_keycap,
        '©' | '®' => true,
        before => before >= '\u{1000}' && !is_shapeless(before),
    })
}

fn is_joiner_allowed(text: &str, at: usize, joiner: char) -> bool {
    let shaped = |c: char| !c.is_ascii() && !c.is_whitespace() && !is_hidden(c);
    text[..at].chars().next_back().is_some_and(shaped)
        && text[at + joiner.len_utf8()..].chars().next().is_some_and(shaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joiners_and_selectors_are_hidden_where_they_shape_nothing() {
        let places = |text: &str| hidden_characters(text).map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(places("می\u{200c}خواهم 👩\u{200d}💻 Zoë\tfine\n"), Vec::<usize>::new());
        assert_eq!(places("Part\u{200d}ner"), [4]);
        assert_eq!(places("❤\u{fe0f} 1\u{fe0f}\u{20e3} 葛\u{e0100} ©\u{fe0f}"), Vec::<usize>::new());
        assert_eq!(places("Partner\u{fe0f} 1\u{fe0f} é\u{e0100}"), [7, 12, 18]);
        assert_eq!(places("❤\u{fe0f}\u{fe0f}"), [6]);
        assert_eq!(places("a\u{202e}b\u{0}"), [1, 5]);
    }
}
