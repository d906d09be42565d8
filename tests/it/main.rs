//! The one integration-test binary.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests fail by panicking and read their own files"
)]

mod access;
mod architecture;
mod assignments;
mod assignments_laws;
mod callers;
mod ci;
mod coverage;
mod docs;
mod docs_run;
mod exposure;
mod facts;
mod faults;
mod format;
mod generate;
mod golden;
mod hand;
mod help;
mod holders;
mod holds;
mod hooks;
mod hostile_runs;
mod identity;
mod impact;
mod keys;
mod language_demo;
mod language_export;
mod language_files;
mod language_findings;
mod language_hostile;
mod language_schemas;
mod language_templates;
mod language_tenants;
mod laws;
mod laws_blind;
mod laws_cut;
mod laws_held;
mod laws_http;
mod laws_read;
mod lock;
mod lock_files;
mod lockout;
mod ownership;
mod peers;
mod references;
mod reports;
mod requests;
mod runs;
mod sandbox_bench;
mod sandbox_contract_catalogs;
mod sandbox_contract_packages;
mod sandbox_contract_policies;
mod sandbox_contract_tenant;
mod sandbox_neighbours;
mod sandbox_reads;
mod sandbox_writes;
mod saved;
mod secrets;
mod signin;
mod spans;
mod takeover;
mod tenant_findings;
mod words;
mod world;
