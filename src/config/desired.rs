//! All documents of a project as one desired state: files merged, defaults filled, references resolved.

use std::collections::BTreeMap;

use crate::model::{Desired, Key, OrganizationKey, Origins, Place, State};
use crate::source::{Code, Files, Finding, Findings};

use super::at::At;
use super::context::Context;
use super::document::Document;
use super::organization::Sources;
use super::shape::POLICY;

/// What the policy files ask for, offline. Every fault is a finding; with an error among them the state is not
/// to be used.
pub fn desired(files: &Files, findings: &mut Findings) -> Desired {
    let documents: Vec<(&str, Document)> = files
        .policies
        .iter()
        .filter_map(|file| Some((file.path.as_str(), POLICY.read(file, findings)?)))
        .collect();
    // A file that could not be read may hold what others refer to: unknown references would be noise.
    let complete = documents.len() == files.policies.len();
    let context = Context { findings, origin: Origins::default() };
    let mut builder = Builder {
        context,
        desired: State::default(),
        names: BTreeMap::new(),
        sources: Sources::new(),
        complete,
    };
    builder.all(&documents);
    Desired { state: builder.desired, origin: builder.context.origin }
}

/// The state on its way.
pub(super) struct Builder<'f> {
    pub(super) context: Context<'f>,
    pub(super) desired: State,
    /// Organizations by name, since policies refer to them so.
    pub(super) names: BTreeMap<String, Vec<OrganizationKey>>,
    pub(super) sources: Sources,
    /// Whether every file could be read.
    pub(super) complete: bool,
}

impl Builder<'_> {
    fn all(&mut self, documents: &[(&str, Document)]) {
        // Declarations before what refers to them, whatever file they stand in.
        for (path, document) in documents {
            let top = At::file(path);
            let written = document.connected_organizations.as_deref().unwrap_or_default();
            self.organizations(&top.key("connectedOrganizations"), written);
            self.catalogs(&top.key("catalogs"), document.catalogs.as_deref().unwrap_or_default());
            if let Some(settings) = &document.settings {
                self.settings(&top.key("settings"), settings);
            }
        }
        let mut packages = Vec::new();
        for (path, document) in documents {
            for (index, written) in document.access_packages.iter().flatten().enumerate() {
                packages
                    .extend(self.package_key(path, index, written).map(|key| (*path, index, written, key)));
            }
        }
        for (path, index, written, key) in packages {
            let top = At::file(path);
            self.package(&top.key("accessPackages").index(index), written, &key);
        }
    }

    /// Notes a declaration; a second one of the same key is a finding and is not taken in.
    pub(super) fn declare(&mut self, key: Key, place: Place) -> bool {
        if let Some(first) = self.context.origin.objects.get(&key) {
            let message = format!("`{key}` is declared twice");
            let finding = Finding::error(Code::DuplicateObject, place, message);
            self.context.findings.push(finding.and(first.clone(), "first declared here"));
            return false;
        }
        self.context.origin.objects.insert(key, place);
        true
    }

    /// A reference that leads to nothing, unless a file is missing that may hold it.
    pub(super) fn unknown(&mut self, at: &At<'_>, message: String, near: Option<String>) {
        if self.complete {
            let finding = Finding::error(Code::UnknownReference, at.place(), message);
            self.context
                .findings
                .push(finding.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
        }
    }
}
