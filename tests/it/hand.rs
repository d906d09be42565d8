//! YAML as people write it: any value, in a layout chosen by bytes, with comments wherever they are allowed.

use proptest::prelude::*;
use serde_json::{Map, Value};

/// A style of writing.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Hand {
    /// Exactly the given values, in a layout that `fmt` can handle.
    Tidy,
    /// All of YAML. The values may change on the way.
    Wild,
}

/// A mapping as YAML in a style chosen by bytes, and its comments in order.
pub(crate) fn written(map: &Map<String, Value>, choices: &[u8], hand: Hand) -> (String, Vec<String>) {
    let mut writer =
        Writer { hand, choices: choices.iter().cycle(), comments: Vec::new(), text: String::new() };
    writer.map(map, 0, false);
    (writer.text, writer.comments)
}

struct Writer<'b> {
    hand: Hand,
    choices: std::iter::Cycle<std::slice::Iter<'b, u8>>,
    comments: Vec<String>,
    text: String,
}

impl Writer<'_> {
    /// Whether a wild style uses a rare form here.
    fn is_wild(&mut self, count: u8) -> bool {
        self.hand == Hand::Wild && self.one_in(count)
    }

    fn one_in(&mut self, count: u8) -> bool {
        self.choices.next().unwrap().is_multiple_of(count)
    }

    fn line(&mut self, indent: usize) {
        if self.one_in(6) {
            self.text.push('\n');
        }
        if self.one_in(4) {
            let comment = format!("# c{}", self.comments.len());
            self.text.push_str(&format!("{}{comment}\n", " ".repeat(indent)));
            self.comments.push(comment);
        }
    }

    fn end(&mut self) {
        if self.one_in(5) {
            let comment = format!("# c{} 'x: [", self.comments.len());
            self.text.push_str(&format!("  {comment}"));
            self.comments.push(comment);
        }
        self.text.push('\n');
    }

    fn key(&mut self, key: &str) -> String {
        match (self.is_wild(3), self.one_in(2)) {
            (true, true) => format!("'{key}'"),
            (true, false) => format!("\"{key} \\u00e9\""),
            (false, _) => key.to_owned(),
        }
    }

    fn scalar(&mut self, value: &Value) -> String {
        let Value::String(text) = value else { return value.to_string() };
        let is_plain = serde_yaml::from_str::<Value>(&format!("[{text} ]"))
            .is_ok_and(|read| read == serde_json::json!([value]));
        match (is_plain, self.one_in(2), text.contains('\n')) {
            (true, true, _) => text.clone(),
            (_, false, false) => format!("'{}'", text.replace('\'', "''")),
            _ => value.to_string(),
        }
    }

    fn flow(&mut self, value: &Value, indent: usize, is_in_list: bool) {
        if self.is_wild(12) {
            return self.broken_text(indent);
        }
        let is_broken = self.one_in(3);
        let (open, close, items): (_, _, Vec<(String, &Value)>) = match value {
            Value::Object(map) => {
                let entries =
                    map.iter().map(|(key, value)| (format!("{}: ", self.key(key)), value)).collect();
                let is_pair = is_in_list && map.len() == 1 && self.is_wild(2);
                if is_pair { ("", "", entries) } else { ("{", "}", entries) }
            }
            Value::Array(list) => ("[", "]", list.iter().map(|value| (String::new(), value)).collect()),
            _ => {
                let scalar = self.scalar(value);
                return self.text.push_str(&scalar);
            }
        };
        self.text.push_str(open);
        for (index, (key, value)) in items.iter().enumerate() {
            if is_broken {
                self.end();
                self.line(indent + 2);
                self.text.push_str(&" ".repeat(indent + 2));
            }
            self.text.push_str(key);
            if key.is_empty() || !self.is_wild(8) {
                self.flow(value, indent + 2, open == "[");
            }
            if index + 1 < items.len() {
                let comma = if self.one_in(2) { "," } else { " ,  " };
                self.text.push_str(comma);
                if !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            }
        }
        if is_broken && !items.is_empty() {
            self.end();
            self.line(indent);
            self.text.push_str(&" ".repeat(indent));
        }
        self.text.push_str(close);
    }

    /// A text over several lines.
    fn broken_text(&mut self, indent: usize) {
        let indent = " ".repeat(indent);
        let quote = if self.one_in(2) { "'" } else { "\"" };
        let text = match self.one_in(3) {
            true => format!("one\n{indent}two é"),
            false => format!("{quote}one # no\n\n{indent}  it is: {quote}"),
        };
        self.text.push_str(&text);
    }

    /// A block of text with any header.
    fn block(&mut self, indent: usize) {
        let style = if self.one_in(2) { '|' } else { '>' };
        let chomping = ["", "-", "+"][usize::from(self.one_in(2)) + usize::from(self.one_in(3))];
        let is_explicit = self.one_in(4);
        let depth = if is_explicit { "2" } else { "" };
        self.text.push_str(&format!(" {style}{depth}{chomping}"));
        self.end();
        let mut has_text = is_explicit;
        for _ in 0..3 {
            let more = if has_text { usize::from(self.one_in(3)) } else { 0 };
            let line = ["text", "# no comment", "- x: [", "é  "]
                [usize::from(self.one_in(2)) + usize::from(self.one_in(3)) + usize::from(self.one_in(5))];
            if self.one_in(4) {
                self.text.push_str(&" ".repeat(indent));
            } else {
                has_text = true;
                self.text.push_str(&format!("{}{line}", " ".repeat(indent + 2 + more)));
            }
            self.text.push('\n');
        }
    }

    /// The text after a key or a dash, to the end of its lines.
    fn value(&mut self, value: &Value, indent: usize, is_in_list: bool) {
        match value {
            _ if self.is_wild(10) => self.end(),
            _ if self.is_wild(8) => self.block(indent),
            Value::Array(list) if !list.is_empty() && is_in_list && self.is_wild(2) => {
                for (index, item) in list.iter().enumerate() {
                    let blanks = if index == 0 { 1 } else { indent + 2 };
                    self.text.push_str(&format!("{}-", " ".repeat(blanks)));
                    self.value(item, indent + 2, true);
                }
            }
            Value::Object(map) if !map.is_empty() && !self.one_in(3) => {
                if is_in_list {
                    self.text.push(' ');
                    self.map(map, indent + 2, true);
                } else {
                    self.end();
                    let deeper = indent + 2 + usize::from(self.one_in(3));
                    self.map(map, deeper, false);
                }
            }
            Value::Array(list) if !list.is_empty() && !is_in_list && !self.one_in(3) => {
                self.end();
                let deeper = indent + if self.one_in(2) { 0 } else { 2 };
                for item in list {
                    self.line(deeper);
                    self.text.push_str(&format!("{}-", " ".repeat(deeper)));
                    self.value(item, deeper, true);
                }
            }
            Value::String(text) if text.ends_with("z\n") && !text.starts_with(' ') && self.one_in(2) => {
                self.text.push_str(" |\n");
                for line in text.lines() {
                    let blanks = if line.is_empty() { 0 } else { indent + 2 };
                    self.text.push_str(&format!("{}{line}\n", " ".repeat(blanks)));
                }
            }
            value => {
                let blanks = if self.one_in(4) { "   " } else { " " };
                self.text.push_str(blanks);
                self.flow(value, indent + 2, false);
                self.end();
            }
        }
    }

    fn map(&mut self, map: &Map<String, Value>, indent: usize, first_is_begun: bool) {
        for (index, (key, value)) in map.iter().enumerate() {
            if index > 0 || !first_is_begun {
                self.line(indent);
                self.text.push_str(&" ".repeat(indent));
            }
            let key = self.key(key);
            if self.is_wild(12) {
                self.text.push_str(&format!("? {key}"));
                self.end();
                self.line(indent);
                self.text.push_str(&format!("{}:", " ".repeat(indent)));
            } else {
                let blank = if self.is_wild(8) { " " } else { "" };
                self.text.push_str(&format!("{key}{blank}:"));
            }
            self.value(value, indent, false);
        }
    }
}

pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z]{1,8}( [a-z]{1,8}){0,3}",
        prop::sample::select(vec![
            "",
            "yes",
            "12",
            "1.50",
            "~",
            "a # b",
            "it's",
            "say \"x\"",
            "- x",
            "x: y",
            "{",
            "é 企業",
            "a\\b",
            "*a",
            "${var.x}",
            "two\nlines z\n",
            "  indented\n\nand more z\n",
            "tail  ",
            "a\tb",
            "^PRJ-[0-9]+$",
            "0x1F",
            "1e3",
            "#x",
            "a:",
            "!x",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,140}",
    ];
    let leaf = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i16>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map("[a-z]{1,9}", inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}
