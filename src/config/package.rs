//! Access packages and their contents: from documents to the state.

use std::collections::BTreeSet;

use crate::model::{
    self, CatalogKey, Key, Origin, PackageKey, PackageRef, ResourceKey, RoleLink, RoleRef, State, folded_form,
};
use crate::property::absent_default;
use crate::source::{Code, Finding, nearest_name};

use super::builder::Builder;
use super::catalog::Forms;
use super::cursor::Cursor;
use super::document::{Incompatible, IncompatiblePackage, Named, Package, PackageResource};

/// The default role of a group.
const GROUP_ROLE: &str = "Member";

/// All roles that a group can have.
const GROUP_ROLES: &[&str] = &["Member", "Owner", "Eligible Member", "Eligible Owner"];

impl Builder<'_> {
    /// Declares a package before its contents are read, so that other packages can refer to it.
    pub(super) fn declare_package(
        &mut self,
        path: &str,
        index: usize,
        written: &Package,
    ) -> Option<PackageKey> {
        let top = Cursor::top_of_file(path);
        let list = top.key("accessPackages");
        let at = list.index(index);
        let name = self.context.read_name(&at.key("name"), &written.name);
        if !self.context.is_here(&at, self.target, written.only.as_deref()) {
            let catalog = self.catalog_of_other_tenant(&written.catalog)?;
            let key = PackageKey { catalog, name, pin: None };
            self.known.elsewhere.objects.insert(Key::Package(key), at.key("only").written_place());
            return None;
        }
        let catalog = self.resolve_catalog(&at.key("catalog"), &written.catalog);
        let pin = self.read_pin(&at, written.id.as_ref());
        let key = PackageKey { catalog, name, pin };
        if !self.declare_key(Key::Package(key.clone()), at.written_place()) {
            return None;
        }
        self.read_former_names(&at, &Key::Package(key.clone()), written.formerly.as_ref());
        Some(key)
    }

    pub(super) fn read_package(
        &mut self,
        at: &Cursor<'_>,
        written: &Package,
        key: &PackageKey,
        state: &mut State,
    ) {
        let roles =
            self.read_role_links(&at.key("resources"), written.resources.as_deref().unwrap_or_default(), key);
        let incompatible_at = at.key("incompatible");
        let incompatible = written.incompatible.clone().unwrap_or_default();
        let package = model::Package {
            name: key.name.clone(),
            description: written.description.clone().unwrap_or_else(|| key.name.clone()),
            hidden: written.hidden.unwrap_or(absent_default::<model::Package>().hidden),
            roles,
            incompatible_packages: self.read_incompatible_packages(&incompatible_at, &incompatible, key),
            incompatible_groups: {
                let at = incompatible_at.key("groups");
                let groups = incompatible.groups.iter().flatten().enumerate();
                let groups =
                    groups.map(|(index, group)| self.context.read_group(&at.index(index), group)).collect();
                self.context.read_set(&at, groups)
            },
        };
        state.packages.insert(key.clone(), package);
        self.read_policies(&at.key("policies"), written.policies.as_deref().unwrap_or_default(), key, state);
    }

    fn read_role_links(
        &mut self,
        at: &Cursor<'_>,
        written: &[PackageResource],
        key: &PackageKey,
    ) -> BTreeSet<RoleLink> {
        let mut links = Vec::new();
        for (index, entry) in written.iter().enumerate() {
            let at = at.index(index);
            let forms = Forms {
                group: entry.group.as_ref(),
                group_id: entry.group_id.as_ref(),
                application: entry.application.as_ref(),
                service_principal_id: entry.service_principal_id.as_ref(),
                app_id: entry.app_id.as_ref(),
                site: entry.site.as_deref(),
            };
            let Some(resource) = self.context.origin_of(&at, &forms) else { continue };
            self.require_in_catalog(&at, &resource, &key.catalog);
            let role = self.read_role(&at, entry, &resource);
            links.push(RoleLink { resource, role });
        }
        self.context.read_set(at, links)
    }

    fn require_in_catalog(&mut self, at: &Cursor<'_>, resource: &Origin, catalog: &CatalogKey) {
        let key = Key::Resource(ResourceKey { catalog: catalog.clone(), origin: resource.clone() });
        if self.is_possibly_known(&key) || !self.is_known(&Key::Catalog(catalog.clone())) {
            return;
        }
        let place = self.known.elsewhere.objects.get(&key).cloned();
        if self.is_elsewhere(at, "this resource of the catalog", place) {
            return;
        }
        let message = format!("the catalog `{}` does not contain this resource", catalog.name);
        let mut finding = Finding::error(Code::ResourceNotInCatalog, at.written_place(), message)
            .with_help("add it to the catalog's `resources`, with the same spelling");
        match self.context.origin.objects.get(&Key::Catalog(catalog.clone())) {
            Some(place) => finding = finding.with_related(place.clone(), "the catalog"),
            None => {
                finding =
                    finding.with_help("list it under `existing: { resources: … }`, with the same spelling")
            }
        }
        if self.complete {
            self.context.findings.push(finding);
        }
    }

    fn read_role(&mut self, at: &Cursor<'_>, entry: &PackageResource, resource: &Origin) -> RoleRef {
        let is_group = matches!(resource, Origin::Group(_));
        match (&entry.role, &entry.role_id) {
            (Some(_), Some(_)) => {
                self.context.report_error(
                    &at.key("roleId"),
                    Code::PolicyParts,
                    "`role` and `roleId` cannot be combined",
                );
            }
            (None, None) if !is_group => {
                let message = "`role` is missing; only groups have a default role, `Member`";
                self.context.report_error(at, Code::MissingKey, message);
            }
            (Some(role), None) if is_group && !GROUP_ROLES.contains(&role.as_str()) => {
                let finding = Finding::error(
                    Code::UnknownWord,
                    at.key("role").written_place(),
                    format!("a group has no role `{role}`"),
                );
                self.context
                    .findings
                    .push(finding.with_help(format!("expected one of {}", GROUP_ROLES.join(", "))));
            }
            _ => {}
        }
        match &entry.role_id {
            Some(id) => RoleRef::Id(self.context.require_text(&at.key("roleId"), id)),
            None => {
                let role = entry.role.as_deref().unwrap_or(GROUP_ROLE);
                RoleRef::Name(self.context.read_name(&at.key("role"), role))
            }
        }
    }

    fn read_incompatible_packages(
        &mut self,
        at: &Cursor<'_>,
        written: &Incompatible,
        key: &PackageKey,
    ) -> BTreeSet<PackageRef> {
        let at = at.key("packages");
        let mut packages = Vec::new();
        for (index, entry) in written.packages.iter().flatten().enumerate() {
            packages.extend(self.incompatible_package(&at.index(index), entry, key));
        }
        self.context.read_set(&at, packages)
    }

    fn incompatible_package(
        &mut self,
        at: &Cursor<'_>,
        entry: &Named<IncompatiblePackage>,
        own: &PackageKey,
    ) -> Option<PackageRef> {
        let (name, catalog) = match entry {
            Named::Name(name) => (name, None),
            Named::By(IncompatiblePackage { access_package_id: Some(id), catalog, .. }) => {
                if catalog.is_some() {
                    let message = "an id identifies the package; remove `catalog`";
                    self.context.report_error(&at.key("catalog"), Code::PolicyParts, message);
                }
                let id = self.context.graph_id(&at.key("accessPackageId"), id);
                let Some(Key::Package(key)) = self.known.declared.key_of_pin(&id).cloned() else {
                    return Some(PackageRef::Id(id));
                };
                self.check_not_itself(at, &key, own);
                return Some(PackageRef::Key(key));
            }
            Named::By(form) => (form.access_package.as_ref()?, form.catalog.as_ref()),
        };
        let catalog = match catalog {
            Some(catalog) => self.resolve_catalog(&at.key("catalog"), catalog),
            None => own.catalog.clone(),
        };
        let key = PackageKey { catalog, name: self.context.read_name(at, name), pin: None };
        let whole = Key::Package(key.clone());
        if let Some(Key::Package(key)) = self.resolve_declared(at, &whole, "{ accessPackageId: … }") {
            self.check_not_itself(at, &key, own);
            return Some(PackageRef::Key(key));
        }
        if self.is_possibly_known(&whole) {
            return Some(PackageRef::Key(key));
        }
        let place = self.known.elsewhere.objects.get(&whole).cloned();
        if !self.is_elsewhere(at, &format!("the package `{}`", key.name), place) {
            let near = self.nearest_package(&key);
            let message = format!(
                "no package `{}` in the catalog `{}` is declared or listed under `existing`",
                key.name, key.catalog.name
            );
            self.report_unknown(at, message, near);
        }
        None
    }

    fn check_not_itself(&mut self, at: &Cursor<'_>, key: &PackageKey, own: &PackageKey) {
        if key == own {
            self.context.report_error(
                at,
                Code::SelfIncompatible,
                "a package cannot be incompatible with itself",
            );
        }
    }

    fn nearest_package(&self, key: &PackageKey) -> Option<String> {
        let declared = self.context.origin.objects.keys().filter_map(|key| match key {
            Key::Package(package) => Some(package),
            _ => None,
        });
        let (here, there): (Vec<_>, Vec<_>) = declared
            .partition(|package| folded_form(&package.catalog.name) == folded_form(&key.catalog.name));
        if let Some(package) = there.iter().find(|package| package.name == key.name) {
            return Some(format!("{{ accessPackage: {}, catalog: {} }}", package.name, package.catalog.name));
        }
        nearest_name(&key.name, here.iter().map(|package| package.name.as_str())).map(str::to_owned)
    }
}
