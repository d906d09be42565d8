//! Answers to questions that arise from a comparison: names, ids, tenants, roles of a resource.
//!
//! A question without an answer is a failure, never "not found". Must not choose among several answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Body, GraphError, Reader, Request, ask, directory_object};
use crate::model::{
    DirectoryKind, DirectoryObject, Facts, Lookup, ObjectId, Origin, OriginSystem, ReadFailure, ResourceKey,
    ResourceRole, Tenant, Unread, comparable_role_id,
};

/// A catalog resource, by the service's ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceIds {
    /// The catalog's id.
    pub catalog: String,
    /// The catalog-resource id, which differs from the origin id.
    pub resource: String,
}

/// The answers to a set of look-ups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Objects by id. An id that was looked up and is neither here nor among the failures does not exist.
    pub objects: BTreeMap<ObjectId, DirectoryObject>,
    /// Ids for each name, in order.
    pub found: BTreeMap<Lookup, Vec<ObjectId>>,
    /// Tenants. `None` if the domain or id belongs to no tenant.
    pub tenants: BTreeMap<Lookup, Option<Tenant>>,
    /// Roles of catalog resources.
    pub roles: BTreeMap<ResourceKey, Vec<ResourceRole>>,
    /// Members of groups.
    pub members: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// Look-ups without an answer.
    pub failures: BTreeSet<ReadFailure>,
}

impl Answers {
    /// Adds these answers to known ones.
    pub fn add_to(self, facts: &mut Facts) {
        facts.objects.extend(self.objects);
        facts.found.extend(self.found);
        facts.tenants.extend(self.tenants);
        facts.roles.extend(self.roles);
        facts.members.extend(self.members);
        facts.failures.extend(self.failures);
    }

    fn note_failed(&mut self, lookup: &Lookup, error: &GraphError) {
        self.failures.insert(ReadFailure { unread: Unread::Answer(lookup.clone()), why: error.to_string() });
    }

    fn take_objects(&mut self, lookup: &Lookup, kind: DirectoryKind, objects: &[Value]) {
        let objects: Vec<_> =
            objects.iter().filter_map(|value| directory_object(value, Some(kind))).collect();
        let ids: BTreeSet<_> = objects.iter().map(|object| object.id.clone()).collect();
        self.found.insert(lookup.clone(), ids.into_iter().collect());
        self.objects.extend(objects.into_iter().map(|object| (object.id.clone(), object)));
    }
}

/// Graph's word for the system that a resource comes from.
fn origin_system(origin: &Origin) -> String {
    let system = match origin {
        Origin::Group(_) => OriginSystem::AadGroup,
        Origin::Application(_) => OriginSystem::AadApplication,
        Origin::Site(_) => OriginSystem::SharePointOnline,
        Origin::Other { system, .. } => OriginSystem::Other(system.clone()),
    };
    system.graph_word().to_owned()
}

/// The request for a look-up. `None` if it is combined with others or cannot be made yet.
fn lookup_request(lookup: &Lookup, resources: &BTreeMap<ResourceKey, ResourceIds>) -> Option<Request> {
    Some(match lookup {
        Lookup::GroupsNamed(name) => ask::find_groups(name),
        Lookup::UsersNamed(name) => ask::find_users(name),
        Lookup::ServicePrincipalsNamed(name) => ask::find_service_principals(name),
        Lookup::ServicePrincipalOfApp(app) => ask::get_service_principal(app.as_str()),
        Lookup::TenantOfDomain(domain) => ask::find_tenant_of_domain(domain),
        Lookup::TenantOfId(id) => ask::find_tenant_of_id(id.as_str()),
        Lookup::RolesOf(key) => {
            let ids = resources.get(key)?;
            ask::list_resource_roles(&ids.catalog, &origin_system(&key.origin), &ids.resource)
        }
        Lookup::MembersOf(group) => ask::list_group_members(group.as_str()),
        Lookup::Object(_) => return None,
    })
}

fn partner_tenant(value: &Value) -> Option<Tenant> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = text("tenantId");
    (!id.is_empty()).then(|| Tenant {
        id: ObjectId::new(&id),
        name: text("displayName"),
        default_domain: text("defaultDomainName"),
    })
}

fn resource_roles(values: &[Value], origin: &Origin) -> Vec<ResourceRole> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut roles: Vec<_> = values
        .iter()
        .filter_map(|value| {
            let name = text(value, "displayName").unwrap_or_default();
            let id = text(value, "originId")?;
            Some(ResourceRole { origin_id: comparable_role_id(&id, origin), name })
        })
        .collect();
    roles.sort();
    roles
}

impl Reader<'_> {
    /// Answers look-ups in batches of 20, and ids in blocks of 1,000.
    ///
    /// `resources` contains the ids of catalog resources. `RolesOf` a resource that is not in it has no
    /// answer.
    ///
    /// # Errors Only if nothing can be read at all (no connection, no valid sign-in). Other failures are part
    /// of the answers.
    pub async fn look_up_all(
        &self,
        lookups: &BTreeSet<Lookup>,
        resources: &BTreeMap<ResourceKey, ResourceIds>,
    ) -> Result<Answers, GraphError> {
        let mut answers = Answers::default();
        let mut ids = Vec::new();
        let (mut tenants, mut lists) = (Vec::new(), Vec::new());
        for lookup in lookups {
            match (lookup, lookup_request(lookup, resources)) {
                (Lookup::Object(id), _) => ids.push(id.as_str().to_owned()),
                (Lookup::TenantOfDomain(_) | Lookup::TenantOfId(_), Some(request)) => {
                    tenants.push((lookup, request));
                }
                (_, Some(request)) => lists.push((lookup, request)),
                (_, None) => {}
            }
        }
        if !lookups.is_empty() {
            self.client.progress.show_note("looking up directory objects");
        }
        let requests = |asked: &[(&Lookup, Request)]| asked.iter().map(|(_, r)| r.clone()).collect();
        let (found, owners, objects) = tokio::join!(
            self.client.batch_lists(requests(&lists)),
            self.client.send_batch(requests(&tenants)),
            self.read_by_ids(&ids)
        );
        for ((lookup, _), list) in lists.iter().zip(found) {
            take_list(&mut answers, lookup, list)?;
        }
        for ((lookup, _), answer) in tenants.iter().zip(owners) {
            let answer = answer.map(|answer| match &answer.body {
                Body::Json(value) => partner_tenant(value),
                Body::Empty | Body::Text(_) => None,
            });
            take_tenant(&mut answers, lookup, answer)?;
        }
        for (chunk, list) in ids.chunks(ask::MOST_IDS).zip(objects) {
            match list {
                Ok(list) => {
                    let objects = list.iter().filter_map(|value| directory_object(value, None));
                    answers.objects.extend(objects.map(|object| (object.id.clone(), object)));
                }
                Err(error) if error.is_total() => return Err(error),
                Err(error) => {
                    chunk
                        .iter()
                        .for_each(|id| answers.note_failed(&Lookup::Object(ObjectId::new(id)), &error));
                }
            }
        }
        Ok(answers)
    }

    /// The objects with the given ids, one list per block of 1,000.
    pub(super) async fn read_by_ids(&self, ids: &[String]) -> Vec<Result<Vec<Value>, GraphError>> {
        let chunks =
            ids.chunks(ask::MOST_IDS).map(|chunk| self.client.read_pages(ask::get_objects_by_id(chunk)));
        futures::future::join_all(chunks).await
    }
}

fn take_list(
    answers: &mut Answers,
    lookup: &Lookup,
    list: Result<Vec<Value>, GraphError>,
) -> Result<(), GraphError> {
    match (list, lookup) {
        (Err(error), _) if error.is_total() => return Err(error),
        (Err(error), _) => answers.note_failed(lookup, &error),
        (Ok(list), Lookup::GroupsNamed(_)) => answers.take_objects(lookup, DirectoryKind::Group, &list),
        (Ok(list), Lookup::UsersNamed(_)) => answers.take_objects(lookup, DirectoryKind::User, &list),
        (Ok(list), Lookup::RolesOf(key)) => {
            answers.roles.insert(key.clone(), resource_roles(&list, &key.origin));
        }
        (Ok(list), Lookup::MembersOf(group)) => {
            let members: Vec<_> = list.iter().filter_map(|value| directory_object(value, None)).collect();
            let ids = members.iter().map(|member| member.id.clone()).collect();
            answers.members.insert(group.clone(), ids);
            answers.objects.extend(members.into_iter().map(|member| (member.id.clone(), member)));
        }
        (Ok(list), _) => answers.take_objects(lookup, DirectoryKind::ServicePrincipal, &list),
    }
    Ok(())
}

fn take_tenant(
    answers: &mut Answers,
    lookup: &Lookup,
    answer: Result<Option<Tenant>, GraphError>,
) -> Result<(), GraphError> {
    let found = match answer {
        Ok(Some(tenant)) => Some(tenant),
        // 404 means that no tenant owns the domain (fact tenant-lookup).
        Err(error) if error.http_status() == Some(404) => None,
        Err(error) if error.is_total() => return Err(error),
        Err(error) => {
            answers.note_failed(lookup, &error);
            return Ok(());
        }
        Ok(None) => {
            let why = "it has no tenant id".to_owned();
            answers
                .note_failed(lookup, &GraphError::Malformed { path: "/tenantRelationships".to_owned(), why });
            return Ok(());
        }
    };
    answers.tenants.insert(lookup.clone(), found);
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graph::script::{Script, client};
    use crate::model::{CatalogKey, DirectoryRef};

    fn service(path: &str) -> (u16, Value) {
        if path.starts_with("/groups") {
            return (
                200,
                json!({"value": [{"id": "G2", "displayName": "x"}, {"id": "G1", "displayName": "x"}]}),
            );
        }
        if path.starts_with("/users") {
            return (403, json!({"error": {"code": "Authorization_RequestDenied", "message": "no"}}));
        }
        if path.starts_with("/directoryObjects") {
            return (
                200,
                json!({"value": [{"@odata.type": "#microsoft.graph.user", "id": "U1", "userType": "Guest"}]}),
            );
        }
        if path.contains("resourceRoles") {
            return (
                200,
                json!({"value": [{"displayName": "Member", "originId": "Member_G"}, {"displayName": 3}]}),
            );
        }
        if path.contains("'known.com'") {
            return (200, json!({"tenantId": "T", "displayName": "Known", "defaultDomainName": "known.com"}));
        }
        (404, json!({"error": {"code": "", "message": "none"}}))
    }

    #[tokio::test]
    async fn each_look_up_is_answered_or_fails_alone() {
        let (client, script) = client(Script::routes(service));
        let key = ResourceKey {
            catalog: CatalogKey { name: "C".into(), pin: None },
            origin: Origin::Group(DirectoryRef::Id(ObjectId::new("g"))),
        };
        let unknown = ResourceKey { origin: Origin::Site("https://s".into()), ..key.clone() };
        let lookups: BTreeSet<Lookup> = [
            Lookup::GroupsNamed("x".into()),
            Lookup::UsersNamed("y".into()),
            Lookup::Object(ObjectId::new("u1")),
            Lookup::Object(ObjectId::new("u2")),
            Lookup::TenantOfDomain("known.com".into()),
            Lookup::TenantOfDomain("unknown.com".into()),
            Lookup::RolesOf(key.clone()),
            Lookup::RolesOf(unknown.clone()),
        ]
        .into();
        let ids = ResourceIds { catalog: "c".into(), resource: "r".into() };
        let answers = Reader::new(&client).look_up_all(&lookups, &[(key.clone(), ids)].into()).await.unwrap();
        assert_eq!(
            answers.found[&Lookup::GroupsNamed("x".into())],
            [ObjectId::new("g1"), ObjectId::new("g2")]
        );
        assert!(answers.objects[&ObjectId::new("u1")].guest);
        assert!(!answers.objects.contains_key(&ObjectId::new("u2")));
        assert_eq!(answers.tenants[&Lookup::TenantOfDomain("unknown.com".into())], None);
        assert!(answers.tenants[&Lookup::TenantOfDomain("known.com".into())].is_some());
        let member = ResourceRole { origin_id: "Member_g".into(), name: "Member".into() };
        assert_eq!(answers.roles[&key], [member]);
        assert!(!answers.roles.contains_key(&unknown));
        assert_eq!(answers.failures.len(), 1);
        assert_eq!(script.paths().len(), 3);
    }
}
