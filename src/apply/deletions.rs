//! Deletes one object and makes sure that it is gone. Whether something is there is decided from lists alone: the
//! service answers 403 and 404 for what is not there, and also for what it will not show (corrections B6).

use serde_json::Value;

use crate::graph::{GraphError, Request, ask, command, literal};
use crate::model::{Key, ResourceKey};
use crate::plan::{Operation, Step};

use super::perform::{Performer, StepError};
use super::settle::{RESOURCE_WINDOW, VISIBILITY_WINDOW, Wait};
use super::{Ids, encode};

impl Performer<'_> {
    pub(super) async fn delete(&self, step: &Step, ids: &Ids) -> Result<(), StepError> {
        if let Operation::RemoveResource { key, .. } = &step.operation {
            return self.remove_resource(step, key, ids).await;
        }
        let request = request(&step.operation, ids)?;
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let error = match self.client.send(request.clone()).await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            // What lived in it until a moment ago may still be seen there.
            let emptied = matches!(error.status(), Some(400 | 409)) && !step.waits_for.is_empty();
            let uncertain = matches!(error, GraphError::Uncertain { .. });
            if (uncertain || matches!(error.status(), Some(403 | 404))) && !self.is_there(step, ids).await? {
                return Ok(());
            }
            if !((emptied || uncertain) && wait.again(self.clock).await) {
                return Err(error.into());
            }
        }
    }

    /// Takes a resource out of its catalog and waits until the catalog shows it no longer.
    async fn remove_resource(&self, step: &Step, key: &ResourceKey, ids: &Ids) -> Result<(), StepError> {
        let body = encode::resource_remove(key, ids)?;
        let mut wait = Wait::new(self.clock, VISIBILITY_WINDOW);
        loop {
            let error = match self.delivered(body.clone()).await {
                Ok(()) => break,
                Err(StepError::Graph(error)) => error,
                Err(other) => return Err(other),
            };
            if !self.is_there(step, ids).await? {
                return Ok(());
            }
            let used =
                error.refusal().is_some_and(|refusal| refusal.code == "InvalidDeleteResourceHasEntitlements");
            let again = used && !step.waits_for.is_empty() || matches!(error, GraphError::Uncertain { .. });
            if !(again && wait.again(self.clock).await) {
                return Err(error.into());
            }
        }
        let mut wait = Wait::new(self.clock, RESOURCE_WINDOW);
        while self.is_there(step, ids).await? {
            if !wait.again(self.clock).await {
                return Err(StepError::Unfinished(format!(
                    "{} was to leave its catalog and is still shown there",
                    step.key
                )));
            }
        }
        Ok(())
    }

    /// Whether the lists still show the object of a deletion.
    async fn is_there(&self, step: &Step, ids: &Ids) -> Result<bool, StepError> {
        let id = ids.id(&step.operation.key())?;
        let all = self.client.list(list(&step.operation, ids)?).await?;
        Ok(all.iter().any(|object| {
            object.get("id").and_then(Value::as_str).is_some_and(|there| there.eq_ignore_ascii_case(id))
        }))
    }
}

fn request(operation: &Operation, ids: &Ids) -> Result<Request, StepError> {
    let key = operation.key();
    let id = ids.id(&key)?;
    Ok(match &key {
        Key::Policy(_) => command::delete_policy(id),
        Key::Package(_) => command::delete_package(id),
        Key::Extension(key) => command::delete_extension(ids.id(&Key::Catalog(key.catalog.clone()))?, id),
        Key::Catalog(_) => command::delete_catalog(id),
        Key::Organization(_) => command::delete_organization(id),
        Key::Resource(_) | Key::Settings => {
            return Err(StepError::Unfinished(format!("{key} takes no DELETE")));
        }
    })
}

/// The list that shows an object while it is there.
fn list(operation: &Operation, ids: &Ids) -> Result<Request, StepError> {
    Ok(match operation.key() {
        Key::Policy(key) => {
            let package = ids.id(&Key::Package(key.package))?;
            ask::policies(&format!("$filter=accessPackage/id eq {}&$expand=accessPackage", literal(package)))
        }
        Key::Package(key) => {
            ask::packages(&format!("$filter=displayName eq {}&$expand=catalog", literal(&key.name)))
        }
        Key::Extension(key) => ask::extensions(ids.id(&Key::Catalog(key.catalog))?),
        Key::Resource(key) => ask::resources(ids.id(&Key::Catalog(key.catalog))?, ""),
        Key::Catalog(_) | Key::Settings => ask::catalogs(),
        Key::Organization(_) => ask::organizations(""),
    })
}
