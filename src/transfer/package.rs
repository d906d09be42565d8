//! Access packages without their policies, from the state to documents.

use crate::config::document::{
    ApplicationId, CatalogId, CatalogName, GroupId, Incompatible, IncompatiblePackage, Named, Package,
    PackageResource,
};
use crate::model::{self, CatalogKey, Origin, PackageKey, PackageRef, ResourceKey, RoleLink, RoleRef};
use crate::property::absent_default;

use super::name::{Names, to_guid};
use super::{Unsayable, non_empty, unless_default, unless_name};

impl Names<'_> {
    /// A package without its policies.
    pub(super) fn package_document(
        &self,
        key: &PackageKey,
        package: &model::Package,
    ) -> Result<Package, Unsayable> {
        let mut resources = Vec::new();
        for link in &package.roles {
            resources.push(self.export_link(key, link)?);
        }
        let mut packages = Vec::new();
        for other in &package.incompatible_packages {
            packages.push(export_incompatible(key, other)?);
        }
        let packages = non_empty(packages);
        let groups =
            non_empty(package.incompatible_groups.iter().map(|group| self.export_group(group)).collect());
        Ok(Package {
            name: package.name.clone(),
            catalog: export_catalog_name(&key.catalog),
            description: unless_name(&package.description, &package.name),
            hidden: unless_default(package.hidden, &absent_default::<model::Package>().hidden),
            resources: non_empty(resources),
            incompatible: (packages.is_some() || groups.is_some())
                .then_some(Incompatible { packages, groups }),
            policies: None,
            id: self.pinned_id(key.pin.as_ref()),
            formerly: None,
            only: None,
        })
    }

    fn export_link(&self, key: &PackageKey, link: &RoleLink) -> Result<PackageResource, Unsayable> {
        let mut written = PackageResource {
            group: None,
            group_id: None,
            application: None,
            service_principal_id: None,
            app_id: None,
            site: None,
            role: None,
            role_id: None,
        };
        match &link.resource {
            Origin::Group(reference) => match self.export_group(reference) {
                Named::By(GroupId::GroupId(id)) => written.group_id = Some(id),
                named => written.group = Some(named),
            },
            Origin::Application(reference) => match self.export_application(reference) {
                Named::By(ApplicationId::ServicePrincipalId(id)) => written.service_principal_id = Some(id),
                Named::By(ApplicationId::AppId(id)) => written.app_id = Some(id),
                named => written.application = Some(named),
            },
            Origin::Site(url) => written.site = Some(url.clone()),
            Origin::Other { system, .. } => {
                return Err(format!("a role of a resource of the kind `{system}`"));
            }
        }
        let resource = ResourceKey { catalog: key.catalog.clone(), origin: link.resource.clone() };
        let name = match &link.role {
            RoleRef::Name(name) => Some(name.clone()),
            RoleRef::Id(id) => self.role_display_name(&resource, id),
        };
        match (name, &link.role) {
            (Some(name), _) => {
                let is_default = name == "Member" && matches!(link.resource, Origin::Group(_));
                written.role = (!is_default).then_some(name);
            }
            (None, RoleRef::Id(id) | RoleRef::Name(id)) => written.role_id = Some(id.clone()),
        }
        Ok(written)
    }
}

/// A catalog by name, or by id if the name is ambiguous.
fn export_catalog_name(key: &CatalogKey) -> CatalogName {
    match &key.pin {
        Some(pin) => Named::By(CatalogId::CatalogId(to_guid(pin))),
        None => Named::Name(key.name.clone()),
    }
}

fn export_incompatible(
    own: &PackageKey,
    other: &PackageRef,
) -> Result<Named<IncompatiblePackage>, Unsayable> {
    let mut form = IncompatiblePackage { access_package: None, access_package_id: None, catalog: None };
    match other {
        PackageRef::Id(id) => form.access_package_id = Some(to_guid(id)),
        PackageRef::Key(PackageKey { pin: Some(pin), .. }) => form.access_package_id = Some(to_guid(pin)),
        PackageRef::Key(key) if key.catalog == own.catalog => return Ok(Named::Name(key.name.clone())),
        PackageRef::Key(key) => {
            form.access_package = Some(key.name.clone());
            form.catalog = Some(export_catalog_name(&key.catalog));
        }
    }
    Ok(Named::By(form))
}
