//! Which expansions are tried on which list, and how members that a list did not show are read object by
//! object.
//!
//! The alternatives are data, best first. An expansion that the documentation does not promise is tried once,
//! and its answer is checked for each object. Missing members are read with the documented request (fact
//! list-expansions-undocumented).

use serde_json::Value;

use super::super::{Body, Client, GraphError, Request, ask};
use super::snapshot::id_of_object;
use super::{Failure, Part};

/// Query options of the package list, best first.
pub(super) const PACKAGES: &[&str] = &[
    "$expand=catalog,resourceRoleScopes($expand=role,scope),incompatibleAccessPackages,incompatibleGroups",
    "$expand=catalog,resourceRoleScopes($expand=role,scope)",
    "$expand=catalog",
];

/// Query options of the policy list, best first.
pub(super) const POLICIES: &[&str] = &[
    "$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)",
    "$expand=accessPackage,customExtensionStageSettings($expand=customExtension)",
    "$expand=accessPackage",
];

/// Query options of one policy. A plain read returns questions without an expansion (fact
/// policy-questions-inline).
pub(super) const POLICY: &[&str] = &[
    "$expand=accessPackage,questions,customExtensionStageSettings($expand=customExtension)",
    "$expand=customExtensionStageSettings($expand=customExtension)",
];

/// Query options of the list of connected organizations, best first.
pub(super) const ORGANIZATIONS: &[&str] = &["$expand=internalSponsors,externalSponsors", ""];

/// Query options of the list of role assignments, best first.
pub(super) const ROLE_ASSIGNMENTS: &[&str] = &["$expand=principal", ""];

/// Query options of a catalog's resources, best first.
pub(super) const RESOURCES: &[&str] = &["$expand=environment", ""];

/// Reads a list with the best alternative that the service accepts.
///
/// # Errors The error of the last alternative, or the first error that is not about the query.
pub(super) async fn first_accepted(
    client: &Client,
    queries: &[&str],
    list: impl Fn(&str) -> Request,
) -> Result<Vec<Value>, GraphError> {
    let mut refused = None;
    for query in queries {
        match client.read_pages(list(query)).await {
            Err(error) if error.is_query_refused() => refused = Some(error),
            done => return done,
        }
    }
    Err(refused
        .unwrap_or_else(|| GraphError::Malformed { path: String::new(), why: "no alternatives".to_owned() }))
}

/// The form of the answer to a read of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The member's list itself, in pages.
    List,
    /// The object, with the member expanded.
    Object,
}

/// A member that a list did not show, and how to read it for one object.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) request: fn(&str) -> Request,
    /// Whether the object has the complete member.
    pub(super) shown: fn(&Value) -> bool,
}

pub(super) fn is_list(value: &Value) -> bool {
    value.is_array()
}

fn has_whole_links(value: &Value) -> bool {
    let whole = |link: &Value| link["role"].is_object() && link["scope"].is_object();
    value.as_array().is_some_and(|links| links.iter().all(whole))
}

pub(super) const PACKAGE_MEMBERS: &[Member] = &[
    Member {
        name: "resourceRoleScopes",
        shape: Shape::Object,
        request: |id| ask::get_package(id, "$expand=resourceRoleScopes($expand=role,scope)"),
        shown: has_whole_links,
    },
    Member {
        name: "incompatibleAccessPackages",
        shape: Shape::List,
        request: ask::list_incompatible_packages,
        shown: is_list,
    },
    Member {
        name: "incompatibleGroups",
        shape: Shape::List,
        request: ask::list_incompatible_groups,
        shown: is_list,
    },
];

pub(super) const ORGANIZATION_MEMBERS: &[Member] = &[
    Member {
        name: "internalSponsors",
        shape: Shape::List,
        request: ask::list_internal_sponsors,
        shown: is_list,
    },
    Member {
        name: "externalSponsors",
        shape: Shape::List,
        request: ask::list_external_sponsors,
        shown: is_list,
    },
];

/// Reads the members that a list did not show, in batches. A member that cannot be read is a failure of its
/// object.
///
/// # Errors Only if nothing more can be read.
pub(super) async fn complete_objects(
    client: &Client,
    objects: &mut [Value],
    members: &[Member],
    part: fn(String) -> Part,
) -> Result<Vec<Failure>, GraphError> {
    let mut wanted = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        for member in members {
            if !object.get(member.name).is_some_and(member.shown)
                && let Some(id) = id_of_object(object)
            {
                wanted.push((at, member, (member.request)(id)));
            }
        }
    }
    let answers = client.send_batch(wanted.iter().map(|(_, _, request)| request.clone()).collect()).await;
    let mut failures = Vec::new();
    for ((at, member, request), answer) in wanted.into_iter().zip(answers) {
        match read_member(client, member, &request, answer.map(|answer| answer.body)).await {
            Ok(value) => objects[at][member.name] = value,
            Err(error) if error.is_total() => return Err(error),
            Err(error) => {
                let owner = part(id_of_object(&objects[at]).unwrap_or_default().to_owned());
                failures.push(Failure { part: owner, why: error.to_string() });
            }
        }
    }
    let names: Vec<&str> = members.iter().map(|member| member.name).collect();
    failures.extend(follow_inner_links(client, objects, &names, part).await?);
    Ok(failures)
}

async fn read_member(
    client: &Client,
    member: &Member,
    request: &Request,
    body: Result<Body, GraphError>,
) -> Result<Value, GraphError> {
    let malformed = |why: &str| GraphError::Malformed { path: request.path.clone(), why: why.to_owned() };
    let Body::Json(mut body) = body? else { return Err(malformed("it is not JSON")) };
    match member.shape {
        Shape::List => client.read_rest(request, body).await.map(Value::Array),
        // The service accepted the documented expansion, so a missing member is empty (fact
        // empty-forms-equal).
        Shape::Object => match body.get_mut(member.name).map(Value::take) {
            None | Some(Value::Null) => Ok(Value::Array(Vec::new())),
            Some(value) if (member.shown)(&value) => Ok(value),
            Some(_) => Err(malformed(&format!("{} is incomplete", member.name))),
        },
    }
}

/// Follows the links with which the service truncates an expanded list.
pub(super) async fn follow_inner_links(
    client: &Client,
    objects: &mut [Value],
    names: &[&str],
    part: fn(String) -> Part,
) -> Result<Vec<Failure>, GraphError> {
    let mut failures = Vec::new();
    for object in objects {
        for name in names {
            let annotation = format!("{name}@odata.nextLink");
            let Some(link) = object.get(&annotation).and_then(Value::as_str).map(str::to_owned) else {
                continue;
            };
            match client.read_pages(ask::list_packages("").next_page(&link)).await {
                Ok(more) => {
                    if let Some(list) = object.get_mut(*name).and_then(Value::as_array_mut) {
                        list.extend(more);
                    }
                    if let Some(object) = object.as_object_mut() {
                        object.remove(&annotation);
                    }
                }
                Err(error) if error.is_total() => return Err(error),
                Err(error) => {
                    let owner = part(id_of_object(object).unwrap_or_default().to_owned());
                    failures.push(Failure { part: owner, why: error.to_string() });
                }
            }
        }
    }
    Ok(failures)
}
