//! Answers reads: items, lists, pages and their links.
//!
//! It must not choose the rows for a path.

use serde_json::{Value, json};

use super::allowed::{self, Rules};
use super::query::{self, Options};
use super::shape::Shape;
use crate::sandbox::message::{Fault, Reply, Request, Row};
use crate::sandbox::row::text_of;
use crate::sandbox::view::{Typed, View};

/// A read being answered.
#[derive(Clone, Copy)]
pub(crate) struct Read<'a> {
    pub(crate) view: View<'a>,
    pub(crate) request: &'a Request,
    /// `http://host:port/v1.0`.
    pub(crate) base: &'a str,
}

impl Read<'_> {
    fn row_shape(&self, questions: bool) -> Shape<'_> {
        Shape { view: self.view, unknown_members: self.request.has_unknown_member_preference(), questions }
    }

    /// Returns the context annotation of the path.
    fn context_url(&self, entity: bool) -> String {
        let mut segments = self.request.path_segments();
        if entity && segments.len() > 1 {
            segments.pop();
        }
        let suffix = if entity { "/$entity" } else { "" };
        format!("{}/$metadata#{}{suffix}", self.base, segments.join("/"))
    }

    fn parse_options(&self, rules: &Rules) -> Result<Options, Fault> {
        let options = query::parse(&self.request.query)?;
        allowed::check_options(rules, &options, self.request, self.view.faults.strict)?;
        Ok(options)
    }

    /// Answers the read of one object.
    pub(crate) fn item_reply(&self, rules: &Rules, found: &Typed) -> Result<Reply, Fault> {
        let options = self.parse_options(rules)?;
        if options.filter.is_some() || options.top.is_some() || options.order.is_some() {
            return Err(Fault::bad_query("only $select and $expand apply to one object"));
        }
        Ok(Reply::new(200, self.entity_value(found, &options)))
    }

    fn entity_value(&self, (ty, row): &Typed, options: &Options) -> Value {
        let mut out = Row::new();
        out.insert("@odata.context".into(), self.context_url(true).into());
        let select = default_select(ty, options.select.as_ref());
        if let Value::Object(members) =
            self.row_shape(true).shape_row(ty, row, select.as_ref(), &options.expand)
        {
            out.extend(members);
        }
        Value::Object(out)
    }

    /// Returns the answer to a write that returns the object.
    pub(crate) fn written_reply(&self, status: u16, found: &Typed) -> Reply {
        let mut body = self.entity_value(found, &Options::default());
        // The context of a created object names its collection, which is the path of the POST itself.
        if status == 201 {
            body["@odata.context"] = format!("{}/$entity", self.context_url(false)).into();
        }
        Reply::new(status, body)
    }

    /// Answers the read of a list.
    pub(crate) fn list_reply(&self, rules: &Rules, found: Vec<Typed>) -> Result<Reply, Fault> {
        let options = self.parse_options(rules)?;
        let mut rows: Vec<Typed> = found
            .into_iter()
            .filter(|(ty, row)| {
                options.filter.as_ref().is_none_or(|filter| filter.is_match(self.view, ty, row))
            })
            .collect();
        if let Some((name, descending)) = &options.order {
            rows.sort_by(|(_, left), (_, right)| text_of(left, name).cmp(text_of(right, name)));
            if *descending {
                rows.reverse();
            }
        }
        let total = rows.len();
        let start = match &options.token {
            None => 0,
            Some(token) => start_of(token, &rows, options.order.is_some())?,
        };
        let size = options.top.unwrap_or(self.view.faults.page_size).max(1);
        let page: Vec<&Typed> = rows.iter().skip(start).take(size).collect();
        let mut body = Row::new();
        body.insert("@odata.context".into(), self.context_url(false).into());
        if options.count && options.token.is_none() {
            body.insert("@odata.count".into(), total.into());
        }
        let more = start + page.len() < total || (self.view.faults.empty_last_page && !page.is_empty());
        if let Some((_, last)) = page.last().filter(|_| more) {
            body.insert("@odata.nextLink".into(), self.next_link(text_of(last, "id")).into());
        }
        let shape = self.row_shape(self.view.faults.list_questions_inline);
        let value: Vec<Value> = page
            .iter()
            .map(|(ty, row)| {
                let select = default_select(ty, options.select.as_ref());
                shape.shape_row(ty, row, select.as_ref(), &options.expand)
            })
            .collect();
        body.insert("value".into(), json!(value));
        Ok(Reply::new(200, Value::Object(body)))
    }

    fn next_link(&self, last: &str) -> String {
        let others = self.request.query.split('&').filter(|part| {
            let key = part.split('=').next().unwrap_or_default();
            !part.is_empty() && key != "$skiptoken" && !key.eq_ignore_ascii_case("%24skiptoken")
        });
        let mut query: Vec<&str> = others.collect();
        let token: String = last.bytes().map(|byte| format!("{byte:02x}")).collect();
        let token = format!("$skiptoken={token}");
        query.push(&token);
        format!("{}{}?{}", self.base, self.request.path, query.join("&"))
    }
}

/// Returns the index of the first row after the one that a token names.
fn start_of(token: &str, rows: &[Typed], ordered: bool) -> Result<usize, Fault> {
    let bytes: Option<Vec<u8>> = (0..token.len() / 2)
        .map(|at| token.get(at * 2..at * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let last = bytes
        .filter(|bytes| !bytes.is_empty())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| Fault::bad_query("the skip token is not valid"))?;
    if let Some(at) = rows.iter().position(|(_, row)| text_of(row, "id") == last) {
        return Ok(at + 1);
    }
    // The named row may have been deleted. Lists without an order of their own are sorted by id.
    Ok(if ordered { 0 } else { rows.iter().filter(|(_, row)| text_of(row, "id") <= last.as_str()).count() })
}

/// Returns the properties of a user that come without `$select`: neither the user type nor the identities.
fn default_select(ty: &str, select: Option<&Vec<String>>) -> Option<Vec<String>> {
    const USER: [&str; 11] = [
        "businessPhones",
        "displayName",
        "givenName",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
        "id",
    ];
    match select {
        Some(names) => Some(names.clone()),
        None if ty == "user" => Some(USER.iter().map(|name| (*name).to_owned()).collect()),
        None => None,
    }
}
