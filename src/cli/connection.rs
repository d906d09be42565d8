//! Decides which Graph endpoint a run uses, which identity signs in there, and which identity will apply.

use std::sync::Arc;

use super::exit::{Exit, Reason};
use super::session::{Session, Target};
use super::settings::Settings;
use super::ui::Ui;
use crate::config::{AuthMethod, Cloud, SignIn, Tenant};
use crate::graph::is_loopback;
use crate::model::{Applier, ObjectId};
use crate::render::escape_hidden;
use crate::signin::{Authority, Method, WantedSignIn};

/// What a run does to the tenant. Each purpose can have its own identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
}

/// Connects to a tenant. A token for a tenant other than the project's ends the run before anything is read.
pub(super) async fn connect_to_tenant(
    settings: &Settings,
    ui: &Arc<Ui>,
    tenant: &Tenant,
    purpose: Purpose,
) -> Result<Session, Exit> {
    let session = open_session(settings, ui, tenant, purpose).await.map_err(|why| {
        let lines: Vec<String> = why.lines().map(escape_hidden).collect();
        ui.write_message(&format!("error: {}", lines.join("\n")));
        Exit::for_reason(Reason::CouldNotRun)
    })?;
    if let Some(why) = session.wrong_tenant_reason() {
        ui.write_message(&format!("error: {}; nothing was read", escape_hidden(&why)));
        session.close_session().await;
        return Err(Exit::for_reason(Reason::Stale));
    }
    if let Some(why) = session.missing_scope_reason() {
        ui.write_message(&format!("warning: {}", escape_hidden(&why)));
    }
    Ok(session)
}

/// Connects like `connected`, for callers that report the reason of a failure themselves.
///
/// # Errors The reason. For `auto`, one line per method.
pub(super) async fn open_session(
    settings: &Settings,
    ui: &Arc<Ui>,
    tenant: &Tenant,
    purpose: Purpose,
) -> Result<Session, String> {
    Session::open_target(session_target(settings, tenant, purpose)?, &settings.environment, ui.clone()).await
}

/// The sign-in for a purpose. The embedded tenant needs none.
pub(super) fn sign_in_for(tenant: &Tenant, purpose: Purpose) -> Option<&SignIn> {
    match (tenant, purpose) {
        (Tenant::Sandbox { .. }, _) => None,
        (Tenant::Cloud { plan, .. }, Purpose::Read) => Some(plan),
        (Tenant::Cloud { apply, .. }, Purpose::Write) => Some(apply),
    }
}

/// Whether reading and writing use different identities.
pub(super) fn has_two_identities(tenant: &Tenant) -> bool {
    sign_in_for(tenant, Purpose::Read) != sign_in_for(tenant, Purpose::Write)
}

/// The endpoint of the chosen tenant. An endpoint from the environment overrides the project, so that a
/// project can be rehearsed against any Graph server; a file can never name another host. On this machine, no
/// sign-in happens unless an authority is set too, but a token from the environment is used.
fn session_target(settings: &Settings, tenant: &Tenant, purpose: Purpose) -> Result<Target, String> {
    if matches!(tenant, Tenant::Sandbox { .. }) && settings.endpoint.is_none() {
        return Ok(Target::Embedded { state: settings.sandbox_state.clone() });
    }
    let cloud = tenant_cloud(tenant);
    let base = settings.endpoint.clone().unwrap_or_else(|| format!("{}/v1.0", graph_host(cloud)));
    let rehearsal = is_loopback(&base) && settings.authority.is_none();
    let wanted = match (sign_in_for(tenant, purpose), settings.environment.access_token.is_some()) {
        (Some(sign_in), _) if !rehearsal => Some(wanted_sign_in(sign_in)),
        (_, true) => {
            Some(WantedSignIn { method: Method::EnvironmentToken, client_id: None, service_connection: None })
        }
        (_, false) => None,
    };
    let expected = tenant.tenant_id().cloned();
    let known = expected.clone().unwrap_or_else(|| ObjectId::new("common"));
    let host = settings.authority.as_deref().unwrap_or_else(|| login_authority(cloud));
    let authority = Authority::new(host, known, base.trim_end_matches("/v1.0"))?;
    let sign_in = wanted.map(|wanted| Box::new((authority, wanted)));
    Ok(Target::Endpoint { base, sign_in, tenant: expected, applier: expected_applier(tenant, purpose) })
}

/// The identity that runs `apply`, if the project declares one: the application of `auth.apply`. Otherwise `None`,
/// and the token of this run shows it, because the same identity also applies.
fn expected_applier(tenant: &Tenant, purpose: Purpose) -> Option<Applier> {
    use AuthMethod as M;
    let apply = sign_in_for(tenant, Purpose::Write)?;
    let by_itself = matches!(
        apply.method,
        M::ClientSecret | M::ClientCertificate | M::WorkloadIdentity | M::AzurePipelines | M::ManagedIdentity
    );
    match apply.client_id.clone().filter(|_| by_itself) {
        Some(client) => Some(Applier::Client(client)),
        None if purpose == Purpose::Read && has_two_identities(tenant) => Some(Applier::Unknown),
        None => None,
    }
}

/// The project's sign-in in the types of the room `signin`.
fn wanted_sign_in(sign_in: &SignIn) -> WantedSignIn {
    let method = match sign_in.method {
        AuthMethod::Auto => Method::Auto,
        AuthMethod::EnvironmentToken => Method::EnvironmentToken,
        AuthMethod::DeviceCode => Method::DeviceCode,
        AuthMethod::AzureCli => Method::AzureCli,
        AuthMethod::AzureDeveloperCli => Method::AzureDeveloperCli,
        AuthMethod::ClientSecret => Method::ClientSecret,
        AuthMethod::ClientCertificate => Method::ClientCertificate,
        AuthMethod::WorkloadIdentity => Method::WorkloadIdentity,
        AuthMethod::AzurePipelines => Method::AzurePipelines,
        AuthMethod::ManagedIdentity => Method::ManagedIdentity,
    };
    let client_id = sign_in.client_id.as_ref().map(ToString::to_string);
    WantedSignIn { method, client_id, service_connection: sign_in.service_connection.clone() }
}

/// The cloud of a tenant. The embedded tenant counts as the public one.
pub(super) fn tenant_cloud(tenant: &Tenant) -> Cloud {
    match tenant {
        Tenant::Sandbox { .. } => Cloud::Global,
        Tenant::Cloud { cloud, .. } => *cloud,
    }
}

/// The authority of a cloud, as Microsoft documents it for national clouds.
fn login_authority(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "https://login.microsoftonline.com",
        Cloud::UsGov | Cloud::UsGovDod => "https://login.microsoftonline.us",
        Cloud::China => "https://login.chinacloudapi.cn",
    }
}

/// The Graph host of a cloud, as Microsoft documents it for national clouds.
pub(super) fn graph_host(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "https://graph.microsoft.com",
        Cloud::UsGov => "https://graph.microsoft.us",
        Cloud::UsGovDod => "https://dod-graph.microsoft.us",
        Cloud::China => "https://microsoftgraph.chinacloudapi.cn",
    }
}
