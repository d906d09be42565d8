//! Catalogs, their resources, roles and extensions: from documents to the state.

use std::collections::BTreeMap;

use crate::model::{
    self, CatalogKey, CatalogState, ExtensionKey, ExtensionKind, Key, Origin, Principal, ResourceKey, State,
    exact_form,
};
use crate::property::absent_default;
use crate::source::Code;

use super::builder::Builder;
use super::context::Context;
use super::cursor::Cursor;
use super::document::{self, Application, Catalog, CatalogResource, CatalogRoles, Extension, Group, Guid};

impl Builder<'_> {
    pub(super) fn add_catalog_list(&mut self, at: &Cursor<'_>, catalogs: &[Catalog], state: &mut State) {
        for (index, written) in catalogs.iter().enumerate() {
            let at = at.index(index);
            if !self.context.is_here(&at, self.target, written.only.as_deref()) {
                let key = CatalogKey { name: exact_form(&written.name), pin: None };
                self.known.elsewhere.objects.insert(Key::Catalog(key), at.key("only").written_place());
                continue;
            }
            let catalog = read_catalog(&mut self.context, &at, written);
            let pin = self.read_pin(&at, written.id.as_ref());
            let key = CatalogKey { name: catalog.name.clone(), pin };
            if !self.declare_key(Key::Catalog(key.clone()), at.written_place()) {
                continue;
            }
            self.read_former_names(&at, &Key::Catalog(key.clone()), written.formerly.as_ref());
            self.add_resources(&at.key("resources"), &key, written.resources.as_deref(), state);
            self.add_extensions(&at.key("extensions"), &key, written.extensions.as_deref(), state);
            if written.exclusive.unwrap_or_default() {
                self.ownership.exclusive.insert(key.clone());
            }
            state.catalogs.insert(key, catalog);
        }
    }

    fn add_resources(
        &mut self,
        at: &Cursor<'_>,
        catalog: &CatalogKey,
        resources: Option<&[CatalogResource]>,
        state: &mut State,
    ) {
        for (index, written) in resources.unwrap_or_default().iter().enumerate() {
            let at = at.index(index);
            let forms = Forms {
                group: written.group.as_ref(),
                group_id: written.group_id.as_ref(),
                application: written.application.as_ref(),
                service_principal_id: written.service_principal_id.as_ref(),
                app_id: written.app_id.as_ref(),
                site: written.site.as_deref(),
            };
            let here = self.context.is_here(&at, self.target, written.only.as_deref());
            let known = self.context.origin.references.len();
            let Some(origin) = self.context.origin_of(&at, &forms) else { continue };
            let key = ResourceKey { catalog: catalog.clone(), origin };
            if !here {
                // The reference is only recorded here; `scope` resolves it.
                self.context.origin.references.truncate(known);
                self.known.elsewhere.objects.insert(Key::Resource(key), at.key("only").written_place());
                continue;
            }
            let resource = read_resource(&mut self.context, &at, written, &key.origin);
            if self.declare_key(Key::Resource(key.clone()), at.written_place()) {
                state.resources.insert(key, resource);
            }
        }
    }

    fn add_extensions(
        &mut self,
        at: &Cursor<'_>,
        catalog: &CatalogKey,
        extensions: Option<&[Extension]>,
        state: &mut State,
    ) {
        for (index, written) in extensions.unwrap_or_default().iter().enumerate() {
            let at = at.index(index);
            if !self.context.is_here(&at, self.target, written.only.as_deref()) {
                let key =
                    ExtensionKey { catalog: catalog.clone(), name: exact_form(&written.name), pin: None };
                self.known.elsewhere.objects.insert(Key::Extension(key), at.key("only").written_place());
                continue;
            }
            let extension = read_extension(&mut self.context, &at, written);
            let pin = self.read_pin(&at, written.id.as_ref());
            let key = ExtensionKey { catalog: catalog.clone(), name: extension.name.clone(), pin };
            if self.declare_key(Key::Extension(key.clone()), at.written_place()) {
                self.read_former_names(&at, &Key::Extension(key.clone()), written.formerly.as_ref());
                state.extensions.insert(key, extension);
            }
        }
    }
}

/// The ways to name a resource, exactly one of which is set.
#[derive(Default)]
pub(super) struct Forms<'d> {
    pub(super) group: Option<&'d Group>,
    pub(super) group_id: Option<&'d Guid>,
    pub(super) application: Option<&'d Application>,
    pub(super) service_principal_id: Option<&'d Guid>,
    pub(super) app_id: Option<&'d Guid>,
    pub(super) site: Option<&'d str>,
}

impl Context<'_> {
    /// The object behind a resource.
    pub(super) fn origin_of(&mut self, at: &Cursor<'_>, forms: &Forms<'_>) -> Option<Origin> {
        if let Some(group) = forms.group {
            Some(Origin::Group(self.read_group(&at.key("group"), group)))
        } else if let Some(id) = forms.group_id {
            Some(Origin::Group(self.reference_by_id(&at.key("groupId"), id, Principal::Group)))
        } else if let Some(application) = forms.application {
            Some(Origin::Application(self.read_application(&at.key("application"), application)))
        } else if let Some(id) = forms.service_principal_id {
            let at = at.key("servicePrincipalId");
            Some(Origin::Application(self.reference_by_id(&at, id, Principal::ServicePrincipal)))
        } else if let Some(id) = forms.app_id {
            let by_app = document::Named::By(document::ApplicationId::AppId(id.clone()));
            Some(Origin::Application(self.read_application(at, &by_app)))
        } else {
            forms.site.map(|site| Origin::Site(self.read_url(&at.key("site"), site)))
        }
    }
}

fn read_catalog(context: &mut Context<'_>, at: &Cursor<'_>, written: &Catalog) -> model::Catalog {
    let name = context.read_name(&at.key("name"), &written.name);
    let silent = absent_default::<model::Catalog>();
    let state = match &written.state {
        Some(state) => {
            context.warn_unknown_word(&at.key("state"), state.graph_word(), CatalogState::WORDS);
            state.clone()
        }
        None => silent.state,
    };
    model::Catalog {
        description: written.description.clone().unwrap_or_else(|| name.clone()),
        state,
        externally_visible: written.externally_visible.unwrap_or(silent.externally_visible),
        roles: read_catalog_roles(context, &at.key("roles"), written.roles.as_ref()),
        built_in: false,
        name,
    }
}

fn read_catalog_roles(
    context: &mut Context<'_>,
    at: &Cursor<'_>,
    written: Option<&CatalogRoles>,
) -> model::CatalogRoles {
    let Some(written) = written else { return model::CatalogRoles::default() };
    let mut list = |key: &str, entries: &Option<Vec<document::Principal>>| {
        entries.as_ref().map(|entries| context.read_principals(&at.key(key), entries))
    };
    model::CatalogRoles {
        owners: list("owners", &written.owners),
        readers: list("readers", &written.readers),
        access_package_managers: list("accessPackageManagers", &written.access_package_managers),
        access_package_assignment_managers: list(
            "accessPackageAssignmentManagers",
            &written.access_package_assignment_managers,
        ),
    }
}

fn read_resource(
    context: &mut Context<'_>,
    at: &Cursor<'_>,
    written: &CatalogResource,
    origin: &Origin,
) -> model::Resource {
    let attributes_at = at.key("attributes");
    let silent = absent_default::<model::Attribute>();
    let mut attributes = BTreeMap::new();
    for (index, attribute) in written.attributes.iter().flatten().enumerate() {
        let at = attributes_at.index(index);
        let name = context.read_name(&at.key("name"), &attribute.name);
        let converted = model::Attribute {
            question: context.attribute_question(&at.key("question"), &attribute.question),
            editable: attribute.editable.unwrap_or(silent.editable),
            persists_after_removal: attribute.persists_after_removal.unwrap_or(silent.persists_after_removal),
        };
        if attributes.insert(name, converted).is_some() {
            context.report_error(&at, Code::Repeated, "this attribute is listed twice");
        }
    }
    let environment = written.environment.as_ref().map(|url| {
        let at = at.key("environment");
        if !matches!(origin, Origin::Site(_)) {
            context.report_error(&at, Code::PolicyParts, "`environment` is allowed only for a site");
        }
        // The service lists an environment by its URL with a trailing slash (fact
        // environment-url-ends-in-slash); a site has none.
        context.read_url(&at, url) + "/"
    });
    model::Resource { attributes, environment }
}

fn read_extension(context: &mut Context<'_>, at: &Cursor<'_>, written: &Extension) -> model::Extension {
    let name = context.read_name(&at.key("name"), &written.name);
    context.warn_unknown_word(&at.key("kind"), written.kind.graph_word(), ExtensionKind::WORDS);
    if written.kind == ExtensionKind::Assignment && written.callback.is_some() {
        let message = "`callback` has no effect on an extension of the kind `assignment`: the service does \
            not wait for it";
        context.report_warning(&at.key("callback"), Code::ExtensionStage, message);
    }
    let app_at = at.key("logicApp");
    let app = &written.logic_app;
    model::Extension {
        description: written.description.clone().unwrap_or_else(|| name.clone()),
        kind: written.kind.clone(),
        logic_app: model::LogicApp {
            subscription_id: context
                .graph_id(&app_at.key("subscriptionId"), &app.subscription_id)
                .as_str()
                .to_owned(),
            resource_group: context.require_text(&app_at.key("resourceGroup"), &app.resource_group),
            workflow: context.require_text(&app_at.key("workflow"), &app.workflow),
        },
        callback_timeout: written
            .callback
            .as_ref()
            .map(|callback| context.read_span(&at.key("callback").key("timeout"), &callback.timeout)),
        name,
    }
}
