//! The certificate that the TLS listeners show.

use std::sync::Arc;

use anyhow::Context as _;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate and its private key, both PEM.
#[derive(Clone)]
pub struct Certificate {
    /// The certificate.
    pub certificate: String,
    key: String,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

impl Certificate {
    /// A new self-signed certificate for `localhost` and the loopback address, as servers make at their installation.
    pub fn generate() -> anyhow::Result<Certificate> {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = rcgen::CertificateParams::new(names)?;
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "poolsim");
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2036, 1, 1);
        let key = rcgen::KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        Ok(Certificate {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }

    /// A certificate and its key from PEM texts.
    pub fn from_pem(certificate: String, key: String) -> Certificate {
        Certificate { certificate, key }
    }

    /// The private key, PEM: for whoever wants to start again with the same certificate.
    pub fn key_pem(&self) -> &str {
        &self.key
    }

    fn chain(&self) -> anyhow::Result<Vec<CertificateDer<'static>>> {
        CertificateDer::pem_slice_iter(self.certificate.as_bytes())
            .collect::<Result<_, _>>()
            .context("certificate is not PEM")
    }

    /// SHA-256 of the certificate: upper-case hexadecimal, colons between bytes.
    pub fn fingerprint(&self) -> anyhow::Result<String> {
        let chain = self.chain()?;
        let first = chain.first().context("no certificate in the PEM text")?;
        let digest = ring::digest::digest(&ring::digest::SHA256, first);
        Ok(digest
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>()
            .join(":"))
    }

    /// What a TLS listener needs.
    pub fn server_config(&self) -> anyhow::Result<Arc<ServerConfig>> {
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).context("key is not PEM")?;
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_single_cert(self.chain()?, key)?;
        Ok(Arc::new(config))
    }
}
