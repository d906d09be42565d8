//! The help pages: those written as Markdown beside this file, and those made from the tables of the code.
//!
//! A page is Markdown. Nothing is laid out or escaped here: `render` does that.

mod codes;
mod example;
mod flow;
mod form;
mod handwritten;
mod holds;
mod keys;
mod samples;
mod wrap;

use crate::plan::HoldKind;
use crate::source::{Code, nearest_name};

pub use handwritten::{WRITTEN, topic_summary};
pub use keys::{Facts, Key, Sheet, all_sheets};

/// Pages that are made from tables alone: name and what they are about.
const GENERATED: &[(&str, &str)] = &[
    ("findings", "Every finding code, with its meaning."),
    ("keys", "Every key of the files, with meaning, default, Graph property and example."),
    ("topics", "This list."),
];

/// The page with a name: a topic, a finding code (`GL403` or `approval-stages`), a kind of hold or its id, or a key of the
/// language (`decideWithin`, or its path).
#[must_use]
pub fn find_page(name: &str) -> Option<String> {
    topic_page(name)
        .or_else(|| find_code_page(name))
        .or_else(|| find_hold_page(name))
        .or_else(|| keys::keys_page(name))
}

/// The page that most resembles a name, if one is close enough to have been meant. `others` are names besides those of
/// pages.
#[must_use]
pub fn suggest_page(name: &str, others: &[String]) -> Option<String> {
    let keys: Vec<String> = all_sheets().iter().flat_map(Sheet::sheet_names).collect();
    let mut known: Vec<&str> = list_topics().iter().map(|(topic, _)| *topic).collect();
    known.extend(Code::ALL.iter().flat_map(|code| [code.number(), code.slug()]));
    known.extend(HoldKind::ALL.iter().map(|kind| kind.slug()));
    known.extend(others.iter().chain(&keys).map(String::as_str));
    nearest_name(name, known).map(str::to_owned)
}

/// Each topic with what it is about, in alphabetical order.
#[must_use]
pub fn list_topics() -> Vec<(&'static str, &'static str)> {
    let written = WRITTEN.iter().map(|(name, text)| (*name, topic_summary(text)));
    let mut topics: Vec<_> = written.chain(GENERATED.iter().copied()).collect();
    topics.sort_unstable();
    topics
}

fn topic_page(name: &str) -> Option<String> {
    let written = || WRITTEN.iter().find(|(topic, _)| *topic == name).map(|(_, text)| (*text).to_owned());
    match name {
        "topics" => Some(topics_page()),
        "findings" => Some(codes::list_codes()),
        "keys" => Some(keys::list_all_keys()),
        "language" => written().map(|text| format!("{text}\n{}", keys::list_all_keys())),
        "holds" => written().map(|text| format!("{text}\n{}", holds::list_holds())),
        _ => written(),
    }
}

fn topics_page() -> String {
    let topics = list_topics();
    let widest = topics.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut text = "# Help topics\n\n`guestlist help NAME` shows one of these pages:\n\n".to_owned();
    for (name, about) in topics {
        text.push_str(&format!("- {:<width$}  {about}\n", format!("`{name}`"), width = widest + 2));
    }
    text.push_str(
        "\nNAME can also be a command (`plan`, `assignments move`), a finding code (`GL403`), a kind of hold\n\
         (`exposure-widened`), or a key of the files (`decideWithin`). `guestlist --help` lists the commands.\n",
    );
    text
}

fn find_code_page(name: &str) -> Option<String> {
    let is_meant = |code: &&Code| name.eq_ignore_ascii_case(code.number()) || name == code.slug();
    Code::ALL.iter().find(is_meant).map(|code| codes::code_page(*code))
}

fn find_hold_page(name: &str) -> Option<String> {
    let slug = name.split_once('@').map_or(name, |(slug, _)| slug);
    HoldKind::ALL.iter().find(|kind| kind.slug() == slug).map(|kind| holds::hold_page(*kind))
}
