//! Which holds a run accepts: `--accept`, the file `accepted.yaml`, and the `accept: all` of a sandbox.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::config::{Accepted, Tenant};
use crate::graph::{Clock, is_loopback};
use crate::plan::{Acceptance, Accepting, Hold, Plan};
use crate::source::{Code, Finding};

use super::settings::Settings;

/// What `options`, the entries of `accepted.yaml` and the tenant accept together.
///
/// # Errors
/// Says which word cannot be used, and why.
pub(super) fn accepting(
    settings: &Settings,
    tenant: &Tenant,
    options: &[String],
    entries: &[Accepted],
    today: &str,
) -> Result<Accepting, String> {
    let mut everything = matches!(tenant, Tenant::Sandbox { accept_all: true });
    let mut ids = BTreeMap::new();
    for entry in entries.iter().filter(|entry| counts(entry, today)) {
        let Accepted { id, reason, owner, until, place: _ } = entry.clone();
        ids.insert(id, Acceptance::File { reason, owner, until });
    }
    for option in options {
        match option.as_str() {
            "all" => everything = true,
            "none" => everything = false,
            id if Hold::is_id(id) => drop(ids.insert(id.to_owned(), Acceptance::CommandLine)),
            other => return Err(format!("`--accept {other}` is no id of a hold, as a plan shows it")),
        }
    }
    let said = |word: &str| options.iter().any(|option| option == word);
    if said("all") && said("none") {
        return Err("`--accept all` and `--accept none` exclude each other".to_owned());
    }
    if (everything || said("none")) && !is_rehearsal(settings, tenant) {
        let what = if said("all") || said("none") {
            "`--accept all` and `--accept none` are"
        } else {
            "`accept: all` is"
        };
        return Err(format!(
            "{what} for a sandbox, or for a tenant that GUESTLIST_GRAPH_ENDPOINT points at this machine; \
             accept single holds with `--accept ID` or in `accepted.yaml`"
        ));
    }
    Ok(Accepting { everything, ids })
}

/// Whether nothing that a run writes can reach anybody. The address decides, and only then the entry of the project:
/// the environment can point a sandbox's entry at another server.
fn is_rehearsal(settings: &Settings, tenant: &Tenant) -> bool {
    match &settings.endpoint {
        Some(endpoint) => is_loopback(endpoint),
        None => matches!(tenant, Tenant::Sandbox { .. }),
    }
}

/// Whether an entry still counts. Days are written so that their texts compare as they do.
fn counts(entry: &Accepted, today: &str) -> bool {
    today <= entry.until.as_str()
}

/// What is said about entries of `accepted.yaml` that accept nothing.
pub(super) fn idle(plan: &Plan, entries: &[Accepted], today: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ids: BTreeSet<&str> = plan.holds.iter().map(|hold| hold.id.as_str()).collect();
    for entry in entries {
        let held = ids.contains(entry.id.as_str());
        if held && !counts(entry, today) {
            let message = format!("this acceptance ran out on {}, so its hold is open", entry.until);
            let finding = Finding::warning(Code::ExpiredAcceptance, entry.place.key("until"), message);
            findings.push(finding.help("review the hold again and set a later day, or take the entry out"));
        } else if !held {
            let message = format!("no hold of this plan has the id `{}`", entry.id);
            let finding = Finding::warning(Code::UnusedAcceptance, entry.place.key("id"), message);
            findings.push(finding.help("the change was carried out or is another one now: drop the entry"));
        }
    }
    findings
}

/// The present day in UTC.
pub(super) fn today(clock: &dyn Clock) -> String {
    // A clock beyond every calendar lets all acceptances run out.
    let now = jiff::SignedDuration::try_from(clock.now())
        .and_then(Timestamp::from_duration)
        .unwrap_or(Timestamp::MAX);
    jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string()
}
