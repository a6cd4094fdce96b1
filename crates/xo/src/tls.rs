//! TLS: whether the certificate will do is the caller's decision; that the server really owns it is
//! not up for discussion.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};

use crate::error::Error;

/// A certificate that was not accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Untrusted {
    /// The certificate, in DER.
    pub certificate: Vec<u8>,
    /// The certificate's SHA-256, which a person can compare.
    pub fingerprint: Fingerprint,
    /// Why the verifier did not accept it.
    pub reason: rustls::Error,
}

impl Untrusted {
    /// What the verifier itself said, if it refused with an error of its own
    /// ([`rustls::Error::Other`]). So a caller's verifier can hand its caller what it found out
    /// about the certificate.
    pub fn cause<T: StdError + 'static>(&self) -> Option<&T> {
        match &self.reason {
            rustls::Error::Other(other) => other.0.downcast_ref::<T>(),
            _ => None,
        }
    }
}

/// The SHA-256 of a certificate in DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        let digest = ::ring::digest::digest(&::ring::digest::SHA256, certificate);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Self(bytes)
    }
}

/// Pairs of capital digits with colons between them, as other tools show it.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no SHA-256 fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 fingerprint has 64 hexadecimal digits")]
pub struct NotAFingerprint;

/// In either case, with or without colons.
impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let mut bytes = [0; 32];
        let mut digits = 0;
        for digit in text.trim().chars().filter(|c| *c != ':') {
            let value = digit.to_digit(16).ok_or(NotAFingerprint)?;
            let byte = bytes.get_mut(digits / 2).ok_or(NotAFingerprint)?;
            *byte = *byte << 4 | value as u8;
            digits += 1;
        }
        if digits == 64 {
            Ok(Self(bytes))
        } else {
            Err(NotAFingerprint)
        }
    }
}

/// A verifier that accepts one certificate, whoever vouches for it.
#[derive(Debug)]
pub struct Pinned {
    fingerprint: Fingerprint,
    signatures: Signatures,
}

impl Pinned {
    /// Accepts the certificate with that fingerprint.
    pub fn new(fingerprint: Fingerprint) -> Self {
        Self {
            fingerprint,
            signatures: Signatures::new(),
        }
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if Fingerprint::of(end_entity) == self.fingerprint {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signatures.tls12(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signatures.tls13(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signatures.schemes()
    }
}

/// The configuration for all connections under one judge of certificates; without one, the
/// platform's.
pub(crate) fn client_config(
    judge: Option<Arc<dyn ServerCertVerifier>>,
) -> Result<Arc<ClientConfig>, Error> {
    let signatures = Signatures::new();
    let judge = judge.or_else(|| platform(&signatures.0));
    let config = ClientConfig::builder_with_provider(signatures.0.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Setup(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Witness { judge, signatures }))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The platform's judge, made once: loading the roots takes a while. None where there are no roots,
/// and then nobody is vouched for.
fn platform(provider: &Arc<CryptoProvider>) -> Option<Arc<dyn ServerCertVerifier>> {
    static PLATFORM: OnceLock<Option<Arc<rustls_platform_verifier::Verifier>>> = OnceLock::new();
    let judge = PLATFORM.get_or_init(|| {
        rustls_platform_verifier::Verifier::new(provider.clone())
            .inspect_err(|error| tracing::debug!(%error, "no roots of trust on this platform"))
            .ok()
            .map(Arc::new)
    });
    judge
        .clone()
        .map(|judge| judge as Arc<dyn ServerCertVerifier>)
}

/// Why a handshake was broken off; travels through rustls.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Untrusted);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate is not trusted")
    }
}

impl StdError for Refused {}

/// Asks the judge, and remembers what it refused. Signatures it verifies itself: a judge cannot
/// leave that out.
#[derive(Debug)]
struct Witness {
    judge: Option<Arc<dyn ServerCertVerifier>>,
    signatures: Signatures,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verdict = match &self.judge {
            Some(judge) => {
                judge.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        verdict.map_err(|reason| {
            let refused = Refused(Untrusted {
                certificate: end_entity.to_vec(),
                fingerprint: Fingerprint::of(end_entity),
                reason,
            });
            OtherError(Arc::new(refused)).into()
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signatures.tls12(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.signatures.tls13(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signatures.schemes()
    }
}

/// How signatures are verified.
struct Signatures(Arc<CryptoProvider>);

impl Signatures {
    fn new() -> Self {
        Self(Arc::new(ring::default_provider()))
    }

    fn tls12(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn tls13(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

impl fmt::Debug for Signatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signatures")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_they_are_shown() {
        let fingerprint = Fingerprint::of(b"made up");
        let shown = fingerprint.to_string();
        assert_eq!(shown.parse(), Ok(fingerprint));
        let bare = shown.replace(':', "").to_lowercase();
        assert_eq!(bare.parse(), Ok(fingerprint));
        assert_eq!("AB:CD".parse::<Fingerprint>(), Err(NotAFingerprint));
        assert_eq!(
            format!("{shown}00").parse::<Fingerprint>(),
            Err(NotAFingerprint)
        );
    }
}
