//! A plan as the comment on a pull request: the most important parts first, within the host's limit.
//!
//! Text from files and tenants is written as entities, or in a fence that is longer than any run of backticks
//! in it. None of it can act as markup, mention people or end its container.

use std::fmt::Write;

use serde_json::json;

use crate::view::{
    Direction, Entry, ExposureView, HoldView, Level, LineView, Mark, ObjectView, PlanView, Report,
    count_with_noun,
};

use super::escape_hidden;
use super::plan::{direction_word, exposure_totals};

/// GitHub's limit for a comment, in characters. Azure DevOps and GitLab allow more.
pub const COMMENT: usize = 65_536;
/// GitHub's limit for a step summary, in bytes. A longer summary is dropped completely. One character can
/// take four bytes.
pub const SUMMARY: usize = (1 << 20) / 4;
/// How many characters of one text are shown outside of differences, so that it leaves room for others.
const MOST_OF_ONE: usize = 1_000;
/// Characters reserved for additions by the host.
const MARGIN: usize = 1_024;

/// Writes a plan within `limit` characters. Objects that do not fit are left out, starting with the last one,
/// and counted.
#[must_use]
pub fn plan_markdown(view: &PlanView, limit: usize) -> String {
    let limit = limit.saturating_sub(MARGIN);
    let head = comment_head(view);
    let foot = comment_foot(view);
    let mut text = cut_to_limit(&head, limit.saturating_sub(foot.chars().count()));
    let mut left = limit.saturating_sub(text.chars().count() + foot.chars().count());
    let objects: Vec<String> = view.objects.iter().map(object_block).collect();
    let frame = 200;
    let shown = objects.iter().take_while(|object| {
        let length = object.chars().count();
        let fits = length + frame <= left;
        left = left.saturating_sub(length);
        fits
    });
    let shown: Vec<&String> = shown.collect();
    if !objects.is_empty() {
        let count = match objects.len() - shown.len() {
            0 => format!("{}", objects.len()),
            _ => format!("{} of {} shown", shown.len(), objects.len()),
        };
        let _ = write!(text, "\n<details><summary>Changes by object ({count})</summary>\n\n");
        shown.iter().for_each(|object| text.push_str(object));
        let more = objects.len() - shown.len();
        if more > 0 {
            let do_not = if more == 1 { "does not" } else { "do not" };
            let _ = writeln!(
                text,
                "{more} more {do_not} fit here; `guestlist show` lists all objects of the saved plan.\n"
            );
        }
        text.push_str("</details>\n");
    }
    text + &foot
}

/// Writes the errors that prevent a plan, within `limit` characters.
#[must_use]
pub fn faults_markdown(report: &Report, limit: usize) -> String {
    let errors: Vec<&Entry> = report.entries.iter().filter(|entry| entry.level == Level::Error).collect();
    let mut out = "<!-- guestlist {\"v\":1} -->\n### Access plan · ⛔ no plan\n\n".to_owned();
    let _ = writeln!(out, "No plan because of {}:\n", count_with_noun(errors.len(), "error"));
    for entry in errors {
        let at = entry.at.as_ref().map_or_else(String::new, |at| match at.line {
            0 => format!("{}: ", escape_inline(&at.file)),
            line => format!("{}:{line}: ", escape_inline(&at.file)),
        });
        let _ = writeln!(out, "- {at}**{}** {}", entry.rule.id, escape_inline(&entry.message));
    }
    cut_to_limit(&out, limit.saturating_sub(MARGIN))
}

/// The part that is never left out, cut after a line if even that is too long.
fn cut_to_limit(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let said = "\n\nThe rest does not fit here; `guestlist show` prints the complete saved plan.\n";
    let mut kept = String::new();
    let mut left = limit.saturating_sub(said.chars().count());
    for line in text.split_inclusive('\n') {
        let length = line.chars().count();
        if length > left {
            break;
        }
        left -= length;
        kept.push_str(line);
    }
    kept + said
}

fn comment_head(view: &PlanView) -> String {
    let mut out = String::new();
    let marker = json!({ "v": 1, "tenant": view.tenant, "plan": view.id }).to_string();
    let marker: String = marker.chars().map(|c| if "<>-".contains(c) { '_' } else { c }).collect();
    let _ = writeln!(out, "<!-- guestlist {} -->", escape_hidden(&marker));
    let _ = writeln!(out, "### Access plan · {}{}\n", escape_inline(&view.tenant), comment_verdict(view));
    let summary = &view.summary;
    let _ = write!(
        out,
        "Plan: {} to add, {} to change, {} to delete.",
        summary.add, summary.change, summary.delete
    );
    if !view.exposure.is_empty() {
        let _ = write!(out, " Exposure: {}.", exposure_totals(&view.exposure));
    }
    if let Some(people) = &summary.people {
        let _ = write!(out, " Assignments affected: {people}.");
    }
    if !view.holds.is_empty() {
        let _ = write!(out, " Holds: {} open, {} accepted.", summary.open, summary.accepted);
    }
    out.push('\n');
    if !view.exposure.is_empty() {
        out.push_str("\n**Who can get access**\n\n");
        view.exposure.iter().for_each(|one| write_exposure(&mut out, one));
    }
    for hold in view.holds.iter().filter(|hold| hold.accepted.is_none()) {
        write_hold(&mut out, hold);
    }
    write_list(
        &mut out,
        "Deleted",
        view.objects
            .iter()
            .filter(|one| one.mark == Mark::Remove)
            .map(|one| format!("{} {}", one.kind, one.name)),
    );
    write_list(
        &mut out,
        "Differs, but cannot be written",
        view.read_only.iter().map(|(name, why, _)| format!("{name}: {why}")),
    );
    write_list(
        &mut out,
        "Unknown, because a read failed",
        view.incomplete.iter().map(|(what, why)| format!("{what}: {why}")),
    );
    write_list(
        &mut out,
        "Not evaluated, because this caller cannot see it",
        view.not_evaluated.iter().cloned(),
    );
    write_list(
        &mut out,
        "Kept, because removing it would lock out the identity that runs `apply`",
        view.kept.iter().cloned(),
    );
    let accepted = view.holds.iter().filter(|hold| hold.accepted.is_some());
    write_list(
        &mut out,
        "Accepted",
        accepted.map(|hold| {
            format!("{} on {}: {}", hold.kind.title(), hold.object, hold.accepted.clone().unwrap_or_default())
        }),
    );
    out
}

fn comment_verdict(view: &PlanView) -> String {
    let mut said = String::new();
    match view.summary.open {
        0 => {}
        1 => said.push_str(" · ⛔ 1 hold open"),
        open => drop(write!(said, " · ⛔ {open} holds open")),
    }
    let widens = view.exposure.iter().any(|one| matches!(one.direction, Direction::Wider | Direction::Mixed));
    if widens {
        said.push_str(" · ↑ exposure widened");
    }
    if !view.incomplete.is_empty() {
        said.push_str(" · ❔ incomplete");
    }
    said
}

fn write_exposure(out: &mut String, one: &ExposureView) {
    let arrow = match one.direction {
        Direction::Wider => "↑",
        Direction::Mixed => "↕",
        Direction::Narrower | Direction::Same => "↓",
    };
    let _ = writeln!(out, "- {arrow} {}: **{}**", direction_word(one.direction), escape_inline(&one.object));
    for said in &one.sentences {
        let _ = writeln!(out, "  - {}", escape_inline(said));
    }
}

fn write_hold(out: &mut String, hold: &HoldView) {
    let place = hold.place.as_ref().map_or_else(String::new, |place| format!(" ({})", escape_inline(place)));
    let _ = writeln!(
        out,
        "\n⛔ **{}** on {}{place}: {}",
        hold.kind.title(),
        escape_inline(&hold.object),
        escape_inline(&hold.says)
    );
    let _ = writeln!(out, "To accept: an entry in `accepted.yaml`, or `--accept {}`", hold.id);
}

fn write_list(out: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n**{title}**\n");
    for item in items {
        let _ = writeln!(out, "- {}", escape_inline(&item));
    }
}

/// One object as a fenced diff, which hosts show in colour.
fn object_block(object: &ObjectView) -> String {
    let mut body = String::new();
    let place =
        object.place.as_ref().map_or_else(String::new, |place| format!("  ({})", escape_hidden(place)));
    let _ =
        writeln!(body, "{} {} {}{place}", mark_sign(object.mark), object.kind, escape_hidden(&object.name));
    for LineView { mark, label, text } in &object.lines {
        // Hosts colour a line only if its sign is in the first column.
        let _ = writeln!(
            body,
            "{}     {}  {}",
            mark.map_or(' ', mark_sign),
            escape_hidden(label),
            escape_hidden(text)
        );
    }
    if !object.carries.is_empty() {
        let carried: Vec<_> = object.carries.iter().map(|path| escape_hidden(path)).collect();
        let _ = writeln!(body, "      kept unchanged: {}", carried.join(", "));
    }
    let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}diff\n{body}{fence}\n")
}

fn mark_sign(mark: Mark) -> char {
    match mark {
        Mark::Add => '+',
        Mark::Change => '!',
        Mark::Remove => '-',
    }
}

fn comment_foot(view: &PlanView) -> String {
    let id: String = view.id.chars().take(12).collect();
    if view.objects.is_empty() && view.summary.open == 0 {
        return format!(
            "\nNothing to do for {}.\n",
            count_with_noun(view.summary.unchanged, "declared object")
        );
    }
    format!(
        "\nPlan `{id}`. To apply: merge, and approve the run that applies it. The plan becomes invalid if \
        the tenant or the files change.\n"
    )
}

/// A text inside a line of Markdown. Everything that could be markup is an entity, which GitHub Flavored
/// Markdown (6.2) decodes to text only. At the beginning this includes all punctuation, because lists begin
/// there.
fn escape_inline(text: &str) -> String {
    const PLAIN: &str = ".,;'()/\"-+?=";
    let mut out = String::new();
    let count = text.chars().count();
    let text = escape_hidden(&match count.checked_sub(MOST_OF_ONE) {
        None | Some(0) => text.to_owned(),
        Some(more) => {
            let kept: String = text.chars().take(MOST_OF_ONE).collect();
            format!("{kept}… ({more} more characters)")
        }
    });
    let (first, last) = (text.len() - text.trim_start().len(), text.trim_end().len());
    for (at, (byte, c)) in text.char_indices().enumerate() {
        // A space at the end would separate the asterisks of bold text from it.
        if c == ' ' && (byte < first || byte >= last) {
            out.push_str("&#32;");
            continue;
        }
        let link = c == '.' && out.to_ascii_lowercase().ends_with("www");
        let plain = PLAIN.contains(c) && at >= 12 && !link;
        if c.is_ascii_punctuation() && !plain {
            let _ = write!(out, "&#{};", u32::from(c));
            // Hosts search the rendered text for people, issues and labels, so entities do not help: an
            // invisible character must separate the parts.
            if "@#!~$%".contains(c) {
                out.push_str("&#8203;");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::view::{HoldKind, Summary};

    use super::*;

    /// Names that people choose to cause harm.
    const HOSTILE: &[&str] = &[
        "\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}x",
        "::error::x",
        "##vso[task.complete result=Succeeded;]",
        "@everyone @octocat",
        "</details><script>alert(1)</script>",
        "a | b | c",
        "`` ``` ````\n```\n# heading",
        "[x](https://evil.example) ![y](https://evil.example/y.png) www.evil.example",
        "\u{202e}gnp.exe",
        "- a\n- b\n1. c\n> d\n# e\n***",
        "--> <!-- guestlist {}",
        "1. one",
        "&lt;b&gt;",
    ];

    fn view(name: &str, objects: usize) -> PlanView {
        let line = LineView { mark: Some(Mark::Add), label: name.to_owned(), text: name.to_owned() };
        let object = ObjectView {
            mark: Mark::Remove,
            kind: "access package",
            name: name.to_owned(),
            place: Some(name.to_owned()),
            lines: vec![line],
            carries: vec![name.to_owned()],
        };
        let hold = HoldView {
            id: "exposure-widened@0123456789abcdef".to_owned(),
            kind: HoldKind::ExposureWidened,
            object: name.to_owned(),
            place: Some(name.to_owned()),
            cause: None,
            says: name.to_owned(),
            accepted: None,
        };
        let exposure = ExposureView {
            object: name.to_owned(),
            direction: Direction::Wider,
            sentences: vec![name.to_owned()],
        };
        PlanView {
            id: "0".repeat(64),
            tenant: name.to_owned(),
            exposure: vec![exposure],
            objects: vec![object; objects],
            holds: vec![hold],
            read_only: vec![(name.to_owned(), name.to_owned(), Vec::new())],
            incomplete: vec![(name.to_owned(), name.to_owned())],
            not_evaluated: vec![name.to_owned()],
            kept: vec![name.to_owned()],
            foreign: vec![name.to_owned()],
            summary: Summary { delete: objects, open: 1, ..Summary::default() },
        }
    }

    /// The lines outside fences.
    fn open(text: &str) -> Vec<&str> {
        let mut fence: Option<&str> = None;
        let mut open = Vec::new();
        for line in text.lines() {
            match fence {
                None if line.starts_with("```") => fence = Some(line.trim_end_matches("diff")),
                None => open.push(line),
                Some(end) if line == end => fence = None,
                Some(_) => {}
            }
        }
        assert_eq!(fence, None, "a fence that nothing ends: {text}");
        open
    }

    #[test]
    fn nothing_of_a_name_acts() {
        let plain = plan_markdown(&view("x", 2), COMMENT);
        for name in HOSTILE {
            let text = plan_markdown(&view(name, 2), COMMENT);
            let (lines, expected) = (open(&text), open(&plain));
            assert_eq!(lines.len(), expected.len(), "{name:?} adds lines: {text}");
            for (line, pattern) in lines.iter().zip(expected).skip(1) {
                let ours = pattern.replace('x', "");
                for act in ["<", ">", "@", "|", "[", "](", "`", "*", "#", "_"] {
                    let count = |text: &str| text.replace("&#", "").matches(act).count();
                    assert_eq!(count(line), count(&ours), "{act} of {name:?} in {line}");
                }
                assert!(
                    !line.contains('\u{1b}') && !line.contains('\u{202e}') && !line.contains("www."),
                    "{line}"
                );
            }
            let marker = text.lines().next().unwrap();
            assert!(marker.starts_with("<!-- guestlist {") && marker.ends_with("} -->"), "{marker}");
            assert_eq!((marker.matches("--").count(), marker.matches('>').count()), (2, 1), "{marker}");
        }
    }

    #[test]
    fn five_hundred_changes_fit_and_what_does_not_is_counted() {
        for (name, limit) in
            [("x".repeat(300), COMMENT), ("x".repeat(10_000), COMMENT), ("y".repeat(1_000), 1 << 20)]
        {
            let text = plan_markdown(&view(&name, 500), limit);
            assert!(text.chars().count() < limit, "{}", text.chars().count());
            assert!(
                text.ends_with("The plan becomes invalid if the tenant or the files change.\n"),
                "{text}"
            );
            assert!(text.contains("does not fit here") || text.contains("do not fit here"), "{limit}");
            open(&text);
        }
        let text = plan_markdown(&view("x", 500), 1 << 20);
        assert!(text.contains("Changes by object (500)") && !text.contains("not fit"), "{}", text.len());
    }

    #[test]
    fn nothing_to_do_is_one_line() {
        let nothing = PlanView {
            exposure: Vec::new(),
            objects: Vec::new(),
            holds: Vec::new(),
            read_only: Vec::new(),
            incomplete: Vec::new(),
            not_evaluated: Vec::new(),
            kept: Vec::new(),
            foreign: Vec::new(),
            summary: Summary { unchanged: 7, ..Summary::default() },
            ..view("Contoso", 0)
        };
        let text = plan_markdown(&nothing, COMMENT);
        assert!(text.ends_with("Nothing to do for 7 declared objects.\n"), "{text}");
        assert!(!text.contains("<details>"), "{text}");
    }
}
