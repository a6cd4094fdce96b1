//! Asking a guest first, and doing it by force after a time that one sets.

use serde_json::json;
use xapi::ApiCall;

use super::power;
use crate::{
    jobs::{
        Form, Plan, Subject,
        form::{FieldKind, FormField, Initial},
        plan::{Effect, Until},
    },
    problem::Problem,
};

/// What is filled in at first: most guests are down by then, services and databases included.
const USUAL_MINUTES: u32 = 5;
/// A day: whoever waits longer wants to look.
const MOST_MINUTES: u32 = 24 * 60;
/// How the server says that the guest does nothing, or is still at it when the server gives up.
const FUTILE: &[&str] = &["VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT", "VM_SHUTDOWN_TIMEOUT"];

/// What is said where nothing was: what earlier versions of the program have written down says nothing.
pub(super) fn usual_minutes() -> u32 {
    USUAL_MINUTES
}

/// A form that asks how long the guest has.
pub(super) fn form() -> Form {
    let minutes = FieldKind::Count {
        min: 1,
        max: Some(MOST_MINUTES.into()),
    };
    let usual = Initial::Value {
        value: json!(USUAL_MINUTES),
    };
    Form::of([FormField::required("minutes", minutes).initially(usual)])
}

/// Adds what is done: `gently`, if the guest can be asked at all, and `by_force` where that does not do.
pub(super) fn plan(
    plan: &mut Plan,
    subject: &Subject<'_>,
    minutes: u32,
    until: Until,
    (gently, by_force): (ApiCall<()>, ApiCall<()>),
) -> Result<(), Problem> {
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(Problem::new("minutes_out_of_range").with("most", MOST_MINUTES.to_string()));
    }
    let object = subject.key.clone();
    let is_asked = match until {
        Until::Rebooted => !power::is_without_reboot(subject),
        _ => !power::is_without_shutdown(subject),
    };
    match is_asked {
        true => {
            plan.effect(Effect::ByForceAfter {
                object: object.clone(),
                minutes,
                until,
            });
            plan.call(gently).waited_for(minutes * 60, FUTILE);
        }
        false => {
            plan.effect(Effect::LoseUnsaved {
                object: object.clone(),
            });
        }
    }
    plan.effect(Effect::Interrupt { object, until });
    plan.call(by_force);
    Ok(())
}
