//! All documents of a project as one desired state: files merged, defaults filled, references resolved.

use crate::model::{Desired, Origins, Ownership, State};
use crate::source::{Files, Findings};

use super::aim::Aim;
use super::alike;
use super::at::At;
use super::builder::{Builder, Known};
use super::context::Context;
use super::document::{Document, Settings};
use super::expand::{Expansion, traced};
use super::shape::POLICY;
use super::written::written;

/// What the policy files ask for in one tenant, offline. Every fault is a finding; the state must not be used
/// if one of them is an error.
pub fn desired(files: &Files, aim: Aim<'_>, findings: &mut Findings) -> Desired {
    let mut found = Findings::default();
    let Expansion { files, own, traces, unknown, findings: expanding } =
        Expansion::of(files, aim, &mut found);
    let documents: Vec<(&str, Document)> = files
        .policies
        .iter()
        .filter_map(|file| Some((file.path.as_str(), POLICY.read(file, expanding)?)))
        .collect();
    // A file that could not be read may hold what others refer to: unknown references would be noise.
    let complete = documents.len() == files.policies.len();
    let origin = Origins { traces, ..Origins::default() };
    let context = Context { findings: expanding, origin };
    let mut builder =
        Builder { context, aim, ownership: Ownership::default(), known: Known::default(), complete };
    let state = builder.all(&documents, &own);
    let (mut origin, ownership) = (builder.context.origin, builder.ownership);
    origin.written = written(&origin, &files);
    findings.extend(traced(found, &origin.traces, &unknown));
    Desired { state, origin, ownership, lock: None }
}

impl Builder<'_> {
    fn all(&mut self, documents: &[(&str, Document)], own: &Settings) -> State {
        let mut state = State::default();
        // Declarations are collected first, because a file may refer to an object of any other file.
        for (path, document) in documents {
            let top = At::file(path);
            let written = document.connected_organizations.as_deref().unwrap_or_default();
            self.organizations(&top.key("connectedOrganizations"), written, &mut state);
            self.catalogs(&top.key("catalogs"), document.catalogs.as_deref().unwrap_or_default(), &mut state);
            if let Some(existing) = &document.existing {
                self.existing(&top.key("existing"), existing);
            }
            self.removals(&top.key("remove"), document.remove.as_deref().unwrap_or_default());
            if let Some(settings) = &document.settings {
                self.settings(&top.key("settings"), settings, own, &mut state.settings);
            }
        }
        if let Some((_, file)) = self.aim.settings() {
            let (top, tenant) = (At::file(file), self.aim.name());
            self.part_settings(&top.key("tenants").key(tenant).key("settings"), own, &mut state.settings);
        }
        self.tell_apart();
        self.respell();
        let mut packages = Vec::new();
        for (path, document) in documents {
            for (index, written) in document.access_packages.iter().flatten().enumerate() {
                packages
                    .extend(self.package_key(path, index, written).map(|key| (*path, index, written, key)));
            }
        }
        self.respell();
        for (path, index, written, key) in packages {
            let top = At::file(path);
            self.package(&top.key("accessPackages").index(index), written, &key, &mut state);
        }
        for finding in alike::twins(&self.context.origin) {
            self.context.findings.push(finding);
        }
        self.former_names_once();
        self.tell_apart();
        self.owners_agree();
        state
    }
}
