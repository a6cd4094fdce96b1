//! Take a network interface from a VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::calls;

use super::{
    interface::{Interface, destroy},
    unplug,
};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    look,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveInterfaceInputs")]
pub struct RemoveInterface {}

impl Definition for RemoveInterface {
    const METHODS: &'static [&'static str] = &["VIF.unplug", "VIF.destroy"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let interface = Interface::named(subject)?;
        interface.is_settled()?;
        match interface.vif.currently_attached {
            true => unplug::can_be(subject, &interface),
            false => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Interface { vif, .. } = Interface::named(subject)?;
        let mut plan = Plan::default();
        plan.effect(Effect::Change {
            object: subject.key_of(&vif.vm),
            field: "network".to_owned(),
            before: look::link_to(subject.connection, &vif.network),
            after: Cell::None,
        });
        plan.expect(subject, "currently_attached");
        let reference = subject.reference();
        if vif.currently_attached {
            plan.call(calls::vif::unplug(&reference))
                .undo(calls::vif::plug(&reference));
            // An interface that is made anew is another one: that of a running VM is not brought back.
            plan.call(calls::vif::destroy(&reference));
        } else {
            destroy(&mut plan, &reference, vif);
        }
        Ok(plan)
    }
}
