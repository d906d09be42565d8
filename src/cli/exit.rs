//! How a run ends: one table of codes for all commands.

use serde::Serialize;

/// The table, as `--help` prints it.
pub const TABLE: &str = "\
Exit codes:
  0  done, or nothing to do; also a declined question
  1  could not run: usage, faults in the files, sign-in, network; files are not formatted (fmt --check)
  2  changes are present (plan --detailed-exitcode)
  3  holds that nobody accepted: apply writes nothing until they are
  4  the tenant has moved since the plan was made, or is another tenant
  5  applied in part: what was done and what was not is said, run again to go on
  6  incomplete read: something declared could not be read, so the plan is not whole";

/// A reason why a run does not end with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub enum Reason {
    /// Once a write was made, whatever ends the run early makes it this.
    #[serde(rename = "appliedInPart")]
    AppliedInPart,
    /// The run could not be carried out.
    #[serde(rename = "couldNotRun")]
    CouldNotRun,
    /// Files do not have the one layout.
    #[serde(rename = "notFormatted")]
    NotFormatted,
    /// The tenant has moved, or is not the one meant.
    #[serde(rename = "stale")]
    Stale,
    /// Something declared could not be read.
    #[serde(rename = "incompleteRead")]
    IncompleteRead,
    /// The plan has holds that nobody accepted.
    #[serde(rename = "holdsOpen")]
    HoldsOpen,
    /// There are changes, and the caller asked to be told by the exit code.
    #[serde(rename = "changesPresent")]
    ChangesPresent,
}

impl Reason {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
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

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exit(pub Vec<Reason>);

/// The end of a run, as JSON results carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ExitView")]
pub struct ExitV1 {
    /// The exit code.
    pub code: u8,
    /// The reason that decided it; `None` for 0.
    pub reason: Option<Reason>,
    /// Every reason there is.
    pub reasons: Vec<Reason>,
}

impl Exit {
    /// Ended well.
    #[must_use]
    pub fn done() -> Self {
        Self::default()
    }

    /// Ended for one reason.
    #[must_use]
    pub fn because(reason: Reason) -> Self {
        Self(vec![reason])
    }

    /// The reason that decides: the first in the order of `Reason`.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.0.iter().min().copied()
    }

    /// The exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        self.reason().map_or(0, Reason::code)
    }

    /// The end as JSON results carry it.
    #[must_use]
    pub fn view(&self) -> ExitV1 {
        let mut reasons = self.0.clone();
        reasons.sort_unstable();
        reasons.dedup();
        ExitV1 { code: self.code(), reason: self.reason(), reasons }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_reason_decides() {
        let exit = Exit(vec![Reason::ChangesPresent, Reason::IncompleteRead, Reason::Stale]);
        assert_eq!(exit.code(), 4);
        assert_eq!(Exit(vec![Reason::AppliedInPart, Reason::CouldNotRun]).code(), 5);
        assert_eq!(Exit(vec![Reason::ChangesPresent, Reason::HoldsOpen]).code(), 3);
        assert_eq!(Exit(vec![Reason::HoldsOpen, Reason::IncompleteRead]).code(), 6);
        assert_eq!(Exit::done().code(), 0);
        assert_eq!(exit.view().reasons, [Reason::Stale, Reason::IncompleteRead, Reason::ChangesPresent]);
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
            assert!(TABLE.contains(&format!("\n  {}  ", reason.code())), "{reason:?}");
        }
    }
}
