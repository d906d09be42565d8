//! The lock file: what it records, which names are refused without it, and that a name never silently means
//! another object.

use serde_json::{Value, json};

use crate::laws_read::refusing;
use crate::runs::{Ended, Folder};
use crate::world::{TENANT, World};

const PROJECT: &str = "\
version: 1
defaultTenant: contoso
tenants:
  contoso: { tenantId: aaaaaaaa-0000-4000-8000-000000000000 }
  sandbox: { sandbox: {} }
";

const POLICIES: &str = "\
connectedOrganizations:
  - name: Fabrikam
    identity: { tenant: fabrikam.com }
    sponsors: { external: [{ user: lead@fabrikam.com }] }
catalogs:
  - name: Tools
    resources: [{ group: Sales }, { application: Partner Portal }]
accessPackages:
  - name: Basis
    catalog: Tools
    resources: [{ group: Sales }]
    policies:
      - name: Ask
        requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [Fabrikam], may: [] }
        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }
        expiration: { after: 90d }
";

const LOCK: &str = "policies/guestlist.lock.yaml";
const OLD: &str = "aaaaaaaa-0000-4000-8000-000000000201";
const NEW: &str = "eeeeeeee-0000-4000-8000-000000000001";

/// A folder with a project, and the tenant of its runs.
struct Bench {
    world: World,
    folder: Folder,
}

impl Bench {
    async fn new(policies: &str) -> Self {
        let folder = Folder::of(&[("guestlist.yaml", PROJECT), ("a.yaml", policies)]);
        Self { world: World::new().await, folder }
    }

    /// A project that was applied and then locked.
    async fn locked() -> Self {
        let bench = Self::new(POLICIES).await;
        bench.ends(&["apply", "--auto-approve", "--accept", "all"], 0);
        bench.ends(&["lock"], 0);
        bench.world.sandbox.clear_writes();
        bench
    }

    /// Runs the program and checks its exit code.
    #[track_caller]
    fn ends(&self, arguments: &[&str], code: i32) -> Ended {
        let endpoint = self.world.sandbox.service_root();
        let run = self.folder.run_with(arguments, &[("GUESTLIST_GRAPH_ENDPOINT", &endpoint)]);
        assert_eq!(run.code, code, "{arguments:?}: {run:#?}");
        run
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.folder.read(path);
        assert!(text.contains(from), "{text}");
        self.folder.write(path, &text.replace(from, to));
    }

    fn lock(&self) -> String {
        self.folder.read(LOCK)
    }

    /// Deletes the approving group and gives its name to another one.
    fn recreate(&self) {
        let new = json!({ "id": NEW, "displayName": "Partner Managers", "groupTypes": [],
            "securityEnabled": true, "mailEnabled": false });
        self.world.sandbox.merge_rows(json!({ "groups": { OLD: null, NEW: new } })).unwrap();
    }

    /// The ids of the holds of a plan.
    fn holds(&self, code: i32) -> Vec<String> {
        let plan = self.ends(&["plan", "--format", "json"], code).json();
        let holds = plan["plan"]["holds"].as_array().unwrap();
        holds.iter().map(|hold| hold["id"].as_str().unwrap().to_owned()).collect()
    }

    fn written(&self) -> usize {
        self.world.sandbox.recorded_writes().len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_mean_is_written_down_to_be_read() {
    let bench = Bench::new(POLICIES).await;
    let before = bench.ends(&["plan"], 0);
    assert!(
        before.err.contains("warning[GL704]: no name of this tenant is locked: 5 names"),
        "{}",
        before.err
    );
    let refused = bench.ends(&["plan", "--locked"], 1);
    assert!(refused.err.contains("error[GL704]: no name of this tenant is locked"), "{}", refused.err);
    bench.ends(&["apply", "--auto-approve", "--locked"], 1);
    assert_eq!(bench.written(), 0);

    let lock = bench.ends(&["lock"], 0);
    assert!(
        lock.err.contains("+ group:Partner Managers: aaaaaaaa-0000-4000-8000-000000000201"),
        "{}",
        lock.err
    );
    assert!(lock.err.ends_with("guestlist.lock.yaml: 5 names, 6 managed objects.\n"), "{}", lock.err);
    assert_eq!(
        bench.lock(),
        "# Written by `guestlist lock` and committed with the policies: which object each name referred to, \
        and which objects
# are managed. If a name now resolves to a different object, the plan has a hold until \
        the name is locked again.
tenants:
  aaaaaaaa-0000-4000-8000-000000000000:
    groups:
      \
        Partner Managers: aaaaaaaa-0000-4000-8000-000000000201
      Sales: \
        aaaaaaaa-0000-4000-8000-000000000205
    users:
      lead@fabrikam.com: \
        aaaaaaaa-0000-4000-8000-000000000121
    applications:
      Partner Portal: \
        aaaaaaaa-0000-4000-8000-000000000301
    appIds: {}
    domains:
      fabrikam.com: \
        bbbbbbbb-0000-4000-8000-000000000001
    managed:
    - accessPackage/Tools/Basis
    - \
        catalog/Tools
    - organization/tenant:bbbbbbbb-0000-4000-8000-000000000001
    - \
        policy/Tools/Basis/Ask
    - resource/Tools/application:aaaaaaaa-0000-4000-8000-000000000301
    - \
        resource/Tools/group:aaaaaaaa-0000-4000-8000-000000000205
"
    );
    assert_eq!(bench.written(), 0, "to lock is to read");
    let text = bench.lock();
    let again = bench.ends(&["lock", "--quiet"], 0);
    assert_eq!((bench.lock(), again.err.lines().count()), (text.clone(), 1), "{}", again.err);
    let plan = bench.ends(&["plan", "--locked", "--quiet"], 0);
    assert_eq!(plan.err, "");
    bench.ends(&["apply", "--auto-approve", "--locked"], 0);
    bench.ends(&["lock"], 0);
    assert_eq!(bench.lock(), text, "what was declared was managed before it was there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_is_a_doubt_and_with_locked_a_fault() {
    let bench = Bench::locked().await;
    bench.edit("policies/a.yaml", "{ group: Partner Managers }", "{ group: Auditors }");
    let says = "[GL704]: `group:Auditors` is not locked; it resolves to whichever object has that name today";
    let plan = bench.ends(&["plan"], 0);
    assert!(plan.err.contains(&format!("warning{says}")), "{}", plan.err);
    assert!(plan.err.contains("--> policies/a.yaml:15:"), "{}", plan.err);
    for command in [&["plan", "--locked"][..], &["apply", "--auto-approve", "--locked"]] {
        let refused = bench.ends(command, 1);
        assert!(refused.err.contains(&format!("error{says}")), "{}", refused.err);
    }
    assert_eq!(bench.written(), 0);
    let lock = bench.ends(&["lock"], 0);
    assert!(lock.err.contains("- group:Partner Managers\n"), "{}", lock.err);
    bench.ends(&["apply", "--auto-approve", "--locked"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_spelling_is_the_same_name() {
    let bench = Bench::locked().await;
    bench.edit("policies/a.yaml", "{ group: Partner Managers }", "{ group: PARTNER managers }");
    bench.edit("policies/a.yaml", "tenant: fabrikam.com", "tenant: Fabrikam.COM");
    assert_eq!(bench.ends(&["plan", "--locked", "--quiet"], 0).err, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_made_again_is_held_until_somebody_says_who_it_is() {
    let bench = Bench::locked().await;
    bench.recreate();
    let plan = bench.ends(&["plan", "--locked"], 3);
    assert!(plan.out.contains("! hold on group:Partner Managers  (policies/a.yaml:15)"), "{}", plan.out);
    assert!(
        plan.out.contains(&format!(
            "the name resolved to {OLD} (not found today) when it was locked, and now resolves to {NEW} \
             (`Partner Managers` today)"
        )),
        "{}",
        plan.out
    );
    let refused = bench.ends(&["apply", "--auto-approve", "--locked"], 3);
    assert!(refused.err.contains("Nothing was written"), "{}", refused.err);
    assert_eq!(bench.written(), 0);

    // Locking alone changes no recorded object, and reports that.
    let text = bench.lock();
    let kept = bench.ends(&["lock"], 3);
    assert!(
        kept.err.contains("held: group:Partner Managers no longer resolves to the object"),
        "{}",
        kept.err
    );
    assert_eq!(bench.lock(), text);

    let word = ["lock", "--rebind", "group:Sales"];
    let wrong = bench.ends(&word, 1);
    assert!(
        wrong.err.contains("the names that now resolve to a different object are: `group:Partner Managers`"),
        "{}",
        wrong.err
    );
    assert_eq!(bench.lock(), text);
    let rebound = bench.ends(&["lock", "--rebind", "partner managers"], 0);
    assert!(rebound.err.contains(&format!("~ group:Partner Managers: {OLD} -> {NEW}")), "{}", rebound.err);
    assert_eq!(bench.lock(), text.replace(OLD, NEW));
    bench.ends(&["apply", "--auto-approve", "--locked"], 0);
    assert!(bench.written() > 0);
    let idle = bench.ends(&["lock", "--rebind", "Partner Managers"], 1);
    assert!(idle.err.contains("every name still resolves to its locked object"), "{}", idle.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_elsewhere_can_be_accepted_for_one_run() {
    let bench = Bench::locked().await;
    bench.recreate();
    let holds = bench.holds(3);
    assert!(holds.len() == 1 && holds[0].starts_with("reference-rebound@"), "{holds:?}");
    bench.ends(&["apply", "--auto-approve", "--accept", &holds[0]], 0);
    assert!(bench.written() > 0);
    // There is nothing to change, but the name is still not locked to this group.
    assert_eq!(bench.holds(3), holds);

    // The acceptance was for that group only.
    let third = "eeeeeeee-0000-4000-8000-000000000003";
    let row = json!({ "id": third, "displayName": "Partner Managers", "groupTypes": [],
        "securityEnabled": true, "mailEnabled": false });
    bench.world.sandbox.merge_rows(json!({ "groups": { NEW: null, third: row } })).unwrap();
    bench.world.sandbox.clear_writes();
    bench.ends(&["apply", "--auto-approve", "--accept", &holds[0]], 3);
    assert_eq!(bench.written(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_name_is_held() {
    let bench = Bench::locked().await;
    let dump = bench.world.sandbox.dump_tenant();
    let other = "eeeeeeee-0000-4000-8000-000000000009";
    let again = |table: &str, id: &str| {
        let mut row = dump[table][id].clone();
        assert!(row.is_object(), "{table} {id}");
        row["id"] = json!(other);
        json!({ table: { id: null, other: row } })
    };
    let cases = [
        ("user:lead@fabrikam.com", again("users", "aaaaaaaa-0000-4000-8000-000000000121")),
        ("application:Partner Portal", again("servicePrincipals", "aaaaaaaa-0000-4000-8000-000000000301")),
    ];
    for (name, portal) in cases {
        bench.world.sandbox.load_tenant(dump.clone()).unwrap();
        bench.world.sandbox.merge_rows(portal).unwrap();
        bench.world.sandbox.clear_writes();
        let plan = bench.ends(&["plan"], 3);
        assert!(plan.out.contains(&format!("! hold on {name}  (policies/a.yaml:")), "{name}: {}", plan.out);
        bench.ends(&["apply", "--auto-approve"], 3);
        assert_eq!(bench.written(), 0, "{name}");
    }
    // A domain that belongs to another tenant now.
    bench.world.sandbox.load_tenant(dump.clone()).unwrap();
    bench.edit(LOCK, "bbbbbbbb-0000-4000-8000-000000000001\n    managed", &format!("{other}\n    managed"));
    let plan = bench.ends(&["plan"], 3);
    assert!(plan.out.contains("! hold on tenant:fabrikam.com  (policies/a.yaml:3)"), "{}", plan.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_nowhere_or_to_several_stays_an_error() {
    let bench = Bench::locked().await;
    let row = |id: &str| {
        json!({ "id": id, "displayName": "Partner Managers", "groupTypes": [], "securityEnabled": true,
            "mailEnabled": false })
    };
    let text = bench.lock();
    for (portal, code) in [
        (json!({ "groups": { OLD: null } }), "GL601"),
        (json!({ "groups": { OLD: row(OLD), NEW: row(NEW) } }), "GL602"),
    ] {
        bench.world.sandbox.merge_rows(portal).unwrap();
        for command in [&["plan"][..], &["lock"], &["lock", "--rebind", "Partner Managers"]] {
            let run = bench.ends(command, 1);
            assert!(run.err.contains(&format!("error[{code}]")), "{code}: {}", run.err);
        }
        assert_eq!(bench.lock(), text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn managed_objects_are_taken_over_once() {
    let bench = Bench::locked().await;
    // A managed object is deleted when its declaration is removed.
    bench.edit(
        "policies/a.yaml",
        "        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }\n",
        "",
    );
    assert_eq!(bench.holds(0), Vec::<String>::new());
    // An object that is no longer managed raises a hold.
    bench.edit(LOCK, "    - policy/Tools/Basis/Ask\n", "");
    let holds = bench.holds(3);
    assert!(holds.len() == 1 && holds[0].starts_with("adoption-strips@"), "{holds:?}");
    // It cannot be locked, even though this change was accepted.
    let entry = format!("accepted:\n- {{ id: {}, reason: r, owner: o, until: 2999-01-31 }}\n", holds[0]);
    bench.folder.write("policies/accepted.yaml", &entry);
    let lock = bench.ends(&["lock"], 0);
    assert!(lock.err.contains("not recorded as managed: policy/Tools/Basis/Ask"), "{}", lock.err);
    assert!(!bench.lock().contains("policy/Tools"), "{}", bench.lock());
    // Once it is adopted, it can be.
    bench.ends(&["apply", "--auto-approve"], 0);
    bench.folder.write("policies/accepted.yaml", "accepted: []\n");
    bench.ends(&["lock"], 0);
    assert!(bench.lock().contains("    - policy/Tools/Basis/Ask\n"), "{}", bench.lock());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_object_stays_managed() {
    let bench = Bench::locked().await;
    bench.edit("policies/a.yaml", "  - name: Basis\n", "  - name: Base\n    formerly: [Basis]\n");
    bench.edit(
        "policies/a.yaml",
        "        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }\n",
        "",
    );
    assert_eq!(bench.holds(0), Vec::<String>::new());
    let lock = bench.ends(&["lock"], 0);
    assert!(lock.err.contains("+ managed: policy/Tools/Base/Ask"), "{}", lock.err);
    assert!(lock.err.contains("- managed: policy/Tools/Basis/Ask"), "{}", lock.err);
    assert_eq!(bench.holds(0), Vec::<String>::new());
    bench.ends(&["apply", "--auto-approve", "--locked"], 0);
    bench.ends(&["plan", "--detailed-exitcode", "--locked"], 0);

    // Without a lock, the same change raises a hold.
    let bench = Bench::locked().await;
    bench.edit("policies/a.yaml", "  - name: Basis\n", "  - name: Base\n    formerly: [Basis]\n");
    bench.edit(
        "policies/a.yaml",
        "        approval: { stages: [{ approvers: [{ group: Partner Managers }] }] }\n",
        "",
    );
    bench.edit(LOCK, "    - policy/Tools/Basis/Ask\n", "");
    assert_eq!(bench.holds(3).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_refused_leaves_the_lock_as_it_was() {
    let bench = Bench::locked().await;
    let text = bench.lock();
    bench.edit("policies/a.yaml", "{ group: Sales }, ", "{ group: Sales }, { group: Auditors }, ");
    for path in ["/groups", "/identityGovernance/entitlementManagement/catalogs"] {
        bench.world.sandbox.set_faults(refusing("GET", path, 403, "Authorization_RequestDenied"));
        let run = bench.ends(&["lock"], 6);
        assert!(run.err.contains("error: nothing was written, because a declared object"), "{}", run.err);
        assert_eq!(bench.lock(), text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_are_locked_apart() {
    let bench = Bench::locked().await;
    let other = "  ffffffff-0000-4000-8000-000000000000:
    groups:
      Sales: ffffffff-0000-4000-8000-000000000001
    users: {}
    applications: {}
    appIds: {}
    domains: {}
    managed: []
";
    let text = bench.lock();
    bench.folder.write(LOCK, &(text + other));
    assert_eq!(bench.holds(0), Vec::<String>::new());
    bench.edit("policies/a.yaml", "{ group: Sales }, ", "{ group: Sales }, { group: Auditors }, ");
    bench.ends(&["lock"], 0);
    assert!(bench.lock().ends_with(other), "{}", bench.lock());
    assert!(bench.lock().contains("      Auditors: aaaaaaaa-0000-4000-8000-000000000203\n"));

    // The embedded tenant is not locked, whatever the file contains.
    let sandbox = bench.folder.run(&["lock", "--tenant", "sandbox"]);
    assert_eq!(sandbox.code, 1);
    assert!(sandbox.err.contains("the embedded tenant has no lock"), "{}", sandbox.err);
    let plan = bench.folder.run(&["plan", "--tenant", "sandbox", "--locked", "--quiet"]);
    assert_eq!((plan.code, plan.err.as_str()), (0, ""), "{plan:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_locked() {
    let bench = Bench::locked().await;
    bench.ends(&["export", "--out", "exported"], 0);
    let lock = bench.folder.read("exported/guestlist.lock.yaml");
    assert!(lock.contains(&format!("      Partner Managers: {OLD}\n")), "{lock}");
    // An object that was not declared before raises a hold if its declaration omits settings.
    assert!(lock.contains("    managed: []\n"), "{lock}");
    let exported = ["--dir", "exported", "--quiet"];
    let plan = bench.ends(&[&["plan", "--locked", "--detailed-exitcode"], &exported[..]].concat(), 0);
    assert_eq!(plan.err, "");
    bench.ends(&[&["lock"], &exported[..]].concat(), 0);
    let managed = bench.folder.read("exported/guestlist.lock.yaml");
    assert!(managed.contains("    - policy/Tools/Basis/Ask\n"), "{managed}");
    assert_eq!(managed.split("    managed:").next(), lock.split("    managed:").next());
    assert!(serde_yaml::from_str::<Value>(&lock).unwrap()["tenants"][TENANT].is_object());

    // The export of the embedded tenant has no lock file.
    assert_eq!(bench.folder.run(&["export", "--out", "own", "--tenant", "sandbox"]).code, 0);
    assert_eq!(bench.folder.read("own/guestlist.lock.yaml"), "");
    assert_ne!(bench.folder.read("own/guestlist.yaml"), "");
}
