//! `doctor`: whether the service answers, who calls, what the caller holds, and what of the tenant stands in the way.

use std::sync::Arc;

use crate::access::{
    Answer, CallerKind, Check, Entitlement, Held, Phase, Probe, caller_checks, not_signed_in, tenant_checks,
};
use crate::cli::args::Format;
use crate::cli::exit::{Exit, Reason};
use crate::cli::project::{self, Loaded};
use crate::cli::session::Session;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::graph::{Claims, GraphError, HeldRoles, Probed, role};
use crate::model::{CatalogKey, Key};
use crate::render::doctor_text;
use crate::view::DoctorView;

use super::permissions::needed;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>) -> Exit {
    let loaded = match project::load(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let (sections, exit) = match loaded.try_connect(settings, ui).await {
        Ok(session) => {
            let examined = examine(&loaded, &session).await;
            session.close().await;
            examined
        }
        Err(why) => {
            let section = ("Sign-in".to_owned(), vec![not_signed_in(&why)]);
            (vec![section], Exit::because(Reason::CouldNotRun))
        }
    };
    show(settings, ui, &DoctorView::of(&sections));
    loaded.show_findings(ui);
    exit
}

type Sections = Vec<(String, Vec<Check>)>;

async fn examine(loaded: &Loaded, session: &Session) -> (Sections, Exit) {
    let caller = session.claims.as_ref().and_then(|claims| claims.object.as_ref());
    let probed = session.reader().probe(caller).await;
    let held = session.claims.as_ref().map(|claims| held(claims, &probed, session));
    let probe = probe(session, probed);
    let mut sections =
        vec![(format!("Tenant `{}`", loaded.name), tenant_checks(&probe, &loaded.desired.state))];
    for phase in [Phase::Plan, Phase::Apply] {
        if let Some(held) = &held {
            let needs = needed(loaded, phase, held.kind);
            let title = match phase {
                Phase::Plan => "Caller, to plan",
                Phase::Apply => "Caller, to apply",
            };
            sections.push((title.to_owned(), caller_checks(held, &needs, &probe)));
        }
    }
    let exit = exit(&probe, &sections);
    (sections, exit)
}

/// What is wrong ends the run: another tenant with 4, and anything else that nothing can be planned with by 1. What only
/// keeps from applying does not: there may be another identity for that.
fn exit(probe: &Probe, sections: &Sections) -> Exit {
    let other = matches!((&probe.tenant, &probe.expected), (Answer::Known((id, _)), Some(expected)) if id != expected);
    let to_plan = sections.iter().filter(|(title, _)| title != "Caller, to apply");
    let bad =
        to_plan.flat_map(|(_, checks)| checks).any(|check| check.verdict == crate::access::Verdict::Bad);
    match (other, bad) {
        (true, _) => Exit::because(Reason::Stale),
        (false, true) => Exit::because(Reason::CouldNotRun),
        (false, false) => Exit::done(),
    }
}

fn answer<T>(result: Result<T, GraphError>) -> Answer<T> {
    result.map_or_else(|error| Answer::Unknown(error.to_string()), Answer::Known)
}

fn probe(session: &Session, probed: Probed) -> Probe {
    let tenant = match probed.tenant {
        Ok(Some(tenant)) => Answer::Known(tenant),
        Ok(None) => Answer::Unknown("the service names no tenant".to_owned()),
        Err(error) => Answer::Unknown(error.to_string()),
    };
    let entitlement = match probed.catalogs {
        Ok(_) => Entitlement::Answers,
        Err(error) => match error.refusal() {
            Some(refusal) if refusal.code == "NoLicense" => Entitlement::NoLicence(error.to_string()),
            Some(_) => Entitlement::Refused(error.to_string()),
            None => Entitlement::Unreachable(error.to_string()),
        },
    };
    Probe {
        endpoint: session.client.base().to_owned(),
        tenant,
        expected: session.expected.clone(),
        clock_ahead: session.client.clock_ahead(),
        entitlement,
        plans: answer(probed.plans),
        invitations: answer(probed.invitations),
        kept_out: answer(probed.kept_out),
    }
}

/// What the caller holds, with the names that the project knows catalogs by.
fn held(claims: &Claims, probed: &Probed, session: &Session) -> Held {
    let kind = if claims.application == Some(true) { CallerKind::Application } else { CallerKind::Delegated };
    let id = claims.client.as_ref().or(claims.object.as_ref()).map(ToString::to_string);
    let now = i64::try_from(session.clock.now().as_secs()).unwrap_or(i64::MAX);
    let catalogs = probed.catalogs.as_ref().ok();
    let place = |catalog: &Option<String>| match catalog {
        None => "the tenant".to_owned(),
        Some(id) => match catalogs.and_then(|catalogs| catalogs.get(id)) {
            Some(name) => Key::Catalog(CatalogKey { name: name.clone(), pin: None }).to_string(),
            None => format!("catalog {id}"),
        },
    };
    let roles = probed.roles.as_ref().and_then(|roles| roles.as_ref().ok());
    let named =
        |roles: &HeldRoles| roles.iter().map(|(id, catalog)| (role_name(id), place(catalog))).collect();
    Held {
        kind,
        name: claims.name.clone().or(id).unwrap_or_else(|| "somebody without a name".to_owned()),
        client: claims.client.clone(),
        method: session.method.clone(),
        tenant: claims.tenant.clone(),
        seconds_left: claims.expires.map(|end| end.saturating_sub(now)),
        permissions: claims.permissions.clone(),
        directory_roles: claims.directory_roles.clone(),
        entitlement_roles: roles.map(named),
    }
}

fn role_name(id: &str) -> String {
    match id {
        role::CATALOG_CREATOR => "Catalog creator",
        role::CATALOG_OWNER => "Catalog owner",
        role::CATALOG_READER => "Catalog reader",
        role::PACKAGE_MANAGER => "Access package manager",
        role::ASSIGNMENT_MANAGER => "Access package assignment manager",
        other => other,
    }
    .to_owned()
}

fn show(settings: &Settings, ui: &Ui, view: &DoctorView) {
    match settings.format {
        Format::Json => ui.result(&(serde_json::to_string_pretty(view).unwrap_or_default() + "\n")),
        Format::Text => {
            let mut text = String::new();
            let _ = doctor_text(&mut text, view);
            ui.result(&text);
        }
    }
}
