//! Signs in an application with a certificate: the assertion that it signs (learn.microsoft.com,
//! identity-platform, certificate-credentials).

use std::sync::Arc;

use azure_core::http::ClientMethodOptions;
use azure_identity::ClientAssertion;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Secret;
use crate::graph::Clock;

/// In seconds. Microsoft advises five to ten minutes.
const LIFETIME: u64 = 300;

/// A certificate with its private key.
pub(super) struct Certificate {
    /// The client id of the application.
    pub(super) client: String,
    /// The text of the file: PEM, with both.
    pub(super) pem: Secret,
    pub(super) audience: String,
    pub(super) clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Certificate {
    /// Signs an assertion. No error contains any part of the file.
    fn sign_assertion(&self) -> Result<String, String> {
        let sections = pem::parse_many(&self.pem.0).unwrap_or_default();
        if sections.is_empty() {
            return Err(NOT_PEM.to_owned());
        }
        let certificate = sections.iter().find(|section| section.tag() == "CERTIFICATE");
        let certificate =
            certificate.ok_or("the file contains no certificate; add the certificate to the file")?;
        let key = sections.iter().find(|section| section.tag().ends_with("PRIVATE KEY"));
        let key = key.ok_or("the file contains no private key; add the key to the file")?;
        if key.tag().starts_with("ENCRYPTED") {
            return Err(
                "the private key has a password; `openssl pkey -in key.pem -out plain.pem` removes it"
                    .to_owned(),
            );
        }
        let key = EncodingKey::from_rsa_pem(pem::encode(key).as_bytes());
        let key = key.map_err(|_| "the private key is not an RSA key, which Entra requires".to_owned())?;
        let mut header = Header::new(Algorithm::PS256);
        let thumbprint = Sha256::digest(certificate.contents());
        header.x5t_s256 = Some(BASE64_URL_SAFE_NO_PAD.encode(thumbprint));
        let now = self.clock.time_now().as_secs();
        let claims = json!({ "aud": self.audience, "iss": self.client, "sub": self.client,
            "jti": uuid::Uuid::new_v4().to_string(), "nbf": now, "iat": now, "exp": now + LIFETIME });
        jsonwebtoken::encode(&header, &claims, &key).map_err(|_| "the private key cannot sign".to_owned())
    }
}

const NOT_PEM: &str =
    "the file is not PEM; `openssl pkcs12 -in cert.pfx -out cert.pem -nodes` converts a PKCS #12 file";

#[async_trait::async_trait]
impl ClientAssertion for Certificate {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        self.sign_assertion()
            .map_err(|why| azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, why))
    }
}
