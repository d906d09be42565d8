//! Edits of a YAML document. Each names one place and must change exactly that place; otherwise it is an error.
//!
//! A path is written as plans write it: `accessPackages[Portal].policies[Self-service].expiration.after`. In brackets is
//! an entry of a list: its first value (for most objects their name), or its position, counted from 0.

use serde::Deserialize;
use serde_yaml::{Mapping, Value};

/// Changes of a document, in the order of these members.
#[derive(Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Edits {
    /// New values for existing places.
    set: Mapping,
    /// New keys. A path that ends with `[]` is a new entry at the end of a list.
    add: Mapping,
    /// Places to remove.
    drop: Vec<String>,
    /// Entries to move to the end of their lists.
    last: Vec<String>,
}

enum Step<'a> {
    Key(&'a str),
    Entry(&'a str),
}

impl Edits {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// # Errors
    /// The first edit that does not apply, and the reason.
    pub(super) fn apply(&self, document: &mut Value) -> Result<(), String> {
        for (path, value) in text_keys(&self.set) {
            set(document, path, value).map_err(|why| format!("set {path}: {why}"))?;
        }
        for (path, value) in text_keys(&self.add) {
            add(document, path, value).map_err(|why| format!("add {path}: {why}"))?;
        }
        for path in &self.drop {
            take(document, path).map_err(|why| format!("drop {path}: {why}"))?;
        }
        for path in &self.last {
            move_last(document, path).map_err(|why| format!("last {path}: {why}"))?;
        }
        Ok(())
    }
}

fn text_keys(edits: &Mapping) -> impl Iterator<Item = (&str, &Value)> {
    edits.iter().map(|(path, value)| (path.as_str().unwrap(), value))
}

fn set(document: &mut Value, path: &str, value: &Value) -> Result<(), String> {
    let place = find(document, &steps(path)?)?;
    if place == value {
        return Err("it has that value already".to_owned());
    }
    place.clone_from(value);
    Ok(())
}

fn add(document: &mut Value, path: &str, value: &Value) -> Result<(), String> {
    if let Some(list) = path.strip_suffix("[]") {
        list_at(find(document, &steps(list)?)?)?.push(value.clone());
        return Ok(());
    }
    match steps(path)?.split_last() {
        Some((Step::Key(key), parents)) => {
            match mapping_at(find(document, parents)?)?.insert((*key).into(), value.clone()) {
                None => Ok(()),
                Some(_) => Err("it is there already".to_owned()),
            }
        }
        _ => Err("it names an entry; a new entry is `[]`".to_owned()),
    }
}

fn take(document: &mut Value, path: &str) -> Result<Value, String> {
    let steps = steps(path)?;
    let (last, parents) = steps.split_last().ok_or("it names nothing")?;
    let parent = find(document, parents)?;
    match last {
        Step::Key(key) => {
            mapping_at(parent)?.shift_remove(*key).ok_or_else(|| format!("there is no `{key}`"))
        }
        Step::Entry(name) => {
            let list = list_at(parent)?;
            let at = position(list, name)?;
            Ok(list.remove(at))
        }
    }
}

fn move_last(document: &mut Value, path: &str) -> Result<(), String> {
    let before = document.clone();
    let (list, _) = path.rsplit_once('[').ok_or("it names no entry")?;
    let entry = take(document, path)?;
    list_at(find(document, &steps(list)?)?)?.push(entry);
    if *document == before { Err("it is the last one already".to_owned()) } else { Ok(()) }
}

fn steps(path: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (name, after) = inside.split_once(']').ok_or("a bracket is not closed")?;
            steps.push(Step::Entry(name));
            rest = after;
        } else {
            let key = rest.strip_prefix('.').unwrap_or(rest);
            let (key, after) = key.split_at(key.find(['.', '[']).unwrap_or(key.len()));
            steps.push(Step::Key(key));
            rest = after;
        }
    }
    Ok(steps)
}

fn find<'a>(document: &'a mut Value, steps: &[Step<'_>]) -> Result<&'a mut Value, String> {
    let mut place = document;
    for step in steps {
        place = match step {
            Step::Key(key) => {
                mapping_at(place)?.get_mut(*key).ok_or_else(|| format!("there is no `{key}`"))?
            }
            Step::Entry(name) => {
                let list = list_at(place)?;
                let at = position(list, name)?;
                &mut list[at]
            }
        };
    }
    Ok(place)
}

fn mapping_at(place: &mut Value) -> Result<&mut Mapping, String> {
    place.as_mapping_mut().ok_or_else(|| "this is no mapping".to_owned())
}

fn list_at(place: &mut Value) -> Result<&mut Vec<Value>, String> {
    place.as_sequence_mut().ok_or_else(|| "this is no list".to_owned())
}

fn position(list: &[Value], name: &str) -> Result<usize, String> {
    if let Ok(at) = name.parse::<usize>() {
        return if at < list.len() { Ok(at) } else { Err(format!("there is no entry {at}")) };
    }
    let is_named = |entry: &Value| {
        let first = entry.as_mapping().and_then(|members| members.values().next());
        first.unwrap_or(entry).as_str() == Some(name)
    };
    let mut found = list.iter().enumerate().filter(|(_, entry)| is_named(entry));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (None, _) => Err(format!("there is no entry `{name}`")),
        (Some(_), Some(_)) => Err(format!("several entries are `{name}`; give the position")),
    }
}

const DOCUMENT: &str = "
packages:
- { name: P, hidden: false, groups: [Sales, Marketing] }
- { name: Q, hidden: true, groups: [Sales, Sales] }
settings: { term: 30d }
";

fn edited(edits: &str) -> Result<String, String> {
    let mut document: Value = serde_yaml::from_str(DOCUMENT).unwrap();
    let edits: Edits = serde_yaml::from_str(edits).unwrap();
    edits.apply(&mut document).map(|()| serde_json::to_string(&document).unwrap())
}

#[test]
fn an_edit_changes_the_place_it_names() {
    let before = edited("{}").unwrap();
    for (edits, old, new) in [
        ("set: { 'packages[P].hidden': 1 }", "\"hidden\":false", "\"hidden\":1"),
        ("set: { 'packages[1].groups[0]': X }", "[\"Sales\",\"Sales\"]", "[\"X\",\"Sales\"]"),
        ("add: { 'packages[P].groups[]': X }", "\"Marketing\"]", "\"Marketing\",\"X\"]"),
        ("add: { settings.action: none }", "{\"term\":\"30d\"}", "{\"action\":\"none\",\"term\":\"30d\"}"),
        ("drop: [settings]", ",\"settings\":{\"term\":\"30d\"}", ""),
        ("drop: ['packages[P].groups[Sales]']", "[\"Sales\",\"Marketing\"]", "[\"Marketing\"]"),
        ("last: ['packages[P].groups[Sales]']", "\"Sales\",\"Marketing\"", "\"Marketing\",\"Sales\""),
    ] {
        let wanted: Value = serde_yaml::from_str(&before.replacen(old, new, 1)).unwrap();
        let given: Value = serde_yaml::from_str(&edited(edits).unwrap()).unwrap();
        assert_ne!(before, edited(edits).unwrap(), "{edits}");
        assert_eq!(given, wanted, "{edits}");
    }
}

#[test]
fn an_edit_that_does_not_apply_exactly_once_is_an_error() {
    for (edits, why) in [
        ("set: { settings.terms: 60d }", "set settings.terms: there is no `terms`"),
        ("set: { settings.term: 30d }", "set settings.term: it has that value already"),
        ("set: { 'packages[R].hidden': 1 }", "set packages[R].hidden: there is no entry `R`"),
        ("set: { 'packages[2].hidden': 1 }", "set packages[2].hidden: there is no entry 2"),
        ("set: { 'settings[P]': 1 }", "set settings[P]: this is no list"),
        ("set: { 'packages.P': 1 }", "set packages.P: this is no mapping"),
        ("set: { 'packages[P': 1 }", "set packages[P: a bracket is not closed"),
        ("add: { settings.term: 60d }", "add settings.term: it is there already"),
        ("add: { 'packages[R]': 1 }", "add packages[R]: it names an entry; a new entry is `[]`"),
        (
            "drop: ['packages[Q].groups[Sales]']",
            "drop packages[Q].groups[Sales]: several entries are `Sales`; give the position",
        ),
        ("drop: [other]", "drop other: there is no `other`"),
        ("last: ['packages[Q]']", "last packages[Q]: it is the last one already"),
        ("last: [settings]", "last settings: it names no entry"),
    ] {
        assert_eq!(edited(edits), Err(why.to_owned()));
    }
}
