//! Checks of the service and of the tenant's settings.

use std::collections::BTreeSet;

use super::{Check, Verdict};
use crate::model::{ObjectId, State, TargetScope};

/// The answer to one question about the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The answer.
    Known(T),
    /// The read was refused or failed; the reason.
    Unknown(String),
}

/// What was read about the service and the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The base URL.
    pub endpoint: String,
    /// The tenant that answered: its id and name.
    pub tenant: Answer<(ObjectId, String)>,
    /// The tenant that the project declares.
    pub expected: Option<ObjectId>,
    /// Seconds by which the service's clock is ahead of the local one. `None` if unknown.
    pub clock_ahead: Option<i64>,
    /// Whether entitlement management answers.
    pub entitlement: Entitlement,
    /// Names of the tenant's service plans (`subscribedSkus`).
    pub plans: Answer<BTreeSet<String>>,
    /// Who can invite guests (`authorizationPolicy.allowInvitesFrom`, fact invitation-setting).
    pub invitations: Answer<String>,
    /// The blocked tenants (`crossTenantAccessPolicy`, fact cross-tenant-access). `None` means all tenants
    /// without settings of their own.
    pub kept_out: Answer<BTreeSet<Option<ObjectId>>>,
}

/// Whether entitlement management answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entitlement {
    /// The list of catalogs was read.
    Answers,
    /// The tenant has no licence for it (`NoLicense`, fact licence-missing-403).
    NoLicence(String),
    /// The service refused the caller.
    Refused(String),
    /// The read failed.
    Unreachable(String),
}

/// In seconds. A smaller difference between the clocks is not mentioned.
const SKEW_NOTICED: i64 = 30;
/// In seconds. Entra accepts tokens whose times are off by five minutes at most.
const SKEW_REFUSED: i64 = 300;

/// Checks the service, the tenant and its settings for a project.
#[must_use]
pub fn tenant_checks(probe: &Probe, state: &State) -> Vec<Check> {
    let mut checks = vec![
        check_clock(probe),
        check_identity(probe),
        check_entitlement(probe),
        check_licence(probe, state),
    ];
    if is_open_to_guests(state) {
        checks.push(check_invitations(probe));
        checks.push(check_inbound(probe));
    }
    checks
}

fn check_clock(probe: &Probe) -> Check {
    let name = "clock";
    match probe.clock_ahead {
        None => Check::new(name, Verdict::NotEvaluated, "the service sent no date"),
        Some(ahead) if ahead.abs() > SKEW_REFUSED => Check::new(
            name,
            Verdict::Bad,
            format!("this machine's clock is {} s {}", ahead.abs(), clock_side(ahead)),
        )
        .with_advice("set the clock: Entra refuses tokens whose times are off by more than five minutes"),
        Some(ahead) if ahead.abs() > SKEW_NOTICED => Check::new(
            name,
            Verdict::Warning,
            format!("this machine's clock is {} s {}", ahead.abs(), clock_side(ahead)),
        )
        .with_advice("set the clock"),
        Some(_) => Check::new(name, Verdict::Good, "this machine's clock agrees with the service's"),
    }
}

fn clock_side(ahead: i64) -> &'static str {
    if ahead > 0 { "behind the service's" } else { "ahead of the service's" }
}

fn check_identity(probe: &Probe) -> Check {
    let check = |verdict, says: String| Check::new("tenant", verdict, says);
    match (&probe.tenant, &probe.expected) {
        (Answer::Unknown(why), _) => check(Verdict::NotEvaluated, why.clone()),
        (Answer::Known((id, name)), Some(expected)) if id != expected => {
            check(Verdict::Bad, format!("connected to {name} ({id}), but the project declares {expected}"))
                .with_advice("sign in to the tenant of the project, or choose another tenant with --tenant")
        }
        (Answer::Known((id, name)), _) => {
            check(Verdict::Good, format!("{name} ({id}) at {}", probe.endpoint))
        }
    }
}

fn check_entitlement(probe: &Probe) -> Check {
    let name = "entitlement management";
    match &probe.entitlement {
        Entitlement::Answers => Check::new(name, Verdict::Good, "available"),
        Entitlement::NoLicence(why) => Check::new(name, Verdict::Bad, why.clone()).with_advice(
            "the tenant needs a licence for Microsoft Entra ID P2, Microsoft Entra ID Governance or \
            Microsoft Entra Suite; a renewed licence can take up to eight hours to take effect",
        ),
        Entitlement::Refused(why) => Check::new(name, Verdict::Bad, why.clone())
            .with_advice("`guestlist permissions` lists what this project needs, and how to grant it"),
        Entitlement::Unreachable(why) => Check::new(name, Verdict::Bad, why.clone()),
    }
}

/// The service plan of Microsoft Entra ID Governance and of the Entra Suite.
const GOVERNANCE: &str = "Entra_Identity_Governance";
/// The service plan of Microsoft Entra ID P2.
const PREMIUM: &str = "AAD_PREMIUM_P2";

fn check_licence(probe: &Probe, state: &State) -> Check {
    let check = |verdict, says: String| Check::new("licence", verdict, says);
    let plans = match &probe.plans {
        Answer::Known(plans) => plans,
        Answer::Unknown(why) => return check(Verdict::NotEvaluated, why.clone()),
    };
    let has = |name: &str| plans.iter().any(|plan| plan.eq_ignore_ascii_case(name));
    let wants = governed_features(state);
    match (has(GOVERNANCE), has(PREMIUM)) {
        (true, _) => check(Verdict::Good, "Microsoft Entra ID Governance".to_owned()),
        (false, true) if wants.is_empty() => check(Verdict::Good, "Microsoft Entra ID P2".to_owned()),
        (false, true) => check(
            Verdict::Warning,
            format!("Microsoft Entra ID P2, but the project uses {}", wants.join(", ")),
        )
        .with_advice("these features need Microsoft Entra ID Governance or Microsoft Entra Suite"),
        (false, false) => check(
            Verdict::Warning,
            "no subscription includes Microsoft Entra ID P2 or Microsoft Entra ID Governance".to_owned(),
        )
        .with_advice(
            "if entitlement management works anyway, a subscription with a different name includes it",
        ),
    }
}

/// The features of a project that need a licence for ID Governance (fact governance-licence-features).
fn governed_features(state: &State) -> Vec<&'static str> {
    let automatic = state.policies.values().any(|policy| policy.automatic.is_some());
    let on_behalf = state.policies.values().any(|policy| !policy.requests.on_behalf.by.is_empty());
    [
        (automatic, "automatic assignment policies"),
        (!state.extensions.is_empty(), "custom extensions"),
        (on_behalf, "requests on behalf of others"),
    ]
    .into_iter()
    .filter_map(|(used, name)| used.then_some(name))
    .collect()
}

/// Whether external users can request anything.
fn is_open_to_guests(state: &State) -> bool {
    state.policies.values().any(|policy| {
        matches!(
            policy.scope,
            TargetScope::SpecificConnectedOrganizationUsers
                | TargetScope::AllConfiguredConnectedOrganizationUsers
                | TargetScope::AllExternalUsers
        )
    })
}

fn check_invitations(probe: &Probe) -> Check {
    let check = |verdict, says: String| Check::new("guest invitations", verdict, says);
    match &probe.invitations {
        Answer::Unknown(why) => check(Verdict::NotEvaluated, why.clone()),
        Answer::Known(who) if who.eq_ignore_ascii_case("none") => {
            check(Verdict::Warning, "invitations are switched off (allowInvitesFrom is none)".to_owned())
                .with_advice(
                    "new guests may be unable to get access, whatever the policies say; Microsoft does not document \
                     whether entitlement management can still invite them, and recommends adminsAndGuestInviters or a \
                     less restrictive value",
                )
        }
        Answer::Known(who) => check(Verdict::Good, format!("allowInvitesFrom is {who}")),
    }
}

fn check_inbound(probe: &Probe) -> Check {
    let check = |verdict, says: String| Check::new("cross-tenant access", verdict, says);
    let named = |tenant: &Option<ObjectId>| {
        tenant.as_ref().map_or_else(
            || "every tenant without cross-tenant access settings of its own".to_owned(),
            ToString::to_string,
        )
    };
    match &probe.kept_out {
        Answer::Unknown(why) => check(Verdict::NotEvaluated, why.clone()),
        Answer::Known(out) if out.is_empty() => {
            check(Verdict::Good, "B2B collaboration is not blocked for any tenant".to_owned())
        }
        Answer::Known(out) => check(
            Verdict::Warning,
            format!(
                "B2B collaboration is blocked for users from {}",
                out.iter().map(named).collect::<Vec<_>>().join(", ")
            ),
        )
        .with_advice(
            "these people cannot become guests, whatever the policies say; allow inbound access for \
            their tenant in the cross-tenant access settings",
        ),
    }
}
