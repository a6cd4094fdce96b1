//! Somebody has tried in vain to sign in.

use xapi::Pool;

use super::{messages, wakes};
use crate::health::{
    Severity, Sign,
    rule::{DAY, Look, Rule, Wake},
};

pub(super) struct LoginsFailed;

impl Rule for LoginsFailed {
    type Of = Pool;
    const ID: &'static str = "logins_failed";
    const WOKEN_BY: &'static [Wake] = &[wakes::MESSAGE];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let names = &["FAILED_LOGIN_ATTEMPTS"];
        if let Some((_, told)) = messages::newest(look.world, &look.record.uuid, names) {
            let at = told.timestamp.unix();
            signs.push(Sign::new(Severity::Notice).from(at).until(at + DAY));
        }
    }
}
