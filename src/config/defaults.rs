//! The table of defaults: what every optional key means if it is absent.
//!
//! A key that is a member of the model has its row in the table of properties; here are the others. The schemas carry
//! both, so that the documentation cannot say something else than what is sent.

use std::collections::BTreeMap;

use crate::model::{Catalog, Extension, Organization, Package, Policy, Resource, Settings};
use crate::property::{Info, Meaning, rows};

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

const fn yaml(key: &'static str, value: &'static str, graph: &'static str, sent: &'static str) -> Own {
    (key, Is::Yaml(value), graph, sent)
}

const fn same(key: &'static str, other: &'static str, graph: &'static str) -> Own {
    (key, Is::SameAs(other), graph, "the same text")
}

const fn words(key: &'static str, text: &'static str, graph: &'static str, sent: &'static str) -> Own {
    (key, Is::Words(text), graph, sent)
}

fn own(rows: &[Own]) -> impl Iterator<Item = Row> + '_ {
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
pub fn defaults() -> Vec<Row> {
    let mut all: Vec<Row> = own(DEFAULTS).collect();
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
    own(PROJECT_DEFAULTS).collect()
}

/// Shows every row of the table of properties, with the path of its key in a document.
fn each_kind(visit: &mut dyn FnMut(Info)) {
    rows::<Organization>("connectedOrganizations[]").into_iter().for_each(&mut *visit);
    rows::<Catalog>("catalogs[]").into_iter().for_each(&mut *visit);
    rows::<Resource>("catalogs[].resources[]").into_iter().for_each(&mut *visit);
    rows::<Extension>("catalogs[].extensions[]").into_iter().for_each(&mut *visit);
    rows::<Package>("accessPackages[]").into_iter().for_each(&mut *visit);
    rows::<Policy>("accessPackages[].policies[]").into_iter().for_each(&mut *visit);
    rows::<Settings>("settings").into_iter().for_each(&mut *visit);
}

const UNMANAGED: &str = "not managed: the tenant keeps its value";

const BY_NAME: &str = "the object is found by name";

const NEVER_RENAMED: &str = "never renamed";

const EVERY_TENANT: &str = "every tenant of the project";

/// Every optional key that is no member.
#[rustfmt::skip]
const DEFAULTS: &[Own] = &[
    words("connectedOrganizations", "none in this file", "connectedOrganizations", "nothing"),
    words(
        "connectedOrganizations[].sponsors",
        "no sponsors",
        "internalSponsors, externalSponsors",
        "removed",
    ),
    words("connectedOrganizations[].only", EVERY_TENANT, "", "nothing"),
    words("catalogs", "none in this file", "catalogs", "nothing"),
    words("catalogs[].id", BY_NAME, "", "nothing"),
    words("catalogs[].formerly", NEVER_RENAMED, "", "nothing"),
    words("catalogs[].only", EVERY_TENANT, "", "nothing"),
    yaml("catalogs[].exclusive", "false", "", "nothing: what is not declared is foreign"),
    yaml("catalogs[].resources", "[]", "resources", "nothing: resources that are not declared are foreign"),
    words("catalogs[].resources[].only", EVERY_TENANT, "", "nothing"),
    words("catalogs[].resources[].attributes[].question.formerly", NEVER_RENAMED, "", "nothing"),
    yaml(
        "catalogs[].extensions",
        "[]",
        "customWorkflowExtensions",
        "nothing: extensions that are not declared are foreign",
    ),
    words("catalogs[].extensions[].id", BY_NAME, "", "nothing"),
    words("catalogs[].extensions[].formerly", NEVER_RENAMED, "", "nothing"),
    words("catalogs[].extensions[].only", EVERY_TENANT, "", "nothing"),
    words("accessPackages", "none in this file", "accessPackages", "nothing"),
    words("accessPackages[].id", BY_NAME, "", "nothing"),
    words("accessPackages[].formerly", NEVER_RENAMED, "", "nothing"),
    words("accessPackages[].only", EVERY_TENANT, "", "nothing"),
    words(
        "accessPackages[].resources[].role",
        "Member for a group; required for everything else",
        "role.displayName",
        "Member",
    ),
    words(
        "accessPackages[].resources[].roleId",
        "the role is found by name",
        "role.originId",
        "what the resource lists",
    ),
    words(
        "accessPackages[].incompatible",
        "nothing",
        "incompatibleAccessPackages, incompatibleGroups",
        "removed",
    ),
    same("accessPackages[].incompatible.packages[].catalog", "catalog of the package", "id"),
    yaml(
        "accessPackages[].policies",
        "[]",
        "assignmentPolicies",
        "nothing: policies that are not declared are foreign",
    ),
    words("accessPackages[].policies[].id", BY_NAME, "", "nothing"),
    words("accessPackages[].policies[].formerly", NEVER_RENAMED, "", "nothing"),
    words("accessPackages[].policies[].only", EVERY_TENANT, "", "nothing"),
    yaml(
        "accessPackages[].policies[].requestors.connectedOrganizations",
        "[]",
        "specificAllowedTargets",
        "[]",
    ),
    yaml("accessPackages[].policies[].requestors.users", "[]", "specificAllowedTargets", "[]"),
    yaml("accessPackages[].policies[].requestors.groups", "[]", "specificAllowedTargets", "[]"),
    yaml("accessPackages[].policies[].requestors.servicePrincipals", "[]", "specificAllowedTargets", "[]"),
    words("accessPackages[].policies[].questions[].formerly", NEVER_RENAMED, "", "nothing"),
    words("templates", "none in this file", "", "nothing"),
    words("templates.policies", "none in this file", "", "nothing"),
    words("templates.policies.*.parameters", "no parameters", "", "nothing"),
    words("templates.policies.*.parameters.*.default", "none: every use must give a value", "", "nothing"),
    words("existing", "none in this file", "", "nothing"),
    words("existing.connectedOrganizations", "none in this file", "", "nothing"),
    words("existing.catalogs", "none in this file", "", "nothing"),
    words("existing.resources", "none in this file", "", "nothing"),
    words("existing.extensions", "none in this file", "", "nothing"),
    words("existing.accessPackages", "none in this file", "", "nothing"),
    words("existing.policies", "none in this file", "", "nothing"),
    words("remove", "this file deletes nothing", "", "nothing"),
    words("remove[].catalog", "this line deletes no catalog", "", "nothing"),
    words("remove[].accessPackage", "this line deletes no access package", "", "nothing"),
    words("remove[].policy", "this line deletes no policy", "", "nothing"),
    words("remove[].extension", "this line deletes no extension", "", "nothing"),
    words("remove[].connectedOrganization", "this line deletes no connected organization", "", "nothing"),
    words("remove[].group", "this line removes no resource", "", "nothing"),
    words("remove[].groupId", "this line removes no resource", "", "nothing"),
    words("remove[].application", "this line removes no resource", "", "nothing"),
    words("remove[].servicePrincipalId", "this line removes no resource", "", "nothing"),
    words("remove[].appId", "this line removes no resource", "", "nothing"),
    words("remove[].site", "this line removes no resource", "", "nothing"),
    words("settings", UNMANAGED, "settings", "nothing"),
];

const CLIENT_ID: &str = "the value of `AZURE_CLIENT_ID`, if the method needs a client id";
const CONNECTION_ID: &str = "none; required for azurePipelines";

const PROJECT_DEFAULTS: &[Own] = &[
    words("defaultTenant", "the only tenant, or the one named on the command line", "", ""),
    yaml("protected", "[]", "", ""),
    words("limits", "5 deletions, and changes to 30 % of the objects", "", ""),
    yaml("limits.maxDeletes", "5", "", ""),
    yaml("limits.maxChangePercent", "30", "", ""),
    yaml("tenants.*.cloud", "global", "", ""),
    yaml("tenants.*.auth", "{ method: auto }", "", ""),
    words("tenants.*.auth.clientId", CLIENT_ID, "", ""),
    words("tenants.*.auth.serviceConnectionId", CONNECTION_ID, "", ""),
    words("tenants.*.auth.apply", "the same as for plan", "", ""),
    words("tenants.*.auth.apply.clientId", CLIENT_ID, "", ""),
    words("tenants.*.auth.apply.serviceConnectionId", CONNECTION_ID, "", ""),
    words("tenants.*.auth.plan.clientId", CLIENT_ID, "", ""),
    words("tenants.*.auth.plan.serviceConnectionId", CONNECTION_ID, "", ""),
    yaml("tenants.*.variables", "{}", "", ""),
    words("tenants.*.settings", "the settings of the policy files", "", ""),
    words("tenants.*.settings.externalUserLifecycle", "that of the policy files", "", ""),
    words("tenants.*.settings.externalUserLifecycle.deleteAfter", "the tenant keeps its value", "", ""),
    words("tenants.*.settings.catalogCreators", "that of the policy files", "", ""),
    words("tenants.*.accept", "no hold is accepted in advance", "", ""),
];
