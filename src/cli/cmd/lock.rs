//! `lock`: records which object every name refers to and which objects are managed, in a file to commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cli::args;
use crate::cli::connection::Purpose;
use crate::cli::exit::{Exit, Reason};
use crate::cli::pipeline::Planned;
use crate::cli::project::{self, Loaded};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::model::{Lock, LockedName, ObjectId, Unlocked, Unread, folded_form};
use crate::plan::{Remembered, remember_meanings};
use crate::render::escape_hidden;
use crate::scope::Pair;
use crate::source::LOCK_FILE;
use crate::transfer::lock_file;
use crate::view::count_with_noun;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Lock) -> Exit {
    let mut loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let Some(tenant) = loaded.tenant_id().cloned() else {
        ui.write_message(
            "error: the embedded tenant has no lock file; choose another tenant with --tenant NAME",
        );
        return Exit::for_reason(Reason::CouldNotRun);
    };
    loaded.take_unlocked(Unlocked::Recorded);
    let (session, planned) = match super::plan::make_plan(settings, ui, &mut loaded, &[], Purpose::Read).await
    {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    session.close_session().await;
    if let Some(exit) = refuse_unknown(ui, &planned) {
        return loaded.finish_run(settings, ui, None, exit);
    }
    let rebind = match parse_locked_names(&planned.pair, &options.rebind) {
        Ok(rebind) => rebind,
        Err(why) => {
            ui.write_message(&format!("error: nothing was written: {}", escape_hidden(&why)));
            return Exit::for_reason(Reason::CouldNotRun);
        }
    };
    let remembered = remember_meanings(&planned.plan, &planned.pair, &rebind);
    let exit = record_lock(settings, ui, &loaded, &tenant, &planned, &remembered);
    loaded.finish_run(settings, ui, None, exit)
}

/// Ends the run if a declared object could not be read: the lock file must not depend on a temporary failure.
fn refuse_unknown(ui: &Ui, planned: &Planned) -> Option<Exit> {
    let asked = |unread: &Unread| matches!(unread, Unread::Answer(lookup) if LockedName::from_lookup(lookup).is_some());
    let incomplete = planned.plan.about.incomplete.iter().map(|incomplete| &incomplete.why);
    let failures = planned.facts.failures.iter().filter(|failure| asked(&failure.unread));
    let whys: BTreeSet<&String> = incomplete.chain(failures.map(|failure| &failure.why)).collect();
    if whys.is_empty() {
        return None;
    }
    ui.write_message("error: nothing was written, because a declared object could not be read:");
    whys.iter().for_each(|why| ui.write_message(&format!("  {}", escape_hidden(why))));
    Some(Exit::for_reason(Reason::IncompleteRead))
}

/// The names to record with a new object.
fn parse_locked_names(pair: &Pair, words: &[String]) -> Result<BTreeSet<LockedName>, String> {
    let elsewhere: Vec<&LockedName> = pair.rebound_names().map(|rebound| rebound.name).collect();
    let one = |word: &String| {
        let is = |name: &&&LockedName| {
            folded_form(&name.to_string()) == folded_form(word)
                || folded_form(&name.name) == folded_form(word)
        };
        match elsewhere.iter().filter(is).collect::<Vec<_>>().as_slice() {
            [name] => Ok((**name).clone()),
            [] if elsewhere.is_empty() => {
                Err(format!("`--rebind {word}`: every name still resolves to its locked object"))
            }
            [] => Err(format!(
                "`--rebind {word}`: no such name; the names that now resolve to a different object are: {}",
                list_names(&elsewhere)
            )),
            several => {
                let several: Vec<&LockedName> = several.iter().map(|name| **name).collect();
                Err(format!("`--rebind {word}` is ambiguous: {}", list_names(&several)))
            }
        }
    };
    words.iter().map(one).collect()
}

fn list_names(names: &[&LockedName]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn record_lock(
    settings: &Settings,
    ui: &Ui,
    loaded: &Loaded,
    tenant: &ObjectId,
    planned: &Planned,
    remembered: &Remembered,
) -> Exit {
    let old = loaded.locks.get(tenant).cloned().unwrap_or_default();
    let mut locks = loaded.locks.clone();
    locks.insert(tenant.clone(), remembered.lock.clone());
    let text = lock_file(&locks);
    let path = settings.dir.join(LOCK_FILE);
    let there = loaded.files.lock.as_ref().map(|file| file.text.as_str());
    if there != Some(text.as_str())
        && let Err(error) = write_lock_file(&path, &text)
    {
        ui.write_message(&format!("error: {}: {error}", path.display()));
        return Exit::for_reason(Reason::CouldNotRun);
    }
    for line in lock_changes(&old, &remembered.lock) {
        ui.write_message(&escape_hidden(&line));
    }
    for key in &remembered.left_out {
        let key = planned.plan.readable_key(&key.to_string());
        ui.write_message(&escape_hidden(&format!(
            "not recorded as managed: {key}: adopting it would remove settings that the files omit, or \
            parts of it are not visible"
        )));
    }
    for name in &remembered.kept {
        ui.write_message(&escape_hidden(&format!(
            "held: {name} no longer resolves to the object that was locked; once you have checked the new object, \
             record it with `--rebind \"{name}\"`"
        )));
    }
    let Lock { names, managed, .. } = &remembered.lock;
    ui.write_message(&format!(
        "{}: {}, {}.",
        path.display(),
        count_with_noun(names.len(), "name"),
        count_with_noun(managed.len(), "managed object")
    ));
    if remembered.kept.is_empty() { Exit::success() } else { Exit::for_reason(Reason::HoldsOpen) }
}

/// The differences between two locks, one line each.
fn lock_changes(old: &Lock, new: &Lock) -> Vec<String> {
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    for (name, id) in &new.names {
        let line = match old.names.get(name) {
            Some(was) if was == id => continue,
            Some(was) => format!("~ {name}: {was} -> {id}"),
            None => format!("+ {name}: {id}"),
        };
        lines.insert(name.to_string(), line);
    }
    let gone = old.names.keys().filter(|name| !new.names.contains_key(name));
    lines.extend(gone.map(|name| (name.to_string(), format!("- {name}"))));
    let managed = new.managed.difference(&old.managed).map(|key| format!("+ managed: {}", key.0));
    let forgotten = old.managed.difference(&new.managed).map(|key| format!("- managed: {}", key.0));
    lines.into_values().chain(managed).chain(forgotten).collect()
}

#[expect(clippy::disallowed_methods, reason = "the lock file is written next to the policies")]
fn write_lock_file(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}
