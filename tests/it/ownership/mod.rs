//! Ownership: deletions through a line under `remove`, deletions in exclusive catalogs, and objects that
//! always stay.

mod audited;
mod cut;
mod exclusive;
mod existing;
mod law_8;
mod peers;
mod remove;

use guestlist::graph::Reader;
use guestlist::model::{Desired, Key, State};
use guestlist::plan::Plan;
use guestlist::scope::Problem;

use crate::world::{World, desired};

/// A catalog with everything in it, and an organization that one of its policies admits.
pub(crate) const OLD: &str = "\
connectedOrganizations:
- { name: Fabrikam, identity: { tenant: fabrikam.com }, sponsors: { internal: [{ group: Partner Managers }] } }
catalogs:
- name: Old
  resources: [{ group: Sales }, { application: Partner Portal }]
  extensions:
  - name: Notify
    kind: assignmentRequest
    logicApp: { subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: rg, workflow: wf }
accessPackages:
- name: Portal
  catalog: Old
  resources: [{ group: Sales }, { application: Partner Portal, role: Supplier }]
  policies:
  - name: Partners
    requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [add] }
    approval: { stages: [{ approvers: [internalSponsors], fallback: [{ group: Partner Managers }], decideWithin: 7d }] }
    expiration: { after: 30d }
    extensions: [{ stage: assignmentRequestCreated, extension: Notify }]
  - { name: By hand, direct: true }
- name: Papers
  catalog: Old
  resources: [{ group: Sales }]
  policies: [{ name: By hand, direct: true }]
";

/// Lines that remove all of [`OLD`].
pub(crate) const ALL: &str = "\
remove:
- { connectedOrganization: { tenant: fabrikam.com } }
- { catalog: Old }
- { group: Sales, catalog: Old }
- { application: Partner Portal, catalog: Old }
- { extension: Notify, catalog: Old }
- { accessPackage: Portal, catalog: Old }
- { accessPackage: Papers, catalog: Old }
";

pub(crate) fn files(text: &str) -> Desired {
    desired(&[("policies/a.yaml", text)])
}

pub(crate) async fn state(world: &World) -> State {
    let client = world.client();
    guestlist::cli::pipeline::read_actual(&Reader::new(&client)).await.unwrap().0.state
}

/// The KEYs of the tenant's objects, without the built-in catalog.
pub(crate) async fn held(world: &World) -> Vec<String> {
    let state = state(world).await;
    let organizations = state.organizations.keys().cloned().map(Key::Organization);
    let catalogs =
        state.catalogs.iter().filter(|(_, there)| !there.built_in).map(|(key, _)| Key::Catalog(key.clone()));
    let resources = state.resources.keys().cloned().map(Key::Resource);
    let extensions = state.extensions.keys().cloned().map(Key::Extension);
    let packages = state.packages.keys().cloned().map(Key::Package);
    let policies = state.policies.keys().cloned().map(Key::Policy);
    let all =
        organizations.chain(catalogs).chain(resources).chain(extensions).chain(packages).chain(policies);
    all.map(|key| key.to_string()).collect()
}

/// The findings that prevent a plan, as they are shown.
pub(crate) async fn findings(world: &World, wanted: &Desired) -> Vec<String> {
    let planned = world.try_plan(wanted).await.unwrap();
    let found = planned.pair.problems.iter().map(|problem: &Problem| {
        let finding = problem.to_finding(&planned.pair.provenance);
        let place = finding.place.as_ref().map(|place| format!(" {}", place.route)).unwrap_or_default();
        let help = finding.help.clone().unwrap_or_default();
        format!("{}{place}: {} ({help})", finding.code, finding.message)
    });
    found.collect()
}

/// The steps of a plan in short: object and change.
pub(crate) fn steps(plan: &Plan) -> Vec<String> {
    let one = |step: &guestlist::plan::Step| {
        let operation = serde_json::to_value(&step.operation).unwrap();
        format!("{} {}", operation["kind"].as_str().unwrap(), plan.readable_key(&step.key))
    };
    plan.steps.iter().map(one).collect()
}
