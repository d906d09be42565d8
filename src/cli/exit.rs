//! Exit codes: one table for all commands.

use serde::Serialize;

/// The table, as `--help` prints it.
pub const TABLE: &str = "Exit codes:
  0  success, nothing to do, or the confirmation was declined
  1  failure: \
    usage, errors in the files, sign-in or network; or files are not formatted (fmt --check)
  2  there are \
    changes (plan --detailed-exitcode)
  3  open holds: apply writes nothing until they are accepted
  4  \
    the tenant has changed since the plan was made, or is not the tenant of the plan
  5  partly applied: the output \
    lists what was done and what was not; run again to continue
  6  incomplete read: a declared object \
    could not be read, so the plan is incomplete";

/// A reason for an exit code other than 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub enum Reason {
    /// Some writes were made. This reason applies whenever a run ends early after its first write, whatever the cause.
    #[serde(rename = "appliedInPart")]
    AppliedInPart,
    /// The run failed before any write.
    #[serde(rename = "couldNotRun")]
    CouldNotRun,
    /// Files are not formatted.
    #[serde(rename = "notFormatted")]
    NotFormatted,
    /// The tenant has changed, or is not the tenant of the plan.
    #[serde(rename = "stale")]
    Stale,
    /// A declared object could not be read.
    #[serde(rename = "incompleteRead")]
    IncompleteRead,
    /// The plan has open holds.
    #[serde(rename = "holdsOpen")]
    HoldsOpen,
    /// There are changes, and the caller asked for an exit code that says so.
    #[serde(rename = "changesPresent")]
    ChangesPresent,
}

impl Reason {
    /// The exit code.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::AppliedInPart => 5,
            Self::CouldNotRun | Self::NotFormatted => 1,
            Self::Stale => 4,
            Self::IncompleteRead => 6,
            Self::HoldsOpen => 3,
            Self::ChangesPresent => 2,
        }
    }
}

/// The end of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exit(pub Vec<Reason>);

/// The end of a run in JSON results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ExitView")]
pub struct ExitV1 {
    /// The exit code.
    pub code: u8,
    /// The deciding reason. `None` for 0.
    pub reason: Option<Reason>,
    /// Every reason that applies.
    pub reasons: Vec<Reason>,
}

impl Exit {
    /// Success.
    #[must_use]
    pub fn success() -> Self {
        Self::default()
    }

    /// An end with one reason.
    #[must_use]
    pub fn for_reason(reason: Reason) -> Self {
        Self(vec![reason])
    }

    /// The deciding reason: the first in the order of `Reason`.
    #[must_use]
    pub fn main_reason(&self) -> Option<Reason> {
        self.0.iter().min().copied()
    }

    /// The exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.main_reason().map_or(0, Reason::exit_code)
    }

    /// The end for JSON results.
    #[must_use]
    pub fn exit_view(&self) -> ExitV1 {
        let mut reasons = self.0.clone();
        reasons.sort_unstable();
        reasons.dedup();
        ExitV1 { code: self.exit_code(), reason: self.main_reason(), reasons }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_reason_decides() {
        let exit = Exit(vec![Reason::ChangesPresent, Reason::IncompleteRead, Reason::Stale]);
        assert_eq!(exit.exit_code(), 4);
        assert_eq!(Exit(vec![Reason::AppliedInPart, Reason::CouldNotRun]).exit_code(), 5);
        assert_eq!(Exit(vec![Reason::ChangesPresent, Reason::HoldsOpen]).exit_code(), 3);
        assert_eq!(Exit(vec![Reason::HoldsOpen, Reason::IncompleteRead]).exit_code(), 6);
        assert_eq!(Exit::success().exit_code(), 0);
        assert_eq!(exit.exit_view().reasons, [Reason::Stale, Reason::IncompleteRead, Reason::ChangesPresent]);
    }

    #[test]
    fn the_table_lists_every_code() {
        for reason in [
            Reason::AppliedInPart,
            Reason::CouldNotRun,
            Reason::NotFormatted,
            Reason::Stale,
            Reason::IncompleteRead,
            Reason::HoldsOpen,
            Reason::ChangesPresent,
        ] {
            assert!(TABLE.contains(&format!("\n  {}  ", reason.exit_code())), "{reason:?}");
        }
    }
}
