//! Which custom extensions a policy calls, and when: by hand, because an entry joins a stage and an extension, and the
//! stage decides the extension's type (fact extension-stages).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::codec::{Codec, directory_words};
use super::context::{Names, Reading, Writing};
use super::graph_type::{JOINED, Property, Types, Use};
use super::json::{self, Object, is_equivalent, odata_type};
use super::package::catalog_key_words;
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

fn encode_binding(
    binding: &ExtensionBinding,
    held: &[Value],
    cx: &Writing<'_>,
) -> Result<Value, EncodeError> {
    let id = match &binding.extension {
        ExtensionRef::Key(key) => cx.ids.id_of(&Key::Extension(key.clone()))?,
        ExtensionRef::Id(id) => id.as_str(),
    };
    let (stage, wanted) = (json!(binding.stage.graph_word()), json!(id));
    let same = held.iter().find(|held| {
        is_equivalent(&held["stage"], &stage) && is_equivalent(&held["customExtension"]["id"], &wanted)
    });
    let kind = same
        .and_then(|held| held["customExtension"].get("@odata.type").cloned())
        .unwrap_or_else(|| odata_type(extension_kind(&binding.stage)));
    let mut entry = json::base_object(same);
    entry.remove("id");
    entry.insert("stage".to_owned(), stage);
    entry.insert("customExtension".to_owned(), json!({ "@odata.type": kind, "id": id }));
    Ok(Value::Object(entry))
}

impl Codec for Bindings {
    type Value = BTreeSet<ExtensionBinding>;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(NAME, "customExtensionStageSetting")]
    }

    fn add_types(&self, types: &mut Types) {
        types.add_type(
            "customExtensionStageSetting",
            vec![
                Property::opaque("id").with_use(Use::ReadOnly),
                Property::enum_words("stage", StageName::WORDS),
                Property::opaque("customExtension").with_use(Use::Ignored(JOINED)),
            ],
        );
    }

    fn read_member(&self, object: &Value, cx: &Reading<'_>) -> BTreeSet<ExtensionBinding> {
        let bound = json::list_member(object, NAME).filter_map(|setting| {
            let id = json::object_id(setting.get("customExtension")?, "id")?;
            let key = cx.index.extensions.get(&id).cloned();
            let extension = key.map_or(ExtensionRef::Id(id), ExtensionRef::Key);
            Some(ExtensionBinding {
                stage: StageName::from_word(&json::text_member(setting, "stage")),
                extension,
            })
        });
        bound.collect()
    }

    fn write_member(
        &self,
        value: &BTreeSet<ExtensionBinding>,
        object: &mut Object,
        cx: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let held = json::take_entries(object, NAME);
        let settings: Result<Value, _> =
            value.iter().map(|binding| encode_binding(binding, &held, cx)).collect();
        object.insert(NAME.to_owned(), settings?);
        Ok(())
    }

    fn show_value(&self, value: &Value, names: &Names) -> String {
        show::show_list(value, &|entry| {
            let extension = match show::single_member(&entry["extension"]) {
                Some(("key", key)) => catalog_key_words(key),
                _ => directory_words(&entry["extension"], names),
            };
            format!("{extension} at {}", show::show_plain(&entry["stage"]))
        })
    }
}
