//! Custom workflow extensions of a catalog.
//!
//! It must not call anything: extensions are only stored.

use serde_json::{Value, json};

use super::audit::Entry;
use crate::sandbox::call::{Call, require_name};
use crate::sandbox::check::{self, Check};
use crate::sandbox::message::{Fault, Reply, Row, member_of};
use crate::sandbox::odata::allowed;
use crate::sandbox::row::text_of;
use crate::sandbox::store::table;
use crate::sandbox::unknowns::Unknown;
use crate::sandbox::view::Typed;

const TYPE: &str = "customCalloutExtension";

/// Answers the paths below a catalog.
pub(crate) fn route_extensions(
    call: &mut Call<'_>,
    method: &str,
    catalog: &str,
    segments: &[&str],
) -> Result<Reply, Fault> {
    let ours = |row: &Row| text_of(row, "_catalog") == catalog;
    match (method, segments) {
        ("GET", []) => {
            let read = call.reading();
            read.list_reply(
                &allowed::EXTENSIONS,
                read.view
                    .visible_rows(TYPE, table::EXTENSIONS, ours)
                    .into_iter()
                    .map(typed_extension)
                    .collect(),
            )
        }
        ("POST", []) => {
            let mut row = extension_body(call, None)?;
            row.insert("_catalog".into(), catalog.into());
            row.insert("createdBy".into(), "admin@contoso.com".into());
            row.insert("lastModifiedBy".into(), "admin@contoso.com".into());
            row.insert("lastModifiedDateTime".into(), call.time_stamp());
            let (_, mut row) = call.store_new(TYPE, table::EXTENSIONS, row);
            row.remove("modifiedDateTime");
            call.store.put(table::EXTENSIONS, text_of(&row, "id"), row.clone());
            call.write_audit(&Entry::new("Create custom extension", "CustomExtension").with_created(&row));
            Ok(call.reading().written_reply(201, &typed_extension((TYPE.to_owned(), row))))
        }
        ("GET", [id]) => {
            let found =
                call.reader_view().visible_row(TYPE, table::EXTENSIONS, id).filter(|(_, row)| ours(row));
            call.reading()
                .item_reply(&allowed::EXTENSIONS, &typed_extension(found.ok_or(Unknown::ExtensionNotFound)?))
        }
        ("PUT", [id]) => {
            let before = call.find_existing(table::EXTENSIONS, id).filter(ours);
            let before = before.ok_or(Unknown::ExtensionNotFound)?;
            let mut row = extension_body(call, Some(&before))?;
            let fixed = ["id", "_catalog", "_visibleAt", "createdBy", "createdDateTime", "lastModifiedBy"];
            for name in fixed {
                row.insert(name.to_owned(), before.get(name).cloned().unwrap_or(Value::Null));
            }
            row.insert("lastModifiedDateTime".into(), call.time_stamp());
            call.store.put(table::EXTENSIONS, id, row.clone());
            let entry = Entry::new("Update custom extension", "CustomExtension");
            call.write_audit(&entry.with_changed(&before, &row));
            Ok(call.reading().written_reply(200, &typed_extension((TYPE.to_owned(), row))))
        }
        ("DELETE", [id]) => {
            let row =
                call.find_existing(table::EXTENSIONS, id).filter(ours).ok_or(Unknown::ExtensionNotFound)?;
            let uses = |policy: &Row| {
                let settings = member_of(policy, "customExtensionStageSettings").as_array();
                settings.is_some_and(|all| all.iter().any(|setting| setting["customExtension"]["id"] == **id))
            };
            if call.store.rows(table::POLICIES).any(|(_, policy)| uses(policy)) {
                return Err(Unknown::ExtensionInUse.into());
            }
            call.store.remove(table::EXTENSIONS, id);
            call.write_audit(&Entry::new("Delete custom extension", "CustomExtension").with_deleted(&row));
            Ok(Reply::no_content())
        }
        (_, [] | [_]) => Err(Fault::method_not_allowed()),
        _ => Err(Fault::unsupported_path()),
    }
}

/// Adds the derived type of a stored extension, so that its own members are shaped.
fn typed_extension((_, row): Typed) -> Typed {
    let ty = text_of(&row, "@odata.type").trim_start_matches("#microsoft.graph.").to_owned();
    (if ty.is_empty() { TYPE.to_owned() } else { ty }, row)
}

fn extension_body(call: &Call<'_>, before: Option<&Row>) -> Result<Row, Fault> {
    let mut sent = call.request.body_object()?;
    // Documentation and metadata disagree about this name and about whether the type is abstract. Both forms
    // are accepted, and the declared name is returned.
    let callback = sent.remove("callbackConfiguration");
    let check = Check { stored: before, ..Check::default() };
    let mut row = check::check_body(TYPE, &sent, &check)?;
    require_name(&row)?;
    let callback = match callback {
        Some(Value::Object(mut given)) => {
            let time = given.remove("durationBeforeTimeout").or_else(|| given.remove("timeoutDuration"));
            given.remove("@odata.type");
            if let Some(name) = given.keys().next() {
                return Err(Fault::invalid_model(format!("Property '{name}' does not exist.")));
            }
            json!({"@odata.type": "#microsoft.graph.customExtensionCallbackConfiguration",
                "timeoutDuration": time})
        }
        Some(Value::Null) | None => Value::Null,
        Some(_) => return Err(Fault::invalid_model("'callbackConfiguration' must be an object.")),
    };
    row.insert("callbackConfiguration".into(), callback);
    row.entry("clientConfiguration").or_insert(Value::Null);
    if let Some(endpoint) = row.get_mut("endpointConfiguration").and_then(Value::as_object_mut)
        && text_of(endpoint, "@odata.type").ends_with("logicAppTriggerEndpointConfiguration")
    {
        endpoint.entry("url").or_insert("https://logic.example/triggers/manual".into());
    }
    Ok(row)
}
