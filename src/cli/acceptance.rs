//! The holds that a run accepts: through `--accept`, the file `accepted.yaml`, and the `accept: all` of a
//! sandbox.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::config::{Accepted, Tenant};
use crate::graph::{Clock, is_loopback};
use crate::plan::{Acceptance, Accepting, Hold, Plan};
use crate::source::{Code, Finding};

use super::settings::Settings;

/// Combines `options`, the entries of `accepted.yaml` and the tenant's setting.
///
/// # Errors
/// Names the word that is invalid here, with the reason.
pub(super) fn gather_acceptance(
    settings: &Settings,
    tenant: &Tenant,
    options: &[String],
    entries: &[Accepted],
    today: &str,
) -> Result<Accepting, String> {
    let mut everything = matches!(tenant, Tenant::Sandbox { accept_all: true });
    let mut ids = BTreeMap::new();
    for entry in entries.iter().filter(|entry| is_in_force(entry, today)) {
        let Accepted { id, reason, owner, until, place: _ } = entry.clone();
        ids.insert(id, Acceptance::File { reason, owner, until });
    }
    for option in options {
        match option.as_str() {
            "all" => everything = true,
            "none" => everything = false,
            id if Hold::is_id(id) => drop(ids.insert(id.to_owned(), Acceptance::CommandLine)),
            other => {
                return Err(format!("`--accept {other}` is not the id of a hold; copy the id from a plan"));
            }
        }
    }
    let said = |word: &str| options.iter().any(|option| option == word);
    if said("all") && said("none") {
        return Err("`--accept all` and `--accept none` cannot be combined".to_owned());
    }
    if (everything || said("none")) && !is_rehearsal(settings, tenant) {
        let what = if said("all") || said("none") {
            "`--accept all` and `--accept none` are allowed only"
        } else {
            "`accept: all` is allowed only"
        };
        return Err(format!(
            "{what} for a sandbox, or when GUESTLIST_GRAPH_ENDPOINT is an address of this machine; accept individual \
             holds with `--accept ID` or in `accepted.yaml`"
        ));
    }
    Ok(Accepting { everything, ids })
}

/// Whether nothing that a run writes can affect real people. The address decides first, because the
/// environment can redirect a sandbox's entry to another server.
fn is_rehearsal(settings: &Settings, tenant: &Tenant) -> bool {
    match &settings.endpoint {
        Some(endpoint) => is_loopback(endpoint),
        None => matches!(tenant, Tenant::Sandbox { .. }),
    }
}

/// Whether an entry has not expired. Dates are ISO 8601, so comparing texts compares dates.
fn is_in_force(entry: &Accepted, today: &str) -> bool {
    today <= entry.until.as_str()
}

/// Warnings about entries of `accepted.yaml` that accept nothing.
pub(super) fn unused_entries(plan: &Plan, entries: &[Accepted], today: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ids: BTreeSet<&str> = plan.holds.iter().map(|hold| hold.id.as_str()).collect();
    for entry in entries {
        let held = ids.contains(entry.id.as_str());
        if held && !is_in_force(entry, today) {
            let message = format!("this acceptance expired on {}, so the hold is open", entry.until);
            let finding = Finding::warning(Code::ExpiredAcceptance, entry.place.at_key("until"), message);
            findings
                .push(finding.with_help("review the hold again and set a later day, or remove the entry"));
        } else if !held {
            let message = format!("this plan has no hold with the id `{}`", entry.id);
            let finding = Finding::warning(Code::UnusedAcceptance, entry.place.at_key("id"), message);
            findings.push(
                finding.with_help("the change was applied, or is now a different change; remove the entry"),
            );
        }
    }
    findings
}

/// The current day in UTC.
pub(super) fn today_utc(clock: &dyn Clock) -> String {
    // A clock outside every calendar makes all acceptances expire, which is the safe side.
    let now = jiff::SignedDuration::try_from(clock.time_now())
        .and_then(Timestamp::from_duration)
        .unwrap_or(Timestamp::MAX);
    jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string()
}
