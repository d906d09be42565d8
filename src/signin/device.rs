//! Device code: a person signs in on any device, through a public client application of the user's own (RFC
//! 8628, and Microsoft's `v2-oauth2-device-code`). No other delegated sign-in can carry entitlement scopes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::http::{Http, error_with_causes};
use super::library::with_advice_for;
use super::{Authority, Secret};
use crate::graph::{Clock, Credential, Progress, Renewing, Token};

/// The polling interval if the authority gives none.
const INTERVAL: u64 = 5;
/// How much the interval grows after `slow_down` (RFC 8628, 3.5).
const SLOWER: u64 = 5;

/// Signs a person in.
///
/// # Errors The authority's answer, or that the code expired.
pub(super) async fn sign_in_by_device(
    authority: &Authority,
    client: &str,
    clock: &dyn Clock,
    progress: &dyn Progress,
) -> Result<Granted, String> {
    let http = Http::new(&authority.host)?;
    let scope = format!("{} offline_access", authority.default_scope());
    let asked =
        post_form(&http, &authority.endpoint_url("devicecode"), &[("client_id", client), ("scope", &scope)])
            .await?;
    let text = |name: &str| asked[name].as_str().map(str::to_owned);
    let Some(device) = text("device_code") else { return Err(refusal_text(&asked)) };
    let told = text("message").unwrap_or_else(|| {
        let (url, code) = (text("verification_uri"), text("user_code"));
        format!("open {} and enter the code {}", url.unwrap_or_default(), code.unwrap_or_default())
    });
    progress.tell_user(&told);
    let until = clock.time_now() + Duration::from_secs(asked["expires_in"].as_u64().unwrap_or(900));
    let mut interval = asked["interval"].as_u64().unwrap_or(INTERVAL);
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let form = [("grant_type", grant), ("client_id", client), ("device_code", device.as_str())];
    while clock.time_now() < until {
        clock.sleep_for(Duration::from_secs(interval)).await;
        let answer = post_form(&http, &authority.endpoint_url("token"), &form).await?;
        if let Some(granted) = Granted::from_answer(&answer) {
            return Ok(granted);
        }
        match answer["error"].as_str().unwrap_or_default() {
            "authorization_pending" => {}
            "slow_down" => interval += SLOWER,
            "authorization_declined" | "access_denied" => return Err("the person declined".to_owned()),
            "expired_token" => break,
            _ => return Err(refusal_text(&answer)),
        }
    }
    Err("the code expired before anyone signed in; run again for a new code".to_owned())
}

pub(super) struct Granted {
    pub(super) token: Token,
    refresh: Option<Secret>,
}

impl Granted {
    fn from_answer(answer: &Value) -> Option<Self> {
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        Some(Self {
            token: Token::new(text("access_token")?),
            refresh: text("refresh_token").map(Secret::new),
        })
    }

    /// Gets new tokens without the person.
    pub(super) fn renewal(&self, authority: Authority, client: String) -> Option<DeviceRenewal> {
        let refresh = Mutex::new(self.refresh.clone()?);
        Some(DeviceRenewal { authority, client, refresh })
    }
}

/// Gets a new token with the refresh token that came with the previous one.
pub(super) struct DeviceRenewal {
    authority: Authority,
    client: String,
    refresh: Mutex<Secret>,
}

impl DeviceRenewal {
    async fn next_granted(&self) -> Result<Token, String> {
        let Secret(refresh) = self.refresh.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let http = Http::new(&self.authority.host)?;
        let form =
            [("grant_type", "refresh_token"), ("client_id", &self.client), ("refresh_token", &refresh)];
        let answer = post_form(&http, &self.authority.endpoint_url("token"), &form).await?;
        let granted = Granted::from_answer(&answer).ok_or_else(|| refusal_text(&answer))?;
        if let Some(next) = granted.refresh {
            *self.refresh.lock().unwrap_or_else(PoisonError::into_inner) = next;
        }
        Ok(granted.token)
    }
}

impl Credential for DeviceRenewal {
    fn renew(&self) -> Renewing<'_> {
        Box::pin(self.next_granted())
    }
}

async fn post_form(http: &Http, url: &str, form: &[(&str, &str)]) -> Result<Value, String> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request =
        http.plain_client().post(url).header("Content-Type", "application/x-www-form-urlencoded").body(body);
    let response = request.send().await.map_err(|error| error_with_causes(&error))?;
    let status = response.status().as_u16();
    response.json().await.map_err(|_| format!("the authority answered {status} with a body that is not JSON"))
}

fn refusal_text(answer: &Value) -> String {
    let said = answer["error_description"].as_str().or_else(|| answer["error"].as_str());
    let said = said.unwrap_or("the authority gave no code and no reason");
    with_advice_for(&said.split_whitespace().collect::<Vec<_>>().join(" "))
}
