//! `doctor`: whether the service answers, which identity is used, which permissions it has, and which tenant
//! settings block guests.

use std::sync::Arc;

use crate::access::{
    Answer, CallerKind, Check, Entitlement, Held, Phase, Probe, Verdict, caller_checks, not_signed_in,
    tenant_checks,
};
use crate::cli::args::Format;
use crate::cli::connection::{self, Purpose};
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
    let mut report = Report::default();
    for (purpose, phases) in purposes(&loaded) {
        match connection::open(settings, ui, &loaded.tenant, purpose).await {
            Ok(session) => {
                report.examine(&loaded, &session, phases).await;
                session.close().await;
            }
            Err(why) => report.absent(phases, &why),
        }
    }
    show(settings, ui, &DoctorView::of(&report.sections));
    loaded.show_findings(ui);
    report.exit()
}

/// The identities to check, with their purposes.
fn purposes(loaded: &Loaded) -> Vec<(Purpose, &'static [Phase])> {
    if connection::has_two_identities(&loaded.tenant) {
        vec![(Purpose::Read, &[Phase::Plan]), (Purpose::Write, &[Phase::Apply])]
    } else {
        vec![(Purpose::Read, &[Phase::Plan, Phase::Apply])]
    }
}

/// The results so far.
#[derive(Default)]
struct Report {
    sections: Vec<(String, Vec<Check>)>,
    /// Whether another tenant answered.
    elsewhere: bool,
    /// Whether a fault prevents planning.
    bad: bool,
}

fn title(phase: Phase) -> String {
    match phase {
        Phase::Plan => "Caller for planning",
        Phase::Apply => "Caller for applying",
    }
    .to_owned()
}

impl Report {
    async fn examine(&mut self, loaded: &Loaded, session: &Session, phases: &[Phase]) {
        let caller = session.claims.as_ref().and_then(|claims| claims.object.as_ref());
        let probed = session.reader().probe(caller).await;
        let held = session.claims.as_ref().map(|claims| held(claims, &probed, session));
        let probe = probe(session, probed);
        self.elsewhere |= matches!((&probe.tenant, &probe.expected), (Answer::Known((id, _)), Some(expected)) if id != expected);
        if self.sections.is_empty() {
            let checks = tenant_checks(&probe, &loaded.desired.state);
            self.bad |= any_bad(&checks);
            self.sections.push((format!("Tenant `{}`", loaded.name), checks));
        }
        for phase in phases {
            let Some(held) = &held else { continue };
            let needs = needed(loaded, *phase, held.kind);
            // The identity that applies also plans, so excess permissions are measured against both purposes.
            let measured = phases.last() == Some(phase);
            let checks = caller_checks(held, &needs, &probe, measured);
            // A fault that only prevents applying does not count: another identity may apply.
            self.bad |= *phase == Phase::Plan && any_bad(&checks);
            self.sections.push((title(*phase), checks));
        }
    }

    /// Records a failed sign-in.
    fn absent(&mut self, phases: &[Phase], why: &str) {
        let heading = if phases.len() > 1 { "Sign-in".to_owned() } else { title(phases[0]) };
        self.bad |= phases.contains(&Phase::Plan);
        self.sections.push((heading, vec![not_signed_in(why)]));
    }

    fn exit(&self) -> Exit {
        match (self.elsewhere, self.bad) {
            (true, _) => Exit::because(Reason::Stale),
            (false, true) => Exit::because(Reason::CouldNotRun),
            (false, false) => Exit::done(),
        }
    }
}

fn any_bad(checks: &[Check]) -> bool {
    checks.iter().any(|check| check.verdict == Verdict::Bad)
}

fn answer<T>(result: Result<T, GraphError>) -> Answer<T> {
    result.map_or_else(|error| Answer::Unknown(error.to_string()), Answer::Known)
}

fn probe(session: &Session, probed: Probed) -> Probe {
    let tenant = match probed.tenant {
        Ok(Some(tenant)) => Answer::Known(tenant),
        Ok(None) => Answer::Unknown("the service returned no tenant".to_owned()),
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

/// The caller's permissions and roles, with the project's names for catalogs.
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
        name: claims.name.clone().or(id).unwrap_or_else(|| "a caller without a name".to_owned()),
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
