//! Values of a plan in words: names instead of ids, lengths instead of ISO 8601.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::Span;

/// The names of ids, as the plan carries them.
pub(super) type Names = BTreeMap<String, String>;

/// A value in words. Lists are joined; what has no words of its own is shown as its JSON.
pub(super) fn words(value: &Value, names: &Names) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text_words(text, names),
        Value::Array(items) if items.is_empty() => "nobody and nothing".to_owned(),
        Value::Array(items) => items.iter().map(|item| words(item, names)).collect::<Vec<_>>().join(", "),
        Value::Object(members) => object_words(members, names),
    }
}

fn text_words(text: &str, names: &Names) -> String {
    if let Some(name) = names.get(text) {
        return name.clone();
    }
    if let Some(length) = text.strip_prefix('P').and(Span::parse(text).ok()) {
        return length.words();
    }
    match text {
        "" => "(empty)".to_owned(),
        "notSpecified" => "not specified".to_owned(),
        "internalSponsors" => "internal sponsors".to_owned(),
        "externalSponsors" => "external sponsors".to_owned(),
        "targetUserSponsors" => "sponsors of the user".to_owned(),
        "targetApplicationOwners" => "owners of the application".to_owned(),
        "targetAgentIdentitySponsorsOrOwners" => "sponsors or owners of the agent".to_owned(),
        other => other.to_owned(),
    }
}

fn object_words(members: &Map<String, Value>, names: &Names) -> String {
    let mut entries = members.iter();
    if let (Some((tag, inner)), None) = (entries.next(), entries.next())
        && let Some(said) = tagged(tag, inner, names)
    {
        return said;
    }
    if let (Some(resource), Some(role)) = (members.get("resource"), members.get("role")) {
        return format!("{} of {}", words(role, names), words(resource, names));
    }
    if let (Some(stage), Some(extension)) = (members.get("stage"), members.get("extension")) {
        return format!("{} at {}", words(extension, names), words(stage, names));
    }
    if let (Some(Value::Object(home)), Some(Value::String(name))) =
        (members.get("catalog"), members.get("name"))
    {
        let home = home.get("name").map(|home| words(home, names)).unwrap_or_default();
        return format!("{home} / {name}");
    }
    let member = |(name, value): (&String, &Value)| match value {
        Value::Null => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Object(members) if members.is_empty() => None,
        value => Some(format!("{name}: {}", words(value, names))),
    };
    members.iter().filter_map(member).collect::<Vec<_>>().join("; ")
}

/// Values that are one of several kinds, told by the name of their only member.
fn tagged(tag: &str, inner: &Value, names: &Names) -> Option<String> {
    let said = words(inner, names);
    Some(match tag {
        "id" | "name" | "key" | "text" | "choice" | "named" => said,
        "appId" => format!("the application with app id {said}"),
        "user" => format!("user {said}"),
        "group" => format!("group {said}"),
        "servicePrincipal" => format!("service principal {said}"),
        "application" => format!("application {said}"),
        "site" => format!("site {said}"),
        "tenant" => format!("tenant {said}"),
        "domain" => format!("domain {said}"),
        "social" => format!("social identity {said}"),
        "connectedOrganization" => format!("people of {}", said.trim_start_matches("tenant ")),
        "attributeRule" => format!("everybody whom the rule {said} matches"),
        "requestorManager" => format!("manager of the requestor (level {said})"),
        "targetManager" => format!("manager of the person (level {said})"),
        "after" => format!("after {said}"),
        "until" => format!("on {said}"),
        "unknown" => format!("unknown: {said}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_become_names_and_lengths_become_words() {
        let names = Names::from([("g1".to_owned(), "Partner Managers".to_owned())]);
        let said = |value: Value| words(&value, &names);
        assert_eq!(
            said(json!([{ "group": { "id": "g1" } }, "internalSponsors"])),
            "group Partner Managers, internal sponsors"
        );
        assert_eq!(said(json!({ "after": "PT2H" })), "after 2 hours");
        assert_eq!(
            said(json!({ "resource": { "group": { "id": "g1" } }, "role": { "id": "Member_g1" } })),
            "Member_g1 of group Partner Managers"
        );
        assert_eq!(said(json!("Project")), "Project");
    }
}
