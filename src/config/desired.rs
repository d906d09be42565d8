//! All documents of a project as one desired state: files merged, defaults filled, references resolved.

use crate::model::{Desired, Ownership, Provenance, State};
use crate::source::{Files, Findings};

use super::builder::{Builder, Known};
use super::confusables;
use super::context::Context;
use super::cursor::Cursor;
use super::declared_keys::declared_keys;
use super::document::{Document, Settings};
use super::expand::{Expansion, trace_findings};
use super::shape::POLICY;
use super::target_tenant::TargetTenant;

/// What the policy files ask for in one tenant, offline. Every fault is a finding; the state must not be used
/// if one of them is an error.
pub fn read_desired(files: &Files, target: TargetTenant<'_>, findings: &mut Findings) -> Desired {
    let mut found = Findings::default();
    let Expansion { files, own, traces, unknown, findings: expanding } =
        Expansion::new(files, target, &mut found);
    let documents: Vec<(&str, Document)> = files
        .policies
        .iter()
        .filter_map(|file| Some((file.path.as_str(), POLICY.read_document(file, expanding)?)))
        .collect();
    // A file that could not be read may hold what others refer to: unknown references would be noise.
    let complete = documents.len() == files.policies.len();
    let origin = Provenance { traces, ..Provenance::default() };
    let context = Context { findings: expanding, origin };
    let mut builder =
        Builder { context, target, ownership: Ownership::default(), known: Known::default(), complete };
    let state = builder.add_documents(&documents, &own);
    let (mut origin, ownership) = (builder.context.origin, builder.ownership);
    origin.declared_keys = declared_keys(&origin, &files);
    findings.extend(trace_findings(found, &origin.traces, &unknown));
    Desired { state, origin, ownership, lock: None }
}

impl Builder<'_> {
    fn add_documents(&mut self, documents: &[(&str, Document)], own: &Settings) -> State {
        let mut state = State::default();
        // Declarations are collected first, because a file may refer to an object of any other file.
        for (path, document) in documents {
            let top = Cursor::top_of_file(path);
            let written = document.connected_organizations.as_deref().unwrap_or_default();
            self.read_organizations(&top.key("connectedOrganizations"), written, &mut state);
            self.add_catalog_list(
                &top.key("catalogs"),
                document.catalogs.as_deref().unwrap_or_default(),
                &mut state,
            );
            if let Some(existing) = &document.existing {
                self.read_existing(&top.key("existing"), existing);
            }
            self.read_removals(&top.key("remove"), document.remove.as_deref().unwrap_or_default());
            if let Some(settings) = &document.settings {
                self.read_settings(&top.key("settings"), settings, own, &mut state.settings);
            }
        }
        if let Some((_, file)) = self.target.own_settings() {
            let (top, tenant) = (Cursor::top_of_file(file), self.target.tenant_name());
            self.add_settings(&top.key("tenants").key(tenant).key("settings"), own, &mut state.settings);
        }
        self.resolve_existing_and_removed();
        self.apply_spellings();
        let mut packages = Vec::new();
        for (path, document) in documents {
            for (index, written) in document.access_packages.iter().flatten().enumerate() {
                packages.extend(
                    self.declare_package(path, index, written).map(|key| (*path, index, written, key)),
                );
            }
        }
        self.apply_spellings();
        for (path, index, written, key) in packages {
            let top = Cursor::top_of_file(path);
            self.read_package(&top.key("accessPackages").index(index), written, &key, &mut state);
        }
        for finding in confusables::confusable_names(&self.context.origin) {
            self.context.findings.push(finding);
        }
        self.check_former_names();
        self.resolve_existing_and_removed();
        self.check_conflicts();
        state
    }
}
