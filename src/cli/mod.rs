//! The imperative shell: the only room that sees the command line, the environment and the terminal.

mod acceptance;
pub mod args;
mod cmd;
mod connection;
pub mod draining;
pub mod exit;
mod findings;
pub mod holders;
mod journals;
pub mod pipeline;
mod project;
mod receipts;
mod results;
mod run;
mod saved;
mod session;
mod settings;
mod ui;

pub use cmd::schema::schemas;
pub use exit::Exit;
pub use run::run;
