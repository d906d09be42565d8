//! What each property has to do with access: every row says it, and the audit's own list agrees.

use std::collections::BTreeMap;

use guestlist::model::{AccessEffect, Catalog, Extension, Organization, Package, Policy, Resource, Settings};
use guestlist::plan::audit::DECIDED;
use guestlist::property::{Info, Table, table_rows};

/// The rows of every kind of object, by the word that the audit has for it.
fn tables() -> BTreeMap<&'static str, Vec<Info>> {
    fn of<T: Table>(kind: &'static str) -> (&'static str, Vec<Info>) {
        (kind, table_rows::<T>(""))
    }
    BTreeMap::from([
        of::<Organization>("organization"),
        of::<Catalog>("catalog"),
        of::<Resource>("resource"),
        of::<Extension>("extension"),
        of::<Package>("accessPackage"),
        of::<Policy>("policy"),
        of::<Settings>("settings"),
    ])
}

#[test]
fn every_row_says_what_it_has_to_do_with_access() {
    for (kind, rows) in tables() {
        for row in rows {
            let at = format!("{kind}: {} ({})", row.key, row.published);
            match (row.is_leaf, row.effect) {
                (true, None) => panic!("{at} does not say whether it affects access"),
                (false, Some(effect)) => panic!("{at} is never changed by itself and says {effect:?}"),
                (true, Some(AccessEffect::Nothing(reason))) => {
                    assert!(reason.len() > 5, "{at} gives no reason")
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
    }
}

#[test]
fn the_audit_and_the_table_agree_on_what_affects_access() {
    let tables = tables();
    for (kind, parts) in DECIDED {
        for (pointer, key, affects) in *parts {
            let below = |row: &&Info| {
                let rest = row.published.strip_prefix(pointer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let rows: Vec<&Info> = tables[kind].iter().filter(below).collect();
            assert!(!rows.is_empty(), "{kind}{pointer} is no row of the table");
            assert!(
                rows.iter()
                    .any(|row| row.key == *key || key.starts_with(&row.key) || row.key.starts_with(key)),
                "{kind}{pointer}: {key}"
            );
            let effects = rows.iter().filter_map(|row| row.effect);
            let affecting = effects.filter(|effect| !matches!(effect, AccessEffect::Nothing(_)));
            let affecting: std::collections::BTreeSet<AccessEffect> = affecting.collect();
            let listed: std::collections::BTreeSet<AccessEffect> = affects.iter().copied().collect();
            assert_eq!(affecting, listed, "{kind}{pointer}");
        }
    }
}
