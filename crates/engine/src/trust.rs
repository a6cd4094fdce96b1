//! Which certificates are good: those a person looked at, and those the platform vouches for.
//!
//! The person's are kept in `certificates.json`, which its owner may read and edit: nothing in it is
//! secret.
//!
//! A pin is a person's word that this host shows this certificate and no other. So another one is
//! asked about even if the platform's roots vouch for it: hundreds of authorities may sign for any
//! name, some of them put there by an employer to look into TLS, and whoever pinned did so because
//! that was not enough, or not there. The answer costs a click once; a wrong guess costs the pool's
//! password.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    path::Path,
    sync::{Arc, Mutex},
};

use inventory::{ConnectionId, Problem};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    api::{CertificateView, TrustAnswer},
    clock,
    files::Document,
    lock::lock,
};

/// A certificate that is trusted for one host and port, instead of any other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pin {
    #[serde(flatten)]
    certificate: CertificateView,
    /// When it was trusted, Unix seconds.
    added: i64,
    /// Whose hosts this is one of; it goes when the last of them goes.
    #[serde(alias = "connection", deserialize_with = "one_or_more")]
    connections: BTreeSet<ConnectionId>,
}

/// What was one connection at first are several.
fn one_or_more<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeSet<ConnectionId>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Read {
        One(ConnectionId),
        More(BTreeSet<ConnectionId>),
    }
    Ok(match Read::deserialize(deserializer)? {
        Read::One(one) => BTreeSet::from([one]),
        Read::More(more) => more,
    })
}

/// A certificate that is trusted until the program ends.
#[derive(Debug)]
struct Once {
    fingerprint: String,
    connections: BTreeSet<ConnectionId>,
}

/// All trusted certificates.
#[derive(Debug)]
pub(crate) struct Pins {
    /// By `host:port`.
    kept: Document<BTreeMap<String, Pin>>,
    /// Good until the program ends, by `host:port`.
    once: Mutex<HashMap<String, Once>>,
}

impl Pins {
    /// Reads what was kept.
    pub(crate) fn read(folder: &Path) -> (Arc<Self>, Option<Problem>) {
        let (kept, problem) = Document::read(folder, "certificates.json");
        (
            Arc::new(Self {
                kept,
                once: Mutex::default(),
            }),
            problem,
        )
    }

    /// The certificate that is trusted for a host instead of any other.
    fn pinned(&self, host: &str) -> Option<CertificateView> {
        let kept = self.kept.get();
        kept.get(host).map(|pin| pin.certificate.clone())
    }

    /// Whether a certificate is good for a host; from then on that connection needs the pin as well.
    fn accepts(
        &self,
        connection: &ConnectionId,
        host: &str,
        fingerprint: &str,
        verified: bool,
    ) -> bool {
        let mut once = lock(&self.once);
        let passing = once
            .get_mut(host)
            .filter(|once| once.fingerprint == fingerprint);
        let is_passing = passing.is_some();
        if let Some(passing) = passing {
            passing.connections.insert(connection.clone());
        }
        drop(once);
        let (good, is_news) = match self.kept.get().get(host) {
            None => return is_passing || verified,
            Some(pin) => (
                pin.certificate.fingerprint == fingerprint,
                !pin.connections.contains(connection),
            ),
        };
        if good && is_news {
            let written = self.kept.change(|kept| {
                let pin = kept.get_mut(host);
                pin.is_some_and(|pin| pin.connections.insert(connection.clone()))
            });
            if let Err(problem) = written {
                // The next connection tries again.
                tracing::warn!(host, ?problem, "who needs a pin is not written down");
            }
        }
        is_passing || good
    }

    fn keep(
        &self,
        connection: &ConnectionId,
        hosts: &[String],
        certificate: &CertificateView,
    ) -> Result<(), Problem> {
        self.kept.change(|kept| {
            for host in hosts {
                let old = kept.remove(host);
                let mut connections = old.map(|old| old.connections).unwrap_or_default();
                connections.insert(connection.clone());
                let pin = Pin {
                    certificate: certificate.clone(),
                    added: clock::unix_seconds(),
                    connections,
                };
                kept.insert(host.clone(), pin);
            }
        })
    }

    /// Forgets what was trusted for a connection, and for no other.
    pub(crate) fn forget(&self, connection: &ConnectionId) -> Result<(), Problem> {
        let stays = |connections: &mut BTreeSet<ConnectionId>| {
            let needed = connections.remove(connection);
            !needed || !connections.is_empty()
        };
        lock(&self.once).retain(|_, once| stays(&mut once.connections));
        self.kept
            .change(|kept| kept.retain(|_, pin| stays(&mut pin.connections)))
    }
}

/// Judges certificates for one connection and remembers those it refused, so that a person may
/// answer for them.
#[derive(Debug)]
pub(crate) struct Checker {
    pins: Arc<Pins>,
    connection: ConnectionId,
    /// Good at whatever host of this connection: the demonstration's own.
    known: Mutex<HashSet<String>>,
    /// What was refused, the oldest first.
    refused: Mutex<VecDeque<Refused>>,
}

/// A certificate that was refused.
#[derive(Debug)]
struct Refused {
    certificate: CertificateView,
    /// What was trusted there instead; the question shows it.
    trusted: Option<CertificateView>,
    /// All hosts that showed it in place of that, the first one first. Whoever has its key is one and
    /// the same, so that one answer is for all of them.
    hosts: Vec<String>,
}

/// So many are remembered: a server that shows a new one each time does not fill the memory.
const REFUSED: usize = 100;

/// A certificate that nobody trusts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Untrusted {
    /// The host that showed it, with its port.
    pub(crate) host: String,
    /// It.
    pub(crate) presented: CertificateView,
    /// What was trusted there before.
    pub(crate) trusted: Option<CertificateView>,
}

impl Checker {
    /// Judges for `connection`.
    pub(crate) fn new(pins: Arc<Pins>, connection: ConnectionId) -> Arc<Self> {
        Arc::new(Self {
            pins,
            connection,
            known: Mutex::default(),
            refused: Mutex::default(),
        })
    }

    /// Accepts this fingerprint at every host of the connection, until the program ends.
    pub(crate) fn know(&self, fingerprint: &str) {
        lock(&self.known).insert(fingerprint.to_owned());
    }

    /// What to tell of a certificate that was refused.
    pub(crate) fn untrusted(&self, presented: CertificateView) -> Untrusted {
        let (host, trusted) = lock(&self.refused)
            .iter()
            .find(|refused| refused.certificate.fingerprint == presented.fingerprint)
            .map(|refused| (refused.hosts.first().cloned(), refused.trusted.clone()))
            .unwrap_or_default();
        Untrusted {
            host: host.unwrap_or_default(),
            presented,
            trusted,
        }
    }

    /// Takes a person's answer on a certificate that was refused. Whether it was one of those is
    /// told; an answer on anything else changes nothing.
    pub(crate) fn answer(&self, fingerprint: &str, answer: TrustAnswer) -> Result<bool, Problem> {
        let refused = {
            let mut refused = lock(&self.refused);
            let asked = |one: &Refused| one.certificate.fingerprint == fingerprint;
            let Some(place) = refused.iter().position(asked) else {
                return Ok(false);
            };
            refused.remove(place)
        };
        let Some(Refused {
            certificate, hosts, ..
        }) = refused
        else {
            return Ok(false);
        };
        if answer != TrustAnswer::Never {
            // Even if the file cannot be written, the answer holds for this run.
            hosts.iter().for_each(|host| self.once(host, fingerprint));
        }
        if answer == TrustAnswer::Always {
            self.pins.keep(&self.connection, &hosts, &certificate)?;
        }
        Ok(true)
    }

    fn once(&self, host: &str, fingerprint: &str) {
        let once = Once {
            fingerprint: fingerprint.to_owned(),
            connections: BTreeSet::from([self.connection.clone()]),
        };
        lock(&self.pins.once).insert(host.to_owned(), once);
    }

    fn refuse(&self, host: &str, certificate: CertificateView) {
        let trusted = self.pins.pinned(host);
        let mut refused = lock(&self.refused);
        // Where another one was trusted, that is another question.
        let known = |one: &&mut Refused| one.certificate == certificate && one.trusted == trusted;
        match refused.iter_mut().find(known) {
            Some(known) => {
                if !known.hosts.iter().any(|other| other == host) {
                    known.hosts.push(host.to_owned());
                }
            }
            None => {
                let hosts = vec![host.to_owned()];
                refused.push_back(Refused {
                    certificate,
                    trusted,
                    hosts,
                });
                if refused.len() > REFUSED {
                    refused.pop_front();
                }
            }
        }
    }

    /// Whether the certificate that `host` (with its port) shows is good. `verified` says that the
    /// platform's own roots vouch for it under that host's name.
    pub(crate) fn judge(&self, host: &str, certificate: CertificateView, verified: bool) -> bool {
        let good = lock(&self.known).contains(&certificate.fingerprint)
            || self
                .pins
                .accepts(&self.connection, host, &certificate.fingerprint, verified);
        if !good {
            let fingerprint = &certificate.fingerprint;
            tracing::info!(host, fingerprint, "a certificate is not trusted");
            self.refuse(host, certificate);
        }
        good
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(fingerprint: &str) -> CertificateView {
        CertificateView {
            fingerprint: fingerprint.into(),
            subject: "CN=host-1".into(),
            issuer: "CN=host-1".into(),
            not_before: Some(1),
            not_after: Some(2),
        }
    }

    fn checker(folder: &Path) -> Arc<Checker> {
        Checker::new(Pins::read(folder).0, "c1".into())
    }

    #[test]
    fn an_unknown_certificate_is_asked_about_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        assert!(!trust.judge("pool:443", certificate("AA"), false));
        assert_eq!(
            trust.answer("BB", TrustAnswer::Always),
            Ok(false),
            "nobody showed that one"
        );
        assert_eq!(trust.answer("AA", TrustAnswer::Always), Ok(true));
        assert!(trust.judge("pool:443", certificate("AA"), false));
        assert!(
            !trust.judge("other:443", certificate("AA"), false),
            "a pin is for one host"
        );
        let later = checker(folder.path());
        assert!(later.judge("pool:443", certificate("AA"), false));
        let text = std::fs::read_to_string(folder.path().join("certificates.json")).unwrap();
        for word in [
            "pool:443",
            "\"fingerprint\": \"AA\"",
            "CN=host-1",
            "notAfter",
            "added",
        ] {
            assert!(text.contains(word), "{word} in {text}");
        }
    }

    #[test]
    fn another_certificate_than_the_pinned_one_is_refused_even_if_it_verifies() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        assert!(
            trust.judge("pool:443", certificate("CA"), true),
            "no question for a good chain"
        );
        assert!(!trust.judge("pool:443", certificate("AA"), false));
        trust.answer("AA", TrustAnswer::Always).unwrap();
        assert!(!trust.judge("pool:443", certificate("BB"), true));
        assert_eq!(trust.pins.pinned("pool:443"), Some(certificate("AA")));
        trust.answer("BB", TrustAnswer::Always).unwrap();
        assert_eq!(
            trust.pins.pinned("pool:443"),
            Some(certificate("BB")),
            "the new one replaces it"
        );
    }

    #[test]
    fn once_is_for_this_run_and_never_is_no() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        assert!(!trust.judge("pool:443", certificate("AA"), false));
        trust.answer("AA", TrustAnswer::Never).unwrap();
        assert!(!trust.judge("pool:443", certificate("AA"), false));
        trust.answer("AA", TrustAnswer::Once).unwrap();
        assert!(trust.judge("pool:443", certificate("AA"), false));
        assert!(!checker(folder.path()).judge("pool:443", certificate("AA"), false));
    }

    #[test]
    fn what_was_trusted_for_a_connection_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        trust.judge("pool:443", certificate("AA"), false);
        trust.answer("AA", TrustAnswer::Always).unwrap();
        trust.pins.forget(&"another".into()).unwrap();
        assert!(trust.pins.pinned("pool:443").is_some());
        trust.pins.forget(&"c1".into()).unwrap();
        assert!(Pins::read(folder.path()).0.pinned("pool:443").is_none());
        assert!(!trust.judge("pool:443", certificate("AA"), false));
    }

    #[test]
    fn what_was_trusted_once_for_a_connection_goes_with_it_too() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        trust.judge("pool:443", certificate("AA"), false);
        trust.answer("AA", TrustAnswer::Once).unwrap();
        trust.pins.forget(&"another".into()).unwrap();
        assert!(trust.judge("pool:443", certificate("AA"), false));
        trust.pins.forget(&"c1".into()).unwrap();
        assert!(!trust.judge("pool:443", certificate("AA"), false));
    }

    #[test]
    fn one_answer_is_for_all_hosts_that_showed_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        for host in ["a:443", "b:443", "a:443"] {
            assert!(!trust.judge(host, certificate("AA"), false));
        }
        assert!(!trust.judge("b:443", certificate("BB"), false));
        let Untrusted { host, .. } = trust.untrusted(certificate("AA"));
        assert_eq!(host, "a:443", "the first one is named");
        trust.answer("AA", TrustAnswer::Always).unwrap();
        assert!(trust.judge("a:443", certificate("AA"), false));
        assert!(trust.judge("b:443", certificate("AA"), false));
        assert!(!trust.judge("c:443", certificate("AA"), false));
        let later = checker(folder.path());
        assert!(later.judge("b:443", certificate("AA"), false));
    }

    #[test]
    fn one_answer_replaces_no_pin_that_was_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        for (host, shown) in [("a:443", "AA"), ("b:443", "BB")] {
            assert!(!trust.judge(host, certificate(shown), false));
            assert_eq!(trust.answer(shown, TrustAnswer::Always), Ok(true));
        }
        // Both show the same new one now; the old ones differ.
        assert!(!checker(folder.path()).judge("a:443", certificate("CC"), true));
        let trust = checker(folder.path());
        for host in ["a:443", "b:443", "c:443"] {
            assert!(!trust.judge(host, certificate("CC"), host != "c:443"));
        }
        let asked = |host: &str, trusted: Option<&str>| {
            let failure = trust.untrusted(certificate("CC"));
            let expected = Untrusted {
                host: host.into(),
                presented: certificate("CC"),
                trusted: trusted.map(certificate),
            };
            assert_eq!(failure, expected);
        };
        asked("a:443", Some("AA"));
        assert_eq!(trust.answer("CC", TrustAnswer::Always), Ok(true));
        assert!(trust.judge("a:443", certificate("CC"), false));
        assert!(!trust.judge("b:443", certificate("CC"), true), "not unseen");
        assert!(trust.judge("b:443", certificate("BB"), false));
        asked("b:443", Some("BB"));
        assert_eq!(trust.answer("CC", TrustAnswer::Never), Ok(true));
        asked("c:443", None);
    }

    #[test]
    fn a_pin_stays_as_long_as_one_connection_needs_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = checker(folder.path());
        assert!(!first.judge("pool:443", certificate("AA"), false));
        first.answer("AA", TrustAnswer::Always).unwrap();
        let second = Checker::new(first.pins.clone(), "c2".into());
        assert!(second.judge("pool:443", certificate("AA"), false));
        first.pins.forget(&"c1".into()).unwrap();
        assert!(second.judge("pool:443", certificate("AA"), false));
        // The next start knows it as well.
        let later = Checker::new(Pins::read(folder.path()).0, "c2".into());
        assert!(later.judge("pool:443", certificate("AA"), false));
        assert!(!later.judge("pool:443", certificate("BB"), true));
        later.pins.forget(&"c2".into()).unwrap();
        assert!(!later.judge("pool:443", certificate("AA"), false));
        assert!(later.judge("pool:443", certificate("BB"), true));
    }

    #[test]
    fn a_file_that_named_one_connection_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let pin = serde_json::json!({ "pool:443": {
            "fingerprint": "AA", "subject": "CN=host-1", "issuer": "CN=host-1",
            "notBefore": 1, "notAfter": 2, "added": 3, "connection": "c1",
        }});
        std::fs::write(folder.path().join("certificates.json"), pin.to_string()).unwrap();
        let trust = checker(folder.path());
        assert!(trust.judge("pool:443", certificate("AA"), false));
    }

    #[test]
    fn not_everything_that_was_refused_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        for n in 0..1000 {
            trust.judge("pool:443", certificate(&format!("{n}")), false);
        }
        assert_eq!(lock(&trust.refused).len(), REFUSED);
        assert_eq!(trust.answer("0", TrustAnswer::Once), Ok(false));
        assert_eq!(trust.answer("999", TrustAnswer::Once), Ok(true));
    }

    #[test]
    fn the_old_certificate_is_shown_beside_the_new_one_with_its_dates() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        trust.judge("pool:443", certificate("AA"), false);
        trust.answer("AA", TrustAnswer::Always).unwrap();
        let later = checker(folder.path());
        let new = CertificateView {
            not_before: Some(3),
            ..certificate("BB")
        };
        assert!(!later.judge("pool:443", new.clone(), true));
        let asked = later.untrusted(new.clone());
        let expected = Untrusted {
            host: "pool:443".into(),
            presented: new,
            trusted: Some(certificate("AA")),
        };
        assert_eq!(asked, expected);
        assert_eq!(certificate("AA").not_after, Some(2));
    }

    #[test]
    fn the_demonstration_knows_its_own_everywhere() {
        let folder = tempfile::tempdir().unwrap();
        let trust = checker(folder.path());
        trust.know("AA");
        assert!(trust.judge("127.0.0.1:1", certificate("AA"), false));
        assert!(trust.judge("127.0.0.1:2", certificate("AA"), false));
        assert!(!trust.judge("127.0.0.1:2", certificate("BB"), false));
    }
}
