//! `$filter`: `eq ne gt ge lt le and or not`, parentheses, `contains startswith endswith tolower`, `any` and
//! casts.
//!
//! It must not decide which properties a path allows in filters.

use serde_json::Value;

use super::navigation::{Followed, follow_navigation};
use crate::sandbox::message::{Fault, Row};
use crate::sandbox::types;
use crate::sandbox::view::View;

/// A parsed condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    Compare(Term, String, Term),
    /// `contains`, `startswith` or `endswith`.
    Call(String, Term, Term),
    /// `path/any(variable:condition)`.
    Any(Vec<String>, String, Box<Filter>),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    Path(Vec<String>),
    Literal(Value),
    Lower(Box<Term>),
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
    Colon,
}

fn tokenize_filter(text: &str) -> Result<Vec<Token>, Fault> {
    let mut found = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => {}
            '(' => found.push(Token::Open),
            ')' => found.push(Token::Close),
            ',' => found.push(Token::Comma),
            '\'' => {
                let mut literal = String::new();
                loop {
                    match letters.next() {
                        Some('\'') if letters.peek() == Some(&'\'') => {
                            letters.next();
                            literal.push('\'');
                        }
                        Some('\'') => break,
                        Some(other) => literal.push(other),
                        None => return Err(invalid_filter("There is an unterminated string literal.")),
                    }
                }
                found.push(Token::Text(literal));
            }
            first => {
                // A colon ends a lambda variable and is part of a date.
                let date = first.is_ascii_digit();
                if first == ':' {
                    found.push(Token::Colon);
                    continue;
                }
                let mut word = String::from(first);
                while let Some(next) = letters.peek() {
                    if " \t(),'".contains(*next) || (*next == ':' && !date) {
                        break;
                    }
                    word.push(*next);
                    letters.next();
                }
                found.push(Token::Word(word));
            }
        }
    }
    Ok(found)
}

fn invalid_filter(detail: impl std::fmt::Display) -> Fault {
    Fault::new(400, "InvalidFilter", format!("OData query is invalid: {detail}"))
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

/// Parses a condition.
///
/// # Errors
/// 400 `InvalidFilter`.
pub(crate) fn parse(text: &str) -> Result<Filter, Fault> {
    let mut parser = Parser { tokens: tokenize_filter(text)?, at: 0 };
    let filter = parser.parse_or()?;
    if parser.at < parser.tokens.len() {
        return Err(invalid_filter(format!("Syntax error in '{text}'.")));
    }
    Ok(filter)
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next_token(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn take_keyword(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(text)) if text == word);
        self.at += usize::from(found);
        found
    }

    fn expect_token(&mut self, token: &Token) -> Result<(), Fault> {
        if self.next_token().as_ref() == Some(token) { Ok(()) } else { Err(invalid_filter("Syntax error.")) }
    }

    fn parse_or(&mut self) -> Result<Filter, Fault> {
        let mut left = self.parse_and()?;
        while self.take_keyword("or") {
            left = Filter::Or(Box::new(left), Box::new(self.parse_and()?));
        }
        Ok(left)
    }

    fn parse_and(&mut self) -> Result<Filter, Fault> {
        let mut left = self.parse_unary()?;
        while self.take_keyword("and") {
            left = Filter::And(Box::new(left), Box::new(self.parse_unary()?));
        }
        Ok(left)
    }

    fn parse_unary(&mut self) -> Result<Filter, Fault> {
        if self.take_keyword("not") {
            return Ok(Filter::Not(Box::new(self.parse_unary()?)));
        }
        if self.peek() == Some(&Token::Open) {
            self.next_token();
            let inner = self.parse_or()?;
            self.expect_token(&Token::Close)?;
            return Ok(inner);
        }
        self.parse_condition()
    }

    fn parse_condition(&mut self) -> Result<Filter, Fault> {
        if let (Some(Token::Word(word)), Some(Token::Open)) =
            (self.peek().cloned(), self.tokens.get(self.at + 1))
        {
            let name = word.to_ascii_lowercase();
            if ["contains", "startswith", "endswith"].contains(&name.as_str()) {
                self.at += 2;
                let left = self.parse_term()?;
                self.expect_token(&Token::Comma)?;
                let right = self.parse_term()?;
                self.expect_token(&Token::Close)?;
                return Ok(Filter::Call(name, left, right));
            }
            if let Some(path) = word.strip_suffix("/any") {
                self.at += 2;
                let Some(Token::Word(variable)) = self.next_token() else {
                    return Err(invalid_filter("Syntax error."));
                };
                self.expect_token(&Token::Colon)?;
                let inner = self.parse_or()?;
                self.expect_token(&Token::Close)?;
                return Ok(Filter::Any(split_path(path), variable, Box::new(inner)));
            }
        }
        let left = self.parse_term()?;
        match self.next_token() {
            Some(Token::Word(op)) if ["eq", "ne", "gt", "ge", "lt", "le"].contains(&op.as_str()) => {
                Ok(Filter::Compare(left, op, self.parse_term()?))
            }
            _ => Err(invalid_filter("Syntax error: a comparison is expected.")),
        }
    }

    fn parse_term(&mut self) -> Result<Term, Fault> {
        match self.next_token() {
            Some(Token::Text(text)) => Ok(Term::Literal(Value::String(text))),
            Some(Token::Word(word)) if word == "tolower" => {
                self.expect_token(&Token::Open)?;
                let inner = self.parse_term()?;
                self.expect_token(&Token::Close)?;
                Ok(Term::Lower(Box::new(inner)))
            }
            Some(Token::Word(word)) => Ok(match word.as_str() {
                "null" => Term::Literal(Value::Null),
                "true" => Term::Literal(Value::Bool(true)),
                "false" => Term::Literal(Value::Bool(false)),
                _ if uuid::Uuid::parse_str(&word).is_ok() => Term::Literal(Value::String(word)),
                _ if word.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
                    Term::Literal(word.parse::<i64>().map_or_else(|_| word.clone().into(), Value::from))
                }
                _ => Term::Path(split_path(&word)),
            }),
            _ => Err(invalid_filter("Syntax error: a value is expected.")),
        }
    }
}

fn split_path(text: &str) -> Vec<String> {
    text.split('/').map(str::to_owned).collect()
}

impl Filter {
    /// Returns every path of the condition in lower case, with lambda variables replaced and casts removed.
    pub(crate) fn filter_paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.collect_filter_paths(None, &mut found);
        found
    }

    fn collect_filter_paths(&self, lambda: Option<(&str, &str)>, found: &mut Vec<String>) {
        let mut term = |term: &Term| {
            let mut term = term;
            while let Term::Lower(inner) = term {
                term = inner;
            }
            if let Term::Path(path) = term {
                found.push(plain_path(path, lambda));
            }
        };
        match self {
            Filter::And(left, right) | Filter::Or(left, right) => {
                left.collect_filter_paths(lambda, found);
                right.collect_filter_paths(lambda, found);
            }
            Filter::Not(inner) => inner.collect_filter_paths(lambda, found),
            Filter::Compare(left, _, right) | Filter::Call(_, left, right) => {
                term(left);
                term(right);
            }
            Filter::Any(path, variable, inner) => {
                let path = plain_path(path, lambda);
                inner.collect_filter_paths(Some((variable, &path)), found);
            }
        }
    }

    /// Whether the condition has an operator that directory objects support in advanced queries only.
    pub(crate) fn is_advanced(&self) -> bool {
        match self {
            Filter::And(left, right) | Filter::Or(left, right) => left.is_advanced() || right.is_advanced(),
            Filter::Not(_) => true,
            Filter::Compare(_, op, _) => op == "ne",
            Filter::Call(name, ..) => name == "endswith",
            Filter::Any(_, _, inner) => inner.is_advanced(),
        }
    }

    pub(crate) fn has_or(&self) -> bool {
        match self {
            Filter::Or(..) => true,
            Filter::And(left, right) => left.has_or() || right.has_or(),
            Filter::Not(inner) | Filter::Any(_, _, inner) => inner.has_or(),
            Filter::Compare(..) | Filter::Call(..) => false,
        }
    }

    /// Returns the literal that a path is compared with by `eq`.
    pub(crate) fn equality_literal(&self, path: &str) -> Option<&str> {
        match self {
            Filter::And(left, right) => left.equality_literal(path).or_else(|| right.equality_literal(path)),
            Filter::Compare(Term::Path(found), op, Term::Literal(Value::String(text)))
                if op == "eq" && plain_path(found, None) == path.to_ascii_lowercase() =>
            {
                Some(text)
            }
            _ => None,
        }
    }

    /// Evaluates the condition on a row of type `ty`.
    pub(crate) fn is_match(&self, view: View<'_>, ty: &str, row: &Row) -> bool {
        match self {
            Filter::And(left, right) => left.is_match(view, ty, row) && right.is_match(view, ty, row),
            Filter::Or(left, right) => left.is_match(view, ty, row) || right.is_match(view, ty, row),
            Filter::Not(inner) => !inner.is_match(view, ty, row),
            Filter::Compare(left, op, right) => {
                compare_values(&term_value(view, ty, row, left), op, &term_value(view, ty, row, right))
            }
            Filter::Call(name, left, right) => {
                let (left, right) = (term_value(view, ty, row, left), term_value(view, ty, row, right));
                let (Some(left), Some(right)) = (left.as_str(), right.as_str()) else { return false };
                match name.as_str() {
                    "contains" => left.contains(right),
                    "startswith" => left.to_lowercase().starts_with(&right.to_lowercase()),
                    _ => left.to_lowercase().ends_with(&right.to_lowercase()),
                }
            }
            Filter::Any(path, variable, inner) => {
                let items = resolve_path(view, ty, row, path);
                let item_type = path
                    .last()
                    .and_then(|last| types::find_property(ty, last))
                    .map_or("", |property| property.ty);
                let inner = inner.without_variable(variable);
                items
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_object)
                    .any(|item| inner.is_match(view, item_type, item))
            }
        }
    }

    /// Returns the condition without the lambda variable at the start of its paths.
    fn without_variable(&self, variable: &str) -> Filter {
        let term = |term: &Term| match term {
            Term::Path(path) if path.first().is_some_and(|first| first == variable) => {
                Term::Path(path[1..].to_vec())
            }
            other => other.clone(),
        };
        match self {
            Filter::And(left, right) => Filter::And(
                Box::new(left.without_variable(variable)),
                Box::new(right.without_variable(variable)),
            ),
            Filter::Or(left, right) => Filter::Or(
                Box::new(left.without_variable(variable)),
                Box::new(right.without_variable(variable)),
            ),
            Filter::Not(inner) => Filter::Not(Box::new(inner.without_variable(variable))),
            Filter::Compare(left, op, right) => Filter::Compare(term(left), op.clone(), term(right)),
            Filter::Call(name, left, right) => Filter::Call(name.clone(), term(left), term(right)),
            Filter::Any(..) => self.clone(),
        }
    }
}

fn plain_path(path: &[String], lambda: Option<(&str, &str)>) -> String {
    let mut parts: Vec<&str> =
        path.iter().map(String::as_str).filter(|part| !part.starts_with("microsoft.graph.")).collect();
    if let Some((variable, over)) = lambda
        && parts.first() == Some(&variable)
    {
        parts[0] = over;
    }
    parts.join("/").to_ascii_lowercase()
}

fn term_value(view: View<'_>, ty: &str, row: &Row, term: &Term) -> Value {
    match term {
        Term::Literal(value) => value.clone(),
        Term::Path(path) => resolve_path(view, ty, row, path),
        Term::Lower(inner) => match term_value(view, ty, row, inner) {
            Value::String(text) => Value::String(text.to_lowercase()),
            other => other,
        },
    }
}

/// Follows a path from a row, ignoring the case of names.
fn resolve_path(view: View<'_>, ty: &str, row: &Row, path: &[String]) -> Value {
    let Some((first, rest)) = path.split_first() else { return Value::Object(row.clone()) };
    if let Some(cast) = first.strip_prefix("microsoft.graph.") {
        let label = row.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
        let fits = label.trim_start_matches("#microsoft.graph.") == cast;
        return if fits { resolve_path(view, cast, row, rest) } else { Value::Null };
    }
    let property =
        types::type_properties(ty).into_iter().find(|found| found.name.eq_ignore_ascii_case(first));
    if let Some(property) = property.filter(|property| property.navigation) {
        return match follow_navigation(view, ty, row, property.name) {
            Followed::One(Some((ty, row))) => resolve_path(view, &ty, &row, rest),
            Followed::One(None) => Value::Null,
            Followed::Many(rows) => rows.into_iter().map(|(_, row)| Value::Object(row)).collect(),
        };
    }
    let found = row.iter().find(|(name, _)| name.eq_ignore_ascii_case(first)).map(|(_, value)| value);
    match (found, rest.is_empty()) {
        (Some(Value::Object(inner)), false) => {
            resolve_path(view, property.map_or("", |property| property.ty), inner, rest)
        }
        (Some(value), true) => value.clone(),
        _ => Value::Null,
    }
}

fn compare_values(left: &Value, op: &str, right: &Value) -> bool {
    use std::cmp::Ordering;
    let order = match (left, right) {
        (Value::String(left), Value::String(right)) => {
            match (left.parse::<jiff::Timestamp>(), right.parse::<jiff::Timestamp>()) {
                (Ok(left), Ok(right)) => Some(left.cmp(&right)),
                _ => Some(left.to_lowercase().cmp(&right.to_lowercase())),
            }
        }
        (Value::Number(left), Value::Number(right)) => left.as_i64().partial_cmp(&right.as_i64()),
        _ => (left == right).then_some(Ordering::Equal),
    };
    match op {
        "eq" => order == Some(Ordering::Equal),
        "ne" => order != Some(Ordering::Equal),
        "gt" => order == Some(Ordering::Greater),
        "ge" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        "lt" => order == Some(Ordering::Less),
        _ => matches!(order, Some(Ordering::Less | Ordering::Equal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_through_lambdas_and_casts() {
        let text = "identitySources/any(is:is/microsoft.graph.azureActiveDirectoryTenant/tenantId eq 'x')";
        assert_eq!(parse(text).unwrap().filter_paths(), ["identitysources/tenantid"]);
        let both = parse("(displayname eq 'O''Brien') and (accessPackage/id eq 'a')").unwrap();
        assert_eq!(both.filter_paths(), ["displayname", "accesspackage/id"]);
        assert_eq!(both.equality_literal("accessPackage/id"), Some("a"));
        assert_eq!(both.equality_literal("displayName"), Some("O'Brien"));
    }

    #[test]
    fn broken_conditions_are_refused() {
        for text in ["displayName", "displayName eq", "(a eq 'b'", "a eq 'b", "a eq 'b' c"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("activityDateTime ge 2026-09-01T00:00:00Z and not (a eq null)").is_ok());
    }
}
