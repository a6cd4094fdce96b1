//! An SR has almost no space left.

use xapi::Sr;

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule},
    },
    problem::Problem,
};

/// A share of its space, in percent, from which on it is worth a warning.
const ALMOST_FULL: i64 = 95;
/// From here on the next write may fail.
const FULL: i64 = 99;

pub(super) struct SrAlmostFull;

/// The share that is used, in percent; none where the size is not known. (Of ISOs nobody expects space.)
fn used(sr: &Sr) -> Option<i64> {
    let share = sr.physical_utilisation as f64 / sr.physical_size as f64;
    let is_known = sr.physical_size > 0 && sr.content_type != "iso";
    is_known.then_some((share * 100.0).round() as i64)
}

impl Rule for SrAlmostFull {
    type Of = Sr;
    const ID: &'static str = "sr_almost_full";

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        match used(look.record) {
            Some(percent @ FULL..) => signs.push(Sign::new(Severity::Broken).number(percent)),
            Some(percent @ ALMOST_FULL..) => {
                signs.push(Sign::new(Severity::Degraded).number(percent));
            }
            _ => {}
        }
    }

    fn say(_look: &Look<'_, Sr>, sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("percent", sign.number.to_string())
    }
}
