//! The Graph emulator. It imports no other room, so that it cannot share mistakes with the client.
//!
//! It implements the part of Microsoft Graph v1.0 that entitlement management needs, over real HTTP on
//! loopback. Its behaviour follows documentation and published recordings. Where they are silent, `unknowns`
//! and [`Faults`] decide.
//!
//! A dump is an object of tables (`catalogs`, `accessPackages`, `users`, ...), each an object of rows by id.
//! Rows are written as Graph writes them. Members whose names start with `_` are relations and never leave
//! the sandbox: `_catalog` on packages, resources and extensions, `_accessPackage` on policies and role
//! links, `_resource` and `_role` (origin id) on role links, `_internalSponsors` and `_externalSponsors` on
//! organizations, `_accessPackage`, `_assignmentPolicy` and `_target` on assignments, `_members` and `_pim`
//! on groups, `_owners` on groups and service principals, `_reviewDeleted` on policies.

mod batch;
mod call;
mod caller;
mod check;
mod clock;
mod faults;
mod message;
mod odata;
mod permit;
mod record;
mod related;
mod rights;
mod row;
mod rules;
pub mod seed;
mod server;
mod store;
mod types;
mod unknowns;
mod view;
mod world;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use caller::bearer_token;
pub use clock::{Clock, ManualClock, RealClock};
pub use faults::{Cut, Faults, PutOmission, PutSources, Random, Refusal, ScopedLists, When};
pub use record::{Counters, WriteRecord};
pub use seed::seed_dump;

use message::Row;
use store::disk::Disk;
use store::{Store, Tables, parse_tables};
use world::World;

/// How to start a sandbox.
pub struct Options {
    /// The directory of the tenant's state. Without one, the state is in memory only.
    pub state_dir: Option<PathBuf>,
    /// The port on loopback. With 0, the system chooses one.
    pub port: u16,
    /// The source of time.
    pub clock: Arc<dyn Clock>,
    /// The switches.
    pub faults: Faults,
    /// The content of a new tenant. A tenant in the state directory keeps its own.
    pub seed: Seed,
    /// The seed of the sequence of ids.
    pub id_seed: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            state_dir: None,
            port: 0,
            clock: Arc::new(RealClock),
            faults: Faults::default(),
            seed: Seed::Company,
            id_seed: 1,
        }
    }
}

/// The content of a new tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seed {
    /// Contoso, with a directory, sites and partner tenants.
    #[default]
    Company,
    /// Only what the service creates itself: the built-in catalog, settings and role definitions.
    Empty,
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port on loopback is not available.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The wanted port.
        port: u16,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The state directory is in use, unreadable or damaged.
    #[error("cannot use the state directory {path}")]
    State {
        /// The directory.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// A running sandbox. Dropping it stops it in the background. [`Sandbox::stop`] waits for the end.
pub struct Sandbox {
    world: Arc<World>,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

/// Starts a sandbox on loopback.
///
/// # Errors [`StartError`] if the port or the state directory is not available.
pub async fn start_sandbox(options: Options) -> Result<Sandbox, StartError> {
    let fresh = match options.seed {
        Seed::Company => seed_dump(),
        Seed::Empty => seed::service_dump(),
    };
    let fresh = parse_tables(&fresh).unwrap_or_default();
    let store = match &options.state_dir {
        None => Store::new(fresh, options.id_seed, None),
        Some(path) => open_durable(path, fresh, options.id_seed)
            .map_err(|source| StartError::State { path: path.clone(), source })?,
    };
    let unlisted = |source| StartError::Listen { port: options.port, source };
    let listener = TcpListener::bind(("127.0.0.1", options.port)).await.map_err(unlisted)?;
    let port = listener.local_addr().map_err(unlisted)?.port();
    let base = format!("http://127.0.0.1:{port}/v1.0");
    let world = Arc::new(World::new(options.clock, base, store, options.faults));
    let app = axum::Router::new().fallback(server::answer_exchange).with_state(Arc::clone(&world));
    let service = app.into_make_service_with_connect_info::<server::Switch>();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = axum::serve(server::Door(listener), service).with_graceful_shutdown(async {
        // A dropped sandbox stops in the same way as one that is told to.
        let _ = stopped.await;
    });
    let server = tokio::spawn(async {
        // The accept loop has no errors of its own; only single connections fail.
        let _ = serving.await;
    });
    Ok(Sandbox { world, stop: Some(stop), server: Some(server) })
}

fn open_durable(path: &std::path::Path, fresh: Tables, seed: u64) -> std::io::Result<Store> {
    let (mut disk, held) = Disk::open_directory(path)?;
    let tables = match held {
        Some(tables) => tables,
        None => {
            disk.write_snapshot(&fresh)?;
            fresh
        }
    };
    Ok(Store::new(tables, seed, Some(disk)))
}

impl Sandbox {
    /// Returns `http://127.0.0.1:PORT/v1.0`.
    #[must_use]
    pub fn service_root(&self) -> String {
        self.world.base.clone()
    }

    /// Returns the number of requests since the last reset.
    #[must_use]
    pub fn request_counters(&self) -> Counters {
        self.world.lock_state().counters
    }

    /// Forgets counters and [`Sandbox::recorded_requests`].
    pub fn reset_counters(&self) {
        let mut state = self.world.lock_state();
        state.counters = Counters::default();
        state.requests.clear();
    }

    /// Sets the switches and restarts their counts.
    pub fn set_faults(&self, faults: Faults) {
        let mut state = self.world.lock_state();
        state.gate = faults::Gate::new(&faults);
        state.faults = faults;
    }

    /// Returns the switches.
    #[must_use]
    pub fn fault_switches(&self) -> Faults {
        self.world.lock_state().faults.clone()
    }

    /// Returns the writes since they were last cleared, including refused ones.
    #[must_use]
    pub fn recorded_writes(&self) -> Vec<WriteRecord> {
        self.world.lock_state().writes.clone()
    }

    /// Forgets the writes.
    pub fn clear_writes(&self) {
        self.world.lock_state().writes.clear();
    }

    /// Returns every inner request since the last reset, as `METHOD path?query` below `/v1.0`.
    #[must_use]
    pub fn recorded_requests(&self) -> Vec<String> {
        self.world.lock_state().requests.clone()
    }

    /// Returns the whole tenant.
    #[must_use]
    pub fn dump_tenant(&self) -> Value {
        self.world.lock_state().store.dump_tables()
    }

    /// Replaces the whole tenant.
    ///
    /// # Errors A sentence that says why the text is not a dump, or why it cannot be written.
    pub fn load_tenant(&self, dump: Value) -> Result<(), String> {
        let tables = parse_tables(&dump)?;
        self.world.lock_state().store.replace_tables(tables).map_err(|error| error.to_string())
    }

    /// Adds rows and overrides members of rows by id. A row that is null is removed.
    ///
    /// # Errors A sentence that says why the text is not a dump, or why it cannot be written.
    pub fn merge_rows(&self, partial: Value) -> Result<(), String> {
        let mut removed = Vec::new();
        let mut kept = partial;
        for (table, rows) in kept.as_object_mut().into_iter().flatten() {
            let Some(rows) = rows.as_object_mut() else { continue };
            let gone: Vec<String> =
                rows.iter().filter(|(_, row)| row.is_null()).map(|(id, _)| id.clone()).collect();
            for id in gone {
                rows.remove(&id);
                removed.push((table.clone(), id));
            }
        }
        let tables = parse_tables(&kept)?;
        self.world.with_call(|call| {
            for (table, id) in &removed {
                call.store.remove(table, id);
            }
            for (table, rows) in tables {
                for (id, members) in rows {
                    let mut row: Row = call.store.get(&table, &id).cloned().unwrap_or_default();
                    row.extend(members);
                    row.entry("id").or_insert_with(|| id.clone().into());
                    call.store.put(&table, &id, row);
                }
            }
        })
    }

    /// Replaces all ids that the service generates and that a client must not rely on: those of catalog
    /// resources, their roles and scopes, role links, and questions.
    pub fn replace_service_ids(&self) {
        // Only a full disk can cause an error here, and then nothing was changed.
        let _ = self.world.with_call(|call| call.remake_service_ids());
    }

    /// Stops answering and waits for open exchanges.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            // A server task that panicked has stopped too.
            let _ = server.await;
        }
    }
}
