//! Catalogs and their contents, from the state to documents.

use crate::config::document::{
    ApplicationId, Attribute, Callback, Catalog, CatalogResource, CatalogRoles, Choice, Extension, GroupId,
    Guid, LogicApp, Named, Question, TextAnswer,
};
use crate::model::{self, Answer, CatalogKey, ExtensionKey, Origin};
use crate::property::{Choices, FreeText, absent_default};

use super::name::Names;
use super::{Unsayable, length_text, non_empty, unless_default, unless_name};

impl Names<'_> {
    /// A catalog without its resources and extensions.
    pub(super) fn catalog_document(&self, key: &CatalogKey, catalog: &model::Catalog) -> Catalog {
        let silent = absent_default::<model::Catalog>();
        let list = |set: &Option<_>| set.as_ref().map(|set| self.export_principals(set));
        let roles = &catalog.roles;
        Catalog {
            name: catalog.name.clone(),
            description: unless_name(&catalog.description, &catalog.name),
            state: unless_default(catalog.state.clone(), &silent.state),
            externally_visible: unless_default(catalog.externally_visible, &silent.externally_visible),
            exclusive: None,
            resources: None,
            roles: (*roles != silent.roles).then(|| CatalogRoles {
                owners: list(&roles.owners),
                readers: list(&roles.readers),
                access_package_managers: list(&roles.access_package_managers),
                access_package_assignment_managers: list(&roles.access_package_assignment_managers),
            }),
            extensions: None,
            id: self.pinned_id(key.pin.as_ref()),
            formerly: None,
            only: None,
        }
    }

    pub(super) fn extension_document(
        &self,
        key: &ExtensionKey,
        found: &model::Extension,
    ) -> Result<Extension, Unsayable> {
        Ok(Extension { id: self.pinned_id(key.pin.as_ref()), ..export_extension(found)? })
    }

    pub(super) fn resource_document(
        &self,
        origin: &Origin,
        resource: &model::Resource,
    ) -> Result<CatalogResource, Unsayable> {
        let mut written = CatalogResource {
            group: None,
            group_id: None,
            application: None,
            service_principal_id: None,
            app_id: None,
            site: None,
            environment: resource.environment.clone(),
            attributes: None,
            only: None,
        };
        match origin {
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
            Origin::Other { system, .. } => return Err(format!("a resource of the kind `{system}`")),
        }
        let silent = absent_default::<model::Attribute>();
        let mut attributes = Vec::new();
        for (name, attribute) in &resource.attributes {
            attributes.push(Attribute {
                name: name.clone(),
                question: export_question(&attribute.question)?,
                editable: unless_default(attribute.editable, &silent.editable),
                persists_after_removal: unless_default(
                    attribute.persists_after_removal,
                    &silent.persists_after_removal,
                ),
            });
        }
        written.attributes = non_empty(attributes);
        Ok(written)
    }
}

fn export_extension(extension: &model::Extension) -> Result<Extension, Unsayable> {
    let timeout = extension.callback_timeout.as_ref().map(length_text).transpose()?;
    Ok(Extension {
        name: extension.name.clone(),
        description: unless_name(&extension.description, &extension.name),
        kind: extension.kind.clone(),
        logic_app: LogicApp {
            subscription_id: Guid(extension.logic_app.subscription_id.clone()),
            resource_group: extension.logic_app.resource_group.clone(),
            workflow: extension.logic_app.workflow.clone(),
        },
        callback: timeout.map(|timeout| Callback { timeout }),
        id: None,
        formerly: None,
        only: None,
    })
}

/// A question of a policy or attribute.
pub(super) fn export_question(question: &model::Question) -> Result<Question, Unsayable> {
    let silent = absent_default::<model::Question>();
    let mut written = Question {
        text: question.text.clone(),
        formerly: None,
        localizations: unless_default(question.localizations.clone(), &silent.localizations),
        required: unless_default(question.required, &silent.required),
        answer_editable: unless_default(question.answer_editable, &silent.answer_editable),
        answer: None,
        choices: None,
        multiple: None,
    };
    match &question.answer {
        Answer::Text { single_line, pattern } => {
            let answer = TextAnswer {
                single_line: unless_default(*single_line, &absent_default::<FreeText>().single_line),
                pattern: pattern.clone(),
            };
            written.answer = unless_default(answer, &TextAnswer::default());
        }
        Answer::Choice { choices, multiple } => {
            written.multiple = unless_default(*multiple, &absent_default::<Choices>().multiple);
            written.choices = Some(choices.iter().map(export_choice).collect());
        }
        Answer::Unknown(json) => return Err(format!("a question of an unknown kind: {json}")),
    }
    Ok(written)
}

fn export_choice(choice: &model::Choice) -> Choice {
    Choice {
        value: choice.value.clone(),
        text: (choice.text != choice.value).then(|| choice.text.clone()),
        localizations: (!choice.localizations.is_empty()).then(|| choice.localizations.clone()),
    }
}
