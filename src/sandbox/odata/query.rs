//! Parses the query string of a request into options.
//!
//! It must not decide which options a path supports.

use percent_encoding::percent_decode_str;

use super::filter::{self, Filter};
use crate::sandbox::message::Fault;

/// The options of one request.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) select: Option<Vec<String>>,
    pub(crate) filter: Option<Filter>,
    pub(crate) expand: Vec<Expand>,
    pub(crate) top: Option<usize>,
    pub(crate) count: bool,
    /// Property and whether the order is descending.
    pub(crate) order: Option<(String, bool)>,
    pub(crate) token: Option<String>,
}

/// One expanded navigation property.
#[derive(Debug, Default)]
pub(crate) struct Expand {
    pub(crate) name: String,
    pub(crate) select: Option<Vec<String>>,
    pub(crate) filter: Option<Filter>,
    pub(crate) expand: Vec<Expand>,
}

/// Splits and decodes a query string.
pub(crate) fn query_pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// Parses a query string.
///
/// # Errors
/// 400 for an option that does not exist or cannot be parsed.
pub(crate) fn parse(query: &str) -> Result<Options, Fault> {
    let mut options = Options::default();
    for (key, value) in query_pairs(query) {
        match key.as_str() {
            "$select" => options.select = Some(split_names(&value)),
            "$filter" => options.filter = Some(filter::parse(&value)?),
            "$expand" => options.expand = parse_expands(&value)?,
            "$top" => {
                let top = value.parse().ok().filter(|top| (1..=999).contains(top));
                options.top = Some(top.ok_or_else(|| Fault::bad_query(format!("invalid $top '{value}'")))?);
            }
            "$count" => options.count = value.eq_ignore_ascii_case("true"),
            "$orderby" => {
                let mut words = value.split_whitespace();
                let name = words.next().unwrap_or_default().to_owned();
                options.order = Some((name, words.next() == Some("desc")));
            }
            "$skiptoken" => options.token = Some(value),
            _ => return Err(Fault::bad_query(format!("the query option '{key}' is not supported"))),
        }
    }
    Ok(options)
}

fn split_names(text: &str) -> Vec<String> {
    text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Splits at a separator outside parentheses and quotes.
fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_i32, false, 0);
    let mut parts = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ if letter == separator && depth == 0 && !quoted => {
                parts.push(&text[start..at]);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn parse_expands(text: &str) -> Result<Vec<Expand>, Fault> {
    let mut found = Vec::new();
    for item in split_outside(text, ',') {
        let Some((name, inner)) = item.split_once('(') else {
            found.push(Expand { name: item.to_owned(), ..Expand::default() });
            continue;
        };
        let inner =
            inner.strip_suffix(')').ok_or_else(|| Fault::bad_query(format!("unbalanced '{item}'")))?;
        let mut expand = Expand { name: name.trim().to_owned(), ..Expand::default() };
        for option in split_outside(inner, ';') {
            match option.split_once('=') {
                Some(("$select", value)) => expand.select = Some(split_names(value)),
                Some(("$filter", value)) => expand.filter = Some(filter::parse(value)?),
                Some(("$expand", value)) => expand.expand = parse_expands(value)?,
                _ => return Err(Fault::bad_query(format!("unknown option '{option}'"))),
            }
        }
        found.push(expand);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_expansions_are_parsed() {
        let options =
            parse("$expand=resourceRoleScopes($expand=role,scope;$select=id),catalog&$top=5").unwrap();
        assert_eq!(options.expand.len(), 2);
        assert_eq!(options.expand[0].expand.len(), 2);
        assert_eq!(options.expand[0].select.as_deref(), Some(["id".to_owned()].as_slice()));
        assert_eq!(options.top, Some(5));
        assert!(parse("$top=0").is_err());
        assert!(parse("$apply=x").is_err());
    }
}
