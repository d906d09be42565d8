//! Broken lock files: each fault has its place, and a broken file is not used at all.

use crate::runs::Folder;

const PROJECT: &str = "\
version: 1
tenants: { contoso: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 } }
";

/// A lock file in which one list of the tenant has this content.
fn lock(list: &str, text: &str) -> String {
    let mut lock = "tenants:\n  aaaaaaaa-0000-4000-8000-000000000000:\n".to_owned();
    for (name, empty) in [
        ("groups", "{}"),
        ("users", "{}"),
        ("applications", "{}"),
        ("appIds", "{}"),
        ("domains", "{}"),
        ("managed", "[]"),
    ] {
        let text = if name == list { text } else { empty };
        lock.push_str(&format!("    {name}: {text}\n"));
    }
    lock
}

#[test]
fn every_fault_has_its_place() {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", "catalogs: [{ name: Tools }]\n")]);
    let id = "aaaaaaaa-0000-4000-8000-000000000205";
    let section = lock("", "").replace("tenants:\n", "");
    for (text, place, said) in [
        (lock("groups", "{ Sales: sales }"), "3:22", "error[GL205]: `sales` is not an object id"),
        (lock("groups", "{ Sales: }"), "3:15", "error[GL011]: missing value"),
        (lock("groups", "{ Sales: 7 }"), "3:22", "error[GL103]: expected text"),
        (lock("groups", &format!("{{ \"\": {id} }}")), "3:15", "error[GL202]: this name is empty"),
        (
            lock("groups", &format!("{{ SALES: {id}, Sales: {id} }}")),
            "3:60",
            "error[GL705]: the name `Sales` occurs here in two spellings",
        ),
        (
            lock("domains", &format!("{{ A.Example: {id}, a.example: {id} }}")),
            "7:65",
            "error[GL705]: the name `a.example` occurs here in two spellings",
        ),
        (lock("domains", &format!("{{ a b: {id} }}")), "7:16", "error[GL"),
        (
            lock("appIds", &format!("{{ Portal: {id} }}")),
            "6:15",
            "error[GL205]: `Portal` is not an object id",
        ),
        (lock("managed", "[Tools]"), "8:15", "error[GL705]: `Tools` is not the KEY of an object"),
        (lock("managed", "[catalog]"), "8:15", "error[GL705]: `catalog` is not the KEY of an object"),
        (lock("managed", "[settings/x]"), "8:15", "error[GL705]: `settings/x` is not the KEY of an object"),
        (lock("managed", "{}"), "8:14", "error[GL103]: expected a list, found a mapping"),
        (lock("", "").replace("    users: {}\n", ""), "2:3", "error[GL102]: missing key `users`"),
        (lock("", "") + "    more: {}\n", "9:5", "error[GL101]: unknown key `more`"),
        (lock("", "") + &section, "9:3", "error[GL005]"),
        (
            lock("", "") + &section.replace("aaaaaaaa", "AAAAAAAA"),
            "2:3",
            "error[GL705]: the tenant `aaaaaaaa-0000-4000-8000-000000000000` occurs here in two spellings",
        ),
        (
            lock("", "").replace("aaaaaaaa-", "a-"),
            "2:3",
            "error[GL205]: `a-0000-4000-8000-000000000000` is not an object id",
        ),
        ("tenants: [x]\n".to_owned(), "1:10", "error[GL103]: expected a mapping, found a list"),
        ("- x\n".to_owned(), "1:1", "error[GL008]"),
        ("tenants: {\n".to_owned(), "1:10", "error[GL004]"),
        ("locks: {}\n".to_owned(), "1:1", "error[GL101]: unknown key `locks`"),
        (String::new(), "1:1", "error[GL102]: missing key `tenants`"),
    ] {
        folder.write("policies/guestlist.lock.yaml", &text);
        for command in ["validate", "plan", "lock"] {
            let run = folder.run_with(&[command], &[("GUESTLIST_GRAPH_ENDPOINT", "http://127.0.0.1:9")]);
            assert_eq!(run.code, 1, "{text}: {run:#?}");
            assert!(run.err.contains(said), "{text}: {}", run.err);
            assert!(
                run.err.contains(&format!("--> policies/guestlist.lock.yaml:{place}")),
                "{text}: {}",
                run.err
            );
        }
        assert_eq!(folder.read("policies/guestlist.lock.yaml"), text);
    }
}

#[test]
fn only_the_one_at_the_top_is_read() {
    let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", "catalogs: [{ name: Tools }]\n")]);
    folder.write("policies/below/guestlist.lock.yaml", "locks: {}\n");
    assert_eq!(folder.run(&["validate"]).code, 0);
}
