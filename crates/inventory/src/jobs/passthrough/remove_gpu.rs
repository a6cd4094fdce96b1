//! Take a GPU, or a part of one, from a VM that is shut down.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Vgpu, VmPowerState, calls};

use super::{machine_of, wrong_state};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject, plan::Effect},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveGpuInputs")]
pub struct RemoveGpu {}

impl Definition for RemoveGpu {
    const METHODS: &'static [&'static str] = &["VGPU.destroy"];

    fn is_for(subject: &Subject<'_>) -> bool {
        let vgpu = subject.record_of::<Vgpu>();
        vgpu.is_some_and(|vgpu| machine_of(subject, &vgpu.vm).is_some())
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vgpu = subject.record_of::<Vgpu>();
        let machine = vgpu.and_then(|vgpu| machine_of(subject, &vgpu.vm));
        let (key, vm) = machine.ok_or_else(|| Problem::new("bad_request"))?;
        match vm.power_state == VmPowerState::Halted {
            true => Ok(()),
            false => Err(wrong_state(subject, &key, vm, VmPowerState::Halted)),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vgpu = subject.record_of::<Vgpu>();
        let vgpu = vgpu.ok_or_else(|| Problem::new("bad_request"))?;
        let mut plan = Plan::default();
        plan.effect(Effect::Change {
            object: subject.key_of(&vgpu.vm),
            field: "gpu".to_owned(),
            before: Cell::text(subject.name()),
            after: Cell::None,
        });
        let destroyed = plan.call(calls::vgpu::destroy(&subject.reference()));
        // One call cannot give it back with its arguments.
        if vgpu.extra_args.is_empty() {
            destroyed.undo(calls::vgpu::create(
                &vgpu.vm,
                &vgpu.gpu_group,
                Some(&vgpu.device),
                Some(&vgpu.other_config),
                Some(&vgpu.r#type),
            ));
        }
        Ok(plan)
    }
}
