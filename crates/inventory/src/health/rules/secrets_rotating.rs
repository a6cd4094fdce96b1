//! A pool has begun to change the secret that its hosts share, and not ended.

use xapi::Pool;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct SecretsRotating;

impl Rule for SecretsRotating {
    type Of = Pool;
    const ID: &'static str = "secrets_rotating";

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        if look.record.is_psr_pending {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
