//! Graph's `expirationPattern`: how long access lasts, and how long a review is open.

use serde_json::{Value, json};

use super::codec::Codec;
use super::context::{Names, Reading, Writing};
use super::graph_type::{Property, Types};
use super::json::{self, Object, canonical_text, parse_kept};
use super::show;
use crate::model::{EncodeError, Expiration, Span};

const NAME: &str = "expiration";
const TYPE: &str = "expirationPattern";
const KINDS: &[&str] = &["notSpecified", "noExpiration", "afterDateTime", "afterDuration"];

fn add_expiration_type(types: &mut Types) {
    let plain = ["duration", "endDateTime"].map(Property::opaque);
    types.add_type(TYPE, [&[Property::enum_words("type", KINDS)][..], &plain].concat());
}

fn set_expiration(object: &mut Object, kind: &str, duration: Value, end: Value) {
    let mut pattern = json::base_object(object.get(NAME));
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

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(NAME, TYPE)]
    }

    fn add_types(&self, all: &mut Types) {
        add_expiration_type(all);
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Expiration {
        let Some(pattern) = json::block_member(object, NAME) else { return Expiration::Never };
        let unknown = || Expiration::Unknown(canonical_text(pattern));
        match json::text_member(pattern, "type").to_ascii_lowercase().as_str() {
            "notspecified" => Expiration::NotSpecified,
            "noexpiration" => Expiration::Never,
            "afterduration" => json::span_member(pattern, "duration").map_or_else(unknown, Expiration::After),
            "afterdatetime" => {
                let end = json::some_text(pattern, "endDateTime").and_then(|text| text.parse().ok());
                end.map_or_else(unknown, Expiration::Until)
            }
            _ => unknown(),
        }
    }

    fn write_member(
        &self,
        value: &Expiration,
        object: &mut Object,
        _: &Writing<'_>,
    ) -> Result<(), EncodeError> {
        let null = Value::Null;
        match value {
            Expiration::NotSpecified => set_expiration(object, "notSpecified", null.clone(), null),
            Expiration::Never => set_expiration(object, "noExpiration", null.clone(), null),
            Expiration::After(span) => set_expiration(object, "afterDuration", json!(span.to_iso()), null),
            Expiration::Until(end) => set_expiration(object, "afterDateTime", null, json!(end.to_string())),
            Expiration::Unknown(json) => {
                drop(object.insert(NAME.to_owned(), Value::Object(parse_kept(json)?)));
            }
        }
        Ok(())
    }

    fn sent_spelling(&self, value: &Expiration) -> String {
        let mut object = Object::new();
        let written = self.write_member(value, &mut object, &Writing::without_ids("", true));
        written.map(|()| json::text_member(&Value::Object(object)[NAME], "type")).unwrap_or_default()
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        match show::single_member(value) {
            Some(("after", span)) => format!("after {}", show::show_length(span)),
            Some(("until", end)) => format!("on {}", show::show_plain(end)),
            Some(("unknown", json)) => format!("unknown: {}", show::show_plain(json)),
            _ if value == "notSpecified" => "not specified".to_owned(),
            _ => show::show_plain(value),
        }
    }
}

/// How long a review is open.
#[derive(Clone, Copy)]
pub(super) struct OpenFor;

impl Codec for OpenFor {
    type Value = Span;

    fn codec_properties(&self) -> Vec<Property> {
        vec![Property::typed_object(NAME, TYPE)]
    }

    fn add_types(&self, all: &mut Types) {
        add_expiration_type(all);
    }

    fn read_member(&self, object: &Value, _: &Reading<'_>) -> Span {
        object
            .get(NAME)
            .and_then(|pattern| json::span_member(pattern, "duration"))
            .unwrap_or(Span::Seconds(0))
    }

    fn write_member(&self, value: &Span, object: &mut Object, _: &Writing<'_>) -> Result<(), EncodeError> {
        set_expiration(object, "afterDuration", json!(value.to_iso()), Value::Null);
        Ok(())
    }

    fn show_value(&self, value: &Value, _: &Names) -> String {
        show::show_length(value)
    }
}
