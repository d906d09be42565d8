//! The base URL: requests go there and nowhere else.

use url::Url;

use super::GraphError;

/// The base URL without a trailing slash.
///
/// # Errors `Foreign` for a text that is not a URL, for a URL with a query, and for plain http to another
/// machine.
pub(super) fn parse_base_url(text: &str) -> Result<Url, GraphError> {
    let foreign = |why: &str| GraphError::Foreign { target: text.to_owned(), why: why.to_owned() };
    let url = Url::parse(text.trim_end_matches('/')).map_err(|error| foreign(&error.to_string()))?;
    if url.host().is_none() {
        return Err(foreign("it has no host"));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(foreign("a base URL has only a host and a path"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback_host(&url) => Ok(url),
        "http" => Err(foreign("plain http is allowed only for addresses of this machine")),
        _ => Err(foreign("only https is supported")),
    }
}

/// Whether a URL leads to this machine.
#[must_use]
pub fn is_loopback(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_loopback_host(&url))
}

fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The URL of a request: a path below the base URL, or an absolute link to the same origin.
///
/// # Errors `Foreign` with the link's target.
pub(super) fn request_url(base: &Url, path: &str) -> Result<Url, GraphError> {
    let foreign = |target: &str, why: &str| GraphError::Foreign {
        target: target.split('?').next().unwrap_or_default().to_owned(),
        why: why.to_owned(),
    };
    if path.starts_with('/') {
        let text = format!("{}{path}", base.as_str().trim_end_matches('/'));
        return Url::parse(&text).map_err(|error| foreign(path, &error.to_string()));
    }
    let url = Url::parse(path).map_err(|error| foreign(path, &error.to_string()))?;
    let same = url.origin() == base.origin() && url.username().is_empty() && url.password().is_none();
    if same { Ok(url) } else { Err(foreign(path, "it is not the configured service")) }
}
