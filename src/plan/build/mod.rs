//! Turns differences into steps. All decisions are made here; what cannot be decided becomes no step.

use std::collections::BTreeSet;

use crate::diff::FieldChange;
use crate::model::{Facts, Key};
use crate::scope::Pair;

use super::digest::digest;
use super::draft::Draft;
use super::facet::{facet, facet_done, facet_once_created};
use super::inputs::inputs;
use super::order::ordered;
use super::step::plan_id;
use super::{
    About, FORMAT_VERSION, Hold, KnownObject, Object, Operation, Plan, Precondition, Sealed, Step, StepId,
    Update,
};

mod about;
mod adoption;
mod catalog;
mod comparison;
mod exposure;
mod impact;
mod lockout;
mod names;
mod organization;
mod package;
mod policy;
mod rebound;
mod resource;
mod settings;

pub use comparison::Comparison;
pub use impact::touched;

/// Builds the plan that makes `pair.actual` into `pair.desired`.
///
/// Objects that must not be written are listed as sealed instead. Every deletion that arrives here is written down in a
/// file: any other undeclared object is on both sides.
#[must_use]
pub fn build(pair: &Pair, comparison: &Comparison, facts: &Facts, tool: &str) -> Plan {
    let Comparison { changes, after, weighed } = comparison;
    let mut drafts = Drafts { pair, drafts: Vec::new(), sealed: Vec::new(), holds: Vec::new() };
    drafts.organizations(changes);
    drafts.catalogs(changes);
    drafts.extensions(changes);
    drafts.resources(changes);
    drafts.packages(changes);
    drafts.policies(changes);
    drafts.settings(changes);
    drafts.rebound(facts);
    drafts.lockouts(facts);
    drafts.deletions(facts);
    drafts.mass_change();
    drafts.fan_out(after, facts);
    drafts.exposed(weighed);
    let exposure = weighed.movements.clone();
    let impact = drafts.impact(comparison, facts);
    let Drafts { drafts, sealed, mut holds, .. } = drafts;
    holds.sort_by(|left, right| (&left.key, &left.id).cmp(&(&right.key, &right.id)));
    let steps: Vec<Step> = ordered(drafts)
        .into_iter()
        .enumerate()
        .map(|(index, (draft, waits_for))| step(pair, StepId(index + 1), draft, waits_for))
        .collect();
    let tenant = facts.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    let about = About {
        tool: tool.to_owned(),
        tenant_name: facts.tenant_name.clone(),
        names: names::names(&steps, &sealed, &exposure, pair, facts),
        foreign: pair.foreign.iter().map(ToString::to_string).collect(),
        unchanged: about::unchanged(pair, changes),
        incomplete: about::incomplete(pair),
        not_evaluated: about::not_evaluated(pair, facts),
        kept: about::kept(pair),
        holders: about::holders(facts),
        sealed,
        exposure,
        impact,
    };
    let known = pair.known.iter().map(|(key, id)| KnownObject { key: key.clone(), id: id.clone() }).collect();
    let inputs = inputs(&steps, &pair.inputs);
    let mut plan = Plan {
        format_version: FORMAT_VERSION,
        id: String::new(),
        tenant,
        known,
        inputs_digest: digest(&inputs),
        inputs,
        steps,
        holds,
        about,
    };
    plan.id = plan_id(&plan);
    plan
}

struct Drafts<'a> {
    pair: &'a Pair,
    drafts: Vec<Draft>,
    sealed: Vec<Sealed>,
    holds: Vec<Hold>,
}

impl Drafts<'_> {
    fn push(&mut self, operation: Operation, fields: Vec<FieldChange>) {
        self.drafts.push(Draft { operation, fields });
    }

    fn delete(&mut self, object: Object) {
        self.push(Operation::Delete { object, contents: BTreeSet::new() }, Vec::new());
    }

    /// Takes the fields of an update, or records it as sealed if the object must not be written.
    fn writable(&mut self, key: &Key, fields: &[FieldChange]) -> bool {
        let Some(why) = self.pair.sealed.get(key) else {
            self.adopts(key, fields);
            return true;
        };
        self.sealed.push(Sealed { key: key.to_string(), why: why.clone(), fields: fields.to_vec() });
        false
    }
}

fn fields_outside(fields: &[FieldChange], prefixes: &[&str]) -> Vec<FieldChange> {
    let inside = |field: &&FieldChange| !prefixes.iter().any(|prefix| field.field.starts_with(prefix));
    fields.iter().filter(inside).cloned().collect()
}

fn step(pair: &Pair, id: StepId, draft: Draft, waits_for: Vec<StepId>) -> Step {
    let Draft { operation, fields } = draft;
    let key = operation.key();
    let before = facet(&operation, &pair.actual, &pair.bindings).or_else(|| facet_once_created(&operation));
    let before = before.map(|facet| digest(&facet));
    let after = facet_done(&operation, &pair.desired).map(|facet| digest(&facet));
    let carries = match &operation {
        Operation::Update(Update::Policy { .. } | Update::Extension { .. }) => {
            pair.bindings.0.get(&key).map(|b| b.unmodelled.iter().cloned().collect()).unwrap_or_default()
        }
        Operation::Update(
            Update::Organization { .. }
            | Update::Catalog { .. }
            | Update::Resource { .. }
            | Update::Package { .. }
            | Update::Settings { .. },
        )
        | Operation::Create(_)
        | Operation::Delete { .. }
        | Operation::Add(_)
        | Operation::Remove(_) => Vec::new(),
    };
    Step {
        id,
        key: key.to_string(),
        risk: operation.risk(),
        cause: pair.origin.objects.get(&key).or_else(|| pair.going.get(&key)?.as_ref()).cloned(),
        precondition: Precondition { before, after },
        operation,
        fields,
        waits_for,
        carries,
    }
}
