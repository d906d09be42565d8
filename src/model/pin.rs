//! Ids inside texts: a GUID, and the pin at the end of a name.

use super::ObjectId;

/// The id in a text, if it is a GUID.
pub(super) fn parse_guid(text: &str) -> Option<ObjectId> {
    let shape = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    shape.then(|| ObjectId::new(text))
}

/// The position where the pin of a name starts, or what looks like one: `@` and a GUID at the end.
pub(super) fn pin_at(text: &str) -> Option<usize> {
    text.rfind('@').filter(|at| parse_guid(&text[at + 1..]).is_some())
}
