//! The table of defaults: what every optional key means if it is absent.
//!
//! A key that is a member of the model has its row in the table of properties; here are the others. The schemas carry
//! both, so that the documentation cannot say something else than what is sent.

use std::collections::BTreeMap;

use crate::model::{Catalog, Extension, Organization, Package, Policy, Resource, Settings};
use crate::property::{Info, Meaning, table_rows};

/// One optional key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The path of the key; `[]` is any entry of a list, `*` any key.
    pub key: String,
    /// What it means if it is absent.
    pub meaning: Meaning,
    /// The Graph property that it sets.
    pub graph: String,
    /// What is sent if it is absent.
    pub sent: String,
}

/// A row that is written here.
type Own = (&'static str, Is, &'static str, &'static str);

/// What an absent key means.
#[derive(Clone, Copy)]
enum Is {
    Yaml(&'static str),
    SameAs(&'static str),
    Words(&'static str),
}

const fn value_default(
    key: &'static str,
    value: &'static str,
    graph: &'static str,
    sent: &'static str,
) -> Own {
    (key, Is::Yaml(value), graph, sent)
}

const fn same_default(key: &'static str, other: &'static str, graph: &'static str) -> Own {
    (key, Is::SameAs(other), graph, "the same text")
}

const fn worded_default(
    key: &'static str,
    text: &'static str,
    graph: &'static str,
    sent: &'static str,
) -> Own {
    (key, Is::Words(text), graph, sent)
}

fn own_rows(rows: &[Own]) -> impl Iterator<Item = Row> + '_ {
    rows.iter().map(|(key, is, graph, sent)| Row {
        key: (*key).to_owned(),
        meaning: match *is {
            Is::Yaml(value) => Meaning::Yaml(value.to_owned()),
            Is::SameAs(key) => Meaning::SameAs(key),
            Is::Words(text) => Meaning::Words(text),
        },
        graph: (*graph).to_owned(),
        sent: (*sent).to_owned(),
    })
}

/// Every optional key of the language.
#[must_use]
pub fn default_rows() -> Vec<Row> {
    let mut all: Vec<Row> = own_rows(DEFAULTS).collect();
    each_kind(&mut |row| {
        let Info { key, meaning: Some(meaning), graph, sent, .. } = row else { return };
        all.push(Row { key, meaning, graph: graph.join(", "), sent });
    });
    all
}

/// The properties of Graph that the keys of members set, keys that must be written among them.
#[must_use]
pub fn graph_properties() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    each_kind(&mut |row| drop(all.insert(row.key, row.graph.join(", "))));
    all
}

/// Every optional key of the project file.
#[must_use]
pub fn project_defaults() -> Vec<Row> {
    own_rows(PROJECT_DEFAULTS).collect()
}

/// Shows every row of the table of properties, with the path of its key in a document.
fn each_kind(visit: &mut dyn FnMut(Info)) {
    table_rows::<Organization>("connectedOrganizations[]").into_iter().for_each(&mut *visit);
    table_rows::<Catalog>("catalogs[]").into_iter().for_each(&mut *visit);
    table_rows::<Resource>("catalogs[].resources[]").into_iter().for_each(&mut *visit);
    table_rows::<Extension>("catalogs[].extensions[]").into_iter().for_each(&mut *visit);
    table_rows::<Package>("accessPackages[]").into_iter().for_each(&mut *visit);
    table_rows::<Policy>("accessPackages[].policies[]").into_iter().for_each(&mut *visit);
    table_rows::<Settings>("settings").into_iter().for_each(&mut *visit);
}

const UNMANAGED: &str = "not managed: the tenant keeps its value";

const BY_NAME: &str = "the object is found by name";

const NEVER_RENAMED: &str = "never renamed";

const EVERY_TENANT: &str = "every tenant of the project";

/// Every optional key that is no member.
#[rustfmt::skip]
const DEFAULTS: &[Own] = &[
    worded_default("connectedOrganizations", "none in this file", "connectedOrganizations", "nothing"),
    worded_default(
        "connectedOrganizations[].sponsors",
        "no sponsors",
        "internalSponsors, externalSponsors",
        "removed",
    ),
    worded_default("connectedOrganizations[].only", EVERY_TENANT, "", "nothing"),
    worded_default("catalogs", "none in this file", "catalogs", "nothing"),
    worded_default("catalogs[].id", BY_NAME, "", "nothing"),
    worded_default("catalogs[].formerly", NEVER_RENAMED, "", "nothing"),
    worded_default("catalogs[].only", EVERY_TENANT, "", "nothing"),
    value_default("catalogs[].exclusive", "false", "", "nothing; undeclared objects are foreign and stay unchanged"),
    value_default("catalogs[].resources", "[]", "resources", "nothing; undeclared resources are foreign and stay \
        unchanged"),
    worded_default("catalogs[].resources[].only", EVERY_TENANT, "", "nothing"),
    worded_default("catalogs[].resources[].attributes[].question.formerly", NEVER_RENAMED, "", "nothing"),
    value_default(
        "catalogs[].extensions",
        "[]",
        "customWorkflowExtensions",
        "nothing; undeclared extensions are foreign and stay unchanged",
    ),
    worded_default("catalogs[].extensions[].id", BY_NAME, "", "nothing"),
    worded_default("catalogs[].extensions[].formerly", NEVER_RENAMED, "", "nothing"),
    worded_default("catalogs[].extensions[].only", EVERY_TENANT, "", "nothing"),
    worded_default("accessPackages", "none in this file", "accessPackages", "nothing"),
    worded_default("accessPackages[].id", BY_NAME, "", "nothing"),
    worded_default("accessPackages[].formerly", NEVER_RENAMED, "", "nothing"),
    worded_default("accessPackages[].only", EVERY_TENANT, "", "nothing"),
    worded_default(
        "accessPackages[].resources[].role",
        "Member for a group; required for everything else",
        "role.displayName",
        "Member",
    ),
    worded_default(
        "accessPackages[].resources[].roleId",
        "the role is found by name",
        "role.originId",
        "the role as the resource lists it",
    ),
    worded_default(
        "accessPackages[].incompatible",
        "nothing",
        "incompatibleAccessPackages, incompatibleGroups",
        "removed",
    ),
    same_default("accessPackages[].incompatible.packages[].catalog", "catalog of the package", "id"),
    value_default(
        "accessPackages[].policies",
        "[]",
        "assignmentPolicies",
        "nothing; undeclared policies are foreign and stay unchanged",
    ),
    worded_default("accessPackages[].policies[].id", BY_NAME, "", "nothing"),
    worded_default("accessPackages[].policies[].formerly", NEVER_RENAMED, "", "nothing"),
    worded_default("accessPackages[].policies[].only", EVERY_TENANT, "", "nothing"),
    value_default(
        "accessPackages[].policies[].requestors.connectedOrganizations",
        "[]",
        "specificAllowedTargets",
        "[]",
    ),
    value_default("accessPackages[].policies[].requestors.users", "[]", "specificAllowedTargets", "[]"),
    value_default("accessPackages[].policies[].requestors.groups", "[]", "specificAllowedTargets", "[]"),
    value_default("accessPackages[].policies[].requestors.servicePrincipals", "[]", "specificAllowedTargets", "[]"),
    worded_default("accessPackages[].policies[].questions[].formerly", NEVER_RENAMED, "", "nothing"),
    worded_default("templates", "none in this file", "", "nothing"),
    worded_default("templates.policies", "none in this file", "", "nothing"),
    worded_default("templates.policies.*.parameters", "no parameters", "", "nothing"),
    worded_default("templates.policies.*.parameters.*.default", "none: every use must give a value", "", "nothing"),
    worded_default("existing", "none in this file", "", "nothing"),
    worded_default("existing.connectedOrganizations", "none in this file", "", "nothing"),
    worded_default("existing.catalogs", "none in this file", "", "nothing"),
    worded_default("existing.resources", "none in this file", "", "nothing"),
    worded_default("existing.extensions", "none in this file", "", "nothing"),
    worded_default("existing.accessPackages", "none in this file", "", "nothing"),
    worded_default("existing.policies", "none in this file", "", "nothing"),
    worded_default("remove", "this file deletes nothing", "", "nothing"),
    worded_default("remove[].catalog", "this line deletes no catalog", "", "nothing"),
    worded_default("remove[].accessPackage", "this line deletes no access package", "", "nothing"),
    worded_default("remove[].policy", "this line deletes no policy", "", "nothing"),
    worded_default("remove[].extension", "this line deletes no extension", "", "nothing"),
    worded_default("remove[].connectedOrganization", "this line deletes no connected organization", "", "nothing"),
    worded_default("remove[].group", "this line removes no resource", "", "nothing"),
    worded_default("remove[].groupId", "this line removes no resource", "", "nothing"),
    worded_default("remove[].application", "this line removes no resource", "", "nothing"),
    worded_default("remove[].servicePrincipalId", "this line removes no resource", "", "nothing"),
    worded_default("remove[].appId", "this line removes no resource", "", "nothing"),
    worded_default("remove[].site", "this line removes no resource", "", "nothing"),
    worded_default("settings", UNMANAGED, "settings", "nothing"),
];

const CLIENT_ID: &str = "the value of `AZURE_CLIENT_ID`, if the method needs a client id";
const CONNECTION_ID: &str = "none; required for azurePipelines";

const PROJECT_DEFAULTS: &[Own] = &[
    worded_default("defaultTenant", "the only tenant, or the one named on the command line", "", ""),
    value_default("protected", "[]", "", ""),
    worded_default("limits", "5 deletions, and changes to 30 % of the objects", "", ""),
    value_default("limits.maxDeletes", "5", "", ""),
    value_default("limits.maxChangePercent", "30", "", ""),
    value_default("tenants.*.cloud", "global", "", ""),
    value_default("tenants.*.auth", "{ method: auto }", "", ""),
    worded_default("tenants.*.auth.clientId", CLIENT_ID, "", ""),
    worded_default("tenants.*.auth.serviceConnectionId", CONNECTION_ID, "", ""),
    worded_default("tenants.*.auth.apply", "the same as for plan", "", ""),
    worded_default("tenants.*.auth.apply.clientId", CLIENT_ID, "", ""),
    worded_default("tenants.*.auth.apply.serviceConnectionId", CONNECTION_ID, "", ""),
    worded_default("tenants.*.auth.plan.clientId", CLIENT_ID, "", ""),
    worded_default("tenants.*.auth.plan.serviceConnectionId", CONNECTION_ID, "", ""),
    value_default("tenants.*.variables", "{}", "", ""),
    worded_default("tenants.*.settings", "the settings of the policy files", "", ""),
    worded_default("tenants.*.settings.externalUserLifecycle", "the value in the policy files", "", ""),
    worded_default(
        "tenants.*.settings.externalUserLifecycle.deleteAfter",
        "the tenant keeps its value",
        "",
        "",
    ),
    worded_default("tenants.*.settings.catalogCreators", "the value in the policy files", "", ""),
    worded_default("tenants.*.accept", "no hold is accepted in advance", "", ""),
];
