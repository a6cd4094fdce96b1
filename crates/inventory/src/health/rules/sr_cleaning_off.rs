//! Somebody has told an SR not to merge what snapshots leave behind, and left it so.

use xapi::Sr;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct SrCleaningOff;

impl Rule for SrCleaningOff {
    type Of = Sr;
    const ID: &'static str = "sr_cleaning_off";

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        let is_off = |key: &&str| {
            let value = look.record.other_config.get(*key);
            value.is_some_and(|value| value == "false")
        };
        if ["gc", "coalesce"].iter().any(is_off) {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
