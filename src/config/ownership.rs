//! Objects that are not declared: those that are only referred to, and those to delete.

use std::collections::BTreeMap;

use crate::model::{
    CatalogKey, ExtensionKey, Key, OrganizationKey, PackageKey, Place, PolicyKey, ResourceKey,
};
use crate::source::{Code, Finding};

use super::builder::Builder;
use super::catalog::Forms;
use super::context::Context;
use super::cursor::Cursor;
use super::document::{CatalogId, CatalogName, Existing, ExistingResource, Named, Removal};
use super::organization::read_source;

impl Builder<'_> {
    /// Reads the section `existing` of one file.
    pub(super) fn read_existing(&mut self, at: &Cursor<'_>, written: &Existing) {
        let list = at.key("connectedOrganizations");
        for (index, entry) in written.connected_organizations.iter().flatten().enumerate() {
            let at = list.index(index);
            let name = self.context.read_name(&at.key("name"), &entry.name);
            let key = OrganizationKey(read_source(&mut self.context, &at.key("identity"), &entry.identity));
            self.known.organizations.entry(name).or_default().push(key.clone());
            self.add_existing(&at, Key::Organization(key));
        }
        let list = at.key("catalogs");
        for (index, name) in written.catalogs.iter().flatten().enumerate() {
            let at = list.index(index);
            let key = self.context.catalog_key(&at, name);
            self.add_existing(&at, Key::Catalog(key));
        }
        let list = at.key("resources");
        for (index, entry) in written.resources.iter().flatten().enumerate() {
            let at = list.index(index);
            let catalog = self.context.catalog_key(&at.key("catalog"), &entry.catalog);
            if let Some(origin) = self.context.origin_of(&at, &resource_forms(entry)) {
                self.add_existing(&at, Key::Resource(ResourceKey { catalog, origin }));
            }
        }
        let list = at.key("extensions");
        for (index, entry) in written.extensions.iter().flatten().enumerate() {
            let at = list.index(index);
            let catalog = self.context.catalog_key(&at.key("catalog"), &entry.catalog);
            let name = self.context.read_name(&at.key("extension"), &entry.extension);
            self.add_existing(&at, Key::Extension(ExtensionKey { catalog, name, pin: None }));
        }
        let list = at.key("accessPackages");
        for (index, entry) in written.access_packages.iter().flatten().enumerate() {
            let at = list.index(index);
            let key = self.context.package_key_of(&at, &entry.catalog, &entry.access_package);
            self.add_existing(&at, Key::Package(key));
        }
        let list = at.key("policies");
        for (index, entry) in written.policies.iter().flatten().enumerate() {
            let at = list.index(index);
            let package = self.context.package_key_of(&at, &entry.catalog, &entry.access_package);
            let name = self.context.read_name(&at.key("policy"), &entry.policy);
            self.add_existing(&at, Key::Policy(PolicyKey { package, name, pin: None }));
        }
    }

    fn add_existing(&mut self, at: &Cursor<'_>, key: Key) {
        if self.ownership.existing.insert(key, at.written_place()).is_some() {
            self.context.report_warning(at, Code::Repeated, "this object is listed twice under `existing`");
        }
    }

    /// Reads the section `remove` of one file.
    pub(super) fn read_removals(&mut self, at: &Cursor<'_>, written: &[Removal]) {
        for (index, removal) in written.iter().enumerate() {
            let at = at.index(index);
            let Some(key) = read_removal(&mut self.context, &at, removal) else { continue };
            if self.ownership.remove.insert(key, Some(at.written_place())).is_some() {
                self.context.report_warning(
                    &at,
                    Code::Repeated,
                    "this object is listed twice under `remove`",
                );
            }
        }
    }

    /// Reports objects that are declared, existing or removed at the same time.
    pub(super) fn check_conflicts(&mut self) {
        let declared = self.context.origin.objects.clone();
        let mut identities: BTreeMap<Key, Place> = BTreeMap::new();
        for (source, place) in &self.known.sources {
            identities.insert(Key::Organization(OrganizationKey(source.clone())), place.clone());
        }
        for (key, place) in &self.ownership.existing {
            let other = declared.get(key).or_else(|| identities.get(key));
            if let Some(other) = other {
                let message = format!("`{key}` is both declared and listed under `existing`");
                let finding = Finding::error(Code::Ownership, place.clone(), message);
                let help = "declared objects are managed; keep one of the two entries";
                self.context
                    .findings
                    .push(finding.with_related(other.clone(), "declared here").with_help(help));
            }
        }
        for (key, place) in &self.ownership.remove {
            let Some(place) = place else { continue };
            let (other, what) = match declared.get(key).or_else(|| identities.get(key)) {
                Some(other) => (other, "declared"),
                None => match self.ownership.existing.get(key) {
                    Some(other) => (other, "existing"),
                    None => continue,
                },
            };
            let finding = Finding::error(
                Code::Ownership,
                place.clone(),
                format!("`{key}` is {what} and also listed under `remove`"),
            );
            let help = "to remove the object, delete its declaration; to keep it, delete this line";
            self.context
                .findings
                .push(finding.with_related(other.clone(), format!("{what} here")).with_help(help));
        }
    }
}

impl Context<'_> {
    pub(super) fn catalog_key(&mut self, at: &Cursor<'_>, written: &CatalogName) -> CatalogKey {
        match written {
            Named::Name(name) => CatalogKey { name: self.read_name(at, name), pin: None },
            Named::By(CatalogId::CatalogId(id)) => {
                CatalogKey::from_id(&self.graph_id(&at.key("catalogId"), id))
            }
        }
    }

    fn package_key_of(&mut self, at: &Cursor<'_>, catalog: &CatalogName, name: &str) -> PackageKey {
        let catalog = self.catalog_key(&at.key("catalog"), catalog);
        PackageKey { catalog, name: self.read_name(&at.key("accessPackage"), name), pin: None }
    }
}

fn resource_forms(entry: &ExistingResource) -> Forms<'_> {
    Forms {
        group: entry.group.as_ref(),
        group_id: entry.group_id.as_ref(),
        application: entry.application.as_ref(),
        service_principal_id: entry.service_principal_id.as_ref(),
        app_id: entry.app_id.as_ref(),
        site: entry.site.as_deref(),
    }
}

/// The object that a line removes, which the most specific of its keys determines.
fn read_removal(context: &mut Context<'_>, at: &Cursor<'_>, removal: &Removal) -> Option<Key> {
    let lead = leading_key(context, at, removal)?;
    if lead == "connectedOrganization" {
        let identity = removal.connected_organization.as_ref()?;
        return Some(Key::Organization(OrganizationKey(read_source(context, &at.key(lead), identity))));
    }
    let Some(catalog) = &removal.catalog else {
        return report_missing(context, at, "catalog", lead);
    };
    let catalog = context.catalog_key(&at.key("catalog"), catalog);
    match lead {
        "catalog" => Some(Key::Catalog(catalog)),
        "accessPackage" | "policy" => {
            let Some(package) = &removal.access_package else {
                return report_missing(context, at, "accessPackage", lead);
            };
            let name = context.read_name(&at.key("accessPackage"), package);
            let package = PackageKey { catalog, name, pin: None };
            let Some(policy) = &removal.policy else { return Some(Key::Package(package)) };
            let name = context.read_name(&at.key("policy"), policy);
            Some(Key::Policy(PolicyKey { package, name, pin: None }))
        }
        "extension" => {
            let name = context.read_name(&at.key("extension"), removal.extension.as_ref()?);
            Some(Key::Extension(ExtensionKey { catalog, name, pin: None }))
        }
        _ => {
            let forms = Forms {
                group: removal.group.as_ref(),
                group_id: removal.group_id.as_ref(),
                application: removal.application.as_ref(),
                service_principal_id: removal.service_principal_id.as_ref(),
                app_id: removal.app_id.as_ref(),
                site: removal.site.as_deref(),
            };
            let origin = context.origin_of(at, &forms)?;
            Some(Key::Resource(ResourceKey { catalog, origin }))
        }
    }
}

fn report_missing(context: &mut Context<'_>, at: &Cursor<'_>, key: &'static str, lead: &str) -> Option<Key> {
    let message = format!("`{lead}` needs the key `{key}` next to it");
    context.report_error(&at.key(key), Code::MissingKey, message);
    None
}

/// The key that names the object to remove. Two such keys are a finding.
fn leading_key(context: &mut Context<'_>, at: &Cursor<'_>, removal: &Removal) -> Option<&'static str> {
    let special = [
        ("connectedOrganization", removal.connected_organization.is_some()),
        ("policy", removal.policy.is_some()),
        ("extension", removal.extension.is_some()),
        ("group", removal.group.is_some()),
        ("groupId", removal.group_id.is_some()),
        ("application", removal.application.is_some()),
        ("servicePrincipalId", removal.service_principal_id.is_some()),
        ("appId", removal.app_id.is_some()),
        ("site", removal.site.is_some()),
    ];
    let mut leads = special.iter().filter(|(_, stands)| *stands).map(|(key, _)| *key);
    let lead = match leads.next() {
        Some(lead) => lead,
        None if removal.access_package.is_some() => "accessPackage",
        None if removal.catalog.is_some() => "catalog",
        None => {
            let message = "this entry does not name an object to remove; expected, for example, `{ catalog: Old \
                partners }`";
            context.report_error(at, Code::ExactlyOne, message);
            return None;
        }
    };
    let fits = |key: &str| match key {
        "catalog" => lead != "connectedOrganization",
        "accessPackage" => matches!(lead, "policy" | "accessPackage"),
        _ => false,
    };
    let beside =
        [("catalog", removal.catalog.is_some()), ("accessPackage", removal.access_package.is_some())];
    let wrong = beside.into_iter().find(|(key, stands)| *stands && !fits(key)).map(|(key, _)| key);
    if let Some(other) = leads.next().or(wrong) {
        let finding = Finding::error(
            Code::ExactlyOne,
            at.key(other).written_place(),
            format!("`{lead}` and `{other}` name two objects: write one line for each"),
        );
        context.findings.push(finding.at_key());
        return None;
    }
    Some(lead)
}
