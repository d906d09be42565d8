//! Lays out what `view` has built, into a given writer. Text from files and tenants is escaped here. Nothing
//! is printed here.

mod access;
mod annotations;
mod assignments;
mod escape;
mod exposure;
pub mod finding;
mod gitlab;
mod junit;
mod markdown;
mod page;
mod plan;
mod sarif;

pub use access::{doctor_text, permissions_text};
pub use annotations::{Host, annotation_lines};
pub use assignments::{assignments_text, holders_text};
pub use escape::escape_hidden;
pub use exposure::{exposure_mermaid, exposure_text};
pub use gitlab::gitlab_report;
pub use junit::junit_report;
pub use markdown::{COMMENT, SUMMARY, faults_markdown, plan_markdown};
pub use page::page_text;
pub use plan::{Style, plan_text};
pub use sarif::sarif_report;
