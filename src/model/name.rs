//! Names in comparable form: Unicode NFC, and ignoring case where the service does.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use unicode_normalization::UnicodeNormalization;

/// A name in comparable form: Unicode NFC.
#[must_use]
pub fn exact_form(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.nfc().collect() }
}

/// A name in comparable form if case is ignored: Unicode NFC in lower case.
#[must_use]
pub fn folded_form(name: &str) -> String {
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        name.nfc().flat_map(char::to_lowercase).nfc().collect()
    }
}

/// A name that is compared as [`exact_form`] gives it. ASCII names, which are most of them, are not copied: keys
/// are compared far more often than they are made.
pub(super) struct Exact<'a>(pub(super) &'a str);

/// A name that is compared as [`folded_form`] gives it, without copying ASCII names.
pub(super) struct Folded<'a>(pub(super) &'a str);

macro_rules! compared_as {
    ($type:ident, $text:ident, $plain:expr) => {
        impl PartialEq for $type<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other).is_eq()
            }
        }
        impl Eq for $type<'_> {}
        impl PartialOrd for $type<'_> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $type<'_> {
            fn cmp(&self, other: &Self) -> Ordering {
                if self.0.is_ascii() && other.0.is_ascii() {
                    let plain: fn(&str, &str) -> Ordering = $plain;
                    plain(self.0, other.0)
                } else {
                    $text(self.0).cmp(&$text(other.0))
                }
            }
        }
        impl Hash for $type<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                $text(self.0).hash(state);
            }
        }
    };
}

compared_as!(Exact, exact_form, |one, other| one.cmp(other));
compared_as!(Folded, folded_form, |one, other| {
    let bytes = one.bytes().map(|byte| byte.to_ascii_lowercase());
    bytes.cmp(other.bytes().map(|byte| byte.to_ascii_lowercase()))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrowed_names_compare_as_the_texts_do() {
        let names =
            ["", "a", "A", "B", "a b", "Z", "é", "e\u{301}", "É", "ß", "İ", "i\u{307}", "z\u{301}", "K"];
        for one in names {
            for other in names {
                assert_eq!(
                    Exact(one).cmp(&Exact(other)),
                    exact_form(one).cmp(&exact_form(other)),
                    "{one} {other}"
                );
                assert_eq!(
                    Folded(one).cmp(&Folded(other)),
                    folded_form(one).cmp(&folded_form(other)),
                    "{one} {other}"
                );
            }
        }
        assert!(Folded("É") == Folded("e\u{301}") && Exact("É") != Exact("é"));
    }
}
