//! The licence of a host ends soon, or has ended.

use xapi::{DateTime, Host};

use super::certificate_ends::{before_the_end, day};
use crate::{
    health::{
        Sign,
        rule::{Look, Rule},
    },
    problem::Problem,
};

/// When a licence ends; none where it never does. (XCP-ng names a day that nobody here will see.)
fn end(host: &Host) -> Option<i64> {
    let text = host.license_params.get("expiry")?;
    let end: DateTime = text.parse().ok()?;
    (!end.is_never()).then(|| end.unix())
}

pub(super) struct LicenseEnds;

impl Rule for LicenseEnds {
    type Of = Host;
    const ID: &'static str = "license_ends";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if let Some(end) = end(look.record) {
            signs.extend(before_the_end(end));
        }
    }

    fn say(look: &Look<'_, Host>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("date", day(end(look.record).unwrap_or_default()))
    }
}
