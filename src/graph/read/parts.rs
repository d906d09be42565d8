//! The parts of a tenant that take more than one list: catalogs with their contents, and policies.
//!
//! Must not interpret properties.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::{Body, GraphError, Reader, ask};
use super::fallbacks::{self, first_accepted, is_list};
use super::snapshot::id_of_object;
use super::{Failure, Part, Snapshot};

/// A part, and the failures of its contents.
pub(super) struct PartialRead<T> {
    pub(super) value: T,
    pub(super) failures: Vec<Failure>,
}

impl<T> PartialRead<T> {
    pub(super) fn complete(value: T) -> Self {
        Self { value, failures: Vec::new() }
    }

    /// Returns the value and moves the failures to the snapshot.
    pub(super) fn take_value(self, snapshot: &mut Snapshot) -> T {
        snapshot.failures.extend(self.failures);
        self.value
    }
}

/// A part, or an empty part with a failure.
///
/// # Errors Only those after which nothing else can be read.
pub(super) fn found_or_failure<T: Default>(
    read: Result<T, GraphError>,
    part: Part,
) -> Result<PartialRead<T>, GraphError> {
    match read {
        Ok(value) => Ok(PartialRead::complete(value)),
        Err(error) if error.is_total() => Err(error),
        Err(error) => {
            Ok(PartialRead { value: T::default(), failures: vec![Failure { part, why: error.to_string() }] })
        }
    }
}

/// Drops members that are not objects with an id, and reports their number.
pub(super) fn keep_objects(mut list: PartialRead<Vec<Value>>, part: &Part) -> PartialRead<Vec<Value>> {
    let before = list.value.len();
    list.value.retain(|object| id_of_object(object).is_some());
    let dropped = before - list.value.len();
    if dropped > 0 {
        let why = format!("entries of the list without an id: {dropped}");
        list.failures.push(Failure { part: part.clone(), why });
    }
    list
}

type ByCatalog = BTreeMap<String, Vec<Value>>;

impl Reader<'_> {
    /// Catalogs with their resources and extensions, both in the same batches.
    pub(super) async fn read_catalogs(
        &self,
    ) -> Result<PartialRead<(Vec<Value>, ByCatalog, ByCatalog)>, GraphError> {
        self.client.progress.show_note("reading catalogs");
        let list = self.client.read_pages(ask::list_catalogs()).await;
        let catalogs = keep_objects(found_or_failure(list, Part::Catalogs)?, &Part::Catalogs);
        let mut failures = catalogs.failures;
        let ids: Vec<String> = catalogs.value.iter().filter_map(id_of_object).map(str::to_owned).collect();
        let (best, plain) = (fallbacks::RESOURCES[0], fallbacks::RESOURCES[1]);
        let requests = ids
            .iter()
            .map(|id| ask::list_resources(id, best))
            .chain(ids.iter().map(|id| ask::list_extensions(id)));
        let mut lists = self.client.batch_lists(requests.collect()).await;
        let extension_lists = lists.split_off(ids.len());
        let refused: Vec<usize> = (0..ids.len())
            .filter(|&at| lists[at].as_ref().is_err_and(GraphError::is_query_refused))
            .collect();
        let again = refused.iter().map(|&at| ask::list_resources(&ids[at], plain)).collect();
        for (&at, list) in refused.iter().zip(self.client.batch_lists(again).await) {
            if let Ok(list) = &list {
                failures.extend(sites_without_environment(&ids[at], list));
            }
            lists[at] = list;
        }
        let mut resources = ByCatalog::new();
        let mut extensions = ByCatalog::new();
        for (lists, held, part) in [
            (lists, &mut resources, Part::Resources as fn(String) -> Part),
            (extension_lists, &mut extensions, Part::Extensions),
        ] {
            for (id, list) in ids.iter().zip(lists) {
                let list = keep_objects(found_or_failure(list, part(id.clone()))?, &part(id.clone()));
                failures.extend(list.failures);
                held.insert(id.clone(), list.value);
            }
        }
        Ok(PartialRead { value: (catalogs.value, resources, extensions), failures })
    }

    /// The policies from the list. `None` and an error if the caller may not read the list.
    pub(super) async fn read_policy_list(&self) -> Result<PartialRead<Option<Vec<Value>>>, GraphError> {
        self.client.progress.show_note("reading assignment policies");
        match first_accepted(self.client, fallbacks::POLICIES, ask::list_policies).await {
            Err(error) if error.is_total() => Err(error),
            Err(error) => {
                let failures = vec![Failure { part: Part::Policies, why: error.to_string() }];
                Ok(PartialRead { value: None, failures })
            }
            Ok(list) => {
                let mut list = keep_objects(PartialRead::complete(list), &Part::Policies);
                let missing = self.complete_policies(&mut list.value).await?;
                list.failures.extend(missing);
                Ok(PartialRead { value: Some(list.value), failures: list.failures })
            }
        }
    }

    /// The policies, checked against the packages. Only directory roles see the complete list, so a caller
    /// with a catalog role gets the policies that are expanded on packages (fact catalog-roles-see-part).
    pub(super) async fn read_missing_policies(
        &self,
        listed: PartialRead<Option<Vec<Value>>>,
        packages: &[Value],
    ) -> Result<PartialRead<Vec<Value>>, GraphError> {
        let refused = listed.value.is_none();
        let mut all = PartialRead { value: listed.value.unwrap_or_default(), failures: listed.failures };
        let named: BTreeSet<&str> =
            all.value.iter().filter_map(|policy| policy["accessPackage"]["id"].as_str()).collect();
        let bare = packages.iter().filter_map(id_of_object).any(|package| !named.contains(package));
        // An empty list of packages counts too: it explains why there are no policies.
        if !(bare || refused) {
            return Ok(all);
        }
        let seen: BTreeSet<String> = all.value.iter().filter_map(id_of_object).map(str::to_owned).collect();
        let expanded = self.client.read_pages(ask::list_packages("$expand=assignmentPolicies")).await;
        let mut expanded = found_or_failure(expanded, Part::Policies)?;
        let list = ["assignmentPolicies"];
        let cut = fallbacks::follow_inner_links(self.client, &mut expanded.value, &list, |_| Part::Policies);
        expanded.failures.extend(cut.await?);
        // One package with its list proves that the service supports the expansion; empty lists may be left
        // out.
        let served = expanded.value.iter().any(|package| package["assignmentPolicies"].is_array());
        if !served && !expanded.value.is_empty() {
            let why = "the service does not show which policies an access package has".to_owned();
            expanded.failures.push(Failure { part: Part::Policies, why });
        }
        match (refused, expanded.failures.is_empty()) {
            (true, true) => all.failures.clear(),
            // Both reads are refused; one error is enough.
            (true, false) if expanded.value.is_empty() => return Ok(all),
            _ => {}
        }
        all.failures.append(&mut expanded.failures);
        let mut hidden = Vec::new();
        for package in &expanded.value {
            let policies = package["assignmentPolicies"].as_array().map(Vec::as_slice).unwrap_or_default();
            for policy in
                policies.iter().filter(|policy| id_of_object(policy).is_some_and(|id| !seen.contains(id)))
            {
                let mut policy = policy.clone();
                policy["accessPackage"] = json!({"id": package["id"], "displayName": package["displayName"]});
                hidden.push(policy);
            }
        }
        // A policy that is expanded on a package never shows questions and stages, so each one is read on its
        // own.
        hidden.iter_mut().for_each(|policy| {
            policy.as_object_mut().map(|policy| policy.remove("customExtensionStageSettings"));
        });
        all.failures.extend(self.complete_policies(&mut hidden).await?);
        all.value.extend(hidden);
        Ok(all)
    }

    /// Reads each policy whose questions or stages the list did not show.
    async fn complete_policies(&self, policies: &mut [Value]) -> Result<Vec<Failure>, GraphError> {
        let whole = |policy: &Value| policy.get("questions").is_some_and(is_list) && has_whole_stages(policy);
        let mut open: Vec<usize> = (0..policies.len()).filter(|&at| !whole(&policies[at])).collect();
        let mut failures = Vec::new();
        for (position, options) in fallbacks::POLICY.iter().enumerate() {
            let last = position + 1 == fallbacks::POLICY.len();
            let asked = open
                .iter()
                .map(|&at| ask::get_policy(id_of_object(&policies[at]).unwrap_or_default(), options));
            let answers = self.client.send_batch(asked.collect()).await;
            let mut refused = Vec::new();
            for (&at, answer) in open.iter().zip(answers) {
                match answer.map(|answer| answer.body) {
                    Ok(Body::Json(read)) if read.is_object() => merge_policy(&mut policies[at], read),
                    Ok(_) => {
                        failures.push(policy_failure(&policies[at], "it is not a JSON object".to_owned()))
                    }
                    Err(error) if error.is_total() => return Err(error),
                    Err(error) if error.is_query_refused() && !last => refused.push(at),
                    Err(error) => failures.push(policy_failure(&policies[at], error.to_string())),
                }
            }
            open = refused;
            if open.is_empty() {
                break;
            }
        }
        let lists = ["questions", "customExtensionStageSettings"];
        failures.extend(fallbacks::follow_inner_links(self.client, policies, &lists, Part::Policy).await?);
        Ok(failures)
    }
}

fn policy_failure(policy: &Value, why: String) -> Failure {
    Failure { part: Part::Policy(id_of_object(policy).unwrap_or_default().to_owned()), why }
}

fn has_whole_stages(policy: &Value) -> bool {
    let stages = policy.get("customExtensionStageSettings").and_then(Value::as_array);
    stages.is_some_and(|stages| stages.iter().all(|stage| stage["customExtension"].is_object()))
}

/// Adopts the members of the single read. A list that was requested and left out is empty: its expansion, or
/// for questions the plain read, is the documented way to read it (facts empty-forms-equal,
/// policy-questions-inline).
fn merge_policy(policy: &mut Value, read: Value) {
    let (Value::Object(policy), Value::Object(read)) = (policy, read) else { return };
    for (name, value) in read {
        if !(value.is_null() && policy.contains_key(&name)) {
            policy.insert(name, value);
        }
    }
    for list in ["questions", "customExtensionStageSettings"] {
        if !policy.get(list).is_some_and(Value::is_array) {
            policy.insert(list.to_owned(), json!([]));
        }
    }
}

fn sites_without_environment(catalog: &str, resources: &[Value]) -> Vec<Failure> {
    let sites = resources.iter().filter(|resource| resource["originSystem"] == "SharePointOnline");
    let unseen = sites.filter(|site| site.get("environment").is_none());
    let failure = |site: &Value| Failure {
        part: Part::Resource(catalog.to_owned(), id_of_object(site).unwrap_or_default().to_owned()),
        why: "the service does not show the site's environment".to_owned(),
    };
    unseen.map(failure).collect()
}
