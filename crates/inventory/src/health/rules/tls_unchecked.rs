//! A host does not check the certificates of the others, though its pool does.

use xapi::Host;

use super::wakes;
use crate::health::{
    Severity, Sign,
    rule::{Look, Rule, Wake},
};

pub(super) struct TlsUnchecked;

impl Rule for TlsUnchecked {
    type Of = Host;
    const ID: &'static str = "tls_unchecked";
    const WOKEN_BY: &'static [Wake] = &[wakes::HOSTS_OF_POOL];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let pool = look.world.pool();
        let checks = pool.is_some_and(|(_, pool)| pool.tls_verification_enabled);
        if checks && !look.record.tls_verification_enabled {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
