//! What can be done to a selection: the same for button, menu, key, palette and drag.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Area, Job, Refusal, Risk, definition::checked, selection::found};
use crate::{connection::ConnectionInfo, key::ObjectKey};

/// So many jobs are shown as buttons.
const BUTTONS: usize = 3;

/// Whether a job may be done to a selection now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActionState {
    /// Which job; its label is the translated `job.<job>`.
    pub job: Job,
    /// What it is about.
    pub area: Area,
    /// Why it cannot be done; none: it can.
    pub refusal: Option<Refusal>,
    /// Whether it belongs among the two or three likeliest, shown as buttons.
    pub likely: bool,
    /// Whether it may lose data.
    pub destructive: bool,
    /// Whether it is shown what would happen, and asked, before it is done.
    pub confirms: bool,
    /// Whether something has to be said before it can be done.
    pub asks: bool,
    /// To how many of the selected objects it would be done.
    pub applies_to: u32,
}

/// What can be done to a selection: the jobs that are for one of the objects at least. A job is
/// possible when it may be done to one of them; it will be done to those to which it may.
pub fn actions(connections: &[ConnectionInfo<'_>], objects: &[ObjectKey]) -> Vec<ActionState> {
    let subjects = found(connections, objects);
    let mut states: Vec<ActionState> = Vec::new();
    // To how many of those that a job is likely for it would be done.
    let mut fits = Vec::new();
    for &job in Job::ALL.iter().filter(|job| job.is_offered()) {
        let mut applies_to = 0;
        let mut wished = None;
        let mut refusal = None;
        let mut is_for_any = false;
        for subject in subjects.iter().filter(|subject| job.is_for(subject)) {
            is_for_any = true;
            let answer = checked(job, subject);
            if job.is_likely(subject) {
                *wished.get_or_insert(0) += u32::from(answer.is_ok());
            }
            match answer {
                Ok(()) => applies_to += 1,
                Err(why) => {
                    refusal.get_or_insert(why);
                }
            }
        }
        if !is_for_any {
            continue;
        }
        if let Some(count) = wished {
            fits.push((count, states.len()));
        }
        states.push(ActionState {
            job,
            area: job.area(),
            refusal: refusal.filter(|_| applies_to == 0),
            likely: false,
            destructive: job.risk() == Risk::Loss,
            confirms: job.confirms(applies_to),
            asks: job.asks(),
            applies_to,
        });
    }
    // Of a mixed selection, what most of it wants. The sort is stable: else the order of the jobs.
    fits.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    for (_, at) in fits.into_iter().take(BUTTONS) {
        states[at].likely = true;
    }
    states
}
