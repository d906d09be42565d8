//! `doctor`: whether the service answers, which identity is used, which permissions it has, and which tenant
//! settings block guests.

use std::sync::Arc;

use crate::access::{
    Answer, CallerKind, CallerRights, Check, Entitlement, Phase, Probe, Verdict, caller_checks,
    sign_in_failure, tenant_checks,
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

use super::permissions::needs_for_phase;

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>) -> Exit {
    let loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let mut report = Report::default();
    for (purpose, phases) in sign_in_purposes(&loaded) {
        match connection::open_session(settings, ui, &loaded.tenant, purpose).await {
            Ok(session) => {
                report.examine_phases(&loaded, &session, phases).await;
                session.close_session().await;
            }
            Err(why) => report.note_no_sign_in(phases, &why),
        }
    }
    show_doctor(settings, ui, &DoctorView::new(&report.sections));
    loaded.show_findings(ui);
    report.report_exit()
}

/// The identities to check, with their purposes.
fn sign_in_purposes(loaded: &Loaded) -> Vec<(Purpose, &'static [Phase])> {
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

fn phase_title(phase: Phase) -> String {
    match phase {
        Phase::Plan => "Caller for planning",
        Phase::Apply => "Caller for applying",
    }
    .to_owned()
}

impl Report {
    async fn examine_phases(&mut self, loaded: &Loaded, session: &Session, phases: &[Phase]) {
        let caller = session.claims.as_ref().and_then(|claims| claims.object.as_ref());
        let probed = session.graph_reader().probe_tenant(caller).await;
        let held = session.claims.as_ref().map(|claims| read_held(claims, &probed, session));
        let probe = read_probe(session, probed);
        self.elsewhere |= matches!((&probe.tenant, &probe.expected), (Answer::Known((id, _)), Some(expected)) if id != expected);
        if self.sections.is_empty() {
            let checks = tenant_checks(&probe, &loaded.desired.state);
            self.bad |= has_bad_check(&checks);
            self.sections.push((format!("Tenant `{}`", loaded.name), checks));
        }
        for phase in phases {
            let Some(held) = &held else { continue };
            let needs = needs_for_phase(loaded, *phase, held.kind);
            // The identity that runs `apply` also plans, so excess permissions are measured against both purposes.
            let measured = phases.last() == Some(phase);
            let checks = caller_checks(held, &needs, &probe, measured);
            // A fault that only prevents applying does not count: another identity may apply.
            self.bad |= *phase == Phase::Plan && has_bad_check(&checks);
            self.sections.push((phase_title(*phase), checks));
        }
    }

    /// Records a failed sign-in.
    fn note_no_sign_in(&mut self, phases: &[Phase], why: &str) {
        let heading = if phases.len() > 1 { "Sign-in".to_owned() } else { phase_title(phases[0]) };
        self.bad |= phases.contains(&Phase::Plan);
        self.sections.push((heading, vec![sign_in_failure(why)]));
    }

    fn report_exit(&self) -> Exit {
        match (self.elsewhere, self.bad) {
            (true, _) => Exit::for_reason(Reason::Stale),
            (false, true) => Exit::for_reason(Reason::CouldNotRun),
            (false, false) => Exit::success(),
        }
    }
}

fn has_bad_check(checks: &[Check]) -> bool {
    checks.iter().any(|check| check.verdict == Verdict::Bad)
}

fn probe_answer<T>(result: Result<T, GraphError>) -> Answer<T> {
    result.map_or_else(|error| Answer::Unknown(error.to_string()), Answer::Known)
}

fn read_probe(session: &Session, probed: Probed) -> Probe {
    let tenant = match probed.tenant {
        Ok(Some(tenant)) => Answer::Known(tenant),
        Ok(None) => Answer::Unknown("the service returned no tenant".to_owned()),
        Err(error) => Answer::Unknown(error.to_string()),
    };
    let entitlement = match probed.catalogs {
        Ok(_) => Entitlement::Answers,
        Err(error) => match error.as_refusal() {
            Some(refusal) if refusal.code == "NoLicense" => Entitlement::NoLicence(error.to_string()),
            Some(_) => Entitlement::Refused(error.to_string()),
            None => Entitlement::Unreachable(error.to_string()),
        },
    };
    Probe {
        endpoint: session.client.base_url().to_owned(),
        tenant,
        expected: session.expected.clone(),
        clock_ahead: session.client.clock_ahead(),
        entitlement,
        plans: probe_answer(probed.plans),
        invitations: probe_answer(probed.invitations),
        kept_out: probe_answer(probed.kept_out),
    }
}

/// The caller's permissions and roles, with the project's names for catalogs.
fn read_held(claims: &Claims, probed: &Probed, session: &Session) -> CallerRights {
    let kind = if claims.application == Some(true) { CallerKind::Application } else { CallerKind::Delegated };
    let id = claims.client.as_ref().or(claims.object.as_ref()).map(ToString::to_string);
    let now = i64::try_from(session.clock.time_now().as_secs()).unwrap_or(i64::MAX);
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
    CallerRights {
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

fn show_doctor(settings: &Settings, ui: &Ui, view: &DoctorView) {
    match settings.format {
        Format::Json => ui.write_result(&(serde_json::to_string_pretty(view).unwrap_or_default() + "\n")),
        Format::Text => {
            let mut text = String::new();
            let _ = doctor_text(&mut text, view);
            ui.write_result(&text);
        }
    }
}
