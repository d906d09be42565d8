//! Azure CLI commands that grant permissions. They look up ids by name when they run.

use super::needs::{CallerKind, Needs};

/// Microsoft Graph's application id, which is the same in every tenant and cloud.
const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";

/// The application that receives permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantee {
    /// Its client id, if the project declares it.
    pub client: Option<String>,
    /// The Graph host of the tenant's cloud: `https://graph.microsoft.com`.
    pub graph: String,
}

/// The commands, one per line. To grant application permissions, a Privileged Role Administrator or a Global
/// Administrator must run them.
#[must_use]
pub fn grant_commands(needs: &Needs, to: &Grantee) -> Vec<String> {
    let client = to.client.as_deref().unwrap_or("YOUR-CLIENT-ID");
    let names: Vec<&str> = needs.permissions.iter().map(|need| need.name.as_str()).collect();
    let names = names.join(" ");
    let id = |of: &str| format!("az ad sp show --id {of} --query id --output tsv");
    let named = |list: &str| {
        format!(
            "az ad sp show --id {GRAPH_APP} --query \"{list}[?value=='$permission'].id | [0]\" --output tsv"
        )
    };
    match needs.caller {
        CallerKind::Application => vec![
            format!("principal=$({})", id(client)),
            format!("graph=$({})", id(GRAPH_APP)),
            format!("for permission in {names}; do"),
            format!("  role=$({})", named("appRoles")),
            format!(
                "  az rest --method POST --url \"{}/v1.0/servicePrincipals/$principal/appRoleAssignments\" --body \"{{\\\"principalId\\\":\\\"$principal\\\",\\\"resourceId\\\":\\\"$graph\\\",\\\"appRoleId\\\":\\\"$role\\\"}}\"",
                to.graph
            ),
            "done".to_owned(),
        ],
        CallerKind::Delegated => vec![
            format!("for permission in {names}; do"),
            format!("  scope=$({})", named("oauth2PermissionScopes")),
            format!(
                "  az ad app permission add --id {client} --api {GRAPH_APP} --api-permissions \"$scope=Scope\""
            ),
            "done".to_owned(),
            format!("az ad app permission admin-consent --id {client}"),
        ],
    }
}
