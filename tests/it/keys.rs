//! KEYs: a shown KEY can be parsed again, whatever characters names contain.

use guestlist::model::*;
use proptest::prelude::*;
use proptest::test_runner::Config;

fn id() -> impl Strategy<Value = ObjectId> {
    "[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}".prop_map(|text| ObjectId::new(&text))
}

/// Names of every kind, including those that look like other parts of a KEY.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_filter("a name is not empty", |name| !name.is_empty()),
        "[a-c/*%@:. ]{1,6}",
        ("[a-c]{0,3}", id()).prop_map(|(name, id)| format!("{name}@{id}")),
        Just("e\u{301}".to_owned()),
    ]
}

fn pin() -> impl Strategy<Value = Option<ObjectId>> {
    proptest::option::of(id())
}

fn catalog() -> impl Strategy<Value = CatalogKey> {
    (name(), pin()).prop_map(|(name, pin)| CatalogKey { name, pin })
}

fn package() -> impl Strategy<Value = PackageKey> {
    (catalog(), name(), pin()).prop_map(|(catalog, name, pin)| PackageKey { catalog, name, pin })
}

fn reference() -> impl Strategy<Value = DirectoryRef> {
    prop_oneof![
        id().prop_map(DirectoryRef::Id),
        name().prop_map(|name| DirectoryRef::Name(exact_form(&name)))
    ]
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        reference().prop_map(Origin::Group),
        reference().prop_map(Origin::Application),
        Just(Origin::Site("https://contoso.sharepoint.com/sites/a%20b".to_owned())),
        name().prop_map(|id| Origin::Other { system: "DirectoryRole".to_owned(), id: exact_form(&id) }),
    ]
}

fn source() -> impl Strategy<Value = IdentitySource> {
    prop_oneof![
        reference().prop_map(IdentitySource::Tenant),
        Just(IdentitySource::Domain("northwindtraders.com".to_owned())),
        name().prop_map(|issuer| IdentitySource::Federation {
            domain: "a.example".to_owned(),
            issuer: exact_form(&issuer)
        }),
        (id(), name())
            .prop_map(|(tenant, cloud)| IdentitySource::CrossCloud { tenant, cloud: exact_form(&cloud) }),
        Just(IdentitySource::Social("facebook".to_owned())),
        name().prop_map(|json| IdentitySource::Unknown(exact_form(&json))),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        Just(Key::Settings),
        catalog().prop_map(Key::Catalog),
        package().prop_map(Key::Package),
        (package(), name(), pin()).prop_map(|(package, name, pin)| Key::Policy(PolicyKey {
            package,
            name,
            pin
        })),
        (catalog(), name(), pin()).prop_map(|(catalog, name, pin)| Key::Extension(ExtensionKey {
            catalog,
            name,
            pin
        })),
        (catalog(), origin()).prop_map(|(catalog, origin)| Key::Resource(ResourceKey { catalog, origin })),
        source().prop_map(|source| Key::Organization(OrganizationKey(source))),
    ]
}

proptest! {
    #![proptest_config(Config { cases: 300, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_key_is_read_as_it_is_shown(key in key()) {
        prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key));
    }

    #[test]
    fn a_key_without_stars_is_a_pattern_that_matches_itself(key in key()) {
        prop_assume!(key != Key::Settings);
        let pattern: KeyPattern = key.to_string().parse().unwrap();
        prop_assert!(pattern.is_match(&key, &[]), "{}", pattern);
    }

    #[test]
    fn no_text_breaks_the_reading_of_keys_and_patterns(text in any::<String>()) {
        drop(text.parse::<Key>());
        drop(text.parse::<KeyPattern>());
        drop(format!("resource/{text}/group:{text}").parse::<KeyPattern>());
    }
}
