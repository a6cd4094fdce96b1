//! Give a VM one more network interface.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Network, RecordOf, Vif, VifLockingMode, VmPowerState, calls};

use super::interface::{check, mac, make, mtu_of, networks, position, tell_of_double};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        disk::drive::{may_be_added, takes_at_once},
        form::{FieldKind, FormField, Initial, text},
        plan::Effect,
        vm::settings::has_hardware,
    },
    key::ObjectKey,
    look,
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AddInterfaceInputs")]
pub struct AddInterface {
    /// The network.
    pub network: ObjectKey,
    /// Its address; nothing: the server makes one up.
    #[serde(default)]
    pub mac: String,
}

impl Definition for AddInterface {
    const METHODS: &'static [&'static str] = &["VIF.create", "VIF.plug"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        may_be_added(subject)?;
        if let Some(vm) = subject.vm() {
            position(subject.connection.world, &subject.key.opaque(), vm)?;
        }
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = networks(subjects);
        let first = choices.iter().find(|choice| choice.refusal.is_none());
        let first = first.map_or(Initial::Empty, |choice| Initial::Value {
            value: json!(choice.value),
        });
        Form::of([
            FormField::required("network", FieldKind::Choice { choices }).initially(first),
            FormField::required("mac", text()).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let world = subject.connection.world;
        let (network, record) = check(subject, &self.network)?;
        let mac = mac(&self.mac)?;
        let mut plan = Plan::default();
        let link = look::link(subject.connection, &Network::CLASS, network.opaque());
        plan.change("network", subject, Cell::None, link);
        tell_of_double(&mut plan, world, &mac, None);
        let vif = Vif {
            device: position(world, &subject.key.opaque(), vm)?.into(),
            mtu: mtu_of(record),
            network,
            vm: subject.reference(),
            mac: mac.into(),
            locking_mode: VifLockingMode::NetworkDefault,
            ..Vif::default()
        };
        let made = make(&mut plan, &vif);
        if takes_at_once(world, vm) {
            plan.call(calls::vif::plug(&made))
                .undo(calls::vif::unplug(&made));
        } else if vm.power_state != VmPowerState::Halted {
            plan.effect(Effect::AtNextStart {
                object: subject.key.clone(),
            });
        }
        Ok(plan)
    }
}
