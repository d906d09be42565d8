//! The reader of a tenant, and what it is told about its caller.

use crate::graph::Client;
use crate::model::Applier;

/// Which parts of the tenant a run needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interest {
    /// The total.
    #[default]
    Everything,
}

/// A reader of a tenant. It cannot write.
pub struct Reader<'a> {
    pub(in crate::graph) client: &'a Client,
    pub(super) application: bool,
    pub(super) applier: Applier,
}

impl<'a> Reader<'a> {
    /// A reader over a client.
    #[must_use]
    pub fn new(client: &'a Client) -> Self {
        Self { client, application: false, applier: Applier::Anybody }
    }

    /// The same reader for a caller that is or is not an application (`Token::is_application_token`).
    #[must_use]
    pub fn as_application(self, application: bool) -> Self {
        Self { application, ..self }
    }

    /// The same reader, with the identity that will apply the plan.
    #[must_use]
    pub fn applied_by(self, applier: Applier) -> Self {
        Self { applier, ..self }
    }
}
