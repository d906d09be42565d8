//! How the processor time of a run grows with the tenant: 1,000 and 4,000 packages.
//!
//! `cargo bench --bench scale` serves an empty tenant from a process of its own and runs the program against it: a plan
//! from nothing, the apply of it, a plan without changes, and an export. What is printed is the processor time of the
//! program's process alone, as the system counts it (Linux), and how many times as long the larger tenant takes. The
//! server's time is not in it. Sizes are taken from the command line where it names some.
#![allow(missing_docs)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark writes its project, runs the program and prints what it measured"
)]

use std::fmt::Write;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The ticks in which Linux counts processor time, for a second.
const TICKS: f64 = 100.0;

const PACKAGES_OF_CATALOG: usize = 20;

const PROJECT: &str = "\
version: 1
defaultTenant: sandbox
tenants:
  sandbox: { sandbox: {}, accept: all }
";

fn catalog(number: usize) -> String {
    format!(
        "catalogs:
  - name: Catalog {number}
    description: What partners of unit {number} can ask for
    externallyVisible: true
    resources: [{{ group: Sales }}, {{ group: Partner Managers }}]
connectedOrganizations:
  - name: Partner {number}
    identity: {{ domain: partner{number}.example }}
    sponsors: {{ internal: [{{ group: Partner Managers }}] }}
"
    )
}

fn package(number: usize) -> String {
    let catalog = number / PACKAGES_OF_CATALOG;
    let mut text = String::new();
    write!(
        text,
        "accessPackages:
  - name: Package {number}
    catalog: Catalog {catalog}
    description: Number {number} of unit {catalog}
    resources: [{{ group: Sales }}, {{ group: Partner Managers }}]
    policies:
      - name: Partners
        requestors:
          scope: specificConnectedOrganizationUsers
          connectedOrganizations: [Partner {catalog}]
          may: [add, remove]
        approval:
          stages:
            - {{ approvers: [internalSponsors], fallback: [{{ group: Partner Managers }}], decideWithin: 14d }}
        expiration: {{ after: 180d }}
        review: {{ every: quarterly, openFor: 14d, reviewers: [{{ group: Partner Managers }}] }}
      - {{ name: Staff, requestors: {{ scope: allMemberUsers, may: [add] }}, expiration: {{ after: 30d }} }}
"
    )
    .unwrap();
    text
}

fn write_project(folder: &Path, packages: usize) {
    let write = |path: String, text: String| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("guestlist.yaml".to_owned(), PROJECT.to_owned());
    let catalogs = packages.div_ceil(PACKAGES_OF_CATALOG);
    (0..catalogs).for_each(|number| write(format!("catalogs/{number}.yaml"), catalog(number)));
    (0..packages).for_each(|number| write(format!("packages/{number}.yaml"), package(number)));
}

/// A tenant in a process of its own, which ends with this value.
struct Server {
    process: Child,
    endpoint: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_guestlist"))
            .args(["sandbox", "serve", "--memory", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let endpoint = line.trim().split_once('=').unwrap().1.to_owned();
        Self { process, endpoint }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Seconds of processor time that a process which has ended took, and that it ended well.
fn processor_time(mut process: Child) -> f64 {
    let stat = format!("/proc/{}/stat", process.id());
    // Until its parent waits for it, a process is still listed once it has ended.
    let ticks = loop {
        let text = std::fs::read_to_string(&stat).unwrap();
        let (_, behind) = text.rsplit_once(')').unwrap();
        let fields: Vec<&str> = behind.split_whitespace().collect();
        if fields[0] == "Z" {
            break fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(process.wait().unwrap().success());
    ticks / TICKS
}

fn run(work: &Path, server: &Server, arguments: &[&str]) -> f64 {
    let process = Command::new(env!("CARGO_BIN_EXE_guestlist"))
        .arg("--dir")
        .arg(work.join("policies"))
        .args(arguments)
        .current_dir(work)
        .env("GUESTLIST_GRAPH_ENDPOINT", &server.endpoint)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    processor_time(process.unwrap())
}

const RUNS: [(&str, &[&str]); 4] = [
    ("plan from nothing", &["plan"]),
    ("apply", &["apply", "--auto-approve"]),
    ("plan without changes", &["plan", "--detailed-exitcode"]),
    ("export", &["export", "--out", "exported"]),
];

/// The seconds of each run on a tenant of this size.
fn measure(packages: usize) -> [f64; 4] {
    let work = tempfile::tempdir().unwrap();
    write_project(&work.path().join("policies"), packages);
    let server = Server::start();
    RUNS.map(|(what, arguments)| {
        let seconds = run(work.path(), &server, arguments);
        println!("{packages:6} packages: {what:22} {seconds:8.2} s");
        seconds
    })
}

fn main() {
    let named: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if named.is_empty() { vec![1_000, 4_000] } else { named };
    let measured: Vec<[f64; 4]> = sizes.iter().map(|size| measure(*size)).collect();
    for (at, (what, _)) in RUNS.iter().enumerate() {
        let growth = measured[measured.len() - 1][at] / measured[0][at];
        println!(
            "{what:22} takes {growth:4.1} times as long for {} as for {}",
            sizes[sizes.len() - 1],
            sizes[0]
        );
    }
}
