//! A host still takes connections by a version of TLS that is broken.

use xapi::Host;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct TlsLegacy;

impl Rule for TlsLegacy {
    type Of = Host;
    const ID: &'static str = "tls_legacy";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if look.record.ssl_legacy {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
