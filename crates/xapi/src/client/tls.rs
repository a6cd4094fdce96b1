//! TLS as XAPI hosts need it: whether the certificate will do is the caller's decision; that the
//! server really owns it is not up for discussion.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier as PlatformVerifier;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use super::trust::Trust;
use crate::certificate::{CertificateInfo, Fingerprint};
use crate::error::Error;

/// The configuration for connections to that port under one [`Trust`].
pub(crate) fn client_config(
    trust: Arc<dyn Trust>,
    port: Option<u16>,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Setup(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier(trust, port.unwrap_or(443)))
        .with_no_client_auth();
    Ok(config)
}

/// What rustls asks about certificates of connections to `port`, where a [`Trust`] is to decide: so
/// that it can decide for connections that are not this crate's as well. A certificate that is not
/// accepted ends the handshake with a [`rustls::Error::Other`] that holds a [`Refused`].
pub fn verifier(trust: Arc<dyn Trust>, port: u16) -> Arc<dyn ServerCertVerifier> {
    let provider = Arc::new(ring::default_provider());
    Arc::new(Verifier {
        trust,
        port,
        provider,
    })
}

/// Why a handshake was broken off: the certificate that a [`Trust`] did not accept. It travels
/// through rustls and the HTTP client as a source of their errors.
#[derive(Debug)]
pub struct Refused(pub CertificateInfo);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate is not trusted")
    }
}

impl std::error::Error for Refused {}

struct Verifier {
    trust: Arc<dyn Trust>,
    port: u16,
    provider: Arc<CryptoProvider>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = platform(&self.provider).is_some_and(|platform| {
            platform
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .is_ok()
        });
        let info = describe(end_entity, verified);
        let (host, port) = (server_name.to_str(), self.port);
        let place = match host.contains(':') {
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        };
        if self.trust.accepts(&place, &info) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(OtherError(Arc::new(Refused(info))).into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// The platform's judge, made once: loading the roots takes a while. None where there are no roots,
/// and then nobody is vouched for.
fn platform(provider: &Arc<CryptoProvider>) -> Option<&'static PlatformVerifier> {
    static PLATFORM: OnceLock<Option<PlatformVerifier>> = OnceLock::new();
    PLATFORM
        .get_or_init(|| {
            PlatformVerifier::new(provider.clone())
                .inspect_err(|error| tracing::debug!(%error, "no roots of trust on this platform"))
                .ok()
        })
        .as_ref()
}

fn describe(der: &CertificateDer<'_>, verified: bool) -> CertificateInfo {
    let digest = ::ring::digest::digest(&::ring::digest::SHA256, der);
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest.as_ref());
    let mut info = CertificateInfo {
        fingerprint: Fingerprint(fingerprint),
        subject: String::new(),
        issuer: String::new(),
        names: Vec::new(),
        not_before: 0,
        not_after: 0,
        verified,
    };
    // One that cannot be read can still be told by its fingerprint.
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return info;
    };
    info.subject = certificate.subject().to_string();
    info.issuer = certificate.issuer().to_string();
    info.not_before = certificate.validity().not_before.timestamp();
    info.not_after = certificate.validity().not_after.timestamp();
    if let Ok(Some(names)) = certificate.subject_alternative_name() {
        info.names
            .extend(names.value.general_names.iter().filter_map(name_of));
    }
    if info.names.is_empty() {
        let common = certificate.subject().iter_common_name();
        info.names
            .extend(common.filter_map(|name| Some(name.as_str().ok()?.to_owned())));
    }
    info
}

fn name_of(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(IpAddr::from),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(IpAddr::from),
            _ => None,
        }
        .map(|address| address.to_string()),
        _ => None,
    }
}
