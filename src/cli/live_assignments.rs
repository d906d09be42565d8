//! Reads assignments, but only where a plan would affect someone's access.
//!
//! Joins reading and normalising, and decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::actual;
use crate::graph::{GraphError, Question, Reader};
use crate::model::{
    Assignment, Bindings, Facts, Key, LiveCounts, Lookup, Membership, ObjectId, PackageKey, PolicyKey,
    ReadFailure, Unread,
};

/// A package or policy whose assignments are needed, by the service's ids.
struct AssignmentQuestion {
    package: PackageKey,
    policy: Option<PolicyKey>,
    question: Question,
}

impl AssignmentQuestion {
    /// `None` for other kinds of object, and for objects that the tenant does not have.
    fn new(key: &Key, bindings: &Bindings) -> Option<Self> {
        let id = |key: Key| bindings.0.get(&key).map(|binding| binding.id.clone());
        let (package, policy) = match key {
            Key::Package(package) => (package.clone(), None),
            Key::Policy(policy) => (policy.package.clone(), Some(policy.clone())),
            Key::Organization(_) | Key::Catalog(_) | Key::Resource(_) | Key::Extension(_) | Key::Settings => {
                return None;
            }
        };
        let asked = match &policy {
            Some(policy) => Some(id(Key::Policy(policy.clone()))?),
            None => None,
        };
        let question = Question { package: id(Key::Package(package.clone()))?, policy: asked };
        Some(Self { package, policy, question })
    }

    /// What was asked about, as a package or as one policy of it.
    fn asked_keys(&self) -> (&PackageKey, Option<&PolicyKey>) {
        (&self.package, self.policy.as_ref())
    }
}

/// Reads the assignments of packages and policies, and what the directory knows about the people. Adds the
/// counts to the facts, or the reason why a count is missing.
///
/// # Errors If nothing can be read at all. Partial failures are added to the facts.
pub async fn read_live_assignments(
    reader: &Reader<'_>,
    keys: &BTreeSet<Key>,
    bindings: &Bindings,
    facts: &mut Facts,
) -> Result<Vec<Assignment>, GraphError> {
    // A policy needs no request of its own if its package is read as well.
    let with_package = |key: &&Key| matches!(key, Key::Policy(policy) if keys.contains(&Key::Package(policy.package.clone())));
    let alone = keys.iter().filter(|key| !with_package(key));
    let wanted: Vec<AssignmentQuestion> =
        alone.filter_map(|key| AssignmentQuestion::new(key, bindings)).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let questions: Vec<Question> = wanted.iter().map(|wanted| wanted.question.clone()).collect();
    let answers = reader.read_package_assignments(&questions).await?;
    let held: Vec<Result<Vec<Assignment>, String>> = wanted
        .iter()
        .zip(answers.assignments)
        .map(|(wanted, list)| {
            let list = list.map_err(|error| error.to_string())?;
            Ok(list.iter().map(|raw| actual::read_assignment(raw, &wanted.package, bindings)).collect())
        })
        .collect();
    let all: Vec<Assignment> = held.iter().flatten().flatten().cloned().collect();
    let unknown = look_up_people(reader, &all, facts).await?;
    let pending = match (answers.pending, unknown) {
        (Ok(pending), None) => Ok(by_package(&pending)),
        (Err(error), _) => Err(error.to_string()),
        (_, Some(why)) => Err(why),
    };
    let by_question: BTreeMap<_, _> = wanted.iter().map(AssignmentQuestion::asked_keys).zip(&held).collect();
    for (key, of) in keys.iter().filter_map(|key| Some((key, AssignmentQuestion::new(key, bindings)?))) {
        // The answer about a package holds what is asked about its policies.
        let answer = by_question.get(&(&of.package, None)).or_else(|| by_question.get(&of.asked_keys()));
        let Some(held) = answer else { continue };
        count_assignments(key, &of, held, &pending, facts);
    }
    Ok(all)
}

/// Adds the counts of one package or policy to the facts, or why there are none.
fn count_assignments(
    key: &Key,
    of: &AssignmentQuestion,
    held: &Result<Vec<Assignment>, String>,
    pending: &Result<BTreeMap<ObjectId, usize>, String>,
    facts: &mut Facts,
) {
    match (held, pending) {
        (Ok(held), Ok(pending)) => {
            let its = held.iter().filter(|held| of.policy.is_none() || held.policy == of.policy);
            let waiting = pending.get(&ObjectId::new(&of.question.package)).copied().unwrap_or_default();
            let counts = LiveCounts { pending: waiting, ..LiveCounts::new(its.clone(), facts) };
            facts.domains.insert(key.clone(), count_domains(its, facts));
            facts.assignments.insert(key.clone(), counts);
        }
        (Err(why), _) | (_, Err(why)) => {
            let unread = Unread::AssignmentsOf(key.clone());
            facts.failures.insert(ReadFailure { unread, why: why.clone() });
        }
    }
}

/// How many requests wait for each package.
fn by_package(pending: &[Value]) -> BTreeMap<ObjectId, usize> {
    let mut counts = BTreeMap::new();
    for package in pending.iter().filter_map(actual::requested_package) {
        *counts.entry(package).or_default() += 1;
    }
    counts
}

/// The email domains of external people with live assignments.
fn count_domains<'a>(held: impl Iterator<Item = &'a Assignment>, facts: &Facts) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let live = held.filter(|held| held.state.is_live());
    for held in live.filter(|held| held.person.membership(facts) == Membership::External) {
        *found.entry(held.person.address_domain()).or_default() += 1;
    }
    found
}

/// Looks up the people of assignments, so that guests and deleted users are recognised. Returns the failures.
async fn look_up_people(
    reader: &Reader<'_>,
    assignments: &[Assignment],
    facts: &mut Facts,
) -> Result<Option<String>, GraphError> {
    let live = assignments.iter().filter(|held| held.state.is_live());
    let ids: BTreeSet<ObjectId> = live.filter_map(|held| held.person.id.clone()).collect();
    let unknown = ids.into_iter().filter(|id| !facts.objects.contains_key(id)).map(Lookup::Object).collect();
    let answers = reader.look_up_all(&unknown, &Default::default()).await?;
    let why = answers.failures.first().map(|failure| failure.why.clone());
    facts.objects.extend(answers.objects);
    Ok(why)
}
