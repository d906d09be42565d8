//! The contents of the lock file, by tenant.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{KeyText, Lock, LockedName, NameKind, ObjectId, exact_form};
use crate::source::{Code, Files, Finding, Findings};

use super::context::Context;
use super::cursor::Cursor;
use super::document::{self, Guid};
use super::shape::LOCK;

/// The words that an object's KEY starts with.
const KINDS: &[&str] =
    &["organization", "catalog", "resource", "extension", "accessPackage", "policy", "settings"];

/// The lock file's entries for each tenant, or none without the file. Every fault is a finding.
pub fn read_locks(files: &Files, findings: &mut Findings) -> BTreeMap<ObjectId, Lock> {
    let Some(file) = &files.lock else { return BTreeMap::new() };
    let Some(written) = LOCK.read_document::<document::Lock>(file, findings) else { return BTreeMap::new() };
    let mut context = Context { findings, origin: Default::default() };
    let top = Cursor::top_of_file(&file.path);
    let tenants = top.key("tenants");
    let mut locks = BTreeMap::new();
    for (id, entry) in &written.tenants {
        let at = tenants.key(id);
        let tenant = read_mapping_key(&mut context, |context| context.read_id(&at, &Guid(id.clone())));
        let lock = read_tenant_lock(&mut context, &at, entry);
        if locks.insert(tenant, lock).is_some() {
            report_twice(&mut context, &at, &format!("the tenant `{id}`"));
        }
    }
    locks
}

/// Parses the key of a mapping. Its faults are reported at the key, not at the value.
fn read_mapping_key<T>(context: &mut Context<'_>, read: impl FnOnce(&mut Context<'_>) -> T) -> T {
    let mut found = Findings::default();
    let value = read(&mut Context { findings: &mut found, origin: Default::default() });
    context.findings.extend(found.into_iter().map(Finding::at_key));
    value
}

fn report_twice(context: &mut Context<'_>, at: &Cursor<'_>, what: &str) {
    let finding =
        Finding::error(Code::BadLock, at.written_place(), format!("{what} occurs here in two spellings"))
            .at_key();
    context.findings.push(finding.with_help("keep one of them, or run `guestlist lock` again"));
}

fn read_tenant_lock(context: &mut Context<'_>, at: &Cursor<'_>, written: &document::LockedTenant) -> Lock {
    let document::LockedTenant { groups, users, applications, app_ids, domains, managed } = written;
    let mut lock = Lock::default();
    let lists = [
        (NameKind::Group, "groups", groups),
        (NameKind::User, "users", users),
        (NameKind::Application, "applications", applications),
        (NameKind::AppId, "appIds", app_ids),
        (NameKind::Tenant, "domains", domains),
    ];
    for (kind, list, entries) in lists {
        let list = at.key(list);
        for (name, id) in entries {
            let at = list.key(name);
            let locked = LockedName {
                kind,
                name: read_mapping_key(context, |context| read_locked_name(context, &at, kind, name)),
            };
            if lock.names.insert(locked, context.read_id(&at, id)).is_some() {
                report_twice(context, &at, &format!("the name `{name}`"));
            }
        }
    }
    lock.managed = read_managed_keys(context, &at.key("managed"), managed);
    lock
}

fn read_locked_name(context: &mut Context<'_>, at: &Cursor<'_>, kind: NameKind, name: &str) -> String {
    match kind {
        NameKind::Group | NameKind::User | NameKind::Application => context.read_name(at, name),
        NameKind::AppId => context.read_id(at, &Guid(name.to_owned())).to_string(),
        NameKind::Tenant => context.read_domain(at, name),
    }
}

fn read_managed_keys(context: &mut Context<'_>, at: &Cursor<'_>, written: &[String]) -> BTreeSet<KeyText> {
    for (index, text) in written.iter().enumerate() {
        let (kind, rest) = text.split_once('/').unwrap_or((text, ""));
        if !KINDS.contains(&kind) || rest.is_empty() != (kind == "settings") {
            let message =
                format!("`{text}` is not the KEY of an object; expected for example `catalog/NAME`");
            context.report_error(&at.index(index), Code::BadLock, message);
        }
    }
    context.read_set(at, written.iter().map(|text| KeyText(exact_form(text))).collect())
}
