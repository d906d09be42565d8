//! From a command about assignments to a plan, and from that plan to a changed tenant.
//!
//! Joins the rooms and decides nothing itself.

use std::collections::BTreeSet;

use super::live_assignments;
use super::pipeline::{self, TOOL};
use crate::apply::{
    Ids, Outcome, Performer, Precheck, VISIBILITY_WINDOW, Wait, execute_assignments, is_done,
    precheck_holders,
};
use crate::assignments::{self, Intent, Plan};
use crate::graph::{Client, Clock, GraphError, Progress, Reader};
use crate::model::{Actual, Assignment, Facts, Key, PolicyKey, Unread};
use crate::plan::StepId;
use crate::source::nearest_name;

/// The tenant, as far as assignments need it.
#[derive(Debug)]
pub struct AssignmentTenant {
    /// Its objects.
    pub actual: Actual,
    /// Facts about them.
    pub facts: Facts,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum Refused {
    /// The tenant could not be read.
    Graph(GraphError),
    /// A part that the plan needs could not be read.
    Incomplete(Vec<String>),
    /// The request cannot be carried out.
    Impossible(Vec<String>),
    /// The independent checker rejected the plan, which is a defect in Guestlist.
    Audit(Vec<String>),
}

impl From<GraphError> for Refused {
    fn from(error: GraphError) -> Self {
        Self::Graph(error)
    }
}

impl AssignmentTenant {
    /// Reads a tenant's objects.
    ///
    /// # Errors If nothing can be read at all.
    pub async fn read_tenant(reader: &Reader<'_>) -> Result<Self, GraphError> {
        let (actual, facts) = pipeline::read_actual(reader).await?;
        Ok(Self { actual, facts })
    }

    /// The package or policy for a KEY of the command line.
    ///
    /// # Errors A message with the nearest KEY of the tenant, or that the tenant could not be read.
    pub fn resolve_key(&self, text: &str) -> Result<Key, Refused> {
        let known = self.actual.bindings.0.keys();
        let known: Vec<(String, &Key)> = known
            .filter(|key| matches!(key, Key::Package(_) | Key::Policy(_)))
            .map(|key| (key.to_string(), key))
            .collect();
        let wanted = crate::model::exact_form(text);
        if let Some((_, key)) = known.iter().find(|(name, _)| *name == wanted) {
            return Ok((*key).clone());
        }
        let unread = [Unread::Catalogs, Unread::Packages, Unread::Policies];
        let failed = self.facts.failures.iter().filter(|failure| unread.contains(&failure.unread));
        let failed: Vec<String> = failed.map(|failure| failure.why.clone()).collect();
        if !failed.is_empty() {
            return Err(Refused::Incomplete(failed));
        }
        let near = nearest_name(&wanted, known.iter().map(|(name, _)| name.as_str()));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        Err(Refused::Impossible(vec![format!(
            "the tenant has no `{text}`; write accessPackage/CATALOG/NAME for an access package, and \
            policy/CATALOG/PACKAGE/NAME for a policy{help}"
        )]))
    }

    /// The policy for a KEY of the command line.
    ///
    /// # Errors As `key`, and for a KEY of any other kind.
    pub fn resolve_policy(&self, text: &str) -> Result<PolicyKey, Refused> {
        match self.resolve_key(text)? {
            Key::Policy(policy) => Ok(policy),
            other => Err(Refused::Impossible(vec![format!(
                "`{other}` is not a policy; assignments are moved from one policy/CATALOG/PACKAGE/NAME to \
                another"
            )])),
        }
    }

    /// The assignments of packages.
    ///
    /// # Errors If nothing can be read at all, or one of the packages cannot be read.
    pub async fn read_assignments(
        &mut self,
        reader: &Reader<'_>,
        packages: &BTreeSet<Key>,
    ) -> Result<Vec<Assignment>, Refused> {
        let held =
            live_assignments::read_live_assignments(reader, packages, &self.actual.bindings, &mut self.facts)
                .await?;
        let failed = self.facts.failures.iter();
        let failed = failed.filter(|failure| matches!(failure.unread, Unread::AssignmentsOf(_)));
        let failed: Vec<String> = failed.map(|failure| failure.why.clone()).collect();
        if failed.is_empty() { Ok(held) } else { Err(Refused::Incomplete(failed)) }
    }

    /// Makes the plan for a request.
    ///
    /// # Errors Why it is impossible, or what could not be read.
    pub async fn make_plan(&mut self, reader: &Reader<'_>, intent: &Intent) -> Result<Plan, Refused> {
        let held = self.read_assignments(reader, &intent.packages_to_read().collect()).await?;
        let plan = assignments::build_plan(intent, &held, &self.actual.state, &self.facts, TOOL);
        let plan = plan.map_err(Refused::Impossible)?;
        let faults = assignments::audit_plan(&plan, &held);
        if faults.is_empty() { Ok(plan) } else { Err(Refused::Audit(faults)) }
    }

    /// Compares a plan with the assignments as they are now.
    ///
    /// # Errors If they cannot be read.
    pub async fn check_plan(&mut self, reader: &Reader<'_>, plan: &Plan) -> Result<Precheck, Refused> {
        let now = self.read_assignments(reader, &plan.intent.packages_to_read().collect()).await?;
        Ok(precheck_holders(plan, &now))
    }

    /// Carries out a plan whose preconditions hold, and reads back until the tenant shows the result. Also
    /// returns the steps that were carried out but that the tenant does not show.
    pub async fn carry_out_plan(
        &mut self,
        client: &Client,
        reader: &Reader<'_>,
        (clock, progress): (&dyn Clock, &dyn Progress),
        plan: &Plan,
        checked: Precheck,
    ) -> (Outcome, Result<BTreeSet<StepId>, Refused>) {
        let performer = Performer::new(client, clock, progress, Ids::from_bindings(&self.actual.bindings));
        let outcome = execute_assignments(&performer, plan, checked.already).await;
        progress.show_note("reading back the changes");
        let written = outcome.done.iter().copied().collect();
        let missing = self.await_assignments(reader, clock, plan, written).await;
        (outcome, missing)
    }

    async fn await_assignments(
        &mut self,
        reader: &Reader<'_>,
        clock: &dyn Clock,
        plan: &Plan,
        written: BTreeSet<StepId>,
    ) -> Result<BTreeSet<StepId>, Refused> {
        if written.is_empty() {
            return Ok(written);
        }
        let mut wait = Wait::new(clock, VISIBILITY_WINDOW);
        loop {
            let now = self.read_assignments(reader, &plan.intent.packages_to_read().collect()).await?;
            let missing = plan.steps.iter().filter(|step| written.contains(&step.id) && !is_done(step, &now));
            let missing: BTreeSet<StepId> = missing.map(|step| step.id).collect();
            if missing.is_empty() || !wait.pause_once(clock).await {
                return Ok(missing);
            }
        }
    }
}
