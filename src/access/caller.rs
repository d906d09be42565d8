//! Checks of a caller: its token, and which permissions and roles it has, lacks, or has in excess.

use super::permission::POLICIES_READ;
use super::{CallerKind, CallerRights, Check, Needs, Phase, Probe, Verdict, is_covered_by};

/// Advice for a person whose token has no entitlement scopes. Microsoft's own command line tools never
/// request them (fact entitlement-scopes-needed).
pub const WITHOUT_SCOPES: &str = "the service refuses a person's token without EntitlementManagement \
    scopes, even for a Global Administrator, and Microsoft's own command line tools do not request these \
    scopes; sign in with the method deviceCode and a public client application of your own, or as an \
    application";

/// Permissions that every sign-in has and that reveal nothing, and the one with which `doctor` reads the
/// guest settings.
const HARMLESS: [&str; 6] = ["openid", "profile", "email", "offline_access", "User.Read", POLICIES_READ];

/// Checks a caller: its token, and what it has and lacks for a phase. If the caller is used for this phase
/// only (`measured`), also what it has in excess.
#[must_use]
pub fn caller_checks(held: &CallerRights, needs: &Needs, probe: &Probe, measured: bool) -> Vec<Check> {
    let mut checks = vec![check_sign_in(held), check_token(held, probe)];
    checks.push(check_permissions(held, needs));
    if held.kind == CallerKind::Delegated {
        checks.push(check_roles(held, needs));
    }
    checks.extend(check_excess(held, needs).filter(|_| measured));
    checks
}

/// The check of a sign-in that failed or is missing.
#[must_use]
pub fn sign_in_failure(why: &str) -> Check {
    Check::new("sign-in", Verdict::Bad, why)
        .with_advice("see `guestlist help sign-in` for each method and what it needs from the environment")
}

fn check_sign_in(held: &CallerRights) -> Check {
    let kind = match held.kind {
        CallerKind::Application => "the application",
        CallerKind::Delegated => "the person",
    };
    Check::new("sign-in", Verdict::Good, format!("{kind} {}, signed in with {}", held.name, held.method))
}

fn check_token(held: &CallerRights, probe: &Probe) -> Check {
    let check = |verdict, says: String| Check::new("token", verdict, says);
    let elsewhere = match (&held.tenant, &probe.expected) {
        (Some(tenant), Some(expected)) if tenant != expected => Some((tenant, expected)),
        _ => None,
    };
    if let Some((tenant, expected)) = elsewhere {
        return check(
            Verdict::Bad,
            format!("the token is for the tenant {tenant}, but the project declares {expected}"),
        )
        .with_advice("sign in to the tenant of the project");
    }
    match held.seconds_left {
        Some(left) if left <= 0 => check(Verdict::Bad, format!("the token expired {} s ago", -left)),
        Some(left) => check(Verdict::Good, format!("the token expires in {} min", left / 60)),
        None => check(Verdict::NotEvaluated, "the token does not say when it expires".to_owned()),
    }
}

fn is_catalog_owner(held: &CallerRights, needs: &Needs) -> bool {
    let Some(by_catalog) = &needs.by_catalog else { return false };
    let Some(roles) = &held.entitlement_roles else { return false };
    let owner = |catalog: &String| roles.iter().any(|(role, of)| role == "Catalog owner" && of == catalog);
    by_catalog.beyond.is_empty() && by_catalog.catalogs.iter().all(owner)
}

fn check_permissions(held: &CallerRights, needs: &Needs) -> Check {
    let name = phase_name(needs.phase);
    let has = |needed: &str| held.permissions.iter().any(|held| is_covered_by(held, needed));
    let owner = held.kind == CallerKind::Application && is_catalog_owner(held, needs);
    let by_role = |needed: &str| owner && needed.starts_with("EntitlementManagement.");
    let lacking: Vec<&str> = needs
        .permissions
        .iter()
        .map(|need| need.name.as_str())
        .filter(|needed| !has(needed) && !by_role(needed))
        .collect();
    if lacking.is_empty() {
        return Check::new(name, Verdict::Good, "the token has every permission that is needed");
    }
    let blocked = lacking.iter().any(|name| name.starts_with("EntitlementManagement."));
    let verdict = if blocked { Verdict::Bad } else { Verdict::Warning };
    let advice = if held.is_first_party() && blocked {
        WITHOUT_SCOPES
    } else {
        "`guestlist permissions` explains each permission, its alternatives, and how to grant it"
    };
    Check::new(name, verdict, format!("the token lacks {}", lacking.join(", "))).with_advice(advice)
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Plan => "permissions to plan",
        Phase::Apply => "permissions to apply",
    }
}

fn check_roles(held: &CallerRights, needs: &Needs) -> Check {
    let check = |verdict, says: String| Check::new("roles", verdict, says);
    let writing = needs.phase == Phase::Apply;
    let directory = held.directory_roles(writing);
    if !directory.is_empty() {
        return check(Verdict::Good, directory.join(", "));
    }
    let Some(roles) = &held.entitlement_roles else {
        return check(
            Verdict::NotEvaluated,
            "the token contains no directory role, and the entitlement roles cannot be read".to_owned(),
        );
    };
    if roles.is_empty() {
        let none = "the token contains no directory role, and no entitlement management role is assigned directly to the person";
        return check(Verdict::Warning, none.to_owned()).with_advice(
            "roles through groups are not visible here; `guestlist permissions` lists the roles that are \
            sufficient",
        );
    }
    let said: Vec<_> = roles.iter().map(|(role, of)| format!("{role} of {of}")).collect();
    let enough = !writing || is_catalog_owner(held, needs);
    let verdict = if enough { Verdict::Good } else { Verdict::Warning };
    let found = check(verdict, said.join(", "));
    if enough {
        found
    } else {
        found.with_advice(
            "these roles do not cover everything that the project declares; every plan reports \
            what it cannot read",
        )
    }
}

fn check_excess(held: &CallerRights, needs: &Needs) -> Option<Check> {
    let needed = |held: &String| needs.permissions.iter().any(|need| is_covered_by(held, &need.name));
    let exact = |held: &String| needs.permissions.iter().any(|need| need.name.eq_ignore_ascii_case(held));
    let smaller =
        |held: &String| exact(held) || (needed(held) && !held.to_ascii_lowercase().contains("write"));
    let harmless = |held: &String| HARMLESS.iter().any(|name| name.eq_ignore_ascii_case(held));
    let part = |held: &String| needs.permissions.iter().any(|need| is_covered_by(&need.name, held));
    let extra: Vec<&str> = held
        .permissions
        .iter()
        .filter(|held| !smaller(held) && !harmless(held) && !part(held))
        .map(String::as_str)
        .collect();
    (!extra.is_empty()).then(|| {
        Check::new(
            "least privilege",
            Verdict::Warning,
            format!("the token has more permissions than it needs: {}", extra.join(", ")),
        )
        .with_advice(
            "anyone with this credential has these permissions too; remove the ones that are not needed",
        )
    })
}
