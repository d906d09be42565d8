//! Names in place of ids, if a name provably resolves to exactly that object.

use std::collections::BTreeMap;

use crate::config::document::{
    Application, ApplicationId, ConnectedOrganizationId, Group, GroupId, Guid, Named, OrganizationName,
    TenantId, TenantName, User, UserId,
};
use crate::config::is_valid_name;
use crate::model::{
    Actual, DirectoryObject, DirectoryRef, Facts, Key, Lookup, ObjectId, OrganizationKey, OrganizationRef,
    Origin, ResourceKey, exact_form,
};

use super::Unsayable;

/// The known names.
pub(super) struct Names<'a> {
    facts: &'a Facts,
    actual: &'a Actual,
    /// The tenant's name in the project.
    tenant: &'a str,
    /// How many organizations have each name.
    organizations: BTreeMap<String, usize>,
}

impl<'a> Names<'a> {
    pub(super) fn new(actual: &'a Actual, facts: &'a Facts, tenant: &'a str) -> Self {
        let mut organizations = BTreeMap::new();
        for organization in actual.state.organizations.values() {
            *organizations.entry(exact_form(&organization.name)).or_insert(0) += 1;
        }
        Self { facts, actual, tenant, organizations }
    }

    /// The `id` of an object whose name is ambiguous.
    pub(super) fn pinned_id(&self, pin: Option<&ObjectId>) -> Option<BTreeMap<String, Guid>> {
        pin.map(|id| BTreeMap::from([(self.tenant.to_owned(), to_guid(id))]))
    }

    fn proved_name(
        &self,
        id: &ObjectId,
        candidates: fn(&DirectoryObject) -> Vec<&String>,
        lookup: fn(String) -> Lookup,
    ) -> Option<String> {
        let object = self.facts.objects.get(id)?;
        let names = candidates(object).into_iter().map(|name| exact_form(name));
        names.filter(|name| is_valid_name(name)).find(|name| {
            self.facts.found.get(&lookup(name.clone())).is_some_and(|found| found.as_slice() == [id.clone()])
        })
    }

    pub(super) fn export_group(&self, reference: &DirectoryRef) -> Group {
        match reference {
            DirectoryRef::Name(name) => Named::Name(name.clone()),
            DirectoryRef::Id(id) | DirectoryRef::AppId(id) => self
                .proved_name(id, |object| vec![&object.name], Lookup::GroupsNamed)
                .map_or_else(|| Named::By(GroupId::GroupId(to_guid(id))), Named::Name),
        }
    }

    /// A user: userPrincipalName, or else the mail address.
    pub(super) fn export_user(&self, reference: &DirectoryRef) -> User {
        let names: fn(&DirectoryObject) -> Vec<&String> =
            |object| object.user_principal_name.iter().chain(&object.mail).collect();
        match reference {
            DirectoryRef::Name(name) => Named::Name(name.clone()),
            DirectoryRef::Id(id) | DirectoryRef::AppId(id) => self
                .proved_name(id, names, Lookup::UsersNamed)
                .map_or_else(|| Named::By(UserId::UserId(to_guid(id))), Named::Name),
        }
    }

    pub(super) fn export_application(&self, reference: &DirectoryRef) -> Application {
        match reference {
            DirectoryRef::Name(name) => Named::Name(name.clone()),
            DirectoryRef::AppId(id) => Named::By(ApplicationId::AppId(to_guid(id))),
            DirectoryRef::Id(id) => self
                .proved_name(id, |object| vec![&object.name], Lookup::ServicePrincipalsNamed)
                .map_or_else(|| Named::By(ApplicationId::ServicePrincipalId(to_guid(id))), Named::Name),
        }
    }

    /// A tenant, by its default domain.
    pub(super) fn export_tenant_name(&self, reference: &DirectoryRef) -> TenantName {
        let id = match reference {
            DirectoryRef::Name(name) => return Named::Name(name.clone()),
            DirectoryRef::Id(id) | DirectoryRef::AppId(id) => id,
        };
        let answer = |lookup: &Lookup| self.facts.tenants.get(lookup).and_then(Option::as_ref);
        let domain =
            answer(&Lookup::TenantOfId(id.clone())).map(|tenant| tenant.default_domain.to_lowercase());
        let proved = domain.filter(|domain| {
            answer(&Lookup::TenantOfDomain(domain.clone())).is_some_and(|tenant| tenant.id == *id)
        });
        proved.map_or_else(|| Named::By(TenantId::TenantId(to_guid(id))), Named::Name)
    }

    /// A connected organization, by name if the name is unique.
    pub(super) fn export_organization_name(
        &self,
        reference: &OrganizationRef,
    ) -> Result<OrganizationName, Unsayable> {
        let by_id = |id: &ObjectId| Named::By(ConnectedOrganizationId::ConnectedOrganizationId(to_guid(id)));
        let key = match reference {
            OrganizationRef::Id(id) => return Ok(by_id(id)),
            OrganizationRef::Key(key) => key,
        };
        match self.actual.state.organizations.get(key).map(|organization| exact_form(&organization.name)) {
            Some(name) if self.organizations.get(&name) == Some(&1) && is_valid_name(&name) => {
                Ok(Named::Name(name))
            }
            _ => self
                .organization_id(key)
                .map(|id| by_id(&id))
                .ok_or_else(|| format!("the organization `{key}` is unknown")),
        }
    }

    fn organization_id(&self, key: &OrganizationKey) -> Option<ObjectId> {
        let binding = self.actual.bindings.0.get(&Key::Organization(key.clone()))?;
        (binding.id.len() == 36).then(|| ObjectId::new(&binding.id))
    }

    /// The name of a role, if the resource has exactly one role with that name.
    pub(super) fn role_display_name(&self, resource: &ResourceKey, id: &str) -> Option<String> {
        if let Origin::Group(group) = &resource.origin {
            let (kind, of) = id.split_once('_')?;
            let ours = group.bound_object_id().is_some_and(|group| group.as_str().eq_ignore_ascii_case(of));
            let named = match kind {
                "Member" => "Member",
                "Owner" => "Owner",
                "EligibleMember" => "Eligible Member",
                "EligibleOwner" => "Eligible Owner",
                _ => return None,
            };
            return ours.then(|| named.to_owned());
        }
        let roles = self.facts.roles.get(resource)?;
        let name = exact_form(&roles.iter().find(|role| role.origin_id == id)?.name);
        let alike = roles.iter().filter(|role| exact_form(&role.name) == name).count();
        (alike == 1 && is_valid_name(&name)).then_some(name)
    }
}

/// An id in the form used in files.
pub(super) fn to_guid(id: &ObjectId) -> Guid {
    Guid(id.as_str().to_owned())
}
