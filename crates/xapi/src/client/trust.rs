//! Whom to believe.

use std::sync::Arc;

use crate::certificate::{CertificateInfo, Fingerprint};

/// Decides whether a server is the one it should be. XAPI hosts come with certificates they signed
/// themselves, so the platform's roots alone rarely help: usually a person confirms a fingerprint
/// once, and it is remembered.
pub trait Trust: Send + Sync {
    /// Whether to go on with the server at `place` (`host:port`, `[v6]:port`) that showed this
    /// certificate. Asked for every new connection, from within the handshake: answer from memory.
    /// On `false` the call ends with [`Error::Untrusted`](crate::Error::Untrusted), which carries
    /// the certificate.
    fn accepts(&self, place: &str, certificate: &CertificateInfo) -> bool;
}

/// Trusts whom the platform's own roots vouch for.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrustPlatform;

impl Trust for TrustPlatform {
    fn accepts(&self, _place: &str, certificate: &CertificateInfo) -> bool {
        certificate.verified
    }
}

/// Asks another one, without the platform's word: a host that only somebody else has named is not
/// known by its certificate, which anybody can have for a name of his own.
pub(crate) struct Unvouched(pub(crate) Arc<dyn Trust>);

impl Trust for Unvouched {
    fn accepts(&self, place: &str, certificate: &CertificateInfo) -> bool {
        let unvouched = CertificateInfo {
            verified: false,
            ..certificate.clone()
        };
        self.0.accepts(place, &unvouched)
    }
}

/// Trusts the owner of one certificate, at any address.
#[derive(Clone, Copy, Debug)]
pub struct TrustFingerprint(pub Fingerprint);

impl Trust for TrustFingerprint {
    fn accepts(&self, _place: &str, certificate: &CertificateInfo) -> bool {
        certificate.fingerprint == self.0
    }
}

impl<F: Fn(&str, &CertificateInfo) -> bool + Send + Sync> Trust for F {
    fn accepts(&self, place: &str, certificate: &CertificateInfo) -> bool {
        self(place, certificate)
    }
}
