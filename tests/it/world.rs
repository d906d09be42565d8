//! A sandbox, a client and one clock for both: waiting takes no real time, and every request is counted.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use guestlist::apply::{Journal, Line, Outcome};
use guestlist::cli::pipeline::{self, PlanError, Planned};
use guestlist::config::{
    self,
    document::{self, Tenant},
};
use guestlist::graph::ask::ENTITLEMENT;
use guestlist::graph::{
    Client, Clock, Credential, GraphError, Progress, Reader, Renewing, Request, Silent, Token,
};
use guestlist::model::{Applier, Desired, ObjectId};
use guestlist::plan::Plan;
use guestlist::sandbox::{self, Clock as _, Faults, ManualClock, Options, Sandbox};
use guestlist::source::{Files, Findings};
use guestlist::transfer::Export;
use serde_json::{Value, json};

/// The sandbox's clock, as the client uses it.
pub(crate) struct SharedClock(pub(crate) ManualClock);

impl Clock for SharedClock {
    fn time_now(&self) -> Duration {
        self.0.clock_time()
    }

    fn sleep_for(&self, time: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.sleep_until_due(time)
    }
}

/// Signs in again with an unused token without claims.
#[derive(Clone, Default)]
pub(crate) struct Rotation(Arc<AtomicUsize>);

impl Rotation {
    fn token(&self) -> Token {
        Token::new(format!("token-{}", self.0.fetch_add(1, Ordering::Relaxed)))
    }

    /// The number of tokens.
    pub(crate) fn tokens(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Credential for Rotation {
    fn renew(&self) -> Renewing<'_> {
        Box::pin(async { Ok(self.token()) })
    }
}

/// A tenant to work on.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: ManualClock,
    pub(crate) applier: Applier,
    pub(crate) rotation: Rotation,
    pub(crate) journal: Memory,
}

/// A journal that outlives runs, like one on disk.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Vec<Line>>);

impl Memory {
    pub(crate) fn lines(&self) -> Vec<Line> {
        self.0.lock().unwrap().clone()
    }
}

impl Journal for Memory {
    fn append_line(&self, line: &Line) -> Result<(), String> {
        self.0.lock().unwrap().push(line.clone());
        Ok(())
    }
}

/// The tenant of a sandbox.
pub(crate) const TENANT: &str = "aaaaaaaa-0000-4000-8000-000000000000";

/// The desired state of files given as path and text. Findings fail the test.
pub(crate) fn desired(files: &[(&str, &str)]) -> Desired {
    let mut findings = Findings::default();
    let files = Files::from_texts(files.iter().copied(), &mut findings);
    desired_of(&files, findings, None)
}

/// The same for a tenant of the project.
pub(crate) fn desired_in(files: &[(&str, &str)], tenant: &str) -> Desired {
    let mut findings = Findings::default();
    let files = Files::from_texts(files.iter().copied(), &mut findings);
    desired_of(&files, findings, Some(tenant))
}

/// The desired state of files for a tenant of their project, or its default one. Findings fail the test.
fn desired_of(files: &Files, mut findings: Findings, tenant: Option<&str>) -> Desired {
    let project = files.project.as_ref().map(|_| config::project_of(files, &mut findings).unwrap());
    let aim = match &project {
        Some(project) => config::TargetTenant::new(project, project.find_tenant(tenant).unwrap().0),
        None => config::TargetTenant::detached("sandbox"),
    };
    let mut desired = config::read_desired(files, aim, &mut findings);
    // The sandbox's own tenant counts as locked if the files contain a lock for it.
    desired.lock = config::read_locks(files, &mut findings).remove(&ObjectId::new(TENANT));
    assert!(!findings.has_errors(), "{:#?}", findings.to_sorted());
    desired
}

/// The desired state of a folder. Findings fail the test.
pub(crate) fn desired_of_folder(folder: &Path) -> Desired {
    let mut findings = Findings::default();
    let files = guestlist::source::load_files(folder, None, &mut findings);
    desired_of(&files, findings, None)
}

/// The demo company.
pub(crate) fn demo() -> Desired {
    desired_of_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"))
}

/// Runs a test's future on a runtime of its own.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Faults::default()).await
    }

    pub(crate) async fn with(faults: Faults) -> Self {
        let clock = ManualClock::default();
        let options = Options { clock: Arc::new(clock.clone()), faults, ..Options::default() };
        Self {
            sandbox: sandbox::start_sandbox(options).await.unwrap(),
            clock,
            applier: Applier::Anybody,
            rotation: Rotation::default(),
            journal: Memory::default(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        self.connected(Some(self.rotation.token()), Some(Arc::new(self.rotation.clone())))
    }

    pub(crate) fn client_with(&self, token: Option<Token>) -> Client {
        self.connected(token, None)
    }

    fn connected(&self, token: Option<Token>, credential: Option<Arc<dyn Credential>>) -> Client {
        let clock = Arc::new(SharedClock(self.clock.clone()));
        Client::connect_over_http(&self.sandbox.service_root(), token, credential, clock, Arc::new(Silent))
            .unwrap()
    }

    pub(crate) async fn try_plan(&self, desired: &Desired) -> Result<Planned, PlanError> {
        pipeline::plan_changes(&Reader::new(&self.client()).applied_by(self.applier.clone()), desired).await
    }

    pub(crate) async fn plan(&self, desired: &Desired) -> Planned {
        let planned = self.try_plan(desired).await.unwrap();
        let errors: Vec<_> = planned.pair.problems.iter().filter(|problem| problem.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        planned
    }

    /// Plans and applies, and returns the outcome.
    pub(crate) async fn try_apply(&self, desired: &Desired) -> Result<(Plan, Outcome), GraphError> {
        let client = self.client();
        let reader = Reader::new(&client).applied_by(self.applier.clone());
        let planned = match pipeline::plan_changes(&reader, desired).await {
            Ok(planned) => planned,
            Err(PlanError::Graph(error)) => return Err(error),
            Err(PlanError::Audit(why)) => panic!("{why}"),
        };
        let clock = SharedClock(self.clock.clone());
        let before = self.journal.lines();
        let checked = pipeline::check_after(&reader, &clock, &Silent, &planned.plan, &before).await?;
        if let (false, Some(why)) = (checked.0.moved.is_empty(), checked.0.unread.first()) {
            return Err(GraphError::Malformed { path: "the tenant".to_owned(), why: why.clone() });
        }
        assert_eq!(checked.0.moved, []);
        let notes = (&Silent as &dyn Progress, &self.journal as &dyn Journal);
        let (mut outcome, seen) =
            pipeline::carry_out_steps(&client, &reader, &clock, notes, &planned.plan, checked).await;
        if outcome.is_whole() {
            // A step whose result the tenant does not show counts as not carried out.
            outcome.skipped = seen?.missing;
        }
        Ok((planned.plan, outcome))
    }

    /// Plans and applies. Anything but complete success fails the test.
    pub(crate) async fn apply(&self, desired: &Desired) -> Plan {
        let (plan, outcome) = self.try_apply(desired).await.unwrap();
        assert!(outcome.is_whole(), "{outcome:#?}");
        plan
    }

    /// The id that the sandbox gave to the only object of a table with this display name.
    pub(crate) fn id(&self, table: &str, name: &str) -> String {
        let dump = self.sandbox.dump_tenant();
        let rows = dump[table].as_object().into_iter().flatten();
        let found: Vec<_> = rows.filter(|(_, row)| row["displayName"] == name).collect();
        assert_eq!(found.len(), 1, "{table} {name}");
        found[0].0.clone()
    }

    /// Assigns a package to people by name through a policy, as an administrator does.
    pub(crate) async fn assign(&self, package: &str, policy: &str, people: &[&str]) {
        let package = self.id("accessPackages", package);
        let dump = self.sandbox.dump_tenant();
        let policies = dump["assignmentPolicies"].as_object().into_iter().flatten();
        let its = |row: &Value| row["displayName"] == policy && row["_accessPackage"] == package.as_str();
        let policy = policies.clone().find(|(_, row)| its(row)).unwrap().0;
        for person in people {
            let body = json!({"requestType": "adminAdd", "assignment": {"targetId": self.id("users", person),
                "assignmentPolicyId": policy, "accessPackageId": package}});
            self.client()
                .send_request(Request::post(format!("{ENTITLEMENT}/assignmentRequests"), body))
                .await
                .unwrap();
        }
    }

    /// The tenant as files of a project.
    pub(crate) async fn export(&self) -> Export {
        self.export_with(&Reader::new(&self.client())).await
    }

    /// The tenant as a reader sees it, as files of a project.
    pub(crate) async fn export_with(&self, reader: &Reader<'_>) -> Export {
        let entry = Tenant { sandbox: Some(document::Sandbox {}), ..Tenant::default() };
        pipeline::export_tenant(reader, "sandbox", &entry).await.unwrap().0
    }
}
