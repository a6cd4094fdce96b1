//! A pool that gets its updates from a repository has not looked for any for long.

use xapi::Pool;

use crate::{
    health::{
        Severity, Sign,
        rule::{DAY, Look, Rule},
    },
    problem::Problem,
};

/// So many days are long, and so many too long.
const LONG: i64 = 90;
const TOO_LONG: i64 = 180;

pub(super) struct UpdatesOld;

impl Rule for UpdatesOld {
    type Of = Pool;
    const ID: &'static str = "updates_old";

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let last = look.record.last_update_sync;
        if !look.record.repositories.is_empty() && !last.is_never() {
            let after = |days: i64| last.unix().saturating_add(days * DAY);
            let long = Sign::new(Severity::Notice).number(LONG);
            signs.push(long.from(after(LONG)).until(after(TOO_LONG)));
            let too_long = Sign::new(Severity::Degraded).number(TOO_LONG);
            signs.push(too_long.from(after(TOO_LONG)));
        }
    }

    fn say(_look: &Look<'_, Pool>, sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("days", sign.number.to_string())
    }
}
