//! Signing in, against an authority of the test on this machine: what each method needs, and its messages.

use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use guestlist::sandbox::{Faults, bearer_token};
use serde_json::{Value, json};
use sha2::Digest;

use crate::runs::{Ended, Folder};
use crate::world::{TENANT, World};

/// The requests that the authority received: the path and the form or query.
type Asked = Vec<(String, Vec<(String, String)>)>;

#[derive(Clone)]
struct Office {
    asked: Arc<Mutex<Asked>>,
    /// The next answers of the token endpoint, before the default one.
    next: Arc<Mutex<Vec<(u16, Value)>>>,
    token: Arc<Mutex<String>>,
}

struct Bench {
    world: World,
    folder: Folder,
    office: Office,
    authority: String,
}

const CLIENT: &str = "22222222-0000-4000-8000-000000000002";
const OTHER: &str = "33333333-0000-4000-8000-000000000003";

fn project(auth: &str) -> String {
    format!("version: 1\ntenants: {{ production: {{ tenantId: {TENANT}, auth: {auth} }} }}\n")
}

async fn answer(State(office): State<Office>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let authorization =
        request.headers().get("authorization").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
    let mut form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    form.extend(url::form_urlencoded::parse(query.as_bytes()).into_owned());
    form.extend(authorization.map(|value| ("authorization".to_owned(), value)));
    office.asked.lock().unwrap().push((path.clone(), form));
    if path.starts_with("/github") {
        return Json(json!({ "value": "github-assertion" })).into_response();
    }
    if path.starts_with("/oidc") {
        return Json(json!({ "oidcToken": "pipeline-assertion" })).into_response();
    }
    if path.ends_with("/devicecode") {
        return Json(
            json!({ "device_code": "the-device-code", "user_code": "ABCD", "interval": 0, "expires_in": 900,
            "verification_uri": "https://microsoft.com/devicelogin",
            "message": "To sign in, open https://microsoft.com/devicelogin and enter the code ABCD" }),
        )
        .into_response();
    }
    let next = { office.next.lock().unwrap().pop() };
    if let Some((status, body)) = next {
        return (axum::http::StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
    }
    // Every token is different.
    let token = format!("{}{}", office.token.lock().unwrap(), office.asked.lock().unwrap().len());
    Json(json!({ "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token,
        "refresh_token": "the-refresh-token" }))
    .into_response()
}

fn application() -> Value {
    json!({ "tid": TENANT, "oid": "99999999-0000-4000-8000-000000000001", "idtyp": "app", "appid": CLIENT,
        "app_displayname": "Guestlist CI",
        "roles": ["EntitlementManagement.ReadWrite.All", "Directory.Read.All"] })
}

impl Bench {
    async fn new(auth: &str) -> Self {
        let world = World::new().await;
        let files = [("guestlist.yaml", project(auth)), ("a.yaml", "catalogs: [{ name: C }]\n".to_owned())];
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let office = Office {
            asked: Arc::default(),
            next: Arc::default(),
            token: Arc::new(Mutex::new(bearer_token(&application()))),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(office.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { world, folder: Folder::of(&files), office, authority }
    }

    /// Runs with these variables and checks that no secret is printed.
    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let endpoint = self.world.sandbox.service_root();
        let all = [
            &[
                ("GUESTLIST_GRAPH_ENDPOINT", endpoint.as_str()),
                ("GUESTLIST_AUTHORITY", self.authority.as_str()),
            ],
            variables,
        ]
        .concat();
        let run = self.folder.run_with(arguments, &all);
        let token = self.office.token.lock().unwrap().clone();
        let secrets = [
            token.as_str(),
            "pa55-w0rd",
            "github-assertion",
            "pipeline-assertion",
            "file-assertion",
            "job-token",
        ];
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            assert!(!run.out.contains(secret) && !run.err.contains(secret), "{secret} is said: {run:#?}");
        }
        run
    }

    fn plan(&self, variables: &[(&str, &str)], code: i32) -> Ended {
        let run = self.run(&["plan"], variables);
        assert_eq!(run.code, code, "{run:#?}");
        run
    }

    /// The forms that requested a token.
    fn forms(&self) -> Vec<Vec<(String, String)>> {
        let asked = self.office.asked.lock().unwrap().clone();
        let path = format!("/{TENANT}/oauth2/v2.0/token");
        asked.into_iter().filter(|(asked, _)| *asked == path).map(|(_, form)| form).collect()
    }

    fn refuse(&self, status: u16, code: u32, says: &str) {
        let body = json!({ "error": "invalid_client", "error_codes": [code],
            "error_description": format!("AADSTS{code}: {says} Trace ID: 1") });
        self.office.next.lock().unwrap().push((status, body));
    }
}

fn value<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_signs_in_with_a_secret() {
    let bench = Bench::new(&format!("{{ method: clientSecret, clientId: {CLIENT} }}")).await;
    let run = bench.plan(&[("AZURE_CLIENT_SECRET", "pa55-w0rd")], 0);
    assert!(run.err.contains("signed in with client secret"), "{}", run.err);
    let forms = bench.forms();
    assert_eq!(forms.len(), 1, "{forms:?}");
    assert_eq!(value(&forms[0], "client_id"), CLIENT);
    assert_eq!(value(&forms[0], "client_secret"), "pa55-w0rd");
    assert_eq!(value(&forms[0], "grant_type"), "client_credentials");
    let host = bench.world.sandbox.service_root().replace("/v1.0", "");
    assert_eq!(value(&forms[0], "scope"), format!("{host}/.default"));
    // It acts as that application.
    let doctor = bench.run(&["doctor"], &[("AZURE_CLIENT_SECRET", "pa55-w0rd")]).out;
    assert!(doctor.contains("the application Guestlist CI, signed in with client secret"), "{doctor}");

    bench.refuse(401, 7_000_215, "Invalid client secret provided.");
    let run = bench.plan(&[("AZURE_CLIENT_SECRET", "pa55-w0rd")], 1);
    assert!(
        run.err.contains("sign-in with client secret failed") && run.err.contains("AADSTS7000215"),
        "{}",
        run.err
    );
    assert!(run.err.contains("value, not its id"), "{}", run.err);
    let run = bench.plan(&[], 1);
    assert!(run.err.contains("AZURE_CLIENT_SECRET is not set"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_signs_in_with_a_certificate() {
    let bench = Bench::new(&format!("{{ method: clientCertificate, clientId: {CLIENT} }}")).await;
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec!["guestlist".to_owned()]).unwrap().self_signed(&key).unwrap();
    bench.folder.write("cert.pem", &format!("{}{}", certificate.pem(), key.serialize_pem()));
    let file = bench.folder.path("cert.pem");
    let run = bench.plan(&[("AZURE_CLIENT_CERTIFICATE_PATH", file.to_str().unwrap())], 0);
    assert!(run.err.contains("signed in with client certificate"), "{}", run.err);
    let form = bench.forms().pop().unwrap();
    assert_eq!(value(&form, "client_id"), CLIENT);
    assert_eq!(value(&form, "grant_type"), "client_credentials");

    // The assertion matches Microsoft's documentation, and is signed with the certificate's key.
    let assertion = value(&form, "client_assertion");
    let public = jsonwebtoken::DecodingKey::from_rsa_der(key.public_key_raw());
    let mut expected = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::PS256);
    expected.set_audience(&[format!("{}/{TENANT}/oauth2/v2.0/token", bench.authority)]);
    expected.set_issuer(&[CLIENT]);
    let read = jsonwebtoken::decode::<Value>(assertion, &public, &expected).unwrap();
    let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(certificate.der()));
    assert_eq!(read.header.x5t_s256, Some(thumbprint));
    let claim = |name: &str| read.claims[name].as_u64().unwrap();
    assert_eq!((claim("exp") - claim("nbf"), &read.claims["sub"]), (300, &json!(CLIENT)));
    assert_eq!(read.claims["jti"].as_str().unwrap().len(), 36);

    let pkcs8 = key.serialize_pem();
    for (text, says) in [
        (certificate.pem(), "the file contains no private key"),
        (pkcs8.clone(), "the file contains no certificate"),
        ("MIIK".to_owned(), "openssl pkcs12"),
        (certificate.pem() + &pkcs8.replace("PRIVATE", "ENCRYPTED PRIVATE"), "has a password"),
        (certificate.pem() + &rcgen::KeyPair::generate().unwrap().serialize_pem(), "not an RSA key"),
    ] {
        bench.folder.write("bad.pem", &text);
        let file = bench.folder.path("bad.pem");
        let run = bench.plan(&[("AZURE_CLIENT_CERTIFICATE_PATH", file.to_str().unwrap())], 1);
        assert!(run.err.contains(says), "{says}: {}", run.err);
        let secret = pkcs8.lines().nth(3).unwrap();
        assert!(!run.err.contains(secret) && !run.out.contains(secret));
    }
    let run = bench.plan(&[("AZURE_CLIENT_CERTIFICATE_PATH", "nowhere.pem")], 1);
    assert!(run.err.contains("nowhere.pem, which AZURE_CLIENT_CERTIFICATE_PATH names"), "{}", run.err);
    bench.refuse(
        401,
        700_027,
        "The certificate with identifier used to sign the client assertion is not registered.",
    );
    let run = bench.plan(&[("AZURE_CLIENT_CERTIFICATE_PATH", file.to_str().unwrap())], 1);
    assert!(run.err.contains("upload its public part"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_trusts_a_file_or_a_job_of_github() {
    let bench = Bench::new(&format!("{{ method: workloadIdentity, clientId: {CLIENT} }}")).await;
    bench.folder.write("token", "file-assertion");
    let file = bench.folder.path("token");
    bench.plan(&[("AZURE_FEDERATED_TOKEN_FILE", file.to_str().unwrap())], 0);
    let form = bench.forms().pop().unwrap();
    assert_eq!(value(&form, "client_assertion"), "file-assertion");
    assert_eq!(
        value(&form, "client_assertion_type"),
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );

    let url = format!("{}/github?api-version=2.0", bench.authority);
    let github =
        [("ACTIONS_ID_TOKEN_REQUEST_URL", url.as_str()), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job-token")];
    bench.plan(&github, 0);
    assert_eq!(value(&bench.forms().pop().unwrap(), "client_assertion"), "github-assertion");
    let asked = bench.office.asked.lock().unwrap().clone();
    let (_, query) = asked.iter().find(|(path, _)| path == "/github").unwrap();
    assert_eq!(value(query, "audience"), "api://AzureADTokenExchange");
    assert_eq!(value(query, "authorization"), "Bearer job-token");

    bench.refuse(401, 700_213, "No matching federated identity record found.");
    let run = bench.plan(&github, 1);
    assert!(run.err.contains("no federated credential of the application"), "{}", run.err);
    let run = bench.plan(&[], 1);
    assert!(run.err.contains("id-token: write"), "{}", run.err);
    let gone = bench.folder.path("nothing");
    let run = bench.plan(&[("AZURE_FEDERATED_TOKEN_FILE", gone.to_str().unwrap())], 1);
    assert!(run.err.contains("sign-in with workload identity failed"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_of_azure_signs_in_through_its_connection() {
    let auth =
        format!("{{ method: azurePipelines, clientId: {CLIENT}, serviceConnectionId: the-connection }}");
    let bench = Bench::new(&auth).await;
    let uri = format!("{}/oidc", bench.authority);
    bench.plan(&[("SYSTEM_OIDCREQUESTURI", uri.as_str()), ("SYSTEM_ACCESSTOKEN", "job-token")], 0);
    assert_eq!(value(&bench.forms().pop().unwrap(), "client_assertion"), "pipeline-assertion");
    let asked = bench.office.asked.lock().unwrap().clone();
    let (_, query) = asked.iter().find(|(path, _)| path == "/oidc").unwrap();
    assert_eq!(value(query, "serviceConnectionId"), "the-connection");
    let run = bench.plan(&[("SYSTEM_OIDCREQUESTURI", uri.as_str())], 1);
    assert!(run.err.contains("SYSTEM_ACCESSTOKEN: $(System.AccessToken)"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_with_a_code() {
    let bench = Bench::new(&format!("{{ method: deviceCode, clientId: {CLIENT} }}")).await;
    let claims = json!({ "tid": TENANT, "oid": bench.world.id("users", "Megan Bowen"), "idtyp": "user",
        "upn": "megan@contoso.com", "wids": ["62e90394-69f5-4237-9190-012177145e10"], "scp": "EntitlementManagement.ReadWrite.All Directory.Read.All" });
    *bench.office.token.lock().unwrap() = bearer_token(&claims);
    let pending = || (400, json!({ "error": "authorization_pending" }));
    bench.office.next.lock().unwrap().extend([pending(), pending()]);
    // The instruction is shown even in quiet mode.
    let run = bench.run(&["--quiet", "plan"], &[]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.err.contains("enter the code ABCD"), "{}", run.err);
    let forms = bench.forms();
    assert_eq!(forms.len(), 3);
    assert_eq!(value(&forms[2], "device_code"), "the-device-code");

    for (error, says) in [
        ("authorization_declined", "the person declined"),
        ("expired_token", "the code expired before anyone signed in"),
    ] {
        bench.office.next.lock().unwrap().push((400, json!({ "error": error })));
        let run = bench.plan(&[], 1);
        assert!(run.err.contains(says), "{}", run.err);
    }
    bench.refuse(401, 7_000_218, "The request body must contain client_assertion or client_secret.");
    let run = bench.plan(&[], 1);
    assert!(run.err.contains("allow public client flows"), "{}", run.err);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_azure_cli_signs_in_and_what_its_token_lacks_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new("{ method: azureCli }").await;
    let claims = json!({ "tid": TENANT, "oid": bench.world.id("users", "Megan Bowen"), "idtyp": "user",
        "appid": "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "scp": "Directory.AccessAsUser.All" });
    let token = bearer_token(&claims);
    bench.office.token.lock().unwrap().clone_from(&token);
    let script = format!(
        "#!/bin/sh\necho \"$@\" > {}\necho '{{\"accessToken\":\"{token}\",\"expires_on\":4102444800,\"expiresOn\":\"2100-01-01 00:00:00.000000\",\"tenant\":\"{TENANT}\",\"tokenType\":\"Bearer\"}}'\n",
        bench.folder.path("arguments").display()
    );
    bench.folder.write("bin/az", &script);
    let tool = bench.folder.path("bin/az");
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/bin:/usr/bin", tool.parent().unwrap().display());
    // Such a token sees nothing of entitlement management: the plan reports this instead of having nothing to
    // do.
    let run = bench.plan(&[("PATH", path.as_str())], 6);
    assert!(run.out.contains("? catalogs: ") && !run.out.contains("Nothing to do"), "{}", run.out);
    assert!(run.err.contains("signed in with Azure CLI"), "{}", run.err);
    assert!(
        run.err.contains("warning: the token from Azure CLI has no EntitlementManagement scope"),
        "{}",
        run.err
    );
    assert!(run.err.contains("deviceCode"), "{}", run.err);
    let arguments = bench.folder.read("arguments");
    assert!(arguments.contains(TENANT), "{arguments}");
}

#[tokio::test(flavor = "multi_thread")]
async fn auto_says_why_nothing_did() {
    let bench = Bench::new("{ method: auto }").await;
    let run = bench.plan(&[("PATH", "/nowhere")], 1);
    for method in [
        "environmentToken",
        "workloadIdentity",
        "azurePipelines",
        "clientSecret",
        "clientCertificate",
        "azureDeveloperCli",
        "azureCli",
    ] {
        assert!(run.err.contains(&format!("\n  {method}: ")), "{method}: {}", run.err);
    }
    let run = bench.plan(&[("AZURE_CLIENT_ID", CLIENT), ("AZURE_CLIENT_SECRET", "pa55-w0rd")], 0);
    assert!(run.err.contains("signed in with client secret"), "{}", run.err);
    // Credentials that were set up for this run and fail must not cause a sign-in as someone else.
    bench.refuse(401, 7_000_222, "The provided client secret keys are expired.");
    let run = bench.plan(&[("AZURE_CLIENT_ID", CLIENT), ("AZURE_CLIENT_SECRET", "pa55-w0rd")], 1);
    assert!(run.err.contains("the secret has expired") && !run.err.contains("azureCli"), "{}", run.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_tenant_ends_with_4_before_anything_is_read() {
    let bench = Bench::new(&format!("{{ method: clientSecret, clientId: {CLIENT} }}")).await;
    let mut claims = application();
    claims["tid"] = json!("bbbbbbbb-0000-4000-8000-000000000000");
    *bench.office.token.lock().unwrap() = bearer_token(&claims);
    bench.world.sandbox.reset_counters();
    let run = bench.plan(&[("AZURE_CLIENT_SECRET", "pa55-w0rd")], 4);
    assert!(run.err.contains("the access token is for the tenant bbbbbbbb"), "{}", run.err);
    assert_eq!(bench.world.sandbox.recorded_requests(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn planning_and_applying_have_an_identity_each() {
    let auth = format!(
        "{{ plan: {{ method: clientSecret, clientId: {CLIENT} }}, apply: {{ method: clientSecret, clientId: {OTHER} }} }}"
    );
    let bench = Bench::new(&auth).await;
    let secret = [("AZURE_CLIENT_SECRET", "pa55-w0rd")];
    bench.plan(&secret, 0);
    let run = bench.run(&["apply", "--auto-approve"], &secret);
    assert_eq!(run.code, 0, "{run:#?}");
    let clients: Vec<_> = bench.forms().iter().map(|form| value(form, "client_id").to_owned()).collect();
    assert_eq!(clients, [CLIENT, OTHER]);
    let run = bench.run(&["permissions"], &[]);
    assert!(
        run.out.contains(&format!("--id {CLIENT} ")) && run.out.contains(&format!("--id {OTHER} ")),
        "{}",
        run.out
    );
    let run = bench.run(&["doctor"], &secret);
    assert!(
        run.out.contains("Caller for planning") && run.out.contains("Caller for applying"),
        "{}",
        run.out
    );
    assert_eq!(bench.forms().len(), 4);
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    let folder = Folder::of(&[
        ("guestlist.yaml", &project("{ method: clientSecret }")),
        ("a.yaml", "catalogs: [{ name: C }]\n"),
    ]);
    let variables = [
        ("GUESTLIST_AUTHORITY", "http://login.example.com"),
        ("AZURE_CLIENT_ID", CLIENT),
        ("AZURE_CLIENT_SECRET", "pa55-w0rd"),
    ];
    let run = folder.run_with(&["plan"], &variables);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.err.contains("must use https"), "{}", run.err);
}

#[test]
fn ways_to_sign_in_are_checked_offline() {
    for (auth, says) in [
        (
            format!("{{ method: azureCli, clientId: {CLIENT} }}"),
            "the method `azureCli` does not use `clientId`",
        ),
        (format!("{{ method: azurePipelines, clientId: {CLIENT} }}"), "add its id as `serviceConnectionId`"),
        (
            "{ method: clientSecret, serviceConnectionId: x }".to_owned(),
            "the method `clientSecret` does not use `serviceConnectionId`",
        ),
        (format!("{{ plan: {{ method: auto }}, clientId: {CLIENT} }}"), "move it under `plan` or `apply`"),
        (
            "{ method: auto, apply: { method: azureCli } }".to_owned(),
            "write `plan: { method: … }` and `apply: { method: … }`",
        ),
        ("{ method: password }".to_owned(), "GL1"),
        ("{ plan: { method: clientSecret, clientId: nobody } }".to_owned(), "guestlist.yaml:2:"),
    ] {
        let folder =
            Folder::of(&[("guestlist.yaml", &project(&auth)), ("a.yaml", "catalogs: [{ name: C }]\n")]);
        let run = folder.run(&["validate"]);
        assert_eq!(run.code, 1, "{auth}: {run:#?}");
        assert!(run.err.contains(says) && run.err.contains("guestlist.yaml:2:"), "{auth}: {}", run.err);
    }
}

/// So many catalogs that a token expires while reading them.
fn many() -> String {
    let catalogs: Vec<_> = (0..9).map(|number| format!("  - name: Catalog {number}\n")).collect();
    format!("catalogs:\n{}", catalogs.concat())
}

fn catalogs(bench: &Bench) -> usize {
    bench.world.sandbox.dump_tenant()["catalogs"].as_object().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_is_renewed_and_nothing_is_done_twice() {
    let secret = [("AZURE_CLIENT_SECRET", "pa55-w0rd")];
    let bench = Bench::new(&format!("{{ method: clientSecret, clientId: {CLIENT} }}")).await;
    bench.folder.write("policies/a.yaml", &many());
    bench.world.sandbox.set_faults(Faults { token_exchanges: Some(20), ..Faults::default() });
    let run = bench.run(&["apply", "--auto-approve"], &secret);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(bench.forms().len() > 1, "{}", bench.forms().len());
    assert_eq!(catalogs(&bench), 10);
    let run = bench.plan(&secret, 0);
    assert!(run.out.contains("Nothing to do for 9 declared objects"), "{}", run.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_stays_signed_in_for_the_run() {
    let bench = Bench::new(&format!("{{ method: deviceCode, clientId: {CLIENT} }}")).await;
    bench.folder.write("policies/a.yaml", &many());
    bench.world.sandbox.set_faults(Faults { token_exchanges: Some(20), ..Faults::default() });
    let run = bench.run(&["apply", "--auto-approve"], &[]);
    assert_eq!(run.code, 0, "{run:#?}");
    let forms = bench.forms();
    assert!(forms.len() > 1);
    assert!(forms[1..].iter().all(|form| value(form, "grant_type") == "refresh_token"), "{forms:?}");
    assert_eq!(catalogs(&bench), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_handed_over_ends_the_run_with_the_services_words() {
    let bench = Bench::new("{ method: environmentToken }").await;
    bench.world.sandbox.set_faults(Faults { token_exchanges: Some(3), ..Faults::default() });
    let token = bearer_token(&application());
    let run = bench.plan(&[("GUESTLIST_ACCESS_TOKEN", token.as_str())], 1);
    assert!(run.err.contains("401 InvalidAuthenticationToken"), "{}", run.err);
}
