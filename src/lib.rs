//! Guestlist: Microsoft Entra entitlement management as reviewed code.
//!
//! Data flows one way, and each room below is one step of the way:
//!
//! ```text policies/*.yaml ─source→ config → Desired ─┐ ├ scope → Pair ─ diff → ChangeSet ─ plan → Plan ─
//! view ─ render → text, json tenant ─graph→ Snapshot ─actual→ Actual,   │
//! └─ apply ─graph→ tenant Facts ────┘
//! ```
//!
//! Where the language, Graph and the words of a plan meet is one table, in `property`: a row for each member of the model.
//!
//! Both sides of the comparison have the same type, so comparing is `==`. Provenance and the service's ids
//! are kept beside the state, never in it.

pub mod access;
pub mod actual;
pub mod apply;
pub mod assignments;
pub mod ci;
pub mod cli;
pub mod config;
pub mod diff;
pub mod exposure;
pub mod graph;
pub mod help;
pub mod model;
pub mod plan;
pub mod property;
pub mod render;
pub mod sandbox;
pub mod scope;
pub mod signin;
pub mod source;
pub mod transfer;
pub mod view;

/// The rooms of the crate and the imports that each may have.
///
/// A row is a room, or a part of one, and what it may use: rooms, or single files of them. A test follows
/// every path under `src/` to the file that defines its end, and fails on an import that is not in the table
/// and on an entry that no code uses. Files inside a room do not import each other in a cycle. `cli` may
/// import everything and no room imports `cli`, so it has no row.
pub const ROOMS: &[(&str, &[&str])] = &[
    ("access", &["model"]),
    ("actual", &["graph", "model", "property"]),
    ("apply", &["actual", "assignments", "graph", "model", "plan", "property"]),
    ("assignments", &["model", "plan"]),
    ("ci", &[]),
    ("config", &["model", "property", "source"]),
    ("diff", &["model", "property"]),
    ("exposure", &["model"]),
    ("graph", &["model"]),
    ("help", &["config", "plan", "property", "source"]),
    ("model", &[]),
    ("plan", &["diff", "exposure", "model", "scope"]),
    ("plan::audit", &["model", "plan::hold", "plan::operation", "plan::step"]),
    ("property", &["model"]),
    ("render", &["view"]),
    ("sandbox", &[]),
    ("scope", &["model", "source"]),
    ("signin", &["graph", "model"]),
    ("source", &["model"]),
    ("transfer", &["config", "model", "property", "source"]),
    ("view", &["access", "assignments", "diff", "exposure", "model", "plan", "property", "source"]),
];
