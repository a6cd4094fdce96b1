//! Certificates, over real handshakes.

#![allow(clippy::unwrap_used)]

use std::fmt;
use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use rcgen::{CertificateParams, KeyPair};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, OtherError, ServerConfig, SignatureScheme};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use xo::{Client, Connector, Endpoint, Error, Fingerprint, Pinned, SignIn};

struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Identity {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, key }
    }

    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.certificate.der())
    }
}

struct Server {
    url: String,
    requests: Arc<Mutex<Vec<Value>>>,
    _running: JoinSet<()>,
}

/// Shows `shown`'s certificate, but signs with `signer`'s key.
async fn serve(shown: &Identity, signer: &Identity) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signer.key.serialize_der()));
    let signer = provider.key_provider.load_private_key(key).unwrap();
    let chain = vec![shown.certificate.der().clone()];
    let shown = rustls::sign::CertifiedKey::new(chain, signer);
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(shown)));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let requests: Arc<Mutex<Vec<Value>>> = Arc::default();
    let seen = requests.clone();
    let mut running = JoinSet::new();
    running.spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(stream) = acceptor.accept(stream).await else {
                continue;
            };
            let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
                continue;
            };
            while let Some(Ok(message)) = socket.next().await {
                let Ok(request) = serde_json::from_slice::<Value>(&message.into_data()) else {
                    continue;
                };
                seen.lock().unwrap().push(request.clone());
                let result = match request["method"].as_str() {
                    Some("session.signIn") => json!({"id": "u", "permission": "admin"}),
                    _ => json!("5.207.2"),
                };
                let answer = json!({"jsonrpc": "2.0", "id": request["id"], "result": result});
                let _ = socket.send(answer.to_string().into()).await;
            }
        }
    });
    Server {
        url,
        requests,
        _running: running,
    }
}

async fn connect(
    server: &Server,
    judge: Option<Arc<dyn ServerCertVerifier>>,
) -> Result<Client, Error> {
    let connector = Connector::new(Endpoint::parse(&server.url).unwrap());
    match judge {
        Some(judge) => connector.verifier(judge).connect().await,
        None => connector.connect().await,
    }
}

#[tokio::test]
async fn an_unknown_certificate_is_shown_to_the_caller_and_nothing_sent() {
    let identity = Identity::new();
    let server = serve(&identity, &identity).await;
    let Err(Error::Untrusted(untrusted)) = connect(&server, None).await else {
        panic!("was trusted");
    };
    assert_eq!(untrusted.fingerprint, identity.fingerprint());
    assert_eq!(untrusted.certificate, identity.certificate.der().to_vec());
    assert!(server.requests.lock().unwrap().is_empty());
    let text = Error::Untrusted(untrusted.clone()).to_string();
    assert!(text.contains(&untrusted.fingerprint.to_string()), "{text}");

    // Confirmed, it is taken.
    let pinned = Arc::new(Pinned::new(untrusted.fingerprint));
    let client = connect(&server, Some(pinned)).await.unwrap();
    let who = SignIn::password("admin", "made-up");
    assert_eq!(client.sign_in(&who).await.unwrap().id, "u");
}

#[tokio::test]
async fn a_changed_certificate_is_refused() {
    let (old, new) = (Identity::new(), Identity::new());
    let server = serve(&new, &new).await;
    let pinned = Arc::new(Pinned::new(old.fingerprint()));
    let Err(Error::Untrusted(untrusted)) = connect(&server, Some(pinned)).await else {
        panic!("was trusted");
    };
    assert_eq!(untrusted.fingerprint, new.fingerprint());
    assert!(server.requests.lock().unwrap().is_empty());
}

/// Refuses with an error of its own, or takes anything; and never looks at a signature.
#[derive(Debug)]
struct Careless {
    accepts: bool,
}

#[derive(Debug, PartialEq)]
struct Found(usize);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("found")
    }
}

impl std::error::Error for Found {}

impl ServerCertVerifier for Careless {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.accepts {
            return Ok(ServerCertVerified::assertion());
        }
        Err(OtherError(Arc::new(Found(end_entity.len()))).into())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        Vec::new()
    }
}

#[tokio::test]
async fn what_a_verifier_of_the_callers_found_out_comes_back_to_the_caller() {
    let identity = Identity::new();
    let server = serve(&identity, &identity).await;
    let judge = Arc::new(Careless { accepts: false });
    let Err(Error::Untrusted(untrusted)) = connect(&server, Some(judge)).await else {
        panic!("was trusted");
    };
    let length = identity.certificate.der().len();
    assert_eq!(untrusted.cause::<Found>(), Some(&Found(length)));
}

#[tokio::test]
async fn a_stolen_certificate_is_worth_nothing_without_its_key() {
    let (owner, thief) = (Identity::new(), Identity::new());
    let server = serve(&owner, &thief).await;
    for judge in [
        Arc::new(Pinned::new(owner.fingerprint())) as Arc<dyn ServerCertVerifier>,
        Arc::new(Careless { accepts: true }),
    ] {
        let outcome = connect(&server, Some(judge)).await;
        let refused = matches!(outcome, Err(Error::Unreachable { .. }));
        assert!(refused, "{outcome:?}");
    }
    assert!(server.requests.lock().unwrap().is_empty());
}
