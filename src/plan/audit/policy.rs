//! What the service accepts in a policy (facts approval-stages-one-to-three, approval-stage-four-lists,
//! extension-stages, scopes-and-targets).

use crate::model::{
    Approval, ExtensionBinding, ExtensionKind, ExtensionRef, Policy, PolicyKey, StageName, State, Subject,
    TargetScope,
};

use super::references::policy_subjects;

/// The maximum number of approval stages.
const STAGES: usize = 3;

/// Reports what the service would refuse in a policy that is written when the tenant is as in `state`.
pub(super) fn policy_faults(
    key: &PolicyKey,
    before: Option<&Policy>,
    after: &Policy,
    state: &State,
) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(target_fault(after));
    found.extend(approval_fault(&after.approval));
    for binding in &after.extensions {
        found.extend(extension_fault(key, binding, state));
    }
    if before.is_some_and(|before| before.automatic.is_some() != after.automatic.is_some()) {
        found.push("it changes a policy between requests and automatic assignment.".to_owned());
    }
    if before.into_iter().chain([after]).any(has_unknown) {
        found.push(
            "it replaces a policy that contains a value that this version of Guestlist does not know."
                .to_owned(),
        );
    }
    found
}

/// A policy is replaced as a whole, so unknown values in it would be written without being understood.
fn has_unknown(policy: &Policy) -> bool {
    policy.approval.stages.iter().any(|stage| stage.unknown_kind.is_some())
        || policy_subjects(policy).any(|subject| matches!(subject, Subject::Unknown(_)))
}

fn target_fault(policy: &Policy) -> Option<String> {
    use TargetScope as Scope;
    let Policy { scope, targets, automatic, .. } = policy;
    let fits: fn(&Subject) -> bool = match scope {
        Scope::SpecificDirectoryUsers if automatic.is_some() => {
            |subject| matches!(subject, Subject::AttributeRule(_))
        }
        Scope::SpecificDirectoryUsers => |subject| matches!(subject, Subject::User(_) | Subject::Group(_)),
        Scope::SpecificConnectedOrganizationUsers => {
            |subject| matches!(subject, Subject::ConnectedOrganization(_))
        }
        Scope::SpecificDirectoryServicePrincipals => {
            |subject| matches!(subject, Subject::ServicePrincipal(_))
        }
        Scope::NotSpecified
        | Scope::AllMemberUsers
        | Scope::AllDirectoryUsers
        | Scope::AllDirectoryServicePrincipals
        | Scope::AllConfiguredConnectedOrganizationUsers
        | Scope::AllExternalUsers
        | Scope::AllDirectoryAgentIdentities => {
            return (!targets.is_empty())
                .then(|| format!("it has targets, which its scope `{scope}` does not allow."));
        }
        // The targets of an unknown scope are unknown too.
        Scope::Other(_) => return None,
    };
    if targets.is_empty() {
        return Some(format!("it has no targets, which its scope `{scope}` needs."));
    }
    let stranger = targets.iter().any(|subject| !fits(subject) && !matches!(subject, Subject::Unknown(_)));
    stranger.then(|| format!("it has a target of a kind that its scope `{scope}` does not allow."))
}

fn approval_fault(approval: &Approval) -> Option<String> {
    let Approval { required_for, requestor_justification: _, stages } = approval;
    if stages.len() > STAGES {
        return Some(format!("its approval has more than {STAGES} stages."));
    }
    if required_for.is_empty() {
        return None;
    }
    if stages.is_empty() {
        return Some("it requires approval, but has no stage.".to_owned());
    }
    let empty = stages.iter().position(|stage| stage.approvers.is_empty())?;
    Some(format!("it requires approval, but stage {} has no approver.", empty + 1))
}

fn extension_fault(policy: &PolicyKey, binding: &ExtensionBinding, state: &State) -> Option<String> {
    let ExtensionBinding { stage, extension: ExtensionRef::Key(key) } = binding else { return None };
    if key.catalog != policy.package.catalog {
        return Some(format!("it uses `extension/{key}`, which belongs to another catalog."));
    }
    let wanted = match stage {
        StageName::AssignmentRequestCreated
        | StageName::AssignmentRequestApproved
        | StageName::AssignmentRequestGranted
        | StageName::AssignmentRequestRemoved => ExtensionKind::AssignmentRequest,
        StageName::AssignmentFourteenDaysBeforeExpiration | StageName::AssignmentOneDayBeforeExpiration => {
            ExtensionKind::Assignment
        }
        StageName::Other(_) => return None,
    };
    let kind = &state.extensions.get(key)?.kind;
    let fits = *kind == wanted || matches!(kind, ExtensionKind::Other(_));
    (!fits).then(|| format!("it uses `extension/{key}` at the stage `{stage}`, which cannot call it."))
}
