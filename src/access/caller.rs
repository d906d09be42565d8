//! The judgement of a caller: its token, and what it holds, lacks and has too much of.

use super::permission::POLICIES_READ;
use super::{CallerKind, Check, Held, Needs, Phase, Probe, Verdict, covers};

/// What a person does whose token carries no entitlement scopes: Microsoft's own command lines ask for none, whoever
/// signs in (fact entitlement-scopes-needed).
pub const WITHOUT_SCOPES: &str = "the service refuses a person's token without EntitlementManagement scopes, even a Global Administrator's, and Microsoft's own command lines get none with them: sign in with method deviceCode and a public client of your own, or as an application";

/// Permissions that every sign-in has and that give nothing away, and the one by which `doctor` sees what keeps guests
/// out.
const HARMLESS: [&str; 6] = ["openid", "profile", "email", "offline_access", "User.Read", POLICIES_READ];

/// Judges a caller: its token, and what it holds and lacks for a phase; where the phase is all that it does (`measured`),
/// also what it has too much of.
#[must_use]
pub fn caller_checks(held: &Held, needs: &Needs, probe: &Probe, measured: bool) -> Vec<Check> {
    let mut checks = vec![signed_in(held), token(held, probe)];
    checks.push(permissions(held, needs));
    if held.kind == CallerKind::Delegated {
        checks.push(roles(held, needs));
    }
    checks.extend(too_much(held, needs).filter(|_| measured));
    checks
}

/// The check of a sign-in that failed, or that is not there.
#[must_use]
pub fn not_signed_in(why: &str) -> Check {
    Check::new("sign-in", Verdict::Bad, why)
        .advice("see `guestlist help sign-in` for each method and what it needs from the environment")
}

fn signed_in(held: &Held) -> Check {
    let kind = match held.kind {
        CallerKind::Application => "the application",
        CallerKind::Delegated => "the person",
    };
    Check::new("sign-in", Verdict::Good, format!("{kind} {} by {}", held.name, held.method))
}

fn token(held: &Held, probe: &Probe) -> Check {
    let check = |verdict, says: String| Check::new("token", verdict, says);
    let elsewhere = match (&held.tenant, &probe.expected) {
        (Some(tenant), Some(expected)) if tenant != expected => Some((tenant, expected)),
        _ => None,
    };
    if let Some((tenant, expected)) = elsewhere {
        return check(
            Verdict::Bad,
            format!("it is for the tenant {tenant}, and the project means {expected}"),
        )
        .advice("sign in to the tenant that the project names");
    }
    match held.seconds_left {
        Some(left) if left <= 0 => check(Verdict::Bad, format!("it ended {} s ago", -left)),
        Some(left) => check(Verdict::Good, format!("it lasts another {} min", left / 60)),
        None => check(Verdict::NotEvaluated, "it does not say how long it lasts".to_owned()),
    }
}

fn owns_catalogs(held: &Held, needs: &Needs) -> bool {
    let Some(by_catalog) = &needs.by_catalog else { return false };
    let Some(roles) = &held.entitlement_roles else { return false };
    let owner = |catalog: &String| roles.iter().any(|(role, of)| role == "Catalog owner" && of == catalog);
    by_catalog.beyond.is_empty() && by_catalog.catalogs.iter().all(owner)
}

fn permissions(held: &Held, needs: &Needs) -> Check {
    let name = phase_name(needs.phase);
    let has = |needed: &str| held.permissions.iter().any(|held| covers(held, needed));
    let owner = held.kind == CallerKind::Application && owns_catalogs(held, needs);
    let by_role = |needed: &str| owner && needed.starts_with("EntitlementManagement.");
    let lacking: Vec<&str> = needs
        .permissions
        .iter()
        .map(|need| need.name.as_str())
        .filter(|needed| !has(needed) && !by_role(needed))
        .collect();
    if lacking.is_empty() {
        return Check::new(name, Verdict::Good, "the token holds every permission that is needed");
    }
    let blocked = lacking.iter().any(|name| name.starts_with("EntitlementManagement."));
    let verdict = if blocked { Verdict::Bad } else { Verdict::Warning };
    let advice = if held.is_first_party() && blocked {
        WITHOUT_SCOPES
    } else {
        "`guestlist permissions` says why each is needed, what does instead, and how to grant it"
    };
    Check::new(name, verdict, format!("the token lacks {}", lacking.join(", "))).advice(advice)
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Plan => "permissions to plan",
        Phase::Apply => "permissions to apply",
    }
}

fn roles(held: &Held, needs: &Needs) -> Check {
    let check = |verdict, says: String| Check::new("roles", verdict, says);
    let writing = needs.phase == Phase::Apply;
    let directory = held.roles(writing);
    if !directory.is_empty() {
        return check(Verdict::Good, directory.join(", "));
    }
    let Some(roles) = &held.entitlement_roles else {
        return check(
            Verdict::NotEvaluated,
            "the token shows no directory role, and entitlement roles cannot be read".to_owned(),
        );
    };
    if roles.is_empty() {
        let none = "the token shows no directory role, and the person has no entitlement role of its own";
        return check(Verdict::Warning, none.to_owned()).advice(
            "a role may come through a group, which is not seen here; `guestlist permissions` lists the roles that are enough",
        );
    }
    let said: Vec<_> = roles.iter().map(|(role, of)| format!("{role} of {of}")).collect();
    let enough = !writing || owns_catalogs(held, needs);
    let verdict = if enough { Verdict::Good } else { Verdict::Warning };
    let found = check(verdict, said.join(", "));
    if enough {
        found
    } else {
        found.advice("that is not everything the project declares; what cannot be read is said by every plan")
    }
}

fn too_much(held: &Held, needs: &Needs) -> Option<Check> {
    let needed = |held: &String| needs.permissions.iter().any(|need| covers(held, &need.name));
    let exact = |held: &String| needs.permissions.iter().any(|need| need.name.eq_ignore_ascii_case(held));
    let smaller =
        |held: &String| exact(held) || (needed(held) && !held.to_ascii_lowercase().contains("write"));
    let harmless = |held: &String| HARMLESS.iter().any(|name| name.eq_ignore_ascii_case(held));
    let part = |held: &String| needs.permissions.iter().any(|need| covers(&need.name, held));
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
            format!("the token holds more than is needed: {}", extra.join(", ")),
        )
        .advice("whoever gets hold of this sign-in can do that too; take away what nothing needs")
    })
}
