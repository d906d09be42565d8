//! Graph's `expirationPattern`: how long access lasts, and how long a review is open.

use serde_json::{Value, json};

use super::codec::Codec;
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types};
use super::json::{self, Object, canonical, kept};
use super::show;
use crate::model::{EncodeError, Expiration, Span};

const NAME: &str = "expiration";
const TYPE: &str = "expirationPattern";
const KINDS: &[&str] = &["notSpecified", "noExpiration", "afterDateTime", "afterDuration"];

fn types(types: &mut Types) {
    let plain = ["duration", "endDateTime"].map(Property::plain);
    types.add(TYPE, [&[Property::word("type", KINDS)][..], &plain].concat());
}

fn set(object: &mut Object, kind: &str, duration: Value, end: Value) {
    let mut pattern = json::base(object.get(NAME));
    pattern.insert("type".to_owned(), json!(kind));
    pattern.insert("duration".to_owned(), duration);
    pattern.insert("endDateTime".to_owned(), end);
    object.insert(NAME.to_owned(), Value::Object(pattern));
}

/// How long access lasts. No pattern is "never ends": the wider reading (fact expiration-default).
#[derive(Clone, Copy)]
pub(super) struct Lasting;

impl Codec for Lasting {
    type Value = Expiration;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(NAME, TYPE)]
    }

    fn types(&self, all: &mut Types) {
        types(all);
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> Expiration {
        let Some(pattern) = json::block(object, NAME) else { return Expiration::Never };
        let unknown = || Expiration::Unknown(canonical(pattern));
        match json::text(pattern, "type").to_ascii_lowercase().as_str() {
            "notspecified" => Expiration::NotSpecified,
            "noexpiration" => Expiration::Never,
            "afterduration" => json::span(pattern, "duration").map_or_else(unknown, Expiration::After),
            "afterdatetime" => {
                let end = json::some_text(pattern, "endDateTime").and_then(|text| text.parse().ok());
                end.map_or_else(unknown, Expiration::Until)
            }
            _ => unknown(),
        }
    }

    fn write(&self, value: &Expiration, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        let null = Value::Null;
        match value {
            Expiration::NotSpecified => set(object, "notSpecified", null.clone(), null),
            Expiration::Never => set(object, "noExpiration", null.clone(), null),
            Expiration::After(span) => set(object, "afterDuration", json!(span.iso()), null),
            Expiration::Until(end) => set(object, "afterDateTime", null, json!(end.to_string())),
            Expiration::Unknown(json) => {
                drop(object.insert(NAME.to_owned(), Value::Object(kept(json)?)));
            }
        }
        Ok(())
    }

    fn sent(&self, value: &Expiration) -> String {
        let mut object = Object::new();
        let written = self.write(value, &mut object, &Writing::alone("", true));
        written.map(|()| json::text(&Value::Object(object)[NAME], "type")).unwrap_or_default()
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        match show::tagged(value) {
            Some(("after", span)) => format!("after {}", show::length(span)),
            Some(("until", end)) => format!("on {}", show::plain(end)),
            Some(("unknown", json)) => format!("unknown: {}", show::plain(json)),
            _ if value == "notSpecified" => "not specified".to_owned(),
            _ => show::plain(value),
        }
    }
}

/// How long a review is open.
#[derive(Clone, Copy)]
pub(super) struct OpenFor;

impl Codec for OpenFor {
    type Value = Span;

    fn properties(&self) -> Vec<Property> {
        vec![Property::object(NAME, TYPE)]
    }

    fn types(&self, all: &mut Types) {
        types(all);
    }

    fn read(&self, object: &Value, _: &Reading<'_>) -> Span {
        object.get(NAME).and_then(|pattern| json::span(pattern, "duration")).unwrap_or(Span::Seconds(0))
    }

    fn write(&self, value: &Span, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        set(object, "afterDuration", json!(value.iso()), Value::Null);
        Ok(())
    }

    fn show(&self, value: &Value, _: &Names) -> String {
        show::length(value)
    }
}
