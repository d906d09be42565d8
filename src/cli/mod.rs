//! The imperative shell: the only room that sees the command line, the environment and the terminal.

mod acceptance;
pub mod args;
pub mod assignments;
mod cmd;
mod connection;
pub mod exit;
mod findings;
mod journals;
pub mod live_assignments;
pub mod pipeline;
mod project;
mod receipts;
mod results;
mod run;
mod saved;
mod session;
mod settings;
mod ui;

pub use cmd::schema::published_schemas;
pub use exit::Exit;
pub use run::run;
