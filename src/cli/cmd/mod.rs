//! The commands, one file each.

pub(super) mod apply;
pub(super) mod assignments;
pub(super) mod doctor;
pub(super) mod export;
pub(super) mod exposure;
pub(super) mod fmt;
pub(super) mod help;
pub(super) mod init;
pub(super) mod lock;
pub(super) mod permissions;
pub(super) mod plan;
pub(super) mod sandbox;
pub(super) mod schema;
pub(super) mod show;
pub(super) mod validate;
