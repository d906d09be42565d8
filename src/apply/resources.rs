//! Steps on catalog resources, resource roles and entitlement roles: asynchronous requests and looked-up ids.

use serde_json::Value;

use crate::graph::{Answer, GraphError, Request, ask, command, odata_literal};
use crate::model::{Key, PackageKey, Resource, ResourceKey, RoleLink, RoleRef};

use super::encode;
use super::perform::{Performer, StepError};
use super::settle::{RESOURCE_WINDOW, VISIBILITY_WINDOW, Wait, is_possibly_settling};

impl Performer<'_> {
    /// Adds a resource to its catalog and waits until the catalog shows it.
    pub(super) async fn add_resource(&self, key: &ResourceKey, after: &Resource) -> Result<(), StepError> {
        let body = self.encode_with_ids(|ids| encode::resource_add(key, after, ids))?;
        let home = self.require_id(&Key::Catalog(key.catalog.clone()))?;
        match self.deliver_resource_request(body.clone()).await {
            Err(StepError::Graph(GraphError::Uncertain { .. })) => {
                match self.deliver_resource_request(body).await {
                    Err(StepError::Graph(error)) if is_already_onboarded(&error) => {}
                    other => other?,
                }
            }
            Err(StepError::Graph(error)) if is_already_onboarded(&error) => {}
            other => other?,
        }
        let mut wait = Wait::new(self.clock, RESOURCE_WINDOW);
        let (system, origin) = encode::origin(&key.origin)?;
        loop {
            let options = format!("$filter=originSystem eq {}", odata_literal(&system));
            let resources = self.client.read_pages(ask::list_resources(&home, &options)).await?;
            let is_it = |resource: &&Value| {
                let id = resource.get("originId").and_then(Value::as_str).unwrap_or_default();
                id.trim_end_matches('/').eq_ignore_ascii_case(origin.trim_end_matches('/'))
            };
            if let Some(id) = resources.iter().find(is_it).and_then(|r| r.get("id")).and_then(Value::as_str) {
                self.learn_id(Key::Resource(key.clone()), id);
                return Ok(());
            }
            if !wait.pause_once(self.clock).await {
                let why = format!("the catalog accepted {key}, but does not show it yet");
                return Err(StepError::Unfinished(why));
            }
        }
    }

    /// Sends a resource request and waits for its final state.
    pub(super) async fn deliver_resource_request(&self, body: Value) -> Result<(), StepError> {
        let system = body.pointer("/resource/originSystem").and_then(Value::as_str).unwrap_or_default();
        let advice = ownership_rule(system);
        let answer = match self.send_answered(command::request_resource(body)).await {
            Err(StepError::Graph(refused)) if has_code(&refused, "CallerNotResourceOwner") => {
                return Err(StepError::NotOwner { refused, advice });
            }
            answer => answer?,
        };
        let open = ["submitted", "delivering", "scheduled", "pendingApproval", ""];
        match self
            .await_request_end(answer, &open, ask::get_resource_request, RESOURCE_WINDOW)
            .await?
            .as_str()
        {
            "delivered" | "" => Ok(()),
            failed => Err(StepError::Unfinished(format!("the resource request ended in the state {failed}"))),
        }
    }

    /// Waits until an accepted request is in none of the `open` states, and returns its state. A request without an id
    /// cannot be followed, so its state is the one in the answer.
    pub(super) async fn await_request_end(
        &self,
        taken: Answer,
        open: &[&str],
        again: fn(&str) -> Request,
        window: std::time::Duration,
    ) -> Result<String, StepError> {
        let mut request = taken.body.as_json().cloned().unwrap_or_default();
        let mut wait = Wait::new(self.clock, window);
        let text = |request: &Value, name: &str| {
            request.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let id = text(&request, "id");
        loop {
            let state = text(&request, "state");
            if !open.contains(&state.as_str()) || id.is_empty() {
                return Ok(state);
            }
            if !wait.pause_once(self.clock).await {
                return Err(StepError::Unfinished(format!("the request {id} is still {state}")));
            }
            match self.client.read_object(again(&id)).await {
                Ok(now) => request = now,
                Err(error) if is_possibly_settling(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Adds a role to a package, after looking up its id if only its name is known.
    pub(super) async fn add_role(&self, key: &PackageKey, link: &RoleLink) -> Result<(), StepError> {
        let resource = ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() };
        let role = match &link.role {
            RoleRef::Id(role) => role.clone(),
            RoleRef::Name(name) => self.find_role_id(&resource, name).await?,
        };
        let link = RoleLink { resource: link.resource.clone(), role: RoleRef::Id(role) };
        let body = self.encode_with_ids(|ids| encode::role_link(key, &link, ids))?;
        self.add_reference(command::add_role_link(&self.require_id(&Key::Package(key.clone()))?, body)).await
    }

    /// The origin id of a role by its name, once the resource shows its roles.
    async fn find_role_id(&self, resource: &ResourceKey, name: &str) -> Result<String, StepError> {
        let home = self.require_id(&Key::Catalog(resource.catalog.clone()))?;
        let listed = self.require_id(&Key::Resource(resource.clone()))?;
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        let (system, _) = encode::origin(&resource.origin)?;
        loop {
            let roles = self.client.read_pages(ask::list_resource_roles(&home, &system, &listed)).await?;
            let text =
                |role: &Value, member: &str| role.get(member).and_then(Value::as_str).map(str::to_owned);
            let named =
                |role: &&Value| text(role, "displayName").is_some_and(|n| n.eq_ignore_ascii_case(name));
            let ids: Vec<_> = roles.iter().filter(named).filter_map(|role| text(role, "originId")).collect();
            match ids.as_slice() {
                [id] => return Ok(id.clone()),
                [] if wait.pause_once(self.clock).await => {}
                found => {
                    let offered: Vec<_> = roles.iter().filter_map(|role| text(role, "displayName")).collect();
                    let many = if found.is_empty() { "no" } else { "more than one" };
                    let why = format!(
                        "the resource has {many} role named {name}; its roles: {}",
                        offered.join(", ")
                    );
                    return Err(StepError::Unfinished(why));
                }
            }
        }
    }

    /// Removes a role from a package. The id of the link is looked up, since the service may change it at any time.
    pub(super) async fn remove_role(&self, key: &PackageKey, link: &RoleLink) -> Result<(), StepError> {
        let id = self.require_id(&Key::Package(key.clone()))?;
        let there = self
            .client
            .read_object(ask::get_package(&id, "$expand=resourceRoleScopes($expand=role,scope)"))
            .await?;
        let (_, origin) = encode::origin(&link.resource)?;
        let RoleRef::Id(role) = &link.role else { return Ok(()) };
        let links = there.get("resourceRoleScopes").and_then(Value::as_array).cloned().unwrap_or_default();
        let at = |link: &Value, pointer: &str| {
            link.pointer(pointer).and_then(Value::as_str).unwrap_or_default().trim_end_matches('/').to_owned()
        };
        let is_it = |link: &&Value| {
            at(link, "/role/originId").eq_ignore_ascii_case(role)
                && at(link, "/scope/originId").eq_ignore_ascii_case(origin.trim_end_matches('/'))
        };
        for link in links.iter().filter(is_it) {
            self.remove_reference(command::remove_role_link(&id, &at(link, "/id"))).await?;
        }
        Ok(())
    }

    /// Removes an entitlement role assignment, whatever its id is.
    pub(super) async fn revoke_role(
        &self,
        scope: &str,
        role: &str,
        principal: &str,
    ) -> Result<(), StepError> {
        let assignments = self.client.read_pages(ask::list_role_assignments_at(scope)).await?;
        let text = |assignment: &Value, member: &str| {
            assignment.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        for assignment in assignments {
            let here = text(&assignment, "appScopeId").eq_ignore_ascii_case(scope);
            let same = text(&assignment, "roleDefinitionId").eq_ignore_ascii_case(role)
                && text(&assignment, "principalId").eq_ignore_ascii_case(principal);
            if here && same {
                self.remove_reference(command::unassign_role(&text(&assignment, "id"))).await?;
            }
        }
        Ok(())
    }
}

fn is_already_onboarded(error: &GraphError) -> bool {
    has_code(error, "ResourceAlreadyOnboarded")
}

fn has_code(error: &GraphError, code: &str) -> bool {
    error.as_refusal().is_some_and(|refusal| refusal.code == code)
}

/// Who may add a resource of this origin system to a catalog and remove it (fact resource-owner-rights): an entitlement
/// role alone is not sufficient.
fn ownership_rule(system: &str) -> &'static str {
    match system {
        "AadGroup" => {
            "in addition to its catalog role, the identity that runs `apply` must own the group or be allowed to \
             change its members: an application needs Group.ReadWrite.All, a person needs a directory role such as \
             Groups Administrator"
        }
        "AadApplication" => {
            "in addition to its catalog role, the identity that runs `apply` must own the application or be allowed to \
             assign its app roles: an application needs Application.ReadWrite.All (Application.Read.All is not \
             enough), a person needs a directory role such as Identity Governance Administrator"
        }
        "SharePointOnline" => {
            "in addition to its catalog role, the identity that runs `apply` must be an administrator of the site: an \
             application needs Sites.FullControl.All, a person needs the directory role SharePoint Administrator"
        }
        _ => {
            "in addition to its catalog role, the identity that runs `apply` must own the resource: an application \
             needs Group.ReadWrite.All, Application.ReadWrite.All or Sites.FullControl.All, depending on the kind of \
             resource"
        }
    }
}
