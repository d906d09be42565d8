//! The transport over HTTP: persistent connections, HTTP/2 if offered, no redirects, and the token.
//!
//! The token is sent to the configured host only, over https or on this machine. Must not retry.

use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use url::Url;

use super::Sending;
use super::address::{parse_base_url, request_url};
use super::{Body, Credential, GraphError, Method, Request, Response, Token, Transport, TransportError};

const CONNECT: Duration = Duration::from_secs(15);
const ANSWER: Duration = Duration::from_secs(100);

/// The transport over HTTP.
pub struct Http {
    client: reqwest::Client,
    base: Url,
    token: RwLock<Option<Token>>,
    credential: Option<Arc<dyn Credential>>,
    /// Held while a token is renewed; other requests wait and use the new token.
    renewing: tokio::sync::Mutex<()>,
}

impl Http {
    /// A transport for a base URL such as `https://graph.microsoft.com/v1.0`.
    ///
    /// # Errors `Foreign` if the base URL is not an https (or loopback) URL, `Unreachable` if TLS cannot be
    /// set up.
    pub fn new(base: &str, token: Option<Token>) -> Result<Self, GraphError> {
        let base = parse_base_url(base)?;
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .user_agent(concat!("guestlist/", env!("CARGO_PKG_VERSION")));
        if base.scheme() == "http" {
            // A proxy from the environment must not see requests to a service on this machine.
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| GraphError::Unreachable {
            method: Method::Get,
            path: String::new(),
            why: transport_causes(&error),
        })?;
        let renewing = tokio::sync::Mutex::new(());
        Ok(Self { client, base, token: RwLock::new(token), credential: None, renewing })
    }

    /// The same transport, which signs in again when the service reports an expired token.
    #[must_use]
    pub fn renewed_by(self, credential: Arc<dyn Credential>) -> Self {
        Self { credential: Some(credential), ..self }
    }

    fn current_token(&self) -> Option<Token> {
        self.token.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Signs in again unless `used` has already been replaced. True if there is a new token.
    async fn renew_token(&self, used: Option<&Token>) -> bool {
        let Some(credential) = &self.credential else { return false };
        let _alone = self.renewing.lock().await;
        if self.current_token().as_ref() != used {
            return true;
        }
        match credential.renew().await {
            Ok(token) if Some(&token) != used => {
                *self.token.write().unwrap_or_else(PoisonError::into_inner) = Some(token);
                true
            }
            // The caller gets the service's own message.
            Ok(_) | Err(_) => false,
        }
    }

    fn build_request(
        &self,
        request: &Request,
        token: Option<&Token>,
    ) -> Result<reqwest::RequestBuilder, TransportError> {
        let url = request_url(&self.base, &request.path)
            .map_err(|error| TransportError::Forbidden(error.to_string()))?;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.client.request(method, url).header("Accept", "application/json");
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(token) = token {
            let mut value =
                reqwest::header::HeaderValue::from_str(&token.authorization_header()).map_err(|_| {
                    TransportError::Forbidden(
                        "the token contains characters that are not allowed in a header".into(),
                    )
                })?;
            value.set_sensitive(true);
            builder = builder.header("Authorization", value);
        }
        Ok(match &request.body {
            Some(body) => builder.json(body),
            None => builder,
        })
    }

    /// Sends a request. An expired token is renewed once, because the service did not carry out the request
    /// (fact token-expired-401).
    async fn exchange_with_renewal(&self, request: Request) -> Result<Response, TransportError> {
        let used = self.current_token();
        let response = self.send_once(&request, used.as_ref()).await?;
        if response.status == 401 && self.renew_token(used.as_ref()).await {
            return self.send_once(&request, self.current_token().as_ref()).await;
        }
        Ok(response)
    }

    async fn send_once(&self, request: &Request, token: Option<&Token>) -> Result<Response, TransportError> {
        let response =
            self.build_request(request, token)?.send().await.map_err(|error| classify_error(&error))?;
        let status = response.status().as_u16();
        let text =
            |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
        let bytes =
            response.bytes().await.map_err(|error| TransportError::Uncertain(transport_causes(&error)))?;
        Ok(Response { status, headers, body: Body::from_bytes(&bytes) })
    }
}

impl Transport for Http {
    fn send_once_over(&self, request: Request) -> Sending<'_> {
        Box::pin(self.exchange_with_renewal(request))
    }
}

fn classify_error(error: &reqwest::Error) -> TransportError {
    if error.is_builder() {
        TransportError::Forbidden(transport_causes(error))
    } else if error.is_connect() {
        TransportError::NotSent(transport_causes(error))
    } else {
        TransportError::Uncertain(transport_causes(error))
    }
}

/// The text of a reqwest error without the URL, whose query may contain names, and then each cause.
fn transport_causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "timed out".to_owned() } else { String::new() };
    let mut source = error.source();
    while let Some(cause) = source {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    if text.is_empty() { "the connection failed".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_listening_is_not_sent() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let http = Http::new(&format!("http://127.0.0.1:{port}/v1.0"), None).unwrap();
        let error = http.send_once_over(Request::get("/x".into())).await.unwrap_err();
        assert!(matches!(error, TransportError::NotSent(_)), "{error:?}");
    }

    #[tokio::test]
    async fn a_connection_closed_before_the_answer_is_uncertain() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut first = [0; 64];
            std::io::Read::read(&mut stream, &mut first).unwrap();
        });
        let http = Http::new(&format!("http://127.0.0.1:{port}/v1.0"), None).unwrap();
        let error = http.send_once_over(Request::get("/x".into())).await.unwrap_err();
        assert!(matches!(error, TransportError::Uncertain(_)), "{error:?}");
        server.join().unwrap();
    }

    #[tokio::test]
    async fn the_token_goes_to_the_service_and_redirects_are_answers() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = vec![0; 4096];
            let length = std::io::Read::read(&mut stream, &mut head).unwrap();
            let answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/x\r\nContent-Length: 0\r\n\r\n";
            std::io::Write::write_all(&mut stream, answer.as_bytes()).unwrap();
            String::from_utf8(head[..length].to_vec()).unwrap()
        });
        let token = Some(Token::new("secret".into()));
        let http = Http::new(&format!("http://127.0.0.1:{port}/v1.0"), token).unwrap();
        let response = http.send_once_over(Request::get("/x?$filter=a%20eq%20'b'".into())).await.unwrap();
        assert_eq!((response.status, response.body), (302, Body::Empty));
        let head = server.join().unwrap();
        assert!(head.starts_with("GET /v1.0/x?$filter=a%20eq%20%27b%27 HTTP/1.1"), "{head}");
        assert!(head.contains("authorization: Bearer secret"), "{head}");
    }

    #[tokio::test]
    async fn other_hosts_get_nothing() {
        let http = Http::new("https://graph.test/v1.0", Some(Token::new("secret".into()))).unwrap();
        let error = http.send_once_over(Request::get("https://evil.test/v1.0/x".into())).await.unwrap_err();
        assert!(matches!(error, TransportError::Forbidden(_)), "{error:?}");
        assert!(!format!("{error}").contains("secret"));
    }
}
