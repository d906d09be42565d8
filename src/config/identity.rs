//! How objects are identified: by name, by the id that pins them in a tenant, and by former names.

use std::collections::BTreeMap;

use crate::model::{CatalogKey, Key, ObjectId, Place, PolicyKey, Renames, exact_form};
use crate::source::{Code, Finding, nearest_name};

use super::builder::Builder;
use super::cursor::Cursor;
use super::document::{CatalogId, CatalogName, Guid, Named, OneOrMany, Question};

impl Builder<'_> {
    /// The id that pins an object in the tenant of this run.
    pub(super) fn read_pin(
        &mut self,
        at: &Cursor<'_>,
        ids: Option<&BTreeMap<String, Guid>>,
    ) -> Option<ObjectId> {
        let at = at.key("id");
        let mut pin = None;
        for (tenant, id) in ids.into_iter().flatten() {
            let at = at.key(tenant);
            self.context.check_tenant_name(&at, self.target, tenant, true);
            let id = self.context.graph_id(&at, id);
            if self.target.is_for(tenant) {
                pin.get_or_insert(id);
            }
        }
        pin
    }

    /// Resolves the names and ids of `existing` and `remove` to declared objects.
    pub(super) fn resolve_existing_and_removed(&mut self) {
        let mut meant = Renames::default();
        for (name, keys) in &self.known.declared.by_name {
            if let [key] = keys.as_slice() {
                meant.insert_rename(name, key);
            }
        }
        for (id, key) in &self.known.declared.by_id {
            meant.insert_rename(&Key::Catalog(CatalogKey::from_id(id)), key);
        }
        // Once per level, because objects inside a pinned object are looked up by that object's key.
        for _ in 0..3 {
            self.ownership = std::mem::take(&mut self.ownership).map_keys(&|key| meant.rename_key(key));
        }
    }

    /// Records a declaration. A second declaration of the same key is a finding and is dropped. Objects with
    /// the same name are distinguished by ids, so each of them needs one.
    pub(super) fn declare_key(&mut self, key: Key, place: Place) -> bool {
        let same_name = self.known.declared.by_name.get(&key.without_pin()).into_iter().flatten();
        let told_apart = |other: &Key| *other != key && other.own_pin().is_some() && key.own_pin().is_some();
        let twin = same_name.into_iter().find(|other| !told_apart(other));
        let finding = if let Some(twin) = twin {
            let needs_ids = twin.own_pin().is_some() || key.own_pin().is_some();
            let finding =
                Finding::error(Code::DuplicateObject, place.clone(), format!("`{key}` is declared twice"));
            let help = "give each of them its own `id` for this tenant".to_owned();
            Some((finding.maybe_help(needs_ids.then_some(help)), twin.clone()))
        } else {
            key.own_pin().and_then(|pin| self.known.declared.by_id.get(pin)).map(|other| {
                let message = format!("`{key}` has the same id as `{other}`");
                (Finding::error(Code::DuplicateObject, place.clone(), message), other.clone())
            })
        };
        if let Some((finding, other)) = finding {
            let finding = match self.context.origin.objects.get(&other) {
                Some(first) => finding.with_related(first.clone(), "first declared here"),
                None => finding,
            };
            self.context.findings.push(finding);
            return false;
        }
        if let Some(pin) = key.own_pin() {
            self.known.declared.by_id.insert(pin.clone(), key.clone());
        }
        self.known.declared.by_name.entry(key.without_pin()).or_default().push(key.clone());
        self.context.origin.objects.insert(key, place);
        true
    }

    /// The declared object that a name refers to, or `None`. If several match, the first is returned and a
    /// finding suggests `form`, which names one of them unambiguously.
    pub(super) fn resolve_declared(&mut self, at: &Cursor<'_>, key: &Key, form: &str) -> Option<Key> {
        let found = self.known.declared.by_name.get(&key.without_pin())?;
        if found.len() > 1 {
            let message = format!("{} declared objects match `{}`", found.len(), key.without_pin());
            let mut finding = Finding::error(Code::AmbiguousReference, at.written_place(), message);
            for place in found.iter().filter_map(|key| self.context.origin.objects.get(key)) {
                finding = finding.with_related(place.clone(), "one of them");
            }
            self.context.findings.push(finding.with_help(format!("write `{form}`")));
        }
        found.first().cloned()
    }

    /// The catalog that a name or an id refers to, declared or not. A dangling name is a finding. A dangling
    /// id may still exist in the tenant, unless a declaration has it.
    pub(super) fn resolve_catalog(&mut self, at: &Cursor<'_>, written: &CatalogName) -> CatalogKey {
        let key = self.context.catalog_key(at, written);
        if let Some(id) = key.pin.as_ref().filter(|_| key.is_by_id()) {
            return match self.known.declared.key_of_pin(id) {
                Some(Key::Catalog(declared)) => declared.clone(),
                _ => key,
            };
        }
        if let Some(Key::Catalog(key)) =
            self.resolve_declared(at, &Key::Catalog(key.clone()), "{ catalogId: … }")
        {
            return key;
        }
        if self.is_possibly_known(&Key::Catalog(key.clone())) {
            return key;
        }
        let place = self.known.elsewhere.objects.get(&Key::Catalog(key.clone())).cloned();
        if !self.is_elsewhere(at, &format!("the catalog `{}`", key.name), place) {
            let names = self.known.declared.by_name.keys().filter_map(|key| match key {
                Key::Catalog(key) => Some(key.name.as_str()),
                _ => None,
            });
            let near = nearest_name(&key.name, names).map(str::to_owned);
            self.report_unknown(
                at,
                format!("no catalog `{}` is declared or listed under `existing`", key.name),
                near,
            );
        }
        key
    }

    /// Records the former names of an object.
    pub(super) fn read_former_names(
        &mut self,
        at: &Cursor<'_>,
        key: &Key,
        written: Option<&OneOrMany<String>>,
    ) {
        let at = at.key("formerly");
        let mut names: Vec<(String, Place)> = Vec::new();
        for (index, name) in written.map(OneOrMany::entries).into_iter().flatten() {
            let at = index.map_or(at, |index| at.index(index));
            let name = self.context.read_name(&at, name);
            if key.with_name(&name) == key.without_pin() {
                self.context.report_error(&at, Code::FormerName, format!("`{name}` is the current name"));
            } else if names.iter().any(|(other, _)| *other == name) {
                self.context.report_warning(&at, Code::Repeated, "this name is listed twice");
            } else {
                names.push((name, at.written_place()));
            }
        }
        if !names.is_empty() {
            self.context.origin.former.insert(key.clone(), names);
        }
    }

    /// Reports former names that belong to more than one object.
    pub(super) fn check_former_names(&mut self) {
        let mut seen: BTreeMap<Key, &Place> = BTreeMap::new();
        let former = self.context.origin.former.iter();
        for (key, name, place) in
            former.flat_map(|(key, names)| names.iter().map(move |(name, place)| (key, name, place)))
        {
            let old = key.with_name(name);
            let bearer = self.known.declared.by_name.get(&old).and_then(|keys| keys.first());
            let bearer = bearer.and_then(|bearer| self.context.origin.objects.get(bearer));
            let other = bearer.map(|place| (place, "declared here"));
            let other = other.or_else(|| seen.get(&old).map(|place| (*place, "claimed here")));
            if let Some((other, what)) = other {
                let message =
                    format!("`{old}` is also the current or former name of another declared object");
                let finding = Finding::error(Code::FormerName, place.clone(), message);
                let help = "if an object has taken over the name of another one, pin it with `id`";
                self.context.findings.push(finding.with_related(other.clone(), what).with_help(help));
            }
            seen.insert(old, place);
        }
    }

    /// Records the former texts of a policy's questions.
    pub(super) fn read_former_texts(&mut self, at: &Cursor<'_>, key: &PolicyKey, written: &[Question]) {
        let mut taken: Vec<&str> = written.iter().map(|question| question.text.as_str()).collect();
        let mut reworded: BTreeMap<String, Vec<(String, Place)>> = BTreeMap::new();
        for (index, question) in written.iter().enumerate() {
            let at = at.index(index);
            let at = at.key("formerly");
            for (position, text) in question.formerly.iter().flat_map(OneOrMany::entries) {
                let at = position.map_or(at, |position| at.index(position));
                if taken.contains(&text.as_str()) {
                    let message = format!("`{text}` is also the current or former text of another question");
                    self.context.report_error(&at, Code::FormerName, message);
                    continue;
                }
                taken.push(text);
                let text = self.context.require_text(&at, text);
                reworded.entry(question.text.clone()).or_default().push((text, at.written_place()));
            }
        }
        if !reworded.is_empty() {
            self.context.origin.reworded.insert(key.clone(), reworded);
        }
    }

    /// The key of a package that does not exist in this tenant, if its catalog is known.
    pub(super) fn catalog_of_other_tenant(&self, written: &CatalogName) -> Option<CatalogKey> {
        let known = match written {
            Named::Name(name) => {
                let key = CatalogKey { name: exact_form(name), pin: None };
                let found = self.known.declared.by_name.get(&Key::Catalog(key.clone()));
                found.and_then(|keys| keys.first().cloned()).unwrap_or(Key::Catalog(key))
            }
            Named::By(CatalogId::CatalogId(id)) => {
                let id = ObjectId::new(&id.0);
                let declared = self.known.declared.key_of_pin(&id).cloned();
                declared.unwrap_or_else(|| Key::Catalog(CatalogKey::from_id(&id)))
            }
        };
        match known {
            Key::Catalog(key) => Some(key),
            _ => None,
        }
    }
}
