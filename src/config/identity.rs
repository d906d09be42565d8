//! How objects are identified: by name, by the id that pins them in a tenant, and by former names.

use std::collections::BTreeMap;

use crate::model::{CatalogKey, Key, ObjectId, Place, PolicyKey, Renames, exact};
use crate::source::{Code, Finding, nearest};

use super::at::At;
use super::builder::Builder;
use super::document::{CatalogId, CatalogName, Guid, Named, OneOrMany, Question};

impl Builder<'_> {
    /// The id that pins an object in the tenant of this run.
    pub(super) fn pin(&mut self, at: &At<'_>, ids: Option<&BTreeMap<String, Guid>>) -> Option<ObjectId> {
        let at = at.key("id");
        let mut pin = None;
        for (tenant, id) in ids.into_iter().flatten() {
            let at = at.key(tenant);
            self.context.tenant(&at, self.aim, tenant, true);
            let id = self.context.graph_id(&at, id);
            if self.aim.is_for(tenant) {
                pin.get_or_insert(id);
            }
        }
        pin
    }

    /// Resolves the names and ids of `existing` and `remove` to declared objects.
    pub(super) fn tell_apart(&mut self) {
        let mut meant = Renames::default();
        for (name, keys) in &self.known.declared.by_name {
            if let [key] = keys.as_slice() {
                meant.insert(name, key);
            }
        }
        for (id, key) in &self.known.declared.by_id {
            meant.insert(&Key::Catalog(CatalogKey::by_id(id)), key);
        }
        // Once per level, because objects inside a pinned object are looked up by that object's key.
        for _ in 0..3 {
            self.ownership = std::mem::take(&mut self.ownership).map_keys(&|key| meant.key(key));
        }
    }

    /// Records a declaration. A second declaration of the same key is a finding and is dropped. Objects with
    /// the same name are distinguished by ids, so each of them needs one.
    pub(super) fn declare(&mut self, key: Key, place: Place) -> bool {
        let same_name = self.known.declared.by_name.get(&key.unpinned()).into_iter().flatten();
        let told_apart = |other: &Key| *other != key && other.pin().is_some() && key.pin().is_some();
        let twin = same_name.into_iter().find(|other| !told_apart(other));
        let finding = if let Some(twin) = twin {
            let needs_ids = twin.pin().is_some() || key.pin().is_some();
            let finding =
                Finding::error(Code::DuplicateObject, place.clone(), format!("`{key}` is declared twice"));
            let help = "give each of them its own `id` for this tenant".to_owned();
            Some((finding.maybe_help(needs_ids.then_some(help)), twin.clone()))
        } else {
            key.pin().and_then(|pin| self.known.declared.by_id.get(pin)).map(|other| {
                let message = format!("`{key}` has the same id as `{other}`");
                (Finding::error(Code::DuplicateObject, place.clone(), message), other.clone())
            })
        };
        if let Some((finding, other)) = finding {
            let finding = match self.context.origin.objects.get(&other) {
                Some(first) => finding.and(first.clone(), "first declared here"),
                None => finding,
            };
            self.context.findings.push(finding);
            return false;
        }
        if let Some(pin) = key.pin() {
            self.known.declared.by_id.insert(pin.clone(), key.clone());
        }
        self.known.declared.by_name.entry(key.unpinned()).or_default().push(key.clone());
        self.context.origin.objects.insert(key, place);
        true
    }

    /// The declared object that a name refers to, or `None`. If several match, the first is returned and a
    /// finding suggests `form`, which names one of them unambiguously.
    pub(super) fn meant(&mut self, at: &At<'_>, key: &Key, form: &str) -> Option<Key> {
        let found = self.known.declared.by_name.get(&key.unpinned())?;
        if found.len() > 1 {
            let message = format!("{} declared objects match `{}`", found.len(), key.unpinned());
            let mut finding = Finding::error(Code::AmbiguousReference, at.place(), message);
            for place in found.iter().filter_map(|key| self.context.origin.objects.get(key)) {
                finding = finding.and(place.clone(), "one of them");
            }
            self.context.findings.push(finding.help(format!("write `{form}`")));
        }
        found.first().cloned()
    }

    /// The catalog that a name or an id refers to, declared or not. A dangling name is a finding. A dangling
    /// id may still exist in the tenant, unless a declaration has it.
    pub(super) fn catalog_named(&mut self, at: &At<'_>, written: &CatalogName) -> CatalogKey {
        let key = self.context.catalog(at, written);
        if let Some(id) = key.pin.as_ref().filter(|_| key.is_by_id()) {
            return match self.known.declared.pinned(id) {
                Some(Key::Catalog(declared)) => declared.clone(),
                _ => key,
            };
        }
        if let Some(Key::Catalog(key)) = self.meant(at, &Key::Catalog(key.clone()), "{ catalogId: … }") {
            return key;
        }
        if self.may_know(&Key::Catalog(key.clone())) {
            return key;
        }
        let place = self.known.elsewhere.objects.get(&Key::Catalog(key.clone())).cloned();
        if !self.is_elsewhere(at, &format!("the catalog `{}`", key.name), place) {
            let names = self.known.declared.by_name.keys().filter_map(|key| match key {
                Key::Catalog(key) => Some(key.name.as_str()),
                _ => None,
            });
            let near = nearest(&key.name, names).map(str::to_owned);
            self.unknown(
                at,
                format!("no catalog `{}` is declared or listed under `existing`", key.name),
                near,
            );
        }
        key
    }

    /// Records the former names of an object.
    pub(super) fn former(&mut self, at: &At<'_>, key: &Key, written: Option<&OneOrMany<String>>) {
        let at = at.key("formerly");
        let mut names: Vec<(String, Place)> = Vec::new();
        for (index, name) in written.map(OneOrMany::entries).into_iter().flatten() {
            let at = index.map_or(at, |index| at.index(index));
            let name = self.context.name(&at, name);
            if key.named(&name) == key.unpinned() {
                self.context.error(&at, Code::FormerName, format!("`{name}` is the current name"));
            } else if names.iter().any(|(other, _)| *other == name) {
                self.context.warning(&at, Code::Repeated, "this name is listed twice");
            } else {
                names.push((name, at.place()));
            }
        }
        if !names.is_empty() {
            self.context.origin.former.insert(key.clone(), names);
        }
    }

    /// Reports former names that belong to more than one object.
    pub(super) fn former_names_once(&mut self) {
        let mut seen: BTreeMap<Key, &Place> = BTreeMap::new();
        let former = self.context.origin.former.iter();
        for (key, name, place) in
            former.flat_map(|(key, names)| names.iter().map(move |(name, place)| (key, name, place)))
        {
            let old = key.named(name);
            let bearer = self.known.declared.by_name.get(&old).and_then(|keys| keys.first());
            let bearer = bearer.and_then(|bearer| self.context.origin.objects.get(bearer));
            let other = bearer.map(|place| (place, "declared here"));
            let other = other.or_else(|| seen.get(&old).map(|place| (*place, "claimed here")));
            if let Some((other, what)) = other {
                let message =
                    format!("`{old}` is also the current or former name of another declared object");
                let finding = Finding::error(Code::FormerName, place.clone(), message);
                let help = "if an object has taken over the name of another one, pin it with `id`";
                self.context.findings.push(finding.and(other.clone(), what).help(help));
            }
            seen.insert(old, place);
        }
    }

    /// Records the former texts of a policy's questions.
    pub(super) fn reworded(&mut self, at: &At<'_>, key: &PolicyKey, written: &[Question]) {
        let mut taken: Vec<&str> = written.iter().map(|question| question.text.as_str()).collect();
        let mut reworded: BTreeMap<String, Vec<(String, Place)>> = BTreeMap::new();
        for (index, question) in written.iter().enumerate() {
            let at = at.index(index);
            let at = at.key("formerly");
            for (position, text) in question.formerly.iter().flat_map(OneOrMany::entries) {
                let at = position.map_or(at, |position| at.index(position));
                if taken.contains(&text.as_str()) {
                    let message = format!("`{text}` is also the current or former text of another question");
                    self.context.error(&at, Code::FormerName, message);
                    continue;
                }
                taken.push(text);
                let text = self.context.filled(&at, text);
                reworded.entry(question.text.clone()).or_default().push((text, at.place()));
            }
        }
        if !reworded.is_empty() {
            self.context.origin.reworded.insert(key.clone(), reworded);
        }
    }

    /// The key of a package that does not exist in this tenant, if its catalog is known.
    pub(super) fn catalog_elsewhere(&self, written: &CatalogName) -> Option<CatalogKey> {
        let known = match written {
            Named::Name(name) => {
                let key = CatalogKey { name: exact(name), pin: None };
                let found = self.known.declared.by_name.get(&Key::Catalog(key.clone()));
                found.and_then(|keys| keys.first().cloned()).unwrap_or(Key::Catalog(key))
            }
            Named::By(CatalogId::CatalogId(id)) => {
                let id = ObjectId::new(&id.0);
                let declared = self.known.declared.pinned(&id).cloned();
                declared.unwrap_or_else(|| Key::Catalog(CatalogKey::by_id(&id)))
            }
        };
        match known {
            Key::Catalog(key) => Some(key),
            _ => None,
        }
    }
}
