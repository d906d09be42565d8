//! Which tenant of which cloud is signed in to.

use url::Url;

use crate::model::ObjectId;

/// The authority of a tenant, and what its tokens are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The host that gives tokens: `https://login.microsoftonline.com`.
    pub(super) host: Url,
    /// The tenant.
    pub(super) tenant: ObjectId,
    /// The Graph host that tokens are for: `https://graph.microsoft.com`.
    pub(super) graph: String,
}

impl Authority {
    /// The authority of a tenant. Plain http is for this machine alone.
    ///
    /// # Errors
    /// Says why the host is none.
    pub fn new(host: &str, tenant: ObjectId, graph: &str) -> Result<Self, String> {
        let url = Url::parse(host).map_err(|error| format!("the authority {host} is no URL: {error}"))?;
        if !(url.scheme() == "https" || url.scheme() == "http" && crate::graph::is_loopback(host)) {
            return Err(format!("the authority {host} must be https; plain http is for this machine alone"));
        }
        Ok(Self { host: url, tenant, graph: graph.trim_end_matches('/').to_owned() })
    }

    /// An endpoint of the tenant: `token`, `devicecode`.
    pub(super) fn endpoint(&self, name: &str) -> String {
        let host = self.host.as_str().trim_end_matches('/');
        format!("{host}/{}/oauth2/v2.0/{name}", self.tenant)
    }

    /// The scope that stands for everything that was consented to.
    pub(super) fn scope(&self) -> String {
        format!("{}/.default", self.graph)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_give_tokens() {
        let authority = |host: &str| Authority::new(host, ObjectId::new("T"), "https://graph.microsoft.us/");
        let government = authority("https://login.microsoftonline.us").unwrap();
        assert_eq!(government.endpoint("token"), "https://login.microsoftonline.us/t/oauth2/v2.0/token");
        assert_eq!(government.scope(), "https://graph.microsoft.us/.default");
        assert!(authority("http://127.0.0.1:99").is_ok());
        for host in ["http://login.microsoftonline.com", "ftp://x", "login"] {
            assert!(authority(host).is_err(), "{host}");
        }
    }
}
