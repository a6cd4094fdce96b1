//! The disks of an SR would not fit in it if they were filled.

use xapi::Sr;

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule},
    },
    problem::Problem,
};

pub(super) struct SrThinBeyond;

impl Rule for SrThinBeyond {
    type Of = Sr;
    const ID: &'static str = "sr_thin_beyond";

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        let sr = look.record;
        // Logical volumes take all of their space at once, and snapshots of them are counted with it.
        let is_thin = !sr.r#type.starts_with("lvm");
        if is_thin && sr.physical_size > 0 && sr.virtual_allocation > sr.physical_size {
            let share = sr.virtual_allocation as f64 / sr.physical_size as f64;
            let percent = (share * 100.0).round() as i64;
            signs.push(Sign::new(Severity::Notice).number(percent));
        }
    }

    fn say(_look: &Look<'_, Sr>, sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("percent", sign.number.to_string())
    }
}
