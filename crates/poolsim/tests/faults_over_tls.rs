//! Certificates that change, and replies that end without a word.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::io::ErrorKind;
use std::sync::Arc;

use poolsim::faults::{Fault, Replies};
use poolsim::{Certificate, Config, Sim};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

async fn secure_pool(hosts: usize) -> Sim {
    Sim::start(Config {
        hosts,
        vms: 0,
        tls: Some(([127, 0, 0, 1], 0).into()),
        background: false,
        ..Config::default()
    })
    .await
    .unwrap()
}

/// Connects, trusting that certificate and no other.
async fn connect(
    sim: &Sim,
    host: usize,
    trusted: &Certificate,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = rustls::RootCertStore::empty();
    let pem = trusted.certificate.as_bytes();
    roots
        .add(CertificateDer::from_pem_slice(pem).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = sim.world().listeners[host].https.unwrap();
    let tcp = TcpStream::connect(address).await.unwrap();
    // Certificates are made for the first loopback address, whichever host shows them.
    let name = ServerName::try_from("127.0.0.1").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await
}

#[tokio::test]
async fn a_host_shows_another_certificate() {
    let sim = secure_pool(2).await;
    let old = sim.certificate().unwrap().clone();
    assert_eq!(sim.fingerprint_of(1), sim.fingerprint());
    let mut open = connect(&sim, 1, &old).await.unwrap();
    sim.order(Fault::NewCertificate { host: Some(1) })
        .await
        .unwrap();
    assert_eq!(sim.fingerprint(), old.fingerprint().unwrap());
    assert_ne!(sim.fingerprint_of(1), sim.fingerprint());
    assert!(connect(&sim, 1, &old).await.is_err());
    let new = sim.certificate_of(1).unwrap();
    assert!(connect(&sim, 1, &new).await.is_ok());
    assert!(connect(&sim, 0, &old).await.is_ok());
    // A connection that was open goes on.
    open.write_all(b"GET /nowhere HTTP/1.0\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("403"), "{answer}");

    sim.order(Fault::NewCertificate { host: None })
        .await
        .unwrap();
    assert_ne!(sim.fingerprint(), old.fingerprint().unwrap());
    assert_ne!(sim.fingerprint_of(1), new.fingerprint().unwrap());
    assert_ne!(sim.fingerprint_of(1), sim.fingerprint());
    // A host that comes back shows what it showed.
    let shown = sim.fingerprint_of(1);
    let restart = Fault::RestartHost {
        host: 1,
        after_ms: 0,
    };
    sim.order(restart).await.unwrap();
    assert_eq!(sim.fingerprint_of(1), shown);
}

#[tokio::test]
async fn a_cut_reply_ends_without_a_word_and_a_reset_one_with_a_reset() {
    let sim = secure_pool(1).await;
    let trusted = sim.certificate().unwrap().clone();
    for (fault, expect) in [
        (Fault::Cut(Replies::once()), ErrorKind::UnexpectedEof),
        (Fault::Reset(Replies::once()), ErrorKind::ConnectionReset),
    ] {
        sim.order(fault).await.unwrap();
        let mut stream = connect(&sim, 0, &trusted).await.unwrap();
        let body = r#"{"jsonrpc":"2.0","method":"system.isAlive","params":["yes"],"id":1}"#;
        let request = format!(
            "POST /jsonrpc HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer).await.unwrap_err();
        assert_eq!(end.kind(), expect);
        assert!(!answer.ends_with(b"}"));
    }
}
