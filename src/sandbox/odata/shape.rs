//! Turns stored rows into answers: expanded, selected, and with unknown enum members replaced.
//!
//! It must not choose rows.

use serde_json::Value;

use super::navigation::{Followed, follow_navigation};
use super::query::Expand;
use crate::sandbox::message::Row;
use crate::sandbox::row::text_of;
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
    pub(crate) fn shape_row(
        self,
        ty: &str,
        row: &Row,
        select: Option<&Vec<String>>,
        expand: &[Expand],
    ) -> Value {
        let mut out = Row::new();
        let polymorphic = ["user", "group", "servicePrincipal"].contains(&ty);
        if polymorphic {
            out.insert("@odata.type".into(), format!("#microsoft.graph.{ty}").into());
        }
        for (name, value) in row {
            let navigation = types::find_property(ty, name).is_some_and(|property| property.navigation);
            let selected =
                select.is_none_or(|names| names.iter().any(|wanted| wanted == name) || name == "@odata.type");
            if name.starts_with('_') || navigation || !selected {
                continue;
            }
            out.insert(name.clone(), self.shape_member(ty, name, value));
        }
        for one in expand {
            self.expand_member(ty, row, one, &mut out);
        }
        let inline =
            self.questions && ty == "accessPackageAssignmentPolicy" && !out.contains_key("questions");
        if inline && select.is_none_or(|names| names.iter().any(|name| name == "questions")) {
            self.expand_member(ty, row, &Expand { name: "questions".into(), ..Expand::default() }, &mut out);
        }
        Value::Object(out)
    }

    fn expand_member(self, ty: &str, row: &Row, one: &Expand, out: &mut Row) {
        let part = Shape { questions: false, ..self };
        let write = |ty: &str, row: &Row| part.shape_row(ty, row, one.select.as_ref(), &one.expand);
        let value = match follow_navigation(self.view, ty, row, &one.name) {
            Followed::One(found) => found.map_or(Value::Null, |(ty, row)| write(&ty, &row)),
            Followed::Many(found) => {
                if ty == "accessPackageAssignmentPolicy" {
                    let context = format!(
                        "$metadata#identityGovernance/entitlementManagement/assignmentPolicies('{}')/{}",
                        text_of(row, "id"),
                        one.name
                    );
                    out.insert(format!("{}@odata.context", one.name), context.into());
                }
                let rows = found.iter().filter(|(ty, row)| {
                    one.filter.as_ref().is_none_or(|filter| filter.is_match(self.view, ty, row))
                });
                rows.map(|(ty, row)| write(ty, row)).collect()
            }
        };
        out.insert(one.name.clone(), value);
    }

    fn shape_member(self, ty: &str, name: &str, value: &Value) -> Value {
        let declared = types::find_property(ty, name).map_or("", |property| property.ty);
        match value {
            Value::String(text) if !self.unknown_members => types::guard_member(declared, text).into(),
            Value::Array(items) => items.iter().map(|item| self.shape_nested(declared, item)).collect(),
            Value::Object(_) => self.shape_nested(declared, value),
            other => other.clone(),
        }
    }

    fn shape_nested(self, declared: &str, value: &Value) -> Value {
        let Value::Object(object) = value else {
            return match value {
                Value::String(text) if !self.unknown_members => types::guard_member(declared, text).into(),
                other => other.clone(),
            };
        };
        let label = text_of(object, "@odata.type").trim_start_matches("#microsoft.graph.");
        let ty = if types::is_type(label) { label } else { declared };
        object.iter().map(|(name, value)| (name.clone(), self.shape_member(ty, name, value))).collect()
    }
}
