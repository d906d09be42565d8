//! Turns stored rows into answers: expanded, selected, and with unknown enum members replaced.
//!
//! It must not choose rows.

use serde_json::Value;

use super::navigation::{Followed, follow};
use super::query::Expand;
use crate::sandbox::message::Row;
use crate::sandbox::row::text;
use crate::sandbox::types;
use crate::sandbox::view::View;

/// How to write rows.
#[derive(Clone, Copy)]
pub(crate) struct Shape<'a> {
    pub(crate) view: View<'a>,
    /// Whether enum members after `unknownFutureValue` are written unchanged.
    pub(crate) unknown_members: bool,
    /// Whether policies carry their questions without an expansion, as item reads of the service do.
    pub(crate) questions: bool,
}

impl Shape<'_> {
    /// Writes one row.
    pub(crate) fn write(self, ty: &str, row: &Row, select: Option<&Vec<String>>, expand: &[Expand]) -> Value {
        let mut out = Row::new();
        let polymorphic = ["user", "group", "servicePrincipal"].contains(&ty);
        if polymorphic {
            out.insert("@odata.type".into(), format!("#microsoft.graph.{ty}").into());
        }
        for (name, value) in row {
            let navigation = types::find(ty, name).is_some_and(|property| property.navigation);
            let selected =
                select.is_none_or(|names| names.iter().any(|wanted| wanted == name) || name == "@odata.type");
            if name.starts_with('_') || navigation || !selected {
                continue;
            }
            out.insert(name.clone(), self.member(ty, name, value));
        }
        for one in expand {
            self.expand(ty, row, one, &mut out);
        }
        let inline =
            self.questions && ty == "accessPackageAssignmentPolicy" && !out.contains_key("questions");
        if inline && select.is_none_or(|names| names.iter().any(|name| name == "questions")) {
            self.expand(ty, row, &Expand { name: "questions".into(), ..Expand::default() }, &mut out);
        }
        Value::Object(out)
    }

    fn expand(self, ty: &str, row: &Row, one: &Expand, out: &mut Row) {
        let part = Shape { questions: false, ..self };
        let write = |ty: &str, row: &Row| part.write(ty, row, one.select.as_ref(), &one.expand);
        let value = match follow(self.view, ty, row, &one.name) {
            Followed::One(found) => found.map_or(Value::Null, |(ty, row)| write(&ty, &row)),
            Followed::Many(found) => {
                if ty == "accessPackageAssignmentPolicy" {
                    let context = format!(
                        "$metadata#identityGovernance/entitlementManagement/assignmentPolicies('{}')/{}",
                        text(row, "id"),
                        one.name
                    );
                    out.insert(format!("{}@odata.context", one.name), context.into());
                }
                let rows = found.iter().filter(|(ty, row)| {
                    one.filter.as_ref().is_none_or(|filter| filter.holds(self.view, ty, row))
                });
                rows.map(|(ty, row)| write(ty, row)).collect()
            }
        };
        out.insert(one.name.clone(), value);
    }

    fn member(self, ty: &str, name: &str, value: &Value) -> Value {
        let declared = types::find(ty, name).map_or("", |property| property.ty);
        match value {
            Value::String(text) if !self.unknown_members => types::guarded(declared, text).into(),
            Value::Array(items) => items.iter().map(|item| self.nested(declared, item)).collect(),
            Value::Object(_) => self.nested(declared, value),
            other => other.clone(),
        }
    }

    fn nested(self, declared: &str, value: &Value) -> Value {
        let Value::Object(object) = value else {
            return match value {
                Value::String(text) if !self.unknown_members => types::guarded(declared, text).into(),
                other => other.clone(),
            };
        };
        let label = text(object, "@odata.type").trim_start_matches("#microsoft.graph.");
        let ty = if types::is_type(label) { label } else { declared };
        object.iter().map(|(name, value)| (name.clone(), self.member(ty, name, value))).collect()
    }
}
