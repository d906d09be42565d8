//! The references of policy files with other spellings: names instead of ids and ids instead of names,
//! wherever the tenant allows it.

use std::collections::BTreeMap;

use serde_json::Value as Row;
use serde_yaml::{Mapping, Value};

/// The names of a tenant's objects, and the random choices between spellings.
pub(super) struct Speller<'t> {
    dump: &'t Row,
    /// Ids of the objects of each table by name, without ambiguous names.
    ids: BTreeMap<&'static str, BTreeMap<String, String>>,
    coins: Vec<bool>,
    next: usize,
    /// Whether the spellings of roles change too.
    roles: bool,
}

/// The tables whose objects have unique names in the tenant, and the member with the name.
const NAMED: [(&str, &str); 6] = [
    ("groups", "displayName"),
    ("users", "userPrincipalName"),
    ("servicePrincipals", "displayName"),
    ("catalogs", "displayName"),
    ("connectedOrganizations", "displayName"),
    ("tenants", "defaultDomainName"),
];

fn map(entries: &[(&str, Value)]) -> Value {
    Value::Mapping(entries.iter().map(|(key, value)| (Value::from(*key), value.clone())).collect())
}

fn by(key: &str, id: &str) -> Value {
    map(&[(key, Value::from(id))])
}

impl<'t> Speller<'t> {
    pub(super) fn new(dump: &'t Row, coins: Vec<bool>, roles: bool) -> Self {
        let mut ids = BTreeMap::new();
        for (table, member) in NAMED {
            let mut of_table: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (id, row) in dump[table].as_object().into_iter().flatten() {
                let name = row[member].as_str().unwrap_or_default().to_owned();
                of_table.entry(name).or_default().push(id.clone());
            }
            let unique = of_table.into_iter().filter(|(_, ids)| ids.len() == 1);
            ids.insert(table, unique.map(|(name, mut ids)| (name, ids.remove(0))).collect());
        }
        Self { dump, ids, coins, next: 0, roles }
    }

    fn flip(&mut self) -> bool {
        self.next += 1;
        self.coins[self.next % self.coins.len()]
    }

    fn id(&self, table: &str, name: &str) -> Option<String> {
        self.ids[table].get(name).cloned()
    }

    fn name(&self, table: &str, id: &str) -> Option<String> {
        self.ids[table].iter().find(|(_, known)| *known == id).map(|(name, _)| name.clone())
    }

    /// The id of an object of a catalog by its name there.
    fn inside(&self, table: &str, catalog: &str, name: &str) -> Option<String> {
        let catalog = self.id("catalogs", catalog)?;
        let rows = self.dump[table].as_object()?;
        let of = |row: &Row| row["_catalog"] == catalog.as_str() && row["displayName"] == name;
        let mut found = rows.iter().filter(|(_, row)| of(row)).map(|(id, _)| id.clone());
        let id = found.next();
        id.filter(|_| found.next().is_none())
    }

    /// A whole file.
    pub(super) fn file(&mut self, text: &str) -> String {
        let mut value: Value = serde_yaml::from_str(text).unwrap();
        let packages = value.get_mut("accessPackages").and_then(Value::as_sequence_mut);
        for package in packages.into_iter().flatten() {
            self.package(package);
        }
        for catalog in value.get_mut("catalogs").and_then(Value::as_sequence_mut).into_iter().flatten() {
            self.resources(catalog.get_mut("resources"), false);
            let roles = catalog.get_mut("roles").and_then(Value::as_mapping_mut);
            for (_, list) in roles.into_iter().flatten() {
                self.people(list, true);
            }
        }
        let organizations = value.get_mut("connectedOrganizations").and_then(Value::as_sequence_mut);
        for organization in organizations.into_iter().flatten() {
            self.organization(organization);
        }
        if let Some(creators) =
            value.get_mut("settings").and_then(|settings| settings.get_mut("catalogCreators"))
        {
            self.people(creators, true);
        }
        serde_yaml::to_string(&value).unwrap()
    }

    fn organization(&mut self, organization: &mut Value) {
        let identity = &mut organization["identity"];
        match identity {
            Value::Sequence(sources) => sources.iter_mut().for_each(|source| self.source(source)),
            source => self.source(source),
        }
        let sponsors = organization.get_mut("sponsors").and_then(Value::as_mapping_mut);
        for (_, list) in sponsors.into_iter().flatten() {
            self.people(list, true);
        }
    }

    fn source(&mut self, source: &mut Value) {
        let domain = source.get("tenant").and_then(Value::as_str).map(str::to_owned);
        let id = source.get("tenantId").and_then(Value::as_str).map(str::to_owned);
        let id = id.or_else(|| self.id("tenants", domain.as_deref()?));
        let Some(id) = id else { return };
        let domain = domain.or_else(|| self.name("tenants", &id));
        *source = match (self.flip(), self.flip(), domain) {
            (false, false, Some(domain)) => map(&[("tenant", Value::from(domain))]),
            (false, true, Some(domain)) => map(&[("domain", Value::from(domain))]),
            (true, true, _) => map(&[("tenant", by("tenantId", &id))]),
            _ => by("tenantId", &id.to_uppercase()),
        };
    }

    /// Everyone in a list of principals or of subjects.
    fn people(&mut self, list: &mut Value, any_object: bool) {
        let Value::Sequence(entries) = list else { return };
        for entry in entries {
            self.person(entry, any_object);
        }
    }

    fn person(&mut self, entry: &mut Value, any_object: bool) {
        for (table, word, id_word) in [
            ("groups", "group", "groupId"),
            ("users", "user", "userId"),
            ("servicePrincipals", "servicePrincipal", "servicePrincipalId"),
        ] {
            let Some(id) = self.id_in(entry, table, word, id_word) else { continue };
            *entry = match (self.flip(), self.flip()) {
                (false, _) if any_object && self.flip() => by("objectId", &id),
                (false, false) => by(id_word, &id.to_uppercase()),
                (false, true) => map(&[(word, by(id_word, &id))]),
                (true, _) => match self.name(table, &id) {
                    Some(name) => map(&[(word, Value::from(name))]),
                    None => by(id_word, &id),
                },
            };
            return;
        }
    }

    /// The id of the object of an entry, in any spelling.
    fn id_in(&self, entry: &Value, table: &str, word: &str, id_word: &str) -> Option<String> {
        match (entry.get(word), entry.get(id_word)) {
            (Some(Value::String(name)), _) => self.id(table, name),
            (Some(named), _) => named.get(id_word)?.as_str().map(str::to_owned),
            (None, Some(id)) => id.as_str().map(str::to_owned),
            (None, None) => None,
        }
    }

    /// A list of bare names of one kind.
    fn names(&mut self, list: Option<&mut Value>, table: &str, id_word: &str) {
        for entry in list.and_then(Value::as_sequence_mut).into_iter().flatten() {
            let id = match entry.as_str() {
                Some(name) => self.id(table, name),
                None => entry.get(id_word).and_then(Value::as_str).map(str::to_owned),
            };
            let Some(id) = id else { continue };
            match self.name(table, &id) {
                Some(name) if self.flip() => *entry = Value::from(name),
                _ => *entry = by(id_word, &id),
            }
        }
    }

    /// Resources of a catalog, or of a package with their roles.
    fn resources(&mut self, list: Option<&mut Value>, roles: bool) {
        for entry in list.and_then(Value::as_sequence_mut).into_iter().flatten() {
            let group = self.id_in(entry, "groups", "group", "groupId");
            let application = self.id_in(entry, "servicePrincipals", "application", "servicePrincipalId");
            let Value::Mapping(members) = entry else { continue };
            if roles {
                self.role(members, group.as_deref(), application.as_deref());
            }
            for (id, table, word, id_word) in [
                (group, "groups", "group", "groupId"),
                (application, "servicePrincipals", "application", "servicePrincipalId"),
            ] {
                let Some(id) = id else { continue };
                members.remove(word);
                members.remove(id_word);
                let app = self.dump[table][&id]["appId"].as_str().map(str::to_owned);
                let (key, value) = match (self.flip(), self.flip(), self.name(table, &id), app) {
                    (true, _, Some(name), _) => (word, Value::from(name)),
                    (false, true, _, Some(app)) => ("appId", Value::from(app)),
                    (false, _, _, _) => (word, by(id_word, &id)),
                    _ => (id_word, Value::from(id.to_uppercase())),
                };
                members.insert(Value::from(key), value);
            }
        }
    }

    /// A role by its id, in a case of its own.
    fn role(&mut self, members: &mut Mapping, group: Option<&str>, application: Option<&str>) {
        let named = members.get("role").and_then(Value::as_str).map(str::to_owned);
        let id = match (group, application, named) {
            (Some(group), _, named) if !members.contains_key("roleId") => {
                let kind = named.as_deref().unwrap_or("Member").replace(' ', "");
                Some(format!("{kind}_{}", group.to_uppercase()))
            }
            (_, Some(application), Some(name)) => {
                let roles = self.dump["servicePrincipals"][application]["appRoles"].as_array();
                let mut of = roles.into_iter().flatten().filter(|role| role["displayName"] == name.as_str());
                of.next()
                    .filter(|_| of.next().is_none())
                    .map(|role| role["id"].as_str().unwrap().to_uppercase())
            }
            _ => None,
        };
        if let Some(id) = id.filter(|_| self.flip()) {
            members.remove("role");
            members.insert(Value::from("roleId"), Value::from(id));
        }
    }

    fn package(&mut self, package: &mut Value) {
        let home = package["catalog"].as_str().map(str::to_owned);
        if let Some(id) = home.as_deref().and_then(|home| self.id("catalogs", home)).filter(|_| self.flip()) {
            package["catalog"] = by("catalogId", &id);
        }
        self.resources(package.get_mut("resources"), self.roles);
        if let Some(incompatible) = package.get_mut("incompatible") {
            self.names(incompatible.get_mut("groups"), "groups", "groupId");
            let others = incompatible.get_mut("packages").and_then(Value::as_sequence_mut);
            for other in others.into_iter().flatten() {
                self.other(other, home.as_deref());
            }
        }
        let policies = package.get_mut("policies").and_then(Value::as_sequence_mut);
        for policy in policies.into_iter().flatten() {
            self.policy(policy, home.as_deref());
        }
    }

    fn other(&mut self, other: &mut Value, home: Option<&str>) {
        let (name, catalog) = match other {
            Value::String(name) => (name.clone(), home),
            ref form => match form["accessPackage"].as_str() {
                Some(name) => (name.to_owned(), form["catalog"].as_str().or(home)),
                None => return,
            },
        };
        let Some(catalog) = catalog.map(str::to_owned) else { return };
        let id = self.inside("accessPackages", &catalog, &name);
        let catalog_id = self.id("catalogs", &catalog);
        match (self.flip(), self.flip(), id, catalog_id) {
            (true, _, Some(id), _) => *other = by("accessPackageId", &id),
            (false, true, _, Some(id)) => {
                *other = map(&[("accessPackage", Value::from(name)), ("catalog", by("catalogId", &id))]);
            }
            _ => *other = map(&[("accessPackage", Value::from(name)), ("catalog", Value::from(catalog))]),
        }
    }

    fn policy(&mut self, policy: &mut Value, home: Option<&str>) {
        if let Some(requestors) = policy.get_mut("requestors") {
            self.names(requestors.get_mut("users"), "users", "userId");
            self.names(requestors.get_mut("groups"), "groups", "groupId");
            self.names(requestors.get_mut("servicePrincipals"), "servicePrincipals", "servicePrincipalId");
            let list = requestors.get_mut("connectedOrganizations");
            self.names(list, "connectedOrganizations", "connectedOrganizationId");
            if let Some(others) = requestors.get_mut("onBehalf").and_then(|others| others.get_mut("by")) {
                self.people(others, false);
            }
        }
        let approval = policy.get_mut("approval").and_then(|approval| approval.get_mut("stages"));
        for stage in approval.and_then(Value::as_sequence_mut).into_iter().flatten() {
            self.deciders(stage, &["approvers", "fallback"]);
            if let Some(escalation) = stage.get_mut("escalation") {
                self.deciders(escalation, &["approvers", "fallback"]);
            }
        }
        if let Some(review) = policy.get_mut("review") {
            self.deciders(review, &["reviewers", "fallback"]);
        }
        let calls = policy.get_mut("extensions").and_then(Value::as_sequence_mut);
        for call in calls.into_iter().flatten() {
            let name = call["extension"].as_str().map(str::to_owned);
            let id = name.and_then(|name| self.inside("customWorkflowExtensions", home?, &name));
            if let Some(id) = id.filter(|_| self.flip()) {
                call["extension"] = by("extensionId", &id);
            }
        }
    }

    fn deciders(&mut self, block: &mut Value, lists: &[&str]) {
        for list in lists {
            match block.get_mut(*list) {
                Some(entry @ Value::Mapping(_)) => self.person(entry, false),
                Some(list) => self.people(list, false),
                None => {}
            }
        }
    }
}
