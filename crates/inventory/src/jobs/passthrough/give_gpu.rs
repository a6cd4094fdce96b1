//! Give a VM a GPU, or a part of one. Which GPU it is shows when the VM starts, on a host where one is free.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{
    GpuGroup, Map, OpaqueRef, Pci, Pgpu, RecordOf, Ref, Vgpu, VgpuImplementation, VgpuType, Vm,
    calls,
};

use super::{can_have_devices, chosen, is_licensed};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, Fact, FieldKind, FormField},
        vm::settings::is_at_rest,
    },
    key::ObjectKey,
    look,
    objects::room,
    problem::Problem,
    view::Cell,
    world::World,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "GiveGpuInputs")]
pub struct GiveGpu {
    /// Of which GPUs it is, and how much of one.
    pub gpu: GpuShare,
}

/// A GPU of a group, or a part of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GpuShare {
    /// The group.
    pub group: ObjectKey,
    /// The type: how much of a GPU it is.
    pub of_type: ObjectKey,
}

impl Definition for GiveGpu {
    const METHODS: &'static [&'static str] = &["VGPU.create"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match subject.connection.world.all::<Pgpu>().next() {
            None => Err(Problem::new("no_gpus").into()),
            Some(_) => {
                let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
                is_licensed(subject.connection.world, "restrict_gpu")?;
                can_have_devices(vm)?;
                is_at_rest(subject)
            }
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut choices: Vec<Choice> = Vec::new();
        for subject in subjects {
            for choice in shares(subject) {
                if !choices.iter().any(|known| known.value == choice.value) {
                    choices.push(choice);
                }
            }
        }
        Form::of([FormField::required("gpu", FieldKind::Choice { choices })])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let world = subject.connection.world;
        let gpu = NewGpu::of(subject, &subject.key.opaque(), &self.gpu)?;
        let mut plan = Plan::default();
        plan.change("gpu", subject, Cell::None, Cell::text(gpu.name(world)));
        gpu.tell(&mut plan, world);
        plan.expect(subject, "VGPUs");
        gpu.add(&mut plan, &subject.reference());
        Ok(plan)
    }
}

/// A GPU that a VM gets, or a part of one.
pub(crate) struct NewGpu {
    group: Ref<GpuGroup>,
    of_type: Ref<VgpuType>,
    position: String,
}

impl NewGpu {
    /// What was said, for a VM that has what `vm` has.
    ///
    /// # Errors
    /// `not_licensed`, `needs_hvm`, `other_pool`, `no_such_object`, or `gpu_types_differ`.
    pub(crate) fn of(
        subject: &Subject<'_>,
        vm: &OpaqueRef,
        share: &GpuShare,
    ) -> Result<Self, Problem> {
        let (group, _) = chosen::<GpuGroup>(subject, &share.group)?;
        let (of_type, _) = chosen::<VgpuType>(subject, &share.of_type)?;
        let world = subject.connection.world;
        is_licensed(world, "restrict_gpu")?;
        world.record::<Vm>(vm).map_or(Ok(()), can_have_devices)?;
        match unfit(world, vm, &of_type) {
            Some(problem) => Err(problem),
            None => Ok(Self {
                group,
                of_type,
                position: position(world, vm),
            }),
        }
    }

    fn name(&self, world: &World) -> String {
        let of_type = world.get::<VgpuType>(&self.of_type);
        of_type.map_or_else(String::new, |of_type| {
            name(world, self.group.opaque(), of_type)
        })
    }

    /// Says what follows from it.
    pub(crate) fn tell(&self, plan: &mut Plan, world: &World) {
        plan.odd(Problem::new("gpu_ties"));
        if let Some(problem) = self.lacks(world, 1) {
            plan.odd(problem);
        }
    }

    /// The same for so many VMs that get one each, and start at once or do not.
    ///
    /// # Errors
    /// `gpu_not_free` or `gpus_too_few`, where they could not start.
    pub(crate) fn tell_for(
        &self,
        plan: &mut Plan,
        world: &World,
        vms: i64,
        starts: bool,
    ) -> Result<(), Problem> {
        plan.odd(Problem::new("gpu_ties"));
        match self.lacks(world, vms) {
            Some(problem) if starts => return Err(problem),
            Some(problem) => {
                plan.odd(problem);
            }
            None => {}
        }
        Ok(())
    }

    fn lacks(&self, world: &World, vms: i64) -> Option<Problem> {
        let free = free(world, self.group.opaque(), &self.of_type);
        match free {
            _ if free >= vms => None,
            0 => Some(Problem::new("gpu_not_free")),
            _ => Some(
                Problem::new("gpus_too_few")
                    .with("free", free.to_string())
                    .with("needed", vms.to_string()),
            ),
        }
    }

    /// Adds what gives it to a VM.
    pub(crate) fn add(&self, plan: &mut Plan, vm: &Ref<Vm>) {
        plan.call(calls::vgpu::create(
            vm,
            &self.group,
            Some(&self.position),
            Some(&Map::default()),
            Some(&self.of_type),
        ));
        let made = plan.latest();
        if let Some(step) = plan.steps.last_mut() {
            step.undo(calls::vgpu::destroy(&made));
        }
    }
}

/// The virtual GPUs that a VM has.
fn given<'a>(world: &'a World, vm: &OpaqueRef) -> impl Iterator<Item = &'a Vgpu> {
    world.within::<Vgpu>(vm).map(|(_, vgpu)| vgpu)
}

/// The first position that is free.
fn position(world: &World, vm: &OpaqueRef) -> String {
    let taken: Vec<&str> = given(world, vm).map(|vgpu| vgpu.device.as_str()).collect();
    let mut all = (0..=taken.len()).map(|position| position.to_string());
    let free = all.find(|position| !taken.contains(&position.as_str()));
    free.unwrap_or_default()
}

/// Why a VM cannot have this type beside what it has.
fn unfit(world: &World, vm: &OpaqueRef, of_type: &Ref<VgpuType>) -> Option<Problem> {
    let bears = |vgpu: &Vgpu| {
        let other = world.get::<VgpuType>(&vgpu.r#type);
        other.is_some_and(|other| other.compatible_types_in_vm.contains(of_type))
    };
    match given(world, vm).all(bears) {
        true => None,
        false => Some(Problem::new("gpu_types_differ")),
    }
}

/// How many of a type the GPUs of a group can carry now.
fn free(world: &World, group: &OpaqueRef, of_type: &Ref<VgpuType>) -> i64 {
    let gpus = world.within::<Pgpu>(group);
    gpus.map(|(_, gpu)| room(world, gpu, of_type)).sum()
}

/// What a share is called: the type's name; a whole GPU is called what it is.
fn name(world: &World, group: &OpaqueRef, of_type: &VgpuType) -> String {
    let mut gpus = world.within::<Pgpu>(group);
    let card = gpus.next().and_then(|(_, gpu)| world.get::<Pci>(&gpu.pci));
    match card.filter(|_| of_type.implementation == VgpuImplementation::Passthrough) {
        Some(card) => card.device_name.to_string(),
        None => of_type.model_name.to_string(),
    }
}

/// What can be had of the GPUs of the subject's pool.
pub(crate) fn shares(subject: &Subject<'_>) -> Vec<Choice> {
    let connection = subject.connection;
    let world = connection.world;
    let mut shares = Vec::new();
    for (group, _) in world.shown::<GpuGroup>() {
        let mut types: Vec<&Ref<VgpuType>> = Vec::new();
        for (_, gpu) in world.within::<Pgpu>(group) {
            for of_type in &gpu.enabled_vgpu_types {
                if !types.contains(&of_type) {
                    types.push(of_type);
                }
            }
        }
        for reference in types {
            let Some(of_type) = world.get::<VgpuType>(reference) else {
                continue;
            };
            let share = GpuShare {
                group: ObjectKey::new(connection.id, &GpuGroup::CLASS, group),
                of_type: subject.key_of(reference),
            };
            let fact = |field: &str, value: Cell| Fact {
                field: field.to_owned(),
                value,
            };
            let facts = [
                fact("gpuGroup", look::link(connection, &GpuGroup::CLASS, group)),
                fact(
                    "gpuMemory",
                    match of_type.framebuffer_size {
                        0 => Cell::None,
                        size => Cell::bytes(size),
                    },
                ),
                fact(
                    "gpuFree",
                    Cell::Count {
                        count: free(world, group, reference),
                    },
                ),
            ];
            shares.push(Choice {
                value: json!(share),
                name: name(world, group, of_type),
                object: None,
                facts: facts
                    .into_iter()
                    .filter(|fact| fact.value != Cell::None)
                    .collect(),
                refusal: unfit(world, &subject.key.opaque(), reference),
            });
        }
    }
    shares
}
