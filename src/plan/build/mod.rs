//! Turns differences into steps. All decisions are made here; what cannot be decided becomes no step.

use std::collections::BTreeSet;

use crate::diff::FieldChange;
use crate::model::{Facts, Key};
use crate::scope::Pair;

use super::digest::digest_json;
use super::draft::Draft;
use super::facet::{completed_facet, facet_after_creation, step_facet};
use super::inputs::declared_digests;
use super::order::order_drafts;
use super::step::plan_id;
use super::{
    About, FORMAT_VERSION, Hold, KnownObject, Object, Operation, Plan, Precondition, ReadOnly, Step, StepId,
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
pub use impact::touched_keys;

/// Builds the plan that makes `pair.actual` into `pair.desired`.
///
/// Objects that must not be written are listed as sealed instead. Every deletion that arrives here is listed in a
/// file: any other undeclared object is on both sides.
#[must_use]
pub fn build_change_plan(pair: &Pair, comparison: &Comparison, facts: &Facts, tool: &str) -> Plan {
    let Comparison { changes, after, weighed } = comparison;
    let mut drafts = Drafts { pair, drafts: Vec::new(), read_only: Vec::new(), holds: Vec::new() };
    drafts.draft_organizations(changes);
    drafts.draft_catalogs(changes);
    drafts.draft_extensions(changes);
    drafts.draft_resources(changes);
    drafts.draft_packages(changes);
    drafts.draft_policies(changes);
    drafts.draft_settings(changes);
    drafts.hold_rebound(facts);
    drafts.hold_lockouts(facts);
    drafts.hold_deletions(facts);
    drafts.hold_mass_change();
    drafts.hold_fan_out(after, facts);
    drafts.hold_exposure(weighed);
    let exposure = weighed.movements.clone();
    let impact = drafts.plan_impact(comparison, facts);
    let Drafts { drafts, read_only, mut holds, .. } = drafts;
    holds.sort_by(|left, right| (&left.key, &left.id).cmp(&(&right.key, &right.id)));
    let steps: Vec<Step> = order_drafts(drafts)
        .into_iter()
        .enumerate()
        .map(|(index, (draft, waits_for))| make_step(pair, StepId(index + 1), draft, waits_for))
        .collect();
    let tenant = facts.tenant.as_ref().map(ToString::to_string).unwrap_or_default();
    let about = About {
        tool: tool.to_owned(),
        tenant_name: facts.tenant_name.clone(),
        names: names::names_of_ids(&steps, &read_only, &exposure, pair, facts),
        foreign: pair.foreign.iter().map(ToString::to_string).collect(),
        unchanged: about::unchanged_count(pair, changes),
        incomplete: about::incomplete_parts(pair),
        not_evaluated: about::not_evaluated(pair, facts),
        kept: about::kept_memberships(pair),
        assignments: about::live_counts(facts),
        read_only,
        exposure,
        impact,
    };
    let known = pair.known.iter().map(|(key, id)| KnownObject { key: key.clone(), id: id.clone() }).collect();
    let inputs = declared_digests(&steps, &pair.inputs);
    let mut plan = Plan {
        format_version: FORMAT_VERSION,
        id: String::new(),
        tenant,
        known,
        inputs_digest: digest_json(&inputs),
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
    read_only: Vec<ReadOnly>,
    holds: Vec<Hold>,
}

impl Drafts<'_> {
    fn push_draft(&mut self, operation: Operation, fields: Vec<FieldChange>) {
        self.drafts.push(Draft { operation, fields });
    }

    fn draft_deletion(&mut self, object: Object) {
        self.push_draft(Operation::Delete { object, contents: BTreeSet::new() }, Vec::new());
    }

    /// Takes the fields of an update, or records it as sealed if the object must not be written.
    fn is_writable(&mut self, key: &Key, fields: &[FieldChange]) -> bool {
        let Some(why) = self.pair.read_only.get(key) else {
            self.hold_adoption(key, fields);
            return true;
        };
        self.read_only.push(ReadOnly { key: key.to_string(), why: why.clone(), fields: fields.to_vec() });
        false
    }
}

fn fields_outside(fields: &[FieldChange], prefixes: &[&str]) -> Vec<FieldChange> {
    let inside = |field: &&FieldChange| !prefixes.iter().any(|prefix| field.field.starts_with(prefix));
    fields.iter().filter(inside).cloned().collect()
}

fn make_step(pair: &Pair, id: StepId, draft: Draft, waits_for: Vec<StepId>) -> Step {
    let Draft { operation, fields } = draft;
    let key = operation.affected_key();
    let before =
        step_facet(&operation, &pair.actual, &pair.bindings).or_else(|| facet_after_creation(&operation));
    let before = before.map(|facet| digest_json(&facet));
    let after = completed_facet(&operation, &pair.desired).map(|facet| digest_json(&facet));
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
        risk: operation.access_risk(),
        cause: pair.provenance.objects.get(&key).or_else(|| pair.deletions.get(&key)?.as_ref()).cloned(),
        precondition: Precondition { before, after },
        operation,
        fields,
        waits_for,
        carries,
    }
}
