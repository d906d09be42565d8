//! Plain data in words for the renderers, built from finished results. Nothing is escaped or laid out here.

mod access;
mod assignments;
mod count;
mod describe;
mod difference;
mod exposure;
mod exposure_v1;
pub mod finding;
mod finding_v1;
mod impact;
mod line;
mod plan;
mod report;

pub use crate::access::{CallerKind, Verdict};
pub use crate::exposure::Direction;
pub use crate::model::Membership;
pub use crate::plan::HoldKind;
pub use crate::source::Severity;
pub use access::{CheckView, DoctorView, NeedView, NeedsView, PermissionsView, SectionView};
pub use assignments::{AssignmentListView, AssignmentView, AssignmentsView};
pub use count::count_with_noun;
pub use exposure::{ExposureMapView, Side, ids_in, replace_ids};
pub use exposure_v1::ExposureV1;
pub use finding_v1::FindingV1;
pub use line::{LineView, Mark};
pub use plan::{ExposureView, HoldView, ObjectView, PlanView, Summary};
pub use report::{Entry, Level, Report, ReportPlace, Rule};
