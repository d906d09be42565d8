//! Names that look like others: words that mix scripts, and objects that a reviewer cannot tell apart.

use std::collections::BTreeMap;

use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection, skeleton};

use crate::model::{Key, Provenance, folded_form};
use crate::source::{Code, Finding};

/// The first word that mixes scripts which no writing system mixes.
///
/// Japanese, Korean and Chinese mix their scripts with Latin, and a name may have words of several scripts.
pub(super) fn mixed_script_word(name: &str) -> Option<&str> {
    if name.is_ascii() {
        return None;
    }
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_ascii()).find(|word| {
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        !letters.as_str().is_single_script()
            && letters.detect_restriction_level() > RestrictionLevel::HighlyRestrictive
    })
}

/// Finds declarations whose different names look the same. Pairs of pure ASCII are skipped: a reader can tell
/// them apart.
pub(super) fn confusable_names(provenance: &Provenance) -> Vec<Finding> {
    let mut seen: BTreeMap<String, &Key> = BTreeMap::new();
    let mut findings = Vec::new();
    for (key, place) in &provenance.objects {
        // The name of an organization does not identify it, so a look-alike is harmless.
        if matches!(key, Key::Organization(_) | Key::Resource(_) | Key::Settings) {
            continue;
        }
        let name = key.to_string();
        let Some(other) = seen.insert(folded_form(&skeleton(&name).collect::<String>()), key) else {
            continue;
        };
        if name.is_ascii() && other.to_string().is_ascii() {
            continue;
        }
        let message = format!("`{name}` looks like another name but differs from it");
        let mut finding = Finding::error(Code::LookAlike, place.at_key("name"), message);
        if let Some(first) = provenance.objects.get(other) {
            finding = finding.with_related(first.at_key("name"), "the other name");
        }
        findings.push(finding.with_help("one of them contains letters from another script"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_deceive_are_mixed() {
        for name in
            ["Partner", "Zoë's Пакет", "東京 Partner", "企業ABC", "Ünïcode ✓", "10 µm", "a/b*c%", "Ελλάδα-EU"]
        {
            assert_eq!(mixed_script_word(name), None, "{name}");
        }
        assert_eq!(mixed_script_word("Old P\u{430}rtner portal"), Some("P\u{430}rtner"));
        assert_eq!(mixed_script_word("Αdmin"), Some("Αdmin"));
    }
}
