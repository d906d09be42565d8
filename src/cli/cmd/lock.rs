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
use crate::model::{Lock, LockedName, ObjectId, Unlocked, Unread, folded};
use crate::plan::{Remembered, remember};
use crate::render::escape;
use crate::scope::Pair;
use crate::source::LOCK_FILE;
use crate::transfer::lock_file;
use crate::view::counted;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Lock) -> Exit {
    let mut loaded = match project::load(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let Some(tenant) = loaded.tenant_id().cloned() else {
        ui.message("error: the embedded tenant has no lock; choose another tenant with --tenant NAME");
        return Exit::because(Reason::CouldNotRun);
    };
    loaded.take_unlocked(Unlocked::Recorded);
    let (session, planned) = match super::plan::make(settings, ui, &mut loaded, &[], Purpose::Read).await {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    session.close().await;
    if let Some(exit) = unknown(ui, &planned) {
        return loaded.finish(settings, ui, None, exit);
    }
    let rebind = match named(&planned.pair, &options.rebind) {
        Ok(rebind) => rebind,
        Err(why) => {
            ui.message(&format!("error: nothing was written: {}", escape(&why)));
            return Exit::because(Reason::CouldNotRun);
        }
    };
    let remembered = remember(&planned.plan, &planned.pair, &rebind);
    let exit = record(settings, ui, &loaded, &tenant, &planned, &remembered);
    loaded.finish(settings, ui, None, exit)
}

/// Ends the run if a declared object could not be read: the lock file must not depend on a temporary failure.
fn unknown(ui: &Ui, planned: &Planned) -> Option<Exit> {
    let asked =
        |unread: &Unread| matches!(unread, Unread::Answer(lookup) if LockedName::of(lookup).is_some());
    let incomplete = planned.plan.about.incomplete.iter().map(|incomplete| &incomplete.why);
    let failures = planned.facts.failures.iter().filter(|failure| asked(&failure.unread));
    let whys: BTreeSet<&String> = incomplete.chain(failures.map(|failure| &failure.why)).collect();
    if whys.is_empty() {
        return None;
    }
    ui.message("error: nothing was written, because a declared object could not be read:");
    whys.iter().for_each(|why| ui.message(&format!("  {}", escape(why))));
    Some(Exit::because(Reason::IncompleteRead))
}

/// The names to record with a new object.
fn named(pair: &Pair, words: &[String]) -> Result<BTreeSet<LockedName>, String> {
    let elsewhere: Vec<&LockedName> = pair.rebound().map(|rebound| rebound.name).collect();
    let one = |word: &String| {
        let is = |name: &&&LockedName| {
            folded(&name.to_string()) == folded(word) || folded(&name.name) == folded(word)
        };
        match elsewhere.iter().filter(is).collect::<Vec<_>>().as_slice() {
            [name] => Ok((**name).clone()),
            [] if elsewhere.is_empty() => {
                Err(format!("`--rebind {word}`: every name still leads to its locked object"))
            }
            [] => Err(format!(
                "`--rebind {word}`: no such name; the names that lead to another object are: {}",
                list(&elsewhere)
            )),
            several => {
                let several: Vec<&LockedName> = several.iter().map(|name| **name).collect();
                Err(format!("`--rebind {word}` is ambiguous: {}", list(&several)))
            }
        }
    };
    words.iter().map(one).collect()
}

fn list(names: &[&LockedName]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn record(
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
        && let Err(error) = write(&path, &text)
    {
        ui.message(&format!("error: {}: {error}", path.display()));
        return Exit::because(Reason::CouldNotRun);
    }
    for line in changes(&old, &remembered.lock) {
        ui.message(&escape(&line));
    }
    for key in &remembered.left_out {
        let key = planned.plan.readable(&key.to_string());
        ui.message(&escape(&format!(
            "not recorded as managed: {key}: adopting it would remove settings that the files omit, or \
            parts of it are not visible"
        )));
    }
    for name in &remembered.kept {
        ui.message(&escape(&format!(
            "held: {name} leads to another object than when it was locked; once you have checked that \
            object, record it with `--rebind \"{name}\"`"
        )));
    }
    let Lock { names, managed, .. } = &remembered.lock;
    ui.message(&format!(
        "{}: {}, {}.",
        path.display(),
        counted(names.len(), "name"),
        counted(managed.len(), "managed object")
    ));
    if remembered.kept.is_empty() { Exit::done() } else { Exit::because(Reason::HoldsOpen) }
}

/// The differences between two locks, one line each.
fn changes(old: &Lock, new: &Lock) -> Vec<String> {
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
fn write(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}
