//! Drives: what ties a disk to a VM.

use xapi::{Map, OpaqueRef, Ref, Vbd, VbdMode, VbdType, Vdi, Vm, VmPowerState, calls};

use crate::{
    guest,
    jobs::{
        Job, Plan, Refusal, Subject,
        plan::{Effect, Step},
        vm::{power, settings::has_hardware},
    },
    key::ObjectKey,
    problem::Problem,
    world::World,
};

/// What is said of a new drive.
const MEMBERS: &[&str] = &[
    "VM",
    "VDI",
    "userdevice",
    "bootable",
    "mode",
    "type",
    "unpluggable",
    "empty",
    "other_config",
    "qos_algorithm_type",
    "qos_algorithm_params",
];
/// The position that guests find their first CD drive at, so that disks leave it free.
const OF_DISCS: u16 = 3;
/// Positions beyond this one no server gives.
const LAST: u16 = 254;

/// A drive of the world with its VM.
#[derive(Clone, Copy)]
pub(crate) struct Drive<'a> {
    pub(crate) reference: &'a OpaqueRef,
    pub(crate) vbd: &'a Vbd,
    pub(crate) vm: &'a Vm,
}

impl<'a> Drive<'a> {
    /// The drive that the subject is, or that the disk is in which it is: the one that is attached, else
    /// the first.
    pub(crate) fn of(subject: &Subject<'a>) -> Option<Self> {
        let world = subject.connection.world;
        if let Some(vbd) = subject.record_of::<Vbd>() {
            return Some(Self {
                reference: &subject.object?.reference,
                vbd,
                vm: world.vm(&vbd.vm)?,
            });
        }
        subject.record_of::<Vdi>()?;
        let mut drives = Self::of_disk(world, &subject.key.opaque());
        drives.sort_by_key(|drive| !drive.vbd.currently_attached);
        drives.into_iter().next()
    }

    /// The drives that a disk is in, snapshots' apart.
    pub(crate) fn of_disk(world: &'a World, disk: &OpaqueRef) -> Vec<Self> {
        let drives = world.within::<Vbd>(disk);
        let with_vm = drives.filter_map(|(reference, vbd)| {
            let vm = world.vm(&vbd.vm)?;
            Some(Self { reference, vbd, vm })
        });
        with_vm.filter(|drive| !drive.vm.is_a_snapshot).collect()
    }

    /// Its reference, typed.
    pub(crate) fn vbd(&self) -> Ref<Vbd> {
        self.reference.clone().into()
    }

    /// The disk in it.
    pub(crate) fn disk(&self, world: &'a World) -> Option<&'a Vdi> {
        world.get(&self.vbd.vdi)
    }

    /// Whether it is for discs.
    pub(crate) fn is_for_discs(&self) -> bool {
        self.vbd.r#type == VbdType::Cd
    }

    /// Whether its VM may write to the disk in it now.
    pub(crate) fn writes(&self) -> bool {
        self.vbd.currently_attached && self.vbd.mode == VbdMode::Rw
    }

    /// Why nobody else can have the disk in it, and what helps: of what a host itself holds, nothing here.
    pub(crate) fn has_it(&self, subject: &Subject<'_>) -> Refusal {
        if self.vm.is_control_domain {
            let problem = Problem::new("disk_held_by_host").with("vm", &self.vm.name_label);
            return problem.into();
        }
        let vm = subject.key_of(&self.vbd.vm);
        let problem = Problem::new("disk_in_use").with("vm", &self.vm.name_label);
        Refusal::from(problem).fixed_by(Some(Job::CleanShutdown), &vm)
    }

    /// Whether nothing is under way with it, and its VM may be changed.
    ///
    /// # Errors
    /// `op_in_progress`, `is_snapshot` or `is_control_domain`.
    pub(crate) fn is_settled(&self) -> Result<(), Problem> {
        if self.vm.is_a_snapshot {
            return Err(Problem::new("is_snapshot"));
        }
        if self.vm.is_control_domain {
            return Err(Problem::new("is_control_domain"));
        }
        match self.vbd.current_operations.values().next() {
            Some(other) => Err(Problem::new("op_in_progress").with("operation", other.as_str())),
            None => Ok(()),
        }
    }

    /// Takes it away, with what makes it anew.
    pub(crate) fn destroy(&self, plan: &mut Plan) {
        let step = plan.call(calls::vbd::destroy(&self.vbd()));
        step.undo(calls::vbd::create(self.vbd));
        if let Some(undo) = &mut step.undo {
            undo.call.say_only(MEMBERS);
        }
    }
}

/// What a new drive of a VM is to be.
pub(crate) struct NewDrive {
    pub(crate) vm: Ref<Vm>,
    pub(crate) disk: Ref<Vdi>,
    pub(crate) position: String,
    pub(crate) mode: VbdMode,
    pub(crate) bootable: bool,
    /// Whether the disk is the VM's own, and goes with it.
    pub(crate) owns: bool,
}

impl NewDrive {
    /// Makes it, and takes it away again if what follows fails.
    pub(crate) fn add(self, plan: &mut Plan) -> Ref<Vbd> {
        let vbd = Vbd {
            vm: self.vm,
            vdi: self.disk,
            userdevice: self.position.into(),
            bootable: self.bootable,
            mode: self.mode,
            r#type: VbdType::Disk,
            unpluggable: true,
            // By this key those who delete the VM know its own disks.
            other_config: match self.owns {
                true => [("owner".into(), "true".into())].into(),
                false => Map::new(),
            },
            ..Vbd::default()
        };
        make(plan, &vbd);
        undone_by_destroying(plan)
    }
}

/// Makes a drive for discs, with one in it or none.
pub(crate) fn add_drive_for_discs(
    plan: &mut Plan,
    vm: Ref<Vm>,
    position: String,
    disc: Option<Ref<Vdi>>,
) -> Ref<Vbd> {
    let vbd = Vbd {
        vm,
        empty: disc.is_none(),
        vdi: disc.unwrap_or_else(Ref::null),
        userdevice: position.into(),
        mode: VbdMode::Ro,
        r#type: VbdType::Cd,
        unpluggable: true,
        ..Vbd::default()
    };
    make(plan, &vbd);
    undone_by_destroying(plan)
}

/// Makes a drive like another, with this disk in it.
pub(crate) fn add_like(plan: &mut Plan, other: &Vbd, disk: Ref<Vdi>) -> Ref<Vbd> {
    let vbd = Vbd {
        vdi: disk,
        ..other.clone()
    };
    make(plan, &vbd);
    undone_by_destroying(plan)
}

fn make<'a>(plan: &'a mut Plan, vbd: &Vbd) -> &'a mut Step {
    plan.create(calls::vbd::create(vbd), MEMBERS)
}

fn undone_by_destroying(plan: &mut Plan) -> Ref<Vbd> {
    let made = plan.latest();
    if let Some(step) = plan.steps.last_mut() {
        step.undo(calls::vbd::destroy(&made));
    }
    made
}

/// Whether what is plugged into a running VM comes to its guest at once.
pub(crate) fn takes_at_once(world: &World, vm: &Vm) -> bool {
    vm.power_state == VmPowerState::Running
        && (vm.hvm_boot_policy.is_empty() || guest::has_tools(guest::metrics(world, vm)))
}

/// Plugs a new drive, if its VM runs and its guest takes it; else says that it comes at the next start.
pub(crate) fn plug_new(plan: &mut Plan, world: &World, vm: &Vm, key: &ObjectKey, vbd: &Ref<Vbd>) {
    if takes_at_once(world, vm) {
        plan.call(calls::vbd::plug(vbd))
            .undo(calls::vbd::unplug(vbd));
    } else if vm.power_state != VmPowerState::Halted {
        plan.effect(Effect::AtNextStart {
            object: key.clone(),
        });
    }
}

/// The positions of a VM's drives that are free, the lowest first; that of discs comes last.
pub(crate) fn free_positions(world: &World, vm: &OpaqueRef) -> Vec<String> {
    let taken: Vec<&str> = world
        .within::<Vbd>(vm)
        .map(|(_, vbd)| vbd.userdevice.as_str())
        .collect();
    let usual = (0..=LAST).filter(|position| *position != OF_DISCS);
    usual
        .chain([OF_DISCS])
        .map(|position| position.to_string())
        .filter(|position| !taken.contains(&position.as_str()))
        .collect()
}

/// The position for a new drive for discs.
///
/// # Errors
/// `no_position`.
pub(crate) fn position_of_discs(world: &World, vm: &OpaqueRef) -> Result<String, Problem> {
    let free = free_positions(world, vm);
    let usual = OF_DISCS.to_string();
    match free.contains(&usual) {
        true => Ok(usual),
        false => free
            .into_iter()
            .next()
            .ok_or_else(|| Problem::new("no_position")),
    }
}

/// The position for a new disk.
///
/// # Errors
/// `no_position`.
pub(crate) fn position(world: &World, vm: &OpaqueRef) -> Result<String, Problem> {
    let first = free_positions(world, vm).into_iter().next();
    first.ok_or_else(|| Problem::new("no_position"))
}

/// Whether drives may be added to the subject: a VM or a template at which nothing is under way that
/// forbids it.
///
/// # Errors
/// `op_in_progress`, or `wrong_power_state` of one that is suspended.
pub(crate) fn may_be_added(subject: &Subject<'_>) -> Result<(), Refusal> {
    let Some(vm) = subject.vm().filter(|_| has_hardware(subject)) else {
        return Err(Problem::new("bad_request").into());
    };
    if let Some(other) = vm.current_operations.values().next() {
        let problem = Problem::new("op_in_progress").with("operation", other.as_str());
        return Err(problem.into());
    }
    match vm.power_state {
        VmPowerState::Suspended => Err(power::wrong(
            subject,
            &[VmPowerState::Halted, VmPowerState::Running],
        )),
        _ => Ok(()),
    }
}
