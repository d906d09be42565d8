//! A tenant's state as files, with notes about everything that the language cannot express.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::document::{Catalog, CatalogId, Guid, Named, Package, Project, Tenant, Whole};
use crate::config::{self, TargetTenant};
use crate::model::{
    Actual, CatalogKey, ExtensionKey, Facts, Key, ObjectId, PackageKey, PolicyKey, RouteStep,
};
use crate::source::{Files, Findings, PROJECT_FILE, Severity};

use super::format::layout_or_same;
use super::name::Names;
use super::page::{Item, Page, to_yaml};

/// The result of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// The files: path below the project folder, and content.
    pub files: Vec<(String, String)>,
    /// The parts that were left out and stay in the tenant, undeclared.
    pub notes: Vec<Note>,
}

/// A part that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The part.
    pub what: String,
    /// The reason.
    pub why: String,
}

/// Writes a tenant's state as a project whose only tenant is `tenant`.
///
/// Every file is loaded again before it is returned. Parts that would not load are left out and noted.
#[must_use]
pub fn export_project(actual: &Actual, facts: &Facts, name: &str, tenant: &Tenant) -> Export {
    let mut exporter =
        Exporter { actual, tenant: name, names: Names::new(actual, facts, name), notes: BTreeSet::new() };
    let mut pages = exporter.export_pages();
    while exporter.drop_unloadable(&mut pages) {}
    if facts.sites_unseen {
        exporter.note_omitted("SharePoint sites in catalogs", "an application cannot see them");
    }
    let project = Project {
        version: Whole(1),
        default_tenant: Some(name.to_owned()),
        tenants: BTreeMap::from([(name.to_owned(), tenant.clone())]),
        protected: None,
        limits: None,
    };
    let mut files = vec![(PROJECT_FILE.to_owned(), to_yaml(&project))];
    files.extend(
        pages.iter().filter(|page| !page.is_blank_page()).map(|page| (page.path.clone(), page.page_text())),
    );
    let files = files.into_iter().map(|(path, text)| (path.clone(), layout_or_same(&path, text))).collect();
    Export { files, notes: exporter.notes.into_iter().collect() }
}

struct Exporter<'a> {
    actual: &'a Actual,
    /// The tenant's name in the project.
    tenant: &'a str,
    names: Names<'a>,
    notes: BTreeSet<Note>,
}

impl Exporter<'_> {
    fn note_omitted(&mut self, what: impl std::fmt::Display, why: impl Into<String>) {
        self.notes.insert(Note { what: what.to_string(), why: why.into() });
    }

    /// The properties of an object that the language does not have.
    fn carried_members(&self, key: &Key, inside: &str) -> Vec<String> {
        let binding = self.actual.bindings.0.get(key);
        let paths: Vec<&str> =
            binding.into_iter().flat_map(|binding| &binding.unmodelled).map(String::as_str).collect();
        if paths.is_empty() {
            return Vec::new();
        }
        vec![format!("Kept unchanged in the tenant{inside}: {}", paths.join(", "))]
    }

    fn export_pages(&mut self) -> Vec<Page> {
        let mut pages = vec![self.organizations_page(), self.settings_page()];
        let mut slugs = Slugs(["accepted", "guestlist"].map(|name| (name.to_owned(), 1)).into());
        for key in self.actual.state.catalogs.keys() {
            let path = format!("catalogs/{}.yaml", slugs.next_slug(&key.name));
            pages.push(self.catalog_page(key, path));
        }
        pages
    }

    fn organizations_page(&mut self) -> Page {
        let mut page = Page {
            path: "organizations.yaml".to_owned(),
            title: "Connected organizations: partner organizations whose people can request access."
                .to_owned(),
            ..Page::default()
        };
        for (key, organization) in &self.actual.state.organizations {
            let whole = Key::Organization(key.clone());
            match self.names.organization_document(key, organization) {
                Ok(value) => {
                    page.organizations.push(Item { value, comments: self.carried_members(&whole, "") })
                }
                Err(why) => self.note_omitted(whole, why),
            }
        }
        page
    }

    fn settings_page(&mut self) -> Page {
        let settings = self.names.settings_document(&self.actual.state.settings).unwrap_or_else(|why| {
            self.note_omitted("settings", why);
            None
        });
        Page {
            path: "settings.yaml".to_owned(),
            title: "Tenant-wide settings of entitlement management.".to_owned(),
            settings,
            ..Page::default()
        }
    }

    fn catalog_page(&mut self, key: &CatalogKey, path: String) -> Page {
        let state = &self.actual.state;
        let mut page = Page {
            path,
            title: format!("The catalog {} and its access packages.", key.name),
            ..Page::default()
        };
        let mut value = self.names.catalog_document(key, &state.catalogs[key]);
        let mut comments = self.carried_members(&Key::Catalog(key.clone()), "");
        for (resource_key, resource) in state.resources_of(key) {
            let whole = Key::Resource(resource_key.clone());
            comments.extend(self.carried_members(&whole, &format!(" at {whole}")));
            match self.names.resource_document(&resource_key.origin, resource) {
                Ok(written) => value.resources.get_or_insert_default().push(written),
                Err(why) => self.note_omitted(whole, why),
            }
        }
        for (extension_key, found) in state.extensions_of_catalog(key) {
            let whole = Key::Extension(extension_key.clone());
            comments.extend(self.carried_members(&whole, &format!(" at {whole}")));
            match self.names.extension_document(extension_key, found) {
                Ok(written) => value.extensions.get_or_insert_default().push(written),
                Err(why) => self.note_omitted(whole, why),
            }
        }
        page.catalogs.push(Item { value, comments });
        self.add_package_items(key, &mut page);
        page
    }

    fn add_package_items(&mut self, catalog: &CatalogKey, page: &mut Page) {
        let state = &self.actual.state;
        for (key, package) in state.packages_of(catalog) {
            let whole = Key::Package(key.clone());
            let mut value = match self.names.package_document(key, package) {
                Ok(value) => value,
                Err(why) => {
                    self.note_omitted(whole, why);
                    continue;
                }
            };
            let mut comments = self.carried_members(&whole, "");
            for (policy_key, policy) in state.policies_of_package(key) {
                let whole = Key::Policy(policy_key.clone());
                comments.extend(self.carried_members(&whole, &format!(" at {whole}")));
                match self.names.policy_document(policy_key, policy) {
                    Ok(written) => value.policies.get_or_insert_default().push(written),
                    Err(why) => self.note_omitted(whole, why),
                }
            }
            page.packages.push(Item { value, comments });
        }
    }

    /// Loads the files as a project would, and removes invalid parts. True if there were any.
    fn drop_unloadable(&mut self, pages: &mut [Page]) -> bool {
        let texts: Vec<(String, String)> =
            pages.iter().map(|page| (page.path.clone(), page.page_text())).collect();
        let mut findings = Findings::default();
        let pairs = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let files = Files::from_texts(pairs, &mut findings);
        config::read_desired(&files, TargetTenant::detached(self.tenant), &mut findings);
        let mut drops = BTreeMap::new();
        for finding in findings.to_sorted().into_iter().filter(|finding| finding.severity == Severity::Error)
        {
            if let Some(place) = finding.place {
                drops.insert((place.file, route_spot(&place.route.0)), finding.message);
            }
        }
        let any = !drops.is_empty();
        // From the end, so that indices in a list stay valid while entries are removed.
        let mut by_path: BTreeMap<String, &mut Page> =
            pages.iter_mut().map(|page| (page.path.clone(), page)).collect();
        for ((path, spot), why) in drops.into_iter().rev() {
            if let Some(page) = by_path.get_mut(&path) {
                let what = remove_spot(page, &spot).unwrap_or_else(|| path.clone());
                self.note_omitted(what, why);
            }
        }
        any
    }
}

/// The part of a file to remove: a list and an index, and optionally a list and an index inside that entry.
type Spot = (String, usize, Option<(String, usize)>);

fn route_spot(route: &[RouteStep]) -> Spot {
    let pair = |steps: &[RouteStep]| match steps {
        [RouteStep::Key(list), RouteStep::Index(index), ..] => Some((list.clone(), *index)),
        _ => None,
    };
    let Some((list, index)) = pair(route) else { return (String::new(), 0, None) };
    let inner = pair(&route[2..]).filter(|(inner, _)| match list.as_str() {
        "accessPackages" => inner == "policies",
        _ => inner == "resources" || inner == "extensions",
    });
    (list, index, inner)
}

/// Removes a part of a file and returns its description.
fn remove_spot(page: &mut Page, (list, index, inner): &Spot) -> Option<String> {
    match (list.as_str(), inner) {
        ("accessPackages", Some((_, at))) => {
            let catalog = catalog_of_package(page, &page.packages.get(*index)?.value);
            let package = &mut page.packages.get_mut(*index)?.value;
            let policies = package.policies.as_mut().filter(|policies| *at < policies.len())?;
            let policy = policies.remove(*at);
            let pin = id_in_tenant(policy.id.as_ref());
            let key = PolicyKey { package: exported_package_key(catalog, package), name: policy.name, pin };
            Some(Key::Policy(key).to_string())
        }
        ("accessPackages", None) if *index < page.packages.len() => {
            let package = page.packages.remove(*index).value;
            Some(Key::Package(exported_package_key(catalog_of_package(page, &package), &package)).to_string())
        }
        ("catalogs", Some((kind, at))) => {
            let written = &mut page.catalogs.get_mut(*index)?.value;
            let catalog = catalog_key(written);
            if kind == "extensions" {
                let extensions = written.extensions.as_mut().filter(|found| *at < found.len())?;
                let extension = extensions.remove(*at);
                let pin = id_in_tenant(extension.id.as_ref());
                return Some(Key::Extension(ExtensionKey { catalog, name: extension.name, pin }).to_string());
            }
            let resources = written.resources.as_mut().filter(|found| *at < found.len())?;
            Some(format!("resource/{catalog}/{}", to_yaml(&resources.remove(*at)).trim()))
        }
        ("catalogs", None) if *index < page.catalogs.len() => {
            Some(Key::Catalog(catalog_key(&page.catalogs.remove(*index).value)).to_string())
        }
        ("connectedOrganizations", _) if *index < page.organizations.len() => {
            Some(format!("organization {}", page.organizations.remove(*index).value.name))
        }
        _ => {
            // No smaller part can be identified, so the whole file is left out. Otherwise, the loop would not
            // end.
            *page = Page { path: page.path.clone(), ..Page::default() };
            None
        }
    }
}

fn id_in_tenant(id: Option<&BTreeMap<String, Guid>>) -> Option<ObjectId> {
    id.into_iter().flatten().next().map(|(_, id)| ObjectId::new(&id.0))
}

fn catalog_key(catalog: &Catalog) -> CatalogKey {
    CatalogKey { name: catalog.name.clone(), pin: id_in_tenant(catalog.id.as_ref()) }
}

/// The catalog of a package, which is in the same file. By id if two catalogs have its name.
fn catalog_of_package(page: &Page, package: &Package) -> CatalogKey {
    match &package.catalog {
        Named::Name(name) => CatalogKey { name: name.clone(), pin: None },
        Named::By(CatalogId::CatalogId(id)) => {
            let id = ObjectId::new(&id.0);
            let beside = page.catalogs.iter().map(|item| catalog_key(&item.value));
            let found = beside.into_iter().find(|key| key.pin.as_ref() == Some(&id));
            found.unwrap_or_else(|| CatalogKey { name: id.to_string(), pin: None })
        }
    }
}

fn exported_package_key(catalog: CatalogKey, package: &Package) -> PackageKey {
    PackageKey { catalog, name: package.name.clone(), pin: id_in_tenant(package.id.as_ref()) }
}

/// File names that are used, each with how often it was asked for.
#[derive(Default)]
struct Slugs(BTreeMap<String, usize>);

impl Slugs {
    /// A file name derived from a name, and used once.
    fn next_slug(&mut self, name: &str) -> String {
        let words: String =
            name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
        let base = if words.is_empty() { "catalog".to_owned() } else { words.join("-") };
        let mut slug: String = base.chars().take(60).collect();
        let base = slug.clone();
        while self.0.contains_key(&slug) {
            // What was handed out before is not tried again: names that are alike are many in some tenants.
            let count = self.0.entry(base.clone()).or_insert(1);
            *count += 1;
            slug = format!("{base}-{count}");
        }
        self.0.insert(slug.clone(), 1);
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain_and_used_once() {
        let mut used = Slugs::default();
        let names = ["Partner/../x", "Partner  X", "日本", "partner x", "partner x 5", "X Partner"];
        let slugs = names.map(|name| used.next_slug(name));
        assert_eq!(slugs, ["partner-x", "partner-x-2", "catalog", "partner-x-3", "partner-x-5", "x-partner"]);
        assert_eq!(
            ["Partner x", "Partner x"].map(|name| used.next_slug(name)),
            ["partner-x-4", "partner-x-6"]
        );
    }
}
