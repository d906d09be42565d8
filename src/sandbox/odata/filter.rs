//! `$filter`: `eq ne gt ge lt le and or not`, parentheses, `contains startswith endswith tolower`, `any` and
//! casts.
//!
//! It must not decide which properties a path allows in filters.

use serde_json::Value;

use super::navigation::{Followed, follow};
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

fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
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
                        None => return Err(invalid("There is an unterminated string literal.")),
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

fn invalid(detail: impl std::fmt::Display) -> Fault {
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
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let filter = parser.or()?;
    if parser.at < parser.tokens.len() {
        return Err(invalid(format!("Syntax error in '{text}'.")));
    }
    Ok(filter)
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(text)) if text == word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), Fault> {
        if self.next().as_ref() == Some(token) { Ok(()) } else { Err(invalid("Syntax error.")) }
    }

    fn or(&mut self) -> Result<Filter, Fault> {
        let mut left = self.and()?;
        while self.keyword("or") {
            left = Filter::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Filter, Fault> {
        let mut left = self.unary()?;
        while self.keyword("and") {
            left = Filter::And(Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Filter, Fault> {
        if self.keyword("not") {
            return Ok(Filter::Not(Box::new(self.unary()?)));
        }
        if self.peek() == Some(&Token::Open) {
            self.next();
            let inner = self.or()?;
            self.expect(&Token::Close)?;
            return Ok(inner);
        }
        self.condition()
    }

    fn condition(&mut self) -> Result<Filter, Fault> {
        if let (Some(Token::Word(word)), Some(Token::Open)) =
            (self.peek().cloned(), self.tokens.get(self.at + 1))
        {
            let name = word.to_ascii_lowercase();
            if ["contains", "startswith", "endswith"].contains(&name.as_str()) {
                self.at += 2;
                let left = self.term()?;
                self.expect(&Token::Comma)?;
                let right = self.term()?;
                self.expect(&Token::Close)?;
                return Ok(Filter::Call(name, left, right));
            }
            if let Some(path) = word.strip_suffix("/any") {
                self.at += 2;
                let Some(Token::Word(variable)) = self.next() else { return Err(invalid("Syntax error.")) };
                self.expect(&Token::Colon)?;
                let inner = self.or()?;
                self.expect(&Token::Close)?;
                return Ok(Filter::Any(split_path(path), variable, Box::new(inner)));
            }
        }
        let left = self.term()?;
        match self.next() {
            Some(Token::Word(op)) if ["eq", "ne", "gt", "ge", "lt", "le"].contains(&op.as_str()) => {
                Ok(Filter::Compare(left, op, self.term()?))
            }
            _ => Err(invalid("Syntax error: a comparison is expected.")),
        }
    }

    fn term(&mut self) -> Result<Term, Fault> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Term::Literal(Value::String(text))),
            Some(Token::Word(word)) if word == "tolower" => {
                self.expect(&Token::Open)?;
                let inner = self.term()?;
                self.expect(&Token::Close)?;
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
            _ => Err(invalid("Syntax error: a value is expected.")),
        }
    }
}

fn split_path(text: &str) -> Vec<String> {
    text.split('/').map(str::to_owned).collect()
}

impl Filter {
    /// Returns every path of the condition in lower case, with lambda variables replaced and casts removed.
    pub(crate) fn paths(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.collect(None, &mut found);
        found
    }

    fn collect(&self, lambda: Option<(&str, &str)>, found: &mut Vec<String>) {
        let mut term = |term: &Term| {
            let mut term = term;
            while let Term::Lower(inner) = term {
                term = inner;
            }
            if let Term::Path(path) = term {
                found.push(plain(path, lambda));
            }
        };
        match self {
            Filter::And(left, right) | Filter::Or(left, right) => {
                left.collect(lambda, found);
                right.collect(lambda, found);
            }
            Filter::Not(inner) => inner.collect(lambda, found),
            Filter::Compare(left, _, right) | Filter::Call(_, left, right) => {
                term(left);
                term(right);
            }
            Filter::Any(path, variable, inner) => {
                let path = plain(path, lambda);
                inner.collect(Some((variable, &path)), found);
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
    pub(crate) fn equals(&self, path: &str) -> Option<&str> {
        match self {
            Filter::And(left, right) => left.equals(path).or_else(|| right.equals(path)),
            Filter::Compare(Term::Path(found), op, Term::Literal(Value::String(text)))
                if op == "eq" && plain(found, None) == path.to_ascii_lowercase() =>
            {
                Some(text)
            }
            _ => None,
        }
    }

    /// Evaluates the condition on a row of type `ty`.
    pub(crate) fn holds(&self, view: View<'_>, ty: &str, row: &Row) -> bool {
        match self {
            Filter::And(left, right) => left.holds(view, ty, row) && right.holds(view, ty, row),
            Filter::Or(left, right) => left.holds(view, ty, row) || right.holds(view, ty, row),
            Filter::Not(inner) => !inner.holds(view, ty, row),
            Filter::Compare(left, op, right) => {
                compare(&value(view, ty, row, left), op, &value(view, ty, row, right))
            }
            Filter::Call(name, left, right) => {
                let (left, right) = (value(view, ty, row, left), value(view, ty, row, right));
                let (Some(left), Some(right)) = (left.as_str(), right.as_str()) else { return false };
                match name.as_str() {
                    "contains" => left.contains(right),
                    "startswith" => left.to_lowercase().starts_with(&right.to_lowercase()),
                    _ => left.to_lowercase().ends_with(&right.to_lowercase()),
                }
            }
            Filter::Any(path, variable, inner) => {
                let items = resolve(view, ty, row, path);
                let item_type =
                    path.last().and_then(|last| types::find(ty, last)).map_or("", |property| property.ty);
                let inner = inner.without(variable);
                items
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_object)
                    .any(|item| inner.holds(view, item_type, item))
            }
        }
    }

    /// Returns the condition without the lambda variable at the start of its paths.
    fn without(&self, variable: &str) -> Filter {
        let term = |term: &Term| match term {
            Term::Path(path) if path.first().is_some_and(|first| first == variable) => {
                Term::Path(path[1..].to_vec())
            }
            other => other.clone(),
        };
        match self {
            Filter::And(left, right) => {
                Filter::And(Box::new(left.without(variable)), Box::new(right.without(variable)))
            }
            Filter::Or(left, right) => {
                Filter::Or(Box::new(left.without(variable)), Box::new(right.without(variable)))
            }
            Filter::Not(inner) => Filter::Not(Box::new(inner.without(variable))),
            Filter::Compare(left, op, right) => Filter::Compare(term(left), op.clone(), term(right)),
            Filter::Call(name, left, right) => Filter::Call(name.clone(), term(left), term(right)),
            Filter::Any(..) => self.clone(),
        }
    }
}

fn plain(path: &[String], lambda: Option<(&str, &str)>) -> String {
    let mut parts: Vec<&str> =
        path.iter().map(String::as_str).filter(|part| !part.starts_with("microsoft.graph.")).collect();
    if let Some((variable, over)) = lambda
        && parts.first() == Some(&variable)
    {
        parts[0] = over;
    }
    parts.join("/").to_ascii_lowercase()
}

fn value(view: View<'_>, ty: &str, row: &Row, term: &Term) -> Value {
    match term {
        Term::Literal(value) => value.clone(),
        Term::Path(path) => resolve(view, ty, row, path),
        Term::Lower(inner) => match value(view, ty, row, inner) {
            Value::String(text) => Value::String(text.to_lowercase()),
            other => other,
        },
    }
}

/// Follows a path from a row, ignoring the case of names.
fn resolve(view: View<'_>, ty: &str, row: &Row, path: &[String]) -> Value {
    let Some((first, rest)) = path.split_first() else { return Value::Object(row.clone()) };
    if let Some(cast) = first.strip_prefix("microsoft.graph.") {
        let label = row.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
        let fits = label.trim_start_matches("#microsoft.graph.") == cast;
        return if fits { resolve(view, cast, row, rest) } else { Value::Null };
    }
    let property = types::properties(ty).into_iter().find(|found| found.name.eq_ignore_ascii_case(first));
    if let Some(property) = property.filter(|property| property.navigation) {
        return match follow(view, ty, row, property.name) {
            Followed::One(Some((ty, row))) => resolve(view, &ty, &row, rest),
            Followed::One(None) => Value::Null,
            Followed::Many(rows) => rows.into_iter().map(|(_, row)| Value::Object(row)).collect(),
        };
    }
    let found = row.iter().find(|(name, _)| name.eq_ignore_ascii_case(first)).map(|(_, value)| value);
    match (found, rest.is_empty()) {
        (Some(Value::Object(inner)), false) => {
            resolve(view, property.map_or("", |property| property.ty), inner, rest)
        }
        (Some(value), true) => value.clone(),
        _ => Value::Null,
    }
}

fn compare(left: &Value, op: &str, right: &Value) -> bool {
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
        assert_eq!(parse(text).unwrap().paths(), ["identitysources/tenantid"]);
        let both = parse("(displayname eq 'O''Brien') and (accessPackage/id eq 'a')").unwrap();
        assert_eq!(both.paths(), ["displayname", "accesspackage/id"]);
        assert_eq!(both.equals("accessPackage/id"), Some("a"));
        assert_eq!(both.equals("displayName"), Some("O'Brien"));
    }

    #[test]
    fn broken_conditions_are_refused() {
        for text in ["displayName", "displayName eq", "(a eq 'b'", "a eq 'b", "a eq 'b' c"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("activityDateTime ge 2026-09-01T00:00:00Z and not (a eq null)").is_ok());
    }
}
