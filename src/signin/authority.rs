//! The tenant and cloud to sign in to.

use url::Url;

use crate::model::ObjectId;

/// The authority of a tenant, and the resource of its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The host that issues tokens: `https://login.microsoftonline.com`.
    pub(super) host: Url,
    /// The tenant.
    pub(super) tenant: ObjectId,
    /// The Graph host that accepts the tokens: `https://graph.microsoft.com`.
    pub(super) graph: String,
}

impl Authority {
    /// The authority of a tenant. Plain http is allowed to this machine only.
    ///
    /// # Errors Says why the host is invalid.
    pub fn new(host: &str, tenant: ObjectId, graph: &str) -> Result<Self, String> {
        let url = Url::parse(host).map_err(|error| format!("the authority {host} is not a URL: {error}"))?;
        if !(url.scheme() == "https" || url.scheme() == "http" && crate::graph::is_loopback(host)) {
            return Err(format!(
                "the authority {host} must use https; plain http is allowed only for addresses of this machine"
            ));
        }
        Ok(Self { host: url, tenant, graph: graph.trim_end_matches('/').to_owned() })
    }

    /// An endpoint of the tenant, such as `token` or `devicecode`.
    pub(super) fn endpoint_url(&self, name: &str) -> String {
        let host = self.host.as_str().trim_end_matches('/');
        format!("{host}/{}/oauth2/v2.0/{name}", self.tenant)
    }

    /// The scope for everything that was consented to.
    pub(super) fn default_scope(&self) -> String {
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
        assert_eq!(government.endpoint_url("token"), "https://login.microsoftonline.us/t/oauth2/v2.0/token");
        assert_eq!(government.default_scope(), "https://graph.microsoft.us/.default");
        assert!(authority("http://127.0.0.1:99").is_ok());
        for host in ["http://login.microsoftonline.com", "ftp://x", "login"] {
            assert!(authority(host).is_err(), "{host}");
        }
    }
}
