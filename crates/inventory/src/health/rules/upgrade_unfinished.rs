//! A pool is in the middle of an upgrade, host by host: much cannot be done until it is through.

use xapi::Pool;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct UpgradeUnfinished;

impl Rule for UpgradeUnfinished {
    type Of = Pool;
    const ID: &'static str = "upgrade_unfinished";

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let key = "rolling_upgrade_in_progress";
        if look.record.other_config.get(key).is_some() {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
