//! Which custom extensions a policy calls, and when: by hand, because an entry joins a stage and an extension, and the
//! stage decides the extension's type (fact extension-stages).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{Codec, directory_words};
use super::context::{Names, Reading, Writing};
use super::graph_type::{JOINED, Property, Types, Use};
use super::json::{self, Object, alike, kind};
use super::package::in_catalog;
use super::show;
use crate::model::{EncodeError, ExtensionBinding, ExtensionRef, Key, StageName};

const NAME: &str = "customExtensionStageSettings";

/// The extensions of a policy.
#[derive(Clone, Copy)]
pub(super) struct Bindings;

/// The Graph type of the extensions a stage can call.
fn extension_kind(stage: &StageName) -> &'static str {
    match stage {
        StageName::AssignmentFourteenDaysBeforeExpiration | StageName::AssignmentOneDayBeforeExpiration => {
            "accessPackageAssignmentWorkflowExtension"
        }
        _ => "accessPackageAssignmentRequestWorkflowExtension",
    }
}

fn written(binding: &ExtensionBinding, held: &[Value], cx: &Writing<'_>) -> Result<Value, EncodeError> {
    let id = match &binding.extension {
        ExtensionRef::Key(key) => cx.ids.id(&Key::Extension(key.clone()))?,
        ExtensionRef::Id(id) => id.as_str(),
    };
    let (stage, wanted) = (json!(binding.stage.word()), json!(id));
    let same = held
        .iter()
        .find(|held| alike(&held["stage"], &stage) && alike(&held["customExtension"]["id"], &wanted));
    let kind = same
        .and_then(|held| held["customExtension"].get("@odata.type").cloned())
        .unwrap_or_else(|| kind(extension_kind(&binding.stage)));
    let mut entry = json::base(same);
    entry.remove("id");
    entry.insert("stage".to_owned(), stage);
    entry.insert("customExtension".to_owned(), json!({ "@odata.type": kind, "id": id }));
    Ok(Value::Object(entry))
}

impl Codec for Bindings {
    type Value = BTreeSet<ExtensionBinding>;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(NAME, "customExtensionStageSetting")]
    }

    fn types(&self, types: &mut Types) {
        types.add(
            "customExtensionStageSetting",
            vec![
                Property::plain("id").used(Use::ReadOnly),
                Property::word("stage", StageName::WORDS),
                Property::plain("customExtension").used(Use::Ignored(JOINED)),
            ],
        );
    }

    fn read(&self, object: &Value, cx: &Reading<'_>) -> BTreeSet<ExtensionBinding> {
        let bound = json::list(object, NAME).filter_map(|setting| {
            let id = json::object_id(setting.get("customExtension")?, "id")?;
            let key = cx.index.extensions.get(&id).cloned();
            let extension = key.map_or(ExtensionRef::Id(id), ExtensionRef::Key);
            Some(ExtensionBinding { stage: StageName::of(&json::text(setting, "stage")), extension })
        });
        bound.collect()
    }

    fn write(
        &self,
        value: &BTreeSet<ExtensionBinding>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let held = json::entries(object, NAME);
        let settings: Result<Value, _> = value.iter().map(|binding| written(binding, &held, cx)).collect();
        object.insert(NAME.to_owned(), settings?);
        Ok(())
    }

    fn show(&self, value: &Value, names: &Names) -> String {
        show::list(value, &|entry| {
            let extension = match show::tagged(&entry["extension"]) {
                Some(("key", key)) => in_catalog(key),
                _ => directory_words(&entry["extension"], names),
            };
            format!("{extension} at {}", show::plain(&entry["stage"]))
        })
    }
}
