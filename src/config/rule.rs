//! Membership rules, as far as they can be checked without the service.
//!
//! The grammar is that of dynamic groups: `property -operator value`, joined by `-and`, `-or` and `-not`. The
//! service decides in the end. Only what no rule can contain is an error; anything merely unknown is a
//! warning.

use crate::source::nearest_name;

/// In characters; the service's limit.
const LONGEST: usize = 3072;

/// Operators between a property and a value.
const COMPARISONS: &[&str] = &[
    "eq",
    "ne",
    "startsWith",
    "notStartsWith",
    "endsWith",
    "notEndsWith",
    "contains",
    "notContains",
    "match",
    "notMatch",
    "in",
    "notIn",
    "le",
    "ge",
    "any",
    "all",
    "plus",
    "minus",
];

/// Operators that join expressions.
const JOINTS: &[&str] = &["and", "or", "not"];

/// Properties of users that rules use.
const PROPERTIES: &[&str] = &[
    "user.accountEnabled",
    "user.assignedPlans",
    "user.city",
    "user.companyName",
    "user.country",
    "user.department",
    "user.dirSyncEnabled",
    "user.displayName",
    "user.employeeHireDate",
    "user.employeeId",
    "user.facsimileTelephoneNumber",
    "user.givenName",
    "user.jobTitle",
    "user.mail",
    "user.mailNickName",
    "user.memberOf",
    "user.mobile",
    "user.objectId",
    "user.otherMails",
    "user.passwordPolicies",
    "user.physicalDeliveryOfficeName",
    "user.postalCode",
    "user.preferredLanguage",
    "user.proxyAddresses",
    "user.state",
    "user.streetAddress",
    "user.surname",
    "user.telephoneNumber",
    "user.usageLocation",
    "user.userPrincipalName",
    "user.userType",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// An error rather than a warning: no rule can look like this.
    pub(super) fatal: bool,
    /// One sentence without a full stop.
    pub(super) message: String,
    /// A help text.
    pub(super) help: Option<String>,
}

fn fatal_flaw(message: impl Into<String>) -> Flaw {
    Flaw { fatal: true, message: message.into(), help: None }
}

fn doubtful_flaw(message: String, help: Option<String>) -> Flaw {
    Flaw { fatal: false, message, help }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Word<'r> {
    /// A text in quotes.
    Quoted,
    /// A round or square bracket.
    Bracket(char),
    /// Anything else: an operator, a property or a number.
    Plain(&'r str),
}

/// All faults of a rule.
pub(super) fn rule_flaws(rule: &str) -> Vec<Flaw> {
    if rule.trim().is_empty() {
        return vec![fatal_flaw("this rule is empty")];
    }
    let words = match split_rule(rule) {
        Ok(words) => words,
        Err(flaw) => return vec![flaw],
    };
    let mut flaws: Vec<Flaw> = bracket_flaw(&words).into_iter().collect();
    if rule.chars().count() > LONGEST {
        flaws.push(doubtful_flaw(format!("this rule is longer than {LONGEST} characters"), None));
    }
    // `Direct Reports for "…"` is a rule with a grammar of its own.
    if !rule.trim_start().to_lowercase().starts_with("direct reports for") {
        flaws.extend(operator_flaws(&words));
    }
    flaws
}

fn split_rule(rule: &str) -> Result<Vec<Word<'_>>, Flaw> {
    let mut words = Vec::new();
    let mut rest = rule.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => {
                words.push(Word::Quoted);
                quoted_length(rest, first).ok_or_else(|| {
                    fatal_flaw(format!("a quotation mark {first} in this rule is not closed"))
                })?
            }
            '(' | ')' | '[' | ']' => {
                words.push(Word::Bracket(first));
                1
            }
            ',' => 1,
            _ => {
                let ends = |c: char| c.is_whitespace() || "()[],\"'".contains(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                words.push(Word::Plain(&rest[..length]));
                length
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

/// The length of a quoted text with its quotes. A backtick escapes the next character.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '`' => escaped = true,
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn bracket_flaw(words: &[Word<'_>]) -> Option<Flaw> {
    let mut open = Vec::new();
    for word in words {
        match word {
            Word::Bracket('(') => open.push(')'),
            Word::Bracket('[') => open.push(']'),
            Word::Bracket(close) if open.pop() != Some(*close) => {
                return Some(fatal_flaw("the brackets of this rule do not match"));
            }
            _ => {}
        }
    }
    (!open.is_empty()).then(|| fatal_flaw("the brackets of this rule do not match"))
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Checks every operator with the words before and after it.
fn operator_flaws(words: &[Word<'_>]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut compared = false;
    for (at, word) in words.iter().enumerate() {
        let Word::Plain(word) = word else { continue };
        // The service also accepts operators without their hyphen.
        let (hyphen, bare) = word.strip_prefix('-').map_or((false, *word), |bare| (true, bare));
        if is_one_of(bare, COMPARISONS) {
            compared = true;
            flaws.extend(property_flaw(at.checked_sub(1).and_then(|before| words.get(before))));
            flaws.extend(value_flaw(bare, words.get(at + 1)));
        } else if hyphen && !is_one_of(bare, JOINTS) && !bare.starts_with(|c: char| c.is_ascii_digit()) {
            compared = true;
            let near = nearest_name(bare, COMPARISONS.iter().chain(JOINTS).copied());
            let help = near.map(|near| format!("did you mean `-{near}`?"));
            flaws.push(doubtful_flaw(
                format!("this version of Guestlist does not know the operator `-{bare}`"),
                help,
            ));
        }
    }
    if !compared {
        let help = Some("such as `(user.department -eq \"Sales\")`".to_owned());
        flaws.push(doubtful_flaw("this rule contains no comparison".to_owned(), help));
    }
    flaws
}

fn property_flaw(before: Option<&Word<'_>>) -> Option<Flaw> {
    let Some(Word::Plain(name)) = before else { return None };
    if is_one_of(name, PROPERTIES) || is_one_of(name, &["_", "system.now"]) {
        return None;
    }
    if !name.contains('.') {
        let near = PROPERTIES.iter().find(|known| known[5..].eq_ignore_ascii_case(name));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        return Some(doubtful_flaw(
            format!("`{name}` is not a property: properties of users start with `user.`"),
            help,
        ));
    }
    if name.to_lowercase().starts_with("device.") {
        let why = format!("`{name}` is a property of devices; only users can be assigned by rule");
        return Some(doubtful_flaw(why, None));
    }
    // Extension attributes and properties inside `-any` have free names, so only near misses are reported.
    let lower = name.to_lowercase();
    if ["user.extension", "group.", "assignedplan."].iter().any(|own| lower.starts_with(own)) {
        return None;
    }
    let near =
        nearest_name(name, PROPERTIES.iter().copied()).filter(|near| name.len().abs_diff(near.len()) < 3)?;
    let help = Some(format!("did you mean `{near}`?"));
    Some(doubtful_flaw(format!("this version of Guestlist does not know the property `{name}`"), help))
}

fn value_flaw(operator: &str, after: Option<&Word<'_>>) -> Option<Flaw> {
    let Some(Word::Plain(word)) = after else {
        let Some(Word::Quoted | Word::Bracket('(' | '[')) = after else {
            return Some(fatal_flaw(format!("the operator `-{operator}` has no value")));
        };
        return None;
    };
    let bare = word.trim_start_matches('-');
    if is_one_of(bare, COMPARISONS) || is_one_of(bare, JOINTS) {
        return Some(fatal_flaw(format!("the operator `-{operator}` has no value")));
    }
    let plain = is_one_of(word.trim_start_matches('$'), &["true", "false", "null"]);
    let number = bare.starts_with(|c: char| c.is_ascii_digit()) || is_length(word);
    (!plain && !number && !word.contains('.')).then(|| {
        let help = Some(format!("write `\"{word}\"`"));
        doubtful_flaw(format!("the value `{word}` is not in quotes"), help)
    })
}

/// A duration in the form of rules: `p1d`.
fn is_length(word: &str) -> bool {
    let rest = word.strip_prefix(['p', 'P']);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == 't' || c == 'T'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rule: &str) -> Vec<String> {
        rule_flaws(rule)
            .into_iter()
            .map(|flaw| {
                let kind = if flaw.fatal { "error" } else { "warning" };
                let help = flaw.help.map(|help| format!(" ({help})")).unwrap_or_default();
                format!("{kind}: {}{help}", flaw.message)
            })
            .collect()
    }

    #[test]
    fn the_documented_rules_are_silent() {
        for rule in [
            r#"(user.department -eq "Sales")"#,
            r#"user.userType -eq "Guest""#,
            r#"user.department eq "Sales" and user.country in ["US","NL"]"#,
            r#"(user.department -eq "Sales") -or -not (user.jobTitle -contains "SDE (II) `"x")"#,
            r#"user.proxyAddresses -any (_ -startsWith "contoso")"#,
            r#"user.assignedPlans -any (assignedPlan.servicePlanId -eq "efb" -and assignedPlan.capabilityStatus -eq "Enabled")"#,
            r#"user.accountEnabled -eq true -and user.mail -ne null"#,
            "user.memberof -any (group.objectId -in ['a', 'b'])",
            "user.employeeHireDate -ge system.now -minus p1d",
            r#"user.extensionAttribute15 -match "^x""#,
            r#"user.extension_4a2b_costCenter -eq "7""#,
            r#"Direct Reports for "62e19b97-8b3d-4d4a-a106-4ce66896a863""#,
            "USER.DEPARTMENT -EQ 'Sales'",
        ] {
            assert_eq!(said(rule), Vec::<String>::new(), "{rule}");
        }
    }

    #[test]
    fn what_no_rule_can_be_is_an_error_and_what_is_unheard_of_a_warning() {
        for (rule, expected) in [
            (" ", "error: this rule is empty"),
            ("(user.city -eq \"A)", "error: a quotation mark \" in this rule is not closed"),
            ("user.city -eq 'A", "error: a quotation mark ' in this rule is not closed"),
            ("(user.city -eq \"A\"))", "error: the brackets of this rule do not match"),
            ("(user.city -eq \"A)\"", "error: the brackets of this rule do not match"),
            ("user.city -in [\"A\")", "error: the brackets of this rule do not match"),
            ("user.city -eq", "error: the operator `-eq` has no value"),
            ("user.city -eq -and user.mail -ne null", "error: the operator `-eq` has no value"),
            (
                "user.city -equals \"A\"",
                "warning: this version of Guestlist does not know the operator `-equals` (did you mean `-eq`?)",
            ),
            (
                "user.city -eq Amsterdam",
                "warning: the value `Amsterdam` is not in quotes (write `\"Amsterdam\"`)",
            ),
            (
                "department -eq \"A\"",
                "warning: `department` is not a property: properties of users start with `user.` (did you \
                mean `user.department`?)",
            ),
            (
                "user.departement -eq \"A\"",
                "warning: this version of Guestlist does not know the property `user.departement` (did you mean \
                `user.department`?)",
            ),
            (
                "device.model -eq \"A\"",
                "warning: `device.model` is a property of devices; only users can be assigned by rule",
            ),
            (
                "everybody",
                "warning: this rule contains no comparison (such as `(user.department -eq \"Sales\")`)",
            ),
        ] {
            assert_eq!(said(rule), [expected], "{rule}");
        }
        let long = format!("user.city -eq \"{}\"", "x".repeat(LONGEST));
        assert_eq!(said(&long), ["warning: this rule is longer than 3072 characters"]);
    }
}
