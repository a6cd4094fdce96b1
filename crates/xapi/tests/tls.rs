//! Certificates, over real handshakes.

#![allow(clippy::unwrap_used)]

mod server;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use server::{Answer, Server};
use tokio::io::AsyncReadExt;
use tokio_rustls::TlsAcceptor;
use xapi::{
    CertificateInfo, Connector, Credentials, Endpoint, Error, Fingerprint, Result, Session,
    Timeouts, Trust, TrustFingerprint, params,
};

struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Identity {
    fn new() -> Self {
        let names = ["xen1.example.org".to_owned(), "127.0.0.1".to_owned()];
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names)
            .unwrap()
            .self_signed(&key)
            .unwrap();
        Self { certificate, key }
    }

    /// Shows `certificate`, but signs with `key`.
    fn acceptor(certificate: &rcgen::Certificate, key: &KeyPair) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signer = provider.key_provider.load_private_key(key).unwrap();
        let shown = rustls::sign::CertifiedKey::new(vec![certificate.der().clone()], signer);
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(shown)));
        TlsAcceptor::from(Arc::new(config))
    }
}

async fn serve(acceptor: TlsAcceptor) -> Server {
    Server::start_tls(
        |request| match (request.line.as_str(), request.method.as_str()) {
            ("CONNECT /console?uuid=c", _) => Answer::Echo(b"HTTP/1.1 200 OK\r\n\r\nRFB".to_vec()),
            (_, "pool.get_all_records") => {
                Answer::Result(json!({"OpaqueRef:p": {"master": "OpaqueRef:h"}}))
            }
            (_, "host.get_all_records") => Answer::Result(json!({
                "OpaqueRef:h": {"address": "127.0.0.1"},
                "OpaqueRef:other": {"address": "localhost"},
            })),
            _ => Answer::Result(json!("OpaqueRef:s")),
        },
        acceptor,
    )
    .await
}

async fn login(server: &Server, trust: impl Trust + 'static) -> Result<Session> {
    let url = format!("https://{}", server.address);
    Connector::new(Endpoint::parse(&url).unwrap())
        .trust(Arc::new(trust))
        .timeouts(Timeouts {
            connect: Duration::from_secs(2),
            ..Timeouts::default()
        })
        .login(&Credentials::new("root", "made-up"))
        .await
}

fn digest(certificate: &rcgen::Certificate) -> Fingerprint {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate.der());
    Fingerprint(digest.as_ref().try_into().unwrap())
}

#[tokio::test]
async fn an_unknown_certificate_is_shown_to_the_caller() {
    let identity = Identity::new();
    let server = serve(Identity::acceptor(&identity.certificate, &identity.key)).await;
    let Err(Error::Untrusted(info)) = login(&server, xapi::TrustPlatform).await else {
        panic!("was trusted");
    };
    assert_eq!(info.fingerprint, digest(&identity.certificate));
    assert_eq!(info.names, ["xen1.example.org", "127.0.0.1"]);
    assert_eq!(info.subject, info.issuer);
    assert!(info.subject.contains("rcgen"), "{}", info.subject);
    assert!(info.not_before < info.not_after && !info.verified);
    assert!(server.requests().is_empty());
    let text = Error::Untrusted(info.clone()).to_string();
    assert!(text.contains(&info.fingerprint.to_string()), "{text}");

    // Confirmed, it is taken.
    let session = login(&server, TrustFingerprint(info.fingerprint))
        .await
        .unwrap();
    session
        .call::<String>("VM.get_name_label", params![])
        .await
        .unwrap();
    let mut console = session.open_console("c").await.unwrap();
    let mut hello = [0; 3];
    console.read_exact(&mut hello).await.unwrap();
    assert_eq!(&hello, b"RFB");
    drop(console);
    session.logout().await.unwrap();
}

#[tokio::test]
async fn trust_is_asked_with_host_and_port_and_may_change_its_mind() {
    let identity = Identity::new();
    let server = serve(Identity::acceptor(&identity.certificate, &identity.key)).await;
    let asked: Arc<Mutex<Vec<(String, Fingerprint)>>> = Arc::default();
    let seen = asked.clone();
    let trust = move |place: &str, info: &CertificateInfo| {
        let mut seen = seen.lock().unwrap();
        seen.push((place.to_owned(), info.fingerprint));
        // Not for the console.
        seen.len() == 1
    };
    let session = login(&server, trust).await.unwrap();
    // Another name is another host, whose certificate has not been seen.
    let port = server.address.port();
    let elsewhere = format!("https://localhost:{port}/console?uuid=c");
    let refused = session.open_console(&elsewhere).await.unwrap_err();
    assert!(matches!(refused, Error::Untrusted(_)), "{refused:?}");
    let fingerprint = digest(&identity.certificate);
    assert_eq!(
        *asked.lock().unwrap(),
        [
            (format!("127.0.0.1:{port}"), fingerprint),
            (format!("localhost:{port}"), fingerprint)
        ]
    );
}

#[tokio::test]
async fn a_changed_certificate_is_refused() {
    let (old, new) = (Identity::new(), Identity::new());
    let server = serve(Identity::acceptor(&new.certificate, &new.key)).await;
    let outcome = login(&server, TrustFingerprint(digest(&old.certificate))).await;
    let Err(Error::Untrusted(info)) = outcome else {
        panic!("was trusted");
    };
    assert_eq!(info.fingerprint, digest(&new.certificate));
}

#[tokio::test]
async fn a_stolen_certificate_is_worth_nothing_without_its_key() {
    let (owner, thief) = (Identity::new(), Identity::new());
    let server = serve(Identity::acceptor(&owner.certificate, &thief.key)).await;
    let outcome = login(&server, TrustFingerprint(digest(&owner.certificate))).await;
    assert!(
        matches!(outcome, Err(Error::Unreachable { .. })),
        "{outcome:?}"
    );
    assert!(server.requests().is_empty());
}
