//! Differences of long texts and lists.

use std::collections::BTreeSet;

use serde_json::Value;
use similar::{Algorithm, ChangeTag, TextDiff, capture_diff_slices};

use super::line::{LineView, Mark};
use crate::property::{Located, Names};

/// In characters. Longer texts are not repeated in full.
const LONG: usize = 80;
/// How many unchanged characters are shown around a change.
const AROUND: usize = 20;

fn difference_line(mark: Option<Mark>, label: &str, text: String) -> LineView {
    LineView { mark, label: label.to_owned(), text }
}

/// The difference of two texts by line or word, if one of them is long. `None` for short texts.
pub(super) fn text_difference(label: &str, before: &str, after: &str) -> Option<Vec<LineView>> {
    let lines = before.contains('\n') || after.contains('\n');
    let long = before.chars().count().max(after.chars().count()) > LONG;
    // A text that is added or removed is shown in full.
    if before.is_empty() || after.is_empty() || !(lines || long) {
        return None;
    }
    Some(if lines {
        difference_by_line(label, before, after)
    } else {
        difference_by_word(label, before, after)
    })
}

fn difference_by_line(label: &str, before: &str, after: &str) -> Vec<LineView> {
    let diff = TextDiff::from_lines(before, after);
    let mut shown = Vec::new();
    for (at, group) in diff.grouped_ops(1).iter().enumerate() {
        if at > 0 {
            shown.push(difference_line(None, label, "…".to_owned()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
            shown.push(difference_line(mark_of_tag(change.tag()), label, text));
        }
    }
    shown
}

fn difference_by_word(label: &str, before: &str, after: &str) -> Vec<LineView> {
    let diff = TextDiff::from_words(before, after);
    let side = |gone: ChangeTag| {
        let mut text = String::new();
        let mut same = String::new();
        for change in diff.iter_all_changes() {
            match change.tag() {
                ChangeTag::Equal => same.push_str(change.value()),
                tag if tag == gone => {
                    text.push_str(&shorten_unchanged(&std::mem::take(&mut same), text.is_empty(), false));
                    text.push_str(change.value());
                }
                _ => {}
            }
        }
        text + &shorten_unchanged(&same, false, true)
    };
    vec![
        difference_line(Some(Mark::Remove), label, side(ChangeTag::Delete)),
        difference_line(Some(Mark::Add), label, side(ChangeTag::Insert)),
    ]
}

/// Unchanged text without the part that is far from a change.
fn shorten_unchanged(text: &str, begins: bool, ends: bool) -> String {
    let count = text.chars().count();
    let first: String = text.chars().take(AROUND).collect();
    let last: String = text.chars().skip(count.saturating_sub(AROUND)).collect();
    match (begins, ends) {
        _ if count <= 2 * AROUND => text.to_owned(),
        (true, _) => format!("…{last}"),
        (false, true) => format!("{first}…"),
        (false, false) => format!("{first}…{last}"),
    }
}

/// The difference of two lists by entry. If both contain the same entries, the ones that moved.
pub(super) fn list_difference(
    field: &Located,
    before: &[Value],
    after: &[Value],
    names: &Names,
) -> Vec<LineView> {
    let entry =
        |mark, item: &Value| difference_line(Some(mark), &field.label, field.show_located(item, names));
    let new: Vec<&Value> = after.iter().filter(|item| !before.contains(item)).collect();
    let gone: Vec<&Value> = before.iter().filter(|item| !after.contains(item)).collect();
    if !(new.is_empty() && gone.is_empty()) {
        let new = new.into_iter().map(|item| entry(Mark::Add, item));
        return new.chain(gone.into_iter().map(|item| entry(Mark::Remove, item))).collect();
    }
    let (old, new): (Vec<String>, Vec<String>) =
        (before.iter().map(Value::to_string).collect(), after.iter().map(Value::to_string).collect());
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changes = ops.iter().flat_map(|op| op.iter_changes(&old, &new));
    let moved: BTreeSet<(usize, ChangeTag)> = changes
        .filter(|change| change.tag() != ChangeTag::Equal)
        .filter_map(|change| Some((change.old_index().or(change.new_index())?, change.tag())))
        .collect();
    let shown = moved.into_iter().filter_map(|(at, tag)| match tag {
        ChangeTag::Delete => Some(entry(Mark::Remove, before.get(at)?)),
        ChangeTag::Insert => Some(entry(Mark::Add, after.get(at)?)),
        ChangeTag::Equal => None,
    });
    let mut shown: Vec<LineView> = shown.collect();
    let sorted = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    if old.len() == new.len() && sorted(&old) == sorted(&new) {
        shown.iter_mut().for_each(|line| line.text.push_str(" (moved)"));
    }
    shown
}

fn mark_of_tag(tag: ChangeTag) -> Option<Mark> {
    match tag {
        ChangeTag::Equal => None,
        ChangeTag::Delete => Some(Mark::Remove),
        ChangeTag::Insert => Some(Mark::Add),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::property::locate_field;

    fn told(lines: &[LineView]) -> Vec<String> {
        let sign = |mark| match mark {
            Some(Mark::Add) => '+',
            Some(Mark::Remove) => '-',
            Some(Mark::Change) => '~',
            None => ' ',
        };
        lines.iter().map(|line| format!("{}{}", sign(line.mark), line.text)).collect()
    }

    #[test]
    fn lines_that_stay_are_left_out() {
        let before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
        let after = before.replace("two", "2").replace("seven", "7");
        let said = told(&text_difference("d", before, &after).unwrap());
        assert_eq!(said, [" one", "-two", "+2", " three", " …", " six", "-seven", "+7"]);
        assert_eq!(text_difference("d", "short", "shorter"), None);
        assert_eq!(text_difference("d", "", before), None);
    }

    #[test]
    fn words_that_stay_are_cut() {
        let before = format!("{}red {}", "word ".repeat(30), "more ".repeat(30));
        let said = told(&text_difference("d", &before, &before.replace("red", "blue")).unwrap());
        assert_eq!(said[0], "-…word word word word red more more more more…");
        assert_eq!(said[1], said[0].replace("red", "blue").replacen('-', "+", 1));
    }

    #[test]
    fn a_list_says_what_comes_goes_and_moves() {
        let list = |items: &[&str]| items.iter().map(|item| json!(item)).collect::<Vec<_>>();
        let said = |before: &[&str], after: &[&str]| {
            let field = locate_field("policy", "requestors.targets");
            told(&list_difference(&field, &list(before), &list(after), &Names::new()))
        };
        assert_eq!(said(&["a", "b"], &["b", "c"]), ["+c", "-a"]);
        assert_eq!(said(&["a", "b", "c"], &["b", "c", "a"]), ["-a (moved)", "+a (moved)"]);
        assert_eq!(said(&["a", "a"], &["a"]), ["-a"]);
    }
}
