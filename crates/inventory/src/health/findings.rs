//! Findings as sentences: for pages.

use xapi::Object;

use super::{Severity, Sick, Sign, rules::RULES, standing};
use crate::{connection::ConnectionInfo, objects::describe, problem::Problem};

/// Of so many objects that are not well, a pool's page tells.
const TOLD: usize = 8;

/// The sentence of a sign.
fn sentence(info: &ConnectionInfo<'_>, object: &Object, sign: &Sign) -> Option<Problem> {
    let rule = RULES.get(usize::from(sign.rule))?;
    Some((rule.tell)(info.world, object, sign).sentence)
}

/// What is to be said of an object before anything else; of a pool, of what is not well in it, too.
pub(crate) fn problems(info: &ConnectionInfo<'_>, object: &Object) -> Vec<Problem> {
    let mut found = Vec::new();
    let is_pool = describe(&object.record).has_name_of_connection();
    tell(info, object, is_pool, &mut found);
    if is_pool {
        let sick = Sick::of(info).objects(info.world);
        for other in sick.iter().take(TOLD) {
            tell(info, other, true, &mut found);
        }
        if sick.len() > TOLD {
            let more = (sick.len() - TOLD).to_string();
            found.push(Problem::new("more_unwell").with("count", more));
        }
    }
    found
}

/// Adds the sentences of an object, each once: a host and its storage tell the same.
fn tell(info: &ConnectionInfo<'_>, object: &Object, only_unwell: bool, found: &mut Vec<Problem>) {
    let signs = standing(info, object).into_iter();
    for sign in signs.filter(|sign| !only_unwell || sign.severity > Severity::Notice) {
        if let Some(sentence) = sentence(info, object, sign)
            && !found.contains(&sentence)
        {
            found.push(sentence);
        }
    }
}
