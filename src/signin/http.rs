//! The program's only HTTP stack, adapted to the sign-in library: no redirects, no proxy to this machine.
//!
//! The library accepts https authorities only. For an authority on this machine (rehearsals and tests), it is
//! given a host that cannot exist, which is replaced here.

use azure_core::Error;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Method, Request};
use url::Url;

/// The host that replaces an authority on this machine.
const STAND_IN: &str = "https://authority.invalid";

/// A client for an authority.
#[derive(Clone, Debug)]
pub(super) struct Http {
    client: reqwest::Client,
    here: Option<Url>,
}

impl Http {
    /// A client for the authority at this URL.
    pub(super) fn new(host: &Url) -> Result<Self, String> {
        let here = (host.scheme() == "http").then(|| host.clone());
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(std::time::Duration::from_secs(15))
            .timeout(std::time::Duration::from_secs(60))
            .user_agent(concat!("guestlist/", env!("CARGO_PKG_VERSION")));
        if here.is_some() {
            builder = builder.no_proxy();
        }
        Ok(Self { client: builder.build().map_err(|error| error.to_string())?, here })
    }

    /// The plain client, for requests that do not come from the library.
    pub(super) fn plain_client(&self) -> &reqwest::Client {
        &self.client
    }

    /// The authority to give to the library.
    pub(super) fn library_host(&self, host: &Url) -> String {
        match &self.here {
            Some(_) => STAND_IN.to_owned(),
            None => host.as_str().trim_end_matches('/').to_owned(),
        }
    }

    fn request_target(&self, url: &Url) -> Url {
        match &self.here {
            Some(here) if url.as_str().starts_with(STAND_IN) => {
                let mut target = here.clone();
                target.set_path(url.path());
                target.set_query(url.query());
                target
            }
            _ => url.clone(),
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Http {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let method = match request.method() {
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
            Method::Head => reqwest::Method::HEAD,
            _ => reqwest::Method::GET,
        };
        let mut builder = self.client.request(method, self.request_target(request.url()));
        for (name, value) in request.headers().iter() {
            builder = builder.header(name.as_str(), value.as_str());
        }
        if let Body::Bytes(bytes) = request.body() {
            builder = builder.body(bytes.clone());
        }
        let failed = |error: reqwest::Error| Error::with_message(ErrorKind::Io, error_with_causes(&error));
        let response = builder.send().await.map_err(failed)?;
        let status = response.status().as_u16().into();
        let mut headers = Headers::new();
        for (name, value) in response.headers() {
            if let Ok(value) = value.to_str() {
                headers
                    .insert(HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned()));
            }
        }
        let bytes = response.bytes().await.map_err(failed)?;
        Ok(AsyncRawResponse::from_bytes(status, headers, bytes))
    }
}

/// An error with its causes, because the outermost error says little. The URL is left out, as it may contain
/// secrets.
pub(super) fn error_with_causes(error: &reqwest::Error) -> String {
    let mut said = "no response".to_owned();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        said = format!("{said}: {cause}");
        next = cause.source();
    }
    said
}
